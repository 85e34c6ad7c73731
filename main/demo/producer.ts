import { toBase64 } from '../../light-client/codec/base64.ts';
import { concatBytes, EMPTY } from '../../light-client/codec/bytes.ts';
import { encodeTimestamp, field, lengthDelimited } from '../../light-client/codec/protobuf.ts';
import { GO_ZERO_TIME } from '../../light-client/codec/time.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import {
  encodeBlockId,
  encodeCommitSig,
  headerLeaves,
  PRECOMMIT,
  validatorSetHash,
} from '../../light-client/families/cometbft/hashing.ts';
import { encodeCommit, encodeHeader } from '../../light-client/families/cometbft/proto.ts';
import {
  type BlockId,
  type Commit,
  type CommitSig,
  FLAG_ABSENT,
  FLAG_COMMIT,
  FLAG_NIL,
  type Header,
  type Validator,
} from '../../light-client/families/cometbft/types.ts';
import { Random, type SigningKey, sha256 } from './crypto.ts';
import { fastRoot } from './merkle.ts';
import { appHash, type MultiStore, read } from './multiStore.ts';
import { type ChainPlan, currentPeriod, DAY_MS, MAX_VALIDATORS, MIN_VALIDATORS } from './plan.ts';
import { anchoredDigest, digestKey } from './reports.ts';
import {
  applyBlock,
  encodeResult,
  encodeTransaction,
  genesisState,
  initialValidators,
  sequenceOf,
  type Transaction,
} from './state.ts';

// Makes the next block of a chain, as CometBFT would: decided by the validators of its height, carrying the state after
// the block before it, changing validators two heights later.

export interface Block {
  readonly header: Header;
  readonly transactions: readonly Uint8Array[];
  /** The votes for this block; the next block carries them as last_commit. */
  readonly commit: Commit;
}

// Header and commit are each written several times over: into the parts that are signed, into the log, into the next block.
const encoded = new WeakMap<object, Uint8Array>();

function once<T extends object>(value: T, encode: (value: T) => Uint8Array): Uint8Array {
  let bytes = encoded.get(value);
  if (bytes === undefined) {
    bytes = encode(value);
    encoded.set(value, bytes);
  }
  return bytes;
}

export function headerBytes(header: Header): Uint8Array {
  return once(header, encodeHeader);
}

export function commitBytes(commit: Commit): Uint8Array {
  return once(commit, encodeCommit);
}

/** All that the next block depends on. */
export interface Tip {
  readonly height: number;
  readonly block: Block;
  /** When the block was made; its header's time is that of the block before. */
  readonly createdAtMs: number;
  /** After this block. */
  readonly state: MultiStore;
  /** Validators of this height, the next one and the one after. */
  readonly validators: readonly [readonly Validator[], readonly Validator[], readonly Validator[]];
  readonly anchored: boolean;
}

/** `branch` keeps a forked chain's random choices apart from the true one's. */
export interface ProduceOptions {
  readonly genesisTimeMs: number;
  readonly branch?: string;
}

const EMPTY_ROOT = fastRoot([]);
const EMPTY_BLOCK_ID: BlockId = { hash: EMPTY, partSetHeader: { total: 0, hash: EMPTY } };
/** H(HashedParams{block_max_bytes=22020096, block_max_gas=-1}) */
const CONSENSUS_HASH = sha256(concatBytes(field.varint(1, 22_020_096), field.varint(2, -1n)));
export const APP_VERSION = 1n;
const TWO_YEARS_MS = 730 * DAY_MS;
const MS = 1_000_000n;

export function produceFirst(plan: ChainPlan, createdAtMs: number, options: ProduceOptions): Tip {
  const members = initialValidators(plan);
  const state = genesisState(plan);
  const block = makeBlock(plan, options, {
    height: 1,
    createdAtMs,
    time: BigInt(options.genesisTimeMs) * MS,
    lastBlockId: EMPTY_BLOCK_ID,
    lastCommitHash: EMPTY_ROOT,
    lastCommit: undefined,
    lastTransactions: [],
    appHash: EMPTY_ROOT,
    transactions: [],
    validators: members,
    nextValidators: members,
  });
  return { height: 1, block, createdAtMs, state, validators: [members, members, members], anchored: false };
}

