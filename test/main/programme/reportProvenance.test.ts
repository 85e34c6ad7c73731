import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITIONS, LEVELS, type Provenance } from '../../../main/contract/provenance.ts';
import { sumFigure } from '../../../main/metrics/figures.ts';
import { combineAll, levelRank, mixOf } from '../../../main/metrics/provenance.ts';
import type {
  Anchoring,
  IndicatorDefinition,
  Observation,
  ReportDraft,
  StoredReport,
} from '../../../main/programme/model.ts';
import { mixOfCounts, Weakest } from '../../../main/programme/queries/columns.ts';
import { knownReport, type ReportEvidence } from '../../../main/programme/reportProvenance.ts';
import { MASTER, report } from '../../helpers/smallProgramme.ts';

const definitions = new Map<string, IndicatorDefinition>(
  (MASTER.definitions ?? []).map((definition) => [definition.indicatorId, definition]),
);
const AT = {
  chainId: 'chain-1',
  height: '100',
  headerHash: 'ab',
  rule: 'report-digest',
  headerTime: '2026-11-01T00:00:00Z',
  verifiedAt: '2026-11-01T00:00:01Z',
} as const;

function stored(over: Partial<ReportDraft> = {}): StoredReport {
  const draft = report('s1', '2026Q3', { records: '200', saving: '20.25' }, over);
  return { ...draft, reportId: 's1.2026Q3.v1', version: 1, changeSeq: 1, receivedAt: '2026-10-15T00:00:00Z' };
}

function anchoring(digest: string | null, over: Partial<Provenance> = {}): Anchoring {
  const provenance: Provenance = { level: 'anchored', condition: 'fresh', at: AT, ...over };
  return { scenarioId: 's1', period: '2026Q3', digest, provenance, observedAt: '2026-11-01T00:00:02Z' };
}

function observed(value: string, headerTime = '2026-11-01T00:00:00Z'): Observation {
  const provenance: Provenance = {
    level: 'proven',
    condition: 'fresh',
    at: { ...AT, rule: 'ics23-state', headerTime },
  };
  return { scenarioId: 's1', indicatorId: 'records', period: '2026Q3', value, provenance, observedAt: headerTime };
}

function known(of: StoredReport, over: Partial<ReportEvidence> = {}) {
  return knownReport(of, { anchoring: null, anchoredVersion: null, observations: [], ...over }, definitions);
}

const document = new TextEncoder().encode('{}');

describe('a report is known as', () => {
  it('reported, without a signature', () => {
    const { provenance, values } = known(stored());
    expect(provenance).toEqual({ level: 'reported', condition: 'fresh', source: '运行单位' });
    expect(values.map((value) => value.provenance)).toEqual([provenance, provenance]);
  });

  it('signed, with the signature of a signer that is known', () => {
    expect(known(stored({ signedBy: 'office-1' })).provenance.level).toBe('signed');
  });

  it('anchored, where its digest lies in verified state, under the condition of that chain', () => {
    const own = stored({ document });
    const { provenance } = known(own, { anchoring: anchoring(own.digest, { condition: 'stale' }) });
    expect(provenance).toMatchObject({ level: 'anchored', condition: 'stale', at: AT, source: '运行单位' });
  });

  it('never better than anchored, whatever proves that the digest lies there', () => {
    const own = stored({ document });
    const { provenance } = known(own, { anchoring: anchoring(own.digest, { level: 'corroborated' }) });
    expect(provenance.level).toBe('anchored');
  });

  it('contradicted in every value, where another digest lies there', () => {
    const { provenance, values } = known(stored({ document, signedBy: 'office-1' }), { anchoring: anchoring('cd') });
    expect(provenance).toMatchObject({ level: 'signed', condition: 'contradicted', at: AT });
    expect(values.every((value) => value.provenance.condition === 'contradicted')).toBe(true);
  });

  it('what it was, where the digest is proven absent', () => {
    expect(known(stored({ document }), { anchoring: anchoring(null) }).provenance).toMatchObject({
      level: 'reported',
      condition: 'fresh',
    });
  });

  it('a sheet: anchored through the document with the same values, contradicted where a value differs', () => {
    const anchoredVersion = stored({ document, digest: 'cd' });
    const evidence = { anchoring: anchoring('cd'), anchoredVersion };
    expect(known(stored(), evidence).provenance.level).toBe('anchored');
    const other = known({ ...stored(), ...report('s1', '2026Q3', { records: '999', saving: '20.25' }) }, evidence);
    expect(other.provenance.condition).toBe('contradicted');
    expect(other.values.map(({ provenance }) => [provenance.level, provenance.condition])).toEqual([
      ['reported', 'contradicted'],
      ['anchored', 'fresh'],
    ]);
  });

  it('a sheet whose anchored document never came: as it was stated, since there is nothing to compare', () => {
    expect(known(stored(), { anchoring: anchoring('cd') }).provenance.condition).toBe('fresh');
  });
});

