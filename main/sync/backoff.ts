const FIRST_MS = 500;
const CAP_MS = 30_000;

/** Exponential, capped, with full jitter over the upper half: many chains that fail together do not come back together. */
export function backoffMs(failures: number, random: () => number): number {
  const whole = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(Math.max(failures - 1, 0), 16));
  return whole / 2 + (random() * whole) / 2;
}

/** `ms` spread by ±15 %. */
export function jittered(ms: number, random: () => number): number {
  return ms * (0.85 + random() * 0.3);
}
