import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Settings } from '../../main/contract/services.ts';
import { useActions, useApp } from '../state/context.tsx';

export const NARROWEST = 48;
export const WIDEST = 1200;
/** How far an arrow key moves a column's edge, in pixels. */
export const STEP = 16;
/** More tables than the app has; the one that was changed longest ago is forgotten. */
const MOST_TABLES = 40;

/** Pixels by column; a column that nobody sized is not in it. */
export type Widths = Readonly<Record<string, number>>;

export function withWidths(tables: Settings['tables'], name: string, widths: Widths): NonNullable<Settings['tables']> {
  const others = Object.entries(tables ?? {}).filter(([each]) => each !== name);
  const own: [string, Widths][] = Object.keys(widths).length === 0 ? [] : [[name, widths]];
  return Object.fromEntries([...others, ...own].slice(-MOST_TABLES));
}

export function withinBounds(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

/**
 * What every column gets: its chosen width, or the one it had by itself. Room to spare goes to the last column unless
 * it was sized, too: so an edge that is dragged stays under the pointer.
 */
export function widthsOf(
  keys: readonly string[],
  automatic: readonly number[],
  chosen: Widths,
  room: number,
): readonly number[] {
  const widths = keys.map((key, index) => chosen[key] ?? Math.floor(automatic[index] ?? NARROWEST));
  const last = keys.length - 1;
  const spare = room - widths.reduce((sum, width) => sum + width, 0);
  const lastKey = keys[last];
  if (spare > 0 && lastKey !== undefined && chosen[lastKey] === undefined) widths[last] = (widths[last] ?? 0) + spare;
  return widths;
}

export interface ColumnWidths {
  /** null: nobody sized a column, the table lays itself out. */
  readonly widths: readonly number[] | null;
  /** While an edge moves: shown, not kept yet. null gives up what is not kept. */
  readonly move: (key: string, width: number | null) => void;
  /** Keeps what is shown. */
  readonly keep: () => void;
  /** Back to the automatic width. */
  readonly reset: (key: string) => void;
}

/** The widths that a person gave to the columns of a table; kept in the settings under the table's name. */
export function useColumnWidths(
  name: string,
  keys: readonly string[],
  table: RefObject<HTMLTableElement | null>,
): ColumnWidths {
  const actions = useActions();
  const tables = useApp((state) => state.settings.tables);
  const [moving, setMoving] = useState<{ readonly key: string; readonly width: number } | null>(null);
  const kept = tables?.[name] ?? NOTHING;
  const chosen = moving === null ? kept : { ...kept, [moving.key]: moving.width };
  const sized = keys.some((key) => chosen[key] !== undefined);
  const [measured, setMeasured] = useState<{ readonly automatic: readonly number[]; readonly room: number } | null>(
    null,
  );
  const together = keys.join(' ');

  // Before it is painted, and again when there is more or less room: a table that nobody sized is never measured.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns have to be measured anew
  useLayoutEffect(() => {
    const element = table.current;
    const around = element?.parentElement;
    if (!sized || element === null || around === null || around === undefined) return setMeasured(null);
    let room = -1;
    const measure = (): void => {
      if (around.clientWidth === room) return;
      room = around.clientWidth;
      setMeasured({ automatic: automaticWidths(element), room });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(around);
    return () => observer.disconnect();
  }, [sized, together, table]);

  const save = (widths: Widths): void => void actions.saveSettings({ tables: withWidths(tables, name, widths) });
  return {
    widths: sized && measured !== null ? widthsOf(keys, measured.automatic, chosen, measured.room) : null,
    move: (key, width) => setMoving(width === null ? null : { key, width: withinBounds(width) }),
    keep: () => {
      if (moving === null) return;
      setMoving(null);
      save(chosen);
    },
    reset: (key) => {
      setMoving(null);
      const { [key]: gone, ...others } = kept;
      if (gone !== undefined) save(others);
    },
  };
}

const NOTHING: Widths = {};

/** As the table would lay itself out: for a moment nothing of ours is in its style. */
function automaticWidths(table: HTMLTableElement): readonly number[] {
  const ours = [table, ...table.querySelectorAll('col')];
  const styles = ours.map(({ style }) => style.cssText);
  for (const { style } of ours) style.cssText = '';
  const widths = headingsOf(table).map((cell) => cell.getBoundingClientRect().width);
  for (const [index, { style }] of ours.entries()) style.cssText = styles[index] ?? '';
  return widths;
}

function headingsOf(table: HTMLTableElement): readonly HTMLTableCellElement[] {
  return [...(table.tHead?.rows[0]?.cells ?? [])];
}

/** Edges say how wide their column is; written past React, as nothing else depends on it. */
export function useEdgeValues(table: RefObject<HTMLTableElement | null>, together: string): void {
  const observer = useRef<ResizeObserver | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns have other headings
  useEffect(() => {
    const element = table.current;
    if (element === null) return;
    observer.current = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const width = Math.round(target.getBoundingClientRect().width);
        target.querySelector('.edge')?.setAttribute('aria-valuenow', String(width));
      }
    });
    for (const cell of headingsOf(element)) observer.current.observe(cell);
    return () => observer.current?.disconnect();
  }, [table, together]);
}
