import * as v from 'valibot';
import type { WireError } from '../../contract/error.ts';
import type { Outcome } from '../../contract/services.ts';
import { refuse, trustError } from './errors.ts';
import { isKey } from './keys.ts';
import { type GrantStatement, type KeysStatement, keysPayload, whereAndWhy } from './shapes.ts';
import { areaWithin, type Registry } from './signers.ts';
import type { Envelope, Grant, Signer } from './types.ts';

// What a signed file about keys changes. Rules: nobody gives more than he has (rights, area, time); a key without the
// right to sign keys may only put another one in its own place, or stop itself; roots are the operator's alone; a key
// that has stopped never starts again. All statements of a file hold, or none.

export interface KeysChange {
  readonly registry: Registry;
  readonly granted: number;
  readonly stopped: number;
  readonly same: number;
}

type Stop = Extract<KeysStatement, { kind: 'stop' }>;
type Step = { readonly kind: 'same' } | { readonly kind: 'changed'; readonly signers: readonly Signer[] };

/** `envelope` was judged: its issuer is known, and may sign now. */
export function applyKeys(registry: Registry, envelope: Envelope): Outcome<KeysChange> {
  const issuer = registry.get(envelope.issuer.keyId ?? '');
  if (issuer === undefined) return refuse('key-unknown', { keyId: envelope.issuer.keyId ?? '' });
  const parsed = v.safeParse(keysPayload, envelope.payload, { abortEarly: true });
  if (!parsed.success) return refuse('package-content', whereAndWhy(parsed.issues));
  const next = new Map(registry);
  const count = { granted: 0, stopped: 0, same: 0 };
  for (const [at, statement] of parsed.output.statements.entries()) {
    if (statement.kind === 'grant' && !isKey(statement)) {
      return refuse('package-content', { where: `statements.${at}.keyId`, why: 'fingerprint' });
    }
    const step =
      statement.kind === 'grant' ? grant(next, issuer, statement, envelope.issuedAt) : stop(next, issuer, statement);
    if (!step.ok) return step;
    if (step.value.kind === 'same') count.same += 1;
    else {
      for (const signer of step.value.signers) next.set(signer.keyId, signer);
      count[statement.kind === 'grant' ? 'granted' : 'stopped'] += 1;
    }
  }
  return { ok: true, value: { registry: next, ...count } };
}

function grant(registry: Registry, issuer: Signer, statement: GrantStatement, issuedAt: string): Outcome<Step> {
  const { kind: _, replaces, ...given } = statement;
  const { keyId } = given;
  const known = registry.get(keyId);
  if (known !== undefined && known.vouchedBy === issuer.keyId && sameGrant(known, given)) {
    return { ok: true, value: { kind: 'same' } };
  }
  const not =
    exceeds(issuer, given, replaces) ?? clashes(registry, issuer, given, known, issuedAt) ?? ends(issuer, given);
  if (not !== null) return { ok: false, error: not };
  const fresh: Signer = { ...given, root: false, vouchedBy: issuer.keyId, grantedAt: issuedAt, stopped: null };
  if (replaces === null) return { ok: true, value: { kind: 'changed', signers: [fresh] } };
  const old = registry.get(replaces);
  if (old === undefined || replaces === keyId) return refuse('keys-unknown', { keyId: replaces });
  if (old.ownerId !== given.ownerId) return refuse('keys-owner-changed', { keyId, owner: old.ownerId });
  const notMine = outOfReach(registry, issuer, old);
  if (notMine !== null) return { ok: false, error: notMine };
  return { ok: true, value: { kind: 'changed', signers: [fresh, stoppedAt(old, given.validFrom, 'replaced')] } };
}

