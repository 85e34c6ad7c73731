import { useId, useState } from 'react';
import type { EvidenceReport } from '../../../main/contract/services.ts';
import { PrintSheet } from './PrintSheet.tsx';
import { failedStep, type StepId } from './reportText.ts';
import { StepList } from './StepList.tsx';
import { StepPanel } from './StepPanel.tsx';
import { VerdictCard } from './VerdictCard.tsx';
import './report.css';

/** Where a reader wants to begin: at the step that fails, at an anchor nobody vouches for, else at the proof itself. */
function firstStep(report: EvidenceReport): StepId {
  const failed = failedStep(report);
  if (failed !== null) return failed.id;
  if (report.conditions.includes('anchor-unknown')) return 'anchor';
  return report.steps.find((step) => step.id === 'proof')?.id ?? 'file';
}

/**
 * One checked piece of evidence: verdict, steps, and the chosen step in full. `file` is the name of a file that was opened,
 * or null where the evidence is this machine's own.
 */
export function ReportView(props: { report: EvidenceReport; file: string | null }) {
  const { report } = props;
  const panelId = useId();
  const [chosen, setChosen] = useState<StepId | null>(null);
  const selected = chosen ?? firstStep(report);
  const step = report.steps.find((one) => one.id === selected) ?? report.steps[0];
  return (
    <div className="report">
      <VerdictCard report={report} file={props.file} />
      {step !== undefined && (
        <div className="report-body">
          <section className="card step-card">
            <StepList report={report} selected={step.id} panelId={panelId} onSelect={setChosen} />
          </section>
          <StepPanel key={step.id} report={report} step={step} id={panelId} />
        </div>
      )}
      <PrintSheet report={report} file={props.file} />
    </div>
  );
}
