import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../main/electron/log.ts';
import { isReachable, loadWindowState, saveWindowState } from '../../main/electron/windowState.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FIRST = { version: 1, bounds: null, maximized: false, theme: 'system' };

it('remembers where the window was', () => {
  const file = path.join(folder, 'deep/window.json');
  const state = {
    version: 1,
    bounds: { x: -10, y: 20, width: 1300, height: 800 },
    maximized: true,
    theme: 'dark',
  } as const;
  saveWindowState(file, state);
  expect(loadWindowState(file)).toEqual(state);
  expect(readdirSync(path.dirname(file))).toEqual(['window.json']);
});

it.each([
  ['nothing', undefined],
  ['half a file', '{"version":1,'],
  ['another version', JSON.stringify({ ...FIRST, version: 2 })],
  ['a size of nothing', JSON.stringify({ ...FIRST, bounds: { x: 0, y: 0, width: 0, height: 10 } })],
  ['an unknown field', JSON.stringify({ ...FIRST, more: 1 })],
])('starts afresh from %s', (_name, text) => {
  const file = path.join(folder, 'window.json');
  if (text !== undefined) writeFileSync(file, text);
  expect(loadWindowState(file)).toEqual(FIRST);
});

it.each([
  ['on the screen', { x: 100, y: 100, width: 1440, height: 900 }, true],
  ['on a second screen', { x: 2000, y: 100, width: 1440, height: 900 }, true],
  ['on a screen that is gone', { x: 5000, y: 100, width: 1440, height: 900 }, false],
  ['with only a sliver left', { x: -1400, y: 100, width: 1440, height: 900 }, false],
  ['with its title bar above the screen', { x: 100, y: -50, width: 1440, height: 900 }, false],
])('a window %s', (_name, bounds, reachable) => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: 0, width: 1920, height: 1080 },
  ];
  expect(isReachable(bounds, screens)).toBe(reachable);
});

it('the log keeps a stack for the file and starts anew when it is full', () => {
  const log = createLog(folder, () => 0);
  log.write('somewhere', new Error('broken'));
  log.write('elsewhere', 'x'.repeat(1024 * 1024));
  log.write('again', 'y');
  expect(readdirSync(folder).sort()).toEqual(['pilotlight.log', 'pilotlight.log.old']);
});
