import { memo, type ReactNode, useMemo, useRef, useState } from 'react';
import { useMessages } from '../i18n/index.ts';
import { TableTools } from './TableTools.tsx';
import './table.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: ReactNode;
  /** Units stand in the heading. */
  readonly unit?: string;
  readonly render: (row: Row) => ReactNode;
  /** Without it the column cannot be sorted. null sorts last either way. */
  readonly sortBy?: (row: Row) => number | string | bigint | null;
  readonly numeric?: boolean;
  readonly width?: number | string;
  /** Long words go on in a second line instead of being cut off. */
  readonly wrap?: boolean;
}

export type Sort = { readonly key: string; readonly descending: boolean } | null;

/** Numbers first go down, words first go up. The third click gives back the order of the data. */
function nextSort<Row>(sort: Sort, column: Column<Row>): Sort {
  const firstDescending = column.numeric === true;
  if (sort?.key !== column.key) return { key: column.key, descending: firstDescending };
  return sort.descending === firstDescending ? { key: column.key, descending: !firstDescending } : null;
}

function compare(a: number | string | bigint, b: number | string | bigint): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'zh-CN');
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): readonly Row[] {
  const by = sort === null ? undefined : columns.find((column) => column.key === sort.key)?.sortBy;
  if (sort === null || by === undefined) return rows;
  return [...rows].sort((x, y) => {
    const a = by(x);
    const b = by(y);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sort.descending ? compare(b, a) : compare(a, b);
  });
}

/** Sticky head and first column, numbers to the right, sortable by its headings. The first column names the row. */
export function DataTable<Row>(props: {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  caption: string;
  /** Clicking anywhere in a row; the first cell must hold a link or button that does the same by keyboard. */
  onRow?: (row: Row) => void;
  rowClass?: (row: Row) => string | undefined;
  initialSort?: { key: string; descending: boolean };
  /** Where the rows are but a part of all: whoever has all of them sorts. */
  sorting?: { readonly sort: Sort; readonly onSort: (next: Sort) => void };
  tall?: boolean;
  fixed?: boolean;
  /** With a name the table can be copied and saved as it is seen. */
  fileName?: string;
}) {
  const table = useRef<HTMLTableElement>(null);
  const { t } = useMessages();
  const [own, setOwn] = useState<Sort>(props.initialSort ?? null);
  const sort = props.sorting === undefined ? own : props.sorting.sort;
  const setSort = props.sorting?.onSort ?? setOwn;
  const here = props.sorting === undefined;
  const rows = useMemo(
    () => (here ? sortRows(props.rows, props.columns, own) : props.rows),
    [props.rows, props.columns, own, here],
  );
  const names = ['table', props.tall === true ? 'tall' : '', props.fixed === true ? 'fixed' : ''].filter(Boolean);
  const view = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={`${props.caption} · ${t('common.table')}`}>
      <table ref={table} className={names.join(' ')}>
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column, index) => {
              const sorted = sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined;
              const title = (
                <>
                  {column.title}
                  {column.unit !== undefined && column.unit !== '' && <span className="unit"> {column.unit}</span>}
                </>
              );
              return (
                <th
                  key={column.key}
                  scope="col"
                  className={cellClass(index, column)}
                  aria-sort={sorted ?? (column.sortBy === undefined ? undefined : 'none')}
                  style={column.width === undefined ? undefined : { width: column.width }}
                >
                  {column.sortBy === undefined ? (
                    title
                  ) : (
                    <button type="button" className="sort" onClick={() => setSort(nextSort(sort, column))}>
                      {title}
                      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" fill="currentColor">
                        <path d="M4 1 7.5 6.5h-7z" />
                      </svg>
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { onRow } = props;
            const extra = props.rowClass?.(row);
            const className = [onRow === undefined ? '' : 'clickable', extra ?? ''].filter(Boolean).join(' ');
            return (
              <tr
                key={props.rowKey(row)}
                className={className === '' ? undefined : className}
                onClick={
                  onRow === undefined
                    ? undefined
                    : (event) => {
                        // A control inside the row does its own thing.
                        if ((event.target as Element).closest('a, button, input, label') === null) onRow(row);
                      }
                }
              >
                <Cells columns={props.columns} row={row} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
  if (props.fileName === undefined) return view;
  return (
    <>
      {view}
      <TableTools table={table} fileName={props.fileName} />
    </>
  );
}

/** Drawn again only where its row changed: most of a table stays as it is from patch to patch. */
const Cells = memo(function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return columns.map((column, index) =>
    index === 0 ? (
      <th key={column.key} scope="row" className={cellClass(0, column)}>
        {column.render(row)}
      </th>
    ) : (
      <td key={column.key} className={cellClass(index, column)}>
        {column.render(row)}
      </td>
    ),
  );
}) as <Row>(props: { columns: readonly Column<Row>[]; row: Row }) => ReactNode;

function cellClass(index: number, column: { numeric?: boolean; wrap?: boolean }): string | undefined {
  const names = [
    index === 0 ? 'first' : '',
    column.numeric === true ? 'number' : '',
    column.wrap === true ? 'wrap' : '',
  ].filter(Boolean);
  return names.length === 0 ? undefined : names.join(' ');
}
