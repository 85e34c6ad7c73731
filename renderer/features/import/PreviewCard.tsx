import { memo, useMemo, useState } from 'react';
import {
  type ImportColumn,
  type ImportPreview,
  type ImportProblem,
  REPORT_TYPES,
  type ReportType,
} from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { Button, Card, ProblemNote, SectionTitle } from '../../ui/index.ts';
import { useGradually } from './useGradually.ts';
import type { ImportFlow } from './useImport.ts';

/** So many of the rows are shown. */
const ROWS_A_FRAME = 5;
/** Each brings two lists to choose from. */
const COLUMNS_A_FRAME = 2;
const MOST_ROWS = 50;

type Change = {
  readonly sheet: string;
  readonly index: number;
  readonly field: string | null;
  readonly scale: ImportColumn['scale'];
};

/** What the file was taken for, column by column; what is wrong, with where and what to do; how its rows would go in. */
export function PreviewCard({ preview, flow }: { preview: ImportPreview; flow: ImportFlow }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const { state } = flow;
  const [type, setType] = useState<ReportType | null>(preview.type);
  const [period, setPeriod] = useState(preview.period ?? '');

  const fields = useMemo(
    () => [...new Set(preview.rows.slice(0, MOST_ROWS).flatMap(({ cells }) => Object.keys(cells)))],
    [preview.rows],
  );

  const shown = useGradually(Math.min(preview.rows.length, MOST_ROWS), ROWS_A_FRAME);
  const mapped = useGradually(Math.max(0, ...preview.sheets.map(({ columns }) => columns.length)), COLUMNS_A_FRAME);

  function remap(change: Partial<{ type: ReportType; period: string; column: Change }>): void {
    const nextType = change.type ?? type;
    if (nextType === null) return;
    setType(nextType);
    const columns = preview.sheets.flatMap((sheet) =>
      sheet.columns.map(({ index, field, scale }): Change => {
        const own = change.column;
        return own !== undefined && own.sheet === sheet.name && own.index === index
          ? own
          : { sheet: sheet.name, index, field, scale };
      }),
    );
    const wanted = change.period ?? period;
    void flow.map({
      importId: preview.importId,
      type: nextType,
      period: /^\d{4}Q[1-4]$/.test(wanted) ? wanted : null,
      // Another type has other fields: the office finds them anew.
      columns: change.type === undefined ? columns : [],
    });
  }

  return (
    <Card className="subject-card" labelledBy="preview-title">
      <SectionTitle
        id="preview-title"
        title={preview.fileName}
        note={t('import.counts', { ...preview.counts })}
        end={
          <>
            <Button onClick={() => void flow.cancel(preview.importId)}>{t('import.giveUp')}</Button>
            <Button
              kind="primary"
              disabled={!preview.ready || state.busy}
              onClick={() => void flow.commit(preview.importId)}
            >
              {t('import.commit')}
            </Button>
          </>
        }
      />
      {state.progress !== null && (
        <progress
          aria-label={t('import.writing')}
          max={Math.max(1, state.progress.total)}
          value={state.progress.done}
        />
      )}
      {state.problem !== null && (
        <ProblemNote tone="bad" live what={messages.error(state.problem)} means={t('import.nothingTaken')} />
      )}
      <div className="import-what">
        <label className="choice">
          {t('import.type')}
          <select value={type ?? ''} onChange={(event) => remap({ type: event.target.value as ReportType })}>
            {type === null && <option value="">{t('status.choose')}</option>}
            {REPORT_TYPES.map((each) => (
              <option key={each} value={each}>
                {t(`import.type.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          {t('reports.period')}
          <input
            value={period}
            size={8}
            placeholder="2026Q3"
            onChange={(event) => setPeriod(event.target.value.toUpperCase())}
            onBlur={() => remap({ period })}
          />
        </label>
        <span className="quiet">{t('import.encoding', { encoding: preview.encoding.toUpperCase() })}</span>
      </div>
      {preview.sheets.map((sheet) => (
        <section key={sheet.name} className="table-scroll" aria-label={sheet.name}>
          <SectionTitle title={sheet.name} note={t('import.sheet', { rows: sheet.rows, heading: sheet.headingRow })} />
          <table className="table mapping">
            <thead>
              <tr>
                <th scope="col">{t('import.column')}</th>
                <th scope="col">{t('import.heading')}</th>
                <th scope="col">{t('import.field')}</th>
                <th scope="col">{t('import.scale')}</th>
                <th scope="col">{t('import.samples')}</th>
              </tr>
            </thead>
            <tbody>
              {sheet.columns.slice(0, mapped).map((column) => (
                <tr key={column.index} className={column.field === null ? 'left-out' : undefined}>
                  <th scope="row">{column.letter}</th>
                  <td>{column.heading}</td>
                  <td>
                    <select
                      aria-label={t('import.fieldOf', { column: column.letter })}
                      value={column.field ?? ''}
                      onChange={(event) =>
                        remap({
                          column: {
                            sheet: sheet.name,
                            index: column.index,
                            field: event.target.value === '' ? null : event.target.value,
                            scale: column.scale,
                          },
                        })
                      }
                    >
                      <option value="">{t('import.leaveOut')}</option>
                      {preview.fields.map(({ field, required }) => (
                        <option key={field} value={field}>
                          {messages.lookup(`field.${field}`) ?? field}
                          {required ? ' *' : ''}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <select
                      aria-label={t('import.scaleOf', { column: column.letter })}
                      value={column.scale}
                      onChange={(event) =>
                        remap({
                          column: {
                            sheet: sheet.name,
                            index: column.index,
                            field: column.field,
                            scale: event.target.value as ImportColumn['scale'],
                          },
                        })
                      }
                    >
                      <option value="1">×1</option>
                      <option value="10000">×10,000 (万)</option>
                      <option value="100000000">×100,000,000 (亿)</option>
                    </select>
                  </td>
                  <td className="quiet">{column.samples.slice(0, 3).join(' · ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
      <Problems problems={preview.problems} total={preview.problemCount} />
      <SectionTitle title={t('import.rows')} note={t('import.rowsNote', { n: preview.rows.length })} />
      <div className="table-scroll preview-rows">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('import.rowNumber')}</th>
              <th scope="col">{t('import.rowState')}</th>
              {fields.map((field) => (
                <th key={field} scope="col">
                  {messages.lookup(`field.${field}`) ?? field}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.slice(0, shown).map((row) => (
              <tr key={`${row.sheet} ${row.row}`} className={row.state}>
                <th scope="row">{fmt.number(row.row)}</th>
                <td>{t(`import.row.${row.state}`)}</td>
                {fields.map((field) => (
                  <td key={field} title={row.cells[field]}>
                    {row.cells[field] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const ProblemRow = memo(function ProblemRow({ problem }: { problem: ImportProblem }) {
  const { t, lookup } = useMessages();
  return (
    <tr className={problem.severity}>
      <th scope="row">
        {problem.sheet} {problem.column ?? ''}
        {problem.row === null ? '' : String(problem.row)}
      </th>
      <td>{t(`severity.${problem.severity}`)}</td>
      <td>{lookup(`problem.${problem.code}`, problem.params) ?? problem.code}</td>
      <td className="quiet">{lookup(`problem.${problem.code}.todo`, problem.params) ?? ''}</td>
    </tr>
  );
});

function Problems({ problems, total }: { problems: readonly ImportProblem[]; total: number }) {
  const { t } = useMessages();
  // What keeps the file out comes first; within it the order of the file.
  const ordered = useMemo(() => {
    const rank = ({ severity }: ImportProblem) => (severity === 'error' ? 0 : 1);
    return [...problems].sort((a, b) => rank(a) - rank(b));
  }, [problems]);
  const shown = useGradually(ordered.length, ROWS_A_FRAME);
  if (total === 0) return <ProblemNote tone="info" what={t('import.noProblems')} />;
  return (
    <>
      <SectionTitle title={t('import.problems')} note={t('import.problemsNote', { n: total })} />
      <div className="table-scroll problems-table">
        <table className="table" data-testid="import-problems">
          <thead>
            <tr>
              <th scope="col">{t('import.where')}</th>
              <th scope="col">{t('import.severity')}</th>
              <th scope="col">{t('import.what')}</th>
              <th scope="col">{t('import.todo')}</th>
            </tr>
          </thead>
          <tbody>
            {ordered.slice(0, shown).map((problem) => (
              <ProblemRow key={`${problem.sheet} ${problem.row} ${problem.column} ${problem.code}`} problem={problem} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
