import path from 'node:path';
import * as v from 'valibot';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { WireError } from '../../contract/error.ts';
import type { FileBytes, Identity } from '../../contract/office.ts';
import type { Outcome } from '../../contract/services.ts';
import { writeWhole } from '../../files.ts';
import type { Review } from '../model.ts';
import { MAX_ENVELOPE_BYTES, readEnvelope, writeEnvelope } from './envelope.ts';
import { refuse, trustError } from './errors.ts';
import { openIdentity } from './identity.ts';
import { jcs } from './jcs.ts';
import { openKept } from './keptFile.ts';
import { keyRequest, readKeyRequest, writeKeyRequest } from './keyRequest.ts';
import { type SigningKey, signText, verifyText } from './keys.ts';
import {
  type Accepted,
  brokenEntry,
  foldSigners,
  MAX_MET,
  openSigners,
  readAccepted,
  statementFor,
  takeStatement,
} from './knownSigners.ts';
import { mayWrite } from './roles.ts';
import type { KeysStatement } from './shapes.ts';
import { isCountry, judgeEnvelope, type Registry, reportOfficesOf, signerViews, standing } from './signers.ts';
import type { Envelope, PublicKey, Signer, Trust, TrustDeps } from './types.ts';

// Signatures in use: this machine's key, the signers it knows, and what it took in of statements about keys. The signers
// are worked out from the operator's roots and the signed files, which are checked again at every start: whoever takes a
// root out of trust.json takes out all that rests on it.

const REVIEW_DOMAIN = 'pilotlight-review/1';

