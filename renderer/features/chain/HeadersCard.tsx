import { useMemo } from 'react';
import type { ChainDetail, HeaderRow } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import {
  Card,
  type Column,
  DataTable,
  EmptyState,
  Hash,
  SectionTitle,
  Skeleton,
  shortAddress,
} from '../../ui/index.ts';

export function HeadersCard({ detail, loading }: { detail: ChainDetail | null; loading: boolean }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const columns = useMemo(
    (): readonly Column<HeaderRow>[] => [
      {
        key: 'height',
        title: t('chain.headers.height'),
        width: 92,
        render: (row) => fmt.height(row.height),
      },
      { key: 'time', title: t('chain.headers.time'), width: 142, render: (row) => fmt.dateTime(row.time, true) },
      {
        key: 'how',
        title: t('chain.headers.how'),
        width: 92,
        render: (row) => (
          <span className={`how ${row.how}`} title={t(`chain.how.${row.how}.hint`)}>
            {t(`chain.how.${row.how}`)}
          </span>
        ),
      },
      {
        key: 'power',
        title: t('chain.headers.power'),
        numeric: true,
        width: 78,
        render: (row) =>
          row.signedPowerPercent === null ? (
            <span className="nothing" title={t('chain.how.backwards.hint')}>
              {t('chain.headers.noPower')}
            </span>
          ) : (
            fmt.percent(row.signedPowerPercent)
          ),
      },
      { key: 'hash', title: t('chain.headers.hash'), render: (row) => <Hash value={row.hash} /> },
      { key: 'app', title: t('chain.headers.appHash'), render: (row) => <Hash value={row.appHash} /> },
      {
        key: 'proposer',
        title: t('chain.headers.proposer'),
        width: 112,
        render: (row) => <code title={row.proposer}>{shortAddress(row.proposer)}</code>,
      },
    ],
    [t, fmt],
  );
  const known = detail?.known ?? null;
  return (
    <Card className="headers-card" labelledBy="headers">
      <SectionTitle
        id="headers"
        title={t('chain.headers.title')}
        note={
          known === null || detail === null
            ? undefined
            : t('chain.headers.note', {
                from: fmt.height(known.from),
                to: fmt.height(known.to),
                count: known.count,
                shown: detail.headers.length,
              })
        }
      />
      {loading ? (
        <div className="headers-skeleton" aria-busy="true">
          <span className="visually-hidden" role="status">
            {t('chain.detail.loading')}
          </span>
          {[96, 92, 95, 90, 94, 91, 93].map((width) => (
            <Skeleton key={width} width={`${width}%`} />
          ))}
        </div>
      ) : detail === null || detail.headers.length === 0 ? (
        <EmptyState title={t('chain.headers.empty')}>{t('chain.headers.emptySay')}</EmptyState>
      ) : (
        <DataTable
          name="headers"
          caption={t('chain.headers.caption')}
          columns={columns}
          rows={detail.headers}
          rowKey={(row) => row.height}
          fixed
        />
      )}
    </Card>
  );
}
