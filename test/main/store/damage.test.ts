import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STORE_VERSION } from '../../../main/store/migrations.ts';
import { openStore } from '../../../main/store/openStore.ts';
import { buildChain, bytes, chainOf, codec, hashOf, open, START, temporaryFolder, trusted, walked } from './blocks.ts';

const blocks = buildChain(40);
const at = (height: number) => blocks[height - 1]!;

let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  place = temporaryFolder();
});
afterEach(() => place.remove());

/** A store with 40 trusted states, closed. */
function fill(): void {
  const store = open(place.file);
  chainOf(store, at(1)).applyStep({ trusted: blocks.map((block) => trusted(block)) });
  store.close();
}

function reopen() {
  const outcome = openStore({ file: place.file, now: () => START });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome;
}

/** SQL past the store, as a disk fault or a meddler would do it. */
function meddle(sql: string): void {
  const database = new Database(place.file);
  database.exec(sql);
  database.close();
}

describe('a damaged file', () => {
  const damages: Record<string, () => void> = {
    'random bytes': () =>
      writeFileSync(place.file, Buffer.concat(Array.from({ length: 300 }, (_, i) => bytes(`noise ${i}`)))),
    'zero bytes': () => writeFileSync(place.file, Buffer.alloc(20_000)),
    'a short text': () => writeFileSync(place.file, 'not a store\n'),
    'its second half missing': () => truncateSync(place.file, Math.floor(statSync(place.file).size / 2)),
    'its end missing in the middle of a page': () => truncateSync(place.file, 5000),
    'a broken header': () => flip(0, 16),
    'broken pages': () => flip(4096, 40_000),
    'another application’s tables': () => {
      rmSync(place.file);
      meddle('CREATE TABLE notes (text TEXT)');
    },
    'no row for a key': () => meddle('PRAGMA foreign_keys = OFF; DELETE FROM chains'),
  };

  function flip(from: number, length: number): void {
    const content = readFileSync(place.file);
    for (let i = from; i < Math.min(from + length, content.length); i += 7) content[i] = (content[i] as number) ^ 0x5a;
    writeFileSync(place.file, content);
  }

  for (const [name, damage] of Object.entries(damages)) {
    it(`with ${name} is set aside byte for byte, named, and a new store started`, () => {
      fill();
      damage();
      const content = readFileSync(place.file);
      const { store, problems } = reopen();
      expect(problems).toEqual([
        {
          code: 'store-corrupt',
          category: 'store',
          params: { file: place.file, keptAs: `${place.file}.damaged-20250615T150640Z`, reason: expect.any(String) },
        },
      ]);
      expect(readFileSync(String(problems[0]?.params['keptAs'])).equals(content)).toBe(true);
      const chain = chainOf(store, at(1));
      expect(chain.latestTrusted()).toEqual({ state: null, highestSeen: null });
      expect(chain.applyStep({ trusted: [trusted(at(1), 'anchor')] }).ok).toBe(true);
      store.close();
      expect(reopen().problems).toEqual([]);
    });
  }

  it('takes its logs with it, and never overwrites one that was set aside before', () => {
    for (let round = 1; round <= 3; round++) {
      fill();
      writeFileSync(place.file, 'garbage');
      writeFileSync(`${place.file}-wal`, `log ${round}`);
      reopen().store.close();
    }
    const kept = readdirSync(place.folder).filter((name) => name.includes('.damaged-') && name.endsWith('-wal'));
    expect(kept.map((name) => readFileSync(path.join(place.folder, name), 'utf8')).sort()).toEqual([
      'log 1',
      'log 2',
      'log 3',
    ]);
  });

  it('does not replay a log whose store is gone into the new one', () => {
    const store = open(place.file);
    chainOf(store, at(1)).applyStep({ trusted: [trusted(at(9))] });
    const log = readFileSync(`${place.file}-wal`);
    store.close();
    place.file = path.join(place.folder, 'other.db');
    writeFileSync(place.file, '');
    writeFileSync(`${place.file}-wal`, log);
    const { store: fresh, problems } = reopen();
    expect(problems).toMatchObject([{ code: 'store-corrupt', params: { reason: 'log-without-store' } }]);
    expect(fresh.chainIds()).toEqual([]);
    fresh.close();
    expect(readFileSync(String(problems[0]?.params['keptAs'])).equals(log)).toBe(true);
  });

  it('takes an empty file for a new store', () => {
    writeFileSync(place.file, '');
    const { store, problems } = reopen();
    expect(problems).toEqual([]);
    store.close();
  });

  it('survives any single broken byte: set aside, or noticed row by row, and never another hash', () => {
    const store = open(place.file);
    chainOf(store, at(1)).applyStep({ trusted: blocks.slice(0, 5).map((block) => trusted(block)) });
    store.close();
    const pristine = readFileSync(place.file);
    let setAside = 0;
    for (let i = 0; i < 120; i++) {
      const position = Math.floor((i * pristine.length) / 120) + (i % 97);
      const content = Buffer.from(pristine);
      content[position] = (content[position] as number) ^ 0xff;
      place.file = path.join(place.folder, `${i}.db`);
      writeFileSync(place.file, content);
      const outcome = reopen();
      setAside += outcome.problems.length;
      const registered = outcome.store.chain(
        { chainId: 'demo-jiazi-1', family: 'cometbft', anchorHeight: 1n, anchorHash: hashOf(at(1)) },
        codec,
      );
      if (registered.ok) {
        for (const state of registered.value.listTrusted(10)) {
          expect(state.block).toEqual(at(Number(state.height)));
          expect(state.hash).toEqual(hashOf(at(Number(state.height))));
        }
      }
      outcome.store.close();
    }
    expect(setAside).toBeGreaterThan(0);
    expect(setAside).toBeLessThan(120);
  });
});

