import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../../light-client/codec/bytes.ts';
import { encodeTimestamp, field } from '../../../light-client/codec/protobuf.ts';
import {
  decodeAttackEvidence,
  encodeAttackEvidence,
  formatAttackEvidence,
  type LightClientAttackEvidence,
  parseAttackEvidence,
} from '../../../light-client/families/cometbft/attackEvidence.ts';
import {
  encodeSignedHeader,
  encodeValidator,
  encodeValidatorSet,
} from '../../../light-client/families/cometbft/proto.ts';
import { formatSignedHeader, formatValidators } from '../../../light-client/families/cometbft/rpcFormat.ts';
import type { LightBlock, Validator } from '../../../light-client/families/cometbft/types.ts';
import { buildChain, powers } from '../../helpers/chain.ts';
import { refusal } from '../../helpers/refusal.ts';
import { type Json, patched } from '../../helpers/vectors.ts';

// Evidence as nodes take it, member by member; what the blocks in it say is of no interest here.

const { signedHeader, validatorSet } = buildChain({ heights: 2, validators: () => powers(3) }).at(2);
const [heaviest, middle, lightest] = validatorSet.validators as [Validator, Validator, Validator];

/** A block whose header names that proposer. */
const proposedBy = (proposerAddress: Uint8Array): LightBlock => ({
  signedHeader: { ...signedHeader, header: { ...signedHeader.header, proposerAddress } },
  validatorSet,
});
const EVIDENCE: LightClientAttackEvidence = {
  conflictingBlock: proposedBy(middle.address),
  commonHeight: 300n,
  byzantineValidators: [heaviest, lightest],
  totalVotingPower: 33n,
  timestamp: 1_767_225_600_000_000_005n,
};
const AMNESIA = { ...EVIDENCE, byzantineValidators: [] };
const NO_SET = { ...EVIDENCE, conflictingBlock: { ...EVIDENCE.conflictingBlock, validatorSet: { validators: [] } } };
const EACH: readonly (readonly [string, LightClientAttackEvidence])[] = [
  ['that names two validators', EVIDENCE],
  ['that names nobody', AMNESIA],
  ['with a block of no set', NO_SET],
  ['of a common height of zero, which is left out', { ...EVIDENCE, commonHeight: 0n }],
  ['of no power, which is left out', { ...EVIDENCE, totalVotingPower: 0n }],
];

describe('evidence in protobuf', () => {
  const blockWith = ({ signedHeader: signed, validatorSet: set }: LightBlock, proposer?: Validator) => {
    const chosen = proposer === undefined ? new Uint8Array(0) : field.message(2, encodeValidator(proposer));
    const written = concatBytes(encodeValidatorSet(set), chosen);
    return field.message(1, concatBytes(field.message(1, encodeSignedHeader(signed)), field.message(2, written)));
  };
  const time = field.message(5, encodeTimestamp(EVIDENCE.timestamp));

  test('has its five members in order, and one for each validator that it names [CX-9]', () => {
    const block = blockWith(EVIDENCE.conflictingBlock, middle);
    const height = Uint8Array.of(0x10, 0xac, 0x02);
    const power = Uint8Array.of(0x20, 33);
    const named = [heaviest, lightest].map((validator) => field.message(3, encodeValidator(validator)));
    expect(encodeAttackEvidence(EVIDENCE)).toEqual(concatBytes(block, height, ...named, power, time));
    expect(encodeAttackEvidence(AMNESIA)).toEqual(concatBytes(block, height, power, time));
  });

  test.each<[string, LightBlock, Validator | undefined]>([
    ['the header’s, where it is a member', proposedBy(lightest.address), lightest],
    ['the first, where the header’s is a stranger', proposedBy(new Uint8Array(20)), heaviest],
    ['none, where the set is empty', NO_SET.conflictingBlock, undefined],
  ])('has a proposer beside the set: %s [CX-9]', (_, conflictingBlock, proposer) => {
    const evidence = { ...AMNESIA, conflictingBlock, commonHeight: 0n, totalVotingPower: 0n };
    expect(encodeAttackEvidence(evidence)).toEqual(concatBytes(blockWith(conflictingBlock, proposer), time));
  });

  test.each(EACH)('%s is the same read again [CX-9]', (_, evidence) => {
    expect(decodeAttackEvidence(encodeAttackEvidence(evidence), 'tendermint')).toEqual(evidence);
  });

  const block = blockWith(EVIDENCE.conflictingBlock);
  const validator = field.message(3, encodeValidator(heaviest));
  test.each<[string, readonly Uint8Array[], string]>([
    ['its block', [time], 'truncated evidence'],
    ['its time', [block], 'truncated evidence'],
    ['either', [], 'truncated evidence'],
    ['the header of its block', [field.message(1, field.message(2, new Uint8Array(0))), time], 'truncated evidence#1'],
  ])('is not read without %s [AD-12]', (_, parts, expected) => {
    expect(refusal(() => decodeAttackEvidence(concatBytes(...parts), 'tendermint', 'evidence'))).toBe(expected);
  });

  test.each<[string, readonly Uint8Array[], string]>([
    ['a field that it has not', [block, time, field.varint(6, 1)], 'bad-field light_client_attack_evidence#6'],
    ['two blocks', [block, block, time], 'not-canonical light_client_attack_evidence#1'],
    [
      'two common heights',
      [block, field.varint(2, 1), field.varint(2, 1)],
      'not-canonical light_client_attack_evidence#2',
    ],
    ['two times', [block, time, time], 'not-canonical light_client_attack_evidence#5'],
    ['its members in another order', [time, block], 'not-canonical light_client_attack_evidence#1'],
    ['a number for a block', [field.varint(1, 1), time], 'wrong-wire-type light_client_attack_evidence#1'],
    ['bytes for a height', [block, field.bytes(2, block)], 'wrong-wire-type light_client_attack_evidence#2'],
    [
      'a validator without a key',
      [block, field.message(3, new Uint8Array(0))],
      'truncated light_client_attack_evidence#3',
    ],
    ['a number for a time', [block, field.varint(5, 1)], 'wrong-wire-type light_client_attack_evidence#5'],
  ])('is not read with %s [AD-12] [CX-8]', (_, parts, expected) => {
    expect(refusal(() => decodeAttackEvidence(concatBytes(...parts), 'tendermint'))).toBe(expected);
  });

  test('names 10 000 validators at most [CX-13]', () => {
    const naming = (count: number) => {
      const named = new Uint8Array(validator.length * count);
      for (let i = 0; i < count; i++) named.set(validator, validator.length * i);
      return concatBytes(block, named, time);
    };
    expect(decodeAttackEvidence(naming(10_000), 'tendermint').byzantineValidators).toHaveLength(10_000);
    expect(refusal(() => decodeAttackEvidence(naming(10_001), 'tendermint'))).toBe(
      'too-large light_client_attack_evidence#3',
    );
  });
});

