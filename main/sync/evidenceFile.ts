import { fromHex } from '../../light-client/codec/hex.ts';
import type { TimeNs } from '../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../light-client/codec/utf8.ts';
import {
  attempt,
  fail,
  type LightClientError,
  lightClientError,
  ok,
  type Result,
} from '../../light-client/core/errors.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { CryptoSuite } from '../../light-client/crypto/suite.ts';
import { buildEvidence, type EvidenceInput } from '../../light-client/evidence/build.ts';
import type { EvidenceProof } from '../../light-client/evidence/content.ts';
import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import { verifyEvidence } from '../../light-client/evidence/verify.ts';
import { parseAbciResponse } from '../../light-client/families/cometbft/queryProof.ts';
import { parseTxProof, verifyTransaction } from '../../light-client/families/cometbft/txProof.ts';
import type { Header, LightBlock } from '../../light-client/families/cometbft/types.ts';
import type { Text } from '../contract/chain.ts';
import type { ScenarioConfig } from '../programme/packs.ts';
import type { ChainStore, StoredClaim, StoredTrusted } from '../store/types.ts';
import { trustParametersOf } from './binding.ts';
import { reportClaimKey, stateClaimKey } from './claimKeys.ts';
import type { Follower } from './follower.ts';
import type { EvidenceFile, KnownAnchor } from './messages.ts';

// Evidence from what the store holds: the way from a known anchor through stored trusted states, the proof as it was
// served, the claim.

type CometbftFollower = Follower<LightBlock, Header>;
type CometbftStore = ChainStore<LightBlock, Header>;

export interface EvidenceContext {
  readonly suite: CryptoSuite;
  readonly anchors: readonly KnownAnchor[];
  readonly demo: boolean;
}

interface Way {
  readonly anchor: { readonly height: bigint; readonly hash: Uint8Array };
  readonly trace: readonly LightBlock[];
  readonly backwards: readonly Header[];
}

/** More trusted states than these are never on one way: each step must gain more than a third of the power. */
const MAX_STATES = 2000;
const MAX_WALK = 5000n;

/** The evidence of one leaf figure: scenario/<id>/records | saving | report. Only what we would accept ourselves. */
export function evidenceOfFigure(
  figureId: string,
  scenario: ScenarioConfig,
  follower: CometbftFollower,
  context: EvidenceContext,
): Result<EvidenceFile> {
  const file = fileOfFigure(figureId, scenario, follower, context);
  return file.ok ? accepted(file.value, follower, context) : file;
}

/** The same evidence checked again step by step, whatever comes of it: a contradicted figure shows the step that fails. */
export function derivationOfFigure(
  figureId: string,
  scenario: ScenarioConfig,
  follower: CometbftFollower,
  context: EvidenceContext,
  clock: () => number,
): Result<EvidenceReport> {
  const file = fileOfFigure(figureId, scenario, follower, context);
  if (!file.ok) return file;
  return ok(
    verifyEvidence(file.value.bytes, {
      suite: context.suite,
      now: follower.state.now(),
      knownAnchors: lightAnchors(context.anchors),
      clock,
    }),
  );
}

function fileOfFigure(
  figureId: string,
  scenario: ScenarioConfig,
  follower: CometbftFollower,
  context: EvidenceContext,
): Result<EvidenceFile> {
  const store = follower.store();
  if (store === null) return fail('light-block-not-found', { chainId: scenario.chainId });
  const what = figureId.slice(figureId.lastIndexOf('/') + 1);
  const at = what === 'records' ? scenario.records : scenario.report.digest;
  const key =
    what === 'records' && scenario.records
      ? stateClaimKey(scenario.records)
      : reportClaimKey(scenario.scenarioId, scenario.report.period);
  const claim = at === undefined ? null : store.latestClaim(key);
  if (at === undefined || claim === null || claim.proof === null) return noProof(figureId);
  const proof = stateProof(claim, at);
  if (!proof.ok) return proof;
  const text = what === 'records' || claim.document === null ? null : fromUtf8(claim.document);
  const name = title(what, scenario.name);
  return assemble(follower, store, claim.height, claim.verifiedAt, proof.value, context, {
    title: name,
    unit: what === 'records' ? 'records' : what === 'saving' ? 'yuan' : null,
    ...(text !== null && { document: { text, indicator: what === 'saving' ? savingIndicator(text) : null } }),
    fileName: `${scenario.scenarioId}-${what}-${claim.height}.plev`,
  });
}

