import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { GO_ZERO_TIME, NANOS_PER_SECOND, parseTime, type TimeNs } from '../../light-client/codec/time.ts';
import { fail, ok } from '../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../light-client/core/family.ts';
import {
  commitHash,
  commitSignBytes,
  dataHash,
  headerHash,
  validatorSetHash,
} from '../../light-client/families/cometbft/hashing.ts';
import { sortedValidatorSet } from '../../light-client/families/cometbft/rpcJson.ts';
import type {
  BlockId,
  BlockIdFlag,
  Commit,
  CommitSig,
  Header,
  LightBlock,
  ValidatorSet,
} from '../../light-client/families/cometbft/types.ts';
import { Keyring } from './keyring.ts';

// CometBFT chains that really sign, with validator sets that change: the same chain for the same options.

/** Names of keys and their power: `{ a: 10n, b: 20n }`. */
export type Powers = Readonly<Record<string, bigint>>;
export type Vote = 'commit' | 'nil' | 'absent';

export interface ChainOptions {
  readonly chainId?: string;
  readonly seed?: string;
  readonly heights: number;
  /** Of each height from 1; asked for one height more, for next_validators_hash. */
  readonly validators: (height: number) => Powers;
  /** Default: everybody votes for the block. */
  readonly vote?: (height: number, name: string) => Vote;
  readonly genesis?: TimeNs;
  readonly blockTime?: bigint;
  readonly transactions?: (height: number) => readonly Uint8Array[];
  /** Changes after everything else is set and before the block is signed. */
  readonly header?: (header: Header) => Header;
}

export interface TestChain {
  readonly chainId: string;
  readonly keyring: Keyring;
  /** Index 0 is height 1. */
  readonly blocks: readonly LightBlock[];
  at(height: number): LightBlock;
  time(height: number): TimeNs;
  /** Answers the heights up to `tip` (default: all), and counts what it was asked. */
  provider(tip?: number): LightBlockProvider<LightBlock> & { readonly asked: bigint[] };
}

export const GENESIS = parseTime('2026-01-01T00:00:00.123456789Z');
const NO_BLOCK: BlockId = { hash: new Uint8Array(0), partSetHeader: { total: 0, hash: new Uint8Array(0) } };

export function buildChain(options: ChainOptions): TestChain {
  const chainId = options.chainId ?? 'test-chain-1';
  const keyring = new Keyring(options.seed ?? 'test');
  const genesis = options.genesis ?? GENESIS;
  const blockTime = options.blockTime ?? 10n * NANOS_PER_SECOND;
  const blocks: LightBlock[] = [];
  let lastBlockId = NO_BLOCK;
  let lastCommitHash = commitHash([]);
  for (let height = 1; height <= options.heights; height++) {
    const validatorSet = setOf(keyring, options.validators(height));
    const nextValidatorSet = setOf(keyring, options.validators(height + 1));
    const plain: Header = {
      version: { block: 11n, app: 1n },
      chainId,
      height: BigInt(height),
      time: genesis + BigInt(height) * blockTime,
      lastBlockId,
      lastCommitHash,
      dataHash: dataHash(options.transactions?.(height) ?? []),
      validatorsHash: validatorSetHash(validatorSet),
      nextValidatorsHash: validatorSetHash(nextValidatorSet),
      consensusHash: sha256(utf8ToBytes('parameters')),
      appHash: sha256(utf8ToBytes(`${chainId} state ${height}`)),
      lastResultsHash: commitHash([]),
      evidenceHash: commitHash([]),
      proposerAddress: validatorSet.validators[0]?.address ?? new Uint8Array(20),
    };
    const header = options.header?.(plain) ?? plain;
    const votes = Object.fromEntries(
      Object.keys(options.validators(height)).map((name) => [name, options.vote?.(height, name) ?? 'commit'] as const),
    );
    const commit = signCommit(keyring, header, validatorSet, votes);
    blocks.push({ signedHeader: { header, commit }, validatorSet, nextValidatorSet });
    lastBlockId = commit.blockId;
    lastCommitHash = commitHash(commit.signatures);
  }
  const at = (height: number) => {
    const block = blocks[height - 1];
    if (block === undefined) throw new Error(`the test chain ends before ${height}`);
    return block;
  };
  return {
    chainId,
    keyring,
    blocks,
    at,
    time: (height) => at(height).signedHeader.header.time,
    provider: (tip = options.heights) => providerOf(chainId, blocks.slice(0, tip)),
  };
}

export function setOf(keyring: Keyring, powers: Powers): ValidatorSet {
  return sortedValidatorSet(Object.entries(powers).map(([name, power]) => keyring.key(name).validator(power)));
}

/** A commit for `header` by the set's keys: all for the block unless `votes` says otherwise. */
export function signCommit(
  keyring: Keyring,
  header: Header,
  set: ValidatorSet,
  votes: Readonly<Record<string, Vote>> = {},
  round = 0,
): Commit {
  const hash = headerHash(header) ?? new Uint8Array(0);
  const blockId: BlockId = { hash, partSetHeader: { total: 1, hash: sha256(hash) } };
  const voteOf = new Map(Object.entries(votes).map(([name, vote]) => [keyring.key(name).address.join(), vote]));
  const unsigned: Commit = { height: header.height, round, blockId, signatures: [] };
  const signatures = set.validators.map((validator, i): CommitSig => {
    const vote = voteOf.get(validator.address.join()) ?? 'commit';
    if (vote === 'absent') {
      return {
        flag: 1,
        validatorAddress: new Uint8Array(0),
        timestamp: GO_ZERO_TIME,
        signature: new Uint8Array(0),
      };
    }
    const flag: BlockIdFlag = vote === 'commit' ? 2 : 3;
    const timestamp = header.time + 1_000_000n * BigInt(i + 1) + 7n;
    const entry: CommitSig = { flag, validatorAddress: validator.address, timestamp, signature: new Uint8Array(0) };
    const key = keyring.byAddress(validator.address);
    if (key === undefined) throw new Error('a validator of the set has no key in the ring');
    return { ...entry, signature: key.sign(commitSignBytes(header.chainId, unsigned, entry)) };
  });
  return { ...unsigned, signatures };
}

function providerOf(
  chainId: string,
  blocks: readonly LightBlock[],
): LightBlockProvider<LightBlock> & { readonly asked: bigint[] } {
  const asked: bigint[] = [];
  return {
    chainId,
    asked,
    async lightBlock(height) {
      asked.push(height ?? 0n);
      const block = height === undefined ? blocks[blocks.length - 1] : blocks[Number(height) - 1];
      if (block !== undefined) return ok(block);
      return fail('height-too-high', { height: String(height) });
    },
  };
}

/** Powers of `count` validators named v1, v2, … with 10, 11, … */
export function powers(count: number, from = 1): Powers {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${from + i}`, 10n + BigInt(i)]));
}
