import type { EvidenceReport } from '../../../main/contract/services.ts';

export type MerkleLevel = NonNullable<EvidenceReport['steps'][number]['merkle']>[number];

export interface PathNode {
  readonly x: number;
  readonly y: number;
  readonly hash: string;
  readonly tree: number;
  readonly role: 'root' | 'inner' | 'leaf';
  /** Levels above the leaf of its own tree. */
  readonly level: number;
}

export interface SiblingNode {
  readonly x: number;
  readonly y: number;
  readonly hash: string;
  /** Index into `nodes` of the parent both come from. */
  readonly parent: number;
}

export interface MerkleDrawing {
  readonly width: number;
  readonly height: number;
  /** Root first, leaf last, as drawn from top to bottom. */
  readonly nodes: readonly PathNode[];
  readonly siblings: readonly SiblingNode[];
  /** Where one tree's root becomes a value in the next tree's leaf. */
  readonly borders: readonly { readonly y: number; readonly above: number; readonly below: number }[];
}

const TOP = 12;
const GAP_BETWEEN_TREES = 46;

/**
 * The path is drawn with the sides it really has, but its wandering is damped: a step outwards is shorter the further out
 * it starts, so that a path of any depth stays inside the width and never crosses its own siblings.
 */
export function layoutMerklePath(levels: readonly MerkleLevel[], width: number, rowHeight = 24): MerkleDrawing {
  const centre = width / 2;
  const reach = width * 0.2;
  const spread = width * 0.17;
  const downwards = [...levels].reverse();
  const perTree = new Map<number, number>();
  for (const level of levels) perTree.set(level.tree, (perTree.get(level.tree) ?? 0) + 1);
  const seen = new Map<number, number>();
  const nodes: PathNode[] = [];
  const siblings: SiblingNode[] = [];
  const borders: { y: number; above: number; below: number }[] = [];
  let y = TOP;
  let x = centre;
  downwards.forEach((level, index) => {
    const previous = downwards[index - 1];
    if (previous && previous.tree !== level.tree) {
      y += GAP_BETWEEN_TREES;
      borders.push({ y: y - GAP_BETWEEN_TREES / 2, above: previous.tree, below: level.tree });
      x = centre;
    } else if (previous) {
      y += rowHeight;
      // A level's sibling stands beside the level itself; its parent is the node drawn just above.
      if (level.sibling !== null && level.siblingSide !== null) {
        const direction = level.siblingSide === 'left' ? 1 : -1;
        const room = 1 - (direction * (x - centre)) / reach;
        const parentX = x;
        x = parentX + direction * Math.min(1, room) * spread * 0.6;
        siblings.push({ x: parentX - direction * spread, y, hash: level.sibling, parent: nodes.length - 1 });
      }
    }
    const count = perTree.get(level.tree) ?? 1;
    const fromTop = seen.get(level.tree) ?? 0;
    seen.set(level.tree, fromTop + 1);
    nodes.push({
      x,
      y,
      hash: level.hash,
      tree: level.tree,
      role: fromTop === 0 ? 'root' : fromTop === count - 1 ? 'leaf' : 'inner',
      level: count - 1 - fromTop,
    });
  });
  return { width, height: y + TOP, nodes, siblings, borders };
}
