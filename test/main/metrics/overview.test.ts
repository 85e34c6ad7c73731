import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainView } from '../../../main/contract/chain.ts';
import type { Provenance } from '../../../main/contract/provenance.ts';
import { add, compare, formatDecimal, parseDecimal, percentOf } from '../../../main/metrics/decimal.ts';
import { anchoredShareFigure, type Part, sumFigure } from '../../../main/metrics/figures.ts';
import { createOverview } from '../../../main/metrics/overview.ts';
import type { ProgrammePack, ScenarioConfig } from '../../../main/programme/packs.ts';
import type { ClaimView } from '../../../main/sync/messages.ts';

const AS_OF = '2026-11-21T12:00:00Z';
const proven: Provenance = { level: 'proven', condition: 'fresh' };
const reported: Provenance = { level: 'reported', condition: 'fresh' };
const anchored: Provenance = { level: 'anchored', condition: 'fresh' };

function part(value: string | null, provenance: Provenance): Part {
  return { value, provenance, asOf: AS_OF };
}

describe('decimals', () => {
  it('add exactly, whatever the scale', () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(decimal, decimal, ([a, aScale], [b, bScale]) => {
        const sum = add({ units: a, scale: aScale }, { units: b, scale: bScale });
        const exact = a * 10n ** BigInt(6 - aScale) + b * 10n ** BigInt(6 - bScale);
        expect(compare(sum, { units: exact, scale: 6 })).toBe(0);
        expect(parseDecimal(formatDecimal(sum))).not.toBeNull();
      }),
    );
  });

  it('writes the shortest exact form, without a negative zero', () => {
    const texts = ['0', '-0', '1.500', '0.1', '-0.10', '12345678901234567890.000001'].map((text) => {
      const decimal = parseDecimal(text);
      return decimal === null ? null : formatDecimal(decimal);
    });
    expect(texts).toEqual(['0', '0', '1.5', '0.1', '-0.1', '12345678901234567890.000001']);
  });

  it('refuses what is not a decimal', () => {
    expect(['', '01', '1.', '.5', '1e3', '+1', ' 1', '1,000', 'NaN'].map(parseDecimal)).toEqual(Array(9).fill(null));
  });

  it('says 100 % only of all', () => {
    expect([percentOf(9999, 10_000), percentOf(3, 3), percentOf(1, 3), percentOf(0, 7)]).toEqual([
      '99.9',
      '100',
      '33.3',
      '0',
    ]);
  });
});

describe('a total', () => {
  it('is as good as its worst part, and says what its proven parts alone come to', () => {
    const figure = sumFigure({ id: 'x', label: 'x', unit: 'records' }, [
      part('10', proven),
      part('30', proven),
      part('60', reported),
      part(null, reported),
    ]);
    expect(figure).toMatchObject({
      value: '100',
      provenance: { level: 'reported' },
      mix: [
        { level: 'proven', share: 0.4, parts: 2 },
        { level: 'reported', share: 0.6, parts: 1 },
      ],
      missing: 1,
      provenOnly: { value: '40', leftOut: 2 },
    });
  });

  it('is contradicted by one contradicted part', () => {
    const bad: Provenance = { level: 'proven', condition: 'contradicted' };
    const figure = sumFigure({ id: 'x', label: 'x', unit: 'records' }, [part('10', proven), part('1', bad)]);
    expect(figure.provenance.condition).toBe('contradicted');
    expect(figure.provenOnly).toMatchObject({ value: '10', leftOut: 1 });
  });

  it('has no value without parts, and is not a proven zero', () => {
    const figure = sumFigure({ id: 'x', label: 'x', unit: 'records' }, []);
    expect(figure).toMatchObject({
      value: null,
      provenance: { condition: 'not-verifiable' },
      provenOnly: { value: null },
    });
  });

  it('counts anchored reports out of all, the missing ones too', () => {
    const bad: Provenance = { level: 'anchored', condition: 'contradicted' };
    const parts = [part('1', anchored), part('1', reported), part('1', bad), part(null, reported)];
    expect(anchoredShareFigure({ id: 'x', label: 'x', unit: 'percent' }, parts).value).toBe('25');
  });
});

// ---- the Overview ----

function scenario(scenarioId: string, zoneId: string): ScenarioConfig {
  return {
    scenarioId,
    zoneId,
    chainId: `demo-${zoneId}-1`,
    sector: 'rights',
    name: { zh: scenarioId, en: scenarioId },
    records: { store: 'pilot', key: `records/${scenarioId}` },
    report: { period: '2026Q3', document: `${scenarioId}/2026Q3` },
  };
}

const programme: ProgrammePack = {
  format: 'pilotlight-programme',
  version: 1,
  demo: true,
  zones: ['jiazi', 'yichou'].map((zoneId) => ({ zoneId, name: { zh: zoneId, en: zoneId } })),
  sectors: [],
  scenarios: [scenario('a', 'jiazi'), scenario('b', 'jiazi'), scenario('c', 'yichou')],
  offices: [],
};

