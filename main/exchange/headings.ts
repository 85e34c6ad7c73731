import type { ReportType } from '../contract/office.ts';
import { fold, halfWidth } from './text.ts';
import { parseUnit, type StatedUnit } from './units.ts';

// What offices call their columns. The first Chinese and the first English word of a field head the template.

export interface FieldWords {
  readonly field: string;
  readonly required: boolean;
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

const field = (name: string, required: boolean, zh: string, en: string): FieldWords => ({
  field: name,
  required,
  zh: zh.split(' '),
  en: en.split('|'),
});

const SCENARIO_ID = field(
  'scenarioId',
  false,
  '场景编号 场景代码 场景ID 应用场景编号 项目编号',
  'Scenario id|Scenario code|Scenario no|Scenario number',
);
const SCENARIO = field(
  'scenario',
  true,
  '场景名称 场景 应用场景 应用场景名称 试点场景 试点场景名称 项目名称 项目',
  'Scenario|Scenario name|Application|Use case|Project',
);
const ZONE = field('zone', false, '示范区 试点区 综合试点 综合性试点 试点地区 地区', 'Zone|Pilot zone');
const ENTITY = field('entity', false, '试点单位 特色领域试点单位 承担单位 实体', 'Entity|Pilot entity');
const INDICATOR_ID = field('indicatorId', false, '指标编号 指标代码 指标ID', 'Indicator id|Indicator code|Metric id');
const INDICATOR = field('indicator', true, '指标名称 指标 指标项', 'Indicator|Indicator name|Metric|KPI');
const PERIOD = field(
  'period',
  false,
  '报告期 期间 季度 报告期间 填报期 填报季度 所属期 统计期 报告季度',
  'Period|Quarter|Reporting period|Report period',
);
const UNIT = field('unit', false, '计量单位 单位 数值单位', 'Unit|Unit of measure|Units');

export const FIELDS: Readonly<Record<ReportType, readonly FieldWords[]>> = {
  indicators: [
    SCENARIO_ID,
    SCENARIO,
    ZONE,
    ENTITY,
    PERIOD,
    INDICATOR_ID,
    INDICATOR,
    field(
      'value',
      true,
      '数值 指标值 本期值 累计值 完成值 实际值 本期数 累计数 值 数据',
      'Value|Figure|Actual|Result|Reported value',
    ),
    UNIT,
    field('base', false, '基数 对比基数 基准值 基期值 比较基数 基准', 'Base|Baseline|Base value|Compared with'),
    field(
      'asOf',
      false,
      '数据截至 截至日期 数据截至日期 截止日期 数据截止日期 截至 数据时点 统计时点',
      'As of|As-of date|Data as of|Cut-off date',
    ),
    field('statedBy', false, '填报单位 报送单位 上报单位 填报机构', 'Reported by|Stated by|Reporting office|Reporter'),
  ],
  milestones: [
    SCENARIO_ID,
    SCENARIO,
    ZONE,
    ENTITY,
    field('milestoneId', false, '里程碑编号 节点编号', 'Milestone id|Milestone code'),
    field('milestone', true, '里程碑 里程碑名称 关键节点 节点名称 建设节点', 'Milestone|Milestone name'),
    field(
      'baseline',
      false,
      '基线日期 计划日期 计划完成日期 计划完成时间 基线',
      'Baseline|Baseline date|Planned|Planned date',
    ),
    field(
      'forecast',
      false,
      '预测日期 预计日期 预计完成日期 预计完成时间 预测',
      'Forecast|Forecast date|Expected date',
    ),
    field(
      'actual',
      false,
      '实际日期 实际完成日期 实际完成时间 完成日期 实际',
      'Actual|Actual date|Completed on|Done on',
    ),
    field('reason', false, '调整原因 变更原因 原因 说明', 'Reason|Reason for change|Why'),
  ],
  entities: [
    field('entityId', false, '单位编号 单位代码 实体编号 试点单位编号', 'Entity id|Entity code'),
    field(
      'nameZh',
      true,
      '单位名称 名称 中文名称 试点单位 试点单位名称 实体名称 实体',
      'Chinese name|Name (Chinese)|Entity|Entity name|Name',
    ),
    field('nameEn', false, '英文名称 单位英文名称', 'English name|Name (English)'),
    field('sector', false, '领域 特色领域 试点领域 应用领域', 'Field|Sector'),
    field('province', false, '省份 省 所在省份 地区 省(区、市) 所在地区', 'Province|Region'),
    field('stage', false, '入选阶段 阶段 名单阶段', 'Stage|List stage'),
    field('source', false, '来源 出处 依据', 'Source'),
    field('note', false, '备注 说明', 'Note|Notes|Remark|Remarks'),
  ],
  scenarios: [
    SCENARIO_ID,
    field(
      'nameZh',
      true,
      '场景名称 场景 应用场景 应用场景名称 名称 项目名称 中文名称',
      'Chinese name|Name (Chinese)|Scenario|Scenario name|Name',
    ),
    field('nameEn', false, '英文名称 场景英文名称', 'English name|Name (English)'),
    field('sector', true, '领域 应用领域 试点领域 特色领域', 'Field|Sector'),
    ZONE,
    ENTITY,
    field('ownerZh', false, '建设单位 责任单位 牵头单位 业主单位 建设单位(中文)', 'Owner|Owner (Chinese)|Owner unit'),
    field('ownerEn', false, '建设单位英文名称 建设单位(英文)', 'Owner (English)|English owner'),
    field('chainId', false, '链编号 链标识 区块链编号 链', 'Chain|Chain id'),
    field('startedOn', false, '上线日期 启用日期 投用日期 开始日期', 'Started on|Start date|In service since'),
    field('endedOn', false, '停用日期 结束日期 下线日期', 'Ended on|End date'),
  ],
  targets: [
    SCENARIO_ID,
    SCENARIO,
    ZONE,
    ENTITY,
    PERIOD,
    INDICATOR_ID,
    INDICATOR,
    field('target', true, '目标值 目标 计划值 年度目标 季度目标', 'Target|Target value|Planned value|Goal'),
    UNIT,
  ],
};

/** Said in the name of a file or sheet, they settle what it holds. */
export const TYPE_WORDS: Readonly<Record<ReportType, RegExp>> = {
  targets: /目标|target/i,
  milestones: /里程碑|milestone/i,
  scenarios: /场景(?:清单|名单|信息|表)|scenario(?:s|-list)\b/i,
  entities: /单位(?:清单|名单|信息|表)|entit/i,
  indicators: /指标|季报|indicator|figures/i,
};

/** Columns that are known and carry nothing to take in: left out without a word. */
const KNOWN_ELSE: ReadonlySet<string> = new Set(
  [
    ...'序号 编号 领域 目标值 评级 可信级别 可信状态 链 高度 区块头哈希 出处 示范区 试点单位'.split(' '),
    ...'No|#|Field|Target|Rating|Level|Condition|Chain|Height|Header hash|Source|Zone|Entity'.split('|'),
  ].map(fold),
);

/** Sheets of our own templates that explain and list. */
export const HELP_SHEETS = { 'zh-CN': ['填写说明', '可选清单'], en: ['How to fill in', 'Lists'] } as const;
const HELP_NAMES: ReadonlySet<string> = new Set([...HELP_SHEETS['zh-CN'], ...HELP_SHEETS.en]);

export function isHelpSheet(name: string): boolean {
  return HELP_NAMES.has(name.trim());
}

export function isKnownElse(heading: string): boolean {
  return KNOWN_ELSE.has(fold(heading));
}

export interface SplitHeading {
  /** Folded, without what stands in brackets at its end. */
  readonly bare: string;
  /** Folded, brackets and all. */
  readonly whole: string;
  readonly unit: StatedUnit | null;
}

const BRACKET = /^(.*?)\s*[([【〔]\s*(?:单位\s*[::]?\s*|unit\s*:?\s*)?([^()[\]【】〔〕]*)\s*[)\]】〕]\s*$/i;

/** “金额（万元）”, "Amount (10k yuan)", "金额/万元". */
export function splitHeading(heading: string): SplitHeading {
  const half = halfWidth(heading).replace(/\s+/g, ' ').trim();
  const whole = fold(half);
  const match = BRACKET.exec(half) ?? /^(.+?)\s*\/\s*([^/]+)$/.exec(half);
  if (match === null) return { bare: whole, whole, unit: null };
  const [, before = '', inside = ''] = match;
  const unit = parseUnit(inside);
  const hint = /^(?:必填|选填|可选|required|optional|yyyy.*)$/i.test(inside.trim());
  const stated = unit !== null && unit.text !== '' ? unit : null;
  return { bare: stated !== null || hint ? fold(before) : whole, whole, unit: stated };
}

const DICTIONARY: Readonly<Record<ReportType, ReadonlyMap<string, string>>> = Object.fromEntries(
  Object.entries(FIELDS).map(([type, fields]) => [
    type,
    new Map(fields.flatMap((entry) => [...entry.zh, ...entry.en].map((word) => [fold(word), entry.field] as const))),
  ]),
) as Record<ReportType, Map<string, string>>;

export function fieldOf(type: ReportType, heading: SplitHeading): string | null {
  return DICTIONARY[type].get(heading.whole) ?? DICTIONARY[type].get(heading.bare) ?? null;
}
