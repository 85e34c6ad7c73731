import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS, STORE_VERSION } from '../../../main/store/migrations.ts';
import { openStore } from '../../../main/store/openStore.ts';
import { buildChain, chainOf, START, temporaryFolder, trusted } from './blocks.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/store');
const kept = readdirSync(fixtures).filter((name) => name.endsWith('.sql'));
const blocks = buildChain(20);

let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => place.remove());

function schemaOf(file: string): unknown[] {
  const database = new Database(file);
  return database
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all([]);
}

describe('a store of an older version', () => {
  it('is kept for every version before the newest', () => {
    expect(kept.sort()).toEqual(Array.from({ length: STORE_VERSION - 1 }, (_, i) => `v${i + 1}.sql`));
  });

  for (const name of kept) {
    it(`is brought up to date with all it holds, and the old file kept beside it (${name})`, () => {
      const version = Number(/\d+/.exec(name)?.[0]);
      const old = new Database(place.file);
      old.exec(readFileSync(path.join(fixtures, name), 'utf8'));
      old.close();

      const outcome = openStore({ file: place.file, now: () => START });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
      const { store, problems } = outcome;
      expect(problems).toEqual([]);
      const chain = chainOf(store, blocks[0]!);
      expect(chain.latestTrusted()).toMatchObject({ state: { height: 12n, block: blocks[11] }, highestSeen: 12n });
      expect(chain.headerRows(10).map((row) => [Number(row.height), row.how])).toEqual([
        [12, 'skipping'],
        [11, 'backwards'],
        [10, 'skipping'],
        [1, 'anchor'],
      ]);
      expect(store.readSetting('language')).toBe('"en"');
      expect([chain.conflicts().length, chain.latestClaims().length]).toEqual(version >= 2 ? [1, 1] : [0, 0]);
      expect(chain.applyStep({ trusted: [trusted(blocks[19]!)] }).ok).toBe(true);
      expect(chain.savePeer({ url: 'http://a', score: 1, state: '{}', updatedAt: START }).ok).toBe(true);
      expect(store.problems()).toEqual([]);
      store.close();

      const copy = new Database(`${place.file}.v${version}`);
      expect(copy.prepare('PRAGMA user_version').all([])).toEqual([{ user_version: version }]);
      expect(copy.prepare('SELECT count(*) AS n FROM trusted').all([])).toEqual([{ n: 3 }]);
      copy.close();
    });
  }

  it('ends in the same schema as a new store, whichever version it started from', () => {
    const fresh = path.join(place.folder, 'fresh.db');
    const made = openStore({ file: fresh, now: () => START });
    if (made.ok) made.store.close();
    for (const name of kept) {
      const file = path.join(place.folder, name);
      const old = new Database(file);
      old.exec(readFileSync(path.join(fixtures, name), 'utf8'));
      old.close();
      const outcome = openStore({ file, now: () => START });
      if (outcome.ok) outcome.store.close();
      expect(schemaOf(file)).toEqual(schemaOf(fresh));
    }
  });

  it('makes no copy of a new or a current store', () => {
    for (let i = 0; i < 2; i++) {
      const outcome = openStore({ file: place.file, now: () => START });
      if (outcome.ok) outcome.store.close();
    }
    expect(existsSync(`${place.file}.v${STORE_VERSION}`)).toBe(false);
    expect(MIGRATIONS.length).toBe(STORE_VERSION);
  });
});
