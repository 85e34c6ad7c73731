/**
 * `npm test`: static checks, unit and conformance tests, then the view in a real browser, the real app and its package.
 *
 *   test.ts                     everything
 *   test.ts unit|renderer|e2e   that part, further arguments go to the runner
 *
 * The last line counts all of it; every static check counts as one test. Exit 1 on any failure.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { buildParts } from './build.ts';
import { printCheck, runChecks } from './check.ts';
import { virtualDisplay } from './display.ts';
import { announce, electronEnv, resolveElectron } from './electron-runtime.ts';
import { fromRoot } from './paths.ts';
import { run, withBin } from './process.ts';
import { ensureSystem, findChromium } from './system.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const REPORTS = fromRoot('test-results');

function title(text: string): void {
  process.stdout.write(`\n== ${text}\n`);
}

async function checks(): Promise<Tally> {
  title('static checks');
  const results = await runChecks(printCheck);
  const failed = results.filter(({ ok }) => !ok).length;
  return { passed: results.length - failed, failed, skipped: 0 };
}

/** A runner that ended badly without naming a failed test (a broken configuration, a crash) is a failure, too. */
function settle(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

async function unit(args: readonly string[]): Promise<Tally> {
  title('unit, property and conformance tests');
  const report = `${REPORTS}/vitest.json`;
  rmSync(report, { force: true });
  const vitest = fromRoot('node_modules/vitest/vitest.mjs');
  const env = { ...process.env, VITEST_JSON: report };
  const code = await run(process.execPath, [vitest, 'run', ...args], { env });
  if (!existsSync(report)) return settle({ passed: 0, failed: 0, skipped: 0 }, code || 1);
  const json = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
  const count = (key: string): number => json[key] ?? 0;
  const skipped = count('numPendingTests') + count('numTodoTests');
  return settle({ passed: count('numPassedTests'), failed: count('numFailedTests'), skipped }, code);
}

async function playwright(projects: readonly string[], args: readonly string[]): Promise<Tally> {
  title(`in real windows: ${projects.join(', ')}`);
  await ensureSystem('window', 'virtual-display', 'browser-tests');
  const runtime = await resolveElectron();
  announce(runtime);
  await buildParts();
  // Always a display of our own: windows that pop up over somebody's work would take and lose the focus.
  const display = await virtualDisplay(true);
  const report = `${REPORTS}/playwright.json`;
  rmSync(report, { force: true });
  const env: NodeJS.ProcessEnv = {
    ...withBin(electronEnv(runtime)),
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    PILOTLIGHT_CHROMIUM: findChromium() ?? '',
    TZ: 'UTC',
  };
  if (display !== undefined) {
    env['DISPLAY'] = display.display;
    delete env['WAYLAND_DISPLAY'];
  }
  try {
    const cli = fromRoot('node_modules/@playwright/test/cli.js');
    const chosen = args.some((arg) => arg.startsWith('--project'));
    const selected = chosen ? [] : projects.map((name) => `--project=${name}`);
    const code = await run(process.execPath, [cli, 'test', ...selected, ...args], { env });
    if (!existsSync(report)) return settle({ passed: 0, failed: 0, skipped: 0 }, code || 1);
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    };
    return settle({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }, code);
  } finally {
    display?.stop();
  }
}

const PARTS: Readonly<Record<string, (args: readonly string[]) => Promise<Tally>>> = {
  unit,
  renderer: (args) => playwright(['renderer'], args),
  e2e: (args) => playwright(['e2e', 'security', 'package'], args),
};

async function everything(): Promise<readonly Tally[]> {
  // Before anything long: what the machine lacks is installed, or named at once.
  await ensureSystem('window', 'virtual-display', 'browser-tests');
  return [await checks(), await unit([]), await playwright(['renderer', 'e2e', 'security', 'package'], [])];
}

const [named = '', ...rest] = process.argv.slice(2);
mkdirSync(REPORTS, { recursive: true });
try {
  const part = PARTS[named];
  if (part === undefined && named !== '') throw new Error(`no such part: ${named}`);
  const tallies = part === undefined ? await everything() : [await part(rest)];
  const sum = (key: keyof Tally): number => tallies.reduce((total, tally) => total + tally[key], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
  process.exit(sum('failed') === 0 ? 0 : 1);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n\n0 passed, 1 failed, 0 skipped\n`);
  process.exit(1);
}
