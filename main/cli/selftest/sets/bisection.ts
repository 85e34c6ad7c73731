import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { formatTime, parseTime } from '../../../../light-client/codec/time.ts';
import { bisect } from '../../../../light-client/core/bisection.ts';
import { crossCheck } from '../../../../light-client/core/crossCheck.ts';
import { attempt, fail, type Result } from '../../../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../../../light-client/core/family.ts';
import type { TrustParameters } from '../../../../light-client/core/trust.ts';
import { type DetectedAttack, detectAttack } from '../../../../light-client/detector/attack.ts';
import type { LightClientAttackEvidence } from '../../../../light-client/families/cometbft/attackEvidence.ts';
import type { LightBlock } from '../../../../light-client/families/cometbft/types.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';
import { familyFor, readBlock } from './blocks.ts';

// From trust options to a height, fetching from recorded peers, then compared with the witnesses.

const DEFAULT_DRIFT = 10_000_000_000n;

/** Answers exactly the heights that it lists. */
function recordedPeer(json: unknown): LightBlockProvider<LightBlock> {
  const peer = object(json, 'peer');
  const blocks = new Map<bigint, unknown>();
  for (const block of list(peer['lite_blocks'])) {
    const header = object(object(object(block)['signed_header'])['header']);
    blocks.set(BigInt(text(header['height'])), block);
  }
  const newest = [...blocks.keys()].reduce((a, b) => (b > a ? b : a), 0n);
  return {
    chainId: text(peer['chain_id']),
    async lightBlock(height = newest) {
      const block = blocks.get(height);
      if (block === undefined)
        return fail(height > newest ? 'height-too-high' : 'light-block-not-found', { height: String(height) });
      return attempt('bad-light-block', () => readBlock(block));
    },
  };
}

type Attack = DetectedAttack<LightBlock, LightClientAttackEvidence>;

/** What became of the witnesses, by index. */
interface Outcome {
  readonly refusal?: string;
  readonly removed?: readonly number[];
  readonly ignored?: readonly number[];
  readonly attack?: Attack;
}

async function runScenario(data: Json, tools: SetTools): Promise<Outcome> {
  // These files give the validators at the trusted height, as CometBFT's own client keeps them.
  const family = familyFor(tools);
  const trust = object(data['trust_options']);
  const level = object(trust['trust_level']);
  const parameters: TrustParameters = {
    trustLevel: { numerator: BigInt(text(level['numerator'])), denominator: BigInt(text(level['denominator'])) },
    trustingPeriod: BigInt(text(trust['period'])),
    maxClockDrift: data['max_clock_drift'] === undefined ? DEFAULT_DRIFT : BigInt(text(data['max_clock_drift'])),
  };
  const now = parseTime(text(data['now']));
  const provider = recordedPeer(data['primary']);
  const height = BigInt(text(trust['height']));
  const first = await provider.lightBlock(height);
  if (!first.ok) return { refusal: reasonOf(first.error) };
  const anchor = { chainId: provider.chainId, height, hash: fromHex(text(trust['hash'])) };
  const adopted = family.adopt(first.value, anchor);
  if (!adopted.ok) return { refusal: reasonOf(adopted.error) };
  const alone = family.verifyAlone(first.value);
  if (alone.kind !== 'verified')
    return { refusal: `trusted block: ${alone.kind === 'invalid' ? reasonOf(alone.error) : alone.kind}` };
  const trusted = alone.value;
  if (family.isExpired(trusted, parameters, now)) return { refusal: 'trusted-expired' };
  const target = BigInt(text(data['height_to_verify']));
  if (target <= height) return target === height ? {} : { refusal: 'the target lies below the trusted height' };
  const options = { family, trusted, parameters, now: () => now };
  const way = await bisect({ ...options, provider, target });
  if (!way.ok) return { refusal: reasonOf(way.error) };
  const witnesses = list(data['witnesses'] ?? []).map((json, i) => ({ id: String(i), provider: recordedPeer(json) }));
  const checked = await crossCheck({ ...options, trace: way.value.trace, witnesses });
  const indexes = (kinds: readonly string[]) =>
    checked.answers.filter((answer) => kinds.includes(answer.kind)).map((answer) => Number(answer.witness));
  const conflict = checked.answers.find((answer) => answer.kind === 'conflict');
  const detector = { ...options, rules: family.attacks, primary: provider };
  const attack = conflict && (await detectAttack(detector, conflict.divergence));
  return {
    ...refusalOf(checked.verdict),
    removed: indexes(['bad']),
    ignored: indexes(['benign', 'lagging']),
    ...(attack && { attack }),
  };
}

function refusalOf(verdict: Result<unknown>): { refusal?: string } {
  return verdict.ok ? {} : { refusal: reasonOf(verdict.error) };
}

export async function runConformanceBisection(folder: SetFolder, cases: Cases, tools: SetTools): Promise<void> {
  for (const file of folder.json()) {
    const data = object(folder.read(file), file);
    const outcome = await settled(data, tools);
    cases.checkVerdict(file, data['expected_output'] === 'no error', outcome);
  }
}

async function settled(data: Json, tools: SetTools): Promise<() => string | undefined> {
  try {
    const { refusal } = await runScenario(data, tools);
    return () => refusal;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Forks and witnesses: accepted or not, which witnesses fall out, which one shows the conflict, and what it proves. */
export async function runForkDerived(folder: SetFolder, cases: Cases, tools: SetTools): Promise<void> {
  for (const file of folder.json()) {
    const data = object(folder.read(file), file);
    const expected = object(data['expected']);
    const verdict = await settled(data, tools);
    cases.checkVerdict(file, expected['result'] === 'accept', verdict);
    const outcome = await runScenario(data, tools).catch((): Outcome => ({}));
    for (const part of ['removed', 'ignored'] as const) {
      const wanted = expected[`${part}_witnesses`];
      if (wanted !== undefined) {
        cases.check(`${file} (${part} witnesses)`, list(wanted).join(', '), () => (outcome[part] ?? []).join(', '));
      }
    }
    if (expected['attack'] === undefined || expected['attack'] === null) continue;
    checkAttack(file, object(expected['attack']), outcome.attack, cases);
  }
}

/** Every field that the case names, one by one, so that a failure says which. */
function checkAttack(file: string, expected: Json, attack: Attack | undefined, cases: Cases): void {
  const got = attack === undefined ? {} : attackFields(attack);
  const { evidence_against_primary: evidence, ...rest } = expected;
  for (const [field, wanted] of Object.entries({ ...rest, ...object(evidence ?? {}) })) {
    cases.check(`${file} (${field})`, plain(wanted), () => plain(got[field]));
  }
}

function attackFields({ witness, againstPrimary }: Attack): Json {
  const { kind, evidence, conflicting, common, trusted } = againstPrimary;
  const { header, commit } = conflicting.value.signedHeader;
  return {
    type: kind,
    witness_index: witness,
    conflicting_block_height: String(header.height),
    conflicting_block_hash: toHex(commit.blockId.hash).toUpperCase(),
    common_height: String(evidence.commonHeight),
    timestamp: formatTime(evidence.timestamp),
    total_voting_power: String(evidence.totalVotingPower),
    byzantine_validators: evidence.byzantineValidators.map(({ address }) => toHex(address).toUpperCase()),
    common_block_height: String(common.value.signedHeader.header.height),
    trusted_block_height: String(trusted.value.signedHeader.header.height),
  };
}

function plain(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
