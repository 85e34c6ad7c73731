import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../../light-client/codec/bytes.ts';
import { createBatchSuite } from '../../../../light-client/crypto/batchSuite.ts';
import {
  KEY_TABLE,
  LAYOUT,
  MAX_BATCH,
  MAX_HASHED,
  SHORT_TABLE,
} from '../../../../light-client/crypto/ed25519/layout.ts';
import type { Machine } from '../../../../light-client/crypto/ed25519/module.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import type { Vote } from '../../../../light-client/crypto/suite.ts';
import { ed25519Key } from '../../../helpers/keyring.ts';
import { goodVotes, newBatchVerifier } from '../batched.ts';
import { L, littleEndian, MESSAGE, mixed, Point, SMALL, SMALL_ENCODINGS, toNumber } from '../edges.ts';
import { watchedVerifier } from './watched.ts';

const verify = newBatchVerifier();
const votes = goodVotes(MAX_BATCH + 3);

/** S larger or smaller by so much: the error is that multiple of the base point. */
function withError(vote: Vote, by: bigint): Vote {
  const s = (toNumber(vote.signature.slice(32)) + by + L) % L;
  return { ...vote, signature: concatBytes(vote.signature.slice(0, 32), littleEndian(s)) };
}

function offset(n: number, m: number): Vote {
  const { key, signature } = mixed(SMALL[n] ?? Point.ZERO, SMALL[m] ?? Point.ZERO);
  return { publicKey: key, message: MESSAGE, signature };
}

