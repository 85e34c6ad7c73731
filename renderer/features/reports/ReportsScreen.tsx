import { useState } from 'react';
import type { SubjectRef } from '../../../main/contract/programme.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import { Button, Card, ProblemNote, SectionTitle, Segmented, SubjectOptions } from '../../ui/index.ts';
import './reports.css';

/** The quarterly report on paper and as tables: of the programme, or of one zone or field. */
export function ReportsScreen() {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const lens = useLens();
  const programme = useOffice('programme', lens);
  const [subject, setSubject] = useState('programme:all');
  const [language, setLanguage] = useState(messages.language);
  const [encoding, setEncoding] = useState<'utf-8' | 'gb18030'>('utf-8');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ readonly tone: 'bad' | 'info'; readonly text: string } | null>(null);
  const ref = refOf(subject);

  async function run(work: () => Promise<Outcome<string | null>>): Promise<void> {
    setBusy(true);
    setSaid(null);
    const outcome = await work();
    setBusy(false);
    if (!outcome.ok) setSaid({ tone: 'bad', text: messages.error(outcome.error) });
    else if (outcome.value !== null) setSaid({ tone: 'info', text: t('package.saved', { file: outcome.value }) });
  }

  const table = (format: 'xlsx' | 'csv') =>
    run(() =>
      bridge.officeSave({
        method: 'exportTable',
        request: {
          ...lens,
          format,
          encoding: format === 'csv' ? encoding : 'utf-8',
          language,
          filter: ref.kind === 'zone' ? { zoneIds: [ref.id] } : ref.kind === 'sector' ? { sectorIds: [ref.id] } : {},
        },
      }),
    );

  return (
    <div className="reports">
      <Card className="subject-card" labelledBy="output-title">
        <SectionTitle
          id="output-title"
          title={t('output.title')}
          note={programme.value === null ? '' : fmt.period(programme.value.period)}
        />
        <label className="choice">
          {t('output.of')}
          <select value={subject} onChange={(event) => setSubject(event.target.value)}>
            <option value="programme:all">{t('output.programme')}</option>
            <SubjectOptions programme={programme.value} withoutEntities />
          </select>
        </label>
        <div className="choice">
          {t('output.language')}
          <Segmented
            name="output-language"
            label={t('output.language')}
            value={language}
            options={[
              { value: 'zh-CN', text: '中文', lang: 'zh-CN' },
              { value: 'en', text: 'English', lang: 'en' },
            ]}
            onChange={setLanguage}
          />
        </div>
        {said !== null && <ProblemNote tone={said.tone} live what={said.text} />}
        <div className="outputs">
          <section>
            <h3>{t('output.pdf')}</h3>
            <p>{t('output.pdfText')}</p>
            <Button
              kind="primary"
              disabled={busy}
              onClick={() => void run(() => bridge.printReport({ ...lens, language, subject: ref }))}
            >
              {busy ? t('output.busy') : t('output.pdfDo')}
            </Button>
          </section>
          <section>
            <h3>{t('output.xlsx')}</h3>
            <p>{t('output.xlsxText')}</p>
            <Button disabled={busy} onClick={() => void table('xlsx')}>
              {t('output.xlsxDo')}
            </Button>
          </section>
          <section>
            <h3>{t('output.csv')}</h3>
            <p>{t('output.csvText')}</p>
            <Segmented
              name="output-encoding"
              label={t('output.encoding')}
              value={encoding}
              options={[
                { value: 'utf-8', text: 'UTF-8' },
                { value: 'gb18030', text: 'GB 18030' },
              ]}
              onChange={setEncoding}
            />
            <Button disabled={busy} onClick={() => void table('csv')}>
              {t('output.csvDo')}
            </Button>
          </section>
        </div>
      </Card>
    </div>
  );
}

function refOf(text: string): SubjectRef {
  const [kind, id = 'all'] = text.split(':');
  return kind === 'zone' || kind === 'sector' ? { kind, id } : { kind: 'programme', id: 'all' };
}
