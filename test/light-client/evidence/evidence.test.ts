import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { verifyEvidence } from '../../../light-client/evidence/verify.ts';
import {
  ANCHOR,
  buildEvidence,
  CHAIN,
  type Mutable,
  PERIOD,
  REPORT,
  reportInput,
  resealed,
  smallInput,
  stateInput,
  summary,
  transactionInput,
  verify,
} from '../../helpers/evidence.ts';
import { REAL_EVIDENCE, realEvidence } from '../../helpers/realEvidence.ts';

const FILE = buildEvidence(stateInput());
const SMALL = buildEvidence(smallInput());
const DAY = 86_400n * NANOS_PER_SECOND;

describe('a file that holds', () => {
  test('is verified in six steps, with every hop and both trees [EV-1]', () => {
    let ticks = 0;
    const report = verify(FILE, { clock: () => ticks++ });
    expect(report).toMatchObject({
      verdict: 'verified',
      claim: {
        kind: 'state',
        chainId: 'demo-jiazi-1',
        height: '6',
        subject: 'pilot/record/jiazi-customs',
        value: '184203',
      },
      anchor: { height: '2', hash: toHex(ANCHOR.hash), known: true },
      conditions: ['demo'],
      fileBytes: FILE.length,
    });
    expect(report.steps.map((step) => [step.id, step.status])).toEqual(
      ['file', 'anchor', 'headers', 'root', 'proof', 'value'].map((id) => [id, 'passed']),
    );
    expect(report.steps.every((step) => step.elapsedMs === 1)).toBe(true);
    const hops = report.steps[2]?.hops ?? [];
    expect(
      hops.map((hop) => [hop.mode, hop.fromHeight, hop.toHeight, hop.overlapPercent, hop.commitPercent, hop.joined]),
    ).toEqual([
      ['skipping', '2', '7', 100, 83.33, 1],
      ['adjacent', '7', '8', null, 83.33, 0],
      ['backwards', '8', '7', null, null, 0],
      ['backwards', '7', '6', null, null, 0],
    ]);
    expect(hops[0]?.signers.map((signer) => [signer.power, signer.signed])).toEqual([
      ['10', true],
      ['10', true],
      ['10', true],
      ['6', false],
    ]);
    // Three for the block and one for nothing, then three; the 2/3 check shares what the overlap check verified.
    expect(report.signaturesChecked).toBe(7);
    const merkle = report.steps[4]?.merkle ?? [];
    expect(merkle.map((level) => level.tree)).toEqual([0, 0, 0, 1, 1]);
    expect(merkle.at(-1)).toMatchObject({ hash: toHex(CHAIN.at(6).signedHeader.header.appHash), sibling: null });
  });

  test.each([
    [
      'a value that is no decimal integer, as hex',
      stateInput('scenario/jiazi-customs'),
      { value: toHex(toUtf8('running')), kind: 'state' },
    ],
    ['absence', stateInput('record/nowhere'), { value: null, kind: 'absence' }],
    ['a transaction', transactionInput(), { value: null, kind: 'transaction' }],
    [
      'one indicator of an anchored report',
      reportInput('cost-saved', 'yuan'),
      { value: '1200000.50', kind: 'anchored-report' },
    ],
    ['the digest of an anchored report', reportInput(null, null), { kind: 'anchored-report' }],
  ])('proves %s [EV-2]', (_, input, claim) => {
    const report = verify(buildEvidence(input));
    expect(summary(report)).toBe('verified');
    expect(report.claim).toMatchObject(claim);
  });

  test('keeps its verdict after the trusting period and says that it is over [EV-3]', () => {
    const end = CHAIN.time(8) + PERIOD;
    expect(verify(FILE, { now: end - 1n }).conditions).toEqual(['demo']);
    const late = verify(FILE, { now: end });
    expect([late.verdict, late.conditions]).toEqual(['verified', ['expired', 'demo']]);
  });

  test('says that its anchor is not one that the verifier knows [EV-4]', () => {
    for (const knownAnchors of [[], [{ ...ANCHOR, chainId: 'other' }], [{ ...ANCHOR, height: 3n }]]) {
      const report = verify(FILE, { knownAnchors });
      expect([report.verdict, report.conditions, report.anchor?.known]).toEqual([
        'verified',
        ['anchor-unknown', 'demo'],
        false,
      ]);
    }
  });

  test('takes the parameters of a known anchor before those of the file [EV-5]', () => {
    const parameters = { ...stateInput().network.parameters, trustingPeriod: 20n * NANOS_PER_SECOND };
    expect(summary(verify(FILE, { knownAnchors: [{ ...ANCHOR, parameters }] }))).toBe(
      'refused headers trusted-expired',
    );
  });
});

