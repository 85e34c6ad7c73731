import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

// The numbers of light-client/SPEC.md and those in the names of tests are one list.

const ROOT = path.resolve(import.meta.dirname, '../..');
const NUMBER = /\[([A-Z]{2}-\d+)\]/g;

const numbers = [...readFileSync(path.join(ROOT, 'light-client/SPEC.md'), 'utf8').matchAll(/^- ([A-Z]{2}-\d+) /gm)].map(
  ([, number = '']) => number,
);

function testFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => path.join(ROOT, folder, name));
}

function carried(files: readonly string[]): Set<string> {
  return new Set(
    files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(NUMBER)].map(([, number = '']) => number)),
  );
}

describe('the numbered behaviours', () => {
  it('have one number each, counted from 1 without gaps', () => {
    const counts = new Map<string, number>();
    for (const number of numbers) {
      const [group = '', n = ''] = number.split('-');
      const next = (counts.get(group) ?? 0) + 1;
      expect(`${group}-${n}`).toBe(`${group}-${next}`);
      counts.set(group, next);
    }
    expect(numbers.length).toBeGreaterThan(150);
  });

  it('are each carried by a test', () => {
    const tested = carried(testFiles('test'));
    expect(numbers.filter((number) => !tested.has(number))).toEqual([]);
  });

  it('are the only ones that tests of the light client name', () => {
    const known = new Set(numbers);
    const named = carried([...testFiles('test/light-client'), ...testFiles('test/conformance')]);
    expect([...named].filter((number) => !known.has(number))).toEqual([]);
  });
});
