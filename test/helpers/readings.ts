import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import { formatTime, NANOS_PER_SECOND, parseTime } from '../../light-client/codec/time.ts';
import { walkBack } from '../../light-client/core/backwards.ts';
import { bisect } from '../../light-client/core/bisection.ts';
import { attempt, type Result } from '../../light-client/core/errors.ts';
import { verifySequentially } from '../../light-client/core/sequential.ts';
import type { TrustParameters } from '../../light-client/core/trust.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { createCometbftFamily } from '../../light-client/families/cometbft/family.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { parseAbciResponse, queryPath, verifyQuery } from '../../light-client/families/cometbft/queryProof.ts';
import { parseTxProof, verifyTransaction } from '../../light-client/families/cometbft/txProof.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { ChainProvider } from '../../main/providers/types.ts';
import type { Anchor } from './recordings.ts';

// What is read of a real chain, step by step from its anchor: run against the living node when it is recorded, and
// against the recording ever after. Plain data out, to be compared.

export interface Plan {
  /** Heights to reach by skipping, ascending. */
  readonly targets: readonly string[];
  /** Heights to reach one by one from the anchor. */
  readonly sequentialTo: string;
  /** How many headers to walk back from the last target. */
  readonly back: number;
  /** Asked for, and to be refused as named in the facts. */
  readonly missing: readonly string[];
  /** State under the header after `height`; keys in hex. */
  readonly state: readonly { readonly store: string; readonly key: string; readonly height: string }[];
  /** Transaction hashes in hex with the height that has them. */
  readonly transactions: readonly { readonly hash: string; readonly height: string }[];
}

export interface Facts {
  readonly ways: readonly (readonly string[])[];
  readonly sequential: readonly string[] | string;
  readonly back: readonly string[] | string;
  readonly missing: readonly string[];
  readonly state: readonly string[];
  readonly transactions: readonly string[];
}

export const READING_PARAMETERS: TrustParameters = {
  trustLevel: { numerator: 1n, denominator: 3n },
  trustingPeriod: 7n * 86_400n * NANOS_PER_SECOND,
  maxClockDrift: 10n * NANOS_PER_SECOND,
};

export interface ReadingOptions {
  readonly provider: ChainProvider<LightBlock, Header>;
  readonly anchor: Anchor;
  /** RFC 3339 */
  readonly now: string;
  readonly suite: CryptoSuite;
}

export interface Reading {
  readonly facts: Facts;
  /** Every header that was proven on the way, by height. */
  readonly headers: ReadonlyMap<string, Verified<Header>>;
}

function describe<T>(result: Result<T>, show: (value: T) => string): string {
  return result.ok ? show(result.value) : `refused: ${result.error.code}`;
}

