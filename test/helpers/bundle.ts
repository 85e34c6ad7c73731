import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Bundles a TypeScript file as the app's own bundle does (CommonJS, libsql left outside), so that a child process or a
 * worker thread of plain Node can run it. Returns the file and how to remove it.
 */
export async function bundleForNode(entry: string): Promise<{ file: string; remove: () => void }> {
  const cache = path.join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(path.join(cache, 'test-'));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    envDir: false,
    publicDir: false,
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: true,
      outDir,
      target: 'chrome114',
      rolldownOptions: {
        input: { bundle: path.resolve(entry) },
        external: ['libsql'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
  return { file: path.join(outDir, 'bundle.cjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
}
