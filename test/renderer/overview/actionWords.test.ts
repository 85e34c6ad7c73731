import { describe, expect, it } from 'vitest';
import type { AttentionItem } from '../../../main/contract/figures.ts';
import type { ActionItem, ProgrammeView } from '../../../main/contract/programme.ts';
import type { Outcome } from '../../../main/contract/services.ts';
import { withoutDoubles } from '../../../renderer/features/overview/ActionRows.tsx';
import { inOrder } from '../../../renderer/features/overview/AttentionList.tsx';
import { messagesOf } from '../../../renderer/i18n/useMessages.ts';
import { actionWords } from '../../../renderer/ui/actionWords.ts';
import { openTestOffice, value } from '../office.ts';

const BASE = {
  subject: { kind: 'scenario', id: 's1' },
  name: { zh: '甲子示范区 · 电子票据', en: 'Jiazi · Electronic invoices' },
  rating: 'red',
  level: 'reported',
  since: '2026-10-12T08:00:00Z',
  reportId: 's1.2026Q3.v1',
} as const;

/** Kinds that are rare, or last in a list of two hundred, with what the office sends along (main/programme/queries/actions.ts). */
const RARE: readonly ActionItem[] = [
  { ...BASE, id: 'expired/s1', kind: 'expired', params: {} },
  { ...BASE, id: 'late/s1', kind: 'report-late', params: { asOf: '2026-09-30', received: '2026-11-18' } },
  { ...BASE, id: 'lowered/s1', kind: 'override-lowered', params: { person: '示例督导员 甲', computed: 'green' } },
  { ...BASE, id: 'stale/s1', kind: 'stale', params: { asOf: '2026-03-31' } },
  { ...BASE, id: 'against/s1', kind: 'contradicted', params: { values: 2, document: 0, against: 2 } },
  { ...BASE, id: 'red/s1', kind: 'rating-red', params: { rule: 'coverage', declined: 0, previous: '' } },
];

describe('what a supervisor would act on, in words', () => {
  it('has no gap in any kind that the office sends, in either language', async () => {
    const office = await openTestOffice(null);
    try {
      const lens = { asOf: null, period: null };
      const asked = (await office.host.call('programme', lens)) as Outcome<ProgrammeView>;
      const items = [...value(asked).actions, ...RARE];
      expect(new Set(items.map(({ kind }) => kind)).size).toBe(11);
      for (const language of ['zh-CN', 'en'] as const) {
        for (const item of items) {
          const { what, text } = actionWords(item, messagesOf(language));
          expect(what + text, item.id).not.toMatch(/[{}]|undefined|null|NaN/);
          expect(what.length * text.length, item.id).toBeGreaterThan(0);
        }
      }
    } finally {
      await office.close();
    }
  }, 120_000);

  it('names the milestone beside the scenario, and why a rating is red', () => {
    const slipped: ActionItem = {
      ...BASE,
      id: 'm',
      kind: 'milestone-slipped',
      since: '2027-02-01',
      params: { milestone: 's1.m2', name: '全部接入', nameEn: 'All connected', days: 64 },
    };
    expect(actionWords(slipped, messagesOf('en'))).toEqual({
      what: 'Jiazi · Electronic invoices: milestone 64 days behind',
      text: '"All connected" is expected on 2027-02-01, later than its approved baseline.',
    });
    const red: ActionItem = {
      ...BASE,
      id: 'r',
      kind: 'rating-red',
      params: { rule: 'milestone-slip', declined: 1, previous: 'amber' },
    };
    expect(actionWords(red, messagesOf('en')).text).toContain('milestone behind its baseline');
  });

  it('stands in one order, whichever told it: refuted, suspect, red, silent chains, missing reports, old', () => {
    const chain = (kind: AttentionItem['kind']): AttentionItem => ({
      ...{ id: kind, kind, level: 'reported', params: {}, subject: BASE.name, since: BASE.since },
      target: { screen: 'chain', id: 'demo-jiazi-1' },
    });
    const programme = (kind: ActionItem['kind']): ActionItem => ({ ...BASE, id: kind, kind, params: { rule: 'x' } });
    const items = (
      ['missing-report', 'stale', 'expires-soon', 'stalled', 'suspect', 'storage', 'contradicted', 'conflict'] as const
    ).map(chain);
    const actions = (
      ['stale', 'finding-open', 'report-missing', 'declined', 'rating-red', 'contradicted'] as const
    ).map(programme);
    expect(inOrder(items, actions).map(({ from, item }) => `${from} ${item.kind}`)).toEqual([
      'chain conflict',
      'chain contradicted',
      'programme contradicted',
      'chain storage',
      'chain suspect',
      'programme rating-red',
      'chain stalled',
      'chain expires-soon',
      'programme declined',
      'chain missing-report',
      'programme report-missing',
      'programme finding-open',
      'chain stale',
      'programme stale',
    ]);
  });

  it('keeps the order of each side among equals', () => {
    const red = (id: string): ActionItem => ({ ...BASE, id, kind: 'rating-red', params: { rule: 'coverage' } });
    expect(inOrder([], [red('b'), red('a'), red('c')]).map(({ item }) => item.id)).toEqual(['b', 'a', 'c']);
  });

  it('says one matter once', () => {
    const refuted: ActionItem = {
      ...BASE,
      id: 'a',
      kind: 'contradicted',
      params: { values: 3, document: 1, against: 0 },
    };
    const red: ActionItem = {
      ...BASE,
      id: 'b',
      kind: 'rating-red',
      params: { rule: 'contradicted', previous: 'green' },
    };
    const other: ActionItem = { ...red, id: 'c', subject: { kind: 'scenario', id: 's2' } };
    const chain: AttentionItem = {
      id: 'contradicted/scenario/s1/report',
      kind: 'contradicted',
      level: 'contradicted',
      params: { what: 'report' },
      subject: BASE.name,
      since: BASE.since,
      target: { screen: 'figure', id: 'scenario/s1/report' },
    };
    const elsewhere = { ...chain, id: 'x', target: { screen: 'figure', id: 'scenario/s9/report' } } as const;
    const shown = withoutDoubles([chain, elsewhere], [refuted, red, other]);
    expect(shown.items).toEqual([elsewhere]);
    expect(shown.actions).toEqual([refuted, other]);
  });
});
