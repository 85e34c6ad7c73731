import type { FileBytes, ReportType } from '../contract/office.ts';
import type { Language } from '../contract/services.ts';
import type { MasterData } from '../programme/seams.ts';
import { FIELDS, HELP_SHEETS } from './headings.ts';
import { unitWord } from './tables.ts';
import { fieldHelp, GENERAL_HELP, TEMPLATE_WORDS } from './templateWords.ts';
import { neutralise } from './text.ts';
import { type WriteCell, type WriteSheet, writeXlsx } from './xlsxWriter.ts';

/** How many rows offer the lists; more can be filled in without them. */
const LISTED_ROWS = 2_000;

/** A workbook to be filled in: headings, one example row that is never taken in, what each column means, and the names to choose from. */
export async function templateOf(type: ReportType, language: Language, master: MasterData): Promise<FileBytes> {
  const words = TEMPLATE_WORDS[type];
  const fields = FIELDS[type];
  const heading = (entry: (typeof fields)[number]) => (language === 'en' ? entry.en[0] : entry.zh[0]) ?? entry.field;
  const example = fields.map(({ field }) => words.example[field]?.[language] ?? '');
  const [mark = '', ...rest] = example;
  const lists = listColumns(master, language);
  const data: WriteSheet = {
    name: words.sheet[language],
    rows: [fields.map(heading), [`${language === 'en' ? 'Example' : '示例'}${mark === '' ? '' : ` ${mark}`}`, ...rest]],
    widths: fields.map(() => 20),
    headingRows: 1,
    pale: new Set([1]),
    lists: fields.flatMap(({ field }, column) => {
      const from = lists.findIndex((list) => list.field === field);
      const count = lists[from]?.values.length ?? 0;
      if (from === -1 || count === 0) return [];
      const letter = String.fromCharCode(65 + from);
      return [
        { column, source: `'${HELP_SHEETS[language][1]}'!$${letter}$2:$${letter}$${count + 1}`, until: LISTED_ROWS },
      ];
    }),
  };
  const help: WriteSheet = {
    name: HELP_SHEETS[language][0],
    rows: [
      language === 'en' ? ['Column', 'Needed', 'What belongs there'] : ['栏目', '是否必填', '填写内容'],
      ...fields.map((entry) => [
        heading(entry),
        needed(entry.required, language),
        fieldHelp(type, entry.field)[language],
      ]),
      [],
      ...GENERAL_HELP.map((line) => [line[language]]),
    ],
    widths: [22, 12, 90],
    headingRows: 1,
  };
  const listed: WriteSheet = {
    name: HELP_SHEETS[language][1],
    rows: asRows(lists),
    widths: lists.map(() => 26),
    headingRows: 1,
  };
  return { fileName: `${words.file[language]}.xlsx`, bytes: await writeXlsx([data, help, listed]) };
}

function needed(required: boolean, language: Language): string {
  return language === 'en' ? (required ? 'yes' : '') : required ? '必填' : '';
}

interface ListColumn {
  readonly heading: string;
  /** The field that may be chosen from this list. */
  readonly field: string | null;
  readonly values: readonly string[];
}

function listColumns(master: MasterData, language: Language): ListColumn[] {
  const en = language === 'en';
  const name = (text: { readonly zh: string; readonly en: string }) => neutralise(en ? text.en : text.zh);
  const column = (zh: string, english: string, field: string | null, values: readonly string[]): ListColumn => ({
    heading: en ? english : zh,
    field,
    values,
  });
  return [
    column(
      '场景编号',
      'Scenario id',
      'scenarioId',
      master.scenarios.map(({ scenarioId }) => neutralise(scenarioId)),
    ),
    column(
      '场景名称',
      'Scenario',
      null,
      master.scenarios.map((scenario) => name(scenario.name)),
    ),
    column(
      '指标编号',
      'Indicator id',
      'indicatorId',
      master.definitions.map(({ indicatorId }) => neutralise(indicatorId)),
    ),
    column(
      '指标名称',
      'Indicator',
      'indicator',
      master.definitions.map((definition) => name(definition.name)),
    ),
    column(
      '计量单位',
      'Unit',
      null,
      master.definitions.map(({ unit }) => unitWord(unit, language)),
    ),
    column(
      '示范区',
      'Zone',
      'zone',
      master.zones.map((zone) => name(zone.name)),
    ),
    column(
      '领域',
      'Field',
      'sector',
      master.sectors.map((sector) => name(sector.name)),
    ),
    column(
      '试点单位',
      'Entity',
      'entity',
      master.entities.map((entity) => name(entity.name)),
    ),
  ];
}

function asRows(lists: readonly ListColumn[]): WriteCell[][] {
  const longest = Math.max(0, ...lists.map(({ values }) => values.length));
  const rows: WriteCell[][] = [lists.map(({ heading }) => heading)];
  for (let index = 0; index < longest; index += 1) rows.push(lists.map(({ values }) => values[index] ?? null));
  return rows;
}
