import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  type ImportPreview,
  type ImportProblem,
  REPORT_TYPES,
  type ReportType,
} from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { Button, Card, ProblemNote, SectionTitle } from '../../ui/index.ts';
import { type Change, Column, ColumnRow, DataRow, ProblemRow, placeOf } from './previewRows.tsx';
import { useGradually } from './useGradually.ts';
import type { ImportFlow } from './useImport.ts';

/** So many of the rows are shown. */
const ROWS_A_FRAME = 3;
/** Each brings two lists to choose from. */
const COLUMNS_A_FRAME = 1;
const MOST_ROWS = 50;
/** Columns, problems, rows. */
const TABLES = 3;

/** What the file was taken for, column by column; what is wrong, with where and what to do; how its rows would go in. */
export function PreviewCard({ preview, flow }: { preview: ImportPreview; flow: ImportFlow }) {
  const messages = useMessages();
  const { t } = messages;
  const { state } = flow;
  const [type, setType] = useState<ReportType | null>(preview.type);
  const [period, setPeriod] = useState(preview.period ?? '');

  const fields = useMemo(
    () => [...new Set(preview.rows.slice(0, MOST_ROWS).flatMap(({ cells }) => Object.keys(cells)))],
    [preview.rows],
  );

  // By field, heading first: gathered once, and not with every row that is added.
  const texts = useMemo(
    () =>
      fields.map((field) => [
        messages.lookup(`field.${field}`) ?? field,
        ...preview.rows.slice(0, MOST_ROWS).map(({ cells }) => cells[field] ?? ''),
      ]),
    [fields, preview.rows, messages],
  );

  // One table after the other: what has to be decided on first, then what is wrong, then the rows.
  const columns = Math.max(0, ...preview.sheets.map((sheet) => sheet.columns.length));
  const tables = useGradually(TABLES, 1);
  const mapped = useGradually(columns, COLUMNS_A_FRAME, tables === TABLES);
  const listed = useGradually(preview.problems.length, ROWS_A_FRAME, mapped === columns);
  const rows = Math.min(preview.rows.length, MOST_ROWS);
  const shown = useGradually(rows, ROWS_A_FRAME, listed === preview.problems.length);

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

  // Rows are drawn once: what they call is always the newest.
  const newest = useRef(remap);
  useEffect(() => {
    newest.current = remap;
  });
  const change = useCallback((column: Change) => newest.current({ column }), []);

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
      {(tables > 0 ? preview.sheets : []).map((sheet) => (
        <section key={sheet.name} className="table-scroll" aria-label={sheet.name}>
          <SectionTitle title={sheet.name} note={t('import.sheet', { rows: sheet.rows, heading: sheet.headingRow })} />
          <table className="table fixed mapping">
            <colgroup>
              <col className="letter" />
              <Column texts={[t('import.heading'), ...sheet.columns.map(({ heading }) => heading)]} />
              <col className="field" />
              <col className="scale" />
              <col />
            </colgroup>
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
                <ColumnRow
                  key={column.index}
                  sheet={sheet.name}
                  column={column}
                  fields={preview.fields}
                  onChange={change}
                />
              ))}
            </tbody>
          </table>
        </section>
      ))}
      {tables > 1 && <Problems problems={preview.problems} shown={listed} total={preview.problemCount} />}
      {tables > 2 && (
        <>
          <SectionTitle title={t('import.rows')} note={t('import.rowsNote', { n: preview.rows.length })} />
          <div className="table-scroll preview-rows">
            <table className="table fixed">
              <colgroup>
                <col className="row-number" />
                <col className="row-state" />
                {fields.map((field, i) => (
                  <Column key={field} texts={texts[i] ?? []} />
                ))}
              </colgroup>
              <thead>
                <tr>
                  <th scope="col">{t('import.rowNumber')}</th>
                  <th scope="col">{t('import.rowState')}</th>
                  {fields.map((field, i) => (
                    <th key={field} scope="col">
                      {texts[i]?.[0]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {preview.rows.slice(0, shown).map((row) => (
                  <DataRow key={`${row.sheet} ${row.row}`} row={row} fields={fields} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Card>
  );
}

function Problems(props: { problems: readonly ImportProblem[]; shown: number; total: number }) {
  const { problems, shown, total } = props;
  const { t } = useMessages();
  // What keeps the file out comes first; within it the order of the file.
  const ordered = useMemo(() => {
    const rank = ({ severity }: ImportProblem) => (severity === 'error' ? 0 : 1);
    return [...problems].sort((a, b) => rank(a) - rank(b));
  }, [problems]);
  const places = useMemo(() => problems.map(placeOf), [problems]);
  if (total === 0) return <ProblemNote tone="info" what={t('import.noProblems')} />;
  return (
    <>
      <SectionTitle title={t('import.problems')} note={t('import.problemsNote', { n: total })} />
      <div className="table-scroll problems-table">
        <table className="table fixed" data-testid="import-problems">
          <colgroup>
            <Column texts={places} />
            <col className="row-state" />
            <col />
            <col />
          </colgroup>
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
