import { UNITS } from '../../../main/contract/figures.ts';
import type { EvidenceReport } from '../../../main/contract/services.ts';
import type { MessageKey, Messages } from '../../i18n/index.ts';
import type { SealLevel } from '../Seal.tsx';

export type ClaimKind = NonNullable<EvidenceReport['claim']>['kind'];
export type Step = EvidenceReport['steps'][number];
export type StepId = Step['id'];
export type Fact = Step['facts'][number];
export type Hop = NonNullable<Step['hops']>[number];

/** For drawings, where there is no room: the same hash stands in full, to copy, in the facts. */
export function tinyHash(hash: string): string {
  return hash.length <= 10 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}

/** A key for this kind of claim where there is one, else the general one. */
function keyFor(messages: Messages, base: string, variant: string | null): string {
  if (variant !== null && messages.lookup(`${base}.${variant}`) !== null) return `${base}.${variant}`;
  return base;
}

function say(messages: Messages, base: string, variant: string | null, params = {}): string {
  return messages.lookup(keyFor(messages, base, variant), params) ?? '';
}

export function stepName(id: StepId, kind: ClaimKind | null, messages: Messages): string {
  return say(messages, `report.step.${id}`, kind);
}

export function stepProves(id: StepId, report: EvidenceReport, messages: Messages): { yes: string; no: string } {
  const kind = id === 'anchor' ? (report.anchor?.known === false ? 'unknown' : null) : (report.claim?.kind ?? 'state');
  return {
    yes: say(messages, `report.proves.${id}`, kind),
    no: say(messages, `report.notProves.${id}`, kind),
  };
}

/** What stands beside a step's name when it holds. */
export function stepSummary(step: Step, report: EvidenceReport, messages: Messages): string {
  const { t, fmt } = messages;
  const kind = report.claim?.kind ?? 'state';
  switch (step.id) {
    case 'file':
      return t('report.sum.file');
    case 'anchor': {
      if (report.anchor === null) return '';
      const height = fmt.height(report.anchor.height);
      return t(report.anchor.known ? 'report.sum.anchor' : 'report.sum.anchor.unknown', { height });
    }
    case 'headers': {
      const hops = step.hops ?? [];
      if (hops.length === 0) return t('report.sum.headers.none');
      return t('report.sum.headers', { hops: hops.length, signatures: report.signaturesChecked });
    }
    case 'root': {
      const height = factValue(step, 'header-height');
      if (height === null || kind === 'transaction') return t('report.sum.root.plain');
      return t('report.sum.root', { height: fmt.height(height) });
    }
    case 'proof': {
      if (kind === 'absence') return t('report.sum.proof.absence');
      const levels = step.merkle?.length ?? 0;
      if (levels === 0) return t('report.sum.proof.plain');
      return t('report.sum.proof', { levels, trees: new Set(step.merkle?.map((level) => level.tree)).size });
    }
    case 'value':
      return t('report.sum.value');
  }
}

export function factValue(step: Pick<Step, 'facts'> | undefined, name: string): string | null {
  return step?.facts.find((fact) => fact.name === name)?.value ?? null;
}

/**
 * The step's facts; for a proof also what it comes down to: the root computed from the leaf upwards beside the root that
 * the header carries.
 */
export function factsOf(step: Step, report: EvidenceReport): readonly Fact[] {
  const top = step.merkle?.[step.merkle.length - 1];
  const leaf = step.merkle?.[0];
  const root = report.steps
    .find((other) => other.id === 'root')
    ?.facts.find((fact) => fact.name === 'app-hash' || fact.name === 'data-hash');
  if (step.id !== 'proof' || top === undefined || leaf === undefined || root === undefined) return step.facts;
  return [
    ...step.facts,
    { name: 'leaf', kind: 'hash', value: leaf.hash },
    { name: 'computed-root', kind: 'hash', value: top.hash },
    { name: 'header-root', kind: 'hash', value: root.value },
  ];
}

export function factLabel(fact: Fact, messages: Messages): string {
  return messages.lookup(`report.fact.${fact.name}`) ?? fact.name;
}

/** A fact as text; hashes and code are shown by their own components. */
export function factText(fact: Fact, messages: Messages): string {
  const { fmt } = messages;
  if (fact.name === 'trusting-period-seconds') return fmt.duration(Number(fact.value));
  if (fact.name === 'bytes' || fact.name === 'transaction-bytes') return fmt.bytes(Number(fact.value));
  switch (fact.kind) {
    case 'height':
    case 'count':
      return /^\d+$/.test(fact.value) ? fmt.height(fact.value) : fact.value;
    case 'time':
      return fmt.dateTime(fact.value, true);
    case 'word':
      return messages.lookup(`report.word.${fact.value}`) ?? fact.value;
    default:
      return fact.value;
  }
}

export function failedStep(report: EvidenceReport): Step | null {
  return report.steps.find((step) => step.status === 'failed') ?? null;
}

/** The hop whose signers carry the header that the claim rests on: the last one that counted signatures. */
export function decidingHop(report: EvidenceReport): Hop | null {
  const hops = report.steps.find((step) => step.id === 'headers')?.hops ?? [];
  return [...hops].reverse().find((hop) => hop.signers.length > 0) ?? null;
}

export function elapsedMs(report: { readonly steps: readonly Pick<Step, 'elapsedMs'>[] }): number {
  return report.steps.reduce((sum, step) => sum + (step.elapsedMs ?? 0), 0);
}

