import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { seal, type Verified } from '../../../light-client/core/verified.ts';
import type { Header, LightBlock } from '../../../light-client/families/cometbft/types.ts';
import type { ChainStore, ClaimEntry, Store } from '../../../main/store/types.ts';
import {
  buildChain,
  bytes,
  CHAIN_ID,
  chainOf,
  codec,
  hashOf,
  identity,
  open,
  START,
  temporaryFolder,
  trusted,
  walked,
} from './blocks.ts';

const blocks = buildChain(60, { epoch: 20, seconds: (height) => (height % 10 === 0 ? 15 : 5) });
const forked = buildChain(60, { branch: 'fork' });
const at = (height: number) => blocks[height - 1]!;
const done = { ok: true, value: null };

let place: ReturnType<typeof temporaryFolder>;
let store: Store;
let chain: ChainStore<LightBlock, Header>;

beforeEach(() => {
  place = temporaryFolder();
  store = open(place.file);
  chain = chainOf(store, at(1));
});
afterEach(() => {
  store.close();
  place.remove();
});

function claim(
  key: string,
  block: LightBlock,
  value: string,
  level: ClaimEntry<Header>['level'] = 'proven',
): ClaimEntry<Header> {
  const header = seal(block.signedHeader.header);
  const proven = level !== 'reported';
  return {
    key,
    value,
    level,
    height: block.signedHeader.header.height,
    condition: 'fresh',
    rule: proven ? 'ics23-state' : null,
    against: proven ? header : null,
    verified: proven ? seal(value) : null,
    proof: bytes('proof'),
    document: null,
    failure: null,
    verifiedAt: START,
  };
}

describe('trusted states', () => {
  it('gives back what was believed, block and record, after the file was opened again', () => {
    expect(chain.applyStep({ trusted: [trusted(at(1), 'anchor'), trusted(at(40))] })).toEqual(done);
    store.close();
    store = open(place.file);
    chain = chainOf(store, at(1));
    const { block: _, ...record } = trusted(at(40));
    const expected = { ...record, height: 40n, hash: hashOf(at(40)), block: at(40) };
    expect(chain.latestTrusted()).toEqual({ state: expected, highestSeen: 40n });
    expect(chain.firstTrusted()?.height).toBe(1n);
    expect(chain.trustedAtOrBelow(39n)?.height).toBe(1n);
    expect(chain.trustedAtOrBelow(0n)).toBeNull();
    expect(chain.listTrusted(10).map((state) => state.height)).toEqual([40n, 1n]);
    expect(store.chainIds()).toEqual([CHAIN_ID]);
  });

  it('refuses another hash for a stored height, and with it everything else of the step', () => {
    chain.applyStep({ trusted: [trusted(at(1), 'anchor'), trusted(at(10))] });
    const outcome = chain.applyStep({
      trusted: [trusted(at(20)), trusted(forked[9]!)],
      claims: [claim('k', at(10), '7')],
    });
    const params = { height: '10', stored: toHex(hashOf(at(10))), given: toHex(hashOf(forked[9]!)) };
    expect(outcome).toEqual({ ok: false, error: { code: 'conflicting-height', category: 'store', params } });
    expect(chain.latestTrusted().state?.height).toBe(10n);
    expect(chain.hashAt(20n)).toBeNull();
    expect(chain.latestClaims()).toEqual([]);
  });

  it('refuses a trusted state where another header was reached backwards, and the other way round', () => {
    chain.applyStep({ headers: [walked(at(10))] });
    expect(chain.applyStep({ trusted: [trusted(forked[9]!)] })).toMatchObject({
      error: { code: 'conflicting-height' },
    });
    chain.applyStep({ trusted: [trusted(at(20))] });
    expect(chain.applyStep({ headers: [walked(forked[19]!)] })).toMatchObject({
      error: { code: 'conflicting-height' },
    });
  });

  it('takes the same state twice without complaint and counts it once', () => {
    for (let i = 0; i < 3; i++) expect(chain.applyStep({ trusted: [trusted(at(5))] })).toEqual(done);
    expect(chain.counts()).toMatchObject({ trusted: 1, headersVerified: 1, signaturesChecked: 3 });
  });

  it('throws on a value that is verified by its type only', () => {
    const forgery = { value: at(3) } as unknown as Verified<LightBlock>;
    expect(() => chain.applyStep({ trusted: [{ ...trusted(at(3)), block: forgery }] })).toThrow(/no verifier/);
    const cloned = structuredClone(seal(at(3).signedHeader.header)) as Verified<Header>;
    expect(() => chain.applyStep({ headers: [{ ...walked(at(3)), header: cloned }] })).toThrow(/no verifier/);
    expect(() => chain.applyStep({ claims: [{ ...claim('k', at(3), '1'), verified: null }] })).toThrow(/no verifier/);
    expect(() => chain.applyStep({ claims: [{ ...claim('k', at(3), '1'), against: null }] })).toThrow(/no verifier/);
    expect(chain.counts()).toMatchObject({ trusted: 0, headers: 0, claims: 0 });
  });

  it('throws on a block of another chain', () => {
    const [foreign] = buildChain(1, { chainId: 'demo-yichou-1' });
    expect(() => chain.applyStep({ trusted: [trusted(foreign!)] })).toThrow(/another chain/);
  });
});

