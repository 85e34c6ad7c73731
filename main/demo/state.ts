import { fromBase64, toBase64 } from '../../light-client/codec/base64.ts';
import { concatBytes } from '../../light-client/codec/bytes.ts';
import { toHex } from '../../light-client/codec/hex.ts';
import { field } from '../../light-client/codec/protobuf.ts';
import { fromUtf8, toUtf8 } from '../../light-client/codec/utf8.ts';
import { canonicalOrder } from '../../light-client/families/cometbft/hashing.ts';
import type { Validator } from '../../light-client/families/cometbft/types.ts';
import { sha256, validatorOf } from './crypto.ts';
import { type MultiStore, read, type Write, writeAll } from './multiStore.ts';
import type { ChainPlan } from './plan.ts';
import { digestKey, recordsKey } from './reports.ts';

// The application of a demo chain: what a transaction does to the state. State after a block follows from the state
// before it and the block's transactions alone, so that a chain can be replayed from its blocks.

export type Transaction =
  | { readonly type: 'records/add'; readonly scenario: string; readonly count: string; readonly sequence: string }
  | {
      readonly type: 'report/anchor';
      readonly scenario: string;
      readonly period: string;
      readonly digest: string;
      readonly sequence: string;
    }
  | { readonly type: 'staking/power'; readonly validator: string; readonly power: string; readonly sequence: string };

export function encodeTransaction(transaction: Transaction): Uint8Array {
  return toUtf8(JSON.stringify(transaction));
}

export function decodeTransaction(bytes: Uint8Array): Transaction {
  return JSON.parse(fromUtf8(bytes)) as Transaction;
}

const GAS_WANTED = 200_000;

export function gasUsed(transaction: Uint8Array): number {
  return 41_000 + transaction.length * 10;
}

/** A transaction's result as it lies under last_results_hash: {code=1, data=2, gas_wanted=5, gas_used=6}. */
export function encodeResult(transaction: Uint8Array): Uint8Array {
  return concatBytes(field.varint(5, GAS_WANTED), field.varint(6, gasUsed(transaction)));
}

export function resultJson(transaction: Uint8Array): Record<string, unknown> {
  return {
    code: 0,
    data: null,
    log: '',
    info: '',
    gas_wanted: String(GAS_WANTED),
    gas_used: String(gasUsed(transaction)),
    events: [],
    codespace: '',
  };
}

const SEQUENCE = toUtf8('sequence');

export function genesisState(plan: ChainPlan): MultiStore {
  const writes: Write[] = [
    { store: 'acc', key: 'sequence', value: toUtf8('0') },
    { store: 'acc', key: 'accounts/operator', value: sha256(toUtf8(plan.chainId)).slice(0, 20) },
    { store: 'bank', key: 'denom/credit', value: toUtf8('credit') },
    { store: 'bank', key: 'supply/credit', value: toUtf8('1000000000') },
    { store: 'ibc', key: 'params/allowed', value: toUtf8('none') },
    { store: 'params', key: 'zone', value: toUtf8(plan.zone.zoneId) },
    { store: 'params', key: 'unit', value: toUtf8('record') },
    { store: 'pilot', key: 'zone', value: toUtf8(plan.zone.name.zh) },
  ];
  for (const validator of initialValidators(plan)) writes.push(stakingWrite(validator));
  for (const { scenarioId, rate } of plan.scenarios) {
    writes.push({ store: 'pilot', key: `scenario/${scenarioId}`, value: toUtf8('running') });
    if (rate !== undefined) writes.push({ store: 'pilot', key: recordsKey(scenarioId), value: toUtf8('0') });
  }
  return writeAll({ stores: new Map() }, writes, 1);
}

export function initialValidators(plan: ChainPlan): Validator[] {
  return canonicalOrder(
    plan.initialPowers.map((votingPower, i) => {
      const key = plan.keys[i];
      if (key === undefined) throw new Error('more validators than keys');
      return validatorOf(key, votingPower);
    }),
  );
}

function stakingWrite(validator: Validator): Write {
  return {
    store: 'staking',
    key: `power/${toHex(validator.address)}`,
    value: toUtf8(String(validator.votingPower)),
  };
}

export interface Applied {
  readonly state: MultiStore;
  /** Members after this block's changes: they sign two heights later. */
  readonly validators: readonly Validator[];
  readonly changedValidators: boolean;
  /** A report was anchored: this version stays provable. */
  readonly anchored: boolean;
}

export function sequenceOf(state: MultiStore): number {
  return Number(fromUtf8(read(state, 'acc', SEQUENCE) ?? toUtf8('0')));
}

export function recordsOf(state: MultiStore, scenarioId: string): bigint {
  return BigInt(fromUtf8(read(state, 'pilot', toUtf8(recordsKey(scenarioId))) ?? toUtf8('0')));
}

/** @param validators the members as the block before left them */
export function applyBlock(
  state: MultiStore,
  validators: readonly Validator[],
  transactions: readonly Uint8Array[],
  height: number,
): Applied {
  const writes: Write[] = [];
  let members = validators;
  let anchored = false;
  for (const bytes of transactions) {
    const transaction = decodeTransaction(bytes);
    switch (transaction.type) {
      case 'records/add': {
        const total = recordsOf(state, transaction.scenario) + BigInt(transaction.count);
        writes.push({ store: 'pilot', key: recordsKey(transaction.scenario), value: toUtf8(String(total)) });
        break;
      }
      case 'report/anchor': {
        const key = digestKey(transaction.scenario, transaction.period);
        writes.push({ store: 'pilot', key, value: fromBase64(transaction.digest) });
        anchored = true;
        break;
      }
      case 'staking/power': {
        const changed = memberOf(transaction.validator, BigInt(transaction.power));
        const others = members.filter(({ publicKey }) => toBase64(publicKey.bytes) !== transaction.validator);
        members = canonicalOrder(changed.votingPower === 0n ? others : [...others, changed]);
        writes.push(stakingWrite(changed));
        break;
      }
    }
  }
  if (transactions.length > 0) {
    writes.push({ store: 'acc', key: 'sequence', value: toUtf8(String(sequenceOf(state) + transactions.length)) });
  }
  return {
    state: writeAll(state, writes, height),
    validators: members,
    changedValidators: members !== validators,
    anchored,
  };
}

function memberOf(key: string, votingPower: bigint): Validator {
  const bytes = fromBase64(key);
  return { address: sha256(bytes).slice(0, 20), publicKey: { type: 'ed25519', bytes }, votingPower };
}