const exchangeFile = v.strictObject({
  format: v.literal('pilotlight-exchange'),
  version: v.literal(1),
  sent: v.array(v.pipe(v.string(), v.maxLength(120))),
  taken: v.record(v.pipe(v.string(), v.maxLength(300)), v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export async function createTrust(deps: TrustDeps): Promise<Trust> {
  const { now, randomBytes, operator, folder } = deps;
  const file = (name: string): string => path.join(folder, name);
  const own = await openIdentity(deps);
  const kept = await openSigners(folder);
  const exchange = await openKept<v.InferOutput<typeof exchangeFile>>(
    file('exchange.json'),
    exchangeFile,
    { format: 'pilotlight-exchange', version: 1, sent: [], taken: {} },
    'exchange-unreadable',
  );
  const problems = [own.problem, kept.problem, exchange.problem].filter((problem) => problem !== null);

  // ---- the signers ----

  let accepted: readonly Accepted[] = [];
  /** Reviews are looked at again with every page; what a signature says of one never changes. */
  const verified = new WeakMap<Review, boolean>();
  let folded: { readonly offices: unknown; readonly registry: Registry } | null = null;

  /** Worked out anew whenever the programme pack names other offices. */
  function registry(): Registry {
    const offices = deps.offices();
    if (folded?.offices === offices) return folded.registry;
    const next = foldSigners(operator, offices, accepted);
    folded = { offices, registry: next };
    return next;
  }

  for (const [index, entry] of kept.current().accepted.entries()) {
    const read = readAccepted(entry);
    const step = read.ok ? takeStatement(registry(), read.value, operator) : read;
    if (read.ok) accepted = [...accepted, read.value];
    folded = null;
    if (!step.ok) problems.push(brokenEntry(folder, index, step.error));
  }

  function judge(envelope: Envelope) {
    return judgeEnvelope(envelope, registry(), operator, now());
  }

  function previewKeys(envelope: Envelope): ReturnType<Trust['previewKeys']> {
    const change = takeStatement(registry(), { envelope, at: now() }, operator);
    if (!change.ok) return change;
    const { granted, stopped, same } = change.value;
    return { ok: true, value: { granted, stopped, same } };
  }

  async function acceptKeys(bytes: Uint8Array): Promise<Outcome<null>> {
    const read = readEnvelope(bytes);
    if (!read.ok) return read;
    if (read.value.kind !== 'keys') return refuse('envelope-kind', { kind: read.value.kind, expected: 'keys' });
    const preview = previewKeys(read.value);
    if (!preview.ok) return preview;
    if (accepted.some(({ envelope }) => envelope.digest === read.value.digest)) return { ok: true, value: null };
    const at = now();
    const record = { file: fromUtf8(bytes), acceptedAt: new Date(at).toISOString() };
    const saved = await kept.change((before) => ({ ...before, accepted: [...before.accepted, record] }));
    if (!saved.ok) return saved;
    accepted = [...accepted, { envelope: read.value, at }];
    folded = null;
    deps.onKeys?.();
    return { ok: true, value: null };
  }

  // ---- this machine's key ----

  function identity(): Identity {
    const record = own.key();
    if (record === null) return { ...own.who(), key: null };
    const { keyId, algorithm, publicKey, createdAt, sealed, officeId } = record;
    const signer = registry().get(keyId);
    const known = signer !== undefined && signer.ownerId === officeId && standing(signer, now(), now()) === null;
    return { ...own.who(), key: { keyId, algorithm, publicKey, createdAt, keptBy: sealed.keptBy, known } };
  }

  /** Why nothing may be signed here now. A key that was stopped signs nothing that anybody would take in. */
  function mayNotSign(): WireError | null {
    const not = mayWrite(own.who());
    const record = own.key();
    if (not !== null || record === null) {
      return not ?? trustError('no-signing-key', { officeId: own.who().officeId });
    }
    const signer = registry().get(record.keyId);
    return signer === undefined ? null : standing(signer, now(), now());
  }

  function envelopeWith(key: SigningKey, kind: Envelope['kind'], payload: unknown): Uint8Array {
    const issuer = { officeId: own.who().officeId, keyId: key.keyId };
    const issuedAt = new Date(now()).toISOString();
    return writeEnvelope({ kind, issuedAt, issuer, payload }, [key], randomBytes);
  }

  async function sealEnvelope(kind: Envelope['kind'], payload: unknown): Promise<Outcome<Uint8Array>> {
    const not = mayNotSign();
    if (not !== null) return { ok: false, error: not };
    const sealed = await own.withKey((key) => envelopeWith(key, kind, payload));
    if (sealed.ok && sealed.value.length > MAX_ENVELOPE_BYTES) {
      return refuse('envelope-too-large', { size: sealed.value.length, limit: MAX_ENVELOPE_BYTES });
    }
    return sealed;
  }

  /** Statements signed here hold here first: what this machine would refuse, it does not give to others. */
  async function stateKeys(statements: readonly KeysStatement[], fileName: string): Promise<Outcome<FileBytes>> {
    const sealed = await sealEnvelope('keys', { statements });
    if (!sealed.ok) return sealed;
    const held = await acceptKeys(sealed.value);
    return held.ok ? { ok: true, value: { fileName, bytes: sealed.value } } : held;
  }

  /** The old key's word for the new one; null: nobody vouches for the old one, so that its word is worth nothing. */
  async function rotation(fresh: SigningKey): Promise<Outcome<string | null>> {
    const old = identity().key;
    const signer = old === null ? undefined : registry().get(old.keyId);
    if (old?.known !== true || signer === undefined || signer.root) return { ok: true, value: null };
    const { ownerId, name, may, zoneIds, provinces, validTo } = signer;
    const { keyId, algorithm, publicKey } = fresh;
    const statement = {
      kind: 'grant',
      ...{ keyId, algorithm, publicKey, ownerId, name, may, zoneIds, provinces },
      ...{ validFrom: new Date(now()).toISOString(), validTo, replaces: signer.keyId },
    };
    const sealed = await sealEnvelope('keys', { statements: [statement] });
    return sealed.ok ? { ok: true, value: fromUtf8(sealed.value) } : sealed;
  }

  function reviewText(review: Omit<Review, 'keyId' | 'signature'> & Partial<Review>): string {
    const { keyId: _, signature: __, ...said } = review;
    return jcs(said);
  }

  return {
    policy: { unsigned: operator.unsigned },
    problems,
    identity,
    async saveIdentity(who) {
      const saved = await own.save(who);
      return saved.ok ? { ok: true, value: identity() } : saved;
    },
    async createKey({ algorithm }) {
      const made = await own.create(algorithm, rotation);
      if (!made.ok) return made;
      const word = own.key()?.rotation ?? null;
      if (word === null) return { ok: true, value: identity() };
      const held = await acceptKeys(toUtf8(word));
      return held.ok ? { ok: true, value: identity() } : held;
    },
    async exportKey() {
      const record = own.key();
      if (record === null) return refuse('no-signing-key', { officeId: own.who().officeId });
      const name = `${record.officeId}-${record.keyId.slice(0, 8)}`;
      if (record.rotation !== null) {
        return { ok: true, value: { fileName: `${name}.keys.json`, bytes: toUtf8(record.rotation) } };
      }
      const request = keyRequest(own.who(), record);
      const written = await own.withKey((key) => writeKeyRequest(request, key, randomBytes(32)));
      if (!written.ok) return written;
      return { ok: true, value: { fileName: `${name}.key-request.json`, bytes: written.value } };
    },
    async exportVouching({ keyId }) {
      const signer = registry().get(keyId);
      const bytes = signer === undefined ? null : statementFor(kept.current(), keyId);
      if (signer === undefined || bytes === null) return refuse('keys-unknown', { keyId });
      return { ok: true, value: { fileName: `${signer.ownerId}-${keyId.slice(0, 8)}.keys.json`, bytes } };
    },
    signers: () => signerViews(registry(), now()),
    signer: (keyId) => registry().get(keyId) ?? null,
    judge,
    sealEnvelope,
    async signReview(review) {
      if (own.key() === null) return { ok: true, value: { keyId: null, signature: null } };
      const not = mayNotSign();
      if (not !== null) return { ok: false, error: not };
      return own.withKey((key) => ({
        keyId: key.keyId,
        signature: signText(key, REVIEW_DOMAIN, reviewText(review), randomBytes(32)),
      }));
    },
    reviewSignature(review, keys = []) {
      const { keyId, signature } = review;
      if (keyId === null || signature === null) return 'unsigned';
      const signer = registry().get(keyId);
      const key = signer ?? publicHalf(keyId) ?? keys.find((one) => one.keyId === keyId) ?? null;
      // Without the public half nobody can say anything of the signature: it counts as none.
      if (key === null) return 'unsigned';
      const good = verified.get(review) ?? verifyText(key, REVIEW_DOMAIN, reviewText(review), signature);
      verified.set(review, good);
      if (!good) return 'bad';
      return signer !== undefined && vouchedThen(signer, review) ? 'signed' : 'unknown-key';
    },
    reportOffices: () => reportOfficesOf(registry(), now()),
    previewKeys,
    acceptKeys,
    keepPackage: (digest, bytes) => writeWhole(file(path.join('packages', `${digest}.json`)), bytes),
    previewRequest(bytes) {
      const request = readKeyRequest(bytes);
      if (!request.ok) return request;
      const not = mayNotSign();
      if (not !== null) return { ok: false, error: not };
      // Naming no area would ask for the whole country: that is the operator's to give, in trust.json.
      if (isCountry(request.value)) {
        return refuse('keys-area-exceeded', { keyId: request.value.keyId, issuer: own.who().officeId });
      }
      const keyId = own.key()?.keyId ?? '';
      const signer = registry().get(keyId);
      if (signer === undefined) return refuse('key-unknown', { keyId });
      return signer.may.includes('keys')
        ? request
        : refuse('right-missing', { keyId, owner: signer.ownerId, right: 'keys' });
    },
    async vouch(bytes, terms) {
      const request = readKeyRequest(bytes);
      if (!request.ok) return request;
      const { keyId, algorithm, publicKey, officeId, officeName } = request.value;
      const { may, zoneIds, provinces, validFrom, validTo } = terms;
      const statement: KeysStatement = {
        kind: 'grant',
        ...{ keyId, algorithm, publicKey, ownerId: officeId, name: officeName, may: [...may] },
        ...{ zoneIds: [...zoneIds], provinces: [...provinces], validFrom, validTo, replaces: null },
      };
      return stateKeys([statement], `${officeId}-${keyId.slice(0, 8)}.keys.json`);
    },
    revoke: (keyId, from, reason) =>
      stateKeys([{ kind: 'stop', keyId, from, reason }], `stop-${keyId.slice(0, 8)}.keys.json`),
    async remember(keys) {
      const known = new Set([...registry().keys(), ...kept.current().met.map(({ keyId }) => keyId)]);
      const fresh = keys.filter(({ keyId }) => !known.has(keyId)).map(plainKey);
      if (fresh.length === 0) return { ok: true, value: null };
      const saved = await kept.change((before) => ({ ...before, met: [...before.met, ...fresh].slice(-MAX_MET) }));
      return saved.ok ? { ok: true, value: null } : saved;
    },
    exchanged: () => exchange.current(),
    async recordExchange(change) {
      const saved = await exchange.change((before) => {
        const { sent, taken: versions } = change(before);
        return { format: before.format, version: before.version, sent: [...sent], taken: { ...versions } };
      });
      return saved.ok ? { ok: true, value: null } : saved;
    },
  };

  function publicHalf(keyId: string): PublicKey | null {
    const record = own.key();
    if (record?.keyId === keyId) return record;
    return kept.current().met.find((key) => key.keyId === keyId) ?? null;
  }
}

/** The office that the review names held this key then, and might sign reviews. What became of the key later undoes nothing. */
function vouchedThen(signer: Signer, { officeId, at }: Review): boolean {
  const then = Date.parse(at);
  return signer.ownerId === officeId && signer.may.includes('reviews') && standing(signer, then, then) === null;
}

function plainKey({ keyId, algorithm, publicKey }: PublicKey): PublicKey {
  return { keyId, algorithm, publicKey };
}
