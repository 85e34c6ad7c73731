import { sha256 } from '@noble/hashes/sha2.js';
import { type CanonicalValue, canonicalJson } from '../../light-client/codec/canonicalJson.ts';
import { NANOS_PER_SECOND } from '../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../light-client/codec/utf8.ts';
import { createTableSuite } from '../../light-client/crypto/keyTables.ts';
import { buildEvidence, type EvidenceInput } from '../../light-client/evidence/build.ts';
import { frameEvidence, unframeEvidence } from '../../light-client/evidence/file.ts';
import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import { type VerifyEvidenceOptions, verifyEvidence } from '../../light-client/evidence/verify.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import { merkleProof } from '../../light-client/proofs/merkle.ts';
import { buildChain, GENESIS, type TestChain } from './chain.ts';
import { TestState } from './multiStore.ts';

// A small chain with state, a report and transactions, and the evidence files that can be made from it.

export const REPORT = canonicalJson({
  asOf: '2026-01-01T00:00:00Z',
  format: 'pilotlight-report',
  indicators: [
    { id: 'documents-shared', kind: 'cumulative', unit: 'count', value: '4210' },
    { id: 'cost-saved', kind: 'saving', unit: 'yuan', value: '1200000.50' },
  ],
  period: '2025Q4',
  scenarioId: 'jiazi-customs',
  statedBy: { en: 'Jiazi Demo Zone', zh: '甲子示范区' },
  version: 1,
});

export const STATE = new TestState({
  pilot: {
    'record/jiazi-customs': toUtf8('184203'),
    'record/jiazi-grain': toUtf8('77'),
    'report/jiazi-customs/2025Q4': sha256(toUtf8(REPORT)),
    'scenario/jiazi-customs': toUtf8('running'),
  },
  bank: { supply: Uint8Array.of(1, 2, 3) },
});

export const TRANSACTIONS = ['one', 'two', 'three'].map((text) => toUtf8(`transaction ${text}`));

/** Nine heights; the validators change so that one skipping step is needed. Two of them sign for nothing or not at all. */
export function evidenceChain(): TestChain {
  return buildChain({
    chainId: 'demo-jiazi-1',
    heights: 9,
    validators: (height) => (height < 5 ? { a: 10n, b: 10n, c: 10n } : { a: 10n, b: 10n, c: 10n, d: 6n }),
    vote: (height, name) => (name === 'd' ? (height === 7 ? 'nil' : 'absent') : 'commit'),
    transactions: () => TRANSACTIONS,
    header: (header) => ({ ...header, appHash: STATE.appHash }),
  });
}

export const CHAIN = evidenceChain();
export const VERIFIED_AT = GENESIS + 200n * NANOS_PER_SECOND;
export const PERIOD = 1_209_600n * NANOS_PER_SECOND;

export const ANCHOR = {
  chainId: CHAIN.chainId,
  height: 2n,
  hash: headerHash(CHAIN.at(2).signedHeader.header) as Uint8Array,
};

const plain = CHAIN.blocks.map(({ signedHeader, validatorSet }) => ({ signedHeader, validatorSet }));
const blockAt = (height: number) => plain[height - 1] as (typeof plain)[number];

export function stateInput(key = 'record/jiazi-customs', change: Partial<EvidenceInput> = {}): EvidenceInput {
  const { value, ops } = STATE.query('pilot', key);
  return {
    title: { zh: '甲子示范区 通关单证', en: 'Jiazi Demo Zone, customs documents' },
    unit: null,
    demo: true,
    network: {
      keyTable: 'tendermint',
      parameters: {
        trustLevel: { numerator: 1n, denominator: 3n },
        trustingPeriod: PERIOD,
        maxClockDrift: 10n * NANOS_PER_SECOND,
      },
      anchor: { height: ANCHOR.height, hash: ANCHOR.hash },
      issuedBy: 'National demo office',
    },
    // Anchor 2, skip to 7, adjacent 8, then back to 6.
    trace: [blockAt(2), blockAt(7), blockAt(8)],
    backwards: [blockAt(7).signedHeader.header, blockAt(6).signedHeader.header],
    proof: { kind: 'state', store: 'pilot', key: toUtf8(key), value, ops },
    verifiedAt: VERIFIED_AT,
    ...change,
  };
}

/** As small as a file gets: the header with the state root is the anchor itself. */
export function smallInput(): EvidenceInput {
  const anchor = blockAt(6);
  const { network } = stateInput();
  const hash = headerHash(anchor.signedHeader.header) as Uint8Array;
  return stateInput(undefined, {
    network: { ...network, anchor: { height: 6n, hash } },
    trace: [anchor],
    backwards: [],
  });
}

export function reportInput(indicator: string | null, unit: string | null): EvidenceInput {
  return stateInput('report/jiazi-customs/2025Q4', { document: { text: REPORT, indicator }, unit });
}

export function transactionInput(index = 1): EvidenceInput {
  const leaves = TRANSACTIONS.map((transaction) => sha256(transaction));
  const transaction = TRANSACTIONS[index] as Uint8Array;
  const proof = { transaction, rootHash: blockAt(6).signedHeader.header.dataHash, proof: merkleProof(leaves, index) };
  return stateInput(undefined, { proof: { kind: 'transaction', proof } });
}

export const KNOWN: VerifyEvidenceOptions = {
  suite: createTableSuite(),
  now: VERIFIED_AT + 3600n * NANOS_PER_SECOND,
  knownAnchors: [ANCHOR],
};

export function verify(file: Uint8Array, options: Partial<VerifyEvidenceOptions> = {}): EvidenceReport {
  return verifyEvidence(file, { ...KNOWN, ...options });
}

/** Verdict, the failed step and its error: `refused headers invalid-signature`. */
export function summary(report: EvidenceReport): string {
  const failed = report.steps.find((step) => step.status === 'failed');
  const parts = [report.verdict, failed?.id, failed?.error?.code, failed?.error?.params['reason']];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** Changes the content of a file and seals it anew, as whoever alters a file on purpose would. */
export function resealed(file: Uint8Array, change: (content: Mutable) => void): Uint8Array {
  const json = unframeEvidence(file, sha256);
  if (!json.ok) throw new Error('not an evidence file');
  const content = JSON.parse(fromUtf8(json.value)) as Mutable;
  change(content);
  return frameEvidence(canonicalJson(content as CanonicalValue), sha256);
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach anywhere into the JSON of a file
export type Mutable = any;

export { buildEvidence };
