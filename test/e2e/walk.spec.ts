import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from '@playwright/test';
import type { OfficeMethod } from '../../main/contract/office.ts';
import type { ProgrammeView, ReportDetail, ReportRow, SubjectPage } from '../../main/contract/programme.ts';
import { demoIdentities } from '../../main/demo/programme/offices.ts';
import type { PlantedSheet } from '../helpers/spreadsheet.ts';
import { askOffice, expect, launchApp, type Running, waitUntilSynced, withUserData } from './app.ts';
import { answerOpen, answerSave, type Person, personAt } from './keyboard.ts';
import { quarterlySheet } from './quarterlySheet.ts';

// The work of a quarter, start to finish, by keyboard alone: a provincial office in Chinese, the national one in English,
// each at its own machine; what passes between them is files.

const EAST = demoIdentities().find(({ officeId }) => officeId === 'office-east')!;

test.describe.configure({ timeout: 300_000 });

test('from a spreadsheet with nine errors to a printed report, by keyboard, at two offices', async () => {
  await withUserData((east) =>
    withUserData(async (capital) => {
      const province = await launchApp(east);
      await waitUntilSynced(province.page);
      // The demo's chains are made once: the other machine finds them in its cache.
      const chains = (folder: string): string => path.join(folder, 'data', 'demo', 'cache');
      await cp(chains(east), chains(capital), { recursive: true, filter: (file) => !file.endsWith('lock.json') });
      const nation = await launchApp(capital);
      try {
        const officer = personAt(province.page, 'zh-CN');
        const supervisor = personAt(nation.page, 'en');
        await waitUntilSynced(nation.page);

        const request = path.join(east, 'east.key-request.json');
        await test.step('the officer says who works here, and makes a key', () => setUp(province, officer, request));
        await test.step('the national office vouches for that key', () => vouch(nation, supervisor, request));
        const sheet = await quarterlySheet(EAST.zoneIds);
        await test.step('a file with nine errors is refused, each error named; the mended one goes in', () =>
          importSheet(province, officer, sheet, east));
        const judged = await test.step('reports are accepted, returned with a finding, lowered; each signed', () =>
          review(officer));
        const file = path.join(east, 'east.reviews.json');
        await test.step('the signed package goes out', async () => {
          await officer.goTo('review');
          await answerSave(province.app, file);
          await officer.press(officer.page.getByRole('button', { name: officer.t('package.build') }));
          await expect(officer.page.getByText(officer.t('package.saved', { file: path.basename(file) }))).toBeVisible();
        });
        await test.step('the national office takes it in, and sees whose word each figure is', () =>
          receive(nation, supervisor, file, judged));
        await test.step('the three pilots to act on stand first; one is lowered', () => act(supervisor));
        await test.step('the report is printed', async () => {
          const pdf = path.join(capital, 'report.pdf');
          await supervisor.goTo('reports');
          await answerSave(nation.app, pdf);
          await supervisor.press(supervisor.page.getByRole('button', { name: supervisor.t('output.pdfDo') }));
          await expect(supervisor.page.getByText(supervisor.t('package.saved', { file: 'report.pdf' }))).toBeVisible({
            timeout: 60_000,
          });
          expect((await readFile(pdf)).subarray(0, 5).toString('latin1')).toBe('%PDF-');
        });
        expect([...province.complaints, ...nation.complaints]).toEqual([]);
      } finally {
        await Promise.all([province.app.close(), nation.app.close()]);
      }
    }),
  );
});

async function ask<T>({ page }: Person, method: OfficeMethod, request: unknown): Promise<T> {
  return (await askOffice(page, method, request as never)) as T;
}

async function setUp({ app }: Running, person: Person, request: string): Promise<void> {
  const { page, t } = person;
  await person.goTo('settings');
  const field = (key: string) => page.getByRole('textbox', { name: t(key), exact: true });
  await person.choose(page.getByRole('combobox', { name: t('identity.role') }), 'provincial');
  await person.fill(field('identity.person'), EAST.person);
  await person.fill(field('identity.office.zh'), EAST.officeName.zh);
  await person.fill(field('identity.office.en'), EAST.officeName.en);
  await person.fill(field('identity.officeId'), EAST.officeId);
  const programme = await ask<ProgrammeView>(person, 'programme', { asOf: null, period: null });
  for (const zoneId of EAST.zoneIds) {
    const name = programme.rows.find((row) => row.zoneId === zoneId)!.name.zh;
    const box = page.getByRole('checkbox', { name });
    await person.tabTo(box);
    await page.keyboard.press('Space');
    await expect(box).toBeChecked();
  }
  await person.press(page.getByRole('button', { name: t('identity.save') }));
  await expect(page.locator('nav .who')).toContainText(EAST.officeName.zh);

  await person.press(page.getByRole('button', { name: t('identity.makeKey', { algorithm: 'SM2' }) }));
  await expect(page.getByText(t('identity.unknown'))).toBeVisible();
  await answerSave(app, request);
  await person.press(page.getByRole('button', { name: t('identity.exportKey') }));
  await expect.poll(() => existsSync(request)).toBe(true);
}

