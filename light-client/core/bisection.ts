import type { TimeNs } from '../codec/time.ts';
import { fail, type LightClientError, ok, type Result } from './errors.ts';
import type { ChainFamily, LightBlockProvider } from './family.ts';
import { type TrustParameters, validateTrustParameters } from './trust.ts';
import type { Verdict, VotingPowerTally } from './verdict.ts';
import type { Verified } from './verified.ts';

// Skipping verification. Sources: CometBFT light/client.go (verifySkipping), spec/light-client/verification; sheet section 10.

/** One step that held: from the height before it (in the trace, or where the way began) to this block. */
export interface VerifiedStep<Block> {
  readonly fromHeight: bigint;
  readonly block: Verified<Block>;
  readonly mode: 'adjacent' | 'skipping';
  /** The block's own quorum. */
  readonly tally: VotingPowerTally;
  /** The trusted set's share, in a skipping step. */
  readonly trustTally?: VotingPowerTally;
}

/** What AbortSignal has that is asked here; the type itself belongs to the DOM and to Node. */
export interface Cancellation {
  readonly aborted: boolean;
}

export interface VerificationLimits {
  /** Blocks fetched for one update. The worst chain needs every height: what was reached by then is kept. */
  readonly maxFetches: number;
}

export const DEFAULT_LIMITS: VerificationLimits = { maxFetches: 512 };

export interface WayOptions<Block, Header> {
  readonly family: ChainFamily<Block, Header>;
  readonly provider: LightBlockProvider<Block>;
  readonly trusted: Verified<Block>;
  /** A height, or a block that was fetched already. */
  readonly target: bigint | Block;
  readonly parameters: TrustParameters;
  readonly now: () => TimeNs;
  readonly limits?: VerificationLimits;
  /** Pivots below the one that is needed, fetched along with it in case that one falls short, too. Default: none. */
  readonly ahead?: number;
  /** Called with each block in turn as it becomes trusted, so that progress is kept whatever follows. */
  readonly onVerified?: (step: VerifiedStep<Block>) => void;
  readonly signal?: Cancellation;
}

export interface WayResult<Block> {
  /** In ascending height; the last one is the target. Empty where the target was the trusted block itself. */
  readonly trace: readonly VerifiedStep<Block>[];
  readonly fetched: number;
}

/** 9/16 is CometBFT's choice: past the middle, because sets change slowly. Any pivot strictly between gives the same verdicts. */
const PIVOT_NUMERATOR = 9n;
const PIVOT_DENOMINATOR = 16n;

export async function bisect<Block, Header>(options: WayOptions<Block, Header>): Promise<Result<WayResult<Block>>> {
  const { family, parameters, now } = options;
  const start = await startOfWay(options);
  if (!start.ok) return start;
  const { fetch, target } = start.value;

  const trace: VerifiedStep<Block>[] = [];
  let verified = options.trusted;
  // Blocks still to be reached, the target first; `depth` is the one that is tried now.
  let pending: Block[] = [target];
  let depth = 0;
  for (;;) {
    if (options.signal?.aborted === true) return fail('cancelled');
    const candidate = pending[depth] as Block;
    const verdict = family.verifyStep(verified, candidate, parameters, now());
    if (verdict.kind === 'verified') {
      const step = stepOf(family, verified, verdict);
      trace.push(step);
      options.onVerified?.(step);
      if (depth === 0) return ok({ trace, fetched: fetch.count() });
      verified = verdict.value;
      pending = pending.slice(0, depth);
      depth = 0;
    } else if (verdict.kind === 'not-enough-trust') {
      if (depth === pending.length - 1) {
        const from = family.view(verified.value).height;
        const pivot = pivotBetween(from, family.view(candidate).height);
        if (pivot === undefined) return fail('no-progress', { height: String(family.view(candidate).height) });
        const fetching = fetch.at(pivot);
        fetch.prepare(pivotsBelow(from, pivot, options.ahead ?? 0));
        const fetched = await fetching;
        if (!fetched.ok) return fetched;
        pending.push(fetched.value);
      }
      depth += 1;
    } else {
      return depth === 0 ? { ok: false, error: verdict.error } : badPivot(family, candidate, verdict.error);
    }
  }
}

