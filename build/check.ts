/** `npm run check`: everything that can be said about the code without running it. One line per check. */
import { availableParallelism } from 'node:os';
import { isEntry } from './paths.ts';
import { capture, script, withBin } from './process.ts';

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

const TSC = ['node_modules/typescript7/bin/tsc', '-p'];
const CHECKS: readonly (readonly [name: string, ...args: string[]])[] = [
  ...['light-client', 'main', 'renderer', 'test', 'build'].map((part) => [`types: ${part}`, ...TSC, part] as const),
  ['lint and format', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--max-diagnostics=200'],
  ['directions', ...script('directions.ts')],
  ['bare figures', ...script('figures.ts')],
  ['unused code', 'node_modules/knip/bin/knip.js', '--no-progress'],
];

export async function runChecks(report: (result: CheckResult) => void): Promise<readonly CheckResult[]> {
  const waiting = [...CHECKS];
  const results: CheckResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, ...args] = next;
      const from = performance.now();
      const { code, output } = await capture(process.execPath, args, { env: withBin() });
      const result = { name, ok: code === 0, seconds: (performance.now() - from) / 1000, output };
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  return results;
}

export function printCheck({ name, ok, seconds, output }: CheckResult): void {
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)\n`);
  if (!ok) process.stdout.write(`${output.trimEnd()}\n`);
}

if (isEntry(import.meta)) {
  const results = await runChecks(printCheck);
  const failed = results.filter(({ ok }) => !ok).length;
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
