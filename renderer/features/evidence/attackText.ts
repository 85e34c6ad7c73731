import type { AttackFileReport } from '../../../main/contract/evidence.ts';
import type { Messages } from '../../i18n/index.ts';
import { factLabel, factValue, type NamedHash, type VerdictWords } from '../../ui/report/index.ts';

// What the evidence of an attack says, in words.

export type AttackStep = AttackFileReport['steps'][number];

/** The same step is taken once for each side that is accused. */
export function stepKey({ id, accused }: AttackStep): string {
  return accused === null ? id : `${id}-${accused}`;
}

export function attackStepName({ id, accused }: AttackStep, { t }: Messages): string {
  const name = t(`attackFile.step.${id}`);
  return accused === null ? name : t('attackFile.step.of', { name, side: t(`attackFile.against.${accused}`) });
}

export function attackStepLine(step: AttackStep, messages: Messages): string {
  const { t, fmt } = messages;
  if (step.status === 'failed') return step.error === undefined ? '' : messages.error(step.error);
  if (step.status === 'not-run') return '';
  const fact = (name: string) => factValue(step, name) ?? '0';
  switch (step.id) {
    case 'file':
      return t('attackFile.sum.file');
    case 'common': {
      const height = fmt.height(fact('common-height'));
      return messages.lookup(`attackFile.sum.common.${fact('ground')}`, { height }) ?? '';
    }
    case 'way': {
      const hops = step.hops ?? [];
      const signatures = hops.reduce((sum, hop) => sum + hop.signaturesChecked, 0);
      const key = signatures === 0 ? 'attackFile.sum.way.before' : 'attackFile.sum.way';
      return t(key, { hops: hops.length, signatures });
    }
    case 'evidence': {
      const kind = messages.lookup(`report.word.${fact('attack-kind')}`) ?? '';
      const n = Number(fact('named-validators'));
      if (n === 0) return t('attackFile.sum.evidence.nobody', { kind });
      const power = fmt.number(fact('named-power'));
      return t('attackFile.sum.evidence', { kind, n, power, total: fmt.number(fact('total-power')) });
    }
  }
}

export function attackStepProves(step: AttackStep, messages: Messages): { yes: string; no: string } {
  const { t } = messages;
  if (step.id === 'common' && factValue(step, 'ground') === 'ground-unknown') {
    return { yes: t('attackFile.proves.common.unknown'), no: t('attackFile.notProves.common.unknown') };
  }
  return { yes: t(`attackFile.proves.${step.id}`), no: t(`attackFile.notProves.${step.id}`) };
}

export function attackWords(report: AttackFileReport, messages: Messages): VerdictWords {
  const { t, fmt } = messages;
  const failed = report.steps.findIndex(({ status }) => status === 'failed');
  const step = report.steps[failed];
  const sentence = step?.error === undefined ? '' : messages.error(step.error);
  const chain = report.chainId ?? '';
  if (report.verdict === 'unusable' || (report.verdict === 'refused' && step === undefined)) {
    const detail = t('attackFile.detail.unusable', { sentence });
    return { headline: t('attackFile.verdict.unusable'), detail, seal: 'not-verifiable', tone: 'none' };
  }
  if (step !== undefined) {
    const params = { step: failed + 1, name: attackStepName(step, messages) };
    const headline =
      report.chainId === null
        ? t('report.verdict.refusedBare', params)
        : t('attackFile.verdict.refused', { ...params, chain });
    return { headline, detail: t('attackFile.detail.refused', { sentence }), seal: 'contradicted', tone: 'bad' };
  }
  const [first] = report.accusations;
  const kind = first === undefined ? '' : t(`attackFile.kind.${first.kind}`);
  if (report.conditions.includes('anchor-unknown')) {
    return {
      headline: t('attackFile.verdict.anchor-unknown', { chain, kind }),
      detail: t('attackFile.detail.anchor-unknown'),
      seal: 'reported',
      tone: 'warn',
    };
  }
  const both = report.attack?.signers.filter((one) => one.signedPrimary && one.signedWitness).length ?? 0;
  const percent = fmt.percent(report.attack?.bothPercent ?? 0, 1).replace('\u2009', '\u202f');
  return {
    headline: t('attackFile.verdict.verified', { chain, kind, height: fmt.height(first?.height ?? '0') }),
    detail: both === 0 ? t('attackFile.detail.none') : t('attackFile.detail.both', { n: both, percent }),
    seal: 'proven',
    tone: 'ok',
  };
}

/** Every hash once, named, in the order of the steps. */
export function attackHashes(report: AttackFileReport, messages: Messages): readonly NamedHash[] {
  const found = new Map<string, string>();
  report.steps.forEach((step, index) => {
    const prefix = `${index + 1}. ${attackStepName(step, messages)}`;
    const add = (name: string, hash: string) => {
      if (hash !== '' && !found.has(hash)) found.set(hash, `${prefix} · ${name}`);
    };
    for (const fact of step.facts) if (fact.kind === 'hash') add(factLabel(fact, messages), fact.value);
    for (const hop of step.hops ?? []) add(hop.toHeight, hop.toHash);
  });
  return [...found].map(([hash, name]) => ({ name, hash }));
}
