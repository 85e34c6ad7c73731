import { lazy, Suspense } from 'react';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp, useSnapshot } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import { AskedState, Card, EmptyState, hasData, ProblemNote, Skeleton, useAfterFirstPaint } from '../../ui/index.ts';
import { AttentionList } from './AttentionList.tsx';
import { DemoStart } from './DemoStart.tsx';
import { KeyFigure } from './KeyFigure.tsx';
import { Matrix } from './Matrix.tsx';
import { MovementCard } from './MovementCard.tsx';
import { MatrixSkeleton } from './OverviewSkeleton.tsx';
import './overview.css';

// Figures first: the chart library is half of the view's code, and nobody needs it for the first look.
const TrustByPeriod = lazy(async () => ({ default: (await import('./TrustByPeriod.tsx')).TrustByPeriod }));
const WorkOverTime = lazy(async () => ({ default: (await import('./WorkOverTime.tsx')).WorkOverTime }));
const CHART = (
  <Card>
    <Skeleton height="100%" />
  </Card>
);

export function OverviewScreen() {
  const { t, error } = useMessages();
  const route = useApp((state) => state.route);
  const demo = useSnapshot((snapshot) => snapshot.demo);
  const source = useSnapshot((snapshot) => snapshot.network.source);
  const overview = useSnapshot((snapshot) => snapshot.overview);
  // Charts tell the minute: drawn again every second they would only cost.
  const asOf = `${overview.asOf.slice(0, 16)}:00Z`;
  const activity = useSnapshot((snapshot) => snapshot.activity);
  const officeUp = useSnapshot((snapshot) => snapshot.officeSeq !== undefined);
  const programme = useOffice('programme', useLens(), officeUp);
  const rest = useAfterFirstPaint();

  // Until the demo chains exist there is nothing to verify; what a warm start read from disk is shown at once.
  if (demo.state === 'starting' && !hasData(overview.figures)) {
    return <DemoStart demo={demo} />;
  }
  const failed = demo.state === 'failed' && (
    <ProblemNote
      tone="bad"
      what={t('overview.demoFailed')}
      means={t('overview.demoFailed.means')}
      todo={t('overview.demoFailed.todo', { reason: demo.error === null ? '—' : error(demo.error) })}
    />
  );
  if (source === 'none' || overview.zones.length === 0) {
    return (
      <>
        {failed}
        <Card className="overview-empty">
          <EmptyState
            title={t('overview.empty.title')}
            action={
              <a className="button primary" href={linkTo(route, 'settings')}>
                {t('overview.empty.action')}
              </a>
            }
          >
            {t('overview.empty.text')}
          </EmptyState>
        </Card>
      </>
    );
  }
  return (
    <>
      {failed}
      <div className="overview">
        <section className="key-figures" aria-label={t('overview.figures')}>
          {overview.figures.map((figure) => (
            <KeyFigure key={figure.id} figure={figure} />
          ))}
        </section>
        {rest && (
          <>
            {programme.value === null ? (
              <Card className="matrix">
                <AskedState asked={programme} skeleton={<MatrixSkeleton />}>
                  {() => null}
                </AskedState>
              </Card>
            ) : (
              <Matrix programme={programme.value} />
            )}
            <AttentionList
              items={overview.attention}
              {...(programme.value !== null && { actions: programme.value.actions })}
            />
            <div className="overview-bottom">
              {programme.value === null ? CHART : <MovementCard programme={programme.value} />}
              <Suspense fallback={CHART}>
                {programme.value === null ? CHART : <TrustByPeriod programme={programme.value} asOf={asOf} />}
              </Suspense>
              <Suspense fallback={CHART}>
                <WorkOverTime activity={activity} asOf={asOf} />
              </Suspense>
            </div>
          </>
        )}
      </div>
    </>
  );
}
