import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { buildChain, codec, hashOf, open, temporaryFolder, trusted, walked } from './blocks.ts';

const LENGTH = 30;
const branches = [buildChain(LENGTH), buildChain(LENGTH, { branch: 'b' }), buildChain(LENGTH, { branch: 'c' })];

type Operation =
  | { kind: 'step'; trusted: [number, number][]; headers: [number, number][] }
  | { kind: 'prune'; trusted: number; headers: number }
  | { kind: 'reopen' }
  | { kind: 'second' };

const block = fc.tuple(
  fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) }),
  fc.integer({ min: 1, max: LENGTH }),
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      trusted: fc.array(block, { maxLength: 3 }),
      headers: fc.array(block, { maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('prune' as const),
      trusted: fc.integer({ min: 1, max: 5 }),
      headers: fc.integer({ min: 1, max: 10 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('second' as const) }) },
);

describe('no sequence of operations', () => {
  it('loses the highest trusted state, changes the hash of a stored height, or writes half a step', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 25 }), (operations) => {
        const place = temporaryFolder();
        let store = open(place.file);
        // The anchor names no stored block of any branch, so that every branch may come first.
        const anchor = buildChain(1, { chainId: 'demo-jiazi-1', branch: 'anchor' })[0]!;
        const identityAt = (s: typeof store) => {
          const outcome = s.chain(
            { chainId: 'demo-jiazi-1', family: 'cometbft', anchorHeight: 1_000n, anchorHash: hashOf(anchor) },
            codec,
          );
          if (!outcome.ok) throw new Error(outcome.error.code);
          return outcome.value;
        };
        let chain = identityAt(store);
        /** What must be there: hash by height, and the highest trusted height. */
        const model = { trusted: new Map<number, string>(), headers: new Map<number, string>(), highest: 0 };
        try {
          for (const op of operations) {
            if (op.kind === 'reopen') {
              store.close();
              store = open(place.file);
              chain = identityAt(store);
            } else if (op.kind === 'second') {
              chain = identityAt(open(place.file, { role: 'worker' }));
            } else if (op.kind === 'prune') {
              expect(chain.prune({ trusted: op.trusted, headers: op.headers }).ok).toBe(true);
              for (const height of [...model.trusted.keys()])
                if (chain.trustedAtOrBelow(BigInt(height))?.height !== BigInt(height)) model.trusted.delete(height);
              for (const height of [...model.headers.keys()])
                if (chain.headerAt(BigInt(height)) === null) model.headers.delete(height);
            } else {
              const before = chain.counts();
              const result = chain.applyStep({
                trusted: op.trusted.map(([branch, height]) => trusted(branches[branch]![height - 1]!)),
                headers: op.headers.map(([branch, height]) => walked(branches[branch]![height - 1]!)),
              });
              if (!result.ok) {
                expect(['conflicting-height', 'broken-link']).toContain(result.error.code);
                expect(chain.counts()).toEqual(before);
              } else {
                for (const [branch, height] of op.trusted) {
                  const hash = toHex(hashOf(branches[branch]![height - 1]!));
                  expect(model.trusted.get(height) ?? hash).toBe(hash);
                  expect(model.headers.get(height) ?? hash).toBe(hash);
                  if (!model.trusted.has(height)) model.headers.set(height, hash);
                  model.trusted.set(height, hash);
                  model.highest = Math.max(model.highest, height);
                }
                for (const [branch, height] of op.headers) {
                  const hash = toHex(hashOf(branches[branch]![height - 1]!));
                  expect(model.headers.get(height) ?? hash).toBe(hash);
                  model.headers.set(height, hash);
                }
              }
            }
            const { state, highestSeen } = chain.latestTrusted();
            expect(Number(state?.height ?? 0n)).toBe(model.highest);
            expect(Number(highestSeen ?? 0n)).toBe(model.highest);
            for (const [height, hash] of model.trusted) expect(toHex(chain.hashAt(BigInt(height))!)).toBe(hash);
            const listed = chain.headerRows(100).map((row) => [Number(row.height), toHex(row.hash)] as const);
            expect(new Map(listed)).toEqual(new Map([...model.headers].sort(([a], [b]) => b - a)));
          }
          expect(store.problems()).toEqual([]);
        } finally {
          store.close();
          place.remove();
        }
      }),
      { numRuns: 60, seed: 20_260_101 },
    );
  });
});
