import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { EvidenceReport } from '../../../main/contract/services.ts';
import { useMessages } from '../../i18n/index.ts';
import { Seal } from '../Seal.tsx';
import { HopCards } from './HopCards.tsx';
import { elapsedMs, milliseconds, verdictWords } from './reportText.ts';
import { StepMark } from './StepList.tsx';
import { StepBody, StepLine } from './StepPanel.tsx';

/**
 * What comes out of the printer: the whole check, every step expanded, every hash in full, black on white. It lies outside
 * the app's root so that printing can leave the rest of the window away; on the screen it is not displayed.
 */
export function PrintSheet({ report, file }: { report: EvidenceReport; file: string | null }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const [printedAt, setPrintedAt] = useState(() => new Date().toISOString());
  useEffect(() => {
    const mark = () => flushSync(() => setPrintedAt(new Date().toISOString()));
    window.addEventListener('beforeprint', mark);
    return () => window.removeEventListener('beforeprint', mark);
  }, []);
  const words = verdictWords(report, messages);
  const facts: [string, string | null][] = [
    [t('report.print.file'), file],
    [t('report.print.chain'), report.claim?.chainId ?? null],
    [t('report.print.subject'), report.claim?.subject ?? null],
    [t('report.meta.blockTime'), report.headerTime === null ? null : fmt.dateTime(report.headerTime, true)],
    [t('report.meta.anchor'), report.anchor === null ? null : fmt.height(report.anchor.height)],
    [t('report.print.hash'), report.anchor?.hash ?? null],
    [t('report.meta.validity'), report.expiresAt === null ? null : fmt.dateTime(report.expiresAt)],
  ];
  return createPortal(
    <div className="print-sheet">
      <header>
        <b>{t('report.print.title')}</b>
        <span>{t('report.print.made', { time: fmt.dateTime(printedAt, true) })}</span>
      </header>
      <div className="print-verdict">
        <Seal level={words.seal} size="large" />
        <div>
          <h1>{words.headline}</h1>
          <p>
            {words.detail} {fmt.bytes(report.fileBytes)}, {milliseconds(elapsedMs(report), messages)}
          </p>
          {report.conditions.map((condition) => (
            <p key={condition}>
              <b>{t(`report.condition.${condition}`)}</b> {t(`report.condition.${condition}.say`)}
            </p>
          ))}
        </div>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {report.steps.map((step) => (
        <section key={step.id} className="print-step">
          <StepMark status={step.status} />
          <div>
            <StepLine report={report} step={step} />
            {step.hops !== undefined && step.hops.length > 0 && <HopCards hops={step.hops} all />}
            <StepBody report={report} step={step} whole />
          </div>
        </section>
      ))}
      <footer>
        <span>{t('report.print.sign')}</span>
        <span>{t('report.print.date')}</span>
      </footer>
    </div>,
    document.body,
  );
}