describe('chains', () => {
  it('refuses another family or another hash at the anchor or at any stored height', () => {
    chain.applyStep({ trusted: [trusted(at(1), 'anchor'), trusted(at(10))] });
    const conflict = { ok: false, error: { code: 'anchor-conflict', category: 'store' } };
    expect(store.chain({ ...identity(at(1)), family: 'evm-poa' }, codec)).toMatchObject(conflict);
    expect(store.chain(identity(forked[0]!), codec)).toMatchObject(conflict);
    expect(store.chain(identity(forked[9]!), codec)).toMatchObject(conflict);
    expect(store.chain(identity(at(10)), codec).ok).toBe(true);
    expect(store.chain(identity(at(30)), codec).ok).toBe(true); // not stored: the follower checks it
  });

  it('starts a chain anew only when told, and keeps the old life in the file', () => {
    chain.applyStep({ trusted: [trusted(at(10))] });
    expect(store.restartChain(identity(forked[0]!), 'new-anchor', START)).toEqual(done);
    const restarted = chainOf(store, forked[0]!);
    expect(restarted.latestTrusted()).toEqual({ state: null, highestSeen: null });
    expect(restarted.applyStep({ trusted: [trusted(forked[9]!)] })).toEqual(done);
    expect(chain.latestTrusted().state?.height).toBe(10n); // the closed life, untouched
  });

  it('keeps settings', () => {
    expect(store.readSetting('language')).toBeNull();
    store.writeSetting('language', '"en"');
    store.writeSetting('language', '"zh-CN"');
    expect(store.readSetting('language')).toBe('"zh-CN"');
  });
});

describe('headers', () => {
  it('refuses a header that its stored neighbour does not link to', () => {
    chain.applyStep({ headers: [walked(at(10))] });
    expect(chain.applyStep({ headers: [walked(forked[8]!)] })).toEqual({
      ok: false,
      error: { code: 'broken-link', category: 'store', params: { height: '9', neighbour: '10' } },
    });
    expect(chain.applyStep({ headers: [walked(forked[10]!)] })).toMatchObject({ error: { code: 'broken-link' } });
  });

  it('knows the unbroken range below the newest header and the holes in between', () => {
    expect(chain.knownRange()).toBeNull();
    chain.applyStep({ trusted: [trusted(at(1), 'anchor'), trusted(at(30)), trusted(at(40))] });
    expect(chain.knownRange()).toEqual({ from: 40n, to: 40n });
    expect(chain.gaps(10)).toEqual([
      { from: 31n, to: 39n },
      { from: 2n, to: 29n },
    ]);
    chain.applyStep({ headers: blocks.slice(20, 39).map(walked) });
    expect(chain.knownRange()).toEqual({ from: 21n, to: 40n });
    expect(chain.knownRange(35n)).toEqual({ from: 21n, to: 35n });
    expect(chain.knownRange(15n)).toBeNull();
    expect(chain.gaps(10)).toEqual([{ from: 2n, to: 20n }]);
  });

  it('lists newest first and shows the stronger of two ways', () => {
    chain.applyStep({ headers: blocks.slice(9, 20).map(walked) });
    chain.applyStep({ trusted: [trusted(at(15))] });
    const rows = chain.headerRows(7);
    expect(rows.map((row) => [row.height, row.how, row.commitPercent])).toEqual([
      [20n, 'backwards', null],
      [19n, 'backwards', null],
      [18n, 'backwards', null],
      [17n, 'backwards', null],
      [16n, 'backwards', null],
      [15n, 'skipping', 100],
      [14n, 'backwards', null],
    ]);
    const header = at(20).signedHeader.header;
    expect(rows[0]).toMatchObject({
      hash: hashOf(at(20)),
      time: header.time,
      appHash: header.appHash,
      proposer: header.proposerAddress,
    });
    expect(chain.headerRows(2, 12n).map((row) => row.height)).toEqual([11n, 10n]);
    expect(chain.headers({ from: 12n, to: 13n }).map((stored) => stored.header)).toEqual(
      [at(13), at(12)].map((b) => b.signedHeader.header),
    );
    expect(chain.headerAt(15n)?.hash).toEqual(hashOf(at(15)));
  });

  it('samples intervals down to the points asked for, mean and maximum', () => {
    chain.applyStep({ headers: blocks.map(walked) });
    const points = chain.intervals(5);
    expect(points.map((point) => point.blocks)).toEqual([12, 12, 12, 12, 11]);
    expect(points[4]).toMatchObject({ height: 60n, time: at(60).signedHeader.header.time, maxSeconds: 15 });
    expect(points[0]!.meanSeconds).toBeCloseTo((11 * 5 + 15) / 12, 9);
    expect(chain.intervals(1000)).toHaveLength(59);
    expect(chain.averageIntervalSeconds(10)).toBeCloseTo(6, 9);
    expect(chain.averageIntervalSeconds(1_000_000)).toBeCloseTo(
      Number((at(60).signedHeader.header.time - at(1).signedHeader.header.time) / NANOS_PER_SECOND) / 59,
      9,
    );
  });

  it('counts no interval across a hole', () => {
    chain.applyStep({ headers: [10, 11, 30, 31].map((height) => walked(at(height))) });
    expect(chain.intervals(10).map((point) => [point.height, point.maxSeconds])).toEqual([
      [11n, 5],
      [31n, 5],
    ]);
    expect(chainOf(store, blocks[0]!).averageIntervalSeconds(100)).toBe(5);
  });

  it('finds where the validator set changed', () => {
    chain.applyStep({ trusted: [1, 10, 25, 30, 45].map((height) => trusted(at(height))) });
    const changes = chain.validatorChanges(10).map(({ before, after }) => [before.height, after.height]);
    expect(changes).toEqual([
      [30n, 45n],
      [10n, 25n],
    ]);
  });
});

