import { equalBytes } from '../codec/bytes.ts';
import { toHex } from '../codec/hex.ts';
import { formatTime, NANOS_PER_SECOND, type TimeNs } from '../codec/time.ts';
import { fail, type LightClientError, ok, type Result } from '../core/errors.ts';
import { type TrustParameters, validateTrustParameters } from '../core/trust.ts';
import type { Verified } from '../core/verified.ts';
import type { CryptoSuite } from '../crypto/suite.ts';
import { encodeAttackEvidence } from '../families/cometbft/attackEvidence.ts';
import { type CometbftFamily, createCometbftFamily } from '../families/cometbft/family.ts';
import type { LightBlock } from '../families/cometbft/types.ts';
import { type AttackFile, type AttackParty, decodeAttackFile, type FiledAccusation } from './attackFile.ts';
import { signedHop } from './hops.ts';
import type { EvidenceFact, EvidenceHop } from './report.ts';
import { type StepNotes, StepRunner } from './steps.ts';
import type { KnownAnchor } from './verify.ts';

// The verdict on the evidence of an attack, from the bytes alone. What it shows: from one common block two ways lead to
// blocks that cannot both be the chain's, each signed by enough of that block's validators. Whether the common block is
// the chain's says only who knows the chain: that stands beside the verdict as a condition. Each step leaves what it
// compared, as the steps of a figure's evidence do.

export const ATTACK_STEPS = ['file', 'common', 'way', 'evidence'] as const;

export interface AttackStep {
  readonly id: (typeof ATTACK_STEPS)[number];
  /** Whom it accuses; null for the file itself. */
  readonly accused: AttackParty['role'] | null;
  readonly status: 'passed' | 'failed' | 'not-run';
  readonly facts: readonly EvidenceFact[];
  /** From the common block to the one held for the chain's; last, from there to the lie. */
  readonly hops?: readonly EvidenceHop[];
  readonly error?: LightClientError;
  readonly elapsedMs?: number;
}

export interface AttackReport {
  readonly verdict: 'verified' | 'refused' | 'unusable';
  /** null where the file could not be read. */
  readonly file: AttackFile | null;
  readonly conditions: readonly ('anchor-unknown' | 'demo')[];
  readonly steps: readonly AttackStep[];
  readonly signaturesChecked: number;
  readonly fileBytes: number;
}

export interface VerifyAttackOptions {
  readonly suite: CryptoSuite;
  readonly now: TimeNs;
  readonly knownAnchors?: readonly KnownAnchor[];
  /** The hash of a header that the verifier itself has verified before; null where it has none of that height. */
  readonly ownHash?: (chainId: string, height: bigint) => Uint8Array | null;
  /** Milliseconds, for the time that each step takes. */
  readonly clock?: () => number;
}

/** How the verifier knows the ground that both sides share. */
type Ground = 'pack' | 'own' | 'unknown';

/** As for evidence of figures: how far the clock of whoever made the file may be ahead of ours. */
const MAX_AHEAD = 60n * NANOS_PER_SECOND;

