import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { formatTime, NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import type { EvidenceInput } from '../../../light-client/evidence/build.ts';
import { frameEvidence } from '../../../light-client/evidence/file.ts';
import type { EvidenceReport, EvidenceStepId } from '../../../light-client/evidence/report.ts';
import { verifyEvidence } from '../../../light-client/evidence/verify.ts';
import { headerHash } from '../../../light-client/families/cometbft/hashing.ts';
import { buildChain, type TestChain } from '../../helpers/chain.ts';
import {
  ANCHOR,
  buildEvidence,
  CHAIN,
  KNOWN,
  type Mutable,
  PERIOD,
  resealed,
  STATE,
  smallInput,
  stateInput,
  summary,
  transactionInput,
  VERIFIED_AT,
  verify,
} from '../../helpers/evidence.ts';

// What each step of a figure's evidence leaves behind, and where exactly the limits of the first four lie.

const FILE = buildEvidence(stateInput());
const SMALL = buildEvidence(smallInput());
const SECOND = NANOS_PER_SECOND;
const OTHER_HASH = new Uint8Array(32).fill(7);

const hashAt = (height: number, chain: TestChain = CHAIN): Uint8Array =>
  headerHash(chain.at(height).signedHeader.header) as Uint8Array;

function step(report: EvidenceReport, id: EvidenceStepId): EvidenceReport['steps'][number] {
  const found = report.steps.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const factsOf = (report: EvidenceReport, id: EvidenceStepId): string[] =>
  step(report, id).facts.map(({ name, kind, value }) => `${name} (${kind}) ${value}`);

/** A file over another chain: from the block at `from` by those of `to`. */
function fileOf(
  chain: TestChain,
  from: number,
  to: readonly number[],
  change: Partial<EvidenceInput> = {},
): Uint8Array {
  const { network } = stateInput();
  return buildEvidence(
    stateInput(undefined, {
      network: { ...network, anchor: { height: BigInt(from), hash: hashAt(from, chain) } },
      trace: [from, ...to].map((height) => chain.at(height)),
      backwards: [],
      ...change,
    }),
  );
}

describe('the report on a figure', () => {
  test('has in each step what was compared, and nothing in those without hops or trees [EV-1]', () => {
    const report = verify(FILE);
    expect(factsOf(report, 'file')).toEqual([
      `bytes (count) ${FILE.length}`,
      `file-hash (hash) ${toHex(nobleSuite.sha256(FILE))}`,
      `verified-at (time) ${formatTime(VERIFIED_AT)}`,
    ]);
    expect(factsOf(report, 'anchor')).toEqual([
      `chain-id (code) ${CHAIN.chainId}`,
      'anchor-height (height) 2',
      `anchor-hash (hash) ${toHex(hashAt(2))}`,
      'anchor-issued-by (text) National demo office',
      'anchor-known (word) yes',
      'trusting-period-seconds (count) 1209600',
      'trust-level (code) 1/3',
    ]);
    expect(factsOf(report, 'headers')).toEqual([
      'light-blocks (count) 3',
      'headers-back (count) 2',
      'signatures (count) 7',
    ]);
    expect(factsOf(report, 'root')).toEqual([
      'header-height (height) 6',
      `header-hash (hash) ${toHex(hashAt(6))}`,
      `header-time (time) ${formatTime(CHAIN.time(6))}`,
      `app-hash (hash) ${toHex(STATE.appHash)}`,
    ]);
    const plain = ['id', 'status', 'facts'];
    expect(report.steps.map((each) => Object.keys(each))).toEqual([
      plain,
      plain,
      [...plain, 'hops'],
      plain,
      [...plain, 'merkle'],
      plain,
    ]);
  });

  test('has the data hash for a transaction, and no issuer where none is named [EV-1]', () => {
    const { network } = stateInput();
    const report = verify(buildEvidence({ ...transactionInput(), network: { ...network, issuedBy: null } }), {
      knownAnchors: [],
    });
    const { dataHash } = CHAIN.at(6).signedHeader.header;
    expect(factsOf(report, 'root')[3]).toBe(`data-hash (hash) ${toHex(dataHash)}`);
    expect(factsOf(report, 'anchor').slice(3, 4)).toEqual(['anchor-known (word) no']);
  });

  test('has every hop, of signatures and by hash link [EV-1]', () => {
    const { hops = [] } = step(verify(FILE), 'headers');
    expect(hops).toHaveLength(4);
    const { validators } = CHAIN.at(8).validatorSet;
    expect(hops[1]).toStrictEqual({
      mode: 'adjacent',
      fromHeight: '7',
      toHeight: '8',
      toHash: toHex(hashAt(8)),
      overlapPercent: null,
      commitPercent: 83.33,
      signers: validators.map(({ address, votingPower }) => ({
        address: toHex(address),
        power: String(votingPower),
        signed: votingPower === 10n,
      })),
      joined: 0,
      signaturesChecked: 3,
    });
    expect(hops[3]).toStrictEqual({
      mode: 'backwards',
      fromHeight: '7',
      toHeight: '6',
      toHash: toHex(hashAt(6)),
      overlapPercent: null,
      commitPercent: null,
      signers: [],
      joined: 0,
      signaturesChecked: 0,
    });
    expect(step(verify(SMALL), 'headers')).not.toHaveProperty('hops');
  });

  test('says how far it came where a step does not hold [EV-1]', () => {
    const spoilt = resealed(FILE, (content: Mutable) => {
      content.trace[2].signed_header.commit.signatures[0].signature = Buffer.alloc(64).toString('base64');
    });
    const report = verify(spoilt);
    expect(summary(report)).toBe('refused headers invalid-signature');
    expect([report.headerTime, report.expiresAt, report.signaturesChecked]).toEqual([null, null, 4]);
    expect(report).toMatchObject({
      verifiedAt: formatTime(VERIFIED_AT),
      fileBytes: spoilt.length,
      conditions: ['demo'],
    });
    expect(step(report, 'headers').hops?.map(({ toHeight }) => toHeight)).toEqual(['7']);
    expect(Object.keys(step(report, 'headers'))).toEqual(['id', 'status', 'facts', 'hops', 'error']);
    expect(report.steps.slice(3)).toStrictEqual(
      ['root', 'proof', 'value'].map((id) => ({ id, status: 'not-run', facts: [] })),
    );
  });

  test('has the times of the header and of the end of trust, of the newest header signed for [EV-3]', () => {
    const report = verify(FILE);
    expect(report.headerTime).toBe(formatTime(CHAIN.time(6)));
    expect(report.expiresAt).toBe(formatTime(CHAIN.time(8) + PERIOD));
    const later = verify(buildEvidence(stateInput(undefined, { backwards: [] })));
    expect([later.headerTime, later.expiresAt]).toEqual([formatTime(CHAIN.time(8)), report.expiresAt]);
  });

  test('has no condition beside the verdict where there is nothing to say [EV-3] [EV-4]', () => {
    const report = verify(buildEvidence(stateInput(undefined, { demo: false })));
    expect([report.verdict, report.conditions]).toEqual(['verified', []]);
  });

  test('on what cannot be read says nothing of what it claims [EV-7]', () => {
    const error = { code: 'bad-evidence-file', category: 'input', params: { reason: 'not-evidence' } };
    expect(verify(new Uint8Array(3))).toStrictEqual({
      verdict: 'unusable',
      claim: null,
      headerTime: null,
      verifiedAt: null,
      anchor: null,
      expiresAt: null,
      conditions: [],
      steps: [
        { id: 'file', status: 'failed', facts: [{ name: 'bytes', kind: 'count', value: '3' }], error },
        ...['anchor', 'headers', 'root', 'proof', 'value'].map((id) => ({ id, status: 'not-run', facts: [] })),
      ],
      signaturesChecked: 0,
      fileBytes: 3,
    });
  });

  test.each<[string, Uint8Array, string]>([
    [
      'an altered byte',
      FILE.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
      'refused file bad-evidence-file tail-hash',
    ],
    ['a missing end', FILE.subarray(0, -1), 'refused file bad-evidence-file truncated'],
    ['content on two lines', frameEvidence('{\n}', nobleSuite.sha256), 'refused file bad-evidence-file layout'],
    ['no content', frameEvidence('', nobleSuite.sha256), 'unusable file bad-evidence-file bad-json'],
    ['a field that is missing', resealed(FILE, (c) => delete c.trace), 'unusable file bad-evidence-file bad-json'],
  ])('tells an altered file from one that never was one: %s [EV-7]', (_, file, expected) => {
    expect(summary(verify(file))).toBe(expected);
  });

  test('has the time of each step that ran, where there is a clock [EV-1]', () => {
    const times = [100, 103, 110, 116, 130, 139];
    const report = verify(
      resealed(FILE, (content: Mutable) => content.backwards.shift()),
      {
        clock: () => times.shift() ?? 0,
      },
    );
    expect(summary(report)).toMatch(/^refused headers/);
    expect(report.steps.map(({ elapsedMs }) => elapsedMs)).toEqual([3, 6, 9, undefined, undefined, undefined]);
  });
});

describe('the moment that a file names', () => {
  test('may be a minute ahead of the verifier’s clock [EV-3]', () => {
    const ahead = (nanos: bigint) => summary(verify(SMALL, { now: VERIFIED_AT - nanos }));
    expect(ahead(60n * SECOND)).toBe('verified');
    expect(ahead(60n * SECOND + 1n)).toBe('refused file bad-evidence-file verified-in-future');
  });

  test('is before the end of trust in the block of the anchor, where that is all [EV-3]', () => {
    const at = (verifiedAt: bigint) =>
      summary(verify(buildEvidence({ ...smallInput(), verifiedAt }), { now: verifiedAt }));
    const end = CHAIN.time(6) + PERIOD;
    expect(at(end - 1n)).toBe('verified');
    expect(at(end)).toBe('refused headers trusted-expired');
  });

  test('is later than the block of the anchor, but for the drift [EV-3]', () => {
    const at = (verifiedAt: bigint) => summary(verify(buildEvidence({ ...smallInput(), verifiedAt })));
    const limit = CHAIN.time(6) - 10n * SECOND;
    expect(at(limit + 1n)).toBe('verified');
    expect(at(limit)).toBe('refused headers header-from-future');
  });
});

describe('the anchor of a file', () => {
  test('is judged without anchors of the verifier’s own, and by the suite that is given [EV-4]', () => {
    const { suite, now } = KNOWN;
    const report = verifyEvidence(FILE, { suite, now });
    expect([report.verdict, report.conditions]).toEqual(['verified', ['anchor-unknown', 'demo']]);
    const strict = verifyEvidence(FILE, { suite: { ...suite, ed25519Verify: () => false }, now });
    expect(summary(strict)).toBe('refused headers invalid-signature');
  });

  test.each([
    ['of another chain', { ...ANCHOR, chainId: 'other', hash: OTHER_HASH }],
    ['of another height', { ...ANCHOR, height: 3n, hash: OTHER_HASH }],
  ])('is not contradicted by one %s [EV-10]', (_, other) => {
    const report = verify(FILE, { knownAnchors: [other] });
    expect([summary(report), report.conditions]).toEqual(['verified', ['anchor-unknown', 'demo']]);
    expect(report.anchor?.known).toBe(false);
  });

  test.each([
    ['before', (other: typeof ANCHOR) => [other, ANCHOR]],
    ['after', (other: typeof ANCHOR) => [ANCHOR, other]],
  ])('is known where one names it, though another of its height stands %s it [EV-10]', (_, inOrder) => {
    const report = verify(FILE, { knownAnchors: inOrder({ ...ANCHOR, hash: OTHER_HASH }) });
    expect([summary(report), report.conditions, report.anchor?.known]).toEqual(['verified', ['demo'], true]);
  });

  test('has the parameters of the one that is known, and says them [EV-5]', () => {
    const { parameters } = stateInput().network;
    const own = { ...parameters, trustingPeriod: 7200n * SECOND, trustLevel: { numerator: 2n, denominator: 3n } };
    const report = verify(FILE, { knownAnchors: [{ ...ANCHOR, parameters: own }] });
    expect(factsOf(report, 'anchor').slice(-2)).toEqual([
      'trusting-period-seconds (count) 7200',
      'trust-level (code) 2/3',
    ]);
    expect(report.expiresAt).toBe(formatTime(CHAIN.time(8) + 7200n * SECOND));
  });

  test('that another hash is known for says which [EV-10]', () => {
    const report = verify(FILE, { knownAnchors: [{ ...ANCHOR, hash: OTHER_HASH }] });
    expect(step(report, 'anchor').error?.params).toEqual({
      height: '2',
      expected: toHex(OTHER_HASH),
      got: toHex(ANCHOR.hash),
    });
  });
});

describe('the headers of a file', () => {
  /** From height 4 on nobody is left of those who stood before. */
  const turned = buildChain({
    chainId: CHAIN.chainId,
    heights: 6,
    validators: (height): Record<string, bigint> => (height < 4 ? { a: 10n, b: 11n } : { c: 10n, d: 11n }),
    header: (header) => ({ ...header, appHash: STATE.appHash }),
  });

  test('with a step that too few of the trusted set signed are refused, with the power that was counted [EV-8]', () => {
    const report = verify(fileOf(turned, 2, [5]), { knownAnchors: [] });
    expect(summary(report)).toBe('refused headers insufficient-voting-power');
    expect(step(report, 'headers').error?.params).toEqual({ what: 'overlap', tallied: '0', needed: '7', total: '21' });
    expect(summary(verify(fileOf(turned, 2, [3, 4, 5]), { knownAnchors: [] }))).toBe('verified');
  });

  test('that end in one without a root are refused at the root [EV-8]', () => {
    const rootless = buildChain({
      chainId: CHAIN.chainId,
      heights: 3,
      validators: () => ({ a: 10n }),
      header: (header) => ({ ...header, appHash: new Uint8Array(0), dataHash: new Uint8Array(0) }),
    });
    const expected = 'refused root proof-root-mismatch no-root';
    expect(summary(verify(fileOf(rootless, 2, []), { knownAnchors: [] }))).toBe(expected);
    const { proof } = transactionInput();
    expect(summary(verify(fileOf(rootless, 2, [3], { proof }), { knownAnchors: [] }))).toBe(expected);
  });
});
