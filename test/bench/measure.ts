/** Runs `work` (a batch of `count` operations) until `seconds` have passed and gives operations per second. */
export function rate(count: number, work: () => void, seconds = 1.5): number {
  work(); // warm-up: compilation, caches
  let done = 0;
  const start = process.hrtime.bigint();
  let elapsed = 0;
  while (elapsed < seconds) {
    work();
    done += count;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  }
  return done / elapsed;
}

/**
 * Two ways of doing the same in turn, A B A B, so that a machine whose speed drifts treats both alike; the ratio is the
 * median of the pairs.
 */
export function pairedRates(a: () => number, b: () => number, pairs = 3): { a: number; b: number; ratio: number } {
  const results = Array.from({ length: pairs }, () => ({ a: a(), b: b() }));
  const ratios = results.map((pair) => pair.a / pair.b);
  return {
    a: median(results.map((pair) => pair.a)),
    b: median(results.map((pair) => pair.b)),
    ratio: median(ratios),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

export interface Goal {
  readonly name: string;
  readonly goal: string;
  readonly measured: number | null;
  readonly met: boolean;
  readonly note?: string;
}

export interface Section {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
}
