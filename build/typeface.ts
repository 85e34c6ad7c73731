import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { fromRoot } from './paths.ts';

// The typeface comes as a hundred files, each for some characters. The engine looks through all of a family's files for
// every size and weight on a page: those that the app's own words need become a family of their own, and the rest is
// looked at only where a character is in none of them.

const SHEET = '@fontsource-variable/noto-sans-sc/index.css';
const FAMILY = 'Noto Sans SC Variable';
const RARE = 'Noto Sans SC Rare';
const WORDS = 'renderer';
/** A file with fewer of the characters of the app's own words counts as rare. */
const FEW = 5;

export const typefaceByUse: Plugin = {
  name: 'typeface-by-use',
  enforce: 'pre',
  transform(code, id) {
    if (!id.split('?')[0]?.endsWith(SHEET)) return undefined;
    const left = new Set(wordsOf(fromRoot(WORDS)));
    const faces = code.match(/@font-face\s*\{[^}]*\}/g) ?? [];
    let common = 0;
    // Of two files with the same character the later one is taken.
    const named = faces.reverse().map((face) => {
      const ranges = rangesOf(face);
      const covered = [...left].filter((point) => ranges.some(([from, to]) => from <= point && point <= to));
      for (const point of covered) left.delete(point);
      if (covered.length < FEW) return face.replace(FAMILY, RARE);
      common += 1;
      return face;
    });
    if (common === 0 || common === faces.length) this.error('the typeface could not be divided by use');
    return { code: named.reverse().join('\n'), map: null };
  },
};

function wordsOf(folder: string): number[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8')].map((sign) => sign.codePointAt(0) ?? 0));
}

/** First and last code point of each range. */
function rangesOf(face: string): [number, number][] {
  const text = /unicode-range:([^;}]+)/.exec(face)?.[1] ?? '';
  return [...text.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)].map(([, from = '', to = from]) => [
    Number.parseInt(from, 16),
    Number.parseInt(to, 16),
  ]);
}