/** Evidence for any key of state ("store/key") or a transaction (64 hex digits), fetched and proven now. */
export async function evidenceOfSubject(
  subject: string,
  follower: CometbftFollower,
  context: EvidenceContext,
): Promise<Result<EvidenceFile>> {
  const { state } = follower;
  const store = follower.store();
  if (store === null || state.head === null) return fail('light-block-not-found', { chainId: follower.chainId });
  if (/^[0-9a-fA-F]{64}$/.test(subject)) return evidenceOfTransaction(subject.toLowerCase(), follower, store, context);
  const slash = subject.indexOf('/');
  if (slash <= 0 || slash === subject.length - 1) return fail('bad-encoding', { at: 'subject' });
  const asked = { store: subject.slice(0, slash), key: toUtf8(subject.slice(slash + 1)) };
  const header = state.binding.family.trustedHeader(state.head.block);
  const answer = await follower.primary().abciQuery(state.binding.stateQuery(asked, header.value));
  if (!answer.ok) return answer;
  const checked = state.binding.verifyState(header, asked, answer.value);
  if (!checked.ok) return checked;
  const proof = stateProofOf(answer.value, asked.store, asked.key);
  if (!proof.ok) return proof;
  const file = assemble(follower, store, header.value.height, state.now(), proof.value, context, {
    title: { zh: subject, en: subject },
    unit: null,
    fileName: `${follower.chainId}-${subject.replace(/[^a-zA-Z0-9._-]+/g, '-').slice(0, 60)}-${header.value.height}.plev`,
  });
  return file.ok ? accepted(file.value, follower, context) : file;
}

async function evidenceOfTransaction(
  hash: string,
  follower: CometbftFollower,
  store: CometbftStore,
  context: EvidenceContext,
): Promise<Result<EvidenceFile>> {
  const { state } = follower;
  const provider = follower.primary();
  const answer = await provider.tx(fromHex(hash), true);
  if (!answer.ok) return answer;
  const served = answer.value as { readonly height?: unknown; readonly proof?: unknown } | null;
  const parsed = attempt('bad-response', () => parseTxProof(served?.proof));
  if (!parsed.ok) return parsed;
  if (typeof served?.height !== 'string' || !/^[1-9][0-9]{0,18}$/.test(served.height))
    return fail('bad-response', { at: 'tx.height' });
  const height = BigInt(served.height);
  const reached = await reachHeader(height, follower, store);
  if (!reached.ok) return reached;
  const included = verifyTransaction(fromHex(hash), parsed.value, reached.value.header, context.suite.sha256);
  if (!included.ok) return included;
  const proof: EvidenceProof = { kind: 'transaction', proof: parsed.value };
  const file = assemble(follower, store, height, state.now(), proof, context, {
    title: { zh: `交易 ${hash.slice(0, 12)}…`, en: `Transaction ${hash.slice(0, 12)}…` },
    unit: null,
    fileName: `${follower.chainId}-tx-${hash.slice(0, 16)}.plev`,
    backwards: reached.value.backwards,
  });
  return file.ok ? accepted(file.value, follower, context) : file;
}

/** A header between trusted states: by hash links down from the next trusted one above, from the store or the primary. */
async function reachHeader(
  height: bigint,
  follower: CometbftFollower,
  store: CometbftStore,
): Promise<Result<{ readonly header: Verified<Header>; readonly backwards: readonly Header[] }>> {
  const { family } = follower.state.binding;
  const above = store
    .listTrusted(MAX_STATES)
    .filter((state) => state.height >= height)
    .pop();
  if (above === undefined) return fail('height-too-high', { asked: String(height) });
  const verdict = family.verifyAlone(above.block);
  if (verdict.kind !== 'verified') return fail('bad-light-block', { height: String(above.height) });
  let header = family.trustedHeader(verdict.value);
  const backwards: Header[] = [];
  if (above.height === height) return ok({ header, backwards });
  if (above.height - height > MAX_WALK) return fail('light-block-not-found', { height: String(height) });
  const range = { from: height, to: above.height - 1n };
  const stored = store.headers(range).map((row) => row.header);
  const complete = BigInt(stored.length) === range.to - range.from + 1n;
  const fetched = complete ? ok(stored) : await follower.primary().headers(range.from, range.to);
  if (!fetched.ok) return fetched;
  for (const older of fetched.value) {
    const linked = family.verifyBackwards(header, older);
    if (!linked.ok) return linked;
    header = linked.value;
    backwards.push(older);
  }
  if (header.value.height !== height) return fail('light-block-not-found', { height: String(height) });
  return ok({ header, backwards });
}

interface Naming extends Pick<EvidenceInput, 'title' | 'unit' | 'document'> {
  readonly fileName: string;
  readonly backwards?: readonly Header[];
}

function assemble(
  follower: CometbftFollower,
  store: CometbftStore,
  height: bigint,
  verifiedAt: TimeNs,
  proof: EvidenceProof,
  context: EvidenceContext,
  { fileName, backwards = [], ...naming }: Naming,
): Result<EvidenceFile> {
  const { state } = follower;
  const top = height + BigInt(backwards.length);
  const way = wayTo(top, verifiedAt, follower, store, context.anchors);
  if (!way.ok) return way;
  const { config } = state;
  const bytes = buildEvidence(
    {
      ...naming,
      demo: context.demo,
      network: {
        keyTable: config.keyTable,
        parameters: trustParametersOf(config),
        anchor: way.value.anchor,
        issuedBy: null,
      },
      trace: way.value.trace,
      backwards: [...way.value.backwards, ...backwards],
      proof,
      verifiedAt,
    },
    context.suite.sha256,
  );
  return ok({ fileName, bytes });
}

