import { useState } from 'react';
import type { SubjectKind, SubjectPage } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Button,
  Card,
  Chip,
  Skeleton,
  StatusMark,
  strongestReason,
  TableSkeleton,
  TopBarTitle,
} from '../../ui/index.ts';
import { FindingsCard } from './FindingsCard.tsx';
import { IndicatorsCard } from './IndicatorsCard.tsx';
import { MilestonesCard } from './MilestonesCard.tsx';
import { ReportsCard } from './ReportsCard.tsx';
import { ScenariosCard } from './ScenariosCard.tsx';
import { StatusDrawer } from './StatusDrawer.tsx';
import { StatusTrail } from './StatusTrail.tsx';

/** A zone, a field, an entity or a scenario: one layout, with what there is of each. */
export function SubjectScreen({ kind, id }: { kind: Exclude<SubjectKind, 'programme'>; id: string }) {
  const lens = useLens();
  const page = useOffice('subject', { ...lens, subject: { kind, id } });
  return (
    <AskedState asked={page} skeleton={<SubjectSkeleton />}>
      {(value) => <Page page={value} refreshing={page.refreshing} />}
    </AskedState>
  );
}

function Page({ page, refreshing }: { page: SubjectPage; refreshing: boolean }) {
  const { fmt } = useMessages();
  const [why, setWhy] = useState(false);
  return (
    <div className="subject" aria-busy={refreshing}>
      <TopBarTitle>{fmt.text(page.name)}</TopBarTitle>
      <Head page={page} onWhy={() => setWhy(true)} />
      {page.indicators.length > 0 && <IndicatorsCard page={page} />}
      {page.milestones.length > 0 && <MilestonesCard page={page} />}
      {page.subject.kind !== 'scenario' && <ScenariosCard page={page} />}
      <div className="subject-pair">
        <ReportsCard page={page} />
        <FindingsCard page={page} />
      </div>
      {why && <StatusDrawer subject={page.subject} onClose={() => setWhy(false)} />}
    </div>
  );
}

function Head({ page, onWhy }: { page: SubjectPage; onWhy: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const route = useApp((state) => state.route);
  const { status } = page;
  return (
    <Card className="subject-head">
      <div className="line">
        <StatusMark rating={status.rating} stale={status.stale} trend={status.trend} />
        <span className="reason">{strongestReason(status, messages)}</span>
        <Button small onClick={onWhy}>
          {t('subject.why')}
        </Button>
      </div>
      {status.override !== null && (
        <p className="override">
          {t('subject.override', {
            person: status.override.person,
            date: fmt.date(status.override.at),
            computed: t(`rating.${status.computed}`),
            rating: t(`rating.${status.rating}`),
            reason: status.override.reason,
          })}
        </p>
      )}
      <div className="line context">
        {page.zone !== null && <Chip href={linkTo(route, 'zone', page.zone.id)}>{fmt.text(page.zone.name)}</Chip>}
        {page.entity !== null && (
          <Chip href={linkTo(route, 'entity', page.entity.id)}>{fmt.text(page.entity.name)}</Chip>
        )}
        {page.sector !== null && (
          <Chip href={linkTo(route, 'sector', page.sector.id)}>{fmt.text(page.sector.name)}</Chip>
        )}
        {page.chainIds.slice(0, 4).map((chainId) => (
          <Chip key={chainId} href={linkTo(route, 'chain', chainId)}>
            {t('subject.chain')} <b>{chainId}</b>
          </Chip>
        ))}
        {page.owner !== null && <span className="owner">{t('subject.owner', { owner: fmt.text(page.owner) })}</span>}
        <span className="space" />
        <StatusTrail points={page.statusHistory} />
      </div>
      {(page.note !== null || page.source !== null) && (
        <p className="source">
          {page.note}
          {page.source !== null && <span> {t('subject.source', { source: page.source })}</span>}
        </p>
      )}
    </Card>
  );
}

function SubjectSkeleton() {
  return (
    <div className="subject">
      <Card className="subject-head">
        <Skeleton width={320} height={18} />
        <Skeleton width={520} />
      </Card>
      <Card className="subject-card">
        <TableSkeleton columns={7} rows={8} />
      </Card>
    </div>
  );
}
