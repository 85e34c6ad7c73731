import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { EvidenceReport } from '../../../main/contract/services.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { shortHash } from '../Hash.tsx';
import { HopCards } from './HopCards.tsx';
import {
  type Fact,
  factLabel,
  factText,
  milliseconds,
  type Step,
  type StepId,
  stepName,
  stepSummary,
} from './reportText.ts';

/** ✓ holds · ✕ fails · – not run: shape and word, never colour alone. */
export function StepMark({ status }: { status: Step['status'] }) {
  return (
    <svg className={`step-mark ${status}`} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      {status === 'failed' ? (
        <path className="disc" d="M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z" />
      ) : (
        <circle className="disc" cx="12" cy="12" r="11.2" />
      )}
      {status === 'passed' && <path className="glyph" d="m7 12.4 3.4 3.4L17.2 8.6" />}
      {status === 'failed' && <path className="glyph" d="m8.2 8.2 7.6 7.6m0-7.6-7.6 7.6" />}
      {status === 'not-run' && <path className="glyph" d="M8 12h8" />}
    </svg>
  );
}

export interface StepRow<Key extends string> {
  readonly key: Key;
  readonly name: string;
  readonly status: Step['status'];
  /** Beside the name: what it found, or why it fails. */
  readonly line: string;
  readonly elapsedMs: number | undefined;
  readonly more: ReactNode;
}

/** The steps in their order; arrow keys walk through them. */
export function StepRows<Key extends string>(props: {
  rows: readonly StepRow<Key>[];
  selected: Key;
  panelId: string;
  onSelect: (key: Key) => void;
}) {
  const messages = useMessages();
  const list = useRef<HTMLOListElement>(null);
  const { rows } = props;

  function onKeyDown(event: KeyboardEvent) {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const next = rows[rows.findIndex((row) => row.key === props.selected) + move];
    if (next === undefined) return;
    props.onSelect(next.key);
    list.current?.querySelector<HTMLElement>(`[data-step="${next.key}"]`)?.focus();
  }

  return (
    <ol className="steps" aria-label={messages.t('report.steps')} ref={list}>
      {rows.map((row, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same by keyboard
        <li
          key={row.key}
          className={row.key === props.selected ? `step ${row.status} on` : `step ${row.status}`}
          onClick={() => props.onSelect(row.key)}
        >
          <StepMark status={row.status} />
          <button
            type="button"
            className="step-head"
            data-step={row.key}
            aria-current={row.key === props.selected ? 'step' : undefined}
            aria-controls={props.panelId}
            onKeyDown={onKeyDown}
          >
            <b>
              {`${index + 1}.`} {row.name}
            </b>
            <span className="step-sum">{row.line}</span>
          </button>
          <span className={`step-end ${row.status}`}>
            {row.status === 'passed' && row.elapsedMs !== undefined ? milliseconds(row.elapsedMs, messages) : ''}
            {row.status === 'passed' ? (
              <span className="visually-hidden">{messages.t('report.status.passed')}</span>
            ) : (
              messages.t(`report.status.${row.status}`)
            )}
          </span>
          {row.more}
        </li>
      ))}
    </ol>
  );
}

export function StepList(props: {
  report: EvidenceReport;
  selected: StepId;
  panelId: string;
  onSelect: (id: StepId) => void;
}) {
  const messages = useMessages();
  const { report, ...choice } = props;
  const rows = report.steps.map((step) => ({
    key: step.id,
    name: stepName(step.id, report.claim?.kind ?? null, messages),
    status: step.status,
    line: headline(step, report, messages),
    elapsedMs: step.elapsedMs,
    more: <StepFacts step={step} />,
  }));
  return <StepRows rows={rows} {...choice} />;
}

function headline(step: Step, report: EvidenceReport, messages: Messages): string {
  if (step.status === 'passed') return stepSummary(step, report, messages);
  if (step.status === 'failed' && step.error !== undefined) return messages.error(step.error);
  return '';
}

function StepFacts({ step }: { step: Step }) {
  if (step.hops !== undefined && step.hops.length > 0) {
    return (
      <div className="step-more">
        <HopCards hops={step.hops} />
      </div>
    );
  }
  return <FactLine facts={mainFacts(step)} />;
}

/** A few facts on one line under a step's name. */
export function FactLine({ facts }: { facts: readonly Fact[] }) {
  const messages = useMessages();
  if (facts.length === 0) return null;
  return (
    <div className="step-facts">
      {facts.map((fact) => (
        <span key={fact.name} className="step-fact">
          {fact.kind !== 'hash' && <span className="name">{factLabel(fact, messages)}</span>}
          {fact.kind === 'hash' ? (
            <code className="code" title={fact.value}>
              {shortHash(fact.value)}
            </code>
          ) : fact.kind === 'code' ? (
            <code className="code cut" title={fact.value}>
              {fact.value}
            </code>
          ) : (
            <span>{factText(fact, messages)}</span>
          )}
        </span>
      ))}
    </div>
  );
}

/** What a reader looks for first in each step; all facts stand in the panel. */
const MAIN: Readonly<Record<StepId, readonly string[]>> = {
  file: ['file-hash'],
  anchor: ['anchor-hash', 'chain-id', 'anchor-issued-by'],
  headers: [],
  root: ['app-hash', 'data-hash', 'header-time'],
  proof: ['key', 'transaction', 'store'],
  value: ['value', 'document-digest', 'indicator'],
};

function mainFacts(step: Step): readonly Fact[] {
  const chosen = MAIN[step.id].flatMap((name) => step.facts.filter((fact) => fact.name === name));
  return (chosen.length > 0 ? chosen : step.facts).slice(0, 3);
}
