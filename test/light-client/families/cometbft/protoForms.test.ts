import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../../light-client/codec/bytes.ts';
import { fromHex } from '../../../../light-client/codec/hex.ts';
import { field } from '../../../../light-client/codec/protobuf.ts';
import { GO_ZERO_TIME } from '../../../../light-client/codec/time.ts';
import {
  encodeCommit,
  encodeHeader,
  encodeSignedHeader,
  encodeValidator,
  encodeValidatorSet,
} from '../../../../light-client/families/cometbft/proto.ts';
import {
  decodeCommit,
  decodeHeader,
  decodeLightBlock,
  decodeSignedHeader,
  decodeValidatorSet,
} from '../../../../light-client/families/cometbft/protoDecode.ts';
import type { Commit, Header, Validator } from '../../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';
import { refusal } from '../../../helpers/refusal.ts';

// What is left out of a message is its default, and what must not be left out is asked for.

const { signedHeader, validatorSet } = buildChain({ heights: 1, validators: () => powers(2) }).at(1);
const NONE = new Uint8Array(0);
const NO_BLOCK = { hash: NONE, partSetHeader: { total: 0, hash: NONE } };
const EMPTY_HEADER: Header = {
  version: { block: 0n, app: 0n },
  chainId: '',
  height: 0n,
  time: 0n,
  lastBlockId: NO_BLOCK,
  lastCommitHash: NONE,
  dataHash: NONE,
  validatorsHash: NONE,
  nextValidatorsHash: NONE,
  consensusHash: NONE,
  appHash: NONE,
  lastResultsHash: NONE,
  evidenceHash: NONE,
  proposerAddress: NONE,
};
const EMPTY_COMMIT: Commit = { height: 0n, round: 0, blockId: NO_BLOCK, signatures: [] };
const hex = (text: string) => fromHex(text.replaceAll(' ', ''));

describe('a message with fields left out', () => {
  test.each<[string, string, Partial<Header>]>([
    ['everything', '', {}],
    ['both parts of the version', '0a00', {}],
    ['the app version', '0a02 080b', { version: { block: 11n, app: 0n } }],
    ['the block version', '0a02 1007', { version: { block: 0n, app: 7n } }],
    ['the seconds of the time', '2202 1005', { time: 5n }],
    ['both parts of the time', '2200', { time: 0n }],
    ['both parts of the block id', '2a00', {}],
    ['both parts of the part set', '2a02 1200', {}],
    [
      'the part set',
      '2a03 0a01ff',
      { lastBlockId: { hash: Uint8Array.of(255), partSetHeader: { total: 0, hash: NONE } } },
    ],
    [
      'the hash of the part set',
      '2a04 1202 0803',
      { lastBlockId: { hash: NONE, partSetHeader: { total: 3, hash: NONE } } },
    ],
    [
      'the number of parts',
      '2a05 1203 1201ee',
      { lastBlockId: { hash: NONE, partSetHeader: { total: 0, hash: Uint8Array.of(0xee) } } },
    ],
  ])('is a header without %s [CX-9]', (_, bytes, expected) => {
    expect(decodeHeader(hex(bytes))).toEqual({ ...EMPTY_HEADER, ...expected });
  });

  test.each<[string, string, Partial<Commit>]>([
    ['everything', '', {}],
    ['the round', '0807', { height: 7n }],
    ['the height', '1007', { round: 7 }],
    [
      'all of an entry but its flag',
      '2202 0802',
      { signatures: [{ flag: 2, validatorAddress: NONE, timestamp: 0n, signature: NONE }] },
    ],
  ])('is a commit without %s [CX-9]', (_, bytes, expected) => {
    expect(decodeCommit(hex(bytes))).toEqual({ ...EMPTY_COMMIT, ...expected });
  });

  test('is read anew each time: nothing of one stays in the next [CX-9]', () => {
    const full = encodeHeader(signedHeader.header);
    expect([decodeHeader(full), decodeHeader(NONE), decodeHeader(hex('0a00')), decodeHeader(full)]).toEqual([
      signedHeader.header,
      EMPTY_HEADER,
      EMPTY_HEADER,
      signedHeader.header,
    ]);
  });

  test('is a validator without address and power, and a set without validators [CX-9]', () => {
    const key = field.bytes(1, new Uint8Array(32).fill(3));
    const set = decodeValidatorSet(field.message(1, field.message(2, key)), 'tendermint');
    const publicKey = { type: 'ed25519', bytes: new Uint8Array(32).fill(3) };
    expect(set.validators).toEqual([{ address: NONE, publicKey, votingPower: 0n }]);
    expect(decodeValidatorSet(NONE, 'tendermint')).toEqual({ validators: [] });
  });

  test('is an absent entry of a commit by Go with its zero time [CX-9]', () => {
    const sig = { flag: 1 as const, validatorAddress: NONE, timestamp: GO_ZERO_TIME, signature: NONE };
    const commit = { ...EMPTY_COMMIT, signatures: [sig] };
    // -62135596800 seconds, as a varint of ten bytes.
    const entry = '220f 0801 1a0b 0880 92b8 c398 feff ffff 01';
    expect(encodeCommit(commit)).toEqual(hex(`1a02 1200 ${entry}`));
    expect(decodeCommit(hex(entry))).toEqual(commit);
  });
});

