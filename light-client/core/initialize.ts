import { equalBytes } from '../codec/bytes.ts';
import { toHex } from '../codec/hex.ts';
import type { TimeNs } from '../codec/time.ts';
import type { WitnessAnswer } from './crossCheck.ts';
import { fail, type LightClientError, ok, type Result } from './errors.ts';
import type { ChainFamily, LightBlockProvider } from './family.ts';
import { type TrustAnchor, type TrustParameters, validateTrustParameters } from './trust.ts';
import type { VotingPowerTally } from './verdict.ts';
import type { Verified } from './verified.ts';
import type { Witness } from './witness.ts';

// The first block: the one that the supervisor named by height and hash. Sources: CometBFT light/{trust_options,client}.go;
// sheet section 12.

export interface InitializeOptions<Block, Header> {
  readonly family: ChainFamily<Block, Header>;
  readonly provider: LightBlockProvider<Block>;
  readonly witnesses: readonly Witness<Block>[];
  readonly anchor: TrustAnchor;
  readonly parameters: TrustParameters;
  readonly now: () => TimeNs;
}

export interface Initialized<Block> {
  readonly block: Verified<Block>;
  readonly tally: VotingPowerTally;
  /** A witness that has another block at the anchor is no answer but the error `anchor-mismatch`. */
  readonly answers: readonly Exclude<WitnessAnswer<Block>, { kind: 'conflict' | 'lagging' }>[];
}

/**
 * Fetches the anchor's block, compares its hash, checks its own quorum and its age, and asks the witnesses for the same
 * height. Witnesses that have pruned it do not stand in the way: what is believed here is the supervisor's hash.
 */
export async function initialize<Block, Header>(
  options: InitializeOptions<Block, Header>,
): Promise<Result<Initialized<Block>>> {
  const { family, provider, anchor, parameters, witnesses } = options;
  const valid = validateTrustParameters(parameters);
  if (!valid.ok) return valid;
  if (anchor.height < 1n || anchor.hash.length !== 32) return fail('bad-trust-options', { what: 'anchor' });
  if (witnesses.length === 0) return fail('no-witnesses');

  const fetched = await provider.lightBlock(anchor.height);
  if (!fetched.ok) return fetched;
  const fits = checkAnchor(family, anchor, fetched.value);
  if (!fits.ok) return fits;
  const verdict = family.verifyAlone(fetched.value);
  if (verdict.kind === 'invalid') return { ok: false, error: verdict.error };
  if (verdict.kind === 'not-enough-trust') return fail('insufficient-voting-power', { height: String(anchor.height) });
  if (family.isExpired(verdict.value, parameters, options.now())) {
    return fail('trusted-expired', { height: String(anchor.height) });
  }

  const answers = await Promise.all(witnesses.map((witness) => askForAnchor(family, anchor, witness)));
  for (const answer of answers) {
    if (answer.kind === 'bad' && answer.error.code === 'anchor-mismatch') return { ok: false, error: answer.error };
  }
  return ok({ block: verdict.value, tally: verdict.tally, answers });
}

function checkAnchor<Block, Header>(
  family: ChainFamily<Block, Header>,
  anchor: TrustAnchor,
  block: Block,
  witness?: string,
): Result<undefined> {
  const { chainId, height, hash } = family.view(block);
  if (height !== anchor.height) {
    return fail('unexpected-height', { asked: String(anchor.height), got: String(height) });
  }
  if (chainId !== anchor.chainId) return fail('chain-id-mismatch', { expected: anchor.chainId, got: chainId });
  if (equalBytes(hash, anchor.hash)) return ok(undefined);
  return fail('anchor-mismatch', {
    height: String(height),
    expected: toHex(anchor.hash),
    got: toHex(hash),
    ...(witness === undefined ? {} : { witness }),
  });
}

async function askForAnchor<Block, Header>(
  family: ChainFamily<Block, Header>,
  anchor: TrustAnchor,
  { id, provider }: Witness<Block>,
): Promise<Initialized<Block>['answers'][number]> {
  const answer = await provider.lightBlock(anchor.height);
  if (!answer.ok) return { witness: id, kind: isBenign(answer.error) ? 'benign' : 'bad', error: answer.error };
  const form = family.checkForm?.(answer.value) ?? ok(undefined);
  if (!form.ok) return { witness: id, kind: 'bad', error: form.error };
  const fits = checkAnchor(family, anchor, answer.value, id);
  return fits.ok ? { witness: id, kind: 'match' } : { witness: id, kind: 'bad', error: fits.error };
}

function isBenign(error: LightClientError): boolean {
  return error.category === 'provider-benign';
}
