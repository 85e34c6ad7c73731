import { expect, test } from '../e2e/app.ts';

test('the view has no Node, no Electron and only the named functions of the bridge', async ({ running: { page } }) => {
  const seen = await page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    module: typeof (globalThis as Record<string, unknown>)['module'],
    buffer: typeof (globalThis as Record<string, unknown>)['Buffer'],
    bridge: Object.entries(window.pilotlight).map(([name, value]) => `${name}: ${typeof value}`),
  }));
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    module: 'undefined',
    buffer: 'undefined',
    bridge: [
      'snapshot',
      'chainDetail',
      'derivation',
      'exportEvidence',
      'openEvidence',
      'verifyEvidence',
      'sampleEvidence',
      'settings',
      'saveSettings',
      'chooseNetworkPack',
      'exportAttack',
      'resumeChain',
      'drill',
      'office',
      'officeSave',
      'officeOpen',
      'printReport',
      'savePicture',
      'onPatch',
      'onCommand',
    ].map((name) => `${name}: function`),
  });
});

test('every window is made with the safe preferences', async ({ running: { app } }) => {
  const preferences = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      // Not in the types, and there since Electron 1: what the window was really made with.
      const made = (
        window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences();
      const names = [
        'sandbox',
        'contextIsolation',
        'nodeIntegration',
        'webSecurity',
        'webviewTag',
        'nodeIntegrationInWorker',
      ];
      return Object.fromEntries(names.map((name) => [name, made[name] === true]));
    }),
  );
  expect(preferences).toEqual([
    {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      nodeIntegrationInWorker: false,
    },
  ]);
});

test('the policy refuses inline script, eval, foreign script and every connection', async ({ running: { page } }) => {
  const outcome = await page.evaluate(async () => {
    const flag = globalThis as unknown as { injected?: boolean };
    const refused: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    const inline = document.createElement('script');
    try {
      inline.textContent = 'globalThis.injected = true';
    } catch {
      refused.push('trusted-types');
    }
    document.head.append(inline);
    const foreign = document.createElement('img');
    foreign.src = 'https://example.org/pixel.png';
    document.body.append(foreign);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(frame);
    let html = 'set';
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
    } catch {
      html = 'refused';
    }
    const fetched = await fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused',
    );
    const socket = await new Promise<string>((resolve) => {
      try {
        const opened = new WebSocket('wss://example.org/');
        opened.onopen = () => resolve('open');
        opened.onerror = () => resolve('refused');
      } catch {
        resolve('refused');
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const element of [inline, foreign, frame]) element.remove();
    return { injected: flag.injected === true, fetched, socket, html, refused: [...new Set(refused)].sort() };
  });
  expect(outcome).toMatchObject({ injected: false, fetched: 'refused', socket: 'refused', html: 'refused' });
  expect(outcome.refused).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src']));
});

test('a table that the view made is handed to the system with a question where to keep it', async ({
  running: { app },
}) => {
  await app.evaluate(({ session }) => {
    const seen: string[] = [];
    (globalThis as unknown as { seen: string[] }).seen = seen;
    session.defaultSession.on('will-download', (event, item) => {
      seen.push(`${event.defaultPrevented ? 'refused' : 'asked'} ${item.getSaveDialogOptions().defaultPath ?? ''}`);
      event.preventDefault();
    });
  });
  // As after a click: the browser asks for a gesture, and so do we.
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
      `{ const link = document.createElement('a');
         link.href = URL.createObjectURL(new Blob(['a,b'], { type: 'text/csv' }));
         link.download = 'table.csv';
         link.click(); }`,
      true,
    ),
  );
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen))
    .toEqual(['asked table.csv']);
});

test('every permission is denied', async ({ running: { app, page } }) => {
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
    const answers = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'denied',
        ),
      ),
    );
    const media = await navigator.mediaDevices?.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'denied',
    );
    return [...answers, media ?? 'denied'];
  });
  expect(new Set(states)).toEqual(new Set(['denied']));
  const asked = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
      'new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve("granted"), (error) => resolve(error.code)))',
      true,
    ),
  );
  expect(asked).toBe(1);
});

