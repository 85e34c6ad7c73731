/**
 * `npm run test:peers`: our client at real nodes that nobody here wrote. Not part of `npm test`: it builds them first,
 * which takes minutes, and needs Go (and Rust for the relayer).
 *
 *   npm run test:peers -- [--only cometbft,sdk,relayer] [--record] [--dir FOLDER]
 *
 * --record writes what the nodes answered to test/fixtures/peers, where the ordinary tests replay it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createChecks } from './checks.ts';
import { scenarioCometbft } from './scenarioCometbft.ts';
import { scenarioRelayer } from './scenarioRelayer.ts';
import { scenarioSdk } from './scenarioSdk.ts';
import { findTool, type Tool, type ToolName } from './toolchain.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'cometbft,sdk,relayer' },
    record: { type: 'boolean', default: false },
    dir: { type: 'string' },
  },
});
const wanted = values.only.split(',');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const checks = createChecks(say);
const dir = values.dir === undefined ? mkdtempSync(path.join(os.tmpdir(), 'peers-')) : path.resolve(values.dir);
mkdirSync(dir, { recursive: true });

/** The tools of a part, or undefined with the reason said. */
async function tools<N extends ToolName>(part: string, ...names: N[]): Promise<Record<N, Tool> | undefined> {
  const found: Partial<Record<ToolName, Tool>> = {};
  for (const name of names) {
    const one = await findTool(name, say);
    if ('missing' in one) {
      checks.skip(part, one.missing);
      return undefined;
    }
    found[name] = one.tool;
  }
  say(`\n== ${part}: ${names.map((name) => found[name]?.version).join(', ')}`);
  return found as Record<N, Tool>;
}

async function part(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    checks.that(name, false, error instanceof Error ? error.message : String(error));
  }
}

if (wanted.includes('cometbft')) {
  const ready = await tools('network of CometBFT', 'cometbft', 'retain');
  if (ready !== undefined) await part('network of CometBFT', () => scenarioCometbft(ready, dir, checks, values.record));
}

if (wanted.includes('sdk')) {
  const ready = await tools('chain of the Cosmos SDK', 'simd');
  if (ready !== undefined)
    await part('chain of the Cosmos SDK', () => scenarioSdk(ready.simd, dir, checks, values.record));
}
if (wanted.includes('relayer')) {
  const ready = await tools('two chains and a relayer', 'simd', 'hermes');
  if (ready !== undefined)
    await part('two chains and a relayer', () => scenarioRelayer(ready, dir, checks, values.record));
}

const ok = checks.lines.filter((line) => line.startsWith('ok')).length;
const skipped = checks.lines.filter((line) => line.startsWith('SKIPPED')).length;
say(`\n${ok} passed, ${checks.failed} failed, ${skipped} parts skipped`);
if (values.dir === undefined && checks.failed === 0) rmSync(dir, { recursive: true, force: true });
else say(`logs: ${dir}`);
process.exit(checks.failed === 0 ? 0 : 1);
