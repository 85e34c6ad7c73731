import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProgrammeView } from '../../main/contract/programme.ts';
import { readFile as readTable } from '../../main/exchange/readFile.ts';
import { askOffice, expect, type Running, test } from './app.ts';
import { answerSave, personAt } from './keyboard.ts';
import { readPdf } from './pdf.ts';

// What leaves the office: paper, tables, pictures. And the planted false report: its document says more than the digest
// that lies on the chain, and no screen and no paper may show it as anything but refuted.

const FALSE = { id: 'yichou-public-interest', zh: '公益诉讼线索存证', zone: 'yichou' };

type Page = Running['page'];

async function programme(page: Page): Promise<ProgrammeView> {
  return askOffice(page, 'programme', { asOf: null, period: null });
}

async function provenScenarios(page: Page, zoneIds: readonly string[] | undefined): Promise<number> {
  const filter = zoneIds === undefined ? {} : { zoneIds };
  const { rows } = await askOffice(page, 'scenarioTable', {
    asOf: null,
    period: null,
    filter,
    sort: 'name',
    descending: false,
    offset: 0,
    limit: 1000,
  });
  return rows.filter(({ provenance }) => provenance.at !== undefined).length;
}

async function untilRefuted(page: Page): Promise<void> {
  await expect
    .poll(async () => (await programme(page)).actions[0], { timeout: 60_000 })
    .toMatchObject({ kind: 'contradicted', subject: { id: FALSE.id } });
}

async function open(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    location.hash = next;
  }, hash);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

test('a report that differs from what was anchored is refuted on every screen that uses it', async ({
  running: { page },
}) => {
  const { t } = personAt(page, 'zh-CN');
  await untilRefuted(page);
  const { rows } = await programme(page);
  const cell = rows.find(({ zoneId }) => zoneId === FALSE.zone)!.cells.find(({ contradicted }) => contradicted > 0)!;
  const refuted = page.getByRole('img', { name: t('level.contradicted'), exact: true });
  const row = page.getByRole('row').filter({ hasText: FALSE.zh }).filter({ has: refuted });

  await open(page, '#/overview');
  await expect(page.locator(`.matrix a[href*="zone=${FALSE.zone}&sector=${cell.sectorId}"]`)).toContainText(
    t('matrix.contradicted', { n: cell.contradicted }),
  );
  const action = page.locator('.attention li').filter({ hasText: FALSE.zh });
  await expect(action.first().getByRole('img', { name: t('level.contradicted'), exact: true })).toBeVisible();

  await open(page, '#/scenarios');
  await expect(row.first()).toBeVisible();
  await open(page, `#/zone/${FALSE.zone}`);
  await expect(row.first()).toBeVisible();
  await open(page, `#/sector/${cell.sectorId}`);
  await expect(row.first()).toBeVisible();

  await open(page, `#/scenario/${FALSE.id}`);
  await expect(page.locator('.seal.contradicted').first()).toBeVisible();
  await expect(page.locator('.subject-head')).toContainText('与链上');

  await open(page, '#/review?tab=all');
  await expect(row.first()).toBeVisible();
  const { reportId } = (await programme(page)).actions[0]!;
  await open(page, `#/report/${encodeURIComponent(reportId!)}`);
  await expect(page.getByText(t('report.refuted'))).toBeVisible();
  await expect(refuted.first()).toBeVisible();
  // Every value of it; what was counted on the chain itself stands.
  const values = page.locator('.report-columns table tbody tr');
  await expect(values).toHaveCount(cell.contradicted + 1);
  await expect(values.locator('.figure.refuted')).toHaveCount(cell.contradicted);

  await open(page, `#/compare?a=scenario%3A${FALSE.id}&b=zone%3Ajiazi`);
  await expect(page.locator('.compare .figure.refuted').first()).toBeVisible();
});

