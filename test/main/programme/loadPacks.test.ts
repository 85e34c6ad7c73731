import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPacks, type PackTrust } from '../../../main/programme/loadPacks.ts';
import { readSigners } from '../../../main/programme/trust/knownSigners.ts';
import { grantFor, NOW, ROOT, ROOT_KEY, SMALL_NETWORK, signedFile, testKey, testTrust } from '../../helpers/trust.ts';

const PROGRAMME = {
  ...{ format: 'pilotlight-programme', version: 1, zones: [], sectors: [], scenarios: [], offices: [] },
};
const office = testKey(21);
const stranger = testKey(22);
const roots = [ROOT, grantFor(office, 'office-jiazi', { may: ['reviews'] })];
const trust = (unsigned: 'refuse' | 'as-reported'): PackTrust => ({ operator: { unsigned, roots }, now: () => NOW });
const json = (value: unknown) => Buffer.from(JSON.stringify(value, null, 2));

function load(network: Uint8Array, policy?: PackTrust, programme?: Uint8Array) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'packs-'));
  const file = path.join(folder, 'a.network.json');
  writeFileSync(file, network);
  if (programme !== undefined) writeFileSync(path.join(folder, 'a.programme.json'), programme);
  return loadPacks(file, undefined, policy);
}

describe('packs from files', () => {
  it('are plain or signed, and say which', async () => {
    const signed = signedFile(ROOT_KEY, 'national', 'network', SMALL_NETWORK);
    expect(await load(signed, trust('refuse'), signedFile(ROOT_KEY, 'national', 'programme', PROGRAMME))).toMatchObject(
      {
        ok: true,
        value: {
          network: { chains: [{ chainId: 'c-1', blockTimeSeconds: 0.5 }] },
          programme: { format: 'pilotlight-programme' },
          signatures: { network: 'signed', programme: 'signed' },
          problems: [],
        },
      },
    );
    // As ever, where the operator has said nothing.
    expect(await load(json(SMALL_NETWORK))).toMatchObject({
      ok: true,
      value: { signatures: { network: 'unsigned', programme: null } },
    });
    // Without the operator's word the real clock is asked: a file from long ago.
    const old = signedFile(ROOT_KEY, 'national', 'network', SMALL_NETWORK, '2020-01-01T00:00:00Z');
    expect(await load(old)).toMatchObject({ ok: true, value: { signatures: { network: 'unknown-key' } } });
    expect(await load(json(SMALL_NETWORK), trust('as-reported'))).toMatchObject({ ok: true });
  });

  it.each([
    ['plain, where policy wants a signature', json(SMALL_NETWORK), 'refuse', 'unsigned'],
    [
      'signed by nobody, where policy wants a signature',
      signedFile(null, 'x', 'network', SMALL_NETWORK),
      'refuse',
      'unsigned',
    ],
    [
      'signed by a stranger, where policy wants more',
      signedFile(stranger, 'x', 'network', SMALL_NETWORK),
      'refuse',
      'key-unknown',
    ],
    [
      'signed by an office without that right',
      signedFile(office, 'office-jiazi', 'network', SMALL_NETWORK),
      'as-reported',
      'right-missing',
    ],
    ['of another kind', signedFile(ROOT_KEY, 'national', 'programme', PROGRAMME), 'as-reported', 'envelope-kind'],
    [
      'altered',
      Buffer.from(
        Buffer.from(signedFile(ROOT_KEY, 'national', 'network', SMALL_NETWORK))
          .toString()
          .replace('c-1', 'c-2'),
      ),
      'as-reported',
      'signature-bad',
    ],
    [
      'signed, around something else',
      signedFile(ROOT_KEY, 'national', 'network', PROGRAMME),
      'as-reported',
      'bad-pack',
    ],
    ['no JSON', Buffer.from('{'), 'as-reported', 'bad-pack'],
  ] as const)('are refused %s', async (_, bytes, policy, code) => {
    expect(await load(bytes, trust(policy))).toMatchObject({
      ok: false,
      error: { code, params: { file: expect.stringContaining('a.network.json') } },
    });
  });

  const word = (statements: readonly object[], issuedAt?: string) =>
    signedFile(ROOT_KEY, 'national', 'keys', { statements }, issuedAt);
  const granted = (key = stranger, may: readonly string[] = ['network']) =>
    word([{ kind: 'grant', ...grantFor(key, 'office-yichou'), may, replaces: null }]);

  /** As this machine knows them: statements that were taken in one after the other, read back from its folder. */
  async function known(...words: readonly Uint8Array[]): Promise<PackTrust> {
    const operator = { unsigned: 'refuse', roots } as const;
    const { trust: office, folder } = await testTrust({ operator });
    for (const one of words) expect(await office.acceptKeys(one)).toEqual({ ok: true, value: null });
    const { registry, problems } = await readSigners(folder, operator);
    expect(problems).toEqual([]);
    return { operator, signers: registry, now: () => NOW };
  }

  it('count as signed by keys that became known by statements', async () => {
    const file = signedFile(stranger, 'office-yichou', 'network', SMALL_NETWORK);
    expect(await load(file, await known(granted()))).toMatchObject({
      ok: true,
      value: { signatures: { network: 'signed' } },
    });
    expect(await load(file, await known())).toMatchObject({ ok: false, error: { code: 'key-unknown' } });
  });

  it('are refused where a statement gave another right, or stopped the key', async () => {
    const file = signedFile(stranger, 'office-yichou', 'network', SMALL_NETWORK);
    expect(await load(file, await known(granted(stranger, ['reviews'])))).toMatchObject({
      ok: false,
      error: { code: 'right-missing' },
    });
    const stop = word([{ kind: 'stop', keyId: stranger.keyId, from: '2026-11-22T07:30:00Z', reason: 'lost' }]);
    expect(await load(file, await known(granted(), stop))).toMatchObject({
      ok: false,
      error: { code: 'key-revoked', params: { keyId: stranger.keyId } },
    });
  });

  it('rest on the root: without it in trust.json its statements are worth nothing', async () => {
    const { trust: office, folder } = await testTrust({ operator: { unsigned: 'refuse', roots } });
    await office.acceptKeys(granted());
    const { registry, problems } = await readSigners(folder, { unsigned: 'refuse', roots: [] });
    expect(registry.size).toBe(0);
    expect(problems).toMatchObject([
      { code: 'signers-unreadable', params: { where: 'accepted.0', why: 'key-unknown' } },
    ]);
  });

  it('go on without a programme that is refused, and say so', async () => {
    const network = signedFile(ROOT_KEY, 'national', 'network', SMALL_NETWORK);
    expect(await load(network, trust('refuse'), json(PROGRAMME))).toMatchObject({
      ok: true,
      value: { programme: null, signatures: { network: 'signed', programme: null }, problems: [{ code: 'unsigned' }] },
    });
  });
});
