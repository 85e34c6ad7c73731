import { equalBytes } from '../codec/bytes.ts';
import { toHex } from '../codec/hex.ts';
import { formatTime, NANOS_PER_SECOND, type TimeNs } from '../codec/time.ts';
import { fail, type LightClientError, ok, type Result } from '../core/errors.ts';
import { type TrustParameters, validateTrustParameters } from '../core/trust.ts';
import type { Verified } from '../core/verified.ts';
import type { CryptoSuite } from '../crypto/suite.ts';
import { type CometbftFamily, createCometbftFamily } from '../families/cometbft/family.ts';
import type { LightBlock } from '../families/cometbft/types.ts';
import { type AttackFile, decodeAttackFile, type FiledAccusation } from './attackFile.ts';
import type { KnownAnchor } from './verify.ts';

// The verdict on the evidence of an attack, from the bytes alone. What it shows: from one common block two ways lead to
// blocks that cannot both be the chain's, each signed by enough of that block's validators. Whether the common block is
// the chain's says only who knows the chain: that stands beside the verdict as a condition.

export const ATTACK_STEPS = ['file', 'common', 'way', 'evidence'] as const;

export interface AttackStep {
  readonly id: (typeof ATTACK_STEPS)[number];
  /** Whom it accuses; null for the file itself. */
  readonly accused: 'primary' | 'witness' | null;
  readonly status: 'passed' | 'failed' | 'not-run';
  readonly error?: LightClientError;
}

export interface AttackReport {
  readonly verdict: 'verified' | 'refused' | 'unusable';
  /** null where the file could not be read. */
  readonly file: AttackFile | null;
  readonly conditions: readonly ('anchor-unknown' | 'demo')[];
  readonly steps: readonly AttackStep[];
}

export interface VerifyAttackOptions {
  readonly suite: CryptoSuite;
  readonly now: TimeNs;
  readonly knownAnchors?: readonly KnownAnchor[];
}

/** As for evidence of figures: how far the clock of whoever made the file may be ahead of ours. */
const MAX_AHEAD = 60n * NANOS_PER_SECOND;

export function verifyAttackFile(bytes: Uint8Array, options: VerifyAttackOptions): AttackReport {
  const { suite, now, knownAnchors = [] } = options;
  const decoded = decodeAttackFile(bytes, suite.sha256);
  if (!decoded.ok) {
    const refused = decoded.error.params['reason'] === 'tail-hash';
    return {
      verdict: refused ? 'refused' : 'unusable',
      file: null,
      conditions: [],
      steps: [{ id: 'file', accused: null, status: 'failed', error: decoded.error }],
    };
  }
  const file = decoded.value;
  const family = createCometbftFamily({ suite });
  const anchors = knownAnchors.filter(({ chainId }) => chainId === file.chainId);
  const parameters = anchors.find((anchor) => anchor.parameters !== undefined)?.parameters ?? file.parameters;
  const steps: AttackStep[] = [];
  let error: LightClientError | undefined;
  const run = <T>(id: AttackStep['id'], accused: AttackStep['accused'], check: () => Result<T>): T | undefined => {
    const result: Result<T> | undefined = error === undefined ? check() : undefined;
    if (result !== undefined && !result.ok) error = result.error;
    const status = result === undefined ? 'not-run' : result.ok ? 'passed' : 'failed';
    steps.push({ id, accused, status, ...(result?.ok === false && { error: result.error }) });
    return result?.ok === true ? result.value : undefined;
  };

  let known = true;
  run('file', null, () => checkFile(file, parameters, now));
  for (const accusation of file.accusations) {
    const { role } = accusation.accused;
    const common = run('common', role, () => checkCommon(family, file, accusation, anchors));
    const trusted = run('way', role, () =>
      checkWays(family, file, accusation, common as Verified<LightBlock>, parameters),
    );
    run('evidence', role, () =>
      checkEvidence(family, accusation, common as Verified<LightBlock>, trusted as Verified<LightBlock>),
    );
    known &&= anchors.some(({ height }) => height === accusation.common.signedHeader.header.height);
  }
  const conditions: AttackReport['conditions'][number][] = [];
  if (!known) conditions.push('anchor-unknown');
  if (file.demo) conditions.push('demo');
  return { verdict: error === undefined ? 'verified' : 'refused', file, conditions, steps };
}

function checkFile(file: AttackFile, parameters: TrustParameters, now: TimeNs): Result<TrustParameters> {
  if (file.detectedAt > now + MAX_AHEAD) {
    return fail('bad-evidence-file', { reason: 'verified-in-future', verifiedAt: formatTime(file.detectedAt) });
  }
  const roles = new Set(file.accusations.map(({ accused }) => accused.role));
  if (roles.size !== file.accusations.length) return fail('bad-evidence-file', { reason: 'accused-twice' });
  return validateTrustParameters(parameters);
}

/** The ground that both sides share: sound by itself, and where our own packs name its height, the block that they name. */
function checkCommon(
  family: CometbftFamily,
  { chainId }: AttackFile,
  { common }: FiledAccusation,
  anchors: readonly KnownAnchor[],
): Result<Verified<LightBlock>> {
  const view = family.view(common);
  if (view.chainId !== chainId) return fail('chain-id-mismatch', { expected: chainId, got: view.chainId });
  const other = anchors.find(({ height, hash }) => height === view.height && !equalBytes(hash, view.hash));
  if (other !== undefined) {
    const params = { height: String(view.height), expected: toHex(other.hash), got: toHex(view.hash) };
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
): Result<Verified<LightBlock>> {
  const step = (from: Verified<LightBlock>, to: LightBlock): Result<Verified<LightBlock>> => {
    const verdict = family.verifyStep(from, to, parameters, detectedAt);
    if (verdict.kind === 'verified') return ok(verdict.value);
    if (verdict.kind === 'invalid') return { ok: false, error: verdict.error };
    const { tallied, needed, total } = verdict.tally;
    const params = { tallied: String(tallied), needed: String(needed), total: String(total) };
    return fail('insufficient-voting-power', { what: 'overlap', ...params });
  };
  let trusted = common;
  for (const block of way) {
    const next = step(trusted, block);
    if (!next.ok) return next;
    trusted = next.value;
  }
  const lie = step(common, evidence.conflictingBlock);
  return lie.ok ? ok(trusted) : lie;
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
