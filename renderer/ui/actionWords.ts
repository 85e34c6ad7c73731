import type { ActionItem } from '../../main/contract/programme.ts';
import type { Messages } from '../i18n/index.ts';

/** What happened, and what it means; the office sends facts, the words are made here. */
export function actionWords(item: ActionItem, { lookup, fmt, t }: Messages): { what: string; text: string } {
  const { params, kind } = item;
  const ratingWord = (value: unknown) =>
    typeof value === 'string' && value !== '' ? (lookup(`rating.${value}`) ?? value) : t('rating.not-rated');
  const dateWord = (value: unknown) => (typeof value === 'string' && value !== '' ? fmt.date(value) : '—');
  const ruleName = lookup(`ruleName.${params['rule']}`) ?? t('rating.noReason');
  const words = {
    ...params,
    name: fmt.text(item.name),
    rating: ratingWord(item.rating),
    before: ratingWord(params['previous']),
    computed: ratingWord(params['computed']),
    rule: ruleName,
    // The milestone's own name comes beside the scenario's.
    milestone: fmt.text({ zh: String(params['name'] ?? ''), en: String(params['nameEn'] ?? '') }),
    date: dateWord(item.since),
    asOf: dateWord(params['asOf']),
    received: dateWord(params['received']),
    n: Number(params['errors'] ?? 0) + Number(params['warnings'] ?? 0),
  };
  const text = kind === 'contradicted' && params['document'] === 0 ? 'against' : kind;
  return {
    what: lookup(`action.${kind}.what`, words) ?? fmt.text(item.name),
    text: lookup(`action.${text}.text`, words) ?? '',
  };
}

/** Red because refuted is one matter, said once. */
export function distinctActions(actions: readonly ActionItem[]): readonly ActionItem[] {
  const refuted = new Set(actions.filter(({ kind }) => kind === 'contradicted').map(({ subject }) => subject.id));
  return actions.filter(
    ({ kind, subject, params }) =>
      kind !== 'rating-red' || params['rule'] !== 'contradicted' || !refuted.has(subject.id),
  );
}
