import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fromRoot } from '../../build/paths.ts';
import { walkBack } from '../../light-client/core/backwards.ts';
import { ONE_THIRD, type TrustParameters } from '../../light-client/core/trust.ts';
import { createAcceleratedSuite } from '../../light-client/crypto/acceleratedSuite.ts';
import { createTableSuite } from '../../light-client/crypto/keyTables.ts';
import { nobleSuite } from '../../light-client/crypto/nobleSuite.ts';
import { probeNative } from '../../light-client/crypto/probeNative.ts';
import { createSignatureCache } from '../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { commitSignBytes } from '../../light-client/families/cometbft/hashing.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import { createNativeCrypto } from '../../main/providers/nativeCrypto.ts';
import { buildChain, type Powers } from '../helpers/chain.ts';
import { type Goal, pairedRates, type Row, rate, type Section } from './measure.ts';

export const SUITES = ['noble', 'tables', 'accelerated'] as const;
export type SuiteName = (typeof SUITES)[number];
const SIZES = [4, 7, 100] as const;

export function suiteOf(name: SuiteName): CryptoSuite {
  if (name === 'noble') return nobleSuite;
  if (name === 'tables') return createTableSuite();
  return createAcceleratedSuite(probeNative(createNativeCrypto()).native, nobleSuite);
}

const PARAMETERS: TrustParameters = {
  trustingPeriod: 14n * 86_400n * 1_000_000_000n,
  maxClockDrift: 10n * 1_000_000_000n,
  trustLevel: ONE_THIRD,
};

function chainOf(validators: number, heights: number) {
  const powers: Powers = Object.fromEntries(
    Array.from({ length: validators }, (_, i) => [`v${i}`, 100n - BigInt(i % 7)]),
  );
  return buildChain({ heights, validators: () => powers });
}

/** New objects, as if the block had just been decoded: nothing that was remembered about the old ones counts. */
function arrived(block: LightBlock): LightBlock {
  const { header, commit } = block.signedHeader;
  const validators = block.validatorSet.validators.map((one) => ({ ...one, publicKey: { ...one.publicKey } }));
  return { signedHeader: { header: { ...header }, commit }, validatorSet: { validators } };
}

/** Headers per second, each verified from the one before it: signatures up to 2/3, hashes, every rule. */
export function headerRate(suite: SuiteName, validators: number, seconds: number): number {
  const heights = validators > 50 ? 6 : 30;
  const chain = chainOf(validators, heights);
  const now = chain.time(heights) + 1n;
  const crypto = suiteOf(suite);
  return rate(
    heights - 1,
    () => {
      // A cache of its own each time: a signature found good once would be free the second time.
      const family = createCometbftFamily({ suite: crypto, cache: createSignatureCache(16) });
      const [first, ...rest] = chain.blocks.map(arrived);
      const start = family.verifyAlone(first as LightBlock);
      if (start.kind !== 'verified') throw new Error('the first block does not verify');
      let trusted = start.value;
      for (const block of rest) {
        const verdict = family.verifyStep(trusted, block, PARAMETERS, now);
        if (verdict.kind !== 'verified') throw new Error(`height ${block.signedHeader.header.height} does not verify`);
        trusted = verdict.value;
      }
    },
    seconds,
  );
}

function signatureRate(suite: CryptoSuite, seconds: number): number {
  const [block] = chainOf(100, 1).blocks;
  const { header, commit } = (block as LightBlock).signedHeader;
  const jobs = commit.signatures.map((sig, i) => ({
    key: (block as LightBlock).validatorSet.validators[i]?.publicKey.bytes as Uint8Array,
    message: commitSignBytes(header.chainId, commit, sig),
    signature: sig.signature,
  }));
  return rate(
    jobs.length,
    () => {
      for (const { key, message, signature } of jobs) {
        if (!suite.ed25519Verify(key, message, signature)) throw new Error('a good signature is refused');
      }
    },
    seconds,
  );
}

/** The walk down over `heights` headers by hash link, headers per second. */
function walkRate(validators: number, heights: number, seconds: number): number {
  const chain = chainOf(validators, heights);
  const family = createCometbftFamily({ suite: suiteOf('accelerated') });
  const head = family.verifyAlone(chain.blocks[heights - 1] as LightBlock);
  if (head.kind !== 'verified') throw new Error('the head does not verify');
  const from = family.trustedHeader(head.value);
  const older = chain.blocks.slice(0, -1).reverse();
  return rate(
    heights - 1,
    () => {
      const walked = walkBack(
        family,
        from,
        older.map((block) => ({ ...block.signedHeader.header })),
      );
      if (!walked.ok) throw new Error(`the walk stops: ${walked.error.code}`);
    },
    seconds,
  );
}

/** The same measurement in every core at once; the sum of their rates. */
async function onAllCores(suite: SuiteName, validators: number, seconds: number): Promise<number> {
  const cores = availableParallelism();
  const rates = await Promise.all(
    Array.from(
      { length: cores },
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(fromRoot('build/run.mjs'), {
            argv: [fromRoot('test/bench/verificationWorker.ts')],
            workerData: { suite, validators, seconds },
          });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  return rates.reduce((sum, one) => sum + one, 0);
}

export async function benchVerification(seconds: number): Promise<Section> {
  const rows: Row[] = [];
  for (const name of SUITES) {
    rows.push({ name: `ed25519 checks, ${name}, one core`, value: signatureRate(suiteOf(name), seconds), unit: '/s' });
  }
  for (const validators of SIZES) {
    for (const name of SUITES) {
      const label = `headers with ${validators} validators, ${name}`;
      rows.push({ name: `${label}, one core`, value: headerRate(name, validators, seconds), unit: 'headers/s' });
      rows.push({ name: `${label}, all cores`, value: await onAllCores(name, validators, seconds), unit: 'headers/s' });
    }
  }
  const goals: Goal[] = [];
  for (const validators of SIZES) {
    const { ratio } = pairedRates(
      () => headerRate('accelerated', validators, seconds),
      () => headerRate('noble', validators, seconds),
    );
    const name = `header verification, ${validators} validators`;
    goals.push({ name, goal: '>= 10x plain noble', measured: ratio, met: ratio >= 10 });
  }
  const { a, b, ratio } = pairedRates(
    () => walkRate(100, 60, seconds),
    () => headerRate('accelerated', 100, seconds),
  );
  rows.push({ name: 'walk backwards, 100 validators', value: a, unit: 'headers/s' });
  rows.push({ name: 'sequential, 100 validators, accelerated', value: b, unit: 'headers/s' });
  goals.push({ name: 'walk backwards', goal: '>= 50x sequential, 100 validators', measured: ratio, met: ratio >= 50 });
  return { name: 'verification', rows, goals };
}
