import type { EvidenceReport } from '../../../main/contract/services.ts';
import { useMessages } from '../../i18n/index.ts';
import { Hash } from '../Hash.tsx';
import { MerklePath } from './MerklePath.tsx';
import { Facts, HopTable, PanelFrame, Says } from './panelParts.tsx';
import { factsOf, namedHashes, type Step, stepName, stepProves, stepSummary } from './reportText.ts';

/** Everything about one step: the drawing, every fact with every hash to copy, what it proves and what it does not. */
export function StepPanel(props: { report: EvidenceReport; step: Step; id: string }) {
  const messages = useMessages();
  const { report, step } = props;
  return (
    <PanelFrame
      id={props.id}
      number={report.steps.indexOf(step) + 1}
      name={stepName(step.id, report.claim?.kind ?? null, messages)}
      step={step}
      hashes={namedHashes(report, messages)}
      says={<Says step={step} {...stepProves(step.id, report, messages)} />}
    >
      <StepBody report={report} step={step} />
    </PanelFrame>
  );
}

/** Used by the panel for the chosen step and by the printed sheet for all of them. */
export function StepBody({ report, step, whole = false }: { report: EvidenceReport; step: Step; whole?: boolean }) {
  const messages = useMessages();
  const { t } = messages;
  return (
    <>
      {step.merkle !== undefined && step.merkle.length > 0 && (
        <figure className="merkle">
          <MerklePath levels={step.merkle} kind={report.claim?.kind ?? 'state'} />
        </figure>
      )}
      {step.hops !== undefined && step.hops.length > 0 && <HopTable hops={step.hops} whole={whole} />}
      <Facts facts={factsOf(step, report)} holds={step.status === 'passed'} whole={whole} />
      {whole && <Says step={step} {...stepProves(step.id, report, messages)} />}
      {step.merkle !== undefined && step.merkle.length > 0 && (
        <details className="levels" open={whole}>
          <summary>{t('report.merkle.table')}</summary>
          <LevelTable step={step} whole={whole} />
        </details>
      )}
    </>
  );
}

function LevelTable({ step, whole }: { step: Step; whole: boolean }) {
  const { t } = useMessages();
  const levels = step.merkle ?? [];
  return (
    <table className="signers">
      <thead>
        <tr>
          <th scope="col">{t('report.merkle.level')}</th>
          <th scope="col">{t('report.merkle.hash')}</th>
          <th scope="col">{t('report.merkle.sibling')}</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((level, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a path is an ordered list that never changes
          <tr key={index}>
            <td className="number">
              {`${level.tree + 1}.${levels.slice(0, index).filter((other) => other.tree === level.tree).length}`}
            </td>
            <td>
              <Hash value={level.hash} whole={whole} />
            </td>
            <td>
              {level.sibling === null || level.siblingSide === null ? (
                '—'
              ) : (
                <>
                  {t(`report.merkle.side.${level.siblingSide}`)} <Hash value={level.sibling} whole={whole} />
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The step's own line, for the printed sheet. */
export function StepLine({ report, step }: { report: EvidenceReport; step: Step }) {
  const messages = useMessages();
  const number = report.steps.indexOf(step) + 1;
  return (
    <h2>
      {`${number}.`} {stepName(step.id, report.claim?.kind ?? null, messages)} ·{' '}
      {messages.t(`report.status.${step.status}`)}
      {step.status === 'passed' && <span> {stepSummary(step, report, messages)}</span>}
    </h2>
  );
}