export function verifyAttackFile(bytes: Uint8Array, options: VerifyAttackOptions): AttackReport {
  const { suite, now, knownAnchors = [], ownHash = () => null, clock } = options;
  const family = createCometbftFamily({ suite });
  const runner = new StepRunner<Pick<AttackStep, 'id' | 'accused'>>(clock);
  const { steps } = runner;

  let read: AttackFile | null = null;
  const parametersOf = (file: AttackFile): TrustParameters => {
    const own = knownAnchors.find(({ chainId, parameters }) => chainId === file.chainId && parameters !== undefined);
    return own?.parameters ?? file.parameters;
  };
  runner.run({ id: 'file', accused: null }, (notes) => {
    notes.fact('bytes', 'count', bytes.length);
    const decoded = decodeAttackFile(bytes, suite.sha256);
    if (!decoded.ok) return decoded;
    read = decoded.value;
    notes.fact('file-hash', 'hash', toHex(suite.sha256(bytes)));
    return checkFile(decoded.value, parametersOf(decoded.value), now, notes);
  });
  const file = read as AttackFile | null;
  if (file === null) {
    const verdict = runner.error?.params['reason'] === 'tail-hash' ? 'refused' : 'unusable';
    return { verdict, file, conditions: [], steps, signaturesChecked: 0, fileBytes: bytes.length };
  }
  const parameters = parametersOf(file);
  let known = true;
  for (const accusation of file.accusations) {
    const { role } = accusation.accused;
    const { height } = accusation.common.signedHeader.header;
    const named = knownAnchors.filter((anchor) => anchor.chainId === file.chainId && anchor.height === height);
    const own = ownHash(file.chainId, height);
    const ground: Ground = named.length > 0 ? 'pack' : own !== null ? 'own' : 'unknown';
    const hashes = [...named.map(({ hash }) => hash), ...(own === null ? [] : [own])];
    const common = runner.run({ id: 'common', accused: role }, (notes) =>
      checkCommon(family, file, accusation, { ground, hashes }, notes),
    );
    const trusted = runner.run({ id: 'way', accused: role }, (notes) =>
      checkWays(family, file, accusation, common as Verified<LightBlock>, parameters, notes),
    );
    runner.run({ id: 'evidence', accused: role }, (notes) => {
      noteEvidence(accusation, suite, notes);
      return checkEvidence(family, accusation, common as Verified<LightBlock>, trusted as Verified<LightBlock>);
    });
    known &&= ground !== 'unknown';
  }
  const conditions: AttackReport['conditions'][number][] = [];
  if (!known) conditions.push('anchor-unknown');
  if (file.demo) conditions.push('demo');
  return {
    verdict: runner.error === undefined ? 'verified' : 'refused',
    file,
    conditions,
    steps,
    signaturesChecked: steps.flatMap(({ hops = [] }) => hops).reduce((sum, hop) => sum + hop.signaturesChecked, 0),
    fileBytes: bytes.length,
  };
}

function checkFile(
  file: AttackFile,
  parameters: TrustParameters,
  now: TimeNs,
  notes: StepNotes,
): Result<TrustParameters> {
  const { trustingPeriod, trustLevel } = parameters;
  notes.fact('chain-id', 'code', file.chainId);
  notes.fact('detected-at', 'time', formatTime(file.detectedAt));
  notes.fact('sides-accused', 'count', file.accusations.length);
  notes.fact('trusting-period-seconds', 'count', trustingPeriod / NANOS_PER_SECOND);
  notes.fact('trust-level', 'code', `${trustLevel.numerator}/${trustLevel.denominator}`);
  if (file.detectedAt > now + MAX_AHEAD) {
    return fail('bad-evidence-file', { reason: 'verified-in-future', verifiedAt: formatTime(file.detectedAt) });
  }
  const roles = new Set(file.accusations.map(({ accused }) => accused.role));
  if (roles.size !== file.accusations.length) return fail('bad-evidence-file', { reason: 'accused-twice' });
  return validateTrustParameters(parameters);
}

/** The ground that both sides share: sound by itself, and where we know a block of its height, that very block. */
function checkCommon(
  family: CometbftFamily,
  { chainId }: AttackFile,
  { accused, common }: FiledAccusation,
  { ground, hashes }: { readonly ground: Ground; readonly hashes: readonly Uint8Array[] },
  notes: StepNotes,
): Result<Verified<LightBlock>> {
  const view = family.view(common);
  notes.fact('accused-url', 'text', accused.url);
  if (accused.operator !== '') notes.fact('accused-operator', 'text', accused.operator);
  notes.fact('common-height', 'height', view.height);
  notes.fact('common-hash', 'hash', toHex(view.hash));
  notes.fact('common-time', 'time', formatTime(view.time));
  notes.fact('ground', 'word', `ground-${ground}`);
  if (view.chainId !== chainId) return fail('chain-id-mismatch', { expected: chainId, got: view.chainId });
  const other = hashes.find((hash) => !equalBytes(hash, view.hash));
  if (other !== undefined) {
    const params = { height: String(view.height), expected: toHex(other), got: toHex(view.hash) };
    return fail('anchor-mismatch', params);
  }
  return sound(family, common);
}

