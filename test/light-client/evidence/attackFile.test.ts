import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import {
  type AttackFile,
  decodeAttackFile,
  encodeAttackFile,
  type FiledAccusation,
  isAttackFile,
} from '../../../light-client/evidence/attackFile.ts';
import { type AttackReport, verifyAttackFile } from '../../../light-client/evidence/verifyAttackFile.ts';
import { parseAttackEvidence } from '../../../light-client/families/cometbft/attackEvidence.ts';
import { buildChain, powers } from '../../helpers/chain.ts';
import {
  attackFileOf,
  chosen,
  DETECTED_AT,
  family,
  forkedBlock,
  held,
  honest,
  madeUp,
  parameters,
  suite,
  TIP,
} from '../detector/fixtures.ts';

const NOW = DETECTED_AT;
const encode = (file: AttackFile) => encodeAttackFile(file, suite.sha256);
const anchor = { chainId: honest.chainId, height: 1n, hash: family.view(honest.at(1)).hash };
const verify = (bytes: Uint8Array, change = {}) => verifyAttackFile(bytes, { suite, now: NOW, ...change });
const lunatic = await attackFileOf(forkedBlock({ header: madeUp }));
const double = await attackFileOf(forkedBlock({ header: chosen }));

const factsOf = (report: AttackReport, id: string, accused: string | null): Record<string, string> =>
  Object.fromEntries(
    report.steps
      .filter((step) => step.id === id && step.accused === accused)
      .flatMap(({ facts }) => facts.map(({ name, value }) => [name, value])),
  );

/** With the accusation of the primary changed, and sealed again. */
const altered = (change: Partial<FiledAccusation>, file = lunatic): Uint8Array => {
  const [first, ...rest] = file.accusations as [FiledAccusation];
  return encode({ ...file, accusations: [{ ...first, ...change }, ...rest] });
};

