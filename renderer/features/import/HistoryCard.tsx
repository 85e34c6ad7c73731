import { useState } from 'react';
import type { ImportRecord } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import type { Asked } from '../../state/office.ts';
import { AskedState, Button, Card, EmptyState, ReasonDialog, SectionTitle, TableSkeleton } from '../../ui/index.ts';

/** What was taken in, newest first. Undoing adds a change: what was known before and since stays. */
export function HistoryCard({ records }: { records: Asked<readonly ImportRecord[]> }) {
  const { t, fmt } = useMessages();
  const bridge = useBridge();
  const [undoing, setUndoing] = useState<ImportRecord | null>(null);
  return (
    <Card className="subject-card" labelledBy="import-history">
      <SectionTitle id="import-history" title={t('import.history')} />
      <AskedState asked={records} skeleton={<TableSkeleton columns={3} rows={3} />}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t('import.historyNone')}>{t('import.historyNoneText')}</EmptyState>
          ) : (
            <ul className="import-history">
              {rows.map((record) => (
                <li key={record.changeSeq}>
                  <b>{record.fileName}</b>
                  <small>
                    {t(`import.type.${record.type}`)} ·{' '}
                    {record.rows > 0 && `${t('import.rowsN', { n: record.rows })} · `}
                    {fmt.dateTime(record.at)} · {record.person}
                  </small>
                  {record.undone === null ? (
                    <Button small kind="quiet" onClick={() => setUndoing(record)}>
                      {t('import.undo')}
                    </Button>
                  ) : (
                    <small>
                      {t('import.undone', { date: fmt.date(record.undone.at), person: record.undone.person })}
                    </small>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </AskedState>
      {undoing !== null && (
        <ReasonDialog
          title={t('import.undoTitle', { file: undoing.fileName })}
          text={t('import.undoText')}
          action={t('import.undo')}
          danger
          onDo={(reason) => bridge.office({ method: 'importUndo', request: { changeSeq: undoing.changeSeq, reason } })}
          onClose={() => {
            setUndoing(null);
            records.reload();
          }}
        />
      )}
    </Card>
  );
}
