import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../main/store/openStore.ts';
import { bundleForNode } from '../../helpers/bundle.ts';
import { buildChain, CHAIN_ID, chainOf, hashOf, open, START, temporaryFolder } from './blocks.ts';

let writer: Awaited<ReturnType<typeof bundleForNode>>;
beforeAll(async () => {
  writer = await bundleForNode(fileURLToPath(new URL('./writer.ts', import.meta.url)));
});
afterAll(() => writer?.remove());

let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => place.remove());

/** Starts a writer and kills it after so many committed steps and a moment; resolves to the last height it stored. */
async function writeAndKill(length: number, steps: number, moment: number, together?: string[]): Promise<number> {
  const task = JSON.stringify({ file: place.file, chainId: CHAIN_ID, length, role: 'owner', together });
  const child = spawn(process.execPath, [writer.file, task], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let seen = 0;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    output += text;
    seen += text.split('stored').length - 1;
    if (seen >= steps) setTimeout(() => child.kill('SIGKILL'), moment);
  });
  const [code, signal] = await once(child, 'close');
  expect([code, signal], output.slice(-300)).toEqual([null, 'SIGKILL']);
  const stored = [...output.matchAll(/(?:stored|open) (\d+)\n/g)].map((match) => Number(match[1]));
  return Math.max(...stored);
}

describe('kill -9', () => {
  it('at any moment loses no committed step, leaves no half step, and the next start goes on', {
    timeout: 240_000,
  }, async () => {
    const length = 2000;
    const blocks = buildChain(length);
    let random = 20_260_101;
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((random / 2_147_483_648) * below);
    };
    let highest = 0;
    for (let round = 0; round < 12; round++) {
      const acknowledged = await writeAndKill(length, 1 + next(12), next(12));
      expect(acknowledged).toBeGreaterThan(highest);

      const outcome = openStore({ file: place.file, now: () => START });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
      expect(outcome.problems).toEqual([]);
      const chain = chainOf(outcome.store, blocks[0]!);
      const { state, highestSeen } = chain.latestTrusted();
      const height = Number(state?.height);
      expect(height).toBeGreaterThanOrEqual(acknowledged); // the last line may not have been written any more
      expect(highestSeen).toBe(state?.height);
      expect(state?.block).toEqual(blocks[height - 1]);
      expect(chain.latestClaim('height')?.value).toBe(String(height));
      expect(chain.counts()).toMatchObject({ headersVerified: height / 4, headersWalked: (height / 4) * 3 });
      const known = chain.knownRange();
      expect(known?.to).toBe(BigInt(height));
      for (const row of chain.headerRows(1000)) expect(row.hash).toEqual(hashOf(blocks[Number(row.height) - 1]!));
      expect(chain.gaps(5)).toEqual([]);
      expect(outcome.store.problems()).toEqual([]);
      outcome.store.close();
      highest = height;
    }
  });

  it('among steps of several chains written together leaves each chain whole', { timeout: 120_000 }, async () => {
    const length = 600;
    const others = ['demo-yichou-1', 'demo-bingyin-1'];
    for (let round = 0; round < 6; round++) {
      const acknowledged = await writeAndKill(length, 2 + round, round * 3, others);
      const store = open(place.file);
      for (const chainId of [CHAIN_ID, ...others]) {
        const chain = chainOf(store, buildChain(1, { chainId })[0]!, chainId);
        const height = Number(chain.latestTrusted().state?.height);
        expect(height).toBeGreaterThanOrEqual(acknowledged);
        expect(chain.latestClaim('height')?.value).toBe(String(height));
        expect(chain.counts()).toMatchObject({ headersVerified: height / 4, headersWalked: (height / 4) * 3 });
      }
      expect(store.problems()).toEqual([]);
      store.close();
    }
  });

  it('while the store is being made leaves a file that opens', { timeout: 60_000 }, async () => {
    for (const moment of [0, 2, 4, 6, 8, 12]) {
      const task = JSON.stringify({ file: place.file, chainId: CHAIN_ID, length: 8, role: 'owner' });
      const child = spawn(process.execPath, [writer.file, task], { stdio: 'ignore' });
      const closed = once(child, 'close');
      setTimeout(() => child.kill('SIGKILL'), 60 + moment * 5);
      await closed;
      const outcome = openStore({ file: place.file, now: () => START });
      expect(outcome).toMatchObject({ ok: true, problems: [] });
      if (outcome.ok) outcome.store.close();
    }
  });
});

describe('several threads', () => {
  it('write one file at the same time without losing or refusing a step', { timeout: 60_000 }, async () => {
    const owner = open(place.file);
    const chainIds = ['demo-jiazi-1', 'demo-yichou-1', 'demo-bingyin-1'];
    const length = 400;
    await Promise.all(
      chainIds.map(async (chainId) => {
        const worker = new Worker(writer.file, { workerData: { file: place.file, chainId, length, role: 'worker' } });
        const [code] = await once(worker, 'exit');
        expect(code).toBe(0);
      }),
    );
    for (const chainId of chainIds) {
      const chain = chainOf(owner, buildChain(1, { chainId })[0]!, chainId);
      expect(chain.latestTrusted().state?.height).toBe(BigInt(length));
      expect(chain.latestClaim('height')?.value).toBe(String(length));
      expect(chain.counts()).toMatchObject({ headersVerified: length / 4, headersWalked: (length / 4) * 3 });
    }
    owner.close();
  });

  it('that follow the same chain keep one hash per height', { timeout: 60_000 }, async () => {
    open(place.file).close();
    const exits = [0, 1].map(async () => {
      const worker = new Worker(writer.file, {
        workerData: { file: place.file, chainId: CHAIN_ID, length: 80, role: 'worker' },
      });
      return (await once(worker, 'exit'))[0];
    });
    expect(await Promise.all(exits)).toEqual([0, 0]);
    const owner = open(place.file);
    const chain = chainOf(owner, buildChain(1)[0]!);
    expect(chain.counts()).toMatchObject({ headersVerified: 20, headersWalked: 60 });
    expect(chain.latestTrusted().state?.height).toBe(80n);
    owner.close();
  });
});