describe('the evidence of an attack as a file', () => {
  test.each([
    ['lunatic', lunatic],
    ['equivocation', double],
  ])('is the same read again, and holds against both sides: %s [EV-12] [EV-13]', (kind, file) => {
    const bytes = encode(file);
    expect(isAttackFile(bytes)).toBe(true);
    const read = held(decodeAttackFile(bytes, suite.sha256));
    expect(encode(read)).toEqual(bytes);
    const report = verify(bytes, { knownAnchors: [anchor] });
    expect([report.verdict, report.conditions]).toEqual(['verified', []]);
    expect(report.steps.map(({ id, accused, status }) => `${id} ${accused} ${status}`)).toEqual([
      'file null passed',
      ...['primary', 'witness'].flatMap((side) => ['common', 'way', 'evidence'].map((id) => `${id} ${side} passed`)),
    ]);
    expect(report.file?.accusations.map((accusation) => accusation.kind)).toEqual([kind, kind]);
  });

  test('has the evidence in the form that nodes take [EV-12]', () => {
    const json = JSON.parse(fromUtf8(encode(lunatic))) as {
      content: { accusations: { evidence: unknown }[] };
    };
    const evidence = parseAttackEvidence(json.content.accusations[0]?.evidence, 'tendermint');
    expect(evidence).toEqual(lunatic.accusations[0]?.evidence);
  });

  test('whose ground no pack names says so, and one that contradicts the pack is refused [EV-14]', () => {
    const bytes = encode(lunatic);
    expect(verify(bytes)).toMatchObject({ verdict: 'verified', conditions: ['anchor-unknown'] });
    expect(verify(bytes, { knownAnchors: [{ ...anchor, hash: new Uint8Array(32) }] })).toMatchObject({
      verdict: 'refused',
      steps: expect.arrayContaining([
        expect.objectContaining({ id: 'common', error: expect.objectContaining({ code: 'anchor-mismatch' }) }),
      ]),
    });
  });

  test('whose ground the verifier has verified itself is known, and another block there is refused [EV-14]', () => {
    const bytes = encode(lunatic);
    const asked: string[] = [];
    const ownHash = (chainId: string, height: bigint) => {
      asked.push(`${chainId} ${height}`);
      return height === 1n ? anchor.hash : null;
    };
    const report = verify(bytes, { ownHash });
    expect([report.verdict, report.conditions]).toEqual(['verified', []]);
    expect(new Set(asked)).toEqual(new Set([`${honest.chainId} 1`]));
    expect(factsOf(report, 'common', 'primary')['ground']).toBe('ground-own');
    expect(factsOf(verify(bytes), 'common', 'primary')['ground']).toBe('ground-unknown');
    const named = verify(bytes, { knownAnchors: [anchor], ownHash });
    expect(factsOf(named, 'common', 'witness')['ground']).toBe('ground-pack');
    const other = verify(bytes, { ownHash: () => new Uint8Array(32) });
    expect([other.verdict, other.steps.find(({ error }) => error !== undefined)?.error?.code]).toEqual([
      'refused',
      'anchor-mismatch',
    ]);
  });

  test('leaves in each step what it compared, and only votes that were cast as signed [EV-13]', async () => {
    let ticks = 0;
    const report = verify(encode(lunatic), {
      clock: () => {
        ticks += 1;
        return ticks;
      },
    });
    expect(report.steps.every(({ elapsedMs }) => elapsedMs === 1)).toBe(true);
    expect(factsOf(report, 'file', null)).toMatchObject({ 'chain-id': honest.chainId, 'sides-accused': '2' });
    const lie = toHex(family.view(first.evidence.conflictingBlock).hash);
    expect(factsOf(report, 'way', 'primary')).toEqual({
      'conflicting-height': String(TIP),
      'conflicting-hash': lie,
      'other-height': String(TIP),
      'other-hash': toHex(family.view(honest.at(TIP)).hash),
    });
    expect(factsOf(report, 'evidence', 'primary')).toMatchObject({
      'attack-kind': 'lunatic',
      'named-validators': '4',
      'named-power': '46',
      'total-power': '46',
    });
    const ways = report.steps.filter(({ id }) => id === 'way');
    expect(ways.map(({ hops }) => hops?.map(({ fromHeight, toHeight }) => `${fromHeight}>${toHeight}`))).toEqual([
      ['1>6', '1>6'],
      ['1>6', '1>6'],
    ]);
    expect(ways[0]?.hops?.[1]?.toHash).toBe(lie);
    const counted = ways.flatMap(({ hops = [] }) => hops).reduce((sum, hop) => sum + hop.signaturesChecked, 0);
    expect([report.signaturesChecked, counted > 0]).toEqual([counted, true]);

    // A vote beyond the quorum that nobody cast.
    const way = first.way.map((block) => {
      const { header, commit } = block.signedHeader;
      const signatures = commit.signatures.map((sig, i) => (i === 3 ? { ...sig, signature: new Uint8Array(64) } : sig));
      return { ...block, signedHeader: { header, commit: { ...commit, signatures } } };
    });
    const shown = verify(altered({ way })).steps.find(({ id }) => id === 'way');
    expect(shown?.hops?.[0]?.signers.map(({ signed }) => signed)).toEqual([true, true, true, false]);
  });

  const first = lunatic.accusations[0] as FiledAccusation;
  const strangers = buildChain({ heights: TIP, seed: 'strangers', validators: () => powers(4) });
  const refusals: readonly [string, Uint8Array, string, string][] = [
    ['another kind than it shows', altered({ kind: 'amnesia' }), 'evidence', 'bad-proof'],
    [
      'a block held for the chain’s that strangers signed',
      altered({ way: [strangers.at(TIP)] }),
      'way',
      'insufficient-voting-power',
    ],
    ['an honest block accused by itself', altered({ way: [first.evidence.conflictingBlock] }), 'evidence', 'bad-proof'],
    [
      'a lie that strangers signed',
      altered({ evidence: { ...first.evidence, conflictingBlock: strangers.at(TIP) } }),
      'way',
      'insufficient-voting-power',
    ],
    [
      'somebody named who signed nothing',
      altered({ evidence: { ...first.evidence, byzantineValidators: [] } }),
      'evidence',
      'bad-proof',
    ],
    ['another total', altered({ evidence: { ...first.evidence, totalVotingPower: 7n } }), 'evidence', 'bad-proof'],
    [
      'ground of another chain',
      altered({ common: buildChain({ heights: 1, chainId: 'other', validators: () => powers(4) }).at(1) }),
      'common',
      'chain-id-mismatch',
    ],
    [
      'a ground that nobody signed',
      altered({
        common: {
          ...first.common,
          signedHeader: {
            ...first.common.signedHeader,
            commit: {
              ...first.common.signedHeader.commit,
              signatures: first.common.signedHeader.commit.signatures.map((sig) => ({
                ...sig,
                signature: new Uint8Array(64),
              })),
            },
          },
        },
      }),
      'common',
      'invalid-signature',
    ],
    [
      'a moment still to come',
      encode({ ...lunatic, detectedAt: NOW + 3600n * NANOS_PER_SECOND }),
      'file',
      'bad-evidence-file',
    ],
    ['one side accused twice', encode({ ...lunatic, accusations: [first, first] }), 'file', 'bad-evidence-file'],
    [
      'trust that had run out by then',
      encode({ ...lunatic, parameters: { ...parameters, trustingPeriod: NANOS_PER_SECOND } }),
      'way',
      'trusted-expired',
    ],
    [
      'a trust level below a third',
      encode({ ...lunatic, parameters: { ...parameters, trustLevel: { numerator: 1n, denominator: 4n } } }),
      'file',
      'bad-trust-options',
    ],
  ];
  test.each(refusals)('with %s is refused [EV-13] [EV-15]', (_, bytes, step, code) => {
    const { verdict, steps } = verify(bytes);
    const failed = steps.find(({ status }) => status === 'failed');
    expect([verdict, failed?.id, failed?.error?.code]).toEqual(['refused', step, code]);
  });

  test('altered anywhere never passes [EV-16]', () => {
    const bytes = encode(double);
    for (let i = 0; i < bytes.length; i += 7) {
      const changed = bytes.slice();
      changed[i] = (changed[i] as number) ^ 1;
      expect([i, verify(changed).verdict]).not.toEqual([i, 'verified']);
    }
    for (const length of [0, 1, 100, bytes.length - 1]) {
      expect(verify(bytes.slice(0, length)).verdict).toBe('unusable');
    }
    expect(isAttackFile(toUtf8('{"format":"something"}'))).toBe(false);
  });

  const text = fromUtf8(encode(double));
  test.each([
    ['another version', text.replace(/"version":1}$/, '"version":2}'), 'unsupported-version', undefined],
    ['another digest', text.replace(/"digest":"./, '"digest":"x'), 'bad-evidence-file', 'tail-hash'],
    ['something more', text.replace(/"version":1}$/, '"version":1,"x":1}'), 'bad-evidence-file', 'bad-json'],
    ['spaces', text.replace('{"content"', '{ "content"'), 'bad-evidence-file', 'not-canonical'],
  ])('with %s cannot be used, or is refused, with its own reason [EV-16]', (_, changed, code, reason) => {
    const { steps, verdict } = verify(toUtf8(changed));
    expect([steps[0]?.error?.code, steps[0]?.error?.params['reason']]).toEqual([code, reason]);
    expect(verdict).toBe(reason === 'tail-hash' ? 'refused' : 'unusable');
  });
});
