import { concatBytes, equalBytes } from '../../codec/bytes.ts';
import { CodecError } from '../../codec/codecError.ts';
import { encodeTimestamp, field, ProtoReader } from '../../codec/protobuf.ts';
import { formatTime, parseTime, type TimeNs } from '../../codec/time.ts';
import type { KeyTable } from './keys.ts';
import { encodeSignedHeader, encodeValidator, encodeValidatorSet } from './proto.ts';
import { type Fields, read, readLightBlock, readValidator } from './protoDecode.ts';
import { formatSignedHeader, formatValidator, formatValidators, type JsonObject } from './rpcFormat.ts';
import { MAX_VALIDATORS, object, parseInt64, parseLightBlock, parseValidators, string } from './rpcJson.ts';
import type { LightBlock, Validator } from './types.ts';

// tendermint.types.LightClientAttackEvidence, as nodes gossip it and as /broadcast_evidence takes it. Source: CometBFT
// proto/tendermint/types/evidence.proto, types/evidence.go; sheet section 11.

export interface LightClientAttackEvidence {
  readonly conflictingBlock: LightBlock;
  readonly commonHeight: bigint;
  /** Voting power descending, then address; empty where the block alone does not say who. */
  readonly byzantineValidators: readonly Validator[];
  readonly totalVotingPower: bigint;
  readonly timestamp: TimeNs;
}

// ---- protobuf ----

export function encodeAttackEvidence(evidence: LightClientAttackEvidence): Uint8Array {
  return concatBytes(
    field.message(1, encodeConflictingBlock(evidence.conflictingBlock)),
    field.varint(2, evidence.commonHeight),
    ...evidence.byzantineValidators.map((validator) => field.message(3, encodeValidator(validator))),
    field.varint(4, evidence.totalVotingPower),
    field.message(5, encodeTimestamp(evidence.timestamp)),
  );
}

function encodeConflictingBlock(block: LightBlock): Uint8Array {
  const proposer = proposerOf(block);
  const set = concatBytes(
    encodeValidatorSet(block.validatorSet),
    ...(proposer === undefined ? [] : [field.message(2, encodeValidator(proposer))]),
  );
  return concatBytes(field.message(1, encodeSignedHeader(block.signedHeader)), field.message(2, set));
}

/**
 * Nodes refuse a set without a proposer out of its own members, though nothing follows from who it is: the header's, or
 * the first where a made-up header names a stranger.
 */
function proposerOf({ signedHeader, validatorSet: { validators } }: LightBlock): Validator | undefined {
  const { proposerAddress } = signedHeader.header;
  return validators.find(({ address }) => equalBytes(address, proposerAddress)) ?? validators[0];
}

type Draft = { -readonly [K in keyof LightClientAttackEvidence]?: LightClientAttackEvidence[K] } & {
  readonly keyTable: KeyTable;
  readonly byzantineValidators: Validator[];
};

const ATTACK_EVIDENCE: Fields<Draft> = {
  1: (draft, value) => {
    draft.conflictingBlock = readLightBlock(value.message(), draft.keyTable);
  },
  2: (draft, value) => {
    draft.commonHeight = value.int64();
  },
  3: ({ byzantineValidators, keyTable }, value) => {
    if (byzantineValidators.length >= MAX_VALIDATORS) throw new CodecError('too-large', value);
    byzantineValidators.push(readValidator(value, keyTable));
  },
  4: (draft, value) => {
    draft.totalVotingPower = value.int64();
  },
  5: (draft, value) => {
    draft.timestamp = value.timestamp();
  },
};

export function decodeAttackEvidence(
  bytes: Uint8Array,
  keyTable: KeyTable,
  at = 'light_client_attack_evidence',
): LightClientAttackEvidence {
  const draft: Draft = { keyTable, byzantineValidators: [] };
  read(new ProtoReader(bytes, at), ATTACK_EVIDENCE, draft, 3);
  const { conflictingBlock, timestamp, byzantineValidators } = draft;
  if (conflictingBlock === undefined || timestamp === undefined) throw new CodecError('truncated', at);
  const { commonHeight = 0n, totalVotingPower = 0n } = draft;
  return { conflictingBlock, commonHeight, byzantineValidators, totalVotingPower, timestamp };
}

// ---- JSON of /broadcast_evidence ----

const JSON_TYPE = 'tendermint/LightClientAttackEvidence';

export function formatAttackEvidence(evidence: LightClientAttackEvidence): JsonObject {
  const { conflictingBlock: block, byzantineValidators } = evidence;
  const proposer = proposerOf(block);
  return {
    type: JSON_TYPE,
    value: {
      ConflictingBlock: {
        signed_header: formatSignedHeader(block.signedHeader),
        validator_set: {
          validators: formatValidators(block.validatorSet.validators),
          ...(proposer === undefined ? {} : { proposer: formatValidator(proposer) }),
        },
      },
      CommonHeight: String(evidence.commonHeight),
      // Go tells null from an empty list, and refuses the latter.
      ByzantineValidators: byzantineValidators.length === 0 ? null : formatValidators(byzantineValidators),
      TotalVotingPower: String(evidence.totalVotingPower),
      Timestamp: formatTime(evidence.timestamp),
    },
  };
}

export function parseAttackEvidence(json: unknown, keyTable: KeyTable, at = 'evidence'): LightClientAttackEvidence {
  const envelope = object(json, at);
  if (envelope['type'] !== JSON_TYPE) throw new CodecError('bad-json', `${at}.type`);
  const o = object(envelope['value'], `${at}.value`);
  return {
    conflictingBlock: parseLightBlock(o['ConflictingBlock'], `${at}.value.ConflictingBlock`, keyTable),
    commonHeight: parseInt64(o['CommonHeight'], `${at}.value.CommonHeight`),
    byzantineValidators: parseValidators(o['ByzantineValidators'] ?? null, `${at}.value.ByzantineValidators`, keyTable),
    totalVotingPower: parseInt64(o['TotalVotingPower'], `${at}.value.TotalVotingPower`),
    timestamp: parseTime(string(o['Timestamp'], `${at}.value.Timestamp`), `${at}.value.Timestamp`),
  };
}