describe('a message is refused', () => {
  const header = field.message(1, encodeHeader(signedHeader.header));
  const commit = field.message(2, encodeCommit(signedHeader.commit));
  const signed = field.message(1, encodeSignedHeader(signedHeader));
  const set = field.message(2, encodeValidatorSet(validatorSet));
  const [validator] = validatorSet.validators as [Validator];

  test.each<[string, () => unknown, string]>([
    ['a signed header without header', () => decodeSignedHeader(commit), 'truncated signed_header'],
    ['a signed header without commit', () => decodeSignedHeader(header), 'truncated signed_header'],
    ['a signed header of nothing', () => decodeSignedHeader(NONE), 'truncated signed_header'],
    ['a light block without signed header', () => decodeLightBlock(set, 'tendermint'), 'truncated light_block'],
    ['a light block without set', () => decodeLightBlock(signed, 'tendermint'), 'truncated light_block'],
    ['a light block of nothing', () => decodeLightBlock(NONE, 'tendermint'), 'truncated light_block'],
    [
      'a header inside without commit',
      () => decodeLightBlock(concatBytes(field.message(1, header), set), 'tendermint'),
      'truncated light_block#1',
    ],
  ])('%s [CX-6] [CX-8]', (_, read, expected) => {
    expect(refusal(read)).toBe(expected);
  });

  test.each<[string, () => unknown, string]>([
    ['number zero', () => decodeHeader(hex('00 01')), 'bad-field header#0'],
    ['a number for the version', () => decodeHeader(hex('08 0b')), 'wrong-wire-type header#1'],
    ['bytes for the block version', () => decodeHeader(hex('0a03 0a01 0b')), 'wrong-wire-type header#1#1'],
    ['bytes for the app version', () => decodeHeader(hex('0a03 1201 0b')), 'wrong-wire-type header#1#2'],
    ['a third part of the version', () => decodeHeader(hex('0a02 180b')), 'bad-field header#1#3'],
    ['bytes for a height', () => decodeHeader(hex('1a01 0b')), 'wrong-wire-type header#3'],
    ['a third part of the time', () => decodeHeader(hex('2202 1801')), 'bad-field header#4#3'],
    ['a third part of the block id', () => decodeHeader(hex('2a02 1801')), 'bad-field header#5#3'],
    ['a third part of the part set', () => decodeHeader(hex('2a04 1202 1801')), 'bad-field header#5#2#3'],
    ['a hash twice in the block id', () => decodeHeader(hex('2a04 0a000a00')), 'not-canonical header#5#1'],
    ['a number for a hash', () => decodeHeader(hex('30 01')), 'wrong-wire-type header#6'],
    ['bytes for a round', () => decodeCommit(hex('1201 01')), 'wrong-wire-type commit#2'],
    ['a round of 2^31', () => decodeCommit(hex('1080 8080 8008')), 'bad-integer commit#2'],
    ['bytes for a flag', () => decodeCommit(hex('2203 0a01 02')), 'wrong-wire-type commit#4#1'],
    ['a flag of -1', () => decodeCommit(field.message(4, field.varint(1, -1))), 'bad-field commit#4#1'],
    ['a fifth part of an entry', () => decodeCommit(hex('2204 0802 2801')), 'bad-field commit#4#5'],
    ['a fifth field of a commit', () => decodeCommit(hex('28 01')), 'bad-field commit#5'],
    ['a fourth field of a set', () => decodeValidatorSet(hex('20 01'), 'tendermint'), 'bad-field validator_set#4'],
    ['bytes for a total', () => decodeValidatorSet(hex('1a00'), 'tendermint'), 'wrong-wire-type validator_set#3'],
    ['a proposer without key', () => decodeValidatorSet(hex('1200'), 'tendermint'), 'truncated validator_set#2'],
    [
      'two proposers',
      () => {
        const proposer = field.message(2, encodeValidator(validator));
        return decodeValidatorSet(concatBytes(proposer, proposer), 'tendermint');
      },
      'not-canonical validator_set#2',
    ],
    [
      'bytes for a priority',
      () => {
        const priority = concatBytes(encodeValidator(validator), hex('2200'));
        return decodeValidatorSet(field.message(1, priority), 'tendermint');
      },
      'wrong-wire-type validator_set#1#4',
    ],
    [
      'a number for a key',
      () => decodeValidatorSet(field.message(1, field.message(2, field.varint(1, 1))), 'tendermint'),
      'wrong-wire-type validator_set#1#2#1',
    ],
  ])('with %s [CX-6] [CX-7] [CX-8]', (_, read, expected) => {
    expect(refusal(read)).toBe(expected);
  });
});

