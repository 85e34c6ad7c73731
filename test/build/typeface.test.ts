import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromRoot } from '../../build/paths.ts';
import { typefaceByUse } from '../../build/typeface.ts';

const SHEET = createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/index.css');

interface Face {
  readonly family: string;
  readonly file: string;
  readonly has: (character: string) => boolean;
}

function facesOf(sheet: string): Face[] {
  return (sheet.match(/@font-face\s*\{[^}]*\}/g) ?? []).map((text) => {
    const ranges = [...text.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)].map(([, from = '', to = from]) => [
      Number.parseInt(from, 16),
      Number.parseInt(to, 16),
    ]);
    return {
      family: /font-family:\s*['"]?([^;'"]+)/.exec(text)?.[1] ?? '',
      file: /url\(([^)]+)\)/.exec(text)?.[1] ?? '',
      has: (character) =>
        ranges.some(([from = 1, to = 0]) => from <= character.charCodeAt(0) && character.charCodeAt(0) <= to),
    };
  });
}

const before = facesOf(readFileSync(SHEET, 'utf8'));
let after: Face[] = [];

beforeAll(() => {
  const { transform } = typefaceByUse;
  if (typeof transform !== 'function') throw new Error('no transform');
  const made = transform.call({} as never, readFileSync(SHEET, 'utf8'), SHEET);
  after = facesOf((made as { code: string }).code);
});

describe('the typeface', () => {
  it('keeps every file in its order, in one of two families', () => {
    expect(after.map(({ file }) => file)).toEqual(before.map(({ file }) => file));
    expect(new Set(after.map(({ family }) => family))).toEqual(new Set(['Noto Sans SC Variable', 'Noto Sans SC Rare']));
  });

  it('has nearly all that the app says in a family of few files, and the rest in the other', () => {
    const common = after.filter(({ family }) => family === 'Noto Sans SC Variable');
    expect(common.length).toBeLessThan(20);
    const folder = fromRoot('renderer');
    const said = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8')])
      .filter((character) => character > '\u2e80');
    const characters = [...new Set(said)];
    const missing = characters.filter((character) => !common.some((face) => face.has(character)));
    expect(characters.length).toBeGreaterThan(100);
    expect(missing.length / characters.length).toBeLessThan(0.05);
    for (const character of missing) expect(after.some((face) => face.has(character))).toBe(true);
  });

  it('leaves every other style sheet alone', () => {
    const { transform } = typefaceByUse;
    if (typeof transform !== 'function') throw new Error('no transform');
    expect(transform.call({} as never, '@font-face { }', '/renderer/theme/base.css')).toBeUndefined();
  });
});
