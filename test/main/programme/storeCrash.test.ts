import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleForNode } from '../../helpers/bundle.ts';
import { openTestStore, type TestStore } from '../../helpers/smallProgramme.ts';

let writer: Awaited<ReturnType<typeof bundleForNode>>;
beforeAll(async () => {
  writer = await bundleForNode(fileURLToPath(new URL('./storeWriter.ts', import.meta.url)));
}, 120_000);
afterAll(() => writer?.remove());

let kept: TestStore;
beforeEach(() => {
  kept = openTestStore();
});
afterEach(() => kept.close());

/** Kills the writer after so many changes and a moment; the last one that it named. */
async function writeAndKill(changes: number, moment: number): Promise<number> {
  const child = spawn(process.execPath, [writer.file, kept.file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > changes) setTimeout(() => child.kill('SIGKILL'), moment);
  });
  const [code, signal] = await once(child, 'close');
  expect([code, signal], output.slice(-300)).toEqual([null, 'SIGKILL']);
  return Number([...output.matchAll(/stored (\d+)\n/g)].at(-1)?.[1]);
}

describe('kill -9', () => {
  it('at any moment loses no committed change and leaves no half one: the log and its rows hold', async () => {
    for (let round = 0; round < 6; round++) {
      const named = await writeAndKill(2 + round * 3, round * 2);
      const store = kept.reopen();
      expect(store.lastSeq()).toBeGreaterThanOrEqual(named);
      expect(store.audit.verify()).toMatchObject({ lines: store.lastSeq(), brokenAt: null });
      const current = ['s1', 's2', 's3'].map((id) => store.currentReport(id, '2026Q3', null)?.values[0]?.value);
      expect(new Set(current).size).toBe(1);
    }
  }, 120_000);
});
