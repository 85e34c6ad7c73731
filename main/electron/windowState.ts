import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000));
const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));

const windowStateSchema = v.strictObject({
  version: v.literal(1),
  bounds: v.nullable(v.strictObject({ x: coordinate, y: coordinate, width: size, height: size })),
  maximized: v.boolean(),
  /** So that the first frame has the right colour before the settings were read. */
  theme: v.picklist(['light', 'dark', 'system']),
});

export type WindowState = v.InferOutput<typeof windowStateSchema>;

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
    return v.parse(windowStateSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return FIRST;
  }
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
