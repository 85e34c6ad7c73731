import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';

const FIRST_FIGURE = `new Promise((done) => {
  const look = () => requestAnimationFrame(document.querySelector('.figure .number') ? () => requestAnimationFrame(done) : look);
  look();
})`;

/** For the bench: says on standard output when the first figure is painted, and how smooth the window then is. */
export function markFirstFigure({ webContents }: BrowserWindow): void {
  webContents.once('did-finish-load', () => {
    webContents.executeJavaScript(FIRST_FIGURE).then(
      async () => {
        process.stdout.write('mark painted\n');
        const [wait, seconds] = (process.env['PILOTLIGHT_SMOOTH'] ?? '').split(',').map(Number);
        if (wait !== undefined && seconds !== undefined) await markSmoothness(webContents, wait, seconds);
      },
      () => {},
    );
  });
}

/** Every frame of the view, every task in it of more than 50 ms, and how late this thread's own timers are. */
async function markSmoothness(contents: BrowserWindow['webContents'], wait: number, seconds: number): Promise<void> {
  await delay(wait * 1000);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const view: unknown = await contents.executeJavaScript(`new Promise((done) => {
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)));
    observer.observe({ type: 'longtask' });
    const frames = [];
    let before = performance.now();
    const end = before + ${seconds} * 1000;
    const frame = (now) => {
      frames.push(now - before);
      before = now;
      if (now < end) return requestAnimationFrame(frame);
      observer.disconnect();
      frames.sort((a, b) => a - b);
      const at = (share) => frames[Math.min(frames.length - 1, Math.floor(share * frames.length))];
      done({ frames: frames.length, frameP50: at(0.5), frameP99: at(0.99), longestFrame: at(1), longTasks: tasks.length,
        longestTask: Math.max(0, ...tasks), inLongTasks: tasks.reduce((sum, each) => sum + each, 0) });
    };
    requestAnimationFrame(frame);
  })`);
  loop.disable();
  const main = { loopP50: loop.percentile(50) / 1e6, loopP99: loop.percentile(99) / 1e6, loopMax: loop.max / 1e6 };
  process.stdout.write(`mark smooth ${JSON.stringify({ ...(view as object), ...main })}\n`);
}
