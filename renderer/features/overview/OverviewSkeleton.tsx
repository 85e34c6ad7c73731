import { useMessages } from '../../i18n/index.ts';
import { Skeleton } from '../../ui/index.ts';
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
      <div className="card zones">
        <Skeleton width={140} height={14} />
        {Array.from({ length: 15 }, (_, key) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing but places
          <Skeleton key={key} height={15} />
        ))}
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
