import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WireError } from '../../../main/contract/error.ts';
import type { OfficeAnswer } from '../../../main/contract/office.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { createOfficeClient } from '../../../main/programme/client.ts';
import type { OfficeHost } from '../../../main/programme/openOffice.ts';
import { fileKeeper } from '../../../main/programme/trust/keepers.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { bundleForNode } from '../../helpers/bundle.ts';

const LENS = { asOf: null, period: null };
/** Dies when it is asked for the programme, and answers everything else with what it is. */
const FRAGILE = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message.type === 'open') parentPort.postMessage({ type: 'opened' });
  if (message.type === 'close') { parentPort.postMessage({ type: 'closed' }); parentPort.close(); }
  if (message.type !== 'call') return;
  if (message.method === 'programme') process.exit(7);
  parentPort.postMessage({ type: 'answer', id: message.id, answer: { ok: true, value: threadId } });
});`;

let bundle: { file: string; remove: () => void };
let folder: string;
let client: OfficeHost | null = null;
let problems: WireError[] = [];
let started = 0;

beforeAll(async () => {
  bundle = await bundleForNode('main/programme/worker.ts');
}, 120_000);
afterAll(() => bundle.remove());
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'client-'));
  problems = [];
  started = 0;
});
afterEach(async () => {
  await client?.close();
  client = null;
  rmSync(folder, { recursive: true, force: true });
});

function connect(file: string): OfficeHost {
  client = createOfficeClient({
    file,
    options: { folder, demo: false, name: { zh: '测', en: 'Test' } },
    environment: { ...systemEnvironment, sleep: (ms, signal) => systemEnvironment.sleep(Math.min(ms, 100), signal) },
    keeper: fileKeeper(),
    onChanged: () => {},
    onProblem: (error) => problems.push(error),
    onStarted: () => {
      started += 1;
    },
  });
  return client;
}

describe('the office in a thread of its own', () => {
  it('begins with the bundled list, answers, keeps a key through the keychain of the main thread, and ends', async () => {
    const office = connect(bundle.file);
    const view = (await office.call('programme', LENS)) as Outcome<OfficeAnswer<'programme'>>;
    if (!view.ok) throw new Error(view.error.code);
    expect(view.value).toMatchObject({ partial: true, demo: false, counts: { zones: 15, reports: 0 } });
    const identity = {
      role: 'national',
      person: '测试员',
      officeId: 'o-1',
      officeName: { zh: '处', en: 'O' },
      zoneIds: [],
      provinces: [],
    };
    expect((await office.call('saveIdentity', identity)).ok).toBe(true);
    const made = (await office.call('createKey', { algorithm: 'ed25519' })) as Outcome<OfficeAnswer<'identity'>>;
    expect(made).toMatchObject({ ok: true, value: { key: { algorithm: 'ed25519', keptBy: 'file' } } });
    expect(problems).toEqual([]);
    await office.close();
    expect(await office.call('programme', LENS)).toMatchObject({ ok: false, error: { code: 'worker-died' } });
  }, 60_000);

  it('tells who waited that the thread died, and starts another one', async () => {
    const file = path.join(folder, 'fragile.cjs');
    writeFileSync(file, FRAGILE);
    const office = connect(file);
    const first = await office.call('views', null);
    expect(await office.call('programme', LENS)).toMatchObject({
      ok: false,
      error: { code: 'worker-died', category: 'bug' },
    });
    await expect.poll(() => started, { timeout: 10_000 }).toBe(2);
    const second = await office.call('views', null);
    expect(second.ok && first.ok && second.value !== first.value).toBe(true);
    expect(problems.map(({ code }) => code)).toEqual(['worker-died']);
  });

  it('whose file cannot be opened says so once and for all', async () => {
    writeFileSync(path.join(folder, 'no-folder'), '');
    client = createOfficeClient({
      file: bundle.file,
      options: { folder: path.join(folder, 'no-folder'), demo: false, name: { zh: '测', en: 'Test' } },
      environment: systemEnvironment,
      keeper: fileKeeper(),
      onChanged: () => {},
      onProblem: (error) => problems.push(error),
      onStarted: () => {},
    });
    await expect.poll(() => problems.map(({ code }) => code), { timeout: 20_000 }).toEqual(['store-unusable']);
    expect(await client.call('programme', LENS)).toMatchObject({ ok: false, error: { code: 'store-unusable' } });
  }, 40_000);
});
