import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../light-client/codec/bytes.ts';
import { field } from '../../../light-client/codec/protobuf.ts';
import { decodeClientState, decodeConsensusState } from '../../../light-client/interchain/tendermintClient.ts';
import { knownSpecs } from '../../../light-client/interchain/verifyUpdate.ts';
import { refusal } from '../../helpers/refusal.ts';

// ibc.lightclients.tendermint.v1 written field by field, so that each is read from its own place.

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const height = (revision: number, at: number) => concatBytes(field.varint(1, revision), field.varint(2, at));
const duration = (seconds: number, nanos: number) => concatBytes(field.varint(1, seconds), field.varint(2, nanos));

interface Op {
  readonly hash: number;
  readonly prehashKey: number;
  readonly prehashValue: number;
  readonly length: number;
  readonly prefix: Uint8Array;
}

const leaf = ({ hash, prehashKey, prehashValue, length, prefix }: Op) =>
  concatBytes(
    ...[hash, prehashKey, prehashValue, length].map((value, i) => field.varint(i + 1, value)),
    field.bytes(5, prefix),
  );

const inner = (childOrder: Uint8Array, numbers: readonly number[] = [33, 4, 12], emptyChild = bytes(8), hash = 1) =>
  concatBytes(
    field.bytes(1, childOrder),
    ...numbers.map((value, i) => field.varint(i + 2, value)),
    field.bytes(5, emptyChild),
    field.varint(6, hash),
  );

const LEAF: Op = { hash: 1, prehashKey: 2, prehashValue: 3, length: 4, prefix: bytes(9, 9) };
const spec = (innerSpec = inner(bytes(0, 1))) =>
  concatBytes(
    field.message(1, leaf(LEAF)),
    field.message(2, innerSpec),
    field.varint(3, 20),
    field.varint(4, 5),
    field.varint(5, 1),
  );

/** sha256, no prehash of the key, prehash of the value, lengths as varints: what ibc-go writes for its two trees. */
const IBC_LEAF = leaf({ hash: 1, prehashKey: 0, prehashValue: 1, length: 1, prefix: bytes(0) });
const ibcSpec = (numbers: readonly number[]) =>
  concatBytes(field.message(1, IBC_LEAF), field.message(2, inner(bytes(0, 1), numbers, bytes())));
const IAVL = ibcSpec([33, 4, 12]);
const SIMPLE = ibcSpec([32, 1, 1]);

const PARTS: Readonly<Record<number, Uint8Array>> = {
  1: field.bytes(1, utf8('demo-jiazi-1')),
  2: field.message(2, concatBytes(field.varint(1, 2), field.varint(2, 3))),
  3: field.message(3, duration(1000, 1)),
  4: field.message(4, duration(2000, 2)),
  5: field.message(5, duration(10, 3)),
  6: field.message(6, height(7, 8)),
  7: field.message(7, height(1, 99)),
  8: field.message(8, spec()),
};
const state = (change: Readonly<Record<number, Uint8Array>> = {}) =>
  concatBytes(...Object.values({ ...PARTS, ...change }));

