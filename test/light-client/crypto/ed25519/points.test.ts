import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AFFINE,
  BASE_ENTRIES,
  BASE_TABLE,
  LAYOUT,
  PROJECTIVE,
  SHORT_TABLE,
} from '../../../../light-client/crypto/ed25519/layout.ts';
import { L, littleEndian, P, Point, type PointOf, SMALL, SMALL_ENCODINGS } from '../edges.ts';
import { FREE, machine, power, readBytes, readNumber, readWord, writeBytes, writeWord } from './memory.ts';

// Points beside @noble's, those of small order and their odd encodings among them.

const { points: BYTES, current: CURRENT } = LAYOUT;
const TABLES = [FREE, FREE + 2 * SHORT_TABLE] as const;

const scalar = fc.bigInt({ min: 1n, max: L - 1n });
const point = fc
  .tuple(scalar, fc.constantFrom(...SMALL), fc.boolean())
  .map(([n, small, alone]) => (alone ? small : Point.BASE.multiply(n).add(small)));

function coordinate(lane: number, i: number): bigint {
  return readNumber(CURRENT + 80 * i + 8 * lane);
}

function current(lane: number): { readonly x: bigint; readonly y: bigint } {
  const inverse = power(coordinate(lane, 2), P - 2n);
  const [x, y] = [(coordinate(lane, 0) * inverse) % P, (coordinate(lane, 1) * inverse) % P];
  expect((coordinate(lane, 3) * inverse) % P).toBe((x * y) % P);
  return { x, y };
}

function decodeBoth(first: Uint8Array, second: Uint8Array): number {
  writeBytes(BYTES, first);
  writeBytes(BYTES + 32, second);
  return machine.decode(CURRENT, BYTES, BYTES + 32);
}

function reference(bytes: Uint8Array): PointOf | undefined {
  try {
    return Point.fromBytes(bytes, true);
  } catch {
    return undefined;
  }
}

/** y + x and y - x of an entry, made affine. */
function entryPoint(address: number, affine: boolean): { readonly x: bigint; readonly y: bigint } {
  const twiceZ = affine ? 2n : readNumber(address + 160, 8);
  const inverse = power(twiceZ, P - 2n);
  const [plus, minus] = [readNumber(address, 8), readNumber(address + 40, 8)];
  const found = { x: ((plus - minus + P) * inverse) % P, y: ((plus + minus) * inverse) % P };
  const product = (readNumber(address + 80, 8) * 2n * inverse) % P;
  const d = Point.CURVE().d;
  expect(product).toBe((2n * d * found.x * found.y) % P);
  expect((product + readNumber(address + 120, 8) * 2n * inverse) % P).toBe(0n);
  return found;
}

