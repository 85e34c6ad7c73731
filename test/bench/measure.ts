/**
 * What a rate is per: seconds on the wall, or seconds of this process's processor time, which others on the same machine
 * do not lengthen. The latter only where nothing else runs in this process.
 */
export type Clock = 'wall' | 'processor';

/**
 * Runs `work` (a batch of `count` operations) until it took `seconds` and gives operations per second. `before`: done before
 * each, and not counted.
 */
export function rate(
  count: number,
  work: () => void,
  seconds = 1.5,
  clock: Clock = 'wall',
  before: () => void = () => {},
): number {
  work(); // warm-up: compilation, caches
  const read = clock === 'wall' ? wallSeconds : processorSeconds;
  let done = 0;
  let spent = 0;
  while (spent < seconds) {
    before();
    const start = read();
    work();
    spent += read() - start;
    done += count;
  }
  return done / spent;
}

export function wallSeconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
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
