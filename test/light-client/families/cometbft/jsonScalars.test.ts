import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../../../light-client/codec/base64.ts';
import { KEY_TABLES, type KeyTable } from '../../../../light-client/families/cometbft/keys.ts';
import { formatValidator } from '../../../../light-client/families/cometbft/rpcFormat.ts';
import {
  integer,
  parseBlockId,
  parseCommit,
  parseInt64,
  parseLightBlock,
  parsePublicKey,
  parseUint64,
  parseValidatorSet,
  parseValidators,
  type RpcJsonOptions,
  sortedValidatorSet,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { KeyType, Validator } from '../../../../light-client/families/cometbft/types.ts';
import { refusal } from '../../../helpers/refusal.ts';

// Numbers, names and keys as sources write them, one by one.

const NONE = new Uint8Array(0);

describe('a 64-bit quantity', () => {
  test.each(['0', '1', '-1', '9', '10', '-10', '1234567890123456789', '9223372036854775807', '-9223372036854775808'])(
    'is the text %s [CX-4]',
    (text) => {
      expect(parseInt64(text, 'x')).toBe(BigInt(text));
      const unsigned = text.startsWith('-') ? 'bad-integer x' : 'read';
      expect(refusal(() => parseUint64(text, 'x'))).toBe(unsigned);
    },
  );

  test('without a sign goes up to 2^64 - 1 [CX-4]', () => {
    expect(parseUint64('18446744073709551615', 'x')).toBe((1n << 64n) - 1n);
    expect(refusal(() => parseUint64('18446744073709551616', 'x'))).toBe('bad-integer x');
    expect(refusal(() => parseInt64('9223372036854775808', 'x'))).toBe('bad-integer x');
    expect(refusal(() => parseInt64('-9223372036854775809', 'x'))).toBe('bad-integer x');
  });

  test.each([
    ...[
      '',
      ' ',
      '00',
      '01',
      '-0',
      '-01',
      '+1',
      ' 1',
      '1 ',
      '1\n',
      '1n',
      '1x',
      'x1',
      '0x1',
      '1e3',
      '1.0',
      '1,000',
      '--1',
      '-',
    ],
    ...['99999999999999999999', '100000000000000000000', '٣'],
    ...[0, 1, 1n, 1.5, null, undefined, true, [], ['1'], {}],
  ])('is nothing else: %s [CX-4]', (value) => {
    expect(refusal(() => parseInt64(value, 'x'))).toBe('bad-integer x');
    expect(refusal(() => parseUint64(value, 'x'))).toBe('bad-integer x');
  });
});

describe('a 32-bit quantity', () => {
  test('is a whole number within its limits [CX-5]', () => {
    expect([-2, 0, 5].map((value) => integer(value, 'x', -2, 5))).toEqual([-2, 0, 5]);
    for (const value of [-3, 6, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, null, undefined, true, [1]]) {
      expect(refusal(() => integer(value, 'x', -2, 5))).toBe('bad-integer x');
    }
  });

  test('has the limits of its field [CX-5]', () => {
    const commit = (round: number, total: number, flag = 1) =>
      parseCommit({ height: '1', round, block_id: { parts: { total } }, signatures: [{ block_id_flag: flag }] }, 'c');
    const limits = [commit(-2_147_483_648, 0), commit(2_147_483_647, 4_294_967_295)];
    expect(limits.map(({ round, blockId }) => [round, blockId.partSetHeader.total])).toEqual([
      [-2_147_483_648, 0],
      [2_147_483_647, 4_294_967_295],
    ]);
    expect(refusal(() => commit(-2_147_483_649, 0))).toBe('bad-integer c.round');
    expect(refusal(() => commit(2_147_483_648, 0))).toBe('bad-integer c.round');
    expect(refusal(() => commit(0, -1))).toBe('bad-integer c.block_id.parts.total');
    expect(refusal(() => commit(0, 4_294_967_296))).toBe('bad-integer c.block_id.parts.total');
    expect(refusal(() => commit(0, 0, 0))).toBe('bad-integer c.signatures[0].block_id_flag');
    expect(refusal(() => commit(0, 0, 4))).toBe('bad-integer c.signatures[0].block_id_flag');
  });
});

describe('a list', () => {
  test('has 10 000 entries at most [CX-13]', () => {
    const sig = { block_id_flag: 1 };
    const commit = (count: number) => ({ height: '1', round: 0, signatures: new Array(count).fill(sig) });
    expect(parseCommit(commit(10_000), 'c').signatures).toHaveLength(10_000);
    expect(refusal(() => parseCommit(commit(10_001), 'c'))).toBe('too-large c.signatures');
    const address = '00'.repeat(20);
    const one = { address, pub_key: { type: 'tendermint/PubKeyEd25519', value: '' }, voting_power: '0' };
    expect(parseValidators(new Array(10_000).fill(one), 'v', 'tendermint')).toHaveLength(10_000);
    expect(refusal(() => parseValidators(new Array(10_001).fill(one), 'v', 'tendermint'))).toBe('too-large v');
  });
});

describe('what sources name differently', () => {
  const id = (name: string, other?: string) => ({
    hash: 'A1',
    [name]: { total: 3, hash: 'A2' },
    ...(other === undefined ? {} : { [other]: { total: 4, hash: 'A4' } }),
  });
  const three = { hash: Uint8Array.of(0xa1), partSetHeader: { total: 3, hash: Uint8Array.of(0xa2) } };

  test.each<[RpcJsonOptions, string, string | undefined, string]>([
    [{}, 'parts', undefined, 'read'],
    [{}, 'part_set_header', undefined, 'bad-json id.parts'],
    [{}, 'parts', 'part_set_header', 'read'],
    [{ partsKey: 'parts' }, 'parts', undefined, 'read'],
    [{ partsKey: 'parts' }, 'part_set_header', undefined, 'bad-json id.parts'],
    [{ partsKey: 'part_set_header' }, 'part_set_header', undefined, 'read'],
    [{ partsKey: 'part_set_header' }, 'part_set_header', 'parts', 'read'],
    [{ partsKey: 'part_set_header' }, 'parts', undefined, 'bad-json id.part_set_header'],
    [{ partsKey: 'either' }, 'parts', undefined, 'read'],
    [{ partsKey: 'either' }, 'parts', 'part_set_header', 'read'],
    [{ partsKey: 'either' }, 'part_set_header', undefined, 'read'],
    [{ partsKey: 'either' }, 'neither', undefined, 'bad-json id.part_set_header'],
  ])('the part set, asked by %j, is read under %s beside %s or not [CX-11]', (options, name, other, expected) => {
    const json = id(name, other);
    expect(refusal(() => parseBlockId(json, 'id', options))).toBe(expected);
    if (expected === 'read') expect(parseBlockId(json, 'id', options)).toEqual(three);
  });

  test('a part of the part set is refused under the name that was read [CX-6] [CX-11]', () => {
    const options = { partsKey: 'part_set_header' } as const;
    const json = (part: object) => ({ hash: '', part_set_header: { total: 1, hash: '', ...part } });
    expect(refusal(() => parseBlockId(json({ total: '1' }), 'id', options))).toBe(
      'bad-integer id.part_set_header.total',
    );
    expect(refusal(() => parseBlockId(json({ hash: 'x' }), 'id', options))).toBe('bad-hex id.part_set_header.hash');
  });

  test('an empty block id is null or nothing [CX-12]', () => {
    const empty = { hash: NONE, partSetHeader: { total: 0, hash: NONE } };
    expect([parseBlockId(null, 'id'), parseBlockId(undefined, 'id')]).toEqual([empty, empty]);
  });

  const validator = (powers: object) => ({
    address: 'AB'.repeat(20),
    pub_key: { type: 'tendermint/PubKeyEd25519', value: toBase64(new Uint8Array(32)) },
    ...powers,
  });
  test.each<[RpcJsonOptions, object, string]>([
    [{}, { voting_power: '3' }, 'read'],
    [{}, { power: '3' }, 'bad-integer v[0].voting_power'],
    [{}, { voting_power: '3', power: '4' }, 'read'],
    [{ powerKey: 'voting_power' }, { power: '3' }, 'bad-integer v[0].voting_power'],
    [{ powerKey: 'power' }, { power: '3' }, 'read'],
    [{ powerKey: 'power' }, { power: '3', voting_power: '4' }, 'read'],
    [{ powerKey: 'power' }, { voting_power: '3' }, 'bad-integer v[0].power'],
    [{ powerKey: 'either' }, { voting_power: '3' }, 'read'],
    [{ powerKey: 'either' }, { voting_power: '3', power: '4' }, 'read'],
    [{ powerKey: 'either' }, { power: '3' }, 'read'],
    [{ powerKey: 'either' }, {}, 'bad-integer v[0].power'],
  ])('the power, asked by %j, is read of %j or not [CX-4] [CX-6]', (options, powers, expected) => {
    const json = [validator(powers)];
    expect(refusal(() => parseValidators(json, 'v', 'tendermint', options))).toBe(expected);
    if (expected === 'read') expect(parseValidators(json, 'v', 'tendermint', options)[0]?.votingPower).toBe(3n);
  });

  test('the names asked for hold for every part of a light block [CX-11]', () => {
    const options = { partsKey: 'part_set_header', powerKey: 'power' } as const;
    const parts = { part_set_header: { total: 3, hash: '' } };
    const header = {
      version: { block: '11' },
      chain_id: 'x',
      height: '1',
      time: '2026-01-01T00:00:00Z',
      last_block_id: parts,
    };
    const set = { validators: [validator({ power: '3' })] };
    const commit = { height: '1', round: 0, block_id: parts, signatures: [] };
    const json = { signed_header: { header, commit }, validator_set: set, next_validator_set: set };
    const { signedHeader, validatorSet, nextValidatorSet } = parseLightBlock(json, 'b', 'tendermint', options);
    expect(signedHeader.header.lastBlockId.partSetHeader.total).toBe(3);
    expect(signedHeader.commit.blockId.partSetHeader.total).toBe(3);
    expect([validatorSet, nextValidatorSet].map((given) => given?.validators[0]?.votingPower)).toEqual([3n, 3n]);
    expect(parseValidatorSet(set, 'v', 'tendermint', options)).toEqual(validatorSet);
  });
});

describe('a key', () => {
  const NAMES: readonly (readonly [KeyType, string])[] = [
    ['ed25519', 'tendermint/PubKeyEd25519'],
    ['secp256k1', 'tendermint/PubKeySecp256k1'],
    ['secp256k1eth', 'tendermint/PubKeySecp256k1eth'],
    ['sm2', 'tendermint/PubKeySm2'],
    ['bls12381', 'cometbft/PubKeyBls12_381'],
  ];
  const tables = Object.keys(KEY_TABLES) as KeyTable[];

  test.each(NAMES)('of type %s is called %s, in the tables that have it [CX-10] [CX-14]', (type, name) => {
    const publicKey = { type, bytes: Uint8Array.of(1, 2, 3) };
    const written = { type: name, value: 'AQID' };
    const validator: Validator = { address: new Uint8Array(20).fill(255), publicKey, votingPower: 7n };
    expect(formatValidator(validator)).toEqual({
      address: 'FF'.repeat(20),
      pub_key: written,
      voting_power: '7',
      proposer_priority: '0',
    });
    for (const table of tables) {
      const expected = KEY_TABLES[table].includes(type) ? 'read' : 'unsupported-key k.type';
      expect(refusal(() => parsePublicKey(written, 'k', table))).toBe(expected);
      if (expected === 'read') expect(parsePublicKey(written, 'k', table)).toEqual(publicKey);
    }
  });

  test('without a type or a value is none [CX-6] [CX-14]', () => {
    const value = 'AQID';
    const type = 'tendermint/PubKeyEd25519';
    expect(refusal(() => parsePublicKey({ value }, 'k', 'tendermint'))).toBe('bad-json k.type');
    expect(refusal(() => parsePublicKey({ type }, 'k', 'tendermint'))).toBe('bad-json k.value');
    expect(refusal(() => parsePublicKey({ type: '', value }, 'k', 'tendermint'))).toBe('unsupported-key k.type');
  });
});

test('a set is put into canonical order only by who asks for it [HS-4]', () => {
  const of = (byte: number, votingPower: bigint): Validator => ({
    address: new Uint8Array(20).fill(byte),
    publicKey: { type: 'ed25519', bytes: new Uint8Array(32).fill(byte) },
    votingPower,
  });
  const [a, b, c] = [of(1, 5n), of(2, 9n), of(3, 5n)];
  const json = [c, a, b].map(formatValidator);
  expect(parseValidatorSet({ validators: json }, 'v', 'tendermint')).toEqual({ validators: [c, a, b] });
  expect(sortedValidatorSet([c, a, b])).toEqual({ validators: [b, a, c] });
});
