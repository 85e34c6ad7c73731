import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ProgrammeView, ReportDetail, ReportRow } from '../../main/contract/programme.ts';
import type { Anchor } from '../../main/contract/provenance.ts';
import type { Outcome } from '../../main/contract/services.ts';
import type { Anchoring, Observation } from '../../main/programme/model.ts';
import { type OfficeHost, openOffice } from '../../main/programme/openOffice.ts';
import { fileKeeper } from '../../main/programme/trust/keepers.ts';
import { systemEnvironment } from '../../main/sync/environment.ts';
import { NOW } from './fakeData.ts';

// The app's own office over the demo programme, on the day of these tests, so that screens show what the app would work
// out. What the chains prove is told to it once: most reports of the period are anchored, one document is another one.

const ALL_STATES = ['draft', 'waiting', 'accepted', 'returned', 'lowered', 'superseded'] as const;

export interface TestOffice {
  readonly host: OfficeHost;
  readonly folder: string;
  close(): Promise<void>;
}

/** A history of two years takes a while to work out: made once, then copied. */
export async function openTestOffice(like: TestOffice | null, onChanged: () => void = () => {}): Promise<TestOffice> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'view-office-'));
  if (like !== null) await cp(like.folder, folder, { recursive: true });
  const opened = await openOffice({
    options: { folder, demo: true, name: { zh: '区块链创新应用试点（演示）', en: 'Blockchain pilots (demo)' } },
    environment: { ...systemEnvironment, now: () => Date.parse(NOW), random: () => 0.5 },
    keeper: fileKeeper(),
    onChanged,
    onProblem: (error) => {
      throw new Error(`office: ${error.code}`);
    },
  });
  const host = value(opened);
  if (like === null) await tellWhatTheChainsProve(host);
  return {
    host,
    folder,
    close: async () => {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code} ${JSON.stringify(outcome.error.params)}`);
  return outcome.value;
}

export async function currentReports(host: OfficeHost): Promise<readonly ReportRow[]> {
  const newest = (await host.call('programme', { asOf: null, period: null })) as Outcome<ProgrammeView>;
  const request = { states: ALL_STATES, period: value(newest).period, offset: 0, limit: 500 };
  return value((await host.call('reports', request)) as Outcome<{ rows: readonly ReportRow[] }>).rows;
}

async function tellWhatTheChainsProve(host: OfficeHost): Promise<void> {
  const anchorings: Anchoring[] = [];
  const observations: Observation[] = [];
  const onChain = (await currentReports(host)).filter(({ zoneId }) => zoneId !== null);
  for (const [index, row] of onChain.entries()) {
    // Every fifth has not arrived on its chain yet.
    if (index % 5 === 4) continue;
    const asked = (await host.call('report', { reportId: row.reportId })) as Outcome<ReportDetail>;
    const { digest } = value(asked);
    const at: Anchor = {
      chainId: `demo-${row.zoneId}-1`,
      height: String(300_000 + index),
      headerHash: digest,
      rule: 'report-digest',
      headerTime: NOW,
      verifiedAt: NOW,
    };
    const { scenarioId, period } = row;
    anchorings.push({
      ...{ scenarioId, period, observedAt: NOW },
      digest: index === 7 ? digest.replace(/^../, digest.startsWith('ff') ? '00' : 'ff') : digest,
      provenance: { level: 'anchored', condition: 'fresh', at },
    });
    observations.push({
      ...{ scenarioId, period, observedAt: NOW },
      indicatorId: 'records',
      value: String(40_000 + index * 317),
      provenance: { level: index % 2 === 0 ? 'proven' : 'corroborated', condition: 'fresh', at },
    });
  }
  host.observe({ anchorings, observations, reports: [], health: [] });
}