describe('a batch', () => {
  test.each([0, 1, 2, 3, 7, 34, 67, MAX_BATCH, MAX_BATCH + 1, MAX_BATCH + 3])(
    'of %i good votes is good [KT-11]',
    (count) => {
      expect(verify(votes.slice(0, count))).toBe(true);
    },
  );

  test('is refused for one altered bit of any vote, in key, message, R or S [KT-11]', () => {
    const fresh = newBatchVerifier({ wideAfter: 3 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        fc.constantFrom('publicKey' as const, 'message' as const, 'signature' as const),
        fc.nat(),
        fc.nat({ max: 7 }),
        (count, which, part, at, bit) => {
          const batch = votes.slice(0, count);
          const altered = batch.map((vote, i) => {
            if (i !== which % count) return vote;
            const bytes = vote[part];
            return { ...vote, [part]: bytes.map((byte, k) => (k === at % bytes.length ? byte ^ (1 << bit) : byte)) };
          });
          expect(fresh(altered)).toBe(false);
          expect(fresh(batch)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('is refused at every place of one bad vote among many [KT-11]', () => {
    const batch = votes.slice(0, 40);
    const accepted = batch.map((_, i) => verify(batch.map((vote, k) => (k === i ? withError(vote, 1n) : vote))));
    expect(accepted).not.toContain(true);
    // In the part that begins behind the largest equation, too.
    expect(verify(votes.map((vote, i) => (i === MAX_BATCH + 1 ? withError(vote, 1n) : vote)))).toBe(false);
  });

  test('is refused where the errors of two would cancel if they counted alike, or as one to two [KT-11]', () => {
    const [a, b, c] = votes as [Vote, Vote, Vote];
    for (const [x, y] of [
      [1n, -1n],
      [2n, -1n],
      [1n, -2n],
      [1n, 1n],
    ] as const) {
      expect(verify([withError(a, x), withError(b, y)])).toBe(false);
      expect(verify([c, withError(a, x), withError(b, y)])).toBe(false);
    }
    expect(verify([a, { ...b, message: a.message }])).toBe(false);
    expect(
      verify([
        { ...a, signature: b.signature },
        { ...b, signature: a.signature },
      ]),
    ).toBe(false);
  });

  test('takes what points of small order were added to, wherever each may stand [KT-11] [KT-1]', () => {
    for (let i = 0; i < 8; i++) {
      expect(verify([offset(i, 8 - i), offset(8 - i, i), ...votes.slice(0, i)])).toBe(true);
      expect(verify([offset(0, i), offset(0, 8 - i)])).toBe(true); // R + T and R - T
    }
    const small = SMALL_ENCODINGS.map((key): Vote => {
      return { publicKey: key, message: MESSAGE, signature: concatBytes(key, new Uint8Array(32)) };
    });
    expect(verify(small)).toBe(true);
    expect(verify([...small, votes[0] as Vote, withError(votes[1] as Vote, 1n)])).toBe(false);
  });

  test('is refused for S at L or above, whatever stands beside it [KT-11] [KT-1]', () => {
    const [other] = votes as [Vote];
    for (const vote of votes) {
      for (const times of [1n, 2n, 15n]) {
        const s = littleEndian(toNumber(vote.signature.slice(32)) + times * L);
        const twin = { ...vote, signature: concatBytes(vote.signature.slice(0, 32), s) };
        expect([verify([twin]), verify([other, twin]), verify([twin, other])]).toEqual([false, false, false]);
      }
    }
  });

  test('takes every S below L, those above its highest bit, too [KT-11] [KT-1]', () => {
    // Under the neutral key S alone makes R, so that any S has a signature.
    const key = Point.ZERO.toBytes();
    const withS = (s: bigint): Vote => ({
      publicKey: key,
      message: MESSAGE,
      signature: concatBytes(Point.BASE.multiplyUnsafe(s % L).toBytes(), littleEndian(s)),
    });
    const judged = [1n, 2n ** 252n - 1n, 2n ** 252n, 2n ** 252n + 5n, L - 1n, L, L + 1n, 2n ** 253n].map((s) => [
      verify([withS(s)]),
      nobleSuite.ed25519Verify(key, MESSAGE, withS(s).signature),
    ]);
    expect(judged).toEqual([...Array(5).fill([true, true]), ...Array(3).fill([false, false])]);
  });

  test('is refused where the bytes of any R are no point, whatever the equation says [KT-11]', () => {
    const five = votes.slice(0, 5);
    // The machine does all its work, and says of one place that there was no point.
    for (let bad = 0; bad < 5; bad++) {
      const { verify: strict } = watchedVerifier({}, (machine) => ({
        shortTables(first, second, firstTable, secondTable) {
          const points = machine.shortTables(first, second, firstTable, secondTable);
          const place = (firstTable - LAYOUT.nonceTables) / SHORT_TABLE;
          return place === bad ? points & 2 : place + 1 === bad ? points & 1 : points;
        },
      }));
      expect(strict(five)).toBe(false);
      expect(strict(votes.slice(0, bad - (bad % 2)))).toBe(true); // up to the pair of that place
    }
  });

  test('is refused where a table in memory was lost: a sum of zeros only is not the neutral point [KT-16]', () => {
    const lose = (machine: Machine, at: number, length: number) =>
      new Uint8Array(machine.memory.buffer, at, length).fill(0);
    const losing: readonly ((machine: Machine) => Partial<Machine>)[] = [
      (machine) => ({
        shortTables(first, second, firstTable, secondTable) {
          const points = machine.shortTables(first, second, firstTable, secondTable);
          lose(machine, firstTable, SHORT_TABLE);
          return points;
        },
      }),
      (machine) => ({
        wideTables(key, first, second, entries) {
          machine.wideTables(key, first, second, entries);
          lose(machine, first, KEY_TABLE);
        },
      }),
    ];
    for (const changed of losing) {
      const { verify: careless } = watchedVerifier({ wideAfter: 1 }, changed);
      expect([1, 2, 5].map((count) => careless(votes.slice(0, count)))).toEqual([false, false, false]);
    }
  });

  test('has the same verdict again, from another verifier and in another order [KT-13]', () => {
    const good = votes.slice(0, 9);
    const bad = good.map((vote, i) => (i === 4 ? withError(vote, 5n) : vote));
    const other = newBatchVerifier();
    for (const one of [verify, other, verify]) {
      expect([one(good), one([...good].reverse()), one(bad), one([...bad].reverse())]).toEqual([
        true,
        true,
        false,
        false,
      ]);
    }
  });

  test('may hold one vote or one key many times, and messages of any length [KT-11]', () => {
    const [a] = votes as [Vote];
    expect(verify([a, a, a, a])).toBe(true);
    expect(verify([a, a, withError(a, 1n), a])).toBe(false);
    const long = goodVotes(2, 'x'.repeat(20_000));
    expect(verify([...long, a])).toBe(true);
    expect(newBatchVerifier()([...long, a])).toBe(true);
    expect(verify([...long, { ...a, message: new Uint8Array(20_000) }])).toBe(false);
    expect(verify([{ ...a, message: new Uint8Array(0) }])).toBe(false);
  });
});

test('messages of every length around the blocks of the hash are judged, up to the longest that is hashed in place and beyond [KT-11]', () => {
  const key = ed25519Key('lengths');
  // Its own verifier: the tables of its only key lie right behind what is hashed in place, and have to stay as they are.
  const alone = newBatchVerifier({ wideAfter: 1_000_000 });
  const lengths = [...Array.from({ length: 260 }, (_, i) => i), ...[-1, 0, 1, 2].map((i) => MAX_HASHED - 81 + i)];
  const made = lengths.map((length): Vote => {
    const message = Uint8Array.from({ length }, (_, i) => i & 255);
    return { publicKey: key.publicKey.bytes, message, signature: key.sign(message) };
  });
  expect(made.filter((vote) => !alone([vote])).map(({ message }) => message.length)).toEqual([]);
  const longer = made.map((vote) => ({ ...vote, message: concatBytes(vote.message, Uint8Array.of(0)) }));
  expect(longer.filter((vote) => alone([vote]))).toEqual([]);
});

describe('keys kept for batches', () => {
  test('are forgotten when there are too many, and come again, without another verdict [KT-15]', () => {
    const few = newBatchVerifier({ maxKeys: MAX_BATCH, wideAfter: 2 });
    const many = goodVotes(MAX_BATCH + 60, 'many');
    for (const [start, end] of [
      [0, 100],
      [60, 160],
      [100, 188],
      [0, 128],
      [0, 188],
    ]) {
      const batch = many.slice(start, end);
      expect(few(batch)).toBe(true);
      expect(few(batch.map((vote, i) => (i === 50 ? withError(vote, 1n) : vote)))).toBe(false);
    }
    expect(() => newBatchVerifier({ maxKeys: MAX_BATCH - 1 })).toThrow();
  });

  test('have room for more than the memory that there was to begin with [KT-15]', () => {
    const { verify: roomy, machine } = watchedVerifier({ wideAfter: 1 });
    const before = machine.memory.buffer.byteLength;
    const many = goodVotes(2 * MAX_BATCH, 'many');
    for (const one of [many, many.slice(MAX_BATCH), many.slice(0, 3)]) {
      expect(roomy(one)).toBe(true);
      expect(roomy(one.map((vote, i) => (i === 2 ? withError(vote, 1n) : vote)))).toBe(false);
    }
    expect(machine.memory.buffer.byteLength).toBeGreaterThan(before);
  });

  test('that are no point are remembered as such [KT-15]', () => {
    const none: Vote = { ...(votes[0] as Vote), publicKey: littleEndian(2n) };
    expect([verify([none]), verify([none]), verify([votes[1] as Vote, none])]).toEqual([false, false, false]);
    expect(verify(votes.slice(0, 3))).toBe(true);
  });
});

describe('the suite with batches', () => {
  test('gives the known answers on this platform [KT-14]', () => {
    const suite = createBatchSuite(nobleSuite);
    expect(suite.ed25519VerifyBatch?.(votes.slice(0, 5))).toBe(true);
    expect(suite.ed25519VerifyBatch?.(votes.slice(0, 5).map((vote) => withError(vote, 1n)))).toBe(false);
  });

  const single = (one: Vote) => nobleSuite.ed25519Verify(one.publicKey, one.message, one.signature);
  test.each<[string, (() => ((batch: readonly Vote[]) => boolean) | undefined) | undefined]>([
    ['is missing', () => undefined],
    ['always says yes', () => () => true],
    ['always says no', () => () => false],
    ['throws', () => () => raise()],
    [
      'looks at the first vote only',
      () =>
        ([first]) =>
          first === undefined || single(first),
    ],
    ['looks at the last vote only', () => (batch) => batch.slice(-1).every(single)],
    ['adds up without coefficients', () => sumOfErrors],
    ['answers another word than true', () => () => 1 as unknown as boolean],
  ])('does not use a verifier that %s [KT-14]', (_, create) => {
    const suite = createBatchSuite(nobleSuite, create);
    expect(suite.ed25519VerifyBatch?.(votes.slice(0, 2))).toBe(false);
    // Asked one by one, the votes are as good as before.
    expect(
      votes
        .slice(0, 2)
        .every(({ publicKey, message, signature }) => suite.ed25519Verify(publicKey, message, signature)),
    ).toBe(true);
  });

  test('makes its verifier when the first batch comes, and once [KT-14]', () => {
    let made = 0;
    const suite = createBatchSuite(nobleSuite, () => {
      made += 1;
      return verify;
    });
    expect(made).toBe(0);
    for (let i = 0; i < 3; i++) suite.ed25519VerifyBatch?.(votes.slice(0, 2));
    expect(made).toBe(1);
  });

  test('makes it only once as many votes have come as it is worth, and says no until then [KT-14]', () => {
    let made = 0;
    const create = () => {
      made += 1;
      return verify;
    };
    const suite = createBatchSuite(nobleSuite, create, 5);
    const told = Array.from({ length: 4 }, () => suite.ed25519VerifyBatch?.(votes.slice(0, 2)));
    expect(told).toEqual([false, false, true, true]);
    expect(made).toBe(1);
  });
});

/** Good where every vote is, and where two errors of S cancel. */
function sumOfErrors(batch: readonly Vote[]): boolean {
  if (batch.every(({ publicKey, message, signature }) => nobleSuite.ed25519Verify(publicKey, message, signature)))
    return true;
  const alike = batch.filter(({ signature }) =>
    Buffer.from(signature.slice(0, 32)).equals(Buffer.from(batch[0]?.signature.slice(0, 32) ?? [])),
  );
  return (
    alike.length === 2 &&
    alike.every(({ message }) => Buffer.from(message).equals(Buffer.from(batch[0]?.message ?? []))) &&
    cancels(alike)
  );
}

function cancels([a, b]: readonly Vote[]): boolean {
  if (a === undefined || b === undefined) return false;
  const [s, t] = [toNumber(a.signature.slice(32)), toNumber(b.signature.slice(32))];
  return (s - t) ** 2n === 4n;
}

function raise(): never {
  throw new Error('broken');
}
