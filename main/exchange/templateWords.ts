import type { ReportType } from '../contract/office.ts';
import type { Language } from '../contract/services.ts';

// What the templates say. Every name in an example is invented.

type Words = Readonly<Record<Language, string>>;

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en });

const SAMPLE = {
  scenario: words('云杉镇票据流转', 'Spruce Town bill passing'),
  zone: words('云杉镇示范区', 'Spruce Town zone'),
  period: words('2026年三季度', '2026Q3'),
} as const;

export const TEMPLATE_WORDS: Readonly<
  Record<ReportType, { readonly sheet: Words; readonly file: Words; readonly example: Readonly<Record<string, Words>> }>
> = {
  indicators: {
    sheet: words('指标数据', 'Indicators'),
    file: words('指标数据导入模板', 'indicators-template'),
    example: {
      scenario: SAMPLE.scenario,
      zone: SAMPLE.zone,
      period: SAMPLE.period,
      indicator: words('上链票据', 'Bills on chain'),
      value: words('12.5万', '125000'),
      unit: words('张', 'records'),
      asOf: words('2026-09-30', '2026-09-30'),
      statedBy: words('云杉镇票据中心', 'Spruce Town bill centre'),
    },
  },
  milestones: {
    sheet: words('里程碑', 'Milestones'),
    file: words('里程碑导入模板', 'milestones-template'),
    example: {
      scenario: SAMPLE.scenario,
      zone: SAMPLE.zone,
      milestone: words('跨链互通验收', 'Cross-chain link accepted'),
      baseline: words('2026-06-30', '2026-06-30'),
      forecast: words('2026-08-15', '2026-08-15'),
      reason: words('对方链升级推迟', 'The other chain’s upgrade was late'),
    },
  },
  entities: {
    sheet: words('单位清单', 'Entities'),
    file: words('试点单位导入模板', 'entities-template'),
    example: {
      nameZh: words('云杉镇票据中心', '云杉镇票据中心'),
      nameEn: words('Spruce Town bill centre', 'Spruce Town bill centre'),
      sector: words('税费服务', 'Tax and Fee Services'),
      province: words('某省', 'Some province'),
      stage: words('正式', 'final'),
      source: words('名单公布页', 'Page of the published list'),
    },
  },
  scenarios: {
    sheet: words('场景清单', 'Scenario list'),
    file: words('场景清单导入模板', 'scenarios-template'),
    example: {
      nameZh: words('云杉镇票据流转', '云杉镇票据流转'),
      nameEn: words('Spruce Town bill passing', 'Spruce Town bill passing'),
      sector: words('税费服务', 'Tax and Fee Services'),
      zone: SAMPLE.zone,
      ownerZh: words('云杉镇票据中心', 'Spruce Town bill centre'),
      startedOn: words('2025-03-01', '2025-03-01'),
    },
  },
  targets: {
    sheet: words('目标值', 'Targets'),
    file: words('目标值导入模板', 'targets-template'),
    example: {
      scenario: SAMPLE.scenario,
      zone: SAMPLE.zone,
      period: SAMPLE.period,
      indicator: words('上链票据', 'Bills on chain'),
      target: words('15万', '150000'),
      unit: words('张', 'records'),
    },
  },
};

const SCENARIO_ID = words(
  '场景的唯一编号，可从“可选清单”复制。有编号时以编号为准；没有编号时按名称查找。',
  'The scenario’s own id, to be copied from “Lists”. It goes before the name; without it the name is looked up.',
);
const ZONE = words(
  '所属示范区。几个示范区有同名场景时，靠它区分。',
  'The zone it belongs to. It tells scenarios of the same name apart.',
);
const ENTITY = words(
  '特色领域试点单位。场景不属于示范区时填写。',
  'The special-field entity, where the scenario belongs to none of the zones.',
);
const PERIOD = words(
  '季度，如 2026Q3 或 2026年三季度。整张表同一季度时可留空，导入时再选。',
  'A quarter such as 2026Q3. May be left empty where the whole sheet is about one quarter: it is chosen on import.',
);
const UNIT = words(
  '数值的单位，如 条、元、万元、%。与指标的单位不符会被拒绝。',
  'The unit of the figure, e.g. records, CNY, %. One that differs from the indicator’s is refused.',
);
const SECTOR = words('十六个领域之一，“区块链+”可省略。', 'One of the sixteen fields; “Blockchain +” may be left out.');