export function produceNext(plan: ChainPlan, tip: Tip, createdAtMs: number, options: ProduceOptions): Tip {
  const height = tip.height + 1;
  const [, validators, nextValidators] = tip.validators;
  const transactions = chooseTransactions(plan, tip, createdAtMs, options).map(encodeTransaction);
  const applied = applyBlock(tip.state, nextValidators, transactions, height);
  const block = makeBlock(plan, options, {
    height,
    createdAtMs,
    time: medianTime(tip.block.commit, tip.validators[0]),
    lastBlockId: tip.block.commit.blockId,
    lastCommitHash: fastRoot(tip.block.commit.signatures.map(encodeCommitSig)),
    lastCommit: tip.block.commit,
    lastTransactions: tip.block.transactions,
    appHash: appHash(tip.state),
    transactions,
    validators,
    nextValidators,
  });
  return {
    height,
    block,
    createdAtMs,
    state: applied.state,
    validators: [validators, nextValidators, applied.validators],
    anchored: applied.anchored,
  };
}

interface Parts {
  readonly height: number;
  readonly createdAtMs: number;
  readonly time: bigint;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly lastCommit: Commit | undefined;
  readonly lastTransactions: readonly Uint8Array[];
  readonly appHash: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  readonly validators: readonly Validator[];
  readonly nextValidators: readonly Validator[];
}

function makeBlock(plan: ChainPlan, options: ProduceOptions, parts: Parts): Block {
  const { height, validators } = parts;
  const random = new Random('votes', plan.seed, plan.chainId, height, options.branch ?? '');
  const round = random.chance(0.02) ? 1 : 0;
  const header: Header = {
    version: { block: 11n, app: APP_VERSION },
    chainId: plan.chainId,
    height: BigInt(height),
    time: parts.time,
    lastBlockId: parts.lastBlockId,
    lastCommitHash: parts.lastCommitHash,
    dataHash: fastRoot(parts.transactions.map(sha256)),
    validatorsHash: setHash(validators),
    nextValidatorsHash: setHash(parts.nextValidators),
    consensusHash: CONSENSUS_HASH,
    appHash: parts.appHash,
    lastResultsHash: fastRoot(parts.lastTransactions.map(encodeResult)),
    evidenceHash: EMPTY_ROOT,
    proposerAddress: (validators[(height + round) % validators.length] as Validator).address,
  };
  const blockId: BlockId = {
    hash: fastRoot(headerLeaves(header)),
    // One part: our blocks are far below the 64 KiB of a part.
    partSetHeader: { total: 1, hash: fastRoot([encodeBlock(header, parts.transactions, parts.lastCommit)]) },
  };
  const signatures = vote(plan, random, header, blockId, round, validators, parts.createdAtMs);
  return { header, transactions: parts.transactions, commit: { height: BigInt(height), round, blockId, signatures } };
}

const setHashes = new WeakMap<readonly Validator[], Uint8Array>();

function setHash(validators: readonly Validator[]): Uint8Array {
  let hash = setHashes.get(validators);
  if (hash === undefined) {
    hash = validatorSetHash({ validators }, sha256);
    setHashes.set(validators, hash);
  }
  return hash;
}

/** tendermint.types.Block{header=1, data=2, evidence=3, last_commit=4}: its bytes are cut into the parts that are signed. */
export function encodeBlock(
  header: Header,
  transactions: readonly Uint8Array[],
  lastCommit: Commit | undefined,
): Uint8Array {
  return concatBytes(
    field.message(1, headerBytes(header)),
    field.message(2, concatBytes(...transactions.map((transaction) => field.message(1, transaction)))),
    field.message(3, EMPTY),
    field.message(4, lastCommit === undefined ? Uint8Array.of(0x1a, 2, 0x12, 0) : commitBytes(lastCommit)),
  );
}

/** CometBFT's BFT time: the median of the last commit's vote times, weighted by power; absent votes have none. */
function medianTime(commit: Commit, validators: readonly Validator[]): bigint {
  const votes = commit.signatures
    .map((sig, i) => ({ time: sig.timestamp, power: (validators[i] as Validator).votingPower, flag: sig.flag }))
    .filter(({ flag }) => flag !== FLAG_ABSENT)
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  let median = votes.reduce((sum, { power }) => sum + power, 0n) / 2n;
  for (const { time, power } of votes) {
    if (median <= power) return time;
    median -= power;
  }
  throw new Error('a commit without votes');
}

type Choice = typeof FLAG_ABSENT | typeof FLAG_COMMIT | typeof FLAG_NIL;