describe('points, two at a time', () => {
  test('are decoded as ZIP-215 reads them, and refused where there is none [KT-11] [KT-1]', () => {
    const edges = [0n, 1n, 2n, P - 1n, P, P + 1n, 2n ** 255n - 1n].flatMap((y) => [
      littleEndian(y),
      littleEndian(y | (1n << 255n)),
    ]);
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.constantFrom(...edges, ...SMALL_ENCODINGS),
      point.map((one) => one.toBytes()),
    );
    fc.assert(
      fc.property(bytes, bytes, (first, second) => {
        const good = decodeBoth(first, second);
        for (const [lane, one] of [reference(first), reference(second)].entries()) {
          expect((good >> lane) & 1).toBe(one === undefined ? 0 : 1);
          if (one !== undefined) expect(current(lane)).toEqual(one.toAffine());
        }
      }),
      { numRuns: 300 },
    );
  });

  test('are doubled and added, each with itself, its negative and points of small order, too [KT-11]', () => {
    fc.assert(
      fc.property(point, point, fc.boolean(), fc.boolean(), (p, q, negative, same) => {
        const other = same ? p : q;
        writeBytes(BYTES, p.toBytes());
        writeBytes(BYTES + 32, other.toBytes());
        machine.shortTables(BYTES, BYTES + 32, TABLES[0], TABLES[1]);
        decodeBoth(p.toBytes(), other.toBytes());
        machine.double(CURRENT, 1);
        expect(current(0)).toEqual(p.double().toAffine());
        expect(current(1)).toEqual(other.double().toAffine());
        // 2p ± q in one lane, 2q ± p in the other.
        machine.addProjective(CURRENT, TABLES[1] + (negative ? 1 : 0), TABLES[0] + (negative ? 1 : 0), 1);
        const plus = (a: PointOf, b: PointOf) => (negative ? a.subtract(b) : a.add(b)).toAffine();
        expect(current(0)).toEqual(plus(p.double(), other));
        expect(current(1)).toEqual(plus(other.double(), p));
      }),
      { numRuns: 60 },
    );
  });

  test('have tables of odd multiples [KT-11] [KT-15]', () => {
    fc.assert(
      fc.property(point, point, (p, q) => {
        writeBytes(BYTES, p.toBytes());
        writeBytes(BYTES + 32, q.toBytes());
        expect(machine.shortTables(BYTES, BYTES + 32, TABLES[0], TABLES[1])).toBe(3);
        for (let i = 0; i < 8; i++) {
          for (const [lane, one] of [p, q].entries()) {
            const expected = one.multiplyUnsafe(BigInt(2 * i + 1)).toAffine();
            expect(entryPoint((TABLES[lane] as number) + i * PROJECTIVE, false)).toEqual(expected);
          }
        }
        machine.wideTables(BYTES, TABLES[0], TABLES[0] + 4 * AFFINE, 4);
        for (let i = 0; i < 4; i++) {
          const far = p.multiplyUnsafe(2n ** 128n);
          const odd = BigInt(2 * i + 1);
          expect(entryPoint(TABLES[0] + i * AFFINE, true)).toEqual(p.multiplyUnsafe(odd).toAffine());
          expect(entryPoint(TABLES[0] + (4 + i) * AFFINE, true)).toEqual(far.multiplyUnsafe(odd).toAffine());
        }
      }),
      { numRuns: 10 },
    );
  });

  test('have such tables of the base point [KT-11]', () => {
    for (const i of [0, 1, BASE_ENTRIES - 1]) {
      const multiple = Point.BASE.multiply(BigInt(2 * i + 1));
      expect(entryPoint(LAYOUT.baseTable + i * AFFINE, true)).toEqual(multiple.toAffine());
      const far = multiple.multiply(2n ** 128n);
      expect(entryPoint(LAYOUT.baseTable + BASE_TABLE + i * AFFINE, true)).toEqual(far.toAffine());
    }
  });
});

test('digits add up to the number that they were made from [KT-11]', () => {
  const [HEADS, NUMBER, TABLE] = [LAYOUT.affineHeads, LAYOUT.scalar, 1 << 24];
  const cases = fc.tuple(
    fc.constantFrom([128, 5], [125, 6], [253, 5], [128, 8], [1, 5]),
    fc.bigInt({ min: 0n, max: 2n ** 253n }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        cases,
        cases.map(([kind]) => [kind, 2n ** 253n - 1n] as const),
      ),
      ([[bits = 0, width = 0], any]) => {
        const value = any % 2n ** BigInt(bits);
        writeBytes(HEADS, new Uint8Array(1024));
        writeBytes(NUMBER, littleEndian(value));
        writeWord(LAYOUT.nextNode, LAYOUT.nodes);
        machine.schedule(NUMBER, bits, width, TABLE, 160, HEADS);
        let sum = 0n;
        for (let position = 0; position < 256; position++) {
          for (let node = readWord(HEADS + 4 * position); node !== 0; node = readWord(node)) {
            const entry = readWord(node + 4) - TABLE;
            const index = Math.floor(entry / 160);
            expect(index).toBeLessThan(1 << (width - 2));
            const digit = BigInt(2 * index + 1) << BigInt(position);
            sum += entry % 2 === 1 ? -digit : digit;
          }
        }
        expect(sum).toBe(value);
      },
    ),
    { numRuns: 200 },
  );
});

test('SHA-512 is that of the reference, over any number of blocks [KT-11]', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (message) => {
      const blocks = Math.ceil((message.length + 17) / 128);
      const padded = new Uint8Array(128 * blocks);
      padded.set(message);
      padded[message.length] = 0x80;
      new DataView(padded.buffer).setUint32(padded.length - 4, 8 * message.length);
      writeBytes(LAYOUT.hashed, padded);
      machine.sha512(LAYOUT.hashed, blocks, LAYOUT.digest);
      expect(readBytes(LAYOUT.digest, 64)).toEqual(sha512(message));
    }),
  );
});
