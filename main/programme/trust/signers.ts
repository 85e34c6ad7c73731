import type { WireError } from '../../contract/error.ts';
import type { SignerView } from '../../contract/office.ts';
import type { ReportOffice } from '../packs.ts';
import { trustError } from './errors.ts';
import { keyIdOf } from './keys.ts';
import type { Area, Envelope, Grant, Judgement, Signer, TrustDeps, TrustPolicy } from './types.ts';

// Who may sign what, as a plain value: the operator's roots, the offices that a programme pack names, and what signed
// statements about keys made of them (keyStatements.ts). A time of signing is what the signer says it is; so once a key
// has stopped, nothing more is taken in that it signed, whatever date it bears. What was taken in before stays.

export type Registry = ReadonlyMap<string, Signer>;

/** Clocks of two offices may differ by this much. */
const MAX_CLOCK_DIFFERENCE_MS = 10 * 60 * 1000;
const FROM_THE_START = '1970-01-01T00:00:00Z';

export function firstRegistry(roots: readonly Grant[], offices: ReturnType<TrustDeps['offices']>): Registry {
  const registry = new Map<string, Signer>();
  for (const { officeId, name, key, algorithm = 'ed25519' } of offices) {
    const keyId = keyIdOf(algorithm, key);
    registry.set(keyId, {
      keyId,
      algorithm,
      publicKey: key,
      ownerId: officeId,
      name,
      may: ['reports'],
      zoneIds: [],
      provinces: [],
      validFrom: FROM_THE_START,
      validTo: null,
      root: false,
      vouchedBy: null,
      grantedAt: FROM_THE_START,
      stopped: null,
    });
  }
  // The operator's own word stands above a pack's.
  for (const root of roots) {
    registry.set(root.keyId, { ...root, root: true, vouchedBy: null, grantedAt: FROM_THE_START, stopped: null });
  }
  return registry;
}

/** Why a signature made at `signedAt` with this key is not taken in now; null: it is. */
export function standing(signer: Signer, signedAtMs: number, nowMs: number): WireError | null {
  const { keyId, validFrom, validTo, stopped } = signer;
  if (stopped !== null && Date.parse(stopped.at) <= nowMs) {
    return trustError(stopped.why === 'revoked' ? 'key-revoked' : 'key-replaced', { keyId, at: stopped.at });
  }
  if (validTo !== null && Date.parse(validTo) <= nowMs) return trustError('key-expired', { keyId, to: validTo });
  if (signedAtMs < Date.parse(validFrom)) return trustError('key-not-yet-valid', { keyId, from: validFrom });
  return null;
}

/** Everything of `part` lies in `whole`. */
export function areaWithin(part: Area, whole: Area): boolean {
  if (isCountry(whole)) return true;
  if (isCountry(part)) return false;
  return (
    part.zoneIds.every((zoneId) => whole.zoneIds.includes(zoneId)) &&
    part.provinces.every((province) => whole.provinces.includes(province))
  );
}

export function isCountry({ zoneIds, provinces }: Area): boolean {
  return zoneIds.length === 0 && provinces.length === 0;
}

/** What policy and the known signers make of a file that was read. Which right it needs follows from its kind. */
export function judgeEnvelope(envelope: Envelope, registry: Registry, policy: TrustPolicy, nowMs: number): Judgement {
  const { kind, issuer, badKeyId } = envelope;
  const no = (signature: Judgement['signature'], error: WireError, signer: Signer | null = null): Judgement => ({
    signature,
    accepted: false,
    level: null,
    error,
    signer,
  });
  if (badKeyId !== null) return no('bad', trustError('signature-bad', { keyId: badKeyId }));
  const issuedMs = Date.parse(envelope.issuedAt);
  if (issuedMs > nowMs + MAX_CLOCK_DIFFERENCE_MS) {
    const params = { issuedAt: envelope.issuedAt, now: new Date(nowMs).toISOString() };
    return no('not-allowed', trustError('issued-in-future', params));
  }
  const signer = issuer.keyId === null ? null : (registry.get(issuer.keyId) ?? null);
  if (signer === null) {
    const signature = issuer.keyId === null ? 'unsigned' : 'unknown-key';
    const error = issuer.keyId === null ? trustError('unsigned') : trustError('key-unknown', { keyId: issuer.keyId });
    // A statement about keys is worth nothing but its signature: there is no weaker way to take it in.
    if (kind === 'keys' || policy.unsigned === 'refuse') return no(signature, error);
    return { signature, accepted: true, level: 'reported', error, signer: null };
  }
  const not = mayIssue(signer, envelope, issuedMs, nowMs);
  if (not !== null) return no('not-allowed', not, signer);
  return { signature: 'signed', accepted: true, level: 'signed', error: null, signer };
}

function mayIssue(signer: Signer, { kind, issuer }: Envelope, issuedMs: number, nowMs: number): WireError | null {
  const { keyId, ownerId, may } = signer;
  if (ownerId !== issuer.officeId) {
    return trustError('issuer-mismatch', { keyId, owner: ownerId, issuer: issuer.officeId });
  }
  const stopped = standing(signer, issuedMs, nowMs);
  if (stopped !== null) return stopped;
  // Every key may have something to say about itself: keyStatements.ts judges statement by statement.
  if (kind === 'keys' || may.includes(kind)) return null;
  return trustError('right-missing', { keyId, owner: ownerId, right: kind });
}

/** Whose signatures on reports count now. */
export function reportOfficesOf(registry: Registry, nowMs: number): readonly ReportOffice[] {
  return [...registry.values()]
    .filter((signer) => signer.may.includes('reports') && standing(signer, nowMs, nowMs) === null)
    .map(({ ownerId, name, publicKey, algorithm }) => ({ officeId: ownerId, name, key: publicKey, algorithm }));
}

export function signerViews(registry: Registry, nowMs: number): readonly SignerView[] {
  return [...registry.values()].map((signer) => {
    const { keyId, algorithm, ownerId, name, may, validFrom, validTo, vouchedBy, stopped } = signer;
    const stoppedNow = stopped !== null && Date.parse(stopped.at) <= nowMs;
    const expired = validTo !== null && Date.parse(validTo) <= nowMs;
    return {
      keyId,
      algorithm,
      ownerId,
      name,
      may,
      validFrom,
      // A stop that is still to come is an end that is known.
      validTo: stopped !== null && !stoppedNow ? stopped.at : validTo,
      vouchedBy,
      state: stoppedNow ? stopped.why : expired ? 'expired' : 'valid',
    };
  });
}