describe('a client state', () => {
  test('is read field by field [IB-1]', () => {
    expect(decodeClientState(state())).toEqual({
      chainId: 'demo-jiazi-1',
      trustLevel: { numerator: 2n, denominator: 3n },
      trustingPeriod: 1_000_000_000_001n,
      unbondingPeriod: 2_000_000_000_002n,
      maxClockDrift: 10_000_000_003n,
      frozenHeight: { revision: 7n, height: 8n },
      latestHeight: { revision: 1n, height: 99n },
      proofSpecs: [
        {
          leaf: LEAF,
          inner: {
            childOrder: [0, 1],
            childSize: 33,
            minPrefixLength: 4,
            maxPrefixLength: 12,
            emptyChild: bytes(8),
            hash: 1,
          },
          maxDepth: 20,
          minDepth: 5,
          prehashKeyBeforeComparison: true,
        },
      ],
    });
  });

  test('may say no in as many words where nothing would do [IB-1]', () => {
    const no = field.message(8, bytes(0x28, 0));
    expect(decodeClientState(no).proofSpecs[0]?.prehashKeyBeforeComparison).toBe(false);
  });

  test('has zeros for what is left out, and skips what nobody here knows [IB-1]', () => {
    const nothing = { revision: 0n, height: 0n };
    const empty = {
      chainId: '',
      trustLevel: { numerator: 0n, denominator: 0n },
      trustingPeriod: 0n,
      unbondingPeriod: 0n,
      maxClockDrift: 0n,
      frozenHeight: nothing,
      latestHeight: nothing,
      proofSpecs: [],
    };
    expect(decodeClientState(new Uint8Array(0))).toEqual(empty);
    const more = concatBytes(field.varint(10, 1), field.varint(11, 1), field.bytes(12, bytes(1)));
    expect(decodeClientState(more)).toEqual(empty);
    const partly = state({
      2: field.message(2, field.varint(7, 5)),
      3: field.message(3, field.varint(7, 5)),
      7: field.message(7, field.varint(7, 5)),
      8: field.message(8, concatBytes(field.message(1, field.varint(7, 5)), field.message(2, field.varint(7, 5)))),
    });
    const read = decodeClientState(partly);
    expect(read).toMatchObject({ trustLevel: empty.trustLevel, trustingPeriod: 0n, latestHeight: nothing });
    const none = new Uint8Array(0);
    expect(read.proofSpecs).toEqual([
      {
        leaf: { hash: 0, prehashKey: 0, prehashValue: 0, length: 0, prefix: none },
        inner: { childOrder: [], childSize: 0, minPrefixLength: 0, maxPrefixLength: 0, emptyChild: none, hash: 0 },
        maxDepth: 0,
        minDepth: 0,
        prehashKeyBeforeComparison: false,
      },
    ]);
    expect(decodeClientState(field.message(8, new Uint8Array(0))).proofSpecs).toEqual(read.proofSpecs);
  });

  test('may have eight proof specs, and no more [IB-3]', () => {
    const specs = (count: number) => concatBytes(...Array.from({ length: count }, () => PARTS[8] as Uint8Array));
    expect(decodeClientState(specs(8)).proofSpecs.length).toBe(8);
    expect(refusal(() => decodeClientState(specs(9)))).toBe('too-large client_state#8');
  });

  test('has up to sixteen branches of up to 127 in a proof spec [IB-3]', () => {
    const order = (...branches: number[]) => field.message(8, spec(inner(Uint8Array.from(branches))));
    const sixteen = Array.from({ length: 16 }, (_, i) => i);
    expect(decodeClientState(order(...sixteen)).proofSpecs[0]?.inner.childOrder).toEqual(sixteen);
    expect(decodeClientState(order(127, 0)).proofSpecs[0]?.inner.childOrder).toEqual([127, 0]);
    const refused = 'too-large client_state#8#2#1';
    expect(refusal(() => decodeClientState(order(...sixteen, 16)))).toBe(refused);
    expect(refusal(() => decodeClientState(order(0, 128)))).toBe(refused);
    expect(refusal(() => decodeClientState(order(128, 0)))).toBe(refused);
  });

  test('is refused with the place where it ends early or has another wire type [CX-6] [CX-7]', () => {
    expect(refusal(() => decodeClientState(state().subarray(0, -1)))).toMatch(/^truncated client_state/);
    expect(refusal(() => decodeClientState(field.varint(1, 5)))).toBe('wrong-wire-type client_state#1');
    expect(refusal(() => decodeConsensusState(field.varint(2, 5)))).toBe('wrong-wire-type consensus_state#2');
  });

  test('of the two specs that ibc-go writes is one of known specs, in this order only [IB-3]', () => {
    const known = (...specs: Uint8Array[]) =>
      knownSpecs(decodeClientState(concatBytes(...specs.map((one) => field.message(8, one)))));
    expect(known(IAVL, SIMPLE)).toBe(true);
    const others = [
      [SIMPLE, IAVL],
      [IAVL, IAVL],
      [SIMPLE, SIMPLE],
      [IAVL],
      [SIMPLE],
      [],
      [IAVL, SIMPLE, SIMPLE],
      [IAVL, SIMPLE, IAVL],
    ];
    expect(others.map((specs) => known(...specs))).toEqual(others.map(() => false));
  });
});

describe('a consensus state', () => {
  test('is nothing where every field is left out, and skips unknown ones [IB-1]', () => {
    const none = { timestamp: 0n, root: new Uint8Array(0), nextValidatorsHash: new Uint8Array(0) };
    expect(decodeConsensusState(new Uint8Array(0))).toEqual(none);
    expect(decodeConsensusState(concatBytes(field.message(2, field.varint(5, 1)), field.varint(9, 1)))).toEqual(none);
  });
});