describe('what the chain itself proves', () => {
  it('is the figure, and what was reported stands beside it', () => {
    const { values, contradictions } = known(stored(), { observations: [observed('250')] });
    expect(values[0]).toMatchObject({ value: '250', reported: '200', provenance: { level: 'proven' } });
    expect(contradictions).toEqual([]);
  });

  it.each([
    ['of the same day', '199', '2026-09-30T15:59:59Z', 'same-day'],
    ['of the same day, that began in China the evening before', '199', '2026-09-29T16:00:00Z', 'same-day'],
    ['later, and less than was reported', '199', '2026-11-01T00:00:00Z', 'more-than-later'],
    ['earlier, and more than was reported', '201', '2026-09-01T00:00:00Z', 'less-than-earlier'],
  ])('%s contradicts the report', (_, value, headerTime, how) => {
    const { contradictions } = known(stored(), { observations: [observed(value, headerTime)] });
    expect(contradictions).toEqual([{ indicatorId: 'records', reported: '200', proven: value, how }]);
  });

  it('counted after midnight in China may be more than the report of the day before', () => {
    const { contradictions } = known(stored(), { observations: [observed('201', '2026-09-30T16:00:00Z')] });
    expect(contradictions).toEqual([]);
  });

  it('stands alone where the report says nothing of it', () => {
    const own = stored({ values: [] });
    expect(known(own, { observations: [observed('7')] }).values).toMatchObject([{ value: '7', reported: null }]);
  });
});

describe('a roll-up [property]', () => {
  const provenance = fc.record({ level: fc.constantFrom(...LEVELS), condition: fc.constantFrom(...CONDITIONS) });

  it('never is better than any of its parts', () => {
    fc.assert(
      fc.property(fc.array(provenance, { minLength: 1, maxLength: 12 }), (parts) => {
        const weakest = new Weakest();
        for (const part of parts) weakest.add(part);
        const sum = weakest.get();
        expect(sum).toEqual(combineAll(parts));
        for (const part of parts)
          expect(levelRank(sum?.level ?? 'reported')).toBeLessThanOrEqual(levelRank(part.level));
        if (parts.some(({ condition }) => condition === 'contradicted')) expect(sum?.condition).toBe('contradicted');
      }),
    );
  });

  it('counts its parts as the plain way of summing does', () => {
    fc.assert(
      fc.property(fc.array(provenance, { minLength: 1, maxLength: 12 }), (parts) => {
        const counts = new Array<number>(LEVELS.length + 1).fill(0);
        for (const { level, condition } of parts) {
          const lane = condition === 'contradicted' ? LEVELS.length : LEVELS.indexOf(level);
          counts[lane] = (counts[lane] ?? 0) + 1;
        }
        expect(mixOfCounts(counts)).toEqual(mixOf(parts.map((part) => ({ provenance: part, weight: 1n }))));
      }),
    );
  });

  it('of no parts is no figure', () => {
    expect(sumFigure({ id: 'x', label: 'y', unit: 'count' }, []).value).toBeNull();
    expect(new Weakest().get()).toBeNull();
  });
});
