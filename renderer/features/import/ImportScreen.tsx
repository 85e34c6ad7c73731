import { useCallback, useEffect, useState } from 'react';
import { REPORT_TYPES, type ReportType } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useBridge } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import { fetchLetters } from '../../theme/typeface.ts';
import { Button, Card, EmptyState, ProblemNote, SectionTitle } from '../../ui/index.ts';
import { HistoryCard } from './HistoryCard.tsx';
import { PreviewCard } from './PreviewCard.tsx';
import { useImport } from './useImport.ts';
import './import.css';

/** A spreadsheet on its way in: chosen, mapped, looked at, then taken in as a whole or not at all. */
export function ImportScreen() {
  const messages = useMessages();
  const { t } = messages;
  const flow = useImport();
  const { state } = flow;
  const [over, setOver] = useState(false);
  const records = useOffice('imports', null);
  useEffect(
    () => void fetchLetters(document, messages.all(['import.', 'problem.', 'severity.', 'field.'])),
    [messages],
  );
  return (
    <div className="import">
      {state.preview === null ? (
        <Card className="subject-card" labelledBy="import-title">
          <SectionTitle id="import-title" title={t('import.title')} note={t('import.note')} />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first */}
          <div
            className={over ? 'drop over' : 'drop'}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              const file = event.dataTransfer.files[0];
              if (file !== undefined) void flow.readDropped(file);
            }}
          >
            <EmptyState
              title={state.busy ? t('import.reading') : t('import.drop')}
              action={
                <Button kind="primary" disabled={state.busy} onClick={() => void flow.choose()}>
                  {t('import.choose')}
                </Button>
              }
            >
              {t('import.dropText')}
            </EmptyState>
          </div>
          {state.problem !== null && (
            <ProblemNote tone="bad" live what={messages.error(state.problem)} means={t('import.nothingTaken')} />
          )}
          {state.done !== null && <Done n={state.done.rows} file={state.done.fileName ?? ''} />}
          <Templates />
        </Card>
      ) : (
        <PreviewCard preview={state.preview} flow={flow} />
      )}
      <HistoryCard records={records} />
    </div>
  );
}

function Done({ n, file }: { n: number; file: string }) {
  const { t } = useMessages();
  const actions = useActions();
  return (
    <ProblemNote
      tone="info"
      live
      what={t('import.done', { n, file })}
      action={<Button onClick={() => actions.navigate('review')}>{t('import.toReview')}</Button>}
    />
  );
}

/** A sheet to fill in for each kind of data. */
function Templates() {
  const messages = useMessages();
  const { t, language } = messages;
  const bridge = useBridge();
  const [problem, setProblem] = useState<string | null>(null);
  const save = useCallback(
    async (type: ReportType) => {
      const outcome = await bridge.officeSave({ method: 'importTemplate', request: { type, language } });
      setProblem(outcome.ok ? null : messages.error(outcome.error));
    },
    [bridge, language, messages],
  );
  return (
    <div className="templates">
      <SectionTitle title={t('import.templates')} note={t('import.templatesNote')} />
      <div className="package-actions">
        {REPORT_TYPES.map((type) => (
          <Button key={type} small onClick={() => void save(type)}>
            {t(`import.type.${type}`)}
          </Button>
        ))}
      </div>
      {problem !== null && <ProblemNote tone="bad" live what={problem} />}
    </div>
  );
}