function claim(
  figureId: string,
  value: string | null,
  provenance: Provenance,
  more: Partial<ClaimView> = {},
): ClaimView {
  const scenarioId = figureId.split('/')[1] ?? '';
  const zone = programme.scenarios.find((candidate) => candidate.scenarioId === scenarioId)?.zoneId;
  return {
    figureId,
    scenarioId,
    chainId: `demo-${zone}-1`,
    value,
    unit: 'records',
    provenance,
    asOf: AS_OF,
    missing: false,
    error: null,
    since: AS_OF,
    fell: null,
    ...more,
  };
}

function chain(zoneId: string, more: Partial<ChainView> = {}): ChainView {
  return {
    chainId: `demo-${zoneId}-1`,
    name: { zh: zoneId, en: zoneId },
    zoneId,
    family: 'cometbft',
    demo: true,
    health: 'synced',
    healthSince: AS_OF,
    error: null,
    verified: null,
    claimedHeight: null,
    lag: null,
    trustedFrom: { height: '1', hash: 'ab'.repeat(32), time: null },
    trustingPeriodSeconds: 1000,
    expiresAt: null,
    validators: 4,
    totalPower: '4',
    signedPower: '4',
    signedPowerPercent: 100,
    signers: [],
    peers: [],
    conflicts: [],
    headersVerified: 3,
    headersWalked: 5,
    signaturesChecked: 9,
    averageIntervalSeconds: null,
    elapsedMs: 1,
    ...more,
  };
}

function filled() {
  const overview = createOverview();
  overview.setProgramme(programme);
  overview.setChain(chain('jiazi'));
  overview.setChain(chain('yichou'));
  overview.setClaims('demo-jiazi-1', [
    claim('scenario/a/records', '10', proven),
    claim('scenario/b/records', '20', proven),
    claim('scenario/a/report', '1', anchored),
  ]);
  overview.setClaims('demo-yichou-1', [claim('scenario/c/records', '7', { level: 'proven', condition: 'stale' })]);
  return overview;
}

describe('the Overview', () => {
  it('gives figures, zones and scenarios in the order of the screen', () => {
    const view = filled().view(AS_OF, []);
    expect(view.figures.map(({ id, value }) => [id, value])).toEqual([
      ['programme/scenarios', '3'],
      ['programme/records', '37'],
      ['programme/headers', null],
      ['programme/reports-anchored', '33.3'],
      ['programme/saving', null],
    ]);
    expect(view.zones.map(({ zoneId, records }) => [zoneId, records.value, records.provenance.condition])).toEqual([
      ['jiazi', '30', 'fresh'],
      ['yichou', '7', 'stale'],
    ]);
  });

  it('recomputes what changed, to the same as from scratch', () => {
    const overview = filled();
    overview.view(AS_OF, []);
    overview.setClaims('demo-jiazi-1', [claim('scenario/a/records', '11', proven)]);
    const fresh = createOverview();
    fresh.setProgramme(programme);
    fresh.setChain(chain('jiazi'));
    fresh.setChain(chain('yichou'));
    fresh.setClaims('demo-yichou-1', [claim('scenario/c/records', '7', { level: 'proven', condition: 'stale' })]);
    fresh.setClaims('demo-jiazi-1', [claim('scenario/a/records', '11', proven)]);
    expect(overview.view(AS_OF, [])).toEqual(fresh.view(AS_OF, []));
    expect(overview.scenarios()).toEqual(fresh.scenarios());
    expect(overview.scenarios().map(({ records }) => records.value)).toContain('11');
  });

  it('opens every total into parts that sum to it', () => {
    const overview = filled();
    overview.view(AS_OF, []);
    for (const id of ['programme/records', 'zone/jiazi/records']) {
      const sum = overview.parts(id).reduce((total, { value }) => total + BigInt(value ?? 0), 0n);
      expect(sum.toString()).toBe(overview.figure(id)?.value);
    }
  });

  it('lists what needs attention in the order to act on it', () => {
    const overview = filled();
    const conflict = {
      height: '5',
      primaryHash: 'aa',
      witnessHash: 'bb',
      witnessUrl: 'http://w',
      detectedAt: AS_OF,
      witnessQuorum: true,
    };
    overview.setChain(chain('jiazi', { health: 'halted', conflicts: [conflict] }));
    overview.setChain(chain('yichou', { health: 'stalled' }));
    overview.setClaims('demo-jiazi-1', [
      claim('scenario/a/records', '10', { level: 'proven', condition: 'contradicted' }),
    ]);
    overview.setClaims('demo-yichou-1', [
      claim('scenario/c/records', '7', proven, { fell: { from: '9', to: '7' } }),
      claim('scenario/c/report', null, reported, { missing: true }),
    ]);
    const problem = { code: 'store-corrupt', category: 'store', params: { file: 'x' } };
    const { attention } = overview.view(AS_OF, [problem]);
    expect(attention.map(({ kind }) => kind)).toEqual(['conflict', 'storage', 'suspect', 'stalled', 'missing-report']);
    expect(attention[0]?.params).toMatchObject({ height: '5', figures: 1 });
    expect(attention[2]?.params).toMatchObject({ code: 'cumulative-fell', from: '9', to: '7' });
  });
});
