import { type WriteCell, writeXlsx } from '../../main/exchange/xlsxWriter.ts';
import type { IndicatorDefinition, Scenario } from '../../main/programme/model.ts';
import type { MasterData } from '../../main/programme/seams.ts';

// A quarterly spreadsheet as an office sends it, over a programme with invented names, and the errors planted in it.

export interface Planted {
  readonly row: number;
  readonly column: string;
  readonly code: string;
}

export interface PlantedSheet {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly sheet: string;
  readonly period: string;
  readonly planted: readonly Planted[];
  /** The same file with every planted error mended. */
  readonly mended: Uint8Array;
}

export interface PlantOptions {
  readonly master: MasterData;
  /** "2026Q3" */
  readonly period: string;
  /** A day within it, or shortly after. */
  readonly asOf: string;
  /** Known values of the quarter before, of a cumulative indicator: what must not fall. null: none are known. */
  readonly previous: (scenarioId: string, indicatorId: string) => string | null;
  readonly rows?: number;
}

const HEADINGS = ['场景编号', '场景名称', '报告期', '指标名称', '数值', '计量单位', '基数', '数据截至'];
const COLUMN = { scenario: 'B', period: 'C', indicator: 'D', value: 'E', unit: 'F', base: 'G', asOf: 'H' } as const;
const AT = { scenario: 1, period: 2, indicator: 3, value: 4, unit: 5, base: 6, asOf: 7 } as const;
/** Two title rows and an empty one above the headings. */
const FIRST_ROW = 5;

const UNIT_WORDS: Readonly<Record<string, string>> = {
  count: '个',
  records: '条',
  items: '件',
  persons: '人',
  organisations: '家',
  percent: '%',
  yuan: '元',
  usd: '美元',
  hours: '小时',
  minutes: '分钟',
  seconds: '秒',
  headers: '区块头',
  signatures: '签名',
};

/** `rows` figures (164 unless told) with nine planted errors, each of another kind. */
export async function plantedSpreadsheet(options: PlantOptions): Promise<PlantedSheet> {
  const { master, period, rows: count = 164 } = options;
  const sheet = '季度指标';
  const good = goodRows(options, count);
  const bad = good.map((row) => [...row]);
  const planted = plant(bad, options);
  const file = async (rows: readonly (readonly WriteCell[])[]) =>
    writeXlsx([
      {
        name: sheet,
        rows: [
          ['试点场景季度指标'],
          [`填报范围：${master.scenarios.length} 个场景`],
          [],
          HEADINGS,
          ...rows,
          ['合计', null, null, null, { number: '1' }],
        ],
        widths: HEADINGS.map(() => 18),
        headingRows: 0,
      },
    ]);
  return {
    fileName: `季度指标-${period}.xlsx`,
    bytes: await file(bad),
    mended: await file(good),
    sheet,
    period,
    planted,
  };
}

function goodRows({ master, period, asOf, previous }: PlantOptions, count: number): WriteCell[][] {
  const { definitions, scenarios } = master;
  return Array.from({ length: count }, (_, index): WriteCell[] => {
    // Every scenario once before any of them twice, and the indicators in turn.
    const scenario = scenarios[index % scenarios.length] as Scenario;
    const turn = (index + Math.floor(index / scenarios.length)) % definitions.length;
    const definition = definitions[turn] as IndicatorDefinition;
    const value = figureFor(definition, index, previous(scenario.scenarioId, definition.indicatorId));
    return [
      scenario.scenarioId,
      scenario.name.zh,
      period,
      definition.name.zh,
      { number: value },
      UNIT_WORDS[definition.unit] ?? '',
      definition.kind === 'saving' ? baseFor(definition) : null,
      asOf,
    ];
  });
}

function baseFor({ unit }: IndicatorDefinition): WriteCell {
  return unit === 'percent' ? '改造前' : { number: '987654321' };
}

function figureFor({ unit, kind }: IndicatorDefinition, salt: number, previous: string | null): string {
  if (unit === 'percent') return String(11 + (salt % 71));
  const whole = BigInt((previous ?? '0').split('.')[0] ?? '0');
  return String((whole < 0n || kind !== 'cumulative' ? 0n : whole) + 1_237n + BigInt(salt * 7));
}

