import { walkBack } from '../../light-client/core/backwards.ts';
import { ONE_THIRD, type TrustParameters } from '../../light-client/core/trust.ts';
import { createAcceleratedSuite } from '../../light-client/crypto/acceleratedSuite.ts';
import { createBatchSuite } from '../../light-client/crypto/batchSuite.ts';
import { createTableSuite } from '../../light-client/crypto/keyTables.ts';
import { nobleSuite } from '../../light-client/crypto/nobleSuite.ts';
import { probeNative } from '../../light-client/crypto/probeNative.ts';
import { createSignatureCache } from '../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { commitSignBytes } from '../../light-client/families/cometbft/hashing.ts';
import { blockHash } from '../../light-client/families/cometbft/memo.ts';
import type { LightBlock } from '../../light-client/families/cometbft/types.ts';
import { allowFusedVectors } from '../../main/providers/fusedVectors.ts';
import { createNativeCrypto } from '../../main/providers/nativeCrypto.ts';
import { buildChain, type Powers } from '../helpers/chain.ts';
import { createLongChain } from './longChain.ts';
import { type Clock, pairedRates, rate } from './measure.ts';

// Goals are ratios of rates per second of processor time: a busy machine must not decide them.

export const SUITES = ['noble', 'tables', 'accelerated', 'batches'] as const;
export type SuiteName = (typeof SUITES)[number];

export function suiteOf(name: SuiteName): CryptoSuite {
  if (name === 'noble') return nobleSuite;
  if (name === 'tables') return createTableSuite();
  const accelerated = createAcceleratedSuite(probeNative(createNativeCrypto()).native, nobleSuite);
  allowFusedVectors();
  return name === 'batches' ? createBatchSuite(accelerated) : accelerated;
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

const others = createLongChain({ validators: 1, changed: 1, every: 1_000_000, seed: 'others' });
const strangers = others.linkedHeaders(1, 300).headers;

/** Headers that were hashed lately are known again by their content: others take their place. */
function forgetHeaders(): void {
  for (const header of strangers) blockHash({ ...header }, nobleSuite);
}

/** Headers per second, each verified from the one before it: signatures up to 2/3, hashes, every rule. */
function headerRate(suite: SuiteName, validators: number, seconds: number, clock: Clock): number {
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
    clock,
    forgetHeaders,
  );
}

/** One by one; or, with a suite that knows batches, so many at once. */
function signatureRate(suite: CryptoSuite, together: number, seconds: number): number {
  const [block] = chainOf(together, 1).blocks;
  const { header, commit } = (block as LightBlock).signedHeader;
  const jobs = commit.signatures.map((sig, i) => ({
    publicKey: (block as LightBlock).validatorSet.validators[i]?.publicKey.bytes as Uint8Array,
    message: commitSignBytes(header.chainId, commit, sig),
    signature: sig.signature,
  }));
  const check = () => {
    const good =
      suite.ed25519VerifyBatch === undefined
        ? jobs.every(({ publicKey, message, signature }) => suite.ed25519Verify(publicKey, message, signature))
        : suite.ed25519VerifyBatch(jobs);
    if (!good) throw new Error('a good signature is refused');
  };
  check(); // what is made for the first batch only
  return rate(jobs.length, check, seconds);
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
    'processor',
    forgetHeaders,
  );
}

/** What a worker is asked to measure; the answer is a rate, or two with their ratio. */
export type Task =
  | { readonly kind: 'signatures'; readonly suite: SuiteName; readonly together: number; readonly seconds: number }
  | { readonly kind: 'headers'; readonly suite: SuiteName; readonly validators: number; readonly seconds: number }
  | { readonly kind: 'headers-against-noble'; readonly validators: number; readonly seconds: number }
  | { readonly kind: 'walk-against-sequential'; readonly validators: number; readonly seconds: number };

export interface Measured {
  readonly a: number;
  readonly b: number;
  readonly ratio: number;
}

export function measure(task: Task): Measured {
  const { seconds } = task;
  switch (task.kind) {
    case 'signatures':
      return alone(signatureRate(suiteOf(task.suite), task.together, seconds));
    case 'headers':
      return alone(headerRate(task.suite, task.validators, seconds, 'wall'));
    case 'headers-against-noble':
      return pairedRates(
        () => headerRate('batches', task.validators, seconds, 'processor'),
        () => headerRate('noble', task.validators, seconds, 'processor'),
        5,
      );
    case 'walk-against-sequential':
      return pairedRates(
        () => walkRate(task.validators, 60, seconds),
        () => headerRate('accelerated', task.validators, seconds, 'processor'),
      );
  }
}

function alone(a: number): Measured {
  return { a, b: Number.NaN, ratio: Number.NaN };
}