function sound(family: CometbftFamily, block: LightBlock): Result<Verified<LightBlock>> {
  const verdict = family.verifyAlone(block);
  if (verdict.kind === 'verified') return ok(verdict.value);
  return verdict.kind === 'invalid' ? { ok: false, error: verdict.error } : fail('insufficient-voting-power');
}

/**
 * From the common block to the one that is held for the chain's, and to the lie. Without the first an honest block could
 * be accused by one that anybody made up; without the second strangers' signatures would be an attack.
 */
function checkWays(
  family: CometbftFamily,
  { detectedAt }: AttackFile,
  { way, evidence }: FiledAccusation,
  common: Verified<LightBlock>,
  parameters: TrustParameters,
  notes: StepNotes,
): Result<Verified<LightBlock>> {
  const step = (from: Verified<LightBlock>, to: LightBlock): Result<Verified<LightBlock>> => {
    const verdict = family.verifyStep(from, to, parameters, detectedAt);
    if (verdict.kind === 'verified') {
      // Votes beyond the quorum were not checked: what is shown as signed was.
      const cast = family.attacks.onlyCast(to);
      notes.hops.push(signedHop(from.value, cast, family.view(to), verdict.tally, verdict.trustTally));
      return ok(verdict.value);
    }
    if (verdict.kind === 'invalid') return { ok: false, error: verdict.error };
    const { tallied, needed, total } = verdict.tally;
    const params = { tallied: String(tallied), needed: String(needed), total: String(total) };
    return fail('insufficient-voting-power', { what: 'overlap', ...params });
  };
  const accuser = family.view(way[way.length - 1] ?? common.value);
  const lying = family.view(evidence.conflictingBlock);
  notes.fact('conflicting-height', 'height', lying.height);
  notes.fact('conflicting-hash', 'hash', toHex(lying.hash));
  notes.fact('other-height', 'height', accuser.height);
  notes.fact('other-hash', 'hash', toHex(accuser.hash));
  let trusted = common;
  for (const block of way) {
    const next = step(trusted, block);
    if (!next.ok) return next;
    trusted = next.value;
  }
  const lie = step(common, evidence.conflictingBlock);
  return lie.ok ? ok(trusted) : lie;
}

function noteEvidence({ evidence, kind }: FiledAccusation, { sha256 }: CryptoSuite, notes: StepNotes): void {
  const named = evidence.byzantineValidators;
  notes.fact('attack-kind', 'word', kind);
  notes.fact('evidence-hash', 'hash', toHex(sha256(encodeAttackEvidence(evidence))));
  notes.fact('named-validators', 'count', named.length);
  notes.fact(
    'named-power',
    'count',
    named.reduce((sum, { votingPower }) => sum + votingPower, 0n),
  );
  notes.fact('total-power', 'count', evidence.totalVotingPower);
}

function checkEvidence(
  family: CometbftFamily,
  { evidence, kind }: FiledAccusation,
  common: Verified<LightBlock>,
  trusted: Verified<LightBlock>,
): Result<undefined> {
  // Evidence of a made-up header speaks of the common block; of two that could both be honest work, of their own height.
  const ofTrusted = evidence.commonHeight === trusted.value.signedHeader.header.height;
  const judged = family.attacks.verify(evidence, { common: ofTrusted ? trusted : common, trusted });
  if (!judged.ok) return judged;
  if (judged.value.kind === kind) return ok(undefined);
  return fail('bad-proof', { what: 'attack-evidence', reason: 'kind', expected: judged.value.kind, got: kind });
}
