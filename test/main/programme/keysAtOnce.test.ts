import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type PilotlightApp } from '../../../main/app.ts';
import type { AppOptions } from '../../../main/appTypes.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { type LoadedNetwork, openNetwork } from '../../../main/networks.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import {
  grantFor,
  NOW,
  PACK_NAME,
  ROOT,
  ROOT_KEY,
  SMALL_NETWORK,
  signedFile,
  testKey,
  testTrust,
} from '../../helpers/trust.ts';

// A statement about keys that was just taken in counts for the packs that are in use, and for the documents of their chains.

const ofPack = testKey(31);
const stranger = testKey(32);
const PROGRAMME = {
  ...{ format: 'pilotlight-programme', version: 1, zones: [], sectors: [], scenarios: [] },
  offices: [{ officeId: 'office-jiazi', name: PACK_NAME, key: ofPack.publicKey }],
};
const word = (statement: object) => signedFile(ROOT_KEY, 'national', 'keys', { statements: [statement] });
const grant = (may: readonly string[]) =>
  word({ kind: 'grant', ...grantFor(stranger, 'office-yichou'), may, replaces: null });
const stop = (keyId: string) => word({ kind: 'stop', keyId, from: '2026-11-22T07:30:00Z', reason: 'lost' });

let dataDir: string;
let file: string;
let app: PilotlightApp | null = null;

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'keys-at-once-'));
  mkdirSync(path.join(dataDir, 'office'));
  const operator = { format: 'pilotlight-trust', version: 1, unsigned: 'refuse', roots: [ROOT] };
  writeFileSync(path.join(dataDir, 'trust.json'), JSON.stringify(operator));
  file = path.join(dataDir, 'a.network.json');
});

afterEach(async () => {
  await app?.close();
  app = null;
  rmSync(dataDir, { recursive: true, force: true });
});

function options(): AppOptions {
  return {
    dataDir,
    appVersion: '0.0.0-test',
    runtime: { name: 'node', version: process.versions.node, developmentOnly: false },
    environment: {
      ...systemEnvironment,
      now: () => NOW,
      sleep: (ms, signal) => systemEnvironment.sleep(Math.min(ms, 50), signal),
    },
    workers: { kind: 'in-process' },
    office: { kind: 'in-process' },
    forkDemo: () => {
      throw new Error('no demo here');
    },
    defaultLanguage: 'zh-CN',
    network: file,
  };
}

describe('a statement about keys that was taken in', () => {
  it('lets in a pack that was refused, and puts it out again, without a new start', { timeout: 60_000 }, async () => {
    writeFileSync(file, signedFile(stranger, 'office-yichou', 'network', SMALL_NETWORK));
    app = await createApp(options());
    const running = app;
    const ask = async <T>(method: string, request: unknown): Promise<T> => {
      const answer = (await running.office({ method, request } as never)) as Outcome<T>;
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value;
    };
    const take = async (bytes: Uint8Array): Promise<void> => {
      const { packageId } = await ask<{ packageId: string }>('packageRead', { name: 'a.keys.json', bytes });
      await ask('packageAccept', { packageId });
    };
    const codes = () => running.snapshot().problems.map(({ code }) => code);
    expect(running.snapshot().network.source).toBe('none');
    expect(codes()).toContain('key-unknown');
    await expect.poll(() => running.snapshot().officeSeq ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);

    await ask('saveIdentity', {
      ...{
        role: 'national',
        person: '测试员',
        officeId: 'national',
        officeName: PACK_NAME,
        zoneIds: [],
        provinces: [],
      },
    });

    await take(grant(['network']));
    await expect
      .poll(() => running.snapshot().network, { timeout: 20_000 })
      .toMatchObject({
        source: 'pack',
        signature: 'signed',
        chainIds: SMALL_NETWORK.chains.map(({ chainId }) => chainId),
      });
    expect(codes()).not.toContain('key-unknown');

    await expect.poll(() => running.snapshot().officeSeq ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => take(stop(stranger.keyId)).then(() => 'taken'), { timeout: 20_000 }).toBe('taken');
    await expect.poll(() => running.snapshot().network.source, { timeout: 20_000 }).toBe('none');
    await expect.poll(codes, { timeout: 20_000 }).toContain('key-revoked');
    expect(running.snapshot().chains).toEqual([]);
  });

  it('counts for the documents of the chains, beside the offices of the pack', async () => {
    writeFileSync(file, signedFile(ROOT_KEY, 'national', 'network', SMALL_NETWORK));
    writeFileSync(path.join(dataDir, 'a.programme.json'), signedFile(ROOT_KEY, 'national', 'programme', PROGRAMME));
    const loaded: LoadedNetwork[] = [];
    const open = () =>
      openNetwork(file, options(), {
        onLoaded: (one) => void loaded.push(one),
        onDemo: () => {},
        onProblem: ({ code }) => {
          throw new Error(code);
        },
      });
    const signers = () =>
      loaded
        .at(-1)
        ?.signers?.map(({ officeId, key }) => `${officeId} ${key}`)
        .sort();
    const is = {
      pack: `office-jiazi ${ofPack.publicKey}`,
      root: `national ${ROOT_KEY.publicKey}`,
      stated: `office-yichou ${stranger.publicKey}`,
    };
    const network = await open();
    await expect.poll(() => loaded.length).toBe(1);
    expect(signers()).toEqual([is.root, is.pack].sort());

    const { trust } = await testTrust({ folder: path.join(dataDir, 'office'), offices: () => PROGRAMME.offices });
    expect(await trust.acceptKeys(grant(['reports']))).toMatchObject({ ok: true });
    expect(await network.signersChanged()).toBe('same');
    expect(signers()).toEqual([is.root, is.pack, is.stated].sort());

    // An office of the pack, too: whose key is stopped is believed nowhere.
    expect(await trust.acceptKeys(stop(ofPack.keyId))).toMatchObject({ ok: true });
    expect(await network.signersChanged()).toBe('same');
    expect(signers()).toEqual([is.root, is.stated].sort());

    // Another start comes to the same.
    await open();
    await expect.poll(() => loaded.length).toBe(4);
    expect(signers()).toEqual([is.root, is.stated].sort());
  });

  it('gives no office of documents what it has not the right to', async () => {
    writeFileSync(file, signedFile(ROOT_KEY, 'national', 'network', SMALL_NETWORK));
    const loaded: LoadedNetwork[] = [];
    const network = await openNetwork(file, options(), {
      onLoaded: (one) => void loaded.push(one),
      onDemo: () => {},
      onProblem: () => {},
    });
    const { trust } = await testTrust({ folder: path.join(dataDir, 'office') });
    expect(await trust.acceptKeys(grant(['reviews']))).toMatchObject({ ok: true });
    expect(await network.signersChanged()).toBe('same');
    expect(loaded.at(-1)?.signers?.map(({ officeId }) => officeId)).toEqual(['national']);
  });
});