/** Nine errors, each in a row of its own. Column letters and codes are what the import must answer. */
function plant(rows: WriteCell[][], { master, previous }: PlantOptions): Planted[] {
  const planted: Planted[] = [];
  const used = new Set<number>();
  const kindOf = (index: number) => master.definitions.find(({ name }) => name.zh === rows[index]?.[3]);
  const firstOf = (index: number) => rows.findIndex((row) => row[0] === rows[index]?.[0]);
  /** The errors lie apart from each other, each in the first row of its scenario. */
  const pick = (fits: (definition: IndicatorDefinition) => boolean): number => {
    const fitting = [...rows.keys()].filter((index) => {
      const definition = kindOf(index);
      return !used.has(index) && firstOf(index) === index && definition !== undefined && fits(definition);
    });
    const index = fitting.find((candidate) => candidate >= planted.length * 15 + 4) ?? fitting.at(-1);
    if (index === undefined) throw new Error('the spreadsheet has no row for one of the errors');
    used.add(index);
    return index;
  };
  const put = (index: number, column: keyof typeof AT, cell: WriteCell, code: string) => {
    (rows[index] as WriteCell[])[AT[column]] = cell;
    planted.push({ row: FIRST_ROW + index, column: COLUMN[column], code });
  };
  const any = () => true;

  const unknown = pick(any);
  (rows[unknown] as WriteCell[])[0] = null;
  put(unknown, 'scenario', '云杉镇并不存在的场景', 'scenario-not-found');
  put(pick(any), 'period', '去年秋天', 'period-unreadable');
  put(pick(any), 'indicator', '并不存在的指标', 'indicator-not-found');
  put(pick(any), 'value', '十几万', 'number-unreadable');
  put(pick(any), 'unit', '公斤', 'unit-unknown');
  put(
    pick(({ kind }) => kind === 'saving'),
    'base',
    null,
    'saving-without-base',
  );

  const falls = pick(({ kind, unit }) => kind === 'cumulative' && unit !== 'percent');
  const had = previous(String(rows[falls]?.[0]), kindOf(falls)?.indicatorId ?? '');
  const known = had !== null && BigInt(had.split('.')[0] ?? '0') > 1n;
  put(falls, 'value', { number: known ? '1' : '-25' }, known ? 'cumulative-falls' : 'value-negative');

  const late = pick(any);
  const scenario = rows[late]?.[0];
  for (const row of rows) if (row[0] === scenario) row[AT.asOf] = '2199-01-01';
  put(late, 'asOf', '2199-01-01', 'as-of-in-future');

  const twice = pick(any);
  const original = [...rows.keys()].find((index) => index < twice && !used.has(index) && firstOf(index) === index);
  if (original === undefined) throw new Error('the spreadsheet is too short');
  rows[twice] = [...(rows[original] as WriteCell[])];
  planted.push({ row: FIRST_ROW + twice, column: COLUMN.value, code: 'row-twice' });
  return planted.sort((a, b) => a.row - b.row);
}

/** A programme with invented names: as many scenarios as asked for, over three zones, and a dozen indicators of every kind. */
export function smallProgramme(scenarios = 40): MasterData {
  const zones = ['jiazi', 'yichou', 'bingyin'].map((zoneId, index) => ({
    zoneId,
    name: { zh: `${['甲子', '乙丑', '丙寅'][index]}示范区`, en: `${zoneId} zone` },
    province: null,
    source: null,
    note: null,
  }));
  const sectors = [
    {
      sectorId: 'tax',
      name: { zh: '区块链+税费服务', en: 'Blockchain + Tax and Fee Services' },
      group: 'social-governance',
    },
    { sectorId: 'energy', name: { zh: '区块链+能源', en: 'Blockchain + Energy' }, group: 'real-economy' },
  ];
  const entities = [
    {
      entityId: 'spruce',
      name: { zh: '云杉镇票据中心', en: 'Spruce Town bill centre' },
      sectorId: 'tax',
      province: 'CN-BJ',
      stage: 'final' as const,
      source: null,
      note: null,
    },
  ];
  return {
    zones,
    sectors,
    entities,
    scenarios: Array.from({ length: scenarios }, (_, index): Scenario => {
      const entity = index % 10 === 9;
      return {
        scenarioId: `s-${String(index).padStart(4, '0')}`,
        name: { zh: `云杉场景${index}号`, en: `Spruce scenario ${index}` },
        owner: { zh: `云杉第${index}办公室`, en: `Spruce office ${index}` },
        zoneId: entity ? null : (zones[index % 3]?.zoneId ?? null),
        entityId: entity ? 'spruce' : null,
        sectorId: index % 2 === 0 ? 'tax' : 'energy',
        chainId: null,
        startedOn: null,
        endedOn: null,
      };
    }),
    definitions: DEFINITIONS,
  };
}

function define(
  indicatorId: string,
  zh: string,
  en: string,
  kind: IndicatorDefinition['kind'],
  unit: IndicatorDefinition['unit'],
  decimals: number,
): IndicatorDefinition {
  return { indicatorId, name: { zh, en }, effect: 'trusted-system', kind, unit, decimals, better: 'higher' };
}

const DEFINITIONS: readonly IndicatorDefinition[] = [
  define('tx_total', '上链交易总数', 'Transactions on chain', 'cumulative', 'records', 0),
  define('evidence_total', '存证总量', 'Evidence items', 'cumulative', 'records', 0),
  define('amount_total', '累计金额', 'Money passed', 'cumulative', 'yuan', 2),
  define('nodes', '节点数', 'Nodes', 'level', 'count', 0),
  define('coverage', '数据共享覆盖率', 'Share of data covered', 'level', 'percent', 1),
  define('interval', '出块间隔', 'Block interval', 'rate', 'seconds', 3),
  define('cost_saved', '节约成本', 'Cost saved', 'saving', 'yuan', 2),
  define('time_saved', '节约时间', 'Time saved', 'saving', 'minutes', 0),
];
