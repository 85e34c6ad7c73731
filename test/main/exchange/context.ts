import { createImporter } from '../../../main/exchange/importer.ts';
import type { ReportDraft, StoredReport, Target } from '../../../main/programme/model.ts';
import type { ImportContext, Importer, MasterData } from '../../../main/programme/seams.ts';

export const TODAY = '2026-10-15';

export interface Known {
  readonly reports?: readonly ReportDraft[];
  readonly previous?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly targets?: readonly Target[];
  readonly milestones?: ReturnType<ImportContext['milestones']>;
}

export function contextOf(master: MasterData, known: Known = {}): ImportContext {
  const reports = new Map((known.reports ?? []).map((draft) => [`${draft.scenarioId} ${draft.period}`, draft]));
  return {
    master,
    today: TODAY,
    previousValues: (scenarioId) =>
      new Map(
        Object.entries(known.previous?.[scenarioId] ?? {}).map(([id, value]) => [id, { value, period: '2026Q2' }]),
      ),
    earlierReports: () => [],
    currentReport(scenarioId, period): StoredReport | null {
      const draft = reports.get(`${scenarioId} ${period}`);
      if (draft === undefined) return null;
      return { ...draft, reportId: `r-${scenarioId}`, version: 1, changeSeq: 1, receivedAt: '2026-10-10T00:00:00Z' };
    },
    targetsOf: (period) => (known.targets ?? []).filter((target) => target.period === period),
    milestones: () => known.milestones ?? [],
  };
}

export function importer(clock: () => number = () => performance.now()): Importer {
  let count = 0;
  const newId = () => {
    count += 1;
    return `import-${count}`;
  };
  return createImporter({ clock, newId });
}

export function csv(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.join('\r\n'));
}

/** Of a file that is read to the end: what is wrong, as "row column code". */
export async function problemsOf(bytes: Uint8Array, master: MasterData, name = 'file.csv', known: Known = {}) {
  const outcome = await importer().read({ name, bytes, type: null }, contextOf(master, known));
  if (!outcome.ok) throw new Error(outcome.error.code);
  const preview = outcome.value;
  return {
    preview,
    errors: preview.problems.filter(({ severity }) => severity === 'error').map(line),
    warnings: preview.problems.filter(({ severity }) => severity === 'warning').map(line),
  };
}

function line({ row, column, code }: { row: number | null; column: string | null; code: string }): string {
  return `${row ?? '-'} ${column ?? '-'} ${code}`;
}

/** The drafts that a file would store. */
export async function draftsOf(bytes: Uint8Array, master: MasterData, name = 'file.csv', known: Known = {}) {
  const tool = importer();
  const context = contextOf(master, known);
  const read = await tool.read({ name, bytes, type: null }, context);
  if (!read.ok) throw new Error(read.error.code);
  const taken = await tool.take(read.value.importId, context);
  if (!taken.ok) throw new Error(`${taken.error.code} ${JSON.stringify(read.value.problems.slice(0, 5))}`);
  return taken.value.set;
}
