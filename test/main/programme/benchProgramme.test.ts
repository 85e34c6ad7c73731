import { expect, it } from 'vitest';
import { checkReport } from '../../../main/programme/checks/index.ts';
import type { IndicatorDefinition } from '../../../main/programme/model.ts';
import { benchProgramme, FULL_SIZE } from '../../helpers/benchProgramme.ts';

it('the programme that is measured has the full size, and every report in it is one that would be taken in', () => {
  let values = 0;
  const definitions = new Map<string, IndicatorDefinition>();
  const previous = new Map<string, Map<string, { value: string; period: string }>>();
  const size = { ...FULL_SIZE, scenarios: 40 };
  for (const { head, set } of benchProgramme(size)) {
    for (const definition of set.definitions ?? []) definitions.set(definition.indicatorId, definition);
    for (const draft of set.reports ?? []) {
      const found = checkReport(draft, {
        today: head.at.slice(0, 10),
        scenario: { scenarioId: draft.scenarioId } as never,
        definitions,
        previous: previous.get(draft.scenarioId) ?? new Map(),
        earlier: [],
      });
      expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
      values += draft.values.length;
      const known = draft.values.map(
        ({ indicatorId, value }) => [indicatorId, { value, period: draft.period }] as const,
      );
      previous.set(draft.scenarioId, new Map(known));
    }
  }
  expect(values).toBeGreaterThan(0.95 * size.scenarios * size.periods * size.indicators);
  expect([definitions.size, previous.size]).toEqual([20, 40]);
});
