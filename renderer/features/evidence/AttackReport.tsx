import { useId, useState } from 'react';
import type { AccusationView, AttackFileReport } from '../../../main/contract/evidence.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { AttackDetail } from '../../ui/attack/index.ts';
import { Card, SectionTitle } from '../../ui/index.ts';
import {
  elapsedMs,
  FactLine,
  Facts,
  factValue,
  HopCards,
  HopTable,
  milliseconds,
  PanelFrame,
  Says,
  SheetFrame,
  SheetStep,
  StepRows,
  VerdictFrame,
} from '../../ui/report/index.ts';
import {
  type AttackStep,
  attackHashes,
  attackStepLine,
  attackStepName,
  attackStepProves,
  attackWords,
  stepKey,
} from './attackText.ts';

/** The evidence of an attack, checked: verdict, steps, who signed what, and the chosen step in full. */
export function AttackReport({ report, file }: { report: AttackFileReport; file: string }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const panelId = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const step = report.steps.find((one) => stepKey(one) === (chosen ?? stepKey(firstStep(report)))) ?? firstStep(report);
  const selected = stepKey(step);
  const took = { size: fmt.bytes(report.fileBytes), elapsed: milliseconds(elapsedMs(report), messages) };
  return (
    <div className="report">
      <VerdictFrame
        words={attackWords(report, messages)}
        took={t('report.detail.file', { file, ...took })}
        conditions={conditionsOf(report, messages)}
        meta={metaOf(report, messages)}
      />
      <div className="report-body">
        <div className="attack-left">
          <section className="card step-card">
            <StepRows
              rows={report.steps.map((one) => ({
                key: stepKey(one),
                name: attackStepName(one, messages),
                status: one.status,
                line: attackStepLine(one, messages),
                elapsedMs: one.elapsedMs,
                more: <FactLine facts={mainFacts(one)} />,
              }))}
              selected={selected}
              panelId={panelId}
              onSelect={setChosen}
            />
          </section>
          {report.attack !== null && (
            <Card className="attack-who" labelledBy={`${panelId}-who`}>
              <SectionTitle id={`${panelId}-who`} title={t('attackFile.who')} />
              <AttackDetail attack={report.attack} />
            </Card>
          )}
        </div>
        <PanelFrame
          key={selected}
          id={panelId}
          number={report.steps.indexOf(step) + 1}
          name={attackStepName(step, messages)}
          step={step}
          hashes={attackHashes(report, messages)}
          says={<Says step={step} {...attackStepProves(step, messages)} />}
        >
          <StepBody report={report} step={step} whole={false} />
        </PanelFrame>
      </div>
      <Sheet report={report} file={file} />
    </div>
  );
}

/** Where a reader wants to begin: at the step that fails, at a block nobody vouches for, else at the evidence itself. */
function firstStep({ steps, conditions }: AttackFileReport): AttackStep {
  const wanted = conditions.includes('anchor-unknown') ? 'common' : 'evidence';
  const found = steps.find(({ status }) => status === 'failed') ?? steps.find(({ id }) => id === wanted) ?? steps[0];
  if (found === undefined) throw new Error('a report without steps');
  return found;
}

const MAIN: Readonly<Record<AttackStep['id'], readonly string[]>> = {
  file: ['file-hash', 'chain-id'],
  common: ['common-hash', 'accused-url'],
  way: ['conflicting-hash', 'other-hash'],
  evidence: ['evidence-hash'],
};

function mainFacts({ id, facts }: AttackStep) {
  return MAIN[id].flatMap((name) => facts.filter((fact) => fact.name === name));
}