const MALFORMED: readonly (readonly [method: string, args: readonly unknown[], name: string])[] = [
  ['chainDetail', [], 'nothing at all'],
  ['chainDetail', [{ chainId: 'demo-jiazi-1', headers: 1e9, points: 10 }], 'a count beyond its bound'],
  ['chainDetail', [{ chainId: 'demo-jiazi-1', headers: 10, points: 10, extra: true }], 'an unknown field'],
  ['derivation', [{ figureId: 'x'.repeat(10_000) }], 'a text without measure'],
  ['derivation', [{ figureId: { toString: 'x' } }], 'an object for a text'],
  ['verifyEvidence', [{ name: 'x.plev', bytes: [1, 2, 3] }], 'an array for bytes'],
  ['saveSettings', [{ language: 'fr', theme: 'dark', network: 'demo' }], 'a language that is not there'],
  [
    'saveSettings',
    [{ language: 'en', theme: 'dark', network: 'demo', tables: { zones: { zone: 1e9 } } }],
    'a column wider than any screen',
  ],
  ['drill', [{ chainId: 'demo-jiazi-1', kind: 'explode' }], 'a drill that is not there'],
];

for (const [method, args, name] of MALFORMED) {
  test(`${method} refuses ${name}`, async ({ running: { page } }) => {
    const answer = await page.evaluate(
      ([called, given]) =>
        (window.pilotlight as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>)[called]!(...given),
      [method, args] as const,
    );
    const said = typeof answer === 'string' ? JSON.parse(answer) : answer;
    expect(said).toMatchObject({ ok: false, error: { code: 'bad-request', category: 'input' } });
  });
}

test('the bridge answers no other window, and is not there in a frame of the window', async ({
  running: { app, page },
}) => {
  const answer = await app.evaluate(async ({ BrowserWindow, app: electron }) => {
    const preload = `${electron.getAppPath()}/out/preload/index.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await other.loadURL('app://pilotlight/index.html');
    const said: unknown = await other.webContents.executeJavaScript(
      'window.pilotlight.settings().then(() => "answered", (error) => String(error.message))',
    );
    other.destroy();
    return said;
  });
  expect(answer).toContain('refused');
  const inFrame = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const bridge = typeof (frame.contentWindow as unknown as { pilotlight?: unknown } | null)?.pilotlight;
    frame.remove();
    return bridge;
  });
  expect(inFrame).toBe('undefined');
});

test('what the app serves carries the policy, and nothing outside the view is served', async ({ running: { app } }) => {
  const answers = await app.evaluate(async ({ net }) => {
    const paths = [
      'index.html',
      'nothing.js',
      '%2e%2e/main/index.cjs',
      '..%2f..%2fpackage.json',
      'package.json',
      '.main',
    ];
    return Promise.all(
      paths.map(async (path) => {
        const response = await net.fetch(`app://pilotlight/${path}`);
        return [path, response.status, response.headers.get('content-security-policy')?.split(';')[0] ?? null];
      }),
    );
  });
  expect(answers).toEqual([
    ['index.html', 200, "default-src 'none'"],
    ['nothing.js', 404, null],
    ['%2e%2e/main/index.cjs', 403, null],
    ['..%2f..%2fpackage.json', 403, null],
    ['package.json', 403, null],
    ['.main', 403, null],
  ]);
});

test('navigation away, new windows and downloads are refused', async ({ running: { app, page } }) => {
  const before = page.url();
  for (const address of ['https://example.org/', 'file:///etc/passwd', 'app://other/index.html', 'data:text/html,x']) {
    await page.evaluate((target) => {
      location.href = target;
    }, address);
    await page.waitForTimeout(150);
    expect(page.url(), address).toBe(before);
  }
  const opened = await page.evaluate(() => [
    String(window.open('https://example.org/')),
    String(window.open('app://pilotlight/index.html')),
  ]);
  expect(opened).toEqual(['null', 'null']);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
