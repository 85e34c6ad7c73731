/**
 * Bundles the app with plain Vite: the main side as CommonJS (the oldest runtime takes no ESM entry), the preload as one
 * file (the sandbox gives it no require but electron's), the view as a folder of static files.
 *
 *   build.ts            everything that changed since the last build
 *   build.ts main       only the main side (the terminal needs no more)
 *   build.ts --force    everything
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig, type Plugin } from 'vite';
import { fingerprint } from './fingerprint.ts';
import { fromRoot, isEntry, root } from './paths.ts';
import { typefaceByUse } from './typeface.ts';

export type Part = 'main' | 'preload' | 'renderer';
export const PARTS: readonly Part[] = ['main', 'preload', 'renderer'];

/** V8 of the oldest runtime that must run this, for the main side as well: it has Chrome's V8, not Node's. */
const TARGET = 'chrome114';

const manifest = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};
/** The only packages left outside the bundle: those with native parts. Everything else is a devDependency. */
const native = Object.keys(manifest.dependencies);

const MAIN_ENTRIES: Record<string, string> = {
  index: 'main/electron/index.ts',
  worker: 'main/sync/worker.ts',
  office: 'main/programme/worker.ts',
  demo: 'main/demo/process.ts',
  cli: 'main/cli/entry.ts',
};

const COMMON = ['package.json', 'package-lock.json', 'tsconfig.json', 'build/build.ts', 'build/typeface.ts'];
const SOURCES: Record<Part, readonly string[]> = {
  main: [...COMMON, 'main', 'light-client'],
  preload: [...COMMON, 'main/preload', 'main/contract'],
  renderer: [...COMMON, 'renderer', 'main/contract', 'light-client'],
};

/** The evidence file that the Evidence screen offers where no demo network runs. */
const shippedSample: Plugin = {
  name: 'shipped-sample',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'sample.plev', source: readFileSync(fromRoot('main/demo/sample.plev')) });
  },
};

/**
 * Key types that few chains have: their curves are made when such a key is first met, not while every worker starts.
 * In the bundle only: there an import becomes a require at the place of its use.
 */
const lateCurves: Plugin = {
  name: 'late-curves',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/light-client/families/cometbft/keys.ts')) return undefined;
    const named = /^import \{ ([\w, ]+) \} from '(\.\.\/\.\.\/crypto\/(?:bls12381|secp256k1eth|sm2)\.ts)';$/gm;
    const late = code.replace(named, (_line, names: string, file: string) =>
      names
        .split(', ')
        .map((name) => `const ${name} = (...given) => require('${file}').${name}(...given);`)
        .join(' '),
    );
    if (late === code) this.error('no curve was found to be made late');
    return { code: late, map: null };
  },
};

function nodeSide(name: 'main' | 'preload', input: Record<string, string>): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: name === 'main' ? [shippedSample, lateCurves] : [],
    envDir: false,
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"', __APP_VERSION__: JSON.stringify(manifest.version) },
    ssr: { noExternal: true, external: native },
    build: {
      ssr: true,
      outDir: fromRoot('out', name),
      emptyOutDir: true,
      target: TARGET,
      sourcemap: true,
      reportCompressedSize: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(input).map(([entry, file]) => [entry, fromRoot(file)])),
        external: ['electron', ...native],
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name]-[hash].cjs',
          codeSplitting: name === 'main',
          // Before any module runs: the crypto libraries read it while they load, and the oldest runtime's Node lacks it.
          ...(name === 'main' && { banner: "globalThis.crypto ??= require('node:crypto').webcrypto;" }),
        },
      },
    },
  };
}

/** The Vite configuration of one part; undefined while its sources do not exist. */
export function configOf(part: Part): InlineConfig | undefined {
  if (part === 'renderer') {
    if (!existsSync(fromRoot('renderer/index.html'))) return undefined;
    return {
      configFile: false,
      root: fromRoot('renderer'),
      base: './',
      envDir: false,
      logLevel: 'warn',
      plugins: [typefaceByUse, react()],
      build: {
        outDir: fromRoot('out/renderer'),
        emptyOutDir: true,
        target: TARGET,
        sourcemap: true,
        reportCompressedSize: false,
        chunkSizeWarningLimit: 2000,
        // A data: URL would need a hole in the content security policy.
        assetsInlineLimit: 0,
      },
    };
  }
  const entries = part === 'main' ? MAIN_ENTRIES : { index: 'main/preload/index.ts' };
  const present = Object.entries(entries).filter(([, file]) => existsSync(fromRoot(file)));
  return present.length === 0 ? undefined : nodeSide(part, Object.fromEntries(present));
}

function outputOf(part: Part): string {
  if (part === 'renderer') return fromRoot('out/renderer/index.html');
  return fromRoot('out', part, part === 'main' ? 'cli.cjs' : 'index.cjs');
}

/** Builds the named parts where their sources changed; says which were built. */
export async function buildParts(parts: readonly Part[] = PARTS, force = false): Promise<readonly Part[]> {
  return withLock(async () => {
    const built: Part[] = [];
    for (const part of parts) {
      const stamp = fromRoot('out', `.${part}`);
      const now = fingerprint(SOURCES[part]);
      const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
      if (!force && before === now && existsSync(outputOf(part))) continue;
      const config = configOf(part);
      if (config === undefined) continue;
      rmSync(stamp, { force: true });
      await inProduction(() => build(config));
      writeFileSync(stamp, now);
      built.push(part);
    }
    return built;
  });
}

/** Bundlers and React read it from the environment; what we start later must not inherit it. */
async function inProduction<T>(work: () => Promise<T>): Promise<T> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** Two commands started at once must not empty each other's output; a lock whose owner is gone does not count. */
async function withLock<T>(work: () => Promise<T>): Promise<T> {
  const lock = fromRoot('out/.lock');
  mkdirSync(fromRoot('out'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!ownerLives(lock)) rmSync(lock, { force: true });
      else await delay(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function ownerLives(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return true; // being written this very moment
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

if (isEntry(import.meta)) {
  const args = process.argv.slice(2);
  const named = PARTS.filter((part) => args.includes(part));
  try {
    const built = await buildParts(named.length > 0 ? named : PARTS, args.includes('--force'));
    if (built.length > 0) process.stderr.write(`[build] ${built.join(', ')}\n`);
  } catch (error) {
    process.stderr.write(`[build] ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
