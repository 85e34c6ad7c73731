import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeEnvelope } from '../../main/programme/trust/envelope.ts';
import { fileKeeper } from '../../main/programme/trust/keepers.ts';
import { newKey, type SigningKey } from '../../main/programme/trust/keys.ts';
import { createTrust } from '../../main/programme/trust/trust.ts';
import type { Algorithm, EnvelopeKind, Grant, Trust, TrustDeps } from '../../main/programme/trust/types.ts';

// Offices for tests: keys that really sign, trust that really checks, a clock that is set by hand.

export const NOW = Date.parse('2026-11-22T08:00:00Z');

/** Different bytes at every call, the same in every run. */
export function counting(seed = 1): (length: number) => Uint8Array {
  let at = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      at = (at * 48271) % 2147483647;
      return at & 255;
    });
}

export function testKey(seed: number, algorithm: Algorithm = 'ed25519'): SigningKey {
  return newKey(algorithm, counting(seed + 1));
}

export function grantFor(key: SigningKey, ownerId: string, change: Partial<Grant> = {}): Grant {
  return {
    keyId: key.keyId,
    algorithm: key.algorithm,
    publicKey: key.publicKey,
    ownerId,
    name: { zh: `${ownerId}办公室`, en: `Office ${ownerId}` },
    may: ['reviews', 'reports'],
    zoneIds: [],
    provinces: [],
    validFrom: '2026-01-01T00:00:00Z',
    validTo: null,
    ...change,
  };
}

export const ROOT_KEY = testKey(1000);
export const ROOT = grantFor(ROOT_KEY, 'national', { may: ['programme', 'network', 'reviews', 'reports', 'keys'] });

export function signedFile(
  key: SigningKey | null,
  officeId: string,
  kind: EnvelopeKind,
  payload: unknown,
  issuedAt = '2026-11-22T07:00:00Z',
): Uint8Array {
  const issuer = { officeId, keyId: key?.keyId ?? null };
  return writeEnvelope({ kind, issuedAt, issuer, payload }, key === null ? [] : [key], counting(77));
}

export const NOBODY: TrustDeps['nobody'] = {
  role: 'inspector',
  person: '',
  officeId: 'none',
  officeName: { zh: '未设置', en: 'Not set' },
  zoneIds: [],
  provinces: [],
};

export interface TestTrust {
  readonly trust: Trust;
  readonly folder: string;
  readonly clock: { ms: number };
  /** The same folder again, as after a restart. */
  reopen(change?: Partial<TrustDeps>): Promise<Trust>;
}

export async function testTrust(change: Partial<TrustDeps> = {}, seed = 5): Promise<TestTrust> {
  const folder = change.folder ?? mkdtempSync(path.join(os.tmpdir(), 'trust-'));
  const clock = { ms: NOW };
  const deps: TrustDeps = {
    folder,
    now: () => clock.ms,
    randomBytes: counting(seed),
    keeper: fileKeeper(),
    operator: { unsigned: 'refuse', roots: [ROOT] },
    offices: () => [],
    nobody: NOBODY,
    ...change,
  };
  return { trust: await createTrust(deps), folder, clock, reopen: (more = {}) => createTrust({ ...deps, ...more }) };
}

export const PACK_NAME = { zh: '网', en: 'Net' };
/** The least that a network pack needs. */
export const SMALL_NETWORK = {
  ...{ format: 'pilotlight-network', version: 1, name: PACK_NAME, issuedAt: '2026-11-01T00:00:00Z' },
  chains: [
    {
      ...{ chainId: 'c-1', family: 'cometbft', name: PACK_NAME, zoneId: 'jiazi', blockTimeSeconds: 0.5 },
      trust: { height: '1', hash: 'ab'.repeat(32), trustingPeriodSeconds: 1000 },
      endpoints: [{ url: 'http://127.0.0.1:1', operator: 'a', role: 'primary' }],
    },
  ],
};