describe('an altered file', () => {
  test('is refused at a named step whichever byte is altered [EV-6]', () => {
    const passed: string[] = [];
    expect(summary(verify(SMALL))).toBe('verified');
    for (let at = 0; at < SMALL.length; at++) {
      for (const mask of [0x01, 0x20, 0xff]) {
        const altered = SMALL.slice();
        altered[at] = (altered[at] as number) ^ mask;
        const report = verify(altered);
        const named = report.steps.some((step) => step.status === 'failed' && step.error !== undefined);
        if (report.verdict !== 'refused' || !named) passed.push(`byte ${at} xor ${mask}: ${summary(report)}`);
      }
    }
    expect(passed).toEqual([]);
  }, 120_000);

  test('is refused or unusable at a named step wherever it is cut [EV-7]', () => {
    for (let length = 0; length < SMALL.length; length++) {
      const report = verify(SMALL.subarray(0, length));
      expect(report.verdict).not.toBe('verified');
      expect(report.steps[0]?.status).toBe('failed');
    }
    expect(summary(verify(new Uint8Array(0)))).toBe('unusable file bad-evidence-file not-evidence');
    expect(summary(verify(toUtf8('{"a":1}\n')))).toBe('unusable file bad-evidence-file not-evidence');
    expect(summary(verify(SMALL.subarray(0, 100)))).toBe('refused file bad-evidence-file truncated');
  }, 120_000);

  test.each<[string, (c: Mutable) => void, string]>([
    [
      'another format',
      (c) => {
        c.format = 'other';
      },
      'unusable file bad-evidence-file bad-field',
    ],
    [
      'a later version',
      (c) => {
        c.version = 2;
      },
      'unusable file bad-evidence-file bad-field',
    ],
    [
      'a field that nobody reads',
      (c) => {
        c.claim.note = 'x';
      },
      'unusable file bad-evidence-file not-canonical',
    ],
    [
      'a field inside a header that nobody reads',
      (c) => {
        c.trace[1].signed_header.header.note = 'x';
      },
      'unusable file bad-evidence-file not-canonical',
    ],
    [
      'a missing field',
      (c) => {
        delete c.proof;
      },
      'unusable file bad-evidence-file bad-json',
    ],
    [
      'an unknown family',
      (c) => {
        c.claim.family = 'fabric';
      },
      'unusable file unknown-family',
    ],
    [
      'an unknown key table',
      (c) => {
        c.network.keyTable = 'any';
      },
      'unusable file bad-evidence-file bad-field',
    ],
    [
      'a trusting period of a century',
      (c) => {
        c.network.trustingPeriodSeconds = 3_153_600_000;
      },
      'unusable file bad-evidence-file bad-integer',
    ],
    [
      'a moment in the future',
      (c) => {
        c.verifiedAt = '2026-01-01T02:00:00Z';
      },
      'refused file bad-evidence-file verified-in-future',
    ],
    [
      'another anchor hash',
      (c) => {
        c.network.anchor.hash = 'ab'.repeat(32);
      },
      'refused anchor anchor-mismatch',
    ],
    [
      'another anchor height',
      (c) => {
        c.network.anchor.height = '3';
      },
      'refused anchor anchor-mismatch',
    ],
    [
      'another chain in the claim',
      (c) => {
        c.claim.chainId = 'demo-yichou-1';
      },
      'refused anchor chain-id-mismatch',
    ],
    [
      'an anchor block with another state root',
      (c) => {
        c.trace[0].signed_header.header.app_hash = 'AB'.repeat(32);
      },
      'refused anchor anchor-mismatch',
    ],
    [
      "another power in the anchor's set",
      (c) => {
        c.trace[0].validator_set.validators[0].voting_power = '11';
      },
      'refused anchor validator-set-mismatch',
    ],
    [
      'an empty trace',
      (c) => {
        c.trace = [];
      },
      'refused anchor bad-evidence-file empty-trace',
    ],
    [
      'a trust level below a third',
      (c) => {
        c.network.trustLevel = '1/4';
      },
      'refused headers bad-trust-options',
    ],
    [
      'a header with another state root',
      (c) => {
        c.trace[1].signed_header.header.app_hash = 'AB'.repeat(32);
      },
      'refused headers commit-block-mismatch',
    ],
    [
      'a header of another chain',
      (c) => {
        c.trace[1].signed_header.header.chain_id = 'x';
      },
      'refused headers commit-block-mismatch',
    ],
    [
      'a spoiled signature',
      (c) => {
        spoil(c, 0);
      },
      'refused headers invalid-signature',
    ],
    [
      'a spoiled vote for nothing, which no quorum needs',
      (c) => {
        spoil(c, 3);
      },
      'refused headers invalid-signature',
    ],
    [
      'a vote relabelled as a vote for nothing',
      (c) => {
        c.trace[1].signed_header.commit.signatures[1].block_id_flag = 3;
      },
      'refused headers invalid-signature',
    ],
    [
      'swapped validators',
      (c) => {
        c.trace[1].validator_set.validators.reverse();
      },
      'refused headers validator-set-mismatch',
    ],
    [
      'steps in another order',
      (c) => {
        c.trace = [c.trace[0], c.trace[2], c.trace[1]];
      },
      'refused headers non-increasing-height',
    ],
    [
      'a moment before the headers',
      (c) => {
        c.verifiedAt = '2026-01-01T00:00:50Z';
      },
      'refused headers header-from-future',
    ],
    [
      'a moment after the trusting period',
      (c) => {
        c.network.trustingPeriodSeconds = 60;
      },
      'refused headers trusted-expired',
    ],
    [
      'a missing header on the way back',
      (c) => {
        c.backwards.shift();
      },
      'refused headers non-adjacent-height',
    ],
    [
      'an altered header on the way back',
      (c) => {
        c.backwards[1].data_hash = 'CD'.repeat(32);
      },
      'refused headers broken-hash-link',
    ],
    [
      'another height in the claim',
      (c) => {
        c.claim.height = '7';
      },
      'refused root unexpected-height',
    ],
    [
      'an altered value in the proof',
      (c) => {
        c.proof.value = 'OTk5OTk5';
      },
      'refused proof proof-value-mismatch not-existence',
    ],
    [
      'another key in the proof',
      (c) => {
        c.proof.key = Buffer.from('record/jiazi-grain').toString('base64');
      },
      'refused proof proof-key-mismatch op-key',
    ],
    [
      'another key throughout',
      (c) => {
        c.proof.key = c.proof.ops[0].key = Buffer.from('record/jiazi-grain').toString('base64');
      },
      'refused proof proof-key-mismatch not-existence',
    ],
    [
      'another store',
      (c) => {
        c.proof.store = 'bank';
      },
      'refused proof proof-key-mismatch op-key',
    ],
    [
      'an operation of another type',
      (c) => {
        c.proof.ops[0].type = 'iavl:v';
      },
      'refused proof bad-proof op-type',
    ],
    [
      'a missing operation',
      (c) => {
        c.proof.ops.pop();
      },
      'refused proof bad-proof proof-count',
    ],
    [
      'swapped operations',
      (c) => {
        c.proof.ops.reverse();
      },
      'refused proof bad-proof op-type',
    ],
    [
      'an existing value shown as absent',
      (c) => {
        c.proof.value = '';
      },
      'refused proof bad-proof not-absence',
    ],
    [
      'another value in the claim',
      (c) => {
        c.claim.value = '284203';
      },
      'refused value proof-value-mismatch claim-value',
    ],
    [
      'no value in the claim',
      (c) => {
        c.claim.value = null;
      },
      'refused value proof-value-mismatch claim-value',
    ],
    [
      'another subject in the claim',
      (c) => {
        c.claim.subject = 'pilot/record/jiazi-grain';
      },
      'refused value proof-key-mismatch claim-subject',
    ],
    [
      'another kind in the claim',
      (c) => {
        c.claim.kind = 'absence';
      },
      'refused value proof-value-mismatch claim-kind',
    ],
    [
      'a document that was not anchored',
      (c) => {
        c.document = { text: 'x', indicator: null };
      },
      'refused value proof-value-mismatch claim-kind',
    ],
  ])('is refused even when sealed anew: %s [EV-8]', (_, change, expected) => {
    expect(summary(verify(resealed(FILE, change)))).toBe(expected);
  });

  function spoil(content: Mutable, index: number): void {
    const entry = content.trace[1].signed_header.commit.signatures[index];
    entry.signature = Buffer.from(
      Buffer.from(entry.signature, 'base64').map((byte, i) => (i === 5 ? byte ^ 1 : byte)),
    ).toString('base64');
  }

  test.each<[string, Uint8Array, (c: Mutable) => void, string]>([
    [
      'an altered document',
      buildEvidence(reportInput('cost-saved', 'yuan')),
      (c) => {
        c.document.text = REPORT.replace('1200000', '9200000');
      },
      'document-digest',
    ],
    [
      'another indicator',
      buildEvidence(reportInput('cost-saved', 'yuan')),
      (c) => {
        c.document.indicator = 'documents-shared';
      },
      'claim-unit',
    ],
    [
      'an indicator that is not stated',
      buildEvidence(reportInput('cost-saved', 'yuan')),
      (c) => {
        c.document.indicator = 'x';
      },
      'no-indicator',
    ],
    [
      'another value of an indicator',
      buildEvidence(reportInput('cost-saved', 'yuan')),
      (c) => {
        c.claim.value = '9200000.50';
      },
      'claim-value',
    ],
    [
      'another unit',
      buildEvidence(reportInput('cost-saved', 'yuan')),
      (c) => {
        c.claim.unit = 'count';
      },
      'claim-unit',
    ],
    [
      'a digest with a unit',
      buildEvidence(reportInput(null, null)),
      (c) => {
        c.claim.unit = 'yuan';
      },
      'claim-unit',
    ],
    [
      'a missing document',
      buildEvidence(reportInput(null, null)),
      (c) => {
        c.document = null;
      },
      'claim-kind',
    ],
    [
      'a document beside absence',
      buildEvidence(stateInput('record/nowhere')),
      (c) => {
        c.document = { text: 'x', indicator: null };
      },
      'document-without-digest',
    ],
    [
      'a value beside absence',
      buildEvidence(stateInput('record/nowhere')),
      (c) => {
        c.claim.value = '0';
      },
      'claim-value',
    ],
  ])('of a report or of absence is refused at its value: %s [EV-9]', (_, file, change, reason) => {
    expect(summary(verify(file))).toBe('verified');
    expect(summary(verify(resealed(file, change)))).toBe(`refused value proof-value-mismatch ${reason}`);
  });

  test.each<[string, (c: Mutable) => void, string]>([
    [
      'another transaction',
      (c) => {
        c.proof.data = Buffer.from('transaction four').toString('base64');
      },
      'refused proof bad-proof merkle-shape',
    ],
    [
      'another position',
      (c) => {
        c.proof.proof.index = '0';
      },
      'refused proof proof-root-mismatch data-hash',
    ],
    [
      'another number of transactions',
      (c) => {
        c.proof.proof.total = '9';
      },
      'refused proof bad-proof merkle-shape',
    ],
    [
      'a sibling less',
      (c) => {
        c.proof.proof.aunts.pop();
      },
      'refused proof bad-proof merkle-shape',
    ],
    [
      'another served root',
      (c) => {
        c.proof.root_hash = 'AB'.repeat(32);
      },
      'refused proof proof-root-mismatch data-hash',
    ],
    [
      'another subject',
      (c) => {
        c.claim.subject = 'ab'.repeat(32);
      },
      'refused value proof-key-mismatch claim-subject',
    ],
  ])('of a transaction is refused: %s [EV-9]', (_, change, expected) => {
    expect(summary(verify(resealed(buildEvidence(transactionInput()), change)))).toBe(expected);
  });

  test('contradicts an anchor that the verifier knows at the same height [EV-10]', () => {
    const other = { ...ANCHOR, hash: new Uint8Array(32).fill(7) };
    expect(summary(verify(FILE, { knownAnchors: [other] }))).toBe('refused anchor anchor-mismatch');
  });
});

describe('evidence from recordings of public chains', () => {
  const skipped = REAL_EVIDENCE.filter((name) => realEvidence(name) === undefined);
  if (skipped.length > 0) console.warn(`evidence: ${skipped.length} real records skipped, no vectors found`);

  test.each(REAL_EVIDENCE)('verifies %s, and refuses it with any part altered [EV-11]', (name) => {
    const real = realEvidence(name);
    if (real === undefined) return;
    const options = { suite: nobleSuite, now: real.verifiedAt + DAY, knownAnchors: [real.anchor] };
    const report = verifyEvidence(real.file, options);
    expect(summary(report)).toBe('verified');
    expect(report.claim).toMatchObject({ subject: real.subject, value: real.value });
    expect(report.conditions).toEqual([]);
    for (let at = 0; at < real.file.length; at += 997) {
      const altered = real.file.slice();
      altered[at] = (altered[at] as number) ^ 1;
      expect(verifyEvidence(altered, options).verdict).toBe('refused');
    }
    const otherRoot = resealed(real.file, (content: Mutable) => {
      content.trace.at(-1).signed_header.header.app_hash = 'AB'.repeat(32);
    });
    expect(verifyEvidence(otherRoot, options).verdict).toBe('refused');
  });
});