describe('claims, conflicts, peers', () => {
  it('keeps every reading, newest first', () => {
    chain.applyStep({
      trusted: [trusted(at(10)), trusted(at(20))],
      claims: [claim('a', at(10), '1'), claim('b', at(10), '5', 'reported')],
    });
    chain.applyStep({ claims: [claim('a', at(20), '2')] });
    expect(chain.latestClaim('a')).toEqual({
      key: 'a',
      height: 20n,
      value: '2',
      level: 'proven',
      condition: 'fresh',
      rule: 'ics23-state',
      headerHash: hashOf(at(20)),
      headerTime: at(20).signedHeader.header.time,
      proof: bytes('proof'),
      document: null,
      failure: null,
      verifiedAt: START,
    });
    expect(chain.claimHistory('a', 10).map((entry) => entry.value)).toEqual(['2', '1']);
    expect(chain.latestClaims().map((entry) => [entry.key, entry.value])).toEqual([
      ['a', '2'],
      ['b', '5'],
    ]);
    expect(chain.latestClaim('c')).toBeNull();
  });

  it('does not take a proven claim whose header is not on disk, or is another one there', () => {
    expect(() => chain.applyStep({ claims: [claim('a', at(10), '1')] })).toThrow(/not stored/);
    chain.applyStep({ trusted: [trusted(at(10))] });
    expect(chain.applyStep({ claims: [claim('a', forked[9]!, '1')] })).toMatchObject({
      error: { code: 'conflicting-height' },
    });
    expect(chain.applyStep({ headers: [walked(at(30))], claims: [claim('a', at(30), '1')] })).toEqual(done);
  });

  it('keeps both blocks of a conflict, once', () => {
    const conflict = {
      height: 10n,
      primary: { url: 'http://a', block: at(10) },
      witness: { url: 'http://b', block: forked[9]! },
      witnessQuorum: true,
      commonHeight: 1n,
      evidence: bytes('evidence'),
      detectedAt: START,
    };
    for (let i = 0; i < 3; i++) chain.applyStep({ conflicts: [conflict] });
    expect(chain.conflicts()).toEqual([{ ...conflict, id: 1n, exported: false }]);
    chain.markConflictExported(1n);
    expect(chain.conflicts()[0]?.exported).toBe(true);
  });

  const attack = {
    kind: 'equivocation',
    commonHeight: 9n,
    primary: { url: 'http://a', hash: bytes('a') },
    witness: { url: 'http://b', hash: bytes('b') },
    document: bytes('document', 900),
    detectedAt: START,
  };
  const halt = {
    error: { code: 'conflicting-headers', category: 'attack', params: { height: '10' } },
    primaryUrl: 'http://a',
    witnessUrl: 'http://b',
    haltedAt: START,
  };

  it('keeps the evidence of an attack once, and never lets go of it', () => {
    for (let i = 0; i < 3; i++) expect(chain.applyStep({ attacks: [attack] })).toEqual(done);
    expect(chain.attacks(10)).toEqual([{ ...attack, id: 1n }]);
    expect([chain.attack(1n)?.kind, chain.attack(2n)]).toEqual(['equivocation', null]);
    for (const sql of ['DELETE FROM attacks', "UPDATE attacks SET document = x'00'"]) {
      const raw = new Database(place.file);
      expect(() => raw.exec(sql)).toThrow(/evidence-/);
      raw.close();
    }
  });

  it('halts in one transaction with the evidence, and trusts nothing more until a person has decided', () => {
    chain.applyStep({ trusted: [trusted(at(1), 'anchor')] });
    expect(chain.applyStep({ attacks: [attack], halt })).toEqual(done);
    // Another reason, met while the first one stands, changes nothing.
    chain.applyStep({ halt: { ...halt, witnessUrl: 'http://c' } });
    expect(chain.openHalt()).toEqual({ ...halt, decision: null });
    expect(chain.applyStep({ trusted: [trusted(at(2))] })).toMatchObject({ error: { code: 'chain-halted' } });
    expect(chain.latestTrusted().state?.height).toBe(1n);
    expect(chain.resolveHalt('recheck', START + 5n)).toEqual(done);
    expect(chain.openHalt()).toBeNull();
    expect(chain.applyStep({ trusted: [trusted(at(2))] })).toEqual(done);
    chain.resolveHalt('primary', START + 6n);
    expect(chain.halts(5)).toEqual([{ ...halt, decision: { kept: 'recheck', at: START + 5n } }]);
  });

  it('keeps nothing of a step whose halt comes with what it must refuse', () => {
    chain.applyStep({ trusted: [trusted(at(1), 'anchor')] });
    expect(chain.applyStep({ headers: [walked(forked[0]!)], attacks: [attack], halt })).toMatchObject({
      error: { code: 'conflicting-height' },
    });
    expect([chain.openHalt(), chain.attacks(5)]).toEqual([null, []]);
  });

  it('stays halted where the row of the halt is damaged', () => {
    chain.applyStep({ halt });
    const raw = new Database(place.file);
    raw.exec("DROP TRIGGER halts_end_once; UPDATE halts SET error = '{}'");
    raw.close();
    expect(chain.openHalt()).toMatchObject({ error: { code: 'store-row-damaged', params: { what: 'halts' } } });
  });

  it('remembers peers', () => {
    chain.savePeer({ url: 'http://a', score: 1, state: '{}', updatedAt: START });
    chain.savePeer({ url: 'http://b', score: 2.5, state: '{}', updatedAt: START });
    chain.savePeer({ url: 'http://a', score: 3, state: '{"x":1}', updatedAt: START + 1n });
    expect(chain.peers()).toEqual([
      { url: 'http://a', score: 3, state: '{"x":1}', updatedAt: START + 1n },
      { url: 'http://b', score: 2.5, state: '{}', updatedAt: START },
    ]);
  });
});

