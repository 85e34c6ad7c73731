import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Looked at by hand: this is read before the window opens, when loading a library for it would be waited for.

export interface WindowState {
  readonly version: 1;
  readonly bounds: Area | null;
  readonly maximized: boolean;
  /** So that the first frame has the right colour before the settings were read. */
  readonly theme: 'light' | 'dark' | 'system';
}

const LARGEST = 100_000;
const THEMES: readonly unknown[] = ['light', 'dark', 'system'] satisfies WindowState['theme'][];

const FIRST: WindowState = { version: 1, bounds: null, maximized: false, theme: 'system' };

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What was remembered, or the first-start state where there is nothing or nonsense. */
export function loadWindowState(file: string): WindowState {
  try {
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isWindowState(state) ? state : FIRST;
  } catch {
    return FIRST;
  }
}

function isWindowState(value: unknown): value is WindowState {
  if (!hasExactly(value, ['version', 'bounds', 'maximized', 'theme'])) return false;
  const { version, bounds, maximized, theme } = value;
  const known = version === 1 && typeof maximized === 'boolean' && THEMES.includes(theme);
  return known && (bounds === null || isArea(bounds));
}

function isArea(value: unknown): value is Area {
  if (!hasExactly(value, ['x', 'y', 'width', 'height'])) return false;
  const { x, y, width, height } = value;
  return [x, y].every((each) => isWithin(each, -LARGEST)) && [width, height].every((each) => isWithin(each, 1));
}

function isWithin(value: unknown, least: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= LARGEST;
}

function hasExactly<K extends string>(value: unknown, keys: readonly K[]): value is Record<K, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

export function saveWindowState(file: string, state: WindowState): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const next = `${file}.new`;
  writeFileSync(next, JSON.stringify(state));
  renameSync(next, file);
}

const GRIP = 100;

/** Remembered bounds count only while enough of the title bar lies on a screen that is still there. */
export function isReachable(bounds: Area, screens: readonly Area[]): boolean {
  return screens.some((area) => {
    const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    return overlap >= GRIP && bounds.y >= area.y && bounds.y + GRIP <= area.y + area.height;
  });
}
