import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GO_ZERO_TIME } from '../../../../light-client/codec/time.ts';
import { attempt } from '../../../../light-client/core/errors.ts';
import { KEY_RULES, KEY_TABLES, type KeyTable } from '../../../../light-client/families/cometbft/keys.ts';
import {
  encodeCommit,
  encodeHeader,
  encodeLightBlock,
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
import {
  formatHeader,
  formatLightBlock,
  formatSignedHeader,
} from '../../../../light-client/families/cometbft/rpcFormat.ts';
import {
  parseCommit,
  parseHeader,
  parseInt64,
  parseLightBlock,
  parseSignedHeader,
  parseUint64,
  parseValidators,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import type {
  BlockId,
  CommitSig,
  Header,
  LightBlock,
  PublicKey,
  Validator,
} from '../../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';
import { refusal } from '../../../helpers/refusal.ts';
import { haveVectors, type Json, patched, vector, vectorFiles } from '../../../helpers/vectors.ts';

// ---- arbitrary light blocks: any values that the decoded forms can hold ----

const TABLE: KeyTable = 'cometbft-0.40';
const int64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const uint32 = fc.nat({ max: 4_294_967_295 });
const time = fc.bigInt({ min: GO_ZERO_TIME, max: 253_402_300_799_999_999_999n });
const bytes = (max: number) => fc.uint8Array({ maxLength: max });
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const blockId: fc.Arbitrary<BlockId> = fc.record({
  hash: bytes(33),
  partSetHeader: fc.record({ total: uint32, hash: bytes(33) }),
});
const header: fc.Arbitrary<Header> = fc.record({
  version: fc.record({ block: uint64, app: uint64 }),
  chainId: fc.string({ unit: 'binary', maxLength: 60 }),
  height: int64,
  time,
  lastBlockId: blockId,
  lastCommitHash: bytes(33),
  dataHash: bytes(33),
  validatorsHash: bytes(33),
  nextValidatorsHash: bytes(33),
  consensusHash: bytes(33),
  appHash: bytes(70),
  lastResultsHash: bytes(33),
  evidenceHash: bytes(33),
  proposerAddress: bytes(21),
});
const commitSig: fc.Arbitrary<CommitSig> = fc.record({
  flag: fc.constantFrom(1, 2, 3),
  validatorAddress: bytes(21),
  timestamp: time,
  signature: bytes(97),
});
const publicKey: fc.Arbitrary<PublicKey> = fc
  .constantFrom(...KEY_TABLES[TABLE])
  .chain((type) => exactly(KEY_RULES[type].keyLength).map((key) => ({ type, bytes: key })));
const validator: fc.Arbitrary<Validator> = fc.record({ address: exactly(20), publicKey, votingPower: int64 });
const lightBlock: fc.Arbitrary<LightBlock> = fc.record({
  signedHeader: fc.record({
    header,
    commit: fc.record({
      height: int64,
      round: fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
      blockId,
      signatures: fc.array(commitSig, { maxLength: 5 }),
    }),
  }),
  validatorSet: fc.record({ validators: fc.array(validator, { maxLength: 5 }) }),
});

describe('round trips', () => {
  test('JSON gives back any light block [CX-9]', () => {
    fc.assert(
      fc.property(lightBlock, (block) => {
        const text = JSON.stringify(formatLightBlock(block));
        expect(parseLightBlock(JSON.parse(text), 'block', TABLE)).toEqual(block);
      }),
    );
  });

  test('protobuf gives back any light block [CX-9]', () => {
    fc.assert(
      fc.property(lightBlock, (block) => {
        expect(decodeLightBlock(encodeLightBlock(block), TABLE)).toEqual(block);
        const { signedHeader, validatorSet } = block;
        expect(decodeHeader(encodeHeader(signedHeader.header))).toEqual(signedHeader.header);
        expect(decodeCommit(encodeCommit(signedHeader.commit))).toEqual(signedHeader.commit);
        expect(decodeSignedHeader(encodeSignedHeader(signedHeader))).toEqual(signedHeader);
        expect(decodeValidatorSet(encodeValidatorSet(validatorSet), TABLE)).toEqual(validatorSet);
      }),
    );
  });

  test('any bytes decode or are refused with a code, and what decodes has one meaning [CX-6] [CX-7]', () => {
    const block = encodeLightBlock(buildChain({ heights: 1, validators: () => powers(2) }).at(1));
    fc.assert(
      fc.property(fc.nat({ max: block.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = block.map((byte, i) => (i === at ? byte ^ change : byte));
        const decoded = attempt('bad-encoding', () => decodeLightBlock(altered, 'tendermint'));
        if (decoded.ok) expect(() => encodeLightBlock(decoded.value)).not.toThrow();
        else expect(decoded.error.code).toBe('bad-encoding');
      }),
      { numRuns: 400 },
    );
  });
});

describe.skipIf(!haveVectors)('recorded blocks', () => {
  test.each(vectorFiles('real-chains/light-blocks').filter((_, i) => i % 8 === 0))('%s [CX-9]', (file) => {
    const block = parseLightBlock(vector(file), 'block', 'tendermint', { powerKey: 'either' });
    const { nextValidatorSet: _, ...own } = block;
    expect(parseLightBlock(JSON.parse(JSON.stringify(formatLightBlock(block))), 'b', 'tendermint')).toEqual(block);
    expect(decodeLightBlock(encodeLightBlock(own), 'tendermint')).toEqual(own);
  });

  test('is written as CometBFT wrote it [CX-10]', () => {
    const file = 'real-chains/light-blocks/celestia/10000.json';
    const { signed_header: served } = vector(file);
    const written = JSON.parse(JSON.stringify(formatSignedHeader(parseSignedHeader(served, 'h'))));
    expect(written).toEqual(served);
  });
});

const chain = buildChain({
  heights: 1,
  validators: () => powers(2),
  vote: (_, name) => (name === 'v1' ? 'absent' : 'commit'),
});
const json = (): Json => JSON.parse(JSON.stringify(formatLightBlock(chain.at(1))));

describe('what JSON is refused', () => {
  test.each<[string, string, Json, string]>([
    ['a height as a number', '/signed_header/header/height', 1, 'bad-integer block.signed_header.header.height'],
    [
      'a height with an exponent',
      '/signed_header/header/height',
      '1e3',
      'bad-integer block.signed_header.header.height',
    ],
    ['a height with a plus', '/signed_header/header/height', '+1', 'bad-integer block.signed_header.header.height'],
    ['a leading zero', '/signed_header/commit/height', '01', 'bad-integer block.signed_header.commit.height'],
    ['a space', '/signed_header/commit/height', ' 1', 'bad-integer block.signed_header.commit.height'],
    ['minus zero', '/signed_header/commit/height', '-0', 'bad-integer block.signed_header.commit.height'],
    ['hexadecimal', '/signed_header/header/height', '0x1', 'bad-integer block.signed_header.header.height'],
    ['2^63', '/signed_header/header/height', '9223372036854775808', 'bad-integer block.signed_header.header.height'],
    [
      '2^64 of a version',
      '/signed_header/header/version/app',
      '18446744073709551616',
      'bad-integer block.signed_header.header.version.app',
    ],
    [
      'a power + 2^64',
      '/validator_set/validators/0/voting_power',
      '18446744073709551627',
      'bad-integer block.validator_set.validators[0].voting_power',
    ],
    [
      'a power as a number',
      '/validator_set/validators/0/voting_power',
      10,
      'bad-integer block.validator_set.validators[0].voting_power',
    ],
    ['a round as a string', '/signed_header/commit/round', '0', 'bad-integer block.signed_header.commit.round'],
    ['half a round', '/signed_header/commit/round', 0.5, 'bad-integer block.signed_header.commit.round'],
    [
      'flag 0',
      '/signed_header/commit/signatures/1/block_id_flag',
      0,
      'bad-integer block.signed_header.commit.signatures[1].block_id_flag',
    ],
    [
      'flag 4',
      '/signed_header/commit/signatures/1/block_id_flag',
      4,
      'bad-integer block.signed_header.commit.signatures[1].block_id_flag',
    ],
    [
      'a time without zone',
      '/signed_header/header/time',
      '2026-01-01T00:00:00',
      'bad-time block.signed_header.header.time',
    ],
    [
      'no time of a vote',
      '/signed_header/commit/signatures/0/timestamp',
      null,
      'bad-json block.signed_header.commit.signatures[0].timestamp',
    ],
    ['a hash in base64', '/signed_header/header/app_hash', 'q80=', 'bad-hex block.signed_header.header.app_hash'],
    [
      'a signature in hex',
      '/signed_header/commit/signatures/0/signature',
      'abc',
      'bad-base64 block.signed_header.commit.signatures[0].signature',
    ],
    [
      'a short address',
      '/validator_set/validators/0/address',
      'AB',
      'bad-hex block.validator_set.validators[0].address',
    ],
    [
      'a key of another table',
      '/validator_set/validators/0/pub_key/type',
      'tendermint/PubKeySm2',
      'unsupported-key block.validator_set.validators[0].pub_key.type',
    ],
    ['a header that is null', '/signed_header/header', null, 'bad-json block.signed_header.header'],
    ['a header that is a list', '/signed_header/header', [], 'bad-json block.signed_header.header'],
    ['a commit that is missing', '/signed_header/commit', undefined, 'bad-json block.signed_header.commit'],
    ['no signed header', '/signed_header', null, 'bad-json block.signed_header'],
    ['no set', '/validator_set', undefined, 'bad-json block.validator_set'],
    [
      'signatures that are no list',
      '/signed_header/commit/signatures',
      {},
      'bad-json block.signed_header.commit.signatures',
    ],
    [
      'no part set',
      '/signed_header/commit/block_id/parts',
      undefined,
      'bad-json block.signed_header.commit.block_id.parts',
    ],
    [
      'part set under the other name',
      '/signed_header/commit/block_id',
      { hash: '', part_set_header: { total: 1, hash: '' } },
      'bad-json block.signed_header.commit.block_id.parts',
    ],
    [
      'too many entries',
      '/signed_header/commit/signatures',
      new Array(10_001).fill(null),
      'too-large block.signed_header.commit.signatures',
    ],
    [
      'too many validators',
      '/validator_set/validators',
      new Array(10_001).fill(null),
      'too-large block.validator_set.validators',
    ],
    [
      'a chain id that is a number',
      '/signed_header/header/chain_id',
      7,
      'bad-json block.signed_header.header.chain_id',
    ],
    [
      'parts beyond 32 bits',
      '/signed_header/commit/block_id/parts/total',
      4_294_967_296,
      'bad-integer block.signed_header.commit.block_id.parts.total',
    ],
  ])('%s [CX-4] [CX-5] [CX-6] [CX-13] [CX-14]', (_, path, value, expected) => {
    const altered = patched(json(), [{ op: value === undefined ? 'remove' : 'replace', path, value }]);
    expect(refusal(() => parseLightBlock(altered, 'block', 'tendermint'))).toBe(expected);
  });

  test('an empty answer of a node without blocks is refused, not crashed on [CX-6]', () => {
    for (const empty of [null, undefined, {}, [], 'x', 7]) {
      expect(refusal(() => parseLightBlock(empty, 'block', 'tendermint'))).toContain('bad-json');
      expect(refusal(() => parseHeader(empty, 'h'))).toContain('bad-json');
      expect(refusal(() => parseCommit(empty, 'c'))).toContain('bad-');
    }
  });

  test('the limits of 64 bits themselves are taken [CX-4]', () => {
    expect(parseInt64('-9223372036854775808', 'x')).toBe(-(1n << 63n));
    expect(parseInt64('9223372036854775807', 'x')).toBe((1n << 63n) - 1n);
    expect(parseUint64('18446744073709551615', 'x')).toBe((1n << 64n) - 1n);
    expect(refusal(() => parseUint64('-1', 'x'))).toBe('bad-integer x');
    expect(refusal(() => parseInt64('-9223372036854775809', 'x'))).toBe('bad-integer x');
  });
});

describe('what sources write differently', () => {
  test('a missing parent, missing hashes and a missing app version have one meaning [CX-12]', () => {
    const base = JSON.parse(JSON.stringify(formatHeader(chain.at(1).signedHeader.header)));
    const header = parseHeader(patched(base, [{ op: 'remove', path: '/version/app' }]), 'h');
    expect(header.version.app).toBe(0n);
    for (const value of [null, '', undefined]) {
      const altered = patched(base, [
        { op: 'replace', path: '/last_block_id', value: null },
        { op: value === undefined ? 'remove' : 'replace', path: '/evidence_hash', value },
      ]);
      const parsed = parseHeader(altered, 'h');
      expect([parsed.lastBlockId.hash.length, parsed.evidenceHash.length]).toEqual([0, 0]);
    }
  });

  test('the name of the part set is the one that the caller gives [CX-11]', () => {
    const base = JSON.parse(JSON.stringify(formatSignedHeader(chain.at(1).signedHeader)));
    const renamed = JSON.parse(JSON.stringify(base).replaceAll('"parts"', '"part_set_header"'));
    const parsed = parseSignedHeader(base, 'h');
    expect(parseSignedHeader(renamed, 'h', { partsKey: 'part_set_header' })).toEqual(parsed);
    expect(parseSignedHeader(renamed, 'h', { partsKey: 'either' })).toEqual(parsed);
    expect(parseSignedHeader(base, 'h', { partsKey: 'either' })).toEqual(parsed);
    expect(refusal(() => parseSignedHeader(base, 'h', { partsKey: 'part_set_header' }))).toContain('part_set_header');
  });

  test('power under another name is read only where the caller says so', () => {
    const [first] = json().validator_set.validators;
    const { voting_power: power, ...rest } = first;
    const renamed = [{ ...rest, power }];
    const [parsed] = parseValidators(renamed, 'v', 'tendermint', { powerKey: 'either' });
    expect(parsed?.votingPower).toBe(BigInt(power));
    expect(parseValidators([first], 'v', 'tendermint', { powerKey: 'either' })[0]?.votingPower).toBe(BigInt(power));
    expect(refusal(() => parseValidators(renamed, 'v', 'tendermint'))).toBe('bad-integer v[0].voting_power');
  });
});
