import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../../light-client/core/verified.ts';
import type { Store } from '../../../main/store/types.ts';
import { buildChain, chainOf, open, START, temporaryFolder, trusted } from './blocks.ts';

const CHAIN_IDS = ['demo-jiazi-1', 'demo-yichou-1', 'demo-bingyin-1'] as const;
const fleet = CHAIN_IDS.map((chainId) => buildChain(9, { chainId }));
const forks = CHAIN_IDS.map((chainId) => buildChain(9, { chainId, branch: 'fork' }));
const at = (which: number, height: number, from = fleet) => from[which]![height - 1]!;
const done = { ok: true, value: null };

let place: ReturnType<typeof temporaryFolder>;
let store: Store;

beforeEach(() => {
  place = temporaryFolder();
  store = open(place.file);
});
afterEach(() => {
  store.close();
  place.remove();
});

const chainsOf = (from: Store) => CHAIN_IDS.map((chainId, which) => chainOf(from, at(which, 1), chainId));
const heights = (from: Store) => chainsOf(from).map((chain) => chain.latestTrusted().state?.height);

/** What somebody else sees, with a connection of their own. */
function trustedOnDisk(): number {
  const other = new Database(place.file, { readonly: true });
  try {
    return (other.prepare('SELECT count(*) AS n FROM trusted').get([]) as { n: number }).n;
  } finally {
    other.close();
  }
}

describe('steps of several chains, written together', () => {
  it('are told of when all of them are on disk, and not before', async () => {
    const seen: number[] = [];
    const written = chainsOf(store).map(async (chain, which) => {
      const outcome = await chain.applySoon({ trusted: [trusted(at(which, 5))] });
      seen.push(trustedOnDisk());
      return outcome;
    });
    expect(trustedOnDisk()).toBe(0);
    expect(await Promise.all(written)).toEqual([done, done, done]);
    expect(seen).toEqual([3, 3, 3]);
  });

  it('stand or fall each by itself: one refusal leaves nothing of its own step and all of the others', async () => {
    const chains = chainsOf(store);
    chains[1]!.applyStep({ trusted: [trusted(at(1, 5))] });
    const steps = [[at(0, 7)], [at(1, 8), at(1, 5, forks)], [at(2, 7)]];
    const outcomes = await Promise.all(
      chains.map((chain, which) => chain.applySoon({ trusted: steps[which]!.map((block) => trusted(block)) })),
    );
    expect(outcomes).toMatchObject([done, { ok: false, error: { code: 'conflicting-height' } }, done]);
    expect(chains[1]!.hashAt(8n)).toBeNull();
    expect(heights(store)).toEqual([7n, 5n, 7n]);
  });

  it('stand or fall each by itself where one is a bug, which is thrown to whoever made it', async () => {
    const chains = chainsOf(store);
    const claim = {
      key: 'k',
      value: '1',
      height: 6n,
      level: 'proven' as const,
      condition: 'fresh' as const,
      rule: 'ics23-state' as const,
      against: seal(at(1, 6).signedHeader.header),
      verified: seal('1'),
      proof: null,
      document: null,
      failure: null,
      verifiedAt: START,
    };
    const outcomes = await Promise.allSettled([
      chains[0]!.applySoon({ trusted: [trusted(at(0, 7))] }),
      chains[1]!.applySoon({ claims: [claim] }),
      chains[2]!.applySoon({ trusted: [trusted(at(2, 7))] }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { message: expect.stringContaining('not stored') } });
    expect(chains[1]!.latestClaims()).toEqual([]);
    expect(heights(store)).toEqual([7n, undefined, 7n]);
    const alone = chains[1]!.applySoon({ claims: [claim] });
    await expect(alone).rejects.toThrow(/not stored/);
    expect(await chains[1]!.applySoon({ trusted: [trusted(at(1, 6))], claims: [claim] })).toEqual(done);
  });

  it('all fail with the same word where the file cannot be written to, and can be tried again', async () => {
    const holder = new Database(place.file);
    store.close();
    store = open(place.file, { busyTimeoutMs: 30 });
    const chains = chainsOf(store);
    holder.exec('BEGIN IMMEDIATE');
    const write = () =>
      Promise.all(chains.map((chain, which) => chain.applySoon({ trusted: [trusted(at(which, 5))] })));
    const refused = { ok: false, error: { code: 'store-locked', category: 'store', params: {} } };
    expect(await write()).toEqual([refused, refused, refused]);
    holder.exec('ROLLBACK');
    holder.close();
    expect(await write()).toEqual([done, done, done]);
  });

  it('that nobody has waited for are on disk once the store is closed', async () => {
    const written = chainsOf(store).map((chain, which) => chain.applySoon({ trusted: [trusted(at(which, 5))] }));
    await Promise.resolve();
    store.close();
    expect(await Promise.all(written)).toEqual([done, done, done]);
    store = open(place.file);
    expect(heights(store)).toEqual([5n, 5n, 5n]);
  });
});