async function vouch({ app }: Running, person: Person, request: string): Promise<void> {
  const { page, t } = person;
  await switchToEnglish(person);
  await person.goTo('settings');
  await person.press(page.getByRole('button', { name: t('identity.makeKey', { algorithm: 'Ed25519' }) }));
  await expect(page.getByText(t('identity.known'))).toBeVisible();
  await person.goTo('review');
  await answerOpen(app, request);
  await person.press(page.getByRole('button', { name: t('package.open') }));
  const card = page.getByRole('region', { name: t('package.title') });
  await expect(card).toContainText(t('package.from', { office: EAST.officeName.en }));
  await expect(card).toContainText(t('package.signature.unknown-key'));
  await person.press(card.getByRole('button', { name: t('package.accept'), exact: true }));
  await expect(card).toContainText(t('package.accepted', { office: EAST.officeName.en }));
  const signers = await ask<readonly { ownerId: string; algorithm: string; vouchedBy: string | null }[]>(
    person,
    'signers',
    null,
  );
  expect(signers.find(({ algorithm }) => algorithm === 'sm2')).toMatchObject({ ownerId: EAST.officeId });
}

async function switchToEnglish({ page }: Person): Promise<void> {
  const chinese = personAt(page, 'zh-CN');
  await chinese.press(page.getByRole('button', { name: chinese.t('shell.language') }));
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
}

async function importSheet({ app }: Running, person: Person, sheet: PlantedSheet, folder: string): Promise<void> {
  const { page, t } = person;
  const [bad, good] = [path.join(folder, sheet.fileName), path.join(folder, `更正-${sheet.fileName}`)];
  await writeFile(bad, sheet.bytes);
  await writeFile(good, sheet.mended);
  await person.goTo('import');
  await answerOpen(app, bad);
  await person.press(page.getByRole('button', { name: t('import.choose') }));
  const errors = page.getByTestId('import-problems').locator('tr.error');
  await expect(errors).toHaveCount(9);
  expect(await errors.locator('th').allInnerTexts()).toEqual(
    sheet.planted.map(({ row, column }) => `${sheet.sheet} ${column}${row}`),
  );
  for (const row of await errors.all()) {
    for (const cell of await row.locator('td').allInnerTexts()) expect(cell.trim()).not.toBe('');
  }
  await expect(page.getByRole('button', { name: t('import.commit') })).toBeDisabled();
  await person.press(page.getByRole('button', { name: t('import.giveUp') }));

  await answerOpen(app, good);
  await person.press(page.getByRole('button', { name: t('import.choose') }));
  await expect(page.getByRole('heading', { name: path.basename(good) })).toBeVisible();
  await expect(errors).toHaveCount(0);
  await person.press(page.getByRole('button', { name: t('import.commit') }));
  await expect(page.getByText(t('import.done', { n: 164, file: path.basename(good) }))).toBeVisible();
}

interface Judged {
  readonly accepted: readonly string[];
  readonly returned: string;
  readonly lowered: string;
}
const FINDING = '数据共享调用次数与接口日志不符，请附日志。';
const LOWERED = '现场核查：两家单位尚未接入。';

async function review(person: Person): Promise<Judged> {
  const { page, t } = person;
  const { rows } = await ask<{ rows: readonly ReportRow[] }>(person, 'reports', {
    ...{ states: ['waiting'], period: null, offset: 0, limit: 100 },
  });
  const fresh = rows.filter(({ origin, version }) => origin === 'spreadsheet' && version > 1);
  const details = await Promise.all(fresh.map(({ reportId }) => ask<ReportDetail>(person, 'report', { reportId })));
  const better = details.find(({ status }) => status.computed !== 'red' && status.computed !== 'amber-red')!.report;
  const [first, second, third] = fresh.filter(({ reportId }) => reportId !== better.reportId) as [
    ReportRow,
    ReportRow,
    ReportRow,
  ];
  for (const row of [first, second]) {
    await openReport(person, row);
    await person.press(page.getByRole('button', { name: t('decide.sign') }));
    await expect(page.getByRole('status').filter({ hasText: t('decide.done.accepted') })).toBeVisible();
  }

  const choice = (key: string) => page.getByRole('radio', { name: new RegExp(`^${t(key)}`) });
  await openReport(person, third);
  await person.tabTo(choice('decide.accepted'));
  await page.keyboard.press('ArrowDown');
  await expect(choice('decide.returned')).toBeChecked();
  await person.press(page.getByRole('button', { name: t('decide.addFinding') }));
  await person.fill(page.getByLabel(t('decide.findingText')), FINDING);
  await person.fill(page.getByRole('textbox', { name: t('decide.reason') }), '请更正后重报。');
  await person.press(page.getByRole('button', { name: t('decide.sign') }));
  await expect(page.getByRole('status').filter({ hasText: t('decide.done.returned') })).toBeVisible();
  await expect(page.locator('.findings')).toContainText(FINDING);

  await openReport(person, better);
  await person.tabTo(choice('decide.accepted'));
  await page.keyboard.press('ArrowUp');
  await expect(choice('decide.lowered')).toBeChecked();
  await person.choose(page.getByRole('combobox', { name: t('status.lowerTo') }), 'red');
  await person.fill(page.getByRole('textbox', { name: t('decide.reason') }), LOWERED);
  await person.press(page.getByRole('button', { name: t('decide.sign') }));
  await expect(page.getByRole('status').filter({ hasText: t('decide.done.lowered') })).toBeVisible();
  return { accepted: [first.reportId, second.reportId], returned: third.reportId, lowered: better.reportId };
}

