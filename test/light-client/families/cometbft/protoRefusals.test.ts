import { describe, expect, test } from 'vitest';
import { field } from '../../../../light-client/codec/protobuf.ts';
import {
  encodeHeader,
  encodeSignedHeader,
  encodeValidatorSet,
} from '../../../../light-client/families/cometbft/proto.ts';
import {
  decodeCommit,
  decodeHeader,
  decodeLightBlock,
  decodeSignedHeader,
  decodeValidatorSet,
} from '../../../../light-client/families/cometbft/protoDecode.ts';
import { parsePublicKey } from '../../../../light-client/families/cometbft/rpcJson.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';
import { refusal } from '../../../helpers/refusal.ts';

const chain = buildChain({ heights: 1, validators: () => powers(2) });

describe('what protobuf is refused [CX-8]', () => {
  const block = chain.at(1);
  const encoded = encodeHeader(block.signedHeader.header);
  const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

  test.each<[string, () => unknown, string]>([
    ['an unknown field', () => decodeHeader(join(encoded, field.varint(15, 1))), 'bad-field header#15'],
    ['a field twice', () => decodeHeader(join(encoded, field.bytes(14, Uint8Array.of(1)))), 'not-canonical header#14'],
    [
      'fields out of order',
      () => decodeHeader(join(field.varint(3, 5), field.string(2, 'x'))),
      'not-canonical header#2',
    ],
    ['a string that is no UTF-8', () => decodeHeader(field.bytes(2, Uint8Array.of(255))), 'bad-utf8 header#2'],
    [
      'a negative count of parts',
      () => decodeCommit(field.message(3, field.message(2, field.varint(1, -1)))),
      'bad-integer commit#3#2#1',
    ],
    ['flag 0', () => decodeCommit(field.message(4, new Uint8Array(0))), 'bad-field commit#4#1'],
    ['flag 4', () => decodeCommit(field.message(4, field.varint(1, 4))), 'bad-field commit#4#1'],
    ['a round of 33 bits', () => decodeCommit(field.varint(2, 4_294_967_295)), 'bad-integer commit#2'],
    [
      'a time beyond the year 9999',
      () => decodeHeader(field.message(4, field.varint(1, 253_402_300_800n))),
      'bad-time header#4',
    ],
    [
      'nanoseconds of a whole second',
      () => decodeHeader(field.message(4, field.varint(2, 1_000_000_000))),
      'bad-time header#4',
    ],
    ['a signed header without commit', () => decodeSignedHeader(field.message(1, encoded)), 'truncated signed_header'],
    [
      'a light block without set',
      () => decodeLightBlock(field.message(1, encodeSignedHeader(block.signedHeader)), 'tendermint'),
      'truncated light_block',
    ],
    [
      'a validator without key',
      () => decodeValidatorSet(field.message(1, field.varint(3, 1)), 'tendermint'),
      'truncated validator_set#1',
    ],
    [
      'an empty key',
      () => decodeValidatorSet(field.message(1, field.message(2, new Uint8Array(0))), 'tendermint'),
      'truncated validator_set#1#2',
    ],
    [
      'a key of another table',
      () => decodeValidatorSet(field.message(1, field.message(2, field.bytes(3, Uint8Array.of(1)))), 'tendermint'),
      'unsupported-key validator_set#1#2#3',
    ],
    [
      'two keys in one',
      () =>
        decodeValidatorSet(
          field.message(1, field.message(2, join(field.bytes(1, Uint8Array.of(1)), field.bytes(2, Uint8Array.of(1))))),
          'tendermint',
        ),
      'not-canonical validator_set#1#2#2',
    ],
  ])('%s', (_, run, expected) => {
    expect(refusal(run)).toBe(expected);
  });

  test('key field 3 means what the table says [CX-14]', () => {
    const set = field.message(1, field.message(2, field.bytes(3, new Uint8Array(33).fill(2))));
    const types = (['tendermint-irita', 'cometbft-0.39-bls'] as const).map(
      (table) => decodeValidatorSet(set, table).validators[0]?.publicKey.type,
    );
    expect(types).toEqual(['sm2', 'bls12381']);
    const named = { type: 'tendermint/PubKeySm2', value: 'AgIC' };
    expect(parsePublicKey(named, 'k', 'tendermint-irita').type).toBe('sm2');
  });

  test('proposer and total of a set are read for their form and not kept', () => {
    const set = encodeValidatorSet(block.validatorSet);
    const proposer = field.message(
      2,
      encodeValidatorSet({ validators: block.validatorSet.validators.slice(0, 1) }).subarray(2),
    );
    const whole = join(set, proposer, field.varint(3, 21));
    expect(decodeValidatorSet(whole, 'tendermint')).toEqual(block.validatorSet);
  });
});
