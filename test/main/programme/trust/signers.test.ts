import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../../main/programme/trust/envelope.ts';
import { applyKeys } from '../../../../main/programme/trust/keyStatements.ts';
import { keyIdOf } from '../../../../main/programme/trust/keys.ts';
import {
  areaWithin,
  firstRegistry,
  judgeEnvelope,
  type Registry,
  signerViews,
} from '../../../../main/programme/trust/signers.ts';
import type { Envelope, Grant } from '../../../../main/programme/trust/types.ts';
import { grantFor, NOW, ROOT, ROOT_KEY, signedFile, testKey } from '../../../helpers/trust.ts';

const office = testKey(1);
const second = testKey(2);
const regional = testKey(3);
const stranger = testKey(4);
const START = firstRegistry([ROOT], []);

function envelopeOf(bytes: Uint8Array): Envelope {
  const read = readEnvelope(bytes);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

type Statement = Record<string, unknown>;
const grant = (given: Grant, replaces: string | null = null): Statement => ({ kind: 'grant', ...given, replaces });
const stop = (keyId: string, from: string): Statement => ({ kind: 'stop', keyId, from, reason: 'lost' });

function keysFile(by: { key: typeof office; officeId: string }, statements: readonly Statement[], issuedAt?: string) {
  return envelopeOf(signedFile(by.key, by.officeId, 'keys', { statements }, issuedAt));
}
const root = { key: ROOT_KEY, officeId: 'national' };
const asOffice = { key: office, officeId: 'office-jiazi' };
const asRegional = { key: regional, officeId: 'regional' };

function withFiles(registry: Registry, ...files: readonly Envelope[]): Registry {
  return files.reduce((before, file) => {
    const step = applyKeys(before, file);
    if (!step.ok) throw new Error(`${step.error.code} ${JSON.stringify(step.error.params)}`);
    return step.value.registry;
  }, registry);
}

const JIAZI = grantFor(office, 'office-jiazi', { zoneIds: ['jiazi'], provinces: ['CN-BJ'] });
const REGIONAL = grantFor(regional, 'regional', {
  may: ['reviews', 'keys'],
  zoneIds: ['jiazi', 'yichou'],
  validTo: '2027-06-30T00:00:00Z',
});
const WITH_OFFICE = withFiles(START, keysFile(root, [grant(JIAZI)]));
const WITH_REGIONAL = withFiles(START, keysFile(root, [grant(REGIONAL)]));

describe('a statement about keys', () => {
  it('by a root makes a key known, and a second time changes nothing', () => {
    const file = keysFile(root, [grant(JIAZI)]);
    const first = applyKeys(START, file);
    expect(first).toMatchObject({ ok: true, value: { granted: 1, stopped: 0, same: 0 } });
    expect(WITH_OFFICE.get(office.keyId)).toMatchObject({
      ownerId: 'office-jiazi',
      root: false,
      vouchedBy: ROOT.keyId,
    });
    expect(applyKeys(WITH_OFFICE, file)).toMatchObject({ ok: true, value: { granted: 0, stopped: 0, same: 1 } });
  });

  it('of the old key puts a new one in its place from a date on', () => {
    const rotated = withFiles(
      WITH_OFFICE,
      keysFile(asOffice, [
        grant(
          { ...JIAZI, keyId: second.keyId, publicKey: second.publicKey, validFrom: '2026-11-25T00:00:00Z' },
          office.keyId,
        ),
      ]),
    );
    expect(rotated.get(office.keyId)?.stopped).toEqual({ at: '2026-11-25T00:00:00Z', why: 'replaced' });
    const states = (at: string) => signerViews(rotated, Date.parse(at)).map(({ keyId, state }) => [keyId, state]);
    expect(states('2026-11-24T00:00:00Z')).toContainEqual([office.keyId, 'valid']);
    expect(states('2026-11-25T00:00:00Z')).toContainEqual([office.keyId, 'replaced']);
    const report = (key: typeof office) => envelopeOf(signedFile(key, 'office-jiazi', 'reviews', {}));
    const judged = (key: typeof office, at: string) =>
      judgeEnvelope(report(key), rotated, { unsigned: 'refuse' }, Date.parse(at));
    expect(judged(office, '2026-11-24T23:59:59Z').signature).toBe('signed');
    // Signed before the change by its own word, but brought after it: nobody can tell, so it is not taken in.
    expect(judged(office, '2026-11-25T00:00:00Z').error?.code).toBe('key-replaced');
  });

  it('by somebody who may sign keys gives part of what he has, and he may take it back', () => {
    const part = grantFor(second, 'office-yichou', {
      may: ['reviews'],
      zoneIds: ['yichou'],
      validTo: '2027-01-01T00:00:00Z',
    });
    const given = withFiles(WITH_REGIONAL, keysFile(asRegional, [grant(part)]));
    const back = withFiles(given, keysFile(asRegional, [stop(second.keyId, '2026-12-01T00:00:00Z')]));
    expect(back.get(second.keyId)?.stopped).toEqual({ at: '2026-12-01T00:00:00Z', why: 'revoked' });
  });

  it('stops a key at the earliest of the times that were stated', () => {
    const stops = ['2026-12-05T00:00:00Z', '2026-12-01T00:00:00Z', '2026-12-03T00:00:00Z'];
    const all = withFiles(WITH_OFFICE, ...stops.map((at) => keysFile(root, [stop(office.keyId, at)])));
    expect(all.get(office.keyId)?.stopped?.at).toBe('2026-12-01T00:00:00Z');
  });

  const jiazi = (change: Partial<Grant>) => ({ ...JIAZI, ...change });
  const other = (change: Partial<Grant>) =>
    grantFor(second, 'office-yichou', { may: ['reviews'], zoneIds: ['yichou'], ...change });
  const stopped = withFiles(WITH_OFFICE, keysFile(root, [stop(office.keyId, '2026-11-01T00:00:00Z')]));
  const otherRoot = grantFor(testKey(1001), 'national-2', { may: ['keys'] });
  const twoRoots = firstRegistry([ROOT, otherRoot], []);
  const yearEnd = '2026-12-31T00:00:00Z';
  const refused: readonly (readonly [string, Registry, Envelope, string])[] = [
    ['of an issuer nobody knows', START, keysFile({ key: stranger, officeId: 'x' }, [grant(JIAZI)]), 'key-unknown'],
    [
      'for another office by a key without that right',
      WITH_OFFICE,
      keysFile(asOffice, [grant(other({}))]),
      'right-missing',
    ],
    [
      'for its own office by a key without that right, beside itself',
      WITH_OFFICE,
      keysFile(asOffice, [grant(jiazi({ keyId: second.keyId, publicKey: second.publicKey }))]),
      'right-missing',
    ],
    [
      'that gives a right the issuer has not',
      WITH_REGIONAL,
      keysFile(asRegional, [grant(other({ may: ['reviews', 'network'], validTo: yearEnd }))]),
      'keys-right-exceeded',
    ],
    [
      'that gives a new key more than the old one had',
      WITH_OFFICE,
      keysFile(asOffice, [
        grant(jiazi({ keyId: second.keyId, publicKey: second.publicKey, may: ['reviews', 'keys'] }), office.keyId),
      ]),
      'keys-right-exceeded',
    ],
    [
      'that gives an area the issuer has not',
      WITH_REGIONAL,
      keysFile(asRegional, [grant(other({ zoneIds: ['bingyin'], validTo: yearEnd }))]),
      'keys-area-exceeded',
    ],
    [
      'that gives the whole country by naming no area',
      WITH_REGIONAL,
      keysFile(asRegional, [grant(other({ zoneIds: [], validTo: yearEnd }))]),
      'keys-area-exceeded',
    ],
    [
      'that lasts longer than its issuer',
      WITH_REGIONAL,
      keysFile(asRegional, [grant(other({ validTo: null }))]),
      'keys-dates',
    ],
    [
      'that ends before it begins',
      START,
      keysFile(root, [grant(jiazi({ validTo: '2025-01-01T00:00:00Z' }))]),
      'keys-dates',
    ],
    [
      'that gives a known key to another office',
      WITH_OFFICE,
      keysFile(root, [grant(jiazi({ ownerId: 'office-yichou' }))], '2026-11-22T07:30:00Z'),
      'keys-owner-changed',
    ],
    [
      "that replaces another office's key",
      withFiles(WITH_OFFICE, keysFile(root, [grant(other({}))])),
      keysFile(root, [grant(grantFor(stranger, 'office-x'), second.keyId)]),
      'keys-owner-changed',
    ],
    [
      'about a key by somebody who did not vouch for it',
      withFiles(WITH_OFFICE, keysFile(root, [grant(REGIONAL)])),
      keysFile(asRegional, [stop(office.keyId, yearEnd)]),
      'keys-not-vouched',
    ],
    [
      'by which a key widens itself',
      WITH_REGIONAL,
      keysFile(asRegional, [grant({ ...REGIONAL, may: ['reviews'] })], '2026-11-22T07:30:00Z'),
      'keys-not-vouched',
    ],
    ['that stops a root', twoRoots, keysFile(root, [stop(otherRoot.keyId, yearEnd)]), 'keys-root'],
    ['that grants a root anew', twoRoots, keysFile(root, [grant({ ...otherRoot, may: ['reviews'] })]), 'keys-root'],
    [
      'that starts a stopped key again',
      stopped,
      keysFile(root, [grant(jiazi({ may: ['reviews'] }))], '2026-11-22T07:59:00Z'),
      'keys-stopped',
    ],
    [
      'older than what is known of the key',
      WITH_OFFICE,
      keysFile(root, [grant(jiazi({ may: ['reports'] }))], '2026-11-22T06:00:00Z'),
      'keys-outdated',
    ],
    ['that stops a key nobody knows', START, keysFile(root, [stop(stranger.keyId, yearEnd)]), 'keys-unknown'],
    ['that replaces a key nobody knows', START, keysFile(root, [grant(JIAZI, stranger.keyId)]), 'keys-unknown'],
    [
      'whose key is not the one it is called',
      START,
      keysFile(root, [grant(jiazi({ keyId: keyIdOf('sm2', office.publicKey) }))]),
      'package-content',
    ],
    ['without any statement', START, keysFile(root, []), 'package-content'],
  ];
  it.each(refused)('is refused %s', (_, registry, file, code) => {
    expect(applyKeys(registry, file)).toMatchObject({ ok: false, error: { code } });
  });

  it('holds together with all others of its file, or none does', () => {
    const file = keysFile(root, [grant(JIAZI), stop(stranger.keyId, yearEnd)]);
    expect(applyKeys(START, file)).toMatchObject({ ok: false, error: { code: 'keys-unknown' } });
    expect(START.has(office.keyId)).toBe(false);
  });
});

describe('a signed file', () => {
  const judged = (bytes: Uint8Array, unsigned: 'refuse' | 'as-reported' = 'refuse', registry = WITH_OFFICE, at = NOW) =>
    judgeEnvelope(envelopeOf(bytes), registry, { unsigned }, at);
  const reviews = (key: typeof office | null, officeId = 'office-jiazi', issuedAt?: string) =>
    signedFile(key, officeId, 'reviews', {}, issuedAt);
  const revoked = withFiles(WITH_OFFICE, keysFile(root, [stop(office.keyId, '2026-11-22T07:30:00Z')]));
  const expired = withFiles(START, keysFile(root, [grant({ ...JIAZI, validTo: '2026-11-01T00:00:00Z' })]));

  it('of a known office counts as signed', () => {
    expect(judged(reviews(office))).toMatchObject({
      signature: 'signed',
      accepted: true,
      level: 'signed',
      error: null,
    });
  });

  it('of nobody known is refused, or kept as reported where policy says so; never more', () => {
    for (const [bytes, signature, code] of [
      [reviews(null), 'unsigned', 'unsigned'],
      [reviews(stranger), 'unknown-key', 'key-unknown'],
    ] as const) {
      expect(judged(bytes)).toMatchObject({ signature, accepted: false, level: null, error: { code } });
      expect(judged(bytes, 'as-reported')).toMatchObject({
        signature,
        accepted: true,
        level: 'reported',
        error: { code },
      });
    }
  });

  it('about keys is refused without a known signature, whatever the policy', () => {
    for (const key of [null, stranger]) {
      const bytes = signedFile(key, 'x', 'keys', { statements: [] });
      expect(judged(bytes, 'as-reported')).toMatchObject({ accepted: false, level: null });
    }
  });

  it.each([
    ['under the name of another office', reviews(office, 'office-yichou'), WITH_OFFICE, 'issuer-mismatch'],
    [
      'of a kind its key has no right to',
      signedFile(office, 'office-jiazi', 'network', {}),
      WITH_OFFICE,
      'right-missing',
    ],
    [
      'from before its key began',
      reviews(office, 'office-jiazi', '2025-12-31T23:59:59Z'),
      WITH_OFFICE,
      'key-not-yet-valid',
    ],
    ['of a key that has expired', reviews(office), expired, 'key-expired'],
    ['of a revoked key, though dated before that', reviews(office), revoked, 'key-revoked'],
    ['from the future', reviews(office, 'office-jiazi', '2026-11-22T08:10:01Z'), WITH_OFFICE, 'issued-in-future'],
    ['of a stranger from the future', reviews(stranger, 'x', '2027-01-01T00:00:00Z'), WITH_OFFICE, 'issued-in-future'],
  ] as const)('is refused %s, whatever the policy', (_, bytes, registry, code) => {
    for (const unsigned of ['refuse', 'as-reported'] as const) {
      expect(judged(bytes, unsigned, registry)).toMatchObject({
        signature: 'not-allowed',
        accepted: false,
        level: null,
        error: { code, category: 'trust' },
      });
    }
  });

  it('with a bad signature is refused before anything else is asked', () => {
    const text = Buffer.from(reviews(stranger)).toString().replace('"payload":{}', '"payload":{"a":1}');
    const altered = new Uint8Array(Buffer.from(text));
    expect(judged(altered, 'as-reported')).toMatchObject({
      signature: 'bad',
      accepted: false,
      error: { code: 'signature-bad', params: { keyId: stranger.keyId } },
    });
  });

  it('of an office that only a programme pack names may be a report, and nothing else', () => {
    const named = firstRegistry([], [{ officeId: 'office-jiazi', name: JIAZI.name, key: office.publicKey }]);
    expect(named.get(office.keyId)?.may).toEqual(['reports']);
    expect(judged(reviews(office), 'as-reported', named)).toMatchObject({
      accepted: false,
      error: { code: 'right-missing' },
    });
  });
});

describe('areas', () => {
  it('contain each other as sets do, the empty one being the whole country', () => {
    const area = (zoneIds: string[], provinces: string[] = []) => ({ zoneIds, provinces });
    expect(areaWithin(area(['a']), area(['a', 'b']))).toBe(true);
    expect(areaWithin(area(['a', 'c']), area(['a', 'b']))).toBe(false);
    expect(areaWithin(area(['a'], ['CN-BJ']), area(['a']))).toBe(false);
    expect(areaWithin(area([]), area(['a']))).toBe(false);
    expect(areaWithin(area([]), area([]))).toBe(true);
    expect(areaWithin(area(['a']), area([]))).toBe(true);
  });
});

describe('any sequence of statements', () => {
  const keys = [ROOT_KEY, ...[11, 12, 13, 14].map((seed) => testKey(seed))];
  const owners = ['national', 'a', 'b', 'c', 'd'];
  const RIGHTS = ['programme', 'network', 'reviews', 'reports', 'keys'] as const;
  const ZONES = ['z1', 'z2'];
  const at = fc.integer({ min: 0, max: 59 }).map((minute) => `2026-11-22T07:${String(minute).padStart(2, '0')}:00Z`);
  const index = fc.integer({ min: 0, max: 4 });
  const statement = fc.oneof(
    fc.record({
      kind: fc.constant('grant' as const),
      target: index,
      owner: index,
      may: fc.uniqueArray(fc.constantFrom(...RIGHTS), { minLength: 1 }),
      zoneIds: fc.subarray(ZONES),
      validFrom: at,
      replaces: fc.option(index),
    }),
    fc.record({ kind: fc.constant('stop' as const), target: index, from: at }),
  );
  const file = fc.record({ by: index, issuedAt: at, statements: fc.array(statement, { minLength: 1, maxLength: 3 }) });

  it('gives nobody more than who vouched for him had, starts no stopped key again, and leaves roots alone', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 12 }), (files) => {
        let registry = START;
        for (const { by, issuedAt, statements } of files) {
          const made = statements.map((one) => {
            const key = keys[one.target]!;
            if (one.kind === 'stop') return stop(key.keyId, one.from);
            const { may, zoneIds, validFrom } = one;
            const given = grantFor(key, owners[one.owner]!, { may, zoneIds, validFrom });
            return grant(given, one.replaces === null ? null : keys[one.replaces]!.keyId);
          });
          const key = keys[by]!;
          const envelope: Envelope = {
            kind: 'keys',
            issuedAt,
            issuer: { officeId: registry.get(key.keyId)?.ownerId ?? 'x', keyId: key.keyId },
            payload: { statements: made },
            keys: [key],
            badKeyId: null,
            digest: '',
          };
          const step = applyKeys(registry, envelope);
          if (!step.ok) continue;
          const before = registry;
          registry = step.value.registry;
          for (const signer of registry.values()) {
            const old = before.get(signer.keyId);
            if (old?.stopped)
              expect(Date.parse(signer.stopped?.at ?? '')).toBeLessThanOrEqual(Date.parse(old.stopped.at));
            if (old !== undefined) expect(signer.ownerId).toBe(old.ownerId);
            if (signer.root)
              expect({ ...signer, stopped: null }).toEqual({ ...START.get(signer.keyId), stopped: null });
            else if (old === undefined || old.grantedAt !== signer.grantedAt) {
              const voucher = before.get(signer.vouchedBy ?? '') ?? registry.get(signer.vouchedBy ?? '');
              expect(signer.may.filter((right) => !voucher?.may.includes(right))).toEqual([]);
              expect(voucher !== undefined && areaWithin(signer, voucher)).toBe(true);
            }
          }
          if (key !== ROOT_KEY)
            expect(registry.get(ROOT_KEY.keyId)?.stopped).toEqual(before.get(ROOT_KEY.keyId)?.stopped);
        }
      }),
      { numRuns: 300 },
    );
  });
});