const HELP: Readonly<Record<string, Words>> = {
  scenarioId: SCENARIO_ID,
  scenario: words(
    '场景名称，须与登记的中文或英文名称一致。',
    'The scenario’s Chinese or English name exactly as it is registered.',
  ),
  zone: ZONE,
  entity: ENTITY,
  period: PERIOD,
  indicatorId: words('指标编号，可从“可选清单”复制。', 'The indicator’s id, to be copied from “Lists”.'),
  indicator: words(
    '指标名称。也可以不用这一栏，而把每个指标的名称各作一栏的标题。',
    'The indicator’s name. Instead of this column there may be one column for each indicator, headed by its name.',
  ),
  value: words(
    '本期数值。累计指标填自启用以来的总数，不得小于上期。可写 12.5万、1.2亿。',
    'The figure. A running total counts from the beginning and cannot be below the one before. 12.5万 and 1.2亿 are understood.',
  ),
  unit: UNIT,
  base: words(
    '节约、压减类指标必填：与什么相比，如改造前的同口径数值。',
    'Needed for savings: what it is measured against, e.g. the same figure before.',
  ),
  asOf: words(
    '数据统计到哪一天，如 2026-09-30。不得晚于今天，应在本季度之内。',
    'The day up to which was counted, e.g. 2026-09-30: within the quarter, and not in the future.',
  ),
  statedBy: words('谁填报了这些数值。留空时为场景的建设单位。', 'Who states the figures. Empty: the scenario’s owner.'),
  milestoneId: words('里程碑编号，修改已有里程碑时填写。', 'The milestone’s id, to change one that is known.'),
  milestone: words('里程碑名称，同一场景内不重名。', 'The milestone’s name, unique within its scenario.'),
  baseline: words(
    '批准的计划日期。与已登记的不同时，原日期保留，并须填写调整原因。',
    'The approved date. One that differs from the known one needs a reason; the earlier one is kept.',
  ),
  forecast: words('目前预计的完成日期。', 'The date now expected.'),
  actual: words('实际完成日期，未完成留空。', 'The day it was done. Empty: not yet.'),
  reason: words('日期为什么变化。', 'Why the date changed.'),
  entityId: words('单位编号，新单位可留空，由系统生成。', 'The entity’s id. May be left empty for a new one.'),
  nameZh: words('中文名称。', 'The Chinese name.'),
  nameEn: words('英文名称，没有可留空。', 'The English name, where there is one.'),
  sector: SECTOR,
  province: words(
    '所在省、自治区、直辖市，名称或 CN-BJ 这样的代码。',
    'The province, by name or by a code such as CN-BJ.',
  ),
  stage: words('正式 或 公示。', 'final or shortlist.'),
  source: words('依据哪份文件或网页。', 'The document or page it is known from.'),
  note: words('需要说明的事项。', 'Anything uncertain about it.'),
  ownerZh: words('建设和负责运行的单位。', 'Who builds and runs it.'),
  ownerEn: words('建设单位的英文名称。', 'The owner’s English name.'),
  chainId: words(
    '所用链的标识，与网络包一致；没有可留空。',
    'The id of its chain as in the network pack, where there is one.',
  ),
  startedOn: words('投入使用的日期。', 'The day it went into service.'),
  endedOn: words('停止使用的日期，仍在用留空。', 'The day it went out of service.'),
  target: words(
    '到该季度末应达到的数值，单位与指标一致。',
    'What is to be reached by the end of the quarter, in the indicator’s unit.',
  ),
};

export function fieldHelp(type: ReportType, field: string): Words {
  // The name of a register is what it registers, not something to be looked up.
  if (type === 'scenarios' && field === 'scenarioId') {
    return words('场景编号，新场景可留空，由系统生成。', 'The scenario’s id. May be left empty for a new one.');
  }
  return HELP[field] ?? words('', '');
}

export const GENERAL_HELP: readonly Words[] = [
  words(
    '“示例”开头的行不会导入，可以保留。合计行、空行和注释行会被略过并提示。',
    'The row marked “Example” is never taken in and may stay. Rows of totals and notes are left out, and you are told.',
  ),
  words(
    '金额用指标登记的币种填写；币种不同会被拒绝，系统不做换算。',
    'Sums of money are in the indicator’s currency. Another one is refused; nothing is converted.',
  ),
  words('没有数据就留空，不要填 0。', 'Leave a cell empty where there are no data; 0 means nought.'),
  words(
    '“约”“超过”等字样会按所写数值导入，并提示核对。',
    '“About” and “more than” are taken as the number that stands there, and pointed out.',
  ),
  words(
    '有一处错误就全部不导入；改好后重新选择文件即可。',
    'Nothing is taken in while one error stands; correct the file and choose it again.',
  ),
];
