import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../../light-client/codec/base64.ts';
import { fromHex, toHex } from '../../../light-client/codec/hex.ts';
import { parseTime } from '../../../light-client/codec/time.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import {
  type DuplicateVoteEvidence,
  encodeDuplicateVoteEvidence,
  evidenceHash,
  parseDuplicateVoteEvidence,
  type Vote,
} from '../../../light-client/families/cometbft/duplicateVote.ts';
import { refusal } from '../../helpers/refusal.ts';
import { type Json, patched } from '../../helpers/vectors.ts';

// Two votes as RPC writes them and as their block hashes them, both written out: no value is like another.

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const repeated = (length: number, byte: string) => byte.repeat(length);

const JSON_FORM: Json = {
  type: 'tendermint/DuplicateVoteEvidence',
  value: {
    vote_a: {
      type: 2,
      height: '300',
      round: 1,
      block_id: { hash: repeated(32, 'A1'), parts: { total: 3, hash: repeated(32, 'A2') } },
      timestamp: '2026-01-01T00:00:00.5Z',
      validator_address: repeated(20, 'C1'),
      validator_index: 5,
      signature: toBase64(filled(64, 0xa3)),
      extension: toBase64(Uint8Array.of(1, 2)),
      extension_signature: toBase64(Uint8Array.of(3, 4, 5)),
    },
    vote_b: {
      type: 1,
      height: '2',
      round: 0,
      block_id: { hash: '', parts: { total: 0, hash: '' } },
      timestamp: '2026-01-01T00:00:01Z',
      validator_address: repeated(20, 'C2'),
      validator_index: 0,
      signature: toBase64(filled(64, 0xb3)),
      extension: null,
    },
    TotalVotingPower: '46',
    ValidatorPower: '11',
    Timestamp: '2026-01-01T00:00:02Z',
  },
};

const DECODED: DuplicateVoteEvidence = {
  voteA: {
    type: 2,
    height: 300n,
    round: 1,
    blockId: { hash: filled(32, 0xa1), partSetHeader: { total: 3, hash: filled(32, 0xa2) } },
    timestamp: parseTime('2026-01-01T00:00:00.5Z'),
    validatorAddress: filled(20, 0xc1),
    validatorIndex: 5,
    signature: filled(64, 0xa3),
    extension: Uint8Array.of(1, 2),
    extensionSignature: Uint8Array.of(3, 4, 5),
  },
  voteB: {
    type: 1,
    height: 2n,
    round: 0,
    blockId: { hash: new Uint8Array(0), partSetHeader: { total: 0, hash: new Uint8Array(0) } },
    timestamp: parseTime('2026-01-01T00:00:01Z'),
    validatorAddress: filled(20, 0xc2),
    validatorIndex: 0,
    signature: filled(64, 0xb3),
    extension: new Uint8Array(0),
    extensionSignature: new Uint8Array(0),
  },
  totalVotingPower: 46n,
  validatorPower: 11n,
  timestamp: parseTime('2026-01-01T00:00:02Z'),
};

/** Tag, length and content of a field of bytes; below 2^14 of them. */
function part(tag: string, content: string): string {
  const length = content.length / 2;
  const varint = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
  return tag + toHex(Uint8Array.from(varint)) + content;
}
const SECONDS = ['80f2d6ca06', '81f2d6ca06', '82f2d6ca06'] as const;

const VOTE_A = [
  '0802',
  '10ac02',
  '1801',
  part('22', part('0a', repeated(32, 'a1')) + part('12', `0803${part('12', repeated(32, 'a2'))}`)),
  part('2a', `08${SECONDS[0]}1080cab5ee01`),
  part('32', repeated(20, 'c1')),
  '3805',
  part('42', repeated(64, 'a3')),
  part('4a', '0102'),
  part('52', '030405'),
].join('');

// What is zero or empty is left out; an empty block id is there all the same.
const VOTE_B = [
  '0801',
  '1002',
  part('22', part('12', '')),
  part('2a', `08${SECONDS[1]}`),
  part('32', repeated(20, 'c2')),
  part('42', repeated(64, 'b3')),
].join('');

const PROTO = `${part('0a', VOTE_A)}${part('12', VOTE_B)}182e200b${part('2a', `08${SECONDS[2]}`)}`;

