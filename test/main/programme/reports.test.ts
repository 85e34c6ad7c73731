import { ed25519 } from '@noble/curves/ed25519.js';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { canonicalJson } from '../../../main/programme/canonicalJson.ts';
import { programmePackSchema, type ReportOffice } from '../../../main/programme/packs.ts';
import { readDocument } from '../../../main/programme/reports.ts';
import type { SigningKey } from '../../../main/programme/trust/keys.ts';
import { sm2Sign } from '../../../main/programme/trust/sm2Sign.ts';
import { counting, grantFor, ROOT, ROOT_KEY, signedFile, testKey, testTrust } from '../../helpers/trust.ts';

const name = { zh: '甲子办', en: 'Jiazi office' };
const REPORT = {
  ...{ format: 'pilotlight-report', version: 1, scenarioId: 'jiazi-1', period: '2026Q3', statedBy: name },
  asOf: '2026-09-30T00:00:00Z',
  indicators: [{ id: 'users', kind: 'cumulative', unit: 'count', value: '12' }],
};
const ASKED = { scenarioId: 'jiazi-1', period: '2026Q3' };
const sm2Key = testKey(31, 'sm2');
const edKey = testKey(32);

function signed(key: SigningKey, report: object = REPORT, change: (signature: string) => string = (same) => same) {
  const message = toUtf8(canonicalJson(report));
  const bytes =
    key.algorithm === 'sm2' ? sm2Sign(key.secret, message, counting(9)(32)) : ed25519.sign(message, key.secret);
  return toUtf8(JSON.stringify({ report, officeId: 'office-jiazi', signature: change(toHex(bytes)) }));
}

function signer(bytes: Uint8Array, offices: readonly ReportOffice[]): string | null {
  const read = readDocument(bytes, ASKED, offices, nobleSuite);
  if (!read.ok) throw new Error(read.error.code);
  return read.value.signedBy;
}

function office(key: SigningKey, officeId = 'office-jiazi'): ReportOffice {
  return key.algorithm === 'sm2'
    ? { officeId, name, key: key.publicKey, algorithm: 'sm2' }
    : { officeId, name, key: key.publicKey };
}

describe('a signature on a report document', () => {
  it('is known by the office’s key, SM2 or ed25519, and by either while it changes from one to the other', () => {
    expect(signer(signed(sm2Key), [office(sm2Key)])).toBe('office-jiazi');
    expect(signer(signed(edKey), [office(edKey)])).toBe('office-jiazi');
    expect(signer(signed(edKey), [office(sm2Key), office(edKey)])).toBe('office-jiazi');
    expect(signer(signed(sm2Key), [office(edKey), office(sm2Key)])).toBe('office-jiazi');
  });

  it.each([
    ['of another SM2 key', signed(testKey(33, 'sm2')), [office(sm2Key)]],
    ['of another office’s key', signed(sm2Key), [office(sm2Key, 'office-yichou')]],
    ['with a changed half', signed(sm2Key, REPORT, (hex) => `${hex.slice(64)}${hex.slice(0, 64)}`), [office(sm2Key)]],
    ['made with the other algorithm', signed(edKey), [office(sm2Key)]],
    ['without its algorithm beside the key', signed(sm2Key), [{ ...office(edKey), key: sm2Key.publicKey }]],
  ])('counts for nothing %s', (_, bytes, offices) => {
    expect(signer(bytes, offices)).toBeNull();
  });

  it('does not pass to another report', () => {
    const moved = JSON.parse(Buffer.from(signed(sm2Key)).toString()) as { report: { indicators: { value: string }[] } };
    for (const indicator of moved.report.indicators) indicator.value = '13';
    expect(signer(toUtf8(JSON.stringify(moved)), [office(sm2Key)])).toBeNull();
  });

  it('counts for keys that statements made known, of either algorithm', async () => {
    const { trust } = await testTrust();
    const grant = grantFor(sm2Key, 'office-jiazi', { zoneIds: ['jiazi'] });
    const word = signedFile(ROOT_KEY, ROOT.ownerId, 'keys', {
      statements: [{ kind: 'grant', ...grant, replaces: null }],
    });
    expect(signer(signed(sm2Key), trust.reportOffices())).toBeNull();
    expect(await trust.acceptKeys(word)).toEqual({ ok: true, value: null });
    expect(signer(signed(sm2Key), trust.reportOffices())).toBe('office-jiazi');
  });
});

describe('offices of a programme pack', () => {
  const pack = (offices: readonly object[]) => ({
    ...{ format: 'pilotlight-programme', version: 1, zones: [], sectors: [], scenarios: [], offices },
  });

  it('bear an ed25519 key, or one of the algorithm that is named', async () => {
    const offices = [office(edKey), { ...office(edKey), algorithm: 'ed25519' }, office(sm2Key)];
    expect(v.parse(programmePackSchema, pack(offices)).offices).toEqual(offices);
    const { trust } = await testTrust({ offices: () => [office(sm2Key)] });
    expect(trust.signer(sm2Key.keyId)).toMatchObject({ algorithm: 'sm2', may: ['reports'] });
  });

  it.each([
    ['an SM2 key that is not called one', { officeId: 'a', name, key: sm2Key.publicKey }],
    ['an ed25519 key that is called SM2', { officeId: 'a', name, key: edKey.publicKey, algorithm: 'sm2' }],
    ['an unknown algorithm', { officeId: 'a', name, key: edKey.publicKey, algorithm: 'rsa' }],
  ])('are refused with %s', (_, one) => {
    expect(v.is(programmePackSchema, pack([one]))).toBe(false);
  });
});