function vote(
  plan: ChainPlan,
  random: Random,
  header: Header,
  blockId: BlockId,
  round: number,
  validators: readonly Validator[],
  createdAtMs: number,
): CommitSig[] {
  const choices = chooseVotes(random, validators);
  // The canonical vote with and without a block differs between validators only in the time, which lies in the middle.
  const start = concatBytes(
    field.varint(1, PRECOMMIT),
    field.sfixed64(2, header.height),
    field.sfixed64(3, BigInt(round)),
  );
  const forBlock = concatBytes(start, field.message(4, encodeBlockId(blockId)));
  const end = field.string(6, header.chainId);
  return validators.map((validator, i) => {
    const flag = choices[i] as Choice;
    if (flag === FLAG_ABSENT) {
      return { flag, validatorAddress: EMPTY, timestamp: GO_ZERO_TIME, signature: EMPTY };
    }
    const timestamp = BigInt(createdAtMs) * MS + BigInt(random.int(20_000, 390_000_000));
    const body = concatBytes(
      flag === FLAG_COMMIT ? forBlock : start,
      field.message(5, encodeTimestamp(timestamp)),
      end,
    );
    const signature = keyOf(plan, validator).sign(lengthDelimited(body));
    return { flag, validatorAddress: validator.address, timestamp, signature };
  });
}

function keyOf(plan: ChainPlan, validator: Validator): SigningKey {
  const key = plan.keys.find(
    ({ publicKey }) => publicKey === validator.publicKey.bytes || sameKey(publicKey, validator),
  );
  if (key === undefined) throw new Error('a validator without key');
  return key;
}

function sameKey(publicKey: Uint8Array, validator: Validator): boolean {
  return Buffer.compare(publicKey, validator.publicKey.bytes) === 0;
}

/** Some are absent, few vote for nothing; but always more than two thirds for the block. */
function chooseVotes(random: Random, validators: readonly Validator[]): Choice[] {
  const total = validators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
  const choices: Choice[] = validators.map((_, i) => {
    const x = random.next();
    if (x < (i === validators.length - 1 ? 0.08 : 0.02)) return FLAG_ABSENT;
    return x < (i === validators.length - 1 ? 0.1 : 0.03) ? FLAG_NIL : FLAG_COMMIT;
  });
  for (let i = 0; i < choices.length; i++) {
    const voted = validators.reduce((sum, v, j) => (choices[j] === FLAG_COMMIT ? sum + v.votingPower : sum), 0n);
    if (3n * voted > 2n * total) break;
    choices[i] = FLAG_COMMIT;
  }
  return choices;
}

function chooseTransactions(plan: ChainPlan, tip: Tip, createdAtMs: number, options: ProduceOptions): Transaction[] {
  const height = tip.height + 1;
  const random = new Random('body', plan.seed, plan.chainId, height, options.branch ?? '');
  const out: Transaction[] = [];
  const first = sequenceOf(tip.state);
  const sequence = (): string => String(first + out.length + 1);
  const seconds = (createdAtMs - tip.createdAtMs) / 1000;
  const age = Math.min(1, Math.max(0, (createdAtMs - options.genesisTimeMs) / TWO_YEARS_MS));
  for (const { scenarioId, rate } of plan.scenarios) {
    if (rate === undefined) continue;
    const expected = rate * seconds * (0.2 + 0.8 * age) * (0.5 + random.next());
    const honest = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
    // What a fork is for: more records than there were. It also keeps its blocks from being the true ones by chance.
    const count = options.branch !== undefined && out.length === 0 ? honest + 1000 : honest;
    if (count > 0) out.push({ type: 'records/add', scenario: scenarioId, count: String(count), sequence: sequence() });
  }
  const period = currentPeriod(createdAtMs);
  for (const scenario of plan.scenarios) {
    if (read(tip.state, 'pilot', toUtf8(digestKey(scenario.scenarioId, period))) !== undefined) continue;
    const digest = anchoredDigest(plan.seed, scenario, period);
    if (digest === undefined) continue;
    out.push({
      type: 'report/anchor',
      scenario: scenario.scenarioId,
      period,
      digest: toBase64(digest),
      sequence: sequence(),
    });
  }
  const change = options.branch === undefined && random.chance(1 / 40) ? changeMember(plan, tip, random) : undefined;
  if (change !== undefined) out.push({ type: 'staking/power', ...change, sequence: sequence() });
  return out;
}

function changeMember(plan: ChainPlan, tip: Tip, random: Random): { validator: string; power: string } | undefined {
  const members = tip.validators[2];
  const outside = plan.keys.filter((key) => !members.some((member) => sameKey(key.publicKey, member)));
  const kind = random.next();
  if (kind < 0.35 && members.length < MAX_VALIDATORS && outside.length > 0) {
    return { validator: toBase64(random.pick(outside).publicKey), power: String(random.int(40, 110)) };
  }
  const member = random.pick(members);
  const validator = toBase64(member.publicKey.bytes);
  if (kind < 0.65 && members.length > MIN_VALIDATORS) return { validator, power: '0' };
  const power = String(Math.max(20, Math.min(180, Number(member.votingPower) + random.int(-30, 30))));
  return { validator, power };
}
