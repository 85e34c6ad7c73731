import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutMerklePath, type MerkleLevel } from '../../../../renderer/ui/report/merkleLayout.ts';

function levels(sides: readonly ('left' | 'right')[], tree = 0): MerkleLevel[] {
  return [
    ...sides.map((siblingSide, index): MerkleLevel => ({ tree, hash: `${tree}${index}`, sibling: 'aa', siblingSide })),
    { tree, hash: `${tree}r`, sibling: null, siblingSide: null },
  ];
}

describe('layoutMerklePath', () => {
  it('puts the root on top, the leaf at the bottom and every sibling on the side it really has', () => {
    const drawing = layoutMerklePath(levels(['left', 'right']), 240);
    expect(drawing.nodes.map((node) => [node.hash, node.role])).toEqual([
      ['0r', 'root'],
      ['01', 'inner'],
      ['00', 'leaf'],
    ]);
    const [root, inner, leaf] = drawing.nodes;
    const [upper, lower] = drawing.siblings;
    expect(upper?.y).toBe(inner?.y);
    expect((upper?.x ?? 0) > (root?.x ?? 0) && (inner?.x ?? 0) < (root?.x ?? 0)).toBe(true);
    expect((lower?.x ?? 0) < (inner?.x ?? 0) && (leaf?.x ?? 0) > (inner?.x ?? 0)).toBe(true);
  });

  it('separates the trees of a chained proof by a border', () => {
    const drawing = layoutMerklePath([...levels(['left']), ...levels(['right'], 1)], 240);
    expect(drawing.borders).toHaveLength(1);
    expect(drawing.borders[0]).toMatchObject({ above: 1, below: 0 });
    expect(drawing.nodes.map((node) => node.tree)).toEqual([1, 1, 0, 0]);
  });

  it('keeps a path of any depth and any turns inside its width, off its own siblings', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('left' as const, 'right' as const), { maxLength: 64 }), (sides) => {
        const drawing = layoutMerklePath(levels(sides), 240);
        expect(drawing.nodes).toHaveLength(sides.length + 1);
        for (const { x } of [...drawing.nodes, ...drawing.siblings]) expect(x > 0 && x < 240).toBe(true);
        for (const sibling of drawing.siblings) {
          const node = drawing.nodes.find((one) => one.y === sibling.y);
          expect(Math.abs((node?.x ?? 0) - sibling.x)).toBeGreaterThan(20);
        }
      }),
      // Turns that never alternate are the furthest a path can wander.
      { examples: [[Array<'left'>(64).fill('left')], [Array<'right'>(64).fill('right')]] },
    );
  });
});
