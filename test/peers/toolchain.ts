import { cpSync, existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../../build/process.ts';

// The nodes and the relayer, built from their published modules. What is built once stays; `PILOTLIGHT_PEERS_BIN` names
// a folder with ready ones.

/** Hermes: the last line before it follows Penumbra, whose build fetches proving keys from a place of its own. */
export const VERSIONS = { cometbft: '0.38.26', ibcGo: '8.8.0', hermes: '1.10.5' } as const;

export type ToolName = 'cometbft' | 'retain' | 'simd' | 'hermes';

export interface Tool {
  readonly path: string;
  readonly version: string;
}

/** Either the tool or, in plain words, why it is not there. */
export type Found = { readonly tool: Tool } | { readonly missing: string };

const CACHE = path.resolve(import.meta.dirname, '../../node_modules/.cache/pilotlight-peers');
const BUILT = path.join(CACHE, 'bin');
const BUILD_MINUTES = 60;

interface Recipe {
  readonly needs: 'go' | 'cargo';
  readonly version: string;
  build(): Promise<{ code: number | null; output: string }>;
}

const GO_ENV = { GOFLAGS: '-mod=mod -buildvcs=false', CGO_ENABLED: '0', GOBIN: BUILT };

/** A module of our own that only names what to build: in a copy, because Go writes its sums beside it. */
function goModule(folder: string, target: string, output: ToolName): Recipe['build'] {
  return async () => {
    const source = path.join(CACHE, 'src', folder);
    mkdirSync(source, { recursive: true });
    cpSync(path.join(import.meta.dirname, folder), source, { recursive: true });
    return runTool('go', ['build', '-o', path.join(BUILT, output), target], source);
  };
}

const RECIPES: Readonly<Record<ToolName, Recipe>> = {
  cometbft: {
    needs: 'go',
    version: `CometBFT ${VERSIONS.cometbft}`,
    build: () => runTool('go', ['install', `github.com/cometbft/cometbft/cmd/cometbft@v${VERSIONS.cometbft}`], CACHE),
  },
  retain: {
    needs: 'go',
    version: `kvstore of CometBFT ${VERSIONS.cometbft}`,
    build: goModule('retain', '.', 'retain'),
  },
  simd: {
    needs: 'go',
    version: `simd of ibc-go ${VERSIONS.ibcGo}`,
    build: goModule('simd', 'github.com/cosmos/ibc-go/v8/testing/simapp/simd', 'simd'),
  },
  hermes: {
    needs: 'cargo',
    version: `Hermes ${VERSIONS.hermes}`,
    build: () =>
      runTool(
        'cargo',
        ['install', `ibc-relayer-cli@${VERSIONS.hermes}`, '--locked', '--bin', 'hermes', '--root', CACHE],
        CACHE,
      ),
  },
};

/** The language tools' usual folders: they are seldom on the path of a test runner. */
function toolchainPath(): string {
  const usual = ['/usr/local/go/bin', path.join(os.homedir(), '.cargo/bin')];
  return [process.env['PATH'] ?? '', ...usual].join(path.delimiter);
}

function runTool(command: string, args: readonly string[], cwd: string) {
  const env = {
    ...process.env,
    ...GO_ENV,
    PATH: toolchainPath(),
    // A relayer for a few packets need not be fast, and optimising it takes most of the time.
    CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
    CARGO_PROFILE_RELEASE_LTO: 'off',
    CARGO_TARGET_DIR: path.join(CACHE, 'cargo-target'),
  };
  return capture(command, args, { cwd, env, timeout: BUILD_MINUTES * 60_000 }).catch((error: unknown) => ({
    code: -1,
    output: String(error),
  }));
}

export async function findTool(name: ToolName, say: (line: string) => void): Promise<Found> {
  const recipe = RECIPES[name];
  const { version } = recipe;
  for (const folder of [process.env['PILOTLIGHT_PEERS_BIN'], BUILT]) {
    const ready = folder === undefined ? '' : path.join(folder, name);
    if (existsSync(ready)) return { tool: { path: ready, version } };
  }
  const probe = await runTool(recipe.needs, [recipe.needs === 'go' ? 'version' : '--version'], os.tmpdir());
  if (probe.code !== 0) return { missing: `${name}: ${recipe.needs} is not on this machine` };
  say(`building ${version} with ${probe.output.trim()}`);
  mkdirSync(BUILT, { recursive: true });
  const { code, output } = await recipe.build();
  const built = path.join(BUILT, name);
  if (code === 0 && existsSync(built)) return { tool: { path: built, version } };
  const lines = output.trim().split('\n');
  // A system library that a build script looks for is named far above the end.
  const told = lines.filter((line) => /could not find|unable to find/i.test(line));
  const why = (told.length > 0 ? told : lines.slice(-3)).join(' / ').slice(0, 600);
  return { missing: `${name}: ${version} could not be built: ${why}` };
}