describe('a double vote', () => {
  test('is read from JSON member by member [AD-18]', () => {
    expect(parseDuplicateVoteEvidence(JSON_FORM)).toEqual(DECODED);
  });

  test('has one encoding, in which defaults are left out [AD-18]', () => {
    expect(toHex(encodeDuplicateVoteEvidence(DECODED))).toBe(PROTO);
  });

  test('hashes as a leaf of evidence_hash, each at its place [AD-18]', () => {
    const { sha256 } = nobleSuite;
    const [one, two] = [fromHex(PROTO), Uint8Array.of(7)];
    const leaves = [one, two].map((leaf) => sha256(Uint8Array.of(0, ...leaf)));
    const [first, second] = leaves as [Uint8Array, Uint8Array];
    expect(evidenceHash([], nobleSuite)).toEqual(sha256(new Uint8Array(0)));
    expect(evidenceHash([one], nobleSuite)).toEqual(first);
    expect(evidenceHash([one, two], nobleSuite)).toEqual(sha256(Uint8Array.of(1, ...first, ...second)));
    expect(evidenceHash([two, one], nobleSuite)).toEqual(sha256(Uint8Array.of(1, ...second, ...first)));
  });

  test.each<[string, keyof Vote]>([
    ['signature', 'signature'],
    ['extension', 'extension'],
    ['extension_signature', 'extensionSignature'],
  ])('without %s has none, however that is written [AD-18]', (key, member) => {
    for (const operation of [
      { op: 'remove' as const },
      { op: 'replace' as const, value: null },
      { op: 'replace' as const, value: '' },
    ]) {
      const json = patched(JSON_FORM, [{ path: `/value/vote_a/${key}`, ...operation }]);
      const expected = { ...DECODED, voteA: { ...DECODED.voteA, [member]: new Uint8Array(0) } };
      expect(parseDuplicateVoteEvidence(json)).toEqual(expected);
    }
  });

  test('may be for nothing by a block id that is null, and have numbers at the limits of 32 bits [AD-18] [CX-5]', () => {
    const json = patched(JSON_FORM, [
      { op: 'replace', path: '/value/vote_a/block_id', value: null },
      { op: 'replace', path: '/value/vote_a/round', value: -2_147_483_648 },
      { op: 'replace', path: '/value/vote_a/validator_index', value: -2_147_483_648 },
      { op: 'replace', path: '/value/vote_b/round', value: 2_147_483_647 },
      { op: 'replace', path: '/value/vote_b/validator_index', value: 2_147_483_647 },
    ]);
    const { voteA, voteB } = parseDuplicateVoteEvidence(json);
    expect(voteA.blockId).toEqual(DECODED.voteB.blockId);
    expect([voteA.round, voteA.validatorIndex]).toEqual([-2_147_483_648, -2_147_483_648]);
    expect([voteB.round, voteB.validatorIndex]).toEqual([2_147_483_647, 2_147_483_647]);
  });
});

describe('a double vote is not read', () => {
  const a = (key: string) => `/value/vote_a/${key}`;
  test.each<[string, string, unknown, string]>([
    ['of another type', '/type', 'tendermint/LightClientAttackEvidence', 'bad-json evidence.type'],
    ['without a type', '/type', undefined, 'bad-json evidence.type'],
    ['without a value', '/value', undefined, 'bad-json evidence.value'],
    ['with a list for a value', '/value', [], 'bad-json evidence.value'],
    ['without its first vote', '/value/vote_a', null, 'bad-json evidence.value.vote_a'],
    ['without its second vote', '/value/vote_b', undefined, 'bad-json evidence.value.vote_b'],
    ['with a number for the total', '/value/TotalVotingPower', 46, 'bad-integer evidence.value.TotalVotingPower'],
    ['with a number for the power', '/value/ValidatorPower', 11, 'bad-integer evidence.value.ValidatorPower'],
    ['without a time', '/value/Timestamp', undefined, 'bad-json evidence.value.Timestamp'],
    ['with a time of no form', '/value/Timestamp', 'now', 'bad-time evidence.value.Timestamp'],
    ['of type 0', a('type'), 0, 'bad-integer evidence.value.vote_a.type'],
    ['of type 3', a('type'), 3, 'bad-integer evidence.value.vote_a.type'],
    ['of a type in words', a('type'), '2', 'bad-integer evidence.value.vote_a.type'],
    ['with a number for a height', a('height'), 300, 'bad-integer evidence.value.vote_a.height'],
    ['with a round in words', a('round'), '1', 'bad-integer evidence.value.vote_a.round'],
    ['with a round below 32 bits', a('round'), -2_147_483_649, 'bad-integer evidence.value.vote_a.round'],
    ['with a round beyond 32 bits', a('round'), 2_147_483_648, 'bad-integer evidence.value.vote_a.round'],
    ['with a list for a block id', a('block_id'), [], 'bad-json evidence.value.vote_a.block_id'],
    ['without the parts of a block', a('block_id/parts'), undefined, 'bad-json evidence.value.vote_a.block_id.parts'],
    ['with a vote of no time', a('timestamp'), null, 'bad-json evidence.value.vote_a.timestamp'],
    ['with a vote of a local time', a('timestamp'), '2026-01-01T00:00:00', 'bad-time evidence.value.vote_a.timestamp'],
    ['without an address', a('validator_address'), null, 'bad-json evidence.value.vote_a.validator_address'],
    ['with half a byte of an address', a('validator_address'), 'C', 'bad-hex evidence.value.vote_a.validator_address'],
    ['without an index', a('validator_index'), undefined, 'bad-integer evidence.value.vote_a.validator_index'],
    [
      'with an index below 32 bits',
      a('validator_index'),
      -2_147_483_649,
      'bad-integer evidence.value.vote_a.validator_index',
    ],
    [
      'with an index beyond 32 bits',
      a('validator_index'),
      2_147_483_648,
      'bad-integer evidence.value.vote_a.validator_index',
    ],
    ['with a signature in hex', a('signature'), 'abc', 'bad-base64 evidence.value.vote_a.signature'],
    ['with a number for an extension', a('extension'), 0, 'bad-json evidence.value.vote_a.extension'],
    [
      'with a number for the signature of an extension',
      a('extension_signature'),
      0,
      'bad-json evidence.value.vote_a.extension_signature',
    ],
  ])('%s [AD-18] [CX-6]', (_, path, value, expected) => {
    const json = patched(JSON_FORM, [{ op: value === undefined ? 'remove' : 'replace', path, value }]);
    expect(refusal(() => parseDuplicateVoteEvidence(json))).toBe(expected);
  });

  test.each([null, undefined, [], 'evidence', 7])('where it is %j [AD-18]', (json) => {
    expect(refusal(() => parseDuplicateVoteEvidence(json, 'list[3]'))).toBe('bad-json list[3]');
  });
});