export async function readChain(plan: Plan, options: ReadingOptions): Promise<Reading> {
  const { provider, suite } = options;
  const now = () => parseTime(options.now);
  const family = createCometbftFamily({ suite });
  const headers = new Map<string, Verified<Header>>();

  const fetched = await provider.lightBlock(BigInt(options.anchor.height));
  if (!fetched.ok) throw new Error(`anchor: ${fetched.error.code}`);
  const hash = headerHash(fetched.value.signedHeader.header, suite.sha256);
  if (hash === undefined || toHex(hash) !== options.anchor.hash) throw new Error('anchor: another hash');
  const alone = family.verifyAlone(fetched.value);
  if (alone.kind !== 'verified') throw new Error(`anchor: ${alone.kind}`);
  const anchor = alone.value;

  const keep = (block: Verified<LightBlock>): string => {
    const header = family.trustedHeader(block);
    headers.set(String(header.value.height), header);
    return `${header.value.height} ${toHex(family.viewHeader(header.value).hash)}`;
  };
  keep(anchor);
  const way = { family, provider, parameters: READING_PARAMETERS, now };

  const ways: string[][] = [];
  for (const target of plan.targets) {
    const went = await bisect({ ...way, trusted: anchor, target: BigInt(target) });
    if (!went.ok) ways.push([`refused: ${went.error.code}`]);
    else {
      ways.push(
        went.value.trace.map(({ block, mode, tally }) => `${keep(block)} ${mode} ${tally.tallied}/${tally.total}`),
      );
    }
  }

  const steps = await verifySequentially({ ...way, trusted: anchor, target: BigInt(plan.sequentialTo) });
  const sequential = steps.ok ? steps.value.trace.map(({ block }) => keep(block)) : `refused: ${steps.error.code}`;

  const last = headers.get(plan.targets[plan.targets.length - 1] ?? '');
  let back: Facts['back'] = [];
  if (last !== undefined && plan.back > 0) {
    const top = last.value.height - 1n;
    const older = await provider.headers(top - BigInt(plan.back) + 1n, top);
    if (!older.ok) back = `refused: ${older.error.code}`;
    else {
      const walked = walkBack(family, last, older.value);
      if (!walked.ok) back = `refused: ${walked.error.code}`;
      else {
        back = walked.value.map((header) => {
          headers.set(String(header.value.height), header);
          return `${header.value.height} ${toHex(family.viewHeader(header.value).hash)}`;
        });
      }
    }
  }

  const missing: string[] = [];
  for (const height of plan.missing) {
    const answer = await provider.lightBlock(BigInt(height));
    missing.push(`${height} ${describe(answer, () => 'answered')}`);
  }

  const headerAt = async (height: bigint): Promise<Verified<Header> | undefined> => {
    const known = headers.get(String(height));
    if (known !== undefined) return known;
    const went = await bisect({ ...way, trusted: anchor, target: height });
    for (const { block } of went.ok ? went.value.trace : []) keep(block);
    return headers.get(String(height));
  };

  const state: string[] = [];
  for (const { store, key, height } of plan.state) {
    const read = await readState({ store, key, height }, options, headerAt);
    state.push(`${store}/${key}@${height} ${read}`);
  }

  const transactions: string[] = [];
  for (const { hash: id, height } of plan.transactions) {
    const header = await headerAt(BigInt(height));
    const answer = await provider.tx(fromHex(id), true);
    if (header === undefined || !answer.ok) transactions.push(`${id} refused`);
    else {
      const proof = attempt('bad-response', () => parseTxProof((answer.value as Record<string, unknown>)['proof']));
      const proven = proof.ok ? verifyTransaction(fromHex(id), proof.value, header, suite.sha256) : proof;
      transactions.push(
        `${id} ${describe(proven, ({ value }) => `in ${value.height}, ${value.transaction.length} bytes`)}`,
      );
    }
  }
  return { facts: { ways, sequential, back, missing, state, transactions }, headers };
}

/** Value in hex, `absent`, or why not; and that the header before and the header after do not carry it. */
async function readState(
  { store, key, height }: Plan['state'][number],
  { provider, suite }: ReadingOptions,
  headerAt: (height: bigint) => Promise<Verified<Header> | undefined>,
): Promise<string> {
  const at = BigInt(height);
  const data = fromHex(key);
  const answer = await provider.abciQuery({ path: queryPath(store), data, height: at, prove: true });
  if (!answer.ok) return `refused: ${answer.error.code}`;
  const response = attempt('bad-response', () => parseAbciResponse((answer.value as { response: unknown }).response));
  if (!response.ok) return `refused: ${response.error.code}`;
  if (response.value.code !== 0) return 'refused: query-failed';
  const under = async (header: bigint): Promise<string> => {
    const verified = await headerAt(header);
    if (verified === undefined) return 'no header';
    const proven = verifyQuery({ store, key: data, height: at }, response.value, verified, { sha256: suite.sha256 });
    return describe(proven, ({ value }) => (value.value === undefined ? 'absent' : toHex(value.value)));
  };
  return `${await under(at + 1n)} (under ${height}: ${await under(at)})`;
}

export function timeNow(): string {
  return formatTime(BigInt(Date.now()) * 1_000_000n);
}
