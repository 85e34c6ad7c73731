import { useMessages } from '../../i18n/index.ts';
import { Skeleton } from '../../ui/index.ts';
import './matrix.css';
import './overview.css';

/** The final layout with nothing in it yet. */
export function OverviewSkeleton() {
  const { t } = useMessages();
  return (
    <div className="overview" role="status" aria-label={t('shell.connecting')} aria-busy="true">
      <div className="key-figures">
        {[0, 1, 2, 3, 4].map((key) => (
          <div key={key} className="card key-figure">
            <Skeleton width={72} height={12} />
            <Skeleton width={120} height={24} />
            <Skeleton height={5} />
            <Skeleton width="80%" height={12} />
          </div>
        ))}
      </div>
      <div className="card matrix">
        <MatrixSkeleton />
      </div>
      <div className="card attention">
        <Skeleton width={90} height={14} />
        {[0, 1, 2].map((key) => (
          <Skeleton key={key} height={52} />
        ))}
      </div>
      <div className="overview-bottom">
        {[0, 1, 2].map((key) => (
          <div key={key} className="card small-card">
            <Skeleton width={120} height={14} />
            <Skeleton height={64} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Of the shape of what comes: a head, then sixteen rows of a name, sixteen fields and a total. */
export function MatrixSkeleton() {
  return (
    <div className="matrix-skeleton">
      {Array.from({ length: 1 + 17 * 18 }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places of a placeholder
        <Skeleton key={place} height="100%" />
      ))}
    </div>
  );
}
