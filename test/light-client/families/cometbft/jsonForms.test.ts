import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../../../light-client/codec/base64.ts';
import { GO_ZERO_TIME, parseTime } from '../../../../light-client/codec/time.ts';
import { formatLightBlock } from '../../../../light-client/families/cometbft/rpcFormat.ts';
import {
  parseCommit,
  parseHash,
  parseHeader,
  parseLightBlock,
  parsePublicKey,
  parseSignedHeader,
  parseValidatorSet,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { LightBlock, Validator } from '../../../../light-client/families/cometbft/types.ts';
import { refusal } from '../../../helpers/refusal.ts';
import { type Json, patched } from '../../../helpers/vectors.ts';

// One light block written out twice, as RPC has it and as it is decoded: no value is like another.

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const NONE = new Uint8Array(0);
const key = (byte: number) => ({ type: 'tendermint/PubKeyEd25519', value: toBase64(filled(32, byte)) });
const member = (byte: string, keyByte: number, power: string) => ({
  address: byte.repeat(20),
  pub_key: key(keyByte),
  voting_power: power,
  proposer_priority: '0',
});

const JSON_FORM: Json = {
  signed_header: {
    header: {
      version: { block: '11', app: '7' },
      chain_id: 'forms-1',
      height: '300',
      time: '2026-01-01T00:00:00.000000005Z',
      last_block_id: { hash: 'A1'.repeat(32), parts: { total: 3, hash: 'A2'.repeat(32) } },
      last_commit_hash: 'B1'.repeat(32),
      data_hash: 'B2'.repeat(32),
      validators_hash: 'B3'.repeat(32),
      next_validators_hash: 'B4'.repeat(32),
      consensus_hash: 'B5'.repeat(32),
      app_hash: 'B6'.repeat(8),
      last_results_hash: 'B7'.repeat(32),
      evidence_hash: 'B8'.repeat(32),
      proposer_address: 'B9'.repeat(20),
    },
    commit: {
      height: '301',
      round: 2,
      block_id: { hash: 'C1'.repeat(32), parts: { total: 4, hash: 'C2'.repeat(32) } },
      signatures: [
        {
          block_id_flag: 2,
          validator_address: 'D1'.repeat(20),
          timestamp: '2026-01-01T00:00:01Z',
          signature: toBase64(filled(64, 0xd2)),
        },
        { block_id_flag: 1, validator_address: '', timestamp: '0001-01-01T00:00:00Z', signature: null },
        {
          block_id_flag: 3,
          validator_address: 'D3'.repeat(20),
          timestamp: '2026-01-01T00:00:02.5Z',
          signature: toBase64(filled(64, 0xd4)),
        },
      ],
    },
  },
  validator_set: { validators: [member('E1', 0xe2, '13'), member('E3', 0xe4, '9')] },
  next_validator_set: { validators: [member('F1', 0xf2, '5')] },
};

const validator = (byte: number, keyByte: number, votingPower: bigint): Validator => ({
  address: filled(20, byte),
  publicKey: { type: 'ed25519', bytes: filled(32, keyByte) },
  votingPower,
});

const DECODED: LightBlock = {
  signedHeader: {
    header: {
      version: { block: 11n, app: 7n },
      chainId: 'forms-1',
      height: 300n,
      time: parseTime('2026-01-01T00:00:00Z') + 5n,
      lastBlockId: { hash: filled(32, 0xa1), partSetHeader: { total: 3, hash: filled(32, 0xa2) } },
      lastCommitHash: filled(32, 0xb1),
      dataHash: filled(32, 0xb2),
      validatorsHash: filled(32, 0xb3),
      nextValidatorsHash: filled(32, 0xb4),
      consensusHash: filled(32, 0xb5),
      appHash: filled(8, 0xb6),
      lastResultsHash: filled(32, 0xb7),
      evidenceHash: filled(32, 0xb8),
      proposerAddress: filled(20, 0xb9),
    },
    commit: {
      height: 301n,
      round: 2,
      blockId: { hash: filled(32, 0xc1), partSetHeader: { total: 4, hash: filled(32, 0xc2) } },
      signatures: [
        {
          flag: 2,
          validatorAddress: filled(20, 0xd1),
          timestamp: parseTime('2026-01-01T00:00:01Z'),
          signature: filled(64, 0xd2),
        },
        { flag: 1, validatorAddress: NONE, timestamp: GO_ZERO_TIME, signature: NONE },
        {
          flag: 3,
          validatorAddress: filled(20, 0xd3),
          timestamp: parseTime('2026-01-01T00:00:02.5Z'),
          signature: filled(64, 0xd4),
        },
      ],
    },
  },
  validatorSet: { validators: [validator(0xe1, 0xe2, 13n), validator(0xe3, 0xe4, 9n)] },
  nextValidatorSet: { validators: [validator(0xf1, 0xf2, 5n)] },
};

const read = (json: Json) => parseLightBlock(json, 'block', 'tendermint');
const alter = (path: string, value?: unknown) =>
  patched(JSON_FORM, [{ op: value === undefined ? 'remove' : 'replace', path, value }]);

describe('a light block in JSON', () => {
  test('is read and written member by member [CX-9] [CX-10]', () => {
    expect(read(JSON_FORM)).toEqual(DECODED);
    expect(formatLightBlock(DECODED)).toEqual(JSON_FORM);
  });

  test('has no next set where none is given, by null or by nothing [CX-9] [CX-10]', () => {
    const { nextValidatorSet: _, ...own } = DECODED;
    const { next_validator_set: __, ...ownJson } = JSON_FORM;
    expect([read(ownJson), read(alter('/next_validator_set', null))]).toEqual([own, own]);
    expect(Object.keys(read(ownJson))).toEqual(['signedHeader', 'validatorSet']);
    expect(Object.keys(formatLightBlock(own))).toEqual(['signed_header', 'validator_set']);
  });

  test('has an app version only where it is not zero [CX-10] [CX-12]', () => {
    const { header } = DECODED.signedHeader;
    const zero = {
      ...DECODED,
      signedHeader: { ...DECODED.signedHeader, header: { ...header, version: { block: 11n, app: 0n } } },
    };
    const without = alter('/signed_header/header/version/app');
    expect(formatLightBlock(zero)).toEqual(without);
    expect([read(without), read(alter('/signed_header/header/version/app', '0'))]).toEqual([zero, zero]);
  });

  test('has no list where Go writes null for an empty one [CX-9]', () => {
    const { signedHeader } = DECODED;
    expect(read(alter('/validator_set/validators', null)).validatorSet).toEqual({ validators: [] });
    expect(read(alter('/signed_header/commit/signatures', null)).signedHeader.commit).toEqual({
      ...signedHeader.commit,
      signatures: [],
    });
  });

  const entry = '/signed_header/commit/signatures';
  test.each([
    ['null', null],
    ['nothing', undefined],
    ['an empty text', ''],
  ])('has an entry without signature by %s [CX-9]', (_, value) => {
    const [first] = read(alter(`${entry}/0/signature`, value)).signedHeader.commit.signatures;
    expect(first).toEqual({ ...DECODED.signedHeader.commit.signatures[0], signature: NONE });
  });

  test.each([
    ['null', null],
    ['nothing', undefined],
    ['the zero time itself', '0001-01-01T00:00:00Z'],
  ])('has an absent entry with the zero time by %s [CX-9]', (_, value) => {
    expect(read(alter(`${entry}/1/timestamp`, value))).toEqual(DECODED);
  });

  test('has an absent entry with another time, where one is written [CX-9]', () => {
    const [, absent] = read(alter(`${entry}/1/timestamp`, '1970-01-01T00:00:00Z')).signedHeader.commit.signatures;
    expect(absent?.timestamp).toBe(0n);
  });

  test.each([0, 2])('has no vote without a time: entry %i [CX-6]', (index) => {
    for (const value of [null, undefined]) {
      expect(refusal(() => read(alter(`${entry}/${index}/timestamp`, value)))).toBe(
        `bad-json block.signed_header.commit.signatures[${index}].timestamp`,
      );
    }
  });
});

describe('each hash', () => {
  const fields = Object.entries(JSON_FORM.signed_header.header).filter(([, value]) => /^B\d/.test(String(value)));
  test.each(fields.map(([name]) => name))('%s is empty by null, by nothing and by an empty text [CX-12]', (name) => {
    const { header } = read(alter(`/signed_header/header/${name}`, null)).signedHeader;
    const empty = Object.entries(header).filter(([, value]) => value instanceof Uint8Array && value.length === 0);
    expect(empty).toHaveLength(1);
    for (const value of [undefined, '']) {
      expect(read(alter(`/signed_header/header/${name}`, value)).signedHeader.header).toEqual(header);
    }
    expect(refusal(() => read(alter(`/signed_header/header/${name}`, 7)))).toBe(
      `bad-json block.signed_header.header.${name}`,
    );
    expect(refusal(() => read(alter(`/signed_header/header/${name}`, 'B')))).toBe(
      `bad-hex block.signed_header.header.${name}`,
    );
  });

  test('is read in either case [CX-1]', () => {
    expect([parseHash('aB', 'x'), parseHash(null, 'x'), parseHash(undefined, 'x')]).toEqual([
      Uint8Array.of(0xab),
      NONE,
      NONE,
    ]);
  });
});

describe('a part is refused at its place', () => {
  const header = '/signed_header/header';
  const commit = '/signed_header/commit';
  test.each<[string, unknown, string]>([
    [`${header}/version`, null, 'bad-json block.signed_header.header.version'],
    [`${header}/version/block`, undefined, 'bad-integer block.signed_header.header.version.block'],
    [`${header}/version/block`, '-1', 'bad-integer block.signed_header.header.version.block'],
    [`${header}/version/app`, null, 'bad-integer block.signed_header.header.version.app'],
    [`${header}/chain_id`, null, 'bad-json block.signed_header.header.chain_id'],
    [`${header}/height`, undefined, 'bad-integer block.signed_header.header.height'],
    [`${header}/time`, 0, 'bad-json block.signed_header.header.time'],
    [`${header}/time`, '2026-01-01', 'bad-time block.signed_header.header.time'],
    [`${header}/last_block_id`, [], 'bad-json block.signed_header.header.last_block_id'],
    [`${header}/last_block_id/hash`, 'x', 'bad-hex block.signed_header.header.last_block_id.hash'],
    [`${header}/last_block_id/parts`, null, 'bad-json block.signed_header.header.last_block_id.parts'],
    [`${header}/last_block_id/parts/hash`, 'x', 'bad-hex block.signed_header.header.last_block_id.parts.hash'],
    [`${header}/last_block_id/parts/total`, -1, 'bad-integer block.signed_header.header.last_block_id.parts.total'],
    [`${header}/last_block_id/parts/total`, '3', 'bad-integer block.signed_header.header.last_block_id.parts.total'],
    [`${commit}/height`, 301, 'bad-integer block.signed_header.commit.height'],
    [`${commit}/round`, 2_147_483_648, 'bad-integer block.signed_header.commit.round'],
    [`${commit}/round`, -2_147_483_649, 'bad-integer block.signed_header.commit.round'],
    [`${commit}/block_id/parts`, 3, 'bad-json block.signed_header.commit.block_id.parts'],
    [`${commit}/signatures`, undefined, 'bad-json block.signed_header.commit.signatures'],
    [`${commit}/signatures`, 'none', 'bad-json block.signed_header.commit.signatures'],
    [`${commit}/signatures/2`, null, 'bad-json block.signed_header.commit.signatures[2]'],
    [`${commit}/signatures/2/block_id_flag`, '3', 'bad-integer block.signed_header.commit.signatures[2].block_id_flag'],
    [
      `${commit}/signatures/2/validator_address`,
      'D',
      'bad-hex block.signed_header.commit.signatures[2].validator_address',
    ],
    [`${commit}/signatures/2/timestamp`, 'x', 'bad-time block.signed_header.commit.signatures[2].timestamp'],
    [`${commit}/signatures/2/signature`, 0, 'bad-json block.signed_header.commit.signatures[2].signature'],
    ['/validator_set', null, 'bad-json block.validator_set'],
    ['/validator_set/validators', undefined, 'bad-json block.validator_set.validators'],
    ['/validator_set/validators/1', 'E3', 'bad-json block.validator_set.validators[1]'],
    ['/validator_set/validators/1/address', null, 'bad-json block.validator_set.validators[1].address'],
    ['/validator_set/validators/1/address', 'E3'.repeat(21), 'bad-hex block.validator_set.validators[1].address'],
    ['/validator_set/validators/1/pub_key', null, 'bad-json block.validator_set.validators[1].pub_key'],
    ['/validator_set/validators/1/pub_key/type', 1, 'bad-json block.validator_set.validators[1].pub_key.type'],
    ['/validator_set/validators/1/pub_key/type', 'x', 'unsupported-key block.validator_set.validators[1].pub_key.type'],
    ['/validator_set/validators/1/pub_key/value', null, 'bad-json block.validator_set.validators[1].pub_key.value'],
    ['/validator_set/validators/1/pub_key/value', 'A', 'bad-base64 block.validator_set.validators[1].pub_key.value'],
    ['/validator_set/validators/1/voting_power', 9, 'bad-integer block.validator_set.validators[1].voting_power'],
    ['/next_validator_set', [], 'bad-json block.next_validator_set'],
    ['/next_validator_set/validators', {}, 'bad-json block.next_validator_set.validators'],
    ['/next_validator_set/validators/0', 0, 'bad-json block.next_validator_set.validators[0]'],
  ])('%s as %j [CX-4] [CX-5] [CX-6] [CX-14]', (path, value, expected) => {
    expect(refusal(() => read(alter(path, value)))).toBe(expected);
  });

  test.each([null, undefined, [], 'x', 7, true])('and the whole where it is %j [CX-6]', (json) => {
    expect(refusal(() => parseHeader(json, 'h'))).toBe('bad-json h');
    expect(refusal(() => parseCommit(json, 'c'))).toBe('bad-json c');
    expect(refusal(() => parseSignedHeader(json, 's'))).toBe('bad-json s');
    expect(refusal(() => parseValidatorSet(json, 'v', 'tendermint'))).toBe('bad-json v');
    expect(refusal(() => parsePublicKey(json, 'k', 'tendermint'))).toBe('bad-json k');
    expect(refusal(() => read(json))).toBe('bad-json block');
  });
});