/** A file that we would refuse is never handed out. */
function accepted(file: EvidenceFile, follower: CometbftFollower, context: EvidenceContext): Result<EvidenceFile> {
  const report = verifyEvidence(file.bytes, {
    suite: context.suite,
    now: follower.state.now(),
    knownAnchors: lightAnchors(context.anchors),
  });
  if (report.verdict === 'verified') return ok(file);
  const failed = report.steps.find(({ status }) => status === 'failed');
  return { ok: false, error: failed?.error ?? lightClientError('bad-evidence-file', { reason: report.verdict }) };
}

/**
 * From the newest usable anchor to a trusted state, over stored ones: the longest steps that the overlap allows. As of the
 * moment when the claim was verified, which is what the file will say.
 */
function wayTo(
  height: bigint,
  asOf: TimeNs,
  follower: CometbftFollower,
  store: CometbftStore,
  anchors: readonly KnownAnchor[],
): Result<Way> {
  const { binding, config, parameters } = follower.state;
  const { family } = binding;
  const first = store.firstTrusted();
  const between = store.listTrusted(MAX_STATES).filter((state) => state.height <= height);
  const states = [...between].reverse();
  if (first !== null && states[0]?.height !== first.height) states.unshift(first);
  const target = states[states.length - 1];
  if (target === undefined || target.height !== height)
    return fail('light-block-not-found', { height: String(height) });
  const start = startOf(states, config.chainId, anchors) ?? first;
  if (start === null) return fail('light-block-not-found', { height: config.trust.height });
  const begun = family.verifyAlone(start.block);
  if (begun.kind !== 'verified') return fail('bad-light-block', { height: String(start.height) });

  const trace = [start.block];
  let from = begun.value;
  let low = states.findIndex((state) => state.height === start.height);
  const end = states.length - 1;
  while (low < end) {
    let next = end;
    let error: LightClientError | null = null;
    for (;;) {
      const candidate = states[next] as StoredTrusted<LightBlock>;
      const verdict = family.verifyStep(from, candidate.block, parameters, asOf);
      if (verdict.kind === 'verified') {
        trace.push(candidate.block);
        from = verdict.value;
        low = next;
        break;
      }
      if (verdict.kind === 'invalid') error = verdict.error;
      if (next === low + 1 || error !== null) {
        return { ok: false, error: error ?? lightClientError('no-progress', { height: String(candidate.height) }) };
      }
      next = low + 1 + Math.floor((next - low - 1) / 2);
    }
  }
  return ok({ anchor: { height: start.height, hash: start.hash }, trace, backwards: [] });
}

/** The newest stored state that a pack names as anchor: the verifier's own pack will know it, and the way is short. */
function startOf(
  states: readonly StoredTrusted<LightBlock>[],
  chainId: string,
  anchors: readonly KnownAnchor[],
): StoredTrusted<LightBlock> | null {
  const named = new Set(anchors.filter((anchor) => anchor.chainId === chainId).map(({ height }) => height));
  return [...states].reverse().find((state) => named.has(state.height.toString())) ?? null;
}

export function lightAnchors(anchors: readonly KnownAnchor[]) {
  return anchors.map(({ chainId, height, hash }) => ({ chainId, height: BigInt(height), hash: fromHex(hash) }));
}

function stateProof(claim: StoredClaim, at: { readonly store: string; readonly key: string }): Result<EvidenceProof> {
  const answer = attempt('bad-encoding', () => fromUtf8(claim.proof ?? new Uint8Array(0)));
  if (!answer.ok) return answer;
  try {
    return stateProofOf(JSON.parse(answer.value), at.store, toUtf8(at.key));
  } catch {
    return fail('bad-encoding', { at: 'claim' });
  }
}

function stateProofOf(answer: unknown, store: string, key: Uint8Array): Result<EvidenceProof> {
  const { response } = answer as { readonly response: unknown };
  const parsed = attempt('bad-response', () => parseAbciResponse(response));
  if (!parsed.ok) return parsed;
  return ok({ kind: 'state', store, key, value: parsed.value.value, ops: parsed.value.proofOps });
}

/** The indicator that a saving is: only where the report has exactly one. */
function savingIndicator(text: string): string | null {
  const report = JSON.parse(text) as { indicators?: { id: string; kind: string; unit: string }[] };
  const savings = (report.indicators ?? []).filter(({ kind, unit }) => kind === 'saving' && unit === 'yuan');
  return savings.length === 1 ? (savings[0]?.id ?? null) : null;
}

function title(what: string, name: Text): Text {
  const words: Record<string, Text> = {
    records: { zh: '链上存证', en: 'records on chain' },
    saving: { zh: '节约成本', en: 'cost saved' },
    report: { zh: '报告', en: 'report' },
  };
  const word = words[what] ?? { zh: what, en: what };
  return { zh: `${name.zh} · ${word.zh}`, en: `${name.en} · ${word.en}` };
}

function noProof(figureId: string): Result<never> {
  return fail('light-block-not-found', { figure: figureId, reason: 'no-stored-proof' });
}
