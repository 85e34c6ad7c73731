import { useState } from 'react';
import type { ImportRecord } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import type { Asked } from '../../state/office.ts';
import { AskedState, Button, Card, Dialog, EmptyState, ProblemNote, SectionTitle, Skeleton } from '../../ui/index.ts';

/** What was taken in, newest first. Undoing adds a change: what was known before and since stays. */
export function HistoryCard({ records }: { records: Asked<readonly ImportRecord[]> }) {
  const { t, fmt } = useMessages();
  const [undoing, setUndoing] = useState<ImportRecord | null>(null);
  return (
    <Card className="subject-card" labelledBy="import-history">
      <SectionTitle id="import-history" title={t('import.history')} />
      <AskedState asked={records} skeleton={<Skeleton height={80} />}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t('import.historyNone')}>{t('import.historyNoneText')}</EmptyState>
          ) : (
            <ul className="import-history">
              {rows.map((record) => (
                <li key={record.changeSeq}>
                  <b>{record.fileName}</b>
                  <small>
                    {t(`import.type.${record.type}`)} · {t('import.rowsN', { n: record.rows })} ·{' '}
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
        <Undo
          record={undoing}
          onClose={() => {
            setUndoing(null);
            records.reload();
          }}
        />
      )}
    </Card>
  );
}

function Undo({ record, onClose }: { record: ImportRecord; onClose: () => void }) {
  const messages = useMessages();
  const { t } = messages;
  const bridge = useBridge();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function undo(): Promise<void> {
    const outcome = await bridge.office({ method: 'importUndo', request: { changeSeq: record.changeSeq, reason } });
    if (outcome.ok) onClose();
    else setProblem(messages.error(outcome.error));
  }
  return (
    <Dialog
      title={t('import.undoTitle', { file: record.fileName })}
      onClose={onClose}
      footer={
        <Button kind="danger" disabled={reason.trim() === ''} onClick={() => void undo()}>
          {t('import.undo')}
        </Button>
      }
    >
      <p>{t('import.undoText')}</p>
      <label className="choice">
        {t('decide.reason')}
        <input value={reason} size={40} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      </label>
      {problem !== null && <ProblemNote tone="bad" live what={problem} />}
    </Dialog>
  );
}
