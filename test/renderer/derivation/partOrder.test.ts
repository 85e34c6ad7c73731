import { describe, expect, it } from 'vitest';
import type { FigurePart } from '../../../main/contract/figures.ts';
import type { Condition, Level } from '../../../main/contract/provenance.ts';
import { shareOf, weakestFirst } from '../../../renderer/features/derivation/partOrder.ts';

function part(id: string, value: string | null, level: Level, condition: Condition = 'fresh'): FigurePart {
  return { figureId: id, name: { zh: id, en: id }, value, unit: 'records', provenance: { level, condition } };
}

describe('the parts of a figure', () => {
  it('stand weakest first: refuted, then by level, then by condition, the larger before the smaller', () => {
    const parts = [
      part('proven', '5', 'proven'),
      part('none', null, 'reported'),
      part('small', '1', 'reported'),
      part('refuted', '9', 'corroborated', 'contradicted'),
      part('large', '7', 'reported'),
      part('expired', '3', 'proven', 'expired'),
    ];
    expect(weakestFirst(parts).map((one) => one.figureId)).toEqual([
      'refuted',
      'large',
      'small',
      'expired',
      'proven',
      'none',
    ]);
  });

  it('have shares that sum to one, and none where there is nothing to sum', () => {
    const parts = [part('a', '30', 'proven'), part('b', '10', 'proven'), part('c', null, 'reported')];
    expect(parts.map((one) => shareOf(one, parts))).toEqual([0.75, 0.25, null]);
    const zero = [part('a', '0', 'proven')];
    expect(zero.map((one) => shareOf(one, zero))).toEqual([null]);
  });
});
