/** `npm start`: the window where there is a display, the terminal view where there is none. Builds what changed first. */
import { buildParts } from './build.ts';
import { hasDisplay } from './display.ts';
import { announce, electronEnv, resolveElectron } from './electron-runtime.ts';
import { fromRoot, root } from './paths.ts';
import { run } from './process.ts';
import { ensureSystem } from './system.ts';

function say(message: string): void {
  process.stderr.write(`[start] ${message}\n`);
}

async function openWindow(args: readonly string[]): Promise<number> {
  await ensureSystem('window');
  const runtime = await resolveElectron();
  announce(runtime);
  await buildParts();
  const wayland = process.platform === 'linux' && !process.env['DISPLAY'] ? ['--ozone-platform=wayland'] : [];
  // The old runtime complains of desktops that it does not know; what matters is in the log.
  const quiet = runtime.developmentOnly ? ['--log-level=3'] : [];
  return run(runtime.executable, [...wayland, ...quiet, root, ...args], { env: electronEnv(runtime) });
}

async function openTerminal(args: readonly string[]): Promise<number> {
  say('no display here: showing the terminal view (Ctrl+C ends it)');
  await buildParts(['main']);
  return run(process.execPath, [fromRoot('out/main/cli.cjs'), 'follow', ...args]);
}

const args = process.argv.slice(2);
try {
  process.exit(hasDisplay() ? await openWindow(args) : await openTerminal(args));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