async function openReport(person: Person, { name, reportId }: ReportRow): Promise<void> {
  const { page, t } = person;
  await person.goTo('review');
  await person.press(page.locator(`a[href*="report/${encodeURIComponent(reportId)}"]`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name.zh.slice(-4));
  await expect(page.getByRole('heading', { name: t('decide.title') })).toBeVisible();
}

async function receive({ app }: Running, person: Person, file: string, judged: Judged): Promise<void> {
  const { page, t } = person;
  await person.goTo('review');
  await answerOpen(app, file);
  await person.press(page.getByRole('button', { name: t('package.open') }));
  const card = page.getByRole('region', { name: t('package.title') });
  await expect(card).toContainText(t('package.signature.signed'));
  await person.press(card.getByRole('button', { name: t('package.accept'), exact: true }));
  await expect(card).toContainText(t('package.accepted', { office: EAST.officeName.en }));
  for (const reportId of [judged.accepted[0]!, judged.lowered, judged.returned]) {
    const detail = await ask<ReportDetail>(person, 'report', { reportId });
    expect(detail.reviews.at(-1)).toMatchObject({
      signature: 'signed',
      officeId: EAST.officeId,
      reviewer: EAST.person,
    });
  }
  // What the office passed on bears its signature; nobody makes more of it than that.
  const { report } = await ask<ReportDetail>(person, 'report', { reportId: judged.lowered });
  expect(report).toMatchObject({ origin: 'package', provenance: { level: 'signed', condition: 'fresh' } });
  // On the page: who stated it and how it is known, who judged it and whose key signed.
  await search(person, report.name.en);
  await person.press(page.locator(`a[href*="report/${encodeURIComponent(judged.lowered)}"]`).first());
  await expect(page.locator('.report-page .subject-head')).toContainText(report.statedBy.en);
  await expect(page.locator('.report-page .subject-head').getByRole('img', { name: t('level.signed') })).toBeVisible();
  const past = page.locator('.past-review').last();
  await expect(past).toContainText(LOWERED);
  await expect(past).toContainText(EAST.person);
  await expect(past.getByRole('img', { name: t('level.signed') })).toBeVisible();
}

async function search({ page }: Person, name: string): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.keyboard.insertText(name);
  await expect(page.getByRole('option').first()).toContainText(name);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
}

async function act(person: Person): Promise<void> {
  const { page, t } = person;
  const view = await ask<ProgrammeView>(person, 'programme', { asOf: null, period: null });
  const first = view.actions.slice(0, 3);
  expect(first[0]).toMatchObject({ kind: 'contradicted', subject: { id: 'yichou-public-interest' } });
  await person.goTo('overview');
  expect(first.map(({ kind }) => kind)).toEqual(['contradicted', 'rating-red', 'rating-red']);
  // The programme's own order, after what the chains themselves want.
  const rows = page.locator('.attention li:has(a[href*="#/report/"], a[href*="#/scenario/"])');
  for (const [place, { name }] of first.entries()) await expect(rows.nth(place)).toContainText(name.en);
  await person.press(rows.first().getByRole('link'));
  await expect(page.getByText(t('report.refuted'))).toBeVisible();

  const target = view.actions.find(({ kind, rating }) => kind === 'declined' && rating === 'amber')!;
  await search(person, target.name.en);
  await person.press(page.getByRole('button', { name: t('subject.why') }));
  await person.choose(page.getByRole('combobox', { name: t('status.lowerTo') }), 'red');
  await person.fill(
    page.getByRole('textbox', { name: t('status.lowerReason') }),
    'The operator has stopped two of its three nodes.',
  );
  await person.press(page.getByRole('button', { name: t('status.lowerDo'), exact: true }));
  await expect(page.getByRole('dialog')).toContainText('The operator has stopped two of its three nodes.');
  await page.keyboard.press('Escape');
  const page1 = await ask<SubjectPage>(person, 'subject', { asOf: null, period: null, subject: target.subject });
  expect(page1.status).toMatchObject({ rating: 'red', override: { rating: 'red', officeId: 'office-national' } });
  await expect(page.locator('.override')).toContainText('The operator has stopped two of its three nodes.');
}
