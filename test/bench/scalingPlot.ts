import type { ScalingPoint } from './scaling.ts';

// One picture with two scales: processor time on the left, memory on the right. Plain SVG, legible on light and dark pages.

const WIDTH = 720;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 64;
const TOP = 32;
const BOTTOM = 48;
const CORE = '#1f6f8b';
const MEMORY = '#b5651d';
const INK = '#6b7280';

export function plotOf(points: readonly ScalingPoint[]): string {
  const most = Math.max(...points.map(({ chains }) => chains));
  const core = ceiling(Math.max(...points.map(({ corePercent }) => corePercent)));
  const memory = ceiling(Math.max(...points.map(({ peakMegabytes }) => peakMegabytes)));
  const x = (chains: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * chains) / most;
  const y = (value: number, top: number): number => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / top;
  const quarters = [0, 1, 2, 3, 4].map((n) => n / 4);
  const grid = quarters.map((part) => {
    const at = y(part, 1).toFixed(1);
    return [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" stroke="${INK}" stroke-opacity="0.25"/>`,
      text(LEFT - 8, Number(at) + 4, `${number(part * core)} %`, CORE, 'end'),
      text(WIDTH - RIGHT + 8, Number(at) + 4, `${number(part * memory)} MB`, MEMORY, 'start'),
    ].join('');
  });
  const ticks = quarters.map((part) => text(x(part * most), HEIGHT - BOTTOM + 20, number(part * most), INK, 'middle'));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    ...grid,
    ...ticks,
    text(WIDTH / 2, HEIGHT - 8, 'chains at a block every five seconds', INK, 'middle'),
    text(LEFT, 16, 'of one core', CORE, 'start'),
    text(WIDTH - RIGHT, 16, 'memory', MEMORY, 'end'),
    line(
      points.map((point) => [x(point.chains), y(point.corePercent, core)]),
      CORE,
      '',
    ),
    line(
      points.map((point) => [x(point.chains), y(point.peakMegabytes, memory)]),
      MEMORY,
      '5 4',
    ),
    '</svg>',
    '',
  ].join('\n');
}

function line(points: readonly (readonly [number, number])[], colour: string, dashes: string): string {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const dots = points.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="${colour}"/>`);
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>${dots.join('')}`;
}

function text(x: number, y: number, words: string, colour: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${colour}" text-anchor="${anchor}">${words}</text>`;
}

/** The next round number up, so that the scale ends at one. */
function ceiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / step) * step;
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
