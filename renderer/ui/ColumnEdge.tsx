import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useMessages } from '../i18n/index.ts';
import { type ColumnWidths, NARROWEST, STEP, WIDEST } from './columnWidths.ts';

/** The right edge of a column: dragged with the pointer, moved with the arrow keys; Home or a double click lets go. */
export function ColumnEdge(props: { columnKey: string; labelledBy: string; sizes: ColumnWidths }) {
  const { columnKey, sizes } = props;
  const { t } = useMessages();
  const drag = useRef<{ readonly x: number; readonly width: number } | null>(null);
  // Where the last key left the edge: a held key is faster than what is drawn.
  const reached = useRef<number | null>(null);
  const widthNow = (edge: Element): number => edge.parentElement?.getBoundingClientRect().width ?? NARROWEST;

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { key, currentTarget } = event;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const next = (reached.current ?? widthNow(currentTarget)) + (key === 'ArrowLeft' ? -STEP : STEP);
      reached.current = Math.min(WIDEST, Math.max(NARROWEST, next));
      sizes.move(columnKey, reached.current);
    } else if (key === 'Home') {
      sizes.reset(columnKey);
    } else if (key === 'Escape' && drag.current !== null) {
      drag.current = null;
      sizes.move(columnKey, null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function keep(): void {
    reached.current = null;
    sizes.keep();
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, width: widthNow(event.currentTarget) };
  }

  return (
    <span
      role="separator"
      className="edge"
      tabIndex={0}
      title={t('table.resizeHint')}
      aria-orientation="vertical"
      aria-labelledby={props.labelledBy}
      // The width itself is written by useEdgeValues.
      aria-valuenow={NARROWEST}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      onKeyDown={onKeyDown}
      onKeyUp={keep}
      onBlur={keep}
      onDoubleClick={() => sizes.reset(columnKey)}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        const start = drag.current;
        // A click is no drag: the table stays as it lays itself out.
        if (start !== null && event.clientX !== start.x) sizes.move(columnKey, start.width + event.clientX - start.x);
      }}
      onPointerUp={() => {
        drag.current = null;
        keep();
      }}
      onPointerCancel={() => {
        drag.current = null;
        sizes.move(columnKey, null);
      }}
    />
  );
}