describe('numbers at their limits', () => {
  const total = (bytes: string) =>
    decodeHeader(field.message(5, field.message(2, hex(bytes)))).lastBlockId.partSetHeader.total;

  test('are taken: parts from none, written out, to 2^32 - 1, and rounds of 31 bits [CX-7] [CX-9]', () => {
    expect([total('0800'), total('0801'), total('08 ffff ffff 0f')]).toEqual([0, 1, 4_294_967_295]);
    expect(refusal(() => total('08 8080 8080 10'))).toBe('bad-integer header#5#2#1');
    expect(refusal(() => total('08 ffff ffff ffff ffff ff01'))).toBe('bad-integer header#5#2#1');
    const round = (value: number) => decodeCommit(field.varint(2, value)).round;
    expect([2_147_483_647, -2_147_483_648].map(round)).toEqual([2_147_483_647, -2_147_483_648]);
    expect(refusal(() => round(-2_147_483_649))).toBe('bad-integer commit#2');
  });

  test('are 10 000 entries of a commit and 10 000 validators of a set [CX-13]', () => {
    const times = (part: Uint8Array, count: number) => {
      const bytes = new Uint8Array(part.length * count);
      for (let i = 0; i < count; i++) bytes.set(part, part.length * i);
      return bytes;
    };
    const entry = hex('2202 0801');
    expect(decodeCommit(times(entry, 10_000)).signatures).toHaveLength(10_000);
    expect(refusal(() => decodeCommit(times(entry, 10_001)))).toBe('too-large commit#4');
    const validator = field.message(1, field.message(2, field.bytes(1, Uint8Array.of(1))));
    expect(decodeValidatorSet(times(validator, 10_000), 'tendermint').validators).toHaveLength(10_000);
    expect(refusal(() => decodeValidatorSet(times(validator, 10_001), 'tendermint'))).toBe('too-large validator_set#1');
  });
});

test('each key type has its field, in the tables that name it [CX-14]', () => {
  const typeOf = (number: number, table: 'tendermint' | 'tendermint-irita' | 'cometbft-0.39-bls' | 'cometbft-0.40') => {
    const set = field.message(1, field.message(2, field.bytes(number, Uint8Array.of(1))));
    try {
      return decodeValidatorSet(set, table).validators[0]?.publicKey.type;
    } catch {
      return refusal(() => decodeValidatorSet(set, table));
    }
  };
  const unsupported = (number: number) => `unsupported-key validator_set#1#2#${number}`;
  expect([1, 2, 3, 4, 5].map((number) => typeOf(number, 'tendermint'))).toEqual([
    'ed25519',
    'secp256k1',
    unsupported(3),
    unsupported(4),
    unsupported(5),
  ]);
  expect([1, 2, 3].map((number) => typeOf(number, 'tendermint-irita'))).toEqual(['ed25519', unsupported(2), 'sm2']);
  expect([1, 2, 3].map((number) => typeOf(number, 'cometbft-0.39-bls'))).toEqual(['ed25519', 'secp256k1', 'bls12381']);
  expect([1, 2, 3, 5].map((number) => typeOf(number, 'cometbft-0.40'))).toEqual([
    'ed25519',
    'secp256k1',
    unsupported(3),
    'secp256k1eth',
  ]);
});
