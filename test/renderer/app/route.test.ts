import { describe, expect, it } from 'vitest';
import { formatRoute, linkTo, parseRoute } from '../../../renderer/app/route.ts';

describe('the address', () => {
  it.each([
    '#/overview',
    '#/chains',
    '#/chain/demo-jiazi-1',
    '#/evidence',
    '#/settings',
    '#/zone/jiazi?asOf=2026-06-30&period=2026Q2',
    '#/scenario/demo-unit-004-court-evidence',
    '#/report/s1.2026Q3.v1',
    '#/scenarios?zone=jiazi%2Cyichou&sort=-milestone',
    '#/compare?a=zone%3Ajiazi&bp=2026Q2',
    '#/overview?provenOnly=1',
    '#/chain/a%2Fb?figure=zone%2Fjiazi%2Frecords',
  ])('says the same after being read: %s', (hash) => {
    expect(formatRoute(parseRoute(hash))).toBe(hash);
  });

  it.each(['', '#', '#/', '#/nowhere', '#/chain', '#/chain/', '#/chain/%E0%A4%A', '#/__proto__'])(
    'leads home from %j',
    (hash) => {
      expect(parseRoute(hash)).toMatchObject({ screen: 'overview', id: null });
    },
  );

  it('keeps only what belongs to every screen in a link', () => {
    const here = parseRoute('#/chain/x?provenOnly=1&figure=a');
    expect(linkTo(here, 'chains')).toBe('#/chains?provenOnly=1');
    const back = parseRoute('#/zone/jiazi?asOf=2026-06-30&period=2026Q2&sort=name');
    expect(linkTo(back, 'scenario', 's1')).toBe('#/scenario/s1?asOf=2026-06-30&period=2026Q2');
  });
});
