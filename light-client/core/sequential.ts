import { startOfWay, stepOf, type VerifiedStep, type WayOptions, type WayResult } from './bisection.ts';
import { fail, ok, type Result } from './errors.ts';

/**
 * Every height as the neighbour of the one before: slower, and needed only where the set turns over by more than two thirds
 * between any heights that can be had. Stops at the first height that does not hold.
 */
export async function verifySequentially<Block, Header>(
  options: WayOptions<Block, Header>,
): Promise<Result<WayResult<Block>>> {
  const { family, parameters, now } = options;
  const start = await startOfWay(options);
  if (!start.ok) return start;
  const { fetch, target } = start.value;
  const last = family.view(target).height;

  const trace: VerifiedStep<Block>[] = [];
  let verified = options.trusted;
  for (let height = family.view(verified.value).height + 1n; height <= last; height += 1n) {
    if (options.signal?.aborted === true) return fail('cancelled');
    const block = height === last ? ok(target) : await fetch.at(height);
    if (!block.ok) return block;
    const verdict = family.verifyStep(verified, block.value, parameters, now());
    if (verdict.kind === 'invalid') return { ok: false, error: verdict.error };
    // Neighbours are joined by the next set's hash; a family that wanted overlap here could never go on.
    if (verdict.kind === 'not-enough-trust') return fail('no-progress', { height: String(height) });
    const step = stepOf(family, verified, verdict);
    trace.push(step);
    options.onVerified?.(step);
    verified = verdict.value;
  }
  return ok({ trace, fetched: fetch.count() });
}
