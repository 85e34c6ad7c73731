import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Assignment, HostEvent, SyncHost } from '../../../main/sync/messages.ts';
import { createPool } from '../../../main/sync/pool.ts';
import { tempDir, testEnvironment } from '../../helpers/sync.ts';

// A worker that tells what it was given, and dies when it is asked to: what the pool does then is what is tested.
const WORKER = `
const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message.type === 'open' && message.options.prepare) parentPort.postMessage({ type: 'opened' });
  else if (message.type === 'assign') {
    const params = { threadId, chains: message.assignment.chains.map((chain) => chain.config.chainId).join(' ') };
    parentPort.postMessage({ type: 'events', events: [{ kind: 'problem', error: { code: 'assigned', category: 'test', params } }] });
  } else if (message.type === 'request') {
    if (message.request.chainId === 'deadly') throw new Error('died');
    parentPort.postMessage({ type: 'answer', id: message.id, answer: { ok: true, value: threadId } });
  } else if (message.type === 'close') {
    parentPort.postMessage({ type: 'closed' });
    parentPort.close();
  }
});
`;

let dir: ReturnType<typeof tempDir>;
let pool: SyncHost;
let events: HostEvent[];

function assignment(...chainIds: readonly string[]): Assignment {
  const chains = chainIds.map((chainId) => ({ config: { chainId }, scenarios: [] }));
  return { chains, offices: [], demo: false, anchors: [] } as unknown as Assignment;
}

function assigned(): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'problem' && event.error.code === 'assigned' ? [String(event.error.params['chains'])] : [],
  );
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not reached; ${JSON.stringify(events)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

beforeEach(() => {
  dir = tempDir();
  const file = path.join(dir.dir, 'worker.cjs');
  writeFileSync(file, WORKER);
  events = [];
  pool = createPool({
    file,
    size: 2,
    options: { storeFile: 'x', developmentRuntime: false },
    environment: testEnvironment(() => 0, 0.001),
    onEvents: (batch) => events.push(...batch),
  });
});

afterEach(async () => {
  await pool.close();
  dir.remove();
});

describe('the pool of workers', () => {
  it('shares the chains out evenly and leaves each where it is', async () => {
    pool.assign(assignment('a', 'b', 'c', 'd'));
    await until(() => assigned().length === 2);
    expect([...assigned()].sort()).toEqual(['a c', 'b d']);
    pool.assign(assignment('a', 'b', 'd', 'e'));
    await until(() => assigned().length === 4);
    expect([...assigned().slice(2)].sort()).toEqual(['a e', 'b d']);
  });

  it('asks the worker that has the chain', async () => {
    pool.assign(assignment('a', 'b'));
    const answer = (chainId: string) => pool.request('resume', { chainId, keep: 'recheck' });
    const [a, b, again] = [await answer('a'), await answer('b'), await answer('a')];
    expect(a).not.toEqual(b);
    expect(again).toEqual(a);
    expect(await answer('nobody')).toMatchObject({ ok: false, error: { code: 'unknown-chain' } });
  });

  it('starts a worker anew that died, with its chains, and tells', async () => {
    pool.assign(assignment('deadly', 'b', 'c'));
    await until(() => assigned().length === 2);
    const answer = await pool.request('resume', { chainId: 'deadly', keep: 'recheck' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'unexpected' } });
    await until(() => assigned().length === 3);
    expect(assigned()[2]).toBe('deadly c');
    expect(await pool.request('resume', { chainId: 'c', keep: 'recheck' })).toMatchObject({ ok: true });
  });
});
