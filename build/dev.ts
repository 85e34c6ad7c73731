/** `npm run dev`: the view with hot reload, the main side rebuilt and the window restarted on every change. */
import { type ChildProcess, spawn } from 'node:child_process';
import { build, createServer, type Plugin, type Rolldown } from 'vite';
import { configOf } from './build.ts';
import { HEADLESS_SWITCHES, virtualDisplay } from './display.ts';
import { announce, electronEnv, resolveElectron } from './electron-runtime.ts';
import { root } from './paths.ts';
import { ensureSystem } from './system.ts';

/** Several outputs end shortly after one another; one restart serves them all. */
const SETTLE_MS = 150;

/** The page's own policy forbids what hot reload needs; the development server gets by without it. */
const withoutPolicy: Plugin = {
  name: 'without-content-security-policy',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

async function dev(): Promise<void> {
  process.env['NODE_ENV'] = 'development';
  await ensureSystem('window');
  const runtime = await resolveElectron();
  announce(runtime);
  const display = await virtualDisplay();

  const view = configOf('renderer');
  if (view === undefined) throw new Error('renderer/index.html is missing');
  const server = await createServer({
    ...view,
    plugins: [...(view.plugins ?? []), withoutPolicy],
    server: { host: '127.0.0.1', strictPort: false },
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('the development server has no address');

  const env: NodeJS.ProcessEnv = { ...electronEnv(runtime), PILOTLIGHT_DEV_URL: url };
  if (display !== undefined) env['DISPLAY'] = display.display;
  let window: ChildProcess | undefined;
  let restarting = false;
  let timer: NodeJS.Timeout | undefined;
  // However this script ends, the window ends with it.
  process.once('exit', () => window?.kill());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(0));

  const open = (): void => {
    restarting = false;
    window = spawn(runtime.executable, [...(display ? HEADLESS_SWITCHES : []), root], { stdio: 'inherit', env });
    window.once('exit', (code) => {
      if (restarting) open();
      else void server.close().then(() => process.exit(code ?? 0));
    });
  };
  const restart = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (window === undefined) open();
      else {
        restarting = true;
        window.kill();
      }
    }, SETTLE_MS);
  };

  const waiting = new Set(['main', 'preload']);
  for (const part of ['main', 'preload'] as const) {
    const config = configOf(part);
    if (config === undefined) continue;
    const watcher = (await build({ ...config, build: { ...config.build, watch: {} } })) as Rolldown.RolldownWatcher;
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') process.stderr.write(`[dev] ${part}: ${event.error.message}\n`);
      if (event.code !== 'END') return;
      waiting.delete(part);
      if (waiting.size === 0) restart();
    });
  }
  process.stderr.write(`[dev] the view is served at ${url}\n`);
}

await dev();