export function milliseconds(ms: number, messages: Messages): string {
  return messages.t('report.ms', { ms: messages.fmt.number(ms, ms < 10 ? 1 : 0) });
}

export function claimTitle(report: EvidenceReport, messages: Messages): string | null {
  return report.claim === null ? null : messages.fmt.text(report.claim.title);
}

/** With its unit and every digit: a verdict is about the exact value. */
export function claimValue(report: EvidenceReport, messages: Messages): string {
  const { claim } = report;
  if (claim === null || claim.value === null) return '';
  if (!/^-?\d+(\.\d+)?$/.test(claim.value)) return claim.value;
  const unit = UNITS.find((known) => known === claim.unit);
  if (unit !== undefined) return messages.fmt.value(claim.value, unit, false).exact;
  const number = messages.fmt.number(claim.value);
  return claim.unit === null || claim.unit === '' ? number : `${number} ${claim.unit}`;
}

export interface VerdictWords {
  readonly headline: string;
  readonly detail: string;
  readonly seal: SealLevel;
  readonly tone: 'ok' | 'warn' | 'bad' | 'none';
}

export function verdictWords(report: EvidenceReport, messages: Messages): VerdictWords {
  const { t, fmt } = messages;
  const failed = failedStep(report);
  const title = claimTitle(report, messages);
  const sentence = failed?.error === undefined ? '' : messages.error(failed.error);
  if (report.verdict === 'unusable' || (report.verdict === 'refused' && failed === null)) {
    const detail = t('report.detail.unusable', { sentence });
    return { headline: t('report.verdict.unusable'), detail, seal: 'not-verifiable', tone: 'none' };
  }
  if (report.verdict === 'refused' && failed !== null) {
    const step = report.steps.indexOf(failed) + 1;
    const name = stepName(failed.id, report.claim?.kind ?? null, messages);
    const headline =
      title === null
        ? t('report.verdict.refusedBare', { step, name })
        : t('report.verdict.refused', { title, step, name });
    return { headline, detail: t('report.detail.refused', { sentence }), seal: 'contradicted', tone: 'bad' };
  }
  const kind = report.claim?.kind ?? 'state';
  if (report.conditions.includes('anchor-unknown')) {
    return {
      headline: t('report.verdict.anchor-unknown', { title: title ?? '' }),
      detail: t('report.detail.anchor-unknown'),
      seal: 'reported',
      tone: 'warn',
    };
  }
  const height = fmt.height(report.claim?.height ?? '0');
  const hop = decidingHop(report);
  const linked = report.steps.some((step) => step.hops?.some((one) => one.mode === 'backwards'));
  const detail =
    hop === null
      ? t('report.detail.noCommit', { chain: report.claim?.chainId ?? '', height })
      : t(linked ? 'report.detail.linked' : `report.detail.${kind}`, {
          height,
          to: fmt.height(hop.toHeight),
          total: hop.signers.length,
          signed: hop.signers.filter((signer) => signer.signed).length,
          // A line may not break between the number and its sign.
          percent: fmt.percent(hop.commitPercent ?? 0).replace('\u2009', '\u202f'),
        });
  const value = claimValue(report, messages);
  // An anchored report is claimed as a whole, by its digest, or for one of the numbers it states.
  const states = kind === 'anchored-report' && report.claim?.unit !== null;
  return {
    headline: t(states ? 'report.verdict.anchored-value' : `report.verdict.${kind}`, {
      title: title ?? '',
      value,
      height,
    }),
    detail,
    seal: kind === 'anchored-report' ? 'anchored' : 'proven',
    tone: 'ok',
  };
}

/** Every hash of the report once, named, in the order of the steps: what "copy all hashes" gives. */
export function namedHashes(report: EvidenceReport, messages: Messages): readonly { name: string; hash: string }[] {
  const kind = report.claim?.kind ?? null;
  const seen = new Set<string>();
  const found: { name: string; hash: string }[] = [];
  const add = (name: string, hash: string) => {
    if (hash === '' || seen.has(hash)) return;
    seen.add(hash);
    found.push({ name, hash });
  };
  report.steps.forEach((step, index) => {
    const prefix = `${index + 1}. ${stepName(step.id, kind, messages)}`;
    if (step.id === 'anchor' && report.anchor !== null) add(prefix, report.anchor.hash);
    for (const fact of step.facts)
      if (fact.kind === 'hash') add(`${prefix} · ${factLabel(fact, messages)}`, fact.value);
    for (const hop of step.hops ?? []) add(`${prefix} · ${hop.toHeight}`, hop.toHash);
    for (const level of step.merkle ?? []) {
      add(`${prefix} · ${messages.t('report.merkle.hash')}`, level.hash);
      if (level.sibling !== null) add(`${prefix} · ${messages.t('report.merkle.sibling')}`, level.sibling);
    }
  });
  return found;
}

export function rootName(kind: ClaimKind): MessageKey {
  return kind === 'transaction' ? 'report.node.root.transaction' : 'report.node.root.state';
}

/** The tree whose root is in the header is the multi-store; the one below it is the store itself. */
export function treeName(kind: ClaimKind, tree: number, topTree: number, messages: Messages): string {
  if (kind !== 'transaction' && topTree === 1) {
    return messages.t(tree === topTree ? 'report.tree.state.1' : 'report.tree.state.0');
  }
  return messages.t('report.tree.other', { number: tree + 1 });
}
