import { type ReactNode, useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { EvidenceReport } from '../../../main/contract/services.ts';
import { useMessages } from '../../i18n/index.ts';
import { Seal } from '../Seal.tsx';
import { HopCards } from './HopCards.tsx';
import { elapsedMs, milliseconds, type Step, type VerdictWords, verdictWords } from './reportText.ts';
import { StepMark } from './StepList.tsx';
import { StepBody, StepLine } from './StepPanel.tsx';
import type { ConditionWords } from './VerdictCard.tsx';

/**
 * What comes out of the printer: the whole check, every step expanded, every hash in full, black on white. It lies outside
 * the app's root so that printing can leave the rest of the window away; on the screen it is not displayed.
 */
export function SheetFrame(props: {
  words: VerdictWords;
  took: string;
  conditions: readonly ConditionWords[];
  facts: readonly (readonly [name: string, value: string | null])[];
  children: ReactNode;
}) {
  const { t, fmt } = useMessages();
  const { words } = props;
  const [printedAt, setPrintedAt] = useState(() => new Date().toISOString());
  useEffect(() => {
    const mark = () => flushSync(() => setPrintedAt(new Date().toISOString()));
    window.addEventListener('beforeprint', mark);
    return () => window.removeEventListener('beforeprint', mark);
  }, []);
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
            {words.detail} {props.took}
          </p>
          {props.conditions.map(({ id, name, say }) => (
            <p key={id}>
              <b>{name}</b> {say}
            </p>
          ))}
        </div>
      </div>
      <dl className="facts">
        {props.facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {props.children}
      <footer>
        <span>{t('report.print.sign')}</span>
        <span>{t('report.print.date')}</span>
      </footer>
    </div>,
    document.body,
  );
}

/** One step on the sheet. */
export function SheetStep(props: { status: Step['status']; line: ReactNode; children: ReactNode }) {
  return (
    <section className="print-step">
      <StepMark status={props.status} />
      <div>
        {props.line}
        {props.children}
      </div>
    </section>
  );
}

export function PrintSheet({ report, file }: { report: EvidenceReport; file: string | null }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  return (
    <SheetFrame
      words={verdictWords(report, messages)}
      took={`${fmt.bytes(report.fileBytes)}, ${milliseconds(elapsedMs(report), messages)}`}
      conditions={report.conditions.map((id) => ({
        id,
        name: t(`report.condition.${id}`),
        say: t(`report.condition.${id}.say`),
      }))}
      facts={[
        [t('report.print.file'), file],
        [t('report.print.chain'), report.claim?.chainId ?? null],
        [t('report.print.subject'), report.claim?.subject ?? null],
        [t('report.meta.blockTime'), report.headerTime === null ? null : fmt.dateTime(report.headerTime, true)],
        [t('report.meta.anchor'), report.anchor === null ? null : fmt.height(report.anchor.height)],
        [t('report.print.hash'), report.anchor?.hash ?? null],
        [t('report.meta.validity'), report.expiresAt === null ? null : fmt.dateTime(report.expiresAt)],
      ]}
    >
      {report.steps.map((step) => (
        <SheetStep key={step.id} status={step.status} line={<StepLine report={report} step={step} />}>
          {step.hops !== undefined && step.hops.length > 0 && <HopCards hops={step.hops} all />}
          <StepBody report={report} step={step} whole />
        </SheetStep>
      ))}
    </SheetFrame>
  );
}
