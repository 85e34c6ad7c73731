import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { toHex } from '../../light-client/codec/hex.ts';
import type { TimeNs } from '../../light-client/codec/time.ts';
import { walkBack } from '../../light-client/core/backwards.ts';
import { bisect } from '../../light-client/core/bisection.ts';
import { fail, ok } from '../../light-client/core/errors.ts';
import { ONE_THIRD, type TrustParameters } from '../../light-client/core/trust.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { decodeHeader, decodeLightBlock } from '../../light-client/families/cometbft/protoDecode.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import { platformSuite } from '../../main/sync/suite.ts';
import { processorSeconds } from './measure.ts';

// Measurements with what a light client has when it starts: no key, set or signature of the chain is remembered. Only the
// code is warm, from the same work on other chains.

type Served = readonly (readonly [number, Uint8Array])[];

export type PeerTask =
  | {
      readonly kind: 'skip';
      /** Each is measured once. */
      readonly chains: readonly Served[];
      readonly warmUp: readonly Served[];
      readonly target: number;
      readonly now: TimeNs;
    }
  | {
      readonly kind: 'range';
      readonly headers: readonly Uint8Array[];
      readonly trusted: Uint8Array;
      readonly last: Uint8Array;
      readonly now: TimeNs;
    };

export interface PeerTimes {
  readonly verifyMs: number;
  readonly decodeMs: number;
  readonly blocks: number;
  readonly hash: string;
}

const PARAMETERS: TrustParameters = {
  trustingPeriod: 30n * 86_400n * 1_000_000_000n,
  maxClockDrift: 10n * 1_000_000_000n,
  trustLevel: ONE_THIRD,
};
const suite = platformSuite();
const clock = (): number => processorSeconds() * 1000;
const decode = (bytes: Uint8Array): LightBlock => decodeLightBlock(bytes, 'tendermint');

async function skip(served: Served, target: number, now: TimeNs): Promise<PeerTimes> {
  const family = createCometbftFamily({ suite });
  const bytes = new Map(served);
  let decodeMs = 0;
  let blocks = 0;
  const provider = {
    chainId: 'bench',
    async lightBlock(height?: bigint) {
      const found = bytes.get(Number(height));
      if (found === undefined) return fail('light-block-not-found', { height: String(height) });
      const start = clock();
      const block = decode(found);
      decodeMs += clock() - start;
      blocks += 1;
      return ok(block);
    },
  };
  const anchor = decode(bytes.get(1) as Uint8Array);
  const view = family.view(anchor);
  const trusted = family.adopt(anchor, { chainId: view.chainId, height: 1n, hash: view.hash });
  if (!trusted.ok) throw new Error(trusted.error.code);
  collectGarbage({ type: 'minor' }); // what was left by the run before is not this one's work
  const start = clock();
  const way = await bisect({
    family,
    provider,
    trusted: trusted.value,
    target: BigInt(target),
    parameters: PARAMETERS,
    now: () => now,
  });
  const total = clock() - start;
  if (!way.ok) throw new Error(`${way.error.code} ${JSON.stringify(way.error)}`);
  const last = way.value.trace[way.value.trace.length - 1];
  if (last === undefined) throw new Error('nothing was verified');
  return { verifyMs: total - decodeMs, decodeMs, blocks, hash: toHex(family.view(last.block.value).hash) };
}

function range(task: Extract<PeerTask, { kind: 'range' }>): PeerTimes {
  const family = createCometbftFamily({ suite });
  const anchor = decode(task.trusted);
  const view = family.view(anchor);
  const trusted = family.adopt(anchor, { chainId: view.chainId, height: 1n, hash: view.hash });
  if (!trusted.ok) throw new Error(trusted.error.code);
  const begun = clock();
  const older = task.headers
    .slice(0, -1)
    .map((bytes) => decodeHeader(bytes))
    .reverse();
  const last = decode(task.last);
  const start = clock();
  const tip = family.verifyStep(trusted.value, last, PARAMETERS, task.now);
  if (tip.kind !== 'verified') throw new Error('the tip does not verify');
  const walked = walkBack(family, family.trustedHeader(tip.value), older);
  if (!walked.ok) throw new Error(walked.error.code);
  return { verifyMs: clock() - start, decodeMs: start - begun, blocks: walked.value.length, hash: '' };
}

/** The Go client's is asked in the same place. */
const collectGarbage = garbageCollector();

function garbageCollector(): (options: { readonly type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as ReturnType<typeof garbageCollector>;
}

/** Compilers take notice of hot code late, and their own work counts as processor time, too. */
const WARM_UPS = 150;

async function measure(task: PeerTask): Promise<PeerTimes[]> {
  if (task.kind === 'range') {
    for (let i = 0; i < 2; i++) range({ ...task, headers: task.headers.slice(-500) });
    return [range(task)];
  }
  const { chains, warmUp, target, now } = task;
  for (let i = 0; i < WARM_UPS; i++) await skip(warmUp[i % warmUp.length] as Served, target, now);
  const times: PeerTimes[] = [];
  for (const served of chains) times.push(await skip(served, target, now));
  return times;
}

measure(workerData as PeerTask).then(
  (times) => parentPort?.postMessage(times),
  (error: unknown) => {
    throw error;
  },
);