/** Rights and area: no more than the issuer's own, and without the right to sign keys only for himself. */
function exceeds(issuer: Signer, given: Grant, replaces: string | null): WireError | null {
  const { keyId } = given;
  const inOwnPlace = replaces === issuer.keyId && given.ownerId === issuer.ownerId;
  if (!inOwnPlace && !issuer.may.includes('keys')) {
    return trustError('right-missing', { keyId: issuer.keyId, owner: issuer.ownerId, right: 'keys' });
  }
  const right = given.may.find((one) => !issuer.may.includes(one));
  if (right !== undefined) return trustError('keys-right-exceeded', { keyId, right });
  return areaWithin(given, issuer) ? null : trustError('keys-area-exceeded', { keyId, issuer: issuer.ownerId });
}

/** What is known of the key already, and forbids this. */
function clashes(
  registry: Registry,
  issuer: Signer,
  { keyId, ownerId }: Grant,
  known: Signer | undefined,
  issuedAt: string,
): WireError | null {
  if (known === undefined) return null;
  if (known.root) return trustError('keys-root', { keyId });
  if (known.stopped !== null) return trustError('keys-stopped', { keyId, at: known.stopped.at });
  if (known.ownerId !== ownerId) return trustError('keys-owner-changed', { keyId, owner: known.ownerId });
  // An older word does not undo a newer one, in whatever order the files arrive.
  if (Date.parse(issuedAt) <= Date.parse(known.grantedAt)) {
    return trustError('keys-outdated', { keyId, grantedAt: known.grantedAt });
  }
  // A key does not widen itself: what it may is for others to say.
  if (keyId === issuer.keyId) return trustError('keys-not-vouched', { keyId });
  return outOfReach(registry, issuer, known);
}

function ends(issuer: Signer, { keyId, validFrom, validTo }: Grant): WireError | null {
  const end = validTo === null ? Number.POSITIVE_INFINITY : Date.parse(validTo);
  const limit = issuer.root || issuer.validTo === null ? Number.POSITIVE_INFINITY : Date.parse(issuer.validTo);
  if (end > Date.parse(validFrom) && end <= limit) return null;
  return trustError('keys-dates', { keyId, from: validFrom, to: validTo ?? '' });
}

function stop(registry: Registry, issuer: Signer, { keyId, from }: Stop): Outcome<Step> {
  const known = registry.get(keyId);
  if (known === undefined) return refuse('keys-unknown', { keyId });
  const notMine = outOfReach(registry, issuer, known);
  if (notMine !== null) return { ok: false, error: notMine };
  const stopped = stoppedAt(known, from, 'revoked');
  if (stopped === known) return { ok: true, value: { kind: 'same' } };
  return { ok: true, value: { kind: 'changed', signers: [stopped] } };
}

/** The earliest stop that was ever stated holds. */
function stoppedAt(signer: Signer, at: string, why: 'replaced' | 'revoked'): Signer {
  const { stopped } = signer;
  if (stopped !== null && Date.parse(stopped.at) <= Date.parse(at)) return signer;
  return { ...signer, stopped: { at, why } };
}

/** Everybody decides on himself; a root on all that are no roots; others on those that they vouched for, at any remove. */
function outOfReach(registry: Registry, issuer: Signer, target: Signer): WireError | null {
  const { keyId } = target;
  if (keyId === issuer.keyId) return null;
  if (target.root) return trustError('keys-root', { keyId });
  if (issuer.root && issuer.may.includes('keys')) return null;
  if (issuer.may.includes('keys')) {
    const seen = new Set<string>();
    for (let at: Signer | undefined = target; at !== undefined && !seen.has(at.keyId); ) {
      if (at.vouchedBy === issuer.keyId) return null;
      seen.add(at.keyId);
      at = at.vouchedBy === null ? undefined : registry.get(at.vouchedBy);
    }
  }
  return trustError('keys-not-vouched', { keyId });
}

function sameGrant(known: Signer, given: Grant): boolean {
  const plain = ({ ownerId, name, may, zoneIds, provinces, validFrom, validTo }: Grant) =>
    JSON.stringify([ownerId, name.zh, name.en, may, zoneIds, provinces, validFrom, validTo]);
  return plain(known) === plain(given);
}