describe('a file from a newer version', () => {
  it('is set aside, not touched', () => {
    fill();
    meddle(`PRAGMA user_version = ${STORE_VERSION + 1}`);
    const { store, problems } = reopen();
    const keptAs = `${place.file}.newer-20250615T150640Z`;
    expect(problems).toEqual([
      {
        code: 'store-from-newer-version',
        category: 'store',
        params: { file: place.file, keptAs, version: STORE_VERSION + 1, known: STORE_VERSION },
      },
    ]);
    expect(store.chainIds()).toEqual([]);
    store.close();
    place.file = path.join(place.folder, 'other.db');
    copyFileSync(keptAs, place.file);
    meddle(`PRAGMA user_version = ${STORE_VERSION}`);
    const again = reopen().store;
    expect(chainOf(again, at(1)).latestTrusted().state?.height).toBe(40n);
    again.close();
  });
});

describe('a silently altered row', () => {
  const columns = [
    'hash',
    'block',
    'validators_hash',
    'mode',
    'verified_at',
    'signatures',
    'commit_percent',
    'from_height',
  ];
  for (const column of columns) {
    it(`is noticed by its checksum (${column}), counts as absent, and can be written again`, () => {
      fill();
      const altered: Record<string, string> = {
        mode: "'anchor'",
        verified_at: '1',
        signatures: '9',
        commit_percent: '1',
        from_height: '7',
      };
      meddle(`DROP TRIGGER trusted_unchanged; UPDATE trusted SET ${column} = ${altered[column] ?? `zeroblob(length(${column}))`} WHERE height = 40;
        CREATE TRIGGER trusted_unchanged BEFORE UPDATE ON trusted BEGIN SELECT RAISE(ABORT, 'conflicting-height'); END`);
      const { store } = reopen();
      const chain = chainOf(store, at(1));
      const { state, highestSeen } = chain.latestTrusted();
      expect([state?.height, highestSeen]).toEqual([39n, 40n]);
      expect(store.problems()).toEqual([
        {
          code: 'store-row-damaged',
          category: 'store',
          params: { chainId: 'demo-jiazi-1', what: 'trusted', height: '40' },
        },
      ]);
      expect(chain.applyStep({ trusted: [trusted(at(40))] })).toEqual({ ok: true, value: null });
      expect(chain.latestTrusted().state?.height).toBe(40n);
      store.close();
    });
  }

  it('does not let another branch in where the highest state was', () => {
    fill();
    meddle(
      "DROP TRIGGER trusted_unchanged; UPDATE trusted SET block = x'00' WHERE height = 40; DROP TRIGGER headers_unchanged; UPDATE headers SET time_ns = 1 WHERE height = 40",
    );
    const { store } = reopen();
    const chain = chainOf(store, at(1));
    const other = buildChain(40, { branch: 'fork' })[39]!;
    expect(chain.applyStep({ trusted: [trusted(other)] })).toMatchObject({ error: { code: 'conflicting-height' } });
    expect(chain.applyStep({ trusted: [trusted(at(40))] }).ok).toBe(true);
    store.close();
  });

  it('is left out of the lists, and a damaged neighbour does not keep a sound header out', () => {
    fill();
    meddle(
      'DROP TRIGGER headers_unchanged; UPDATE headers SET hash = zeroblob(32) WHERE height = 20; DROP TRIGGER trusted_keep_ends; DELETE FROM trusted; DELETE FROM headers WHERE height = 21',
    );
    const { store } = reopen();
    const chain = chainOf(store, at(1));
    expect(chain.headerRows(100).map((row) => Number(row.height))).not.toContain(20);
    expect(chain.applyStep({ headers: [walked(at(21))] })).toEqual({ ok: true, value: null });
    expect(chain.applyStep({ headers: [walked(at(20))] })).toEqual({ ok: true, value: null });
    expect(chain.knownRange()).toEqual({ from: 1n, to: 40n });
    store.close();
  });

  it('is put aside before pruning takes it for an end to be kept', () => {
    fill();
    meddle("DROP TRIGGER trusted_unchanged; UPDATE trusted SET block = x'00' WHERE height IN (1, 40)");
    const { store } = reopen();
    const chain = chainOf(store, at(1));
    expect(chain.prune({ trusted: 2 })).toMatchObject({ ok: true, value: { trusted: 35 } });
    expect(chain.listTrusted(100).map((state) => Number(state.height))).toEqual([39, 38, 2]);
    store.close();
  });
});

