import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { EvidenceInput } from '../../../light-client/evidence/build.ts';
import type { EvidenceReport, EvidenceStepId, MerkleLevel } from '../../../light-client/evidence/report.ts';
import { headerHash } from '../../../light-client/families/cometbft/hashing.ts';
import { innerHash, leafHash } from '../../../light-client/proofs/merkle.ts';
import { buildChain } from '../../helpers/chain.ts';
import {
  buildEvidence,
  CHAIN,
  type Mutable,
  REPORT,
  reportInput,
  resealed,
  STATE,
  stateInput,
  summary,
  TRANSACTIONS,
  transactionInput,
  verify,
} from '../../helpers/evidence.ts';
import { TestState } from '../../helpers/multiStore.ts';

// What the proof and the value of a figure leave behind, level by level, and what the claim may say of them.

function stepOf(report: EvidenceReport, id: EvidenceStepId): EvidenceReport['steps'][number] {
  const found = report.steps.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const factsOf = (report: EvidenceReport, id: EvidenceStepId): string[] =>
  stepOf(report, id).facts.map(({ name, kind, value }) => `${name} (${kind}) ${value}`);

const levelsOf = (input: EvidenceInput): readonly MerkleLevel[] =>
  stepOf(verify(buildEvidence(input)), 'proof').merkle ?? [];

const otherwise = (input: EvidenceInput, change: (content: Mutable) => void): EvidenceReport =>
  verify(resealed(buildEvidence(input), change));

describe('the proof of a value in state', () => {
  test('says what was read, where and when, and of absence that it is one [EV-1] [EV-2]', () => {
    expect(factsOf(verify(buildEvidence(stateInput())), 'proof')).toEqual([
      'rule (word) ics23-state',
      'store (code) pilot',
      'key (code) record/jiazi-customs',
      'state-height (height) 5',
    ]);
    expect(factsOf(verify(buildEvidence(stateInput('record/nowhere'))), 'proof')).toEqual([
      'rule (word) ics23-absence',
      'store (code) pilot',
      'key (code) record/nowhere',
      'state-height (height) 5',
    ]);
  });

  test('is drawn from the leaf to the root, each node with its sibling and its side [EV-1]', () => {
    const first = levelsOf(stateInput('record/jiazi-customs'));
    const second = levelsOf(stateInput('record/jiazi-grain'));
    const third = levelsOf(stateInput('report/jiazi-customs/2025Q4'));
    expect(first.map(({ tree, siblingSide }) => [tree, siblingSide])).toEqual([
      [0, 'right'],
      [0, 'right'],
      [0, null],
      [1, 'left'],
      [1, null],
    ]);
    expect(second.map(({ siblingSide }) => siblingSide)).toEqual(['left', 'right', null, 'left', null]);
    expect(third.map(({ siblingSide }) => siblingSide)).toEqual(['right', 'left', null, 'left', null]);
    // Two leaves are each other's sibling, and so are the nodes above them.
    expect([first[0]?.sibling, second[0]?.sibling]).toEqual([second[0]?.hash, first[0]?.hash]);
    expect([first[1]?.sibling, third[1]?.sibling]).toEqual([third[1]?.hash, first[1]?.hash]);
    expect([first[2]?.sibling, first[4]?.sibling]).toEqual([null, null]);
    // The outer tree has the root of the inner one in its leaf, beside the other store's.
    const [bank, pilot] = [first[3]?.sibling, first[3]?.hash].map((hex) => Buffer.from(String(hex), 'hex'));
    expect(toHex(innerHash(bank as Uint8Array, pilot as Uint8Array))).toBe(toHex(STATE.appHash));
    expect(first[4]?.hash).toBe(toHex(STATE.appHash));
  });
});

describe('the proof of a transaction', () => {
  test('says which transaction, and is drawn from its leaf to the data hash [EV-1] [EV-2]', () => {
    const [one, two, three] = TRANSACTIONS.map((transaction) => leafHash(sha256(transaction))) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const report = verify(buildEvidence(transactionInput(1)));
    expect(factsOf(report, 'proof')).toEqual([
      'rule (word) tx-inclusion',
      `transaction (hash) ${toHex(sha256(TRANSACTIONS[1] as Uint8Array))}`,
      'transaction-bytes (count) 15',
    ]);
    expect(stepOf(report, 'proof').merkle).toEqual([
      { tree: 0, hash: toHex(two), sibling: toHex(one), siblingSide: 'left' },
      { tree: 0, hash: toHex(innerHash(one, two)), sibling: toHex(three), siblingSide: 'right' },
      { tree: 0, hash: toHex(CHAIN.at(6).signedHeader.header.dataHash), sibling: null, siblingSide: null },
    ]);
  });

  test('has no tree where it does not hold [EV-1]', () => {
    const report = otherwise(transactionInput(), (content) => {
      content.proof.proof.index = '0';
    });
    expect(stepOf(report, 'proof')).not.toHaveProperty('merkle');
    expect(factsOf(report, 'value')).toEqual([]);
    const state = otherwise(stateInput(), (content) => {
      content.proof.value = 'OTk5';
    });
    expect(stepOf(state, 'proof')).not.toHaveProperty('merkle');
  });
});

describe('the value of a claim', () => {
  test('leaves the subject, the bytes and the text, and of a report the document and the indicator [EV-1] [EV-9]', () => {
    expect(factsOf(verify(buildEvidence(stateInput())), 'value')).toEqual([
      'subject (code) pilot/record/jiazi-customs',
      `proven-bytes (code) ${toHex(toUtf8('184203'))}`,
      'value (text) 184203',
    ]);
    const digest = toHex(sha256(toUtf8(REPORT)));
    const named = [
      'subject (code) pilot/report/jiazi-customs/2025Q4',
      `proven-bytes (code) ${digest}`,
      `document-digest (hash) ${digest}`,
    ];
    expect(factsOf(verify(buildEvidence(reportInput('cost-saved', 'yuan'))), 'value')).toEqual([
      ...named,
      'indicator (code) cost-saved',
      'value (text) 1200000.50',
    ]);
    expect(factsOf(verify(buildEvidence(reportInput(null, null))), 'value')).toEqual([
      ...named,
      `value (text) ${digest}`,
    ]);
    expect(factsOf(verify(buildEvidence(stateInput('record/nowhere'))), 'value')).toEqual([
      'subject (code) pilot/record/nowhere',
    ]);
  });

  test.each<[string, EvidenceInput, (content: Mutable) => void]>([
    [
      'a unit beside absence',
      stateInput('record/nowhere'),
      (content) => {
        content.claim.unit = 'pieces';
      },
    ],
    [
      'a unit beside a transaction',
      transactionInput(),
      (content) => {
        content.claim.unit = 'pieces';
      },
    ],
    [
      'a value beside a transaction',
      transactionInput(),
      (content) => {
        content.claim.value = 'transaction two';
      },
    ],
  ])('is nothing where nothing is stated: %s is refused [EV-9]', (_, input, change) => {
    expect(summary(verify(buildEvidence(input)))).toBe('verified');
    expect(summary(otherwise(input, change))).toBe('refused value proof-value-mismatch claim-value');
  });

  test.each<[string, EvidenceInput, (content: Mutable) => void, string]>([
    [
      'a transaction claimed as state',
      transactionInput(),
      (content) => {
        content.claim.kind = 'state';
      },
      'proof-value-mismatch claim-kind',
    ],
    [
      'a document beside a transaction',
      transactionInput(),
      (content) => {
        content.document = { text: REPORT, indicator: null };
      },
      'proof-value-mismatch document-without-digest',
    ],
    [
      'absence claimed as state',
      stateInput('record/nowhere'),
      (content) => {
        content.claim.kind = 'state';
      },
      'proof-value-mismatch claim-kind',
    ],
    [
      'a report claimed as state',
      reportInput('cost-saved', 'yuan'),
      (content) => {
        content.claim.kind = 'state';
      },
      'proof-value-mismatch claim-kind',
    ],
    [
      'another document of the same indicator',
      reportInput('cost-saved', 'yuan'),
      (content) => {
        content.document.text = REPORT.replace('2025Q4', '2025Q3');
      },
      'proof-value-mismatch document-digest',
    ],
    [
      'the digest of a document in capitals',
      reportInput(null, null),
      (content) => {
        content.claim.value = content.claim.value.toUpperCase();
      },
      'proof-value-mismatch claim-value',
    ],
    [
      'the key alone as subject',
      stateInput(),
      (content) => {
        content.claim.subject = 'record/jiazi-customs';
      },
      'proof-key-mismatch claim-subject',
    ],
  ])('is refused as %s [EV-9]', (_, input, change, expected) => {
    expect(summary(otherwise(input, change))).toBe(`refused value ${expected}`);
  });
});

describe('a long value', () => {
  const bytes = new Uint8Array(700).fill(0xab);
  const state = new TestState({ pilot: { long: bytes }, zone: { a: Uint8Array.of(1) } });
  const chain = buildChain({
    chainId: CHAIN.chainId,
    heights: 2,
    validators: () => ({ a: 10n }),
    header: (header) => ({ ...header, appHash: state.appHash }),
  });
  const { network } = stateInput();
  const input = stateInput(undefined, {
    network: { ...network, anchor: { height: 2n, hash: headerHash(chain.at(2).signedHeader.header) as Uint8Array } },
    trace: [chain.at(2)],
    backwards: [],
    proof: { kind: 'state', store: 'pilot', key: toUtf8('long'), ...state.query('pilot', 'long') },
  });

  test('is proven whole, and shown by its beginning [EV-1] [EV-9]', () => {
    const report = verify(buildEvidence(input), { knownAnchors: [] });
    expect([summary(report), report.claim?.value]).toEqual(['verified', 'ab'.repeat(700)]);
    expect(factsOf(report, 'value').slice(1)).toEqual([
      `proven-bytes (code) ${'ab'.repeat(64)}`,
      `value (text) ${'ab'.repeat(100)}`,
    ]);
    // Here the other store comes after, so that its leaf stands to the right.
    const outer = stepOf(report, 'proof').merkle?.filter(({ tree }) => tree === 1) ?? [];
    expect(outer.map(({ siblingSide }) => siblingSide)).toEqual(['right', null]);
  });

  test('that the claim has otherwise is told by the beginning of both [EV-9]', () => {
    const file = resealed(buildEvidence(input), (content: Mutable) => {
      content.claim.value = `${content.claim.value}00`;
    });
    const error = stepOf(verify(file, { knownAnchors: [] }), 'value').error;
    expect(error?.params).toEqual({ reason: 'claim-value', expected: 'ab'.repeat(100), got: 'ab'.repeat(100) });
  });
});
