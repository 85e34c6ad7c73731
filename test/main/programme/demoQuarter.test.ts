import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WireError } from '../../../main/contract/error.ts';
import type { ProgrammeView } from '../../../main/contract/programme.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { type OfficeHost, openOffice } from '../../../main/programme/openOffice.ts';
import { fileKeeper } from '../../../main/programme/trust/keepers.ts';
import { systemEnvironment } from '../../../main/sync/environment.ts';
import { CATALOGUE } from '../../../renderer/i18n/catalogue.ts';

// The demo's programme is made once, for the quarter of that day. Opened again weeks later it is made anew; nothing is lost.

const PATIENCE = 120_000;
let folder: string;
let host: OfficeHost | null = null;
let problems: WireError[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'demo-quarter-'));
});
afterEach(async () => {
  await host?.close();
  host = null;
  rmSync(folder, { recursive: true, force: true });
});

async function open(at: string, demo = true): Promise<OfficeHost> {
  await host?.close();
  problems = [];
  const opened = await openOffice({
    options: { folder, demo, name: { zh: '演示', en: 'Demo' } },
    environment: { ...systemEnvironment, now: () => Date.parse(at) },
    keeper: fileKeeper(),
    onChanged: () => {},
    onProblem: (error) => void problems.push(error),
  });
  if (!opened.ok) throw new Error(opened.error.code);
  host = opened.value;
  return host;
}

async function newestPeriod(office: OfficeHost): Promise<string> {
  const answer = (await office.call('programme', { asOf: null, period: null })) as Outcome<ProgrammeView>;
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.period;
}

describe('a demo that was kept for weeks', () => {
  it('is made anew for the new quarter, keeps the old file beside it, and says so', { timeout: PATIENCE }, async () => {
    const first = await open('2026-11-20T08:00:00Z');
    expect(await newestPeriod(first)).toBe('2026Q3');

    // Days later, in the same quarter: nothing is touched.
    expect(await newestPeriod(await open('2026-12-20T08:00:00Z'))).toBe('2026Q3');
    expect(problems).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes('other-quarter'))).toEqual([]);

    expect(await newestPeriod(await open('2027-03-01T08:00:00Z'))).toBe('2026Q4');
    expect(problems).toMatchObject([
      {
        code: 'demo-programme-made-anew',
        category: 'demo',
        params: { keptAs: expect.stringMatching(/other-quarter/) },
      },
    ]);
    expect(existsSync(path.join(folder, String(problems[0]?.params['keptAs'])))).toBe(true);
    for (const language of ['zh-CN', 'en'] as const)
      expect(CATALOGUE[language]['error.demo-programme-made-anew']).toContain('{keptAs}');

    // Said once.
    await open('2027-03-02T08:00:00Z');
    expect(problems).toEqual([]);
  });

  it('never touches the data of a real programme', { timeout: PATIENCE }, async () => {
    await open('2026-11-20T08:00:00Z', false);
    await open('2027-03-01T08:00:00Z', false);
    expect(problems).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes('other-quarter'))).toEqual([]);
  });
});
