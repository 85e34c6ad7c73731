import type { ReactNode } from 'react';
import './kit.css';

/** A grey place of the size of what will stand here. */
export function Skeleton(props: { width?: number | string; height?: number | string }) {
  return (
    <span
      className="skeleton"
      aria-hidden="true"
      style={{ width: props.width ?? '100%', height: props.height ?? 12 }}
    />
  );
}

/** A table before its rows: a head, and lines of cells of unequal length as text has them. */
export function TableSkeleton({ rows = 14, columns = 6 }: { rows?: number; columns?: number }) {
  return (
    <div className="table-skeleton" aria-hidden="true">
      {Array.from({ length: rows + 1 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a placeholder
        <div key={row}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells of a placeholder
            <span key={column}>
              <Skeleton width={row === 0 ? '34%' : (WIDTHS[(row * 5 + column * 3) % WIDTHS.length] ?? '60%')} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

const WIDTHS = ['72%', '46%', '58%', '84%', '40%', '66%', '52%'];

/** What would stand here, and how to get it. */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h3>{props.title}</h3>
      {props.children !== undefined && <p>{props.children}</p>}
      {props.action}
    </div>
  );
}

/** What happened, what it means for the figures, what one can do: in this order, without blame. */
export function ProblemNote(props: {
  what: ReactNode;
  means?: ReactNode;
  todo?: ReactNode;
  tone?: 'warn' | 'bad' | 'info';
  action?: ReactNode;
  /** Read out when it appears. */
  live?: boolean;
}) {
  const tone = props.tone ?? 'warn';
  return (
    <div className={`problem ${tone}`} role={props.live === true ? 'status' : 'note'}>
      <svg width="14" height="14" viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
        {tone === 'bad' && <path d="M1.4 1.4h9.2v9.2H1.4z" />}
        {tone === 'warn' && <path d="M6 1.2 11.4 10.8H.6z" />}
        {tone === 'info' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />}
      </svg>
      <strong>{props.what}</strong>
      {props.means !== undefined && <p>{props.means}</p>}
      {props.todo !== undefined && <p>{props.todo}</p>}
      {props.action !== undefined && <span className="actions">{props.action}</span>}
    </div>
  );
}
