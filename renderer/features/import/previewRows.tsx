import { memo } from 'react';
import type { ImportColumn, ImportPreview, ImportProblem } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';

// The rows of the preview's tables. Each is drawn once, however many come after it.

/** What a column of the file is to be taken for. */
export type Change = {
  readonly sheet: string;
  readonly index: number;
  readonly field: string | null;
  readonly scale: ImportColumn['scale'];
};

const MOST_EM = 18;
const PADDING_EM = 1.5;

/** As wide as what it will hold: rows come frame by frame, and must neither move it about nor have it measured again. */
export const Column = memo(function Column({ texts }: { texts: readonly string[] }) {
  const emOf = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e80' ? 1 : 0.6), 0);
  const widest = Math.max(3, ...texts.map(emOf));
  return <col style={{ width: `${Math.ceil(Math.min(MOST_EM, widest) + PADDING_EM)}em` }} />;
});

export function placeOf({ sheet, column, row }: ImportProblem): string {
  return `${sheet} ${column ?? ''}${row ?? ''}`;
}

/** What one column of the file is taken for. Two lists to choose from: dear to draw, and drawn once. */
export const ColumnRow = memo(function ColumnRow(props: {
  sheet: string;
  column: ImportColumn;
  fields: ImportPreview['fields'];
  onChange: (change: Change) => void;
}) {
  const { t, lookup } = useMessages();
  const { sheet, column, fields, onChange } = props;
  const change = (to: Partial<Pick<Change, 'field' | 'scale'>>): void =>
    onChange({ sheet, index: column.index, field: column.field, scale: column.scale, ...to });
  return (
    <tr className={column.field === null ? 'left-out' : undefined}>
      <th scope="row">{column.letter}</th>
      <td>{column.heading}</td>
      <td>
        <select
          aria-label={t('import.fieldOf', { column: column.letter })}
          value={column.field ?? ''}
          onChange={(event) => change({ field: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{t('import.leaveOut')}</option>
          {fields.map(({ field, required }) => (
            <option key={field} value={field}>
              {lookup(`field.${field}`) ?? field}
              {required ? ' *' : ''}
            </option>
          ))}
        </select>
      </td>
      <td>
        <select
          aria-label={t('import.scaleOf', { column: column.letter })}
          value={column.scale}
          onChange={(event) => change({ scale: event.target.value as ImportColumn['scale'] })}
        >
          <option value="1">×1</option>
          <option value="10000">×10,000 (万)</option>
          <option value="100000000">×100,000,000 (亿)</option>
        </select>
      </td>
      <td className="quiet">{column.samples.slice(0, 3).join(' · ')}</td>
    </tr>
  );
});

export const DataRow = memo(function DataRow({
  row,
  fields,
}: {
  row: ImportPreview['rows'][number];
  fields: readonly string[];
}) {
  const { t, fmt } = useMessages();
  return (
    <tr className={row.state}>
      <th scope="row">{fmt.number(row.row)}</th>
      <td>{t(`import.row.${row.state}`)}</td>
      {fields.map((field) => (
        <td key={field} title={row.cells[field]}>
          {row.cells[field] ?? ''}
        </td>
      ))}
    </tr>
  );
});

export const ProblemRow = memo(function ProblemRow({ problem }: { problem: ImportProblem }) {
  const { t, lookup } = useMessages();
  return (
    <tr className={problem.severity}>
      <th scope="row" title={placeOf(problem)}>
        {placeOf(problem)}
      </th>
      <td>{t(`severity.${problem.severity}`)}</td>
      <td>{lookup(`problem.${problem.code}`, problem.params) ?? problem.code}</td>
      <td className="quiet">{lookup(`problem.${problem.code}.todo`, problem.params) ?? ''}</td>
    </tr>
  );
});