function StepBody({ report, step, whole }: { report: AttackFileReport; step: AttackStep; whole: boolean }) {
  const { t } = useMessages();
  const hops = step.hops ?? [];
  // The last one leads to the accused block; a way that failed before has only hops to the other one's.
  const toAccused = step.status === 'passed' ? hops.slice(-1) : [];
  const toOther = step.status === 'passed' ? hops.slice(0, -1) : hops;
  return (
    <>
      <Facts facts={step.facts} holds={step.status === 'passed'} whole={whole} />
      {toOther.length > 0 && (
        <>
          <h3 className="hop-title">{t('attackFile.hop.trusted')}</h3>
          <HopTable hops={toOther} whole={whole} />
        </>
      )}
      {toAccused.length > 0 && (
        <>
          <h3 className="hop-title">{t('attackFile.hop.conflicting')}</h3>
          <HopTable hops={toAccused} whole={whole} />
        </>
      )}
      {step.id === 'evidence' && step.status !== 'not-run' && (
        <Named
          validators={report.accusations.find(({ accused }) => accused.role === step.accused)?.byzantineValidators}
        />
      )}
    </>
  );
}

function Named({ validators = [] }: { validators: AccusationView['byzantineValidators'] | undefined }) {
  const { t, fmt } = useMessages();
  if (validators.length === 0) return null;
  return (
    <table className="signers">
      <caption className="named-caption">{t('attackFile.named')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('attack.address')}</th>
          <th scope="col" className="number">
            {t('attack.power')}
          </th>
        </tr>
      </thead>
      <tbody>
        {validators.map(({ address, votingPower }) => (
          <tr key={address}>
            <td>
              <code>{address}</code>
            </td>
            <td className="number">{fmt.number(votingPower)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function conditionsOf(report: AttackFileReport, { t }: Messages) {
  return report.conditions.map((id) =>
    id === 'anchor-unknown'
      ? { id, name: t(`attackFile.condition.${id}`), say: t(`attackFile.condition.${id}.say`) }
      : { id, name: t(`report.condition.${id}`), say: t(`report.condition.${id}.say`) },
  );
}

function metaOf(report: AttackFileReport, { t, fmt }: Messages) {
  const common = report.steps.find(({ id }) => id === 'common');
  const ground = factValue(common, 'ground');
  const height = fmt.height(factValue(common, 'common-height') ?? '0');
  const known = ground === 'ground-pack' ? 'pack' : ground === 'ground-own' ? 'own' : 'unknown';
  return [
    ...(report.detectedAt === null
      ? []
      : [{ name: t('attackFile.meta.detected'), value: fmt.dateTime(report.detectedAt, true) }]),
    ...(ground === null
      ? []
      : [
          {
            name: t('attackFile.meta.common'),
            value: t(`attackFile.meta.${known}`, { height }),
            ...(known === 'unknown' && { tone: 'warn' }),
          },
        ]),
    ...(report.signaturesChecked === 0
      ? []
      : [{ name: t('attackFile.meta.signatures'), value: fmt.number(report.signaturesChecked) }]),
  ];
}

function Sheet({ report, file }: { report: AttackFileReport; file: string }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const common = report.steps.find(({ id }) => id === 'common');
  const height = factValue(common, 'common-height');
  const [first] = report.accusations;
  return (
    <SheetFrame
      words={attackWords(report, messages)}
      took={`${fmt.bytes(report.fileBytes)}, ${milliseconds(elapsedMs(report), messages)}`}
      conditions={conditionsOf(report, messages)}
      facts={[
        [t('report.print.file'), file],
        [t('report.print.chain'), report.chainId],
        [t('attackFile.print.kind'), first === undefined ? null : t(`attackFile.kind.${first.kind}`)],
        [t('attackFile.meta.detected'), report.detectedAt === null ? null : fmt.dateTime(report.detectedAt, true)],
        [t('attackFile.meta.common'), height === null ? null : fmt.height(height)],
      ]}
    >
      {report.steps.map((step, index) => (
        <SheetStep
          key={stepKey(step)}
          status={step.status}
          line={
            <h2>
              {`${index + 1}.`} {attackStepName(step, messages)} · {t(`report.status.${step.status}`)}
              {step.status === 'passed' && <span> {attackStepLine(step, messages)}</span>}
            </h2>
          }
        >
          {step.hops !== undefined && <HopCards hops={step.hops} all />}
          <StepBody report={report} step={step} whole />
          <Says step={step} {...attackStepProves(step, messages)} />
        </SheetStep>
      ))}
    </SheetFrame>
  );
}
