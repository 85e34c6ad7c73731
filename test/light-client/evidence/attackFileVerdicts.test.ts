import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { formatTime, NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { type AttackFile, encodeAttackFile, type FiledAccusation } from '../../../light-client/evidence/attackFile.ts';
import {
  type AttackReport,
  type AttackStep,
  type VerifyAttackOptions,
  verifyAttackFile,
} from '../../../light-client/evidence/verifyAttackFile.ts';
import { encodeAttackEvidence } from '../../../light-client/families/cometbft/attackEvidence.ts';
import { buildChain, powers } from '../../helpers/chain.ts';
import {
  attackFileOf,
  chosen,
  DETECTED_AT,
  family,
  forkedBlock,
  honest,
  madeUp,
  parameters,
  suite,
  TIP,
} from '../detector/fixtures.ts';

// The verdict on the file of an attack at its limits: which ground is known and which is contradicted, whose parameters
// count, and what each step leaves.

const SECOND = NANOS_PER_SECOND;
const OTHER_HASH = new Uint8Array(32).fill(7);
const LUNATIC = await attackFileOf(forkedBlock({ header: madeUp }));
const DOUBLE = await attackFileOf(forkedBlock({ header: chosen }));
const [PRIMARY, WITNESS] = DOUBLE.accusations as readonly [FiledAccusation, FiledAccusation];

const hashAt = (height: number): Uint8Array => family.view(honest.at(height)).hash;
const anchorAt = (height: number) => ({ chainId: honest.chainId, height: BigInt(height), hash: hashAt(height) });
const ANCHOR = anchorAt(1);

const verify = (file: AttackFile, options: Partial<VerifyAttackOptions> = {}): AttackReport =>
  verifyAttackFile(encodeAttackFile(file, suite.sha256), { suite, now: DETECTED_AT, ...options });

function step(report: AttackReport, id: AttackStep['id'], accused: AttackStep['accused'] = 'primary'): AttackStep {
  const found = report.steps.find((candidate) => candidate.id === id && candidate.accused === accused);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const factsOf = (...which: Parameters<typeof step>): string[] =>
  step(...which).facts.map(({ name, kind, value }) => `${name} (${kind}) ${value}`);

/** `refused primary way invalid-signature`; or the verdict and its conditions. */
function summary({ verdict, conditions, steps }: AttackReport): string {
  const failed = steps.find(({ status }) => status === 'failed');
  if (failed === undefined) return [verdict, ...conditions].join(' ');
  const { code, params } = failed.error ?? {};
  const parts = [verdict, failed.accused, failed.id, code, params?.['reason']];
  return parts.filter((part) => part !== undefined && part !== null).join(' ');
}

describe('the ground that both sides share', () => {
  test.each([
    ['of another chain', { ...ANCHOR, chainId: 'other', hash: OTHER_HASH }],
    ['of another height', { ...ANCHOR, height: 2n, hash: OTHER_HASH }],
  ])('is neither known by an anchor %s nor contradicted by it [EV-14]', (_, other) => {
    expect(summary(verify(DOUBLE, { knownAnchors: [other] }))).toBe('verified anchor-unknown');
    expect(summary(verify(DOUBLE, { knownAnchors: [other, ANCHOR] }))).toBe('verified');
  });

  test.each<[string, Partial<VerifyAttackOptions>]>([
    ['a pack that names another', { knownAnchors: [{ ...ANCHOR, hash: OTHER_HASH }] }],
    ['one of two that a pack names', { knownAnchors: [ANCHOR, { ...ANCHOR, hash: OTHER_HASH }] }],
    ['the verifier’s own, beside a pack that agrees', { knownAnchors: [ANCHOR], ownHash: () => OTHER_HASH }],
    [
      'a pack, beside the verifier’s own that agrees',
      { knownAnchors: [{ ...ANCHOR, hash: OTHER_HASH }], ownHash: () => ANCHOR.hash },
    ],
  ])('is contradicted by %s [EV-14]', (_, options) => {
    const report = verify(DOUBLE, options);
    expect(summary(report)).toBe('refused primary common anchor-mismatch');
    expect(step(report, 'common').error?.params).toEqual({
      height: '1',
      expected: toHex(OTHER_HASH),
      got: toHex(ANCHOR.hash),
    });
  });

  test('is known where that of each side is [EV-14]', () => {
    const accusations = [PRIMARY, { ...WITNESS, common: honest.at(2) }];
    const file = { ...DOUBLE, accusations };
    const second = anchorAt(2);
    expect(summary(verify(file, { knownAnchors: [ANCHOR, second] }))).toBe('verified');
    const words = (report: AttackReport) =>
      (['primary', 'witness'] as const).map((role) => factsOf(report, 'common', role).at(-1));
    for (const [knownAnchors, ground] of [
      [[ANCHOR], ['pack', 'unknown']],
      [[second], ['unknown', 'pack']],
    ] as const) {
      const report = verify(file, { knownAnchors });
      expect(summary(report)).toBe('verified anchor-unknown');
      expect(words(report)).toEqual(ground.map((word) => `ground (word) ground-${word}`));
    }
    const own = verify(file, { knownAnchors: [ANCHOR], ownHash: (_, height) => (height === 2n ? second.hash : null) });
    expect([summary(own), words(own)]).toEqual(['verified', ['ground (word) ground-pack', 'ground (word) ground-own']]);
  });

  test('of a demo says so beside the verdict [EV-14]', () => {
    const file = { ...DOUBLE, demo: true };
    expect(summary(verify(file))).toBe('verified anchor-unknown demo');
    expect(summary(verify(file, { knownAnchors: [ANCHOR] }))).toBe('verified demo');
  });
});

describe('the parameters', () => {
  const short = { ...parameters, trustingPeriod: SECOND };

  test.each([
    ['an anchor of this chain, of whatever height', [{ ...ANCHOR, height: 99n, parameters: short }]],
    ['the first anchor that has any', [ANCHOR, { ...ANCHOR, parameters: short }, { ...ANCHOR, parameters }]],
  ])('are those of %s, before the file’s [EV-15]', (_, knownAnchors) => {
    const report = verify(DOUBLE, { knownAnchors });
    expect(step(report, 'way').error?.code).toBe('trusted-expired');
    expect(factsOf(report, 'file', null).slice(-2)).toEqual([
      'trusting-period-seconds (count) 1',
      'trust-level (code) 1/3',
    ]);
  });

  test.each([
    ['an anchor of another chain', [ANCHOR, { ...ANCHOR, chainId: 'other', parameters: short }]],
    ['an anchor without any', [ANCHOR]],
  ])('are not those of %s [EV-15]', (_, knownAnchors) => {
    const report = verify(DOUBLE, { knownAnchors });
    expect(summary(report)).toBe('verified');
    expect(factsOf(report, 'file', null)).toContain('trusting-period-seconds (count) 1000000');
  });
});

describe('the file step', () => {
  test('leaves what the file says of itself [EV-13]', () => {
    const bytes = encodeAttackFile(LUNATIC, suite.sha256);
    const report = verify(LUNATIC);
    expect(factsOf(report, 'file', null)).toEqual([
      `bytes (count) ${bytes.length}`,
      `file-hash (hash) ${toHex(suite.sha256(bytes))}`,
      `chain-id (code) ${honest.chainId}`,
      `detected-at (time) ${formatTime(DETECTED_AT)}`,
      'sides-accused (count) 2',
      'trusting-period-seconds (count) 1000000',
      'trust-level (code) 1/3',
    ]);
    expect(report.fileBytes).toBe(bytes.length);
  });

  test('takes a moment up to a minute ahead of the verifier’s clock [EV-15]', () => {
    const ahead = (nanos: bigint) => verify({ ...DOUBLE, detectedAt: DETECTED_AT + nanos });
    expect(summary(ahead(60n * SECOND))).toBe('verified anchor-unknown');
    const late = ahead(60n * SECOND + 1n);
    expect(summary(late)).toBe('refused file bad-evidence-file verified-in-future');
    // What the file says can be read all the same.
    expect(late.file?.accusations).toHaveLength(2);
    expect(late.steps.slice(1)).toStrictEqual(
      (['primary', 'witness'] as const).flatMap((accused) =>
        ['common', 'way', 'evidence'].map((id) => ({ id, accused, status: 'not-run', facts: [] })),
      ),
    );
  });

  test('takes each side alone, and either side once [EV-15]', () => {
    for (const accusation of [PRIMARY, WITNESS]) {
      const report = verify({ ...DOUBLE, accusations: [accusation] });
      expect(summary(report)).toBe('verified anchor-unknown');
      expect(report.steps.map(({ accused }) => accused).slice(1)).toEqual(new Array(3).fill(accusation.accused.role));
    }
    const twice = verify({ ...DOUBLE, accusations: [WITNESS, WITNESS] });
    expect(summary(twice)).toBe('refused file bad-evidence-file accused-twice');
  });

  test('on what cannot be read says nothing else [EV-16]', () => {
    const bytes = new Uint8Array(3);
    const error = {
      code: 'bad-evidence-file',
      category: 'input',
      params: { at: 'file', reason: 'bad-json' },
    };
    expect(verifyAttackFile(bytes, { suite, now: DETECTED_AT })).toStrictEqual({
      verdict: 'unusable',
      file: null,
      conditions: [],
      steps: [
        { id: 'file', accused: null, status: 'failed', facts: [{ name: 'bytes', kind: 'count', value: '3' }], error },
      ],
      signaturesChecked: 0,
      fileBytes: 3,
    });
  });
});

describe('the steps of an accusation', () => {
  const [PRIMARY_LIE, WITNESS_LIE] = LUNATIC.accusations as readonly [FiledAccusation, FiledAccusation];

  test('leave whom it accuses, the ground and the evidence [EV-13]', () => {
    const operator = { ...WITNESS.accused, operator: '' };
    const report = verify({ ...LUNATIC, accusations: [PRIMARY_LIE, { ...WITNESS_LIE, accused: operator }] });
    const ground = [
      'common-height (height) 1',
      `common-hash (hash) ${toHex(hashAt(1))}`,
      `common-time (time) ${formatTime(honest.time(1))}`,
      'ground (word) ground-unknown',
    ];
    expect(factsOf(report, 'common')).toEqual([
      'accused-url (text) http://primary',
      'accused-operator (text) primary',
      ...ground,
    ]);
    expect(factsOf(report, 'common', 'witness')).toEqual(['accused-url (text) http://witness', ...ground]);
    expect(factsOf(report, 'evidence')).toEqual([
      'attack-kind (word) lunatic',
      `evidence-hash (hash) ${toHex(suite.sha256(encodeAttackEvidence(PRIMARY_LIE.evidence)))}`,
      'named-validators (count) 4',
      'named-power (count) 46',
      'total-power (count) 46',
    ]);
    expect(report.steps.map((each) => Object.keys(each).join())).toEqual([
      'id,accused,status,facts',
      ...[1, 2].flatMap(() => ['id,accused,status,facts', 'id,accused,status,facts,hops', 'id,accused,status,facts']),
    ]);
    const counted = report.steps.map(({ hops }) => hops?.map(({ signaturesChecked }) => signaturesChecked));
    // The other side's ways are the same two, whose signatures are known to be good by then.
    expect([report.signaturesChecked, counted.flat().filter((n) => n !== undefined)]).toEqual([6, [3, 3, 0, 0]]);
  });

  const strangers = buildChain({ heights: TIP, seed: 'strangers', validators: () => powers(4) });

  test.each([
    ['the block held for the chain’s', { way: [strangers.at(TIP)] }],
    ['the lie', { evidence: { ...PRIMARY_LIE.evidence, conflictingBlock: strangers.at(TIP) } }],
  ])('tell how little of the ground’s power is behind %s [EV-13]', (_, change) => {
    const report = verify({ ...LUNATIC, accusations: [{ ...PRIMARY_LIE, ...change }, WITNESS_LIE] });
    expect(summary(report)).toBe('refused primary way insufficient-voting-power');
    expect(step(report, 'way').error?.params).toEqual({ what: 'overlap', tallied: '0', needed: '15', total: '46' });
    expect(report.steps.slice(3).map(({ status }) => status)).toEqual(['not-run', 'not-run', 'not-run', 'not-run']);
  });

  test('without a way hold the ground itself for the chain’s, and find no conflict with it [EV-13]', () => {
    const report = verify({ ...LUNATIC, accusations: [{ ...PRIMARY_LIE, way: [] }] });
    expect(summary(report)).toBe('refused primary evidence bad-proof time-grows');
    expect(factsOf(report, 'way').slice(2)).toEqual([
      'other-height (height) 1',
      `other-hash (hash) ${toHex(hashAt(1))}`,
    ]);
    expect(step(report, 'way').hops?.map(({ fromHeight, toHeight }) => `${fromHeight}>${toHeight}`)).toEqual(['1>6']);
  });

  test('refuse the second accusation by itself [EV-13]', () => {
    const report = verify({ ...LUNATIC, accusations: [PRIMARY_LIE, { ...WITNESS_LIE, kind: 'amnesia' }] });
    expect(summary(report)).toBe('refused witness evidence bad-proof kind');
    expect(step(report, 'evidence', 'witness').error?.params).toEqual({
      what: 'attack-evidence',
      reason: 'kind',
      expected: 'lunatic',
      got: 'amnesia',
    });
    expect(report.steps.filter(({ accused }) => accused === 'primary').map(({ status }) => status)).toEqual([
      'passed',
      'passed',
      'passed',
    ]);
  });

  test('ask the suite that is given [EV-13]', () => {
    const strict = { ...nobleSuite, ed25519Verify: () => false };
    expect(summary(verify(LUNATIC, { suite: strict }))).toBe('refused primary common invalid-signature');
  });

  test('take their time where there is a clock, and none where there is none [EV-13]', () => {
    const times = [10, 11, 20, 22, 30, 33, 40, 44];
    const file = { ...LUNATIC, accusations: [PRIMARY_LIE] };
    const report = verify(file, { clock: () => times.shift() ?? 0 });
    expect(report.steps.map(({ elapsedMs }) => elapsedMs)).toEqual([1, 2, 3, 4]);
    expect(verify(file).steps.some((each) => 'elapsedMs' in each)).toBe(false);
  });
});