describe('retention', () => {
  it('keeps the first, the latest and the newest N trusted states, the newest headers without holes, and the newest claims', () => {
    chain.applyStep({
      trusted: blocks.map((block) => trusted(block)),
      claims: [1, 2, 3, 4].map((n) => claim('a', at(60), String(n))),
    });
    expect(chain.prune({ trusted: 10, headers: 25, claimsPerKey: 2 })).toEqual({
      ok: true,
      value: { trusted: 49, headers: 35, claims: 2 },
    });
    expect(chain.listTrusted(100).map((state) => Number(state.height))).toEqual([
      60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 1,
    ]);
    expect(chain.knownRange()).toEqual({ from: 36n, to: 60n });
    expect(chain.claimHistory('a', 10).map((entry) => entry.value)).toEqual(['4', '3']);
    expect(chain.counts()).toMatchObject({ headersVerified: 60 });
    expect(chain.prune({ trusted: 10, headers: 25, claimsPerKey: 2 })).toEqual({
      ok: true,
      value: { trusted: 0, headers: 0, claims: 0 },
    });
  });

  it('deletes nothing of an empty or short chain', () => {
    expect(chain.prune({ headers: 5 })).toEqual({ ok: true, value: { trusted: 0, headers: 0, claims: 0 } });
    chain.applyStep({ trusted: [trusted(at(1), 'anchor')] });
    expect(chain.prune({ trusted: 1, headers: 1 })).toEqual({ ok: true, value: { trusted: 0, headers: 0, claims: 0 } });
  });
});
