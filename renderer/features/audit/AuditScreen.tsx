import { useMemo, useState } from 'react';
import type { AuditLineView } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import {
  AskedState,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  Hash,
  ProblemNote,
  SectionTitle,
  TableSkeleton,
  TimeView,
} from '../../ui/index.ts';

const PAGE = 200;

/** Who did what, line by line; each line carries the hash of the one before, so that no earlier one can be changed unseen. */
export function AuditScreen() {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const [before, setBefore] = useState<number | null>(null);
  const asked = useOffice('audit', { before, limit: PAGE });
  const [said, setSaid] = useState<{ readonly tone: 'bad' | 'info'; readonly text: string } | null>(null);
  const columns = useMemo(
    (): readonly Column<AuditLineView>[] => [
      { key: 'seq', title: t('audit.seq'), numeric: true, width: 60, render: (line) => fmt.number(line.seq) },
      { key: 'at', title: t('audit.at'), render: (line) => <TimeView at={line.at} show="time" /> },
      {
        key: 'person',
        title: t('audit.person'),
        render: (line) => (line.role === 'system' ? 'Pilotlight' : line.person),
      },
      { key: 'role', title: t('audit.role'), render: (line) => t(`role.${line.role}`) },
      {
        key: 'action',
        title: t('audit.action'),
        render: (line) => messages.lookup(`audit.action.${line.action}`) ?? line.action,
      },
      { key: 'subject', title: t('audit.subject'), render: (line) => line.subject },
      {
        key: 'details',
        title: t('audit.details'),
        render: (line) => (
          <span className="quiet">
            {Object.entries(line.details)
              // The digest of what was changed is for verifying, and in the export; who acted stands in its column.
              .filter(([name]) => name !== 'content' && name !== 'by')
              .map(([name, value]) => `${name} ${value}`)
              .join(' · ')}
          </span>
        ),
      },
      { key: 'hash', title: t('audit.hash'), render: (line) => <Hash value={line.hash} /> },
    ],
    [messages, t, fmt],
  );

  async function verify(): Promise<void> {
    const outcome = await bridge.office({ method: 'auditVerify', request: null });
    if (!outcome.ok) return setSaid({ tone: 'bad', text: messages.error(outcome.error) });
    const { lines, brokenAt, head } = outcome.value;
    setSaid(
      brokenAt === null
        ? { tone: 'info', text: t('audit.whole', { n: lines, head: head.slice(0, 16) }) }
        : { tone: 'bad', text: t('audit.broken', { seq: brokenAt }) },
    );
  }

  async function save(): Promise<void> {
    const outcome = await bridge.officeSave({ method: 'auditExport', request: null });
    if (!outcome.ok) setSaid({ tone: 'bad', text: messages.error(outcome.error) });
    else if (outcome.value !== null) setSaid({ tone: 'info', text: t('package.saved', { file: outcome.value }) });
  }

  return (
    <Card className="list-card" labelledBy="audit-title">
      <SectionTitle
        id="audit-title"
        title={t('audit.title')}
        note={asked.value === null ? '' : t('audit.note', { n: asked.value.total })}
        end={
          <>
            <Button small onClick={() => void verify()}>
              {t('audit.verify')}
            </Button>
            <Button small onClick={() => void save()}>
              {t('audit.export')}
            </Button>
          </>
        }
      />
      {said !== null && <ProblemNote tone={said.tone} live what={said.text} />}
      <AskedState asked={asked} skeleton={<TableSkeleton columns={8} rows={18} />}>
        {({ lines }) =>
          lines.length === 0 ? (
            <EmptyState title={t('audit.none')}>{t('audit.noneText')}</EmptyState>
          ) : (
            <>
              <DataTable
                name="audit"
                columns={columns}
                rows={lines}
                rowKey={(line) => String(line.seq)}
                caption={t('audit.title')}
              />
              <nav className="pager" aria-label={t('list.pages')}>
                <Button small disabled={before === null} onClick={() => setBefore(null)}>
                  {t('audit.newest')}
                </Button>
                <Button small disabled={lines.length < PAGE} onClick={() => setBefore(lines.at(-1)?.seq ?? null)}>
                  {t('audit.older')}
                </Button>
              </nav>
            </>
          )
        }
      </AskedState>
    </Card>
  );
}
