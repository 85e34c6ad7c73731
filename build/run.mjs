// Runs a TypeScript script of this folder on Node 20 without another loader: `node build/run.mjs build/build.ts [args]`.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [script] = process.argv.slice(2);
if (script === undefined) throw new Error('usage: node build/run.mjs <script.ts> [args]');
const file = path.resolve(script);
// The script sees itself as argv[1], exactly as if Node had been given it directly.
process.argv.splice(1, 2, file);

if (process.features.typescript) {
  await import(pathToFileURL(file).href);
} else {
  const { runnerImport } = await import('vite');
  await runnerImport(file, { configFile: false, logLevel: 'error' });
}