describe('evidence in JSON', () => {
  const json = (evidence: LightClientAttackEvidence): Json =>
    JSON.parse(JSON.stringify(formatAttackEvidence(evidence)));

  test('is written as /broadcast_evidence takes it [CX-10]', () => {
    const [first, second, third] = formatValidators(validatorSet.validators);
    expect(json(EVIDENCE)).toEqual({
      type: 'tendermint/LightClientAttackEvidence',
      value: {
        ConflictingBlock: {
          signed_header: formatSignedHeader(EVIDENCE.conflictingBlock.signedHeader),
          validator_set: { validators: [first, second, third], proposer: second },
        },
        CommonHeight: '300',
        ByzantineValidators: [first, third],
        TotalVotingPower: '33',
        Timestamp: '2026-01-01T00:00:00.000000005Z',
      },
    });
  });

  test('has null for nobody, and no proposer where there is no set [CX-10]', () => {
    expect(json(AMNESIA).value.ByzantineValidators).toBeNull();
    expect(json(NO_SET).value.ConflictingBlock.validator_set).toEqual({ validators: [] });
  });

  test.each(EACH)('%s is the same read again [CX-9]', (_, evidence) => {
    expect(parseAttackEvidence(json(evidence), 'tendermint')).toEqual(evidence);
  });

  test.each([null, undefined, []])('names nobody by %j [AD-12]', (value) => {
    const op = value === undefined ? 'remove' : 'replace';
    const read = patched(json(EVIDENCE), [{ op, path: '/value/ByzantineValidators', value }]);
    expect(parseAttackEvidence(read, 'tendermint')).toEqual(AMNESIA);
  });

  test.each<[string, string, unknown, string]>([
    ['another type', '/type', 'tendermint/DuplicateVoteEvidence', 'bad-json evidence.type'],
    ['no type', '/type', undefined, 'bad-json evidence.type'],
    ['no value', '/value', null, 'bad-json evidence.value'],
    ['no block', '/value/ConflictingBlock', null, 'bad-json evidence.value.ConflictingBlock'],
    [
      'no set',
      '/value/ConflictingBlock/validator_set',
      undefined,
      'bad-json evidence.value.ConflictingBlock.validator_set',
    ],
    ['a number for a height', '/value/CommonHeight', 1, 'bad-integer evidence.value.CommonHeight'],
    ['an object for names', '/value/ByzantineValidators', {}, 'bad-json evidence.value.ByzantineValidators'],
    ['a name that is none', '/value/ByzantineValidators/1', null, 'bad-json evidence.value.ByzantineValidators[1]'],
    ['a number for the power', '/value/TotalVotingPower', 33, 'bad-integer evidence.value.TotalVotingPower'],
    ['no time', '/value/Timestamp', undefined, 'bad-json evidence.value.Timestamp'],
    ['a day that is none', '/value/Timestamp', '2026-02-30T00:00:00Z', 'bad-time evidence.value.Timestamp'],
  ])('is not read with %s [AD-12] [CX-6]', (_, path, value, expected) => {
    const altered = patched(json(EVIDENCE), [{ op: value === undefined ? 'remove' : 'replace', path, value }]);
    expect(refusal(() => parseAttackEvidence(altered, 'tendermint'))).toBe(expected);
  });

  test.each([null, [], 'evidence'])('is not read where it is %j [AD-12]', (value) => {
    expect(refusal(() => parseAttackEvidence(value, 'tendermint', 'file'))).toBe('bad-json file');
  });
});
