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
  const before = process.env.NODE_ENV;
  const { runnerImport } = await import('vite');
  // Resolving a configuration sets NODE_ENV; neither the script nor what it starts should inherit that.
  const restore = {
    name: 'restore-node-env',
    configResolved() {
      if (before === undefined) delete process.env.NODE_ENV;
    },
  };
  await runnerImport(file, { configFile: false, logLevel: 'error', plugins: [restore] });
}