/** Undefined for neighbours: between them there is nothing, and their step asks for no overlap. */
export function pivotBetween(from: bigint, to: bigint): bigint | undefined {
  if (to - from < 2n) return undefined;
  return from + ((to - from) * PIVOT_NUMERATOR) / PIVOT_DENOMINATOR;
}

/** The next pivots down, should this one and each of them fall short. */
function pivotsBelow(from: bigint, pivot: bigint, count: number): bigint[] {
  const below: bigint[] = [];
  let next = pivotBetween(from, pivot);
  while (next !== undefined && below.length < count) {
    below.push(next);
    next = pivotBetween(from, next);
  }
  return below;
}

/** A pivot that cannot hold is its provider's fault, unless it is our own trust that ran out meanwhile. */
function badPivot<Block, Header>(
  family: ChainFamily<Block, Header>,
  pivot: Block,
  error: LightClientError,
): Result<never> {
  if (error.category !== 'verification' || error.code === 'trusted-expired') return { ok: false, error };
  return fail('bad-light-block', { height: String(family.view(pivot).height), reason: error.code });
}

// ---- shared with sequential verification ----

export interface BoundedFetch<Block> {
  at(height: bigint): Promise<Result<Block>>;
  /** Fetches what may be asked for next, as far as the bound allows. What goes wrong is told when it is asked for. */
  prepare(heights: readonly bigint[]): void;
  count(): number;
}

/** Checks what can be checked before anything is fetched, and fetches the target. */
export async function startOfWay<Block, Header>(
  options: WayOptions<Block, Header>,
): Promise<Result<{ readonly fetch: BoundedFetch<Block>; readonly target: Block }>> {
  const { family, target, trusted } = options;
  const valid = validateTrustParameters(options.parameters);
  if (!valid.ok) return valid;
  const from = family.view(trusted.value).height;
  const to = isHeight(target) ? target : family.view(target).height;
  if (to <= from) return fail('non-increasing-height', { from: String(from), to: String(to) });
  if (family.isExpired(trusted, options.parameters, options.now())) {
    return fail('trusted-expired', { height: String(from) });
  }
  const fetch = boundedFetch(options);
  if (!isHeight(target)) return ok({ fetch, target });
  const fetched = await fetch.at(target);
  return fetched.ok ? ok({ fetch, target: fetched.value }) : fetched;
}

function isHeight(target: unknown): target is bigint {
  return typeof target === 'bigint';
}

function boundedFetch<Block, Header>(options: WayOptions<Block, Header>): BoundedFetch<Block> {
  const { maxFetches } = options.limits ?? DEFAULT_LIMITS;
  const prepared = new Map<bigint, Promise<Result<Block>>>();
  let count = 0;

  async function load(height: bigint): Promise<Result<Block>> {
    count += 1;
    const block = await options.provider.lightBlock(height);
    if (!block.ok) return block;
    const got = options.family.view(block.value).height;
    return got === height ? block : fail('unexpected-height', { asked: String(height), got: String(got) });
  }

  return {
    count: () => count,
    prepare(heights) {
      for (const height of heights) {
        if (prepared.has(height) || count >= maxFetches - 1) continue; // the last one is for what is really needed
        const loading = load(height);
        loading.catch(() => undefined); // whoever asks for it is told
        prepared.set(height, loading);
      }
    },
    async at(height) {
      if (options.signal?.aborted === true) return fail('cancelled');
      const loading = prepared.get(height);
      if (loading !== undefined) {
        prepared.delete(height);
        return loading;
      }
      if (count >= maxFetches) return fail('no-progress', { height: String(height), fetches: count });
      return load(height);
    },
  };
}

export function stepOf<Block, Header>(
  family: ChainFamily<Block, Header>,
  from: Verified<Block>,
  verdict: Extract<Verdict<Block>, { kind: 'verified' }>,
): VerifiedStep<Block> {
  return {
    fromHeight: family.view(from.value).height,
    block: verdict.value,
    mode: verdict.trustTally === undefined ? 'adjacent' : 'skipping',
    tally: verdict.tally,
    ...(verdict.trustTally === undefined ? {} : { trustTally: verdict.trustTally }),
  };
}
