import { useMemo } from 'react';
import type { ReportDetail } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import {
  AskedState,
  Card,
  Chip,
  type Column,
  DataTable,
  FigureView,
  findingText,
  Hash,
  ProblemNote,
  ReportStateMark,
  Seal,
  SectionTitle,
  StatusMark,
  TableSkeleton,
  TopBarTitle,
} from '../../ui/index.ts';
import { DecideCard } from './DecideCard.tsx';
import './review.css';

type Value = ReportDetail['values'][number];

/** One report on the desk: what it says, how each value is known, what the checks found, and the judgement. */
export function ReportScreen({ reportId }: { reportId: string }) {
  const asked = useOffice('report', { reportId });
  return (
    <AskedState
      asked={asked}
      skeleton={
        <Card className="list-card">
          <TableSkeleton columns={7} rows={12} />
        </Card>
      }
    >
      {(detail) => <Body detail={detail} onChanged={asked.reload} />}
    </AskedState>
  );
}

function Body({ detail, onChanged }: { detail: ReportDetail; onChanged: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const route = useApp((state) => state.route);
  const { report } = detail;
  const refuted = report.provenance.condition === 'contradicted';
  const columns = useValueColumns();
  return (
    <div className="report-page">
      <TopBarTitle>
        {fmt.text(report.name)} · {fmt.period(report.period)}
      </TopBarTitle>
      <Card className="subject-head">
        <div className="line">
          <StatusMark rating={detail.status.rating} stale={detail.status.stale} trend={detail.status.trend} />
          <Seal level={report.provenance.level} condition={report.provenance.condition} />
          <ReportStateMark state={report.state} />
          <span className="quiet">
            {t('report.facts', {
              by: fmt.text(report.statedBy),
              asOf: fmt.date(report.asOf),
              received: fmt.dateTime(report.receivedAt),
              origin: t(`origin.${report.origin}`),
              version: report.version,
            })}
          </span>
          <span className="space" />
          <Chip href={linkTo(route, 'scenario', report.scenarioId)}>{t('report.toScenario')}</Chip>
        </div>
        <dl className="digests">
          <dt>{t('report.digest')}</dt>
          <dd>
            <Hash value={detail.digest} />
          </dd>
          <dt>{t('report.anchored')}</dt>
          <dd>{detail.anchoredDigest === null ? t('report.notAnchored') : <Hash value={detail.anchoredDigest} />}</dd>
        </dl>
      </Card>
      {refuted && (
        <ProblemNote
          tone="bad"
          what={t('report.refuted')}
          means={t('report.refutedMeans', { n: report.values })}
          todo={t('report.refutedTodo')}
        />
      )}
      <div className="report-columns">
        <Card className="subject-card" labelledBy="values-title">
          <SectionTitle id="values-title" title={t('report.values')} note={t('report.valuesNote')} />
          <DataTable
            name="report-values"
            columns={columns}
            rows={detail.values}
            rowKey={(row) => row.indicatorId}
            caption={t('report.values')}
            fileName={`report-${report.period}`}
          />
          <SectionTitle
            title={t('report.findings')}
            note={t('findings.note', {
              open: detail.findings.filter(({ state }) => state === 'open').length,
              reviews: detail.reviews.length,
            })}
          />
          {detail.findings.length === 0 ? (
            <p className="quiet">{t('report.noFindings')}</p>
          ) : (
            <ul className="findings">
              {detail.findings.map((finding) => (
                <li key={finding.findingId} className={finding.state === 'resolved' ? 'resolved' : finding.severity}>
                  <b>{t(`severity.${finding.severity}`)}</b>
                  <span>{findingText(finding, messages)}</span>
                </li>
              ))}
            </ul>
          )}
          {detail.versions.length > 1 && (
            <>
              <SectionTitle title={t('report.versions')} />
              <ul className="versions">
                {detail.versions.map((version) => (
                  <li key={version.reportId}>
                    <a
                      href={linkTo(route, 'report', version.reportId)}
                      aria-current={version.reportId === report.reportId ? 'page' : undefined}
                    >
                      {t('reports.versionN', { n: version.version })}
                    </a>{' '}
                    {fmt.date(version.receivedAt)} · {t(`origin.${version.origin}`)}{' '}
                    <Seal level={version.provenance.level} condition={version.provenance.condition} size="small" />
                  </li>
                ))}
              </ul>
            </>
          )}
        </Card>
        <DecideCard detail={detail} onChanged={onChanged} />
      </div>
    </div>
  );
}

function useValueColumns(): readonly Column<Value>[] {
  const { t, fmt } = useMessages();
  return useMemo(
    () => [
      { key: 'name', title: t('indicators.name'), render: (row) => fmt.text(row.name) },
      { key: 'effect', title: t('indicators.effect'), render: (row) => t(`effect.${row.effect}`) },
      { key: 'kind', title: t('indicators.kind'), render: (row) => t(`kind.${row.kind}`) },
      {
        key: 'value',
        title: t('indicators.value'),
        numeric: true,
        render: (row) => <FigureView figure={row.figure} size="row" scale={false} />,
      },
      {
        key: 'previous',
        title: t('report.previous'),
        numeric: true,
        render: (row) => (row.previous === null ? '—' : fmt.value(row.previous, row.figure.unit, false).number),
      },
      {
        key: 'target',
        title: t('indicators.target'),
        numeric: true,
        render: (row) => (row.target === null ? '—' : fmt.value(row.target, row.figure.unit, false).number),
      },
      {
        key: 'base',
        title: t('report.base'),
        wrap: true,
        render: (row) => row.base ?? '—',
      },
    ],
    [t, fmt],
  );
}