describe('what SQL itself refuses', () => {
  const forbidden: Record<string, [string, RegExp]> = {
    'changing a trusted state': ['UPDATE trusted SET hash = zeroblob(32) WHERE height = 3', /conflicting-height/],
    'deleting the newest trusted state': ['DELETE FROM trusted WHERE height = 40', /latest-lowered/],
    'deleting the first trusted state': ['DELETE FROM trusted WHERE height = 1', /latest-lowered/],
    'lowering the highest height': ['UPDATE chains SET highest_height = 3', /latest-lowered/],
    'forgetting the highest height': ['UPDATE chains SET highest_height = NULL', /latest-lowered/],
    'renaming a chain': ["UPDATE chains SET chain_id = 'x'", /identity-changed/],
    'changing a header': ['UPDATE headers SET time_ns = 1', /conflicting-height/],
    'replacing a header': [
      'INSERT OR REPLACE INTO headers SELECT chain_ref, height, zeroblob(32), parent_hash, time_ns, how, commit_percent, proposer, app_hash, validators_hash, header, sum FROM headers WHERE height = 3',
      /conflicting-height|broken-link/,
    ],
    'a header off the chain': [
      'INSERT INTO headers SELECT chain_ref, 41, zeroblob(32), zeroblob(32), time_ns, how, commit_percent, proposer, app_hash, validators_hash, header, sum FROM headers WHERE height = 3',
      /broken-link/,
    ],
  };
  for (const [name, [sql, message]] of Object.entries(forbidden)) {
    it(name, () => {
      fill();
      expect(() => meddle(sql)).toThrow(message);
    });
  }
});

describe('a file that cannot be had', () => {
  it('says store-locked while another connection holds it, and changes nothing', () => {
    const holder = new Database(place.file);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE x (y); BEGIN EXCLUSIVE');
    const outcome = openStore({ file: place.file, now: () => START, busyTimeoutMs: 50 });
    expect(outcome).toEqual({
      ok: false,
      error: { code: 'store-locked', category: 'store', params: { file: place.file } },
    });
    holder.exec('ROLLBACK');
    holder.close();
    expect(readdirSync(place.folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('says store-locked for a step while another transaction is open', () => {
    const store = open(place.file, { busyTimeoutMs: 50 });
    const chain = chainOf(store, at(1));
    const holder = new Database(place.file);
    holder.exec('BEGIN IMMEDIATE');
    expect(chain.applyStep({ trusted: [trusted(at(1))] })).toEqual({
      ok: false,
      error: { code: 'store-locked', category: 'store', params: {} },
    });
    holder.exec('ROLLBACK');
    expect(chain.applyStep({ trusted: [trusted(at(1))] }).ok).toBe(true);
    holder.close();
    store.close();
  });

  it('says store-unusable for a folder in its place or a folder that cannot be made', () => {
    expect(openStore({ file: place.folder, now: () => START })).toMatchObject({
      ok: false,
      error: { code: 'store-unusable' },
    });
    writeFileSync(place.file, 'x');
    expect(openStore({ file: path.join(place.file, 'y', 'store.db'), now: () => START })).toMatchObject({
      ok: false,
      error: { code: 'store-unusable' },
    });
  });

  it('gives a worker nothing that the owner has not prepared', () => {
    expect(openStore({ file: place.file, now: () => START, role: 'worker' })).toMatchObject({
      error: { code: 'store-not-ready' },
    });
    expect(existsSync(place.file)).toBe(false);
    fill();
    meddle(`PRAGMA user_version = ${STORE_VERSION + 1}`);
    expect(openStore({ file: place.file, now: () => START, role: 'worker' })).toMatchObject({
      error: { code: 'store-not-ready' },
    });
  });
});