for (const language of ['zh-CN', 'en'] as const) {
  test(`the quarterly report is printed with its fonts, page by page, ${language}`, async ({
    running: { app, page },
    userData,
  }) => {
    await untilRefuted(page);
    const subjects = [
      { kind: 'programme', id: 'all' },
      { kind: 'zone', id: FALSE.zone },
    ] as const;
    for (const subject of subjects) {
      const file = path.join(userData, `${subject.kind}-${language}.pdf`);
      await answerSave(app, file);
      const printed = await page.evaluate((request) => window.pilotlight.printReport(request), {
        ...{ asOf: null, period: null, language, subject },
      });
      expect(printed).toEqual({ ok: true, value: path.basename(file) });
      const pdf = readPdf(await readFile(file));
      expect(pdf.pages.length).toBeGreaterThanOrEqual(subject.kind === 'programme' ? 4 : 2);
      for (const { width, height, text } of pdf.pages) {
        // A4, in points.
        expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
        // On every page: that it is a demo, and which page of how many.
        expect(text).toContain(language === 'en' ? 'Demo data' : '演示数据');
        expect(text).toMatch(new RegExp(`\\d ?/ ?${pdf.pages.length}`));
      }
      expect(pdf.fontsNotEmbedded).toEqual([]);
      const all = pdf.pages.map(({ text }) => text).join('\n');
      expect(all).toContain(language === 'en' ? 'public-interest leads' : FALSE.zh);
      expect(all).toContain(personAt(page, language).t('level.contradicted'));
      expect(all).toContain(personAt(page, language).t('paper.evidence'));
      expect(all).toContain(personAt(page, language).t('paper.sign'));
      // The list of evidence leaves none out, by the hash of the header that each rests on.
      const proven = await provenScenarios(page, subject.kind === 'zone' ? [subject.id] : undefined);
      expect(proven).toBeGreaterThan(subject.kind === 'zone' ? 1 : 30);
      expect(all.match(/[0-9a-f]{64}/g)).toHaveLength(proven);
    }
  });
}

const work = { breathe: () => undefined, progress: () => {} };

test('tables are written from the screen, and read back with every value and how it is known', async ({
  running: { app, page },
  userData,
}) => {
  const { t } = personAt(page, 'zh-CN');
  await untilRefuted(page);
  const read = async (name: string): Promise<string[][]> => {
    const { sheets, encoding } = await readTable(name, await readFile(path.join(userData, name)), work);
    expect(encoding).toBe(name.includes('gb') ? 'gb18030' : name.endsWith('.csv') ? 'utf-8' : 'xlsx');
    return sheets[0]!.rows.map((row) => Array.from(row, (one) => one?.text ?? '')).filter((row) => row.join('') !== '');
  };
  const save = async (name: string, button: string): Promise<string[][]> => {
    await answerSave(app, path.join(userData, name));
    await page.getByRole('button', { name: t(button) }).click();
    await expect(page.getByText(t('package.saved', { file: name }))).toBeVisible();
    return read(name);
  };
  await open(page, '#/reports');
  await page.getByText('GB 18030').click();
  const chinese = await save('table-gb.csv', 'output.csvDo');
  await page.getByText('UTF-8').click();
  const columns = (headings: readonly string[]): number[] => [
    ...[0, 6],
    ...['数值', '可信级别', '可信状态'].map((heading) => headings.indexOf(heading)),
  ];
  const picked = (table: string[][]) => {
    const wanted = columns(table[0] ?? []);
    return table.map((row) => wanted.map((column) => row[column] ?? ''));
  };
  // The same values in the same places, whichever way they left. The chains go on anchoring while tables are written:
  // what is compared was written with nothing in between.
  let workbook: string[][] = [];
  await expect(async () => {
    workbook = await save('table.xlsx', 'output.xlsxDo');
    const text = await save('table.csv', 'output.csvDo');
    expect(picked(text)).toEqual(picked(workbook));
    expect(text).toHaveLength(chinese.length);
  }).toPass({ timeout: 120_000 });
  const [headings = [], ...rows] = workbook;
  expect(headings).toContain('可信级别');
  expect(rows.length).toBeGreaterThan(1500);
  expect(chinese[0]).toEqual(headings);
  const lies = rows.filter(([scenarioId]) => scenarioId === FALSE.id);
  expect(lies.length).toBeGreaterThan(3);
  const states = new Set(lies.filter((row) => row[6] !== 'records').map((row) => row[headings.indexOf('可信状态')]));
  expect([...states]).toEqual(['被驳']);
});

test('a chart is saved as a picture of what is seen', async ({ running: { app, page }, userData }) => {
  const { t } = personAt(page, 'zh-CN');
  await open(page, '#/overview');
  const file = path.join(userData, 'chart.png');
  await answerSave(app, file);
  const button = page.getByRole('button', { name: new RegExp(`${t('chart.picture')}$`) }).first();
  const card = (await page.locator('.card').filter({ has: button }).first().boundingBox())!;
  await button.click();
  await expect(page.getByText(t('chart.saved', { file: 'chart.png' }))).toBeVisible();
  const png = await readFile(file);
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  expect(Math.abs(png.readUInt32BE(16) - card.width)).toBeLessThan(4);
  expect(png.readUInt32BE(20)).toBeGreaterThan(100);
});
