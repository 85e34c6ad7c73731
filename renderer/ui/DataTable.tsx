import { memo, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { useMessages } from '../i18n/index.ts';
import { ColumnEdge } from './ColumnEdge.tsx';
import { useColumnWidths, useEdgeValues } from './columnWidths.ts';
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

/**
 * Sticky head and first column, numbers to the right, sortable by its headings, columns sized by their edges. The first
 * column names the row.
 */
export function DataTable<Row>(props: {
  /** Of this table, in every language: what is remembered of it is kept under it. */
  name: string;
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
  const id = useId();
  const { t } = useMessages();
  const keys = useMemo(() => props.columns.map(({ key }) => key), [props.columns]);
  const sizes = useColumnWidths(props.name, keys, table);
  const { widths } = sizes;
  useEdgeValues(table, keys.join(' '));
  const [own, setOwn] = useState<Sort>(props.initialSort ?? null);
  const sort = props.sorting === undefined ? own : props.sorting.sort;
  const setSort = props.sorting?.onSort ?? setOwn;
  const here = props.sorting === undefined;
  const rows = useMemo(
    () => (here ? sortRows(props.rows, props.columns, own) : props.rows),
    [props.rows, props.columns, own, here],
  );
  const names = ['table', props.tall === true ? 'tall' : '', props.fixed === true ? 'fixed' : ''].filter(Boolean);
  const { onRow, rowKey, rowClass, columns } = props;
  // Apart, so that a column whose edge moves does not draw every row again.
  const body = useMemo(
    () =>
      rows.map((row) => {
        const extra = rowClass?.(row);
        const className = [onRow === undefined ? '' : 'clickable', extra ?? ''].filter(Boolean).join(' ');
        return (
          <tr
            key={rowKey(row)}
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
            <Cells columns={columns} row={row} />
          </tr>
        );
      }),
    [rows, columns, onRow, rowKey, rowClass],
  );
  const view = (
    <section
      className={widths === null ? 'table-scroll' : 'table-scroll sized'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
      tabIndex={0}
      aria-label={`${props.caption} · ${t('common.table')}`}
    >
      <span id={`${id}edge`} hidden>
        {t('table.resize')}
      </span>
      <table
        ref={table}
        className={names.join(' ')}
        style={
          widths === null ? undefined : { tableLayout: 'fixed', width: widths.reduce((sum, width) => sum + width, 0) }
        }
      >
        <caption className="visually-hidden">{props.caption}</caption>
        <colgroup>
          {keys.map((key, index) => (
            <col key={key} style={widths === null ? undefined : { width: widths[index] }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {props.columns.map((column, index) => {
              const sorted = sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined;
              const titleId = `${id}${column.key}`;
              const title = (
                <span id={titleId} className="title">
                  {column.title}
                  {column.unit !== undefined && column.unit !== '' && <span className="unit"> {column.unit}</span>}
                </span>
              );
              return (
                <th
                  key={column.key}
                  scope="col"
                  className={cellClass(index, column)}
                  // Its edge is no part of its name.
                  aria-labelledby={titleId}
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
                  <ColumnEdge columnKey={column.key} labelledBy={`${id}edge ${titleId}`} sizes={sizes} />
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{body}</tbody>
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
