/**
 * Import directions by dependency-cruiser, and that it saw anything at all: with a compiler it does not understand it
 * finds no modules and reports no violations.
 */
import { fromRoot } from './paths.ts';
import { capture } from './process.ts';

const FOLDERS = ['light-client', 'main', 'renderer', 'test', 'build'];
const LEAST_MODULES = 40;

const cruiser = fromRoot('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...FOLDERS];
const { code, output } = await capture(process.execPath, args);
const modules = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
process.stdout.write(output);
if (modules < LEAST_MODULES) {
  process.stdout.write(`only ${modules} modules were looked at: the check itself is broken\n`);
  process.exit(1);
}
process.exit(code ?? 1);
