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
  const periodOf = ({ periods }: ImportRecord): string => periods.map((period) => fmt.period(period)).join(' – ');
  /** What came without a file is called by what it is. */
  const nameOf = (record: ImportRecord): string => {
    const type = t(`import.type.${record.type}`);
    return record.periods.length === 0 ? type : t('import.named', { type, period: periodOf(record) });
  };
  const sourceOf = (record: ImportRecord): string => (record.fileName === null ? t('import.noFile') : nameOf(record));
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
                  <b>{record.fileName ?? nameOf(record)}</b>
                  <small>
                    {sourceOf(record)} · {record.rows > 0 && `${t('import.rowsN', { n: record.rows })} · `}
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
          title={t('import.undoTitle', { file: undoing.fileName ?? nameOf(undoing) })}
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
