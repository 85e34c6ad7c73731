import type { Cancellation } from './bisection.ts';
import { fail, ok, type Result } from './errors.ts';
import type { ChainFamily } from './family.ts';
import type { Verified } from './verified.ts';

// Down through older headers by hash link: no signatures, and no trusting period, because hash links do not age. What was
// reached this way is proven at its height; it must not become the start of a way forwards once it has expired.

/** What a walk may be shown at once: CometBFT answers 20 headers to one `blockchain` call. */
const RANGE = 20n;

/**
 * Walks down over `older`, the headers below `from` in descending order without gaps. Stops at the first that does not
 * hold, with nothing: `onVerified` has the ones before it.
 */
export function walkBack<Block, Header>(
  family: ChainFamily<Block, Header>,
  from: Verified<Header>,
  older: Iterable<Header>,
  onVerified?: (header: Verified<Header>) => void,
): Result<readonly Verified<Header>[]> {
  const walked: Verified<Header>[] = [];
  let newer = from;
  for (const header of older) {
    const verdict = family.verifyBackwards(newer, header);
    if (!verdict.ok) return verdict;
    newer = verdict.value;
    walked.push(newer);
    onVerified?.(newer);
  }
  return ok(walked);
}

export interface WalkBackOptions<Block, Header> {
  readonly family: ChainFamily<Block, Header>;
  readonly from: Verified<Header>;
  /** The lowest height wanted. */
  readonly downTo: bigint;
  /** Headers of min..max (inclusive), newest first, without gaps; possibly fewer from the lower end. */
  readonly fetchRange: (min: bigint, max: bigint) => Promise<Result<readonly Header[]>>;
  /** Headers asked for at once. */
  readonly range?: bigint;
  readonly onVerified?: (header: Verified<Header>) => void;
  readonly signal?: Cancellation;
}

/** The lowest header reached: `downTo` itself, unless an error says otherwise. */
export async function walkBackFetching<Block, Header>(
  options: WalkBackOptions<Block, Header>,
): Promise<Result<Verified<Header>>> {
  const { family, fetchRange, onVerified } = options;
  const range = options.range ?? RANGE;
  let lowest = options.from;
  let height = family.viewHeader(lowest.value).height;
  while (height > options.downTo) {
    if (options.signal?.aborted === true) return fail('cancelled');
    const max = height - 1n;
    const min = max - range + 1n > options.downTo ? max - range + 1n : options.downTo;
    const headers = await fetchRange(min, max);
    if (!headers.ok) return headers;
    const count = BigInt(headers.value.length);
    if (count === 0n) return fail('light-block-not-found', { height: String(max) });
    if (count > max - min + 1n) return fail('bad-response', { asked: String(max - min + 1n), got: String(count) });
    const walked = walkBack(family, lowest, headers.value, onVerified);
    if (!walked.ok) return walked;
    lowest = walked.value[walked.value.length - 1] as Verified<Header>;
    height = family.viewHeader(lowest.value).height;
  }
  return ok(lowest);
}
