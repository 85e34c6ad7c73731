import type { Text } from '../../contract/chain.ts';
import type { IndicatorDefinition } from '../../programme/model.ts';

// The indicators of the demo programme: from the catalogue of what such pilots report, all five effects, all four kinds.

/** How a series is made; `size` is what a scenario plans for a quarter (cumulative, saving) or at all (level, rate). */
export interface DemoIndicator extends IndicatorDefinition {
  readonly base: string | null;
  readonly size: readonly [number, number];
  /** A target is set for it in every period. */
  readonly aimed: boolean;
}

function indicator(
  definition: Omit<DemoIndicator, 'name' | 'base' | 'aimed'> & Partial<Pick<DemoIndicator, 'base' | 'aimed'>>,
  zh: string,
  en: string,
): DemoIndicator {
  const name: Text = { zh, en };
  return { base: null, aimed: false, ...definition, name };
}

const whole = { decimals: 0, better: 'higher' } as const;

export const INDICATORS = {
  'catalogue-items': indicator(
    { indicatorId: 'catalogue-items', effect: 'data-sharing', kind: 'level', unit: 'items', size: [40, 900], ...whole },
    '数据共享目录条目',
    'Items in the data-sharing catalogue',
  ),
  'shared-calls': indicator(
    {
      indicatorId: 'shared-calls',
      effect: 'data-sharing',
      kind: 'cumulative',
      unit: 'count',
      size: [900, 80_000],
      ...whole,
    },
    '数据共享调用次数',
    'Calls for shared data',
  ),
  turnaround: indicator(
    {
      indicatorId: 'turnaround',
      effect: 'process-improvement',
      kind: 'rate',
      unit: 'minutes',
      decimals: 1,
      better: 'lower',
      size: [4, 90],
      aimed: true,
    },
    '平均办理时长',
    'Average time for one case',
  ),
  'on-time': indicator(
    {
      indicatorId: 'on-time',
      effect: 'process-improvement',
      kind: 'rate',
      unit: 'percent',
      decimals: 1,
      better: 'higher',
      size: [82, 94],
      aimed: true,
    },
    '按时办结率',
    'Cases closed in time',
  ),
  'documents-cut': indicator(
    {
      indicatorId: 'documents-cut',
      effect: 'process-improvement',
      kind: 'saving',
      unit: 'percent',
      decimals: 1,
      better: 'higher',
      size: [15, 60],
      base: '上链前同一事项须提交的材料份数 / documents asked for before the platform',
    },
    '减少提交材料',
    'Fewer documents asked for',
  ),
  saving: indicator(
    {
      indicatorId: 'saving',
      effect: 'cost-reduction',
      kind: 'saving',
      unit: 'yuan',
      decimals: 2,
      better: 'higher',
      size: [90_000, 6_000_000],
      aimed: true,
      base: '2023年同类业务的线下办理成本 / cost of the same work on paper in 2023',
    },
    '节约成本',
    'Cost saved',
  ),
  'hours-saved': indicator(
    {
      indicatorId: 'hours-saved',
      effect: 'cost-reduction',
      kind: 'saving',
      unit: 'hours',
      size: [120, 9000],
      ...whole,
      base: '2023年同类业务的人工工时 / working hours of the same cases in 2023',
    },
    '节约工时',
    'Working hours saved',
  ),
  orgs: indicator(
    {
      indicatorId: 'orgs',
      effect: 'collaboration-efficiency',
      kind: 'level',
      unit: 'organisations',
      size: [4, 60],
      ...whole,
    },
    '参与单位',
    'Participating organisations',
  ),
  'cross-chain': indicator(
    {
      indicatorId: 'cross-chain',
      effect: 'collaboration-efficiency',
      kind: 'cumulative',
      unit: 'items',
      size: [60, 7000],
      ...whole,
    },
    '跨链消息',
    'Cross-chain messages',
  ),
  users: indicator(
    {
      indicatorId: 'users',
      effect: 'collaboration-efficiency',
      kind: 'cumulative',
      unit: 'persons',
      size: [300, 60_000],
      aimed: true,
      ...whole,
    },
    '服务人次',
    'Persons served',
  ),
  financing: indicator(
    {
      indicatorId: 'financing',
      effect: 'collaboration-efficiency',
      kind: 'cumulative',
      unit: 'yuan',
      decimals: 2,
      better: 'higher',
      size: [2_000_000, 90_000_000],
    },
    '促成融资',
    'Financing brought about',
  ),
  'financing-usd': indicator(
    {
      indicatorId: 'financing-usd',
      effect: 'collaboration-efficiency',
      kind: 'cumulative',
      unit: 'usd',
      decimals: 2,
      better: 'higher',
      size: [300_000, 20_000_000],
    },
    '促成跨境融资（美元）',
    'Cross-border financing (US dollars)',
  ),
  records: indicator(
    { indicatorId: 'records', effect: 'trusted-system', kind: 'cumulative', unit: 'records', size: [1, 1], ...whole },
    '链上存证',
    'Records on chain',
  ),
  certificates: indicator(
    {
      indicatorId: 'certificates',
      effect: 'trusted-system',
      kind: 'cumulative',
      unit: 'items',
      size: [200, 30_000],
      ...whole,
    },
    '签发电子凭证',
    'Electronic certificates issued',
  ),
  'verified-share': indicator(
    {
      indicatorId: 'verified-share',
      effect: 'trusted-system',
      kind: 'level',
      unit: 'percent',
      decimals: 1,
      better: 'higher',
      size: [70, 92],
    },
    '可核验业务占比',
    'Share of cases that can be verified',
  ),
} as const satisfies Readonly<Record<string, DemoIndicator>>;

export type IndicatorId = keyof typeof INDICATORS;

export const DEFINITIONS: readonly IndicatorDefinition[] = Object.values<DemoIndicator>(INDICATORS).map(
  ({ indicatorId, name, effect, kind, unit, decimals, better }) => ({
    indicatorId,
    name,
    effect,
    kind,
    unit,
    decimals,
    better,
  }),
);
