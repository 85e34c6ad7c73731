import { useMessages } from '../../i18n/index.ts';
import { layoutMerklePath, type MerkleDrawing, type MerkleLevel } from './merkleLayout.ts';
import { type ClaimKind, rootName, tinyHash, treeName } from './reportText.ts';

const WIDTH = 398;
const GUTTER = 70;

/** Deeper paths get tighter rows; below this they would no longer be told apart. */
function rowHeightFor(levels: number): number {
  return Math.max(17, Math.min(32, Math.floor(240 / Math.max(1, levels))));
}

/**
 * The path from the root down to the leaf, with every sibling on the side it really has. Left column: the path's own
 * hashes; right column: the siblings'. The same hashes stand in full in the table below it.
 */
export function MerklePath({ levels, kind }: { levels: readonly MerkleLevel[]; kind: ClaimKind }) {
  const { t } = useMessages();
  const drawing = layoutMerklePath(levels, WIDTH - 2 * GUTTER, rowHeightFor(levels.length));
  const trees = new Set(levels.map((level) => level.tree)).size;
  const siblings = drawing.siblings.length;
  return (
    <svg
      className="mk"
      viewBox={`0 0 ${WIDTH} ${drawing.height + 12}`}
      role="img"
      aria-label={t('report.merkle.label', { levels: levels.length, siblings, trees })}
    >
      <g transform={`translate(${GUTTER} 0)`}>
        <Lines drawing={drawing} />
      </g>
      <Labels drawing={drawing} kind={kind} />
    </svg>
  );
}

function Lines({ drawing }: { drawing: MerkleDrawing }) {
  const { nodes, siblings } = drawing;
  return (
    <>
      {siblings.map((sibling) => {
        const parent = nodes[sibling.parent];
        return parent ? (
          <line key={sibling.y} className="mk-side" x1={parent.x} y1={parent.y} x2={sibling.x} y2={sibling.y} />
        ) : null;
      })}
      {nodes.map((node, index) => {
        const next = nodes[index + 1];
        if (!next) return null;
        const crosses = next.tree !== node.tree;
        return (
          <line
            key={node.y}
            className={crosses ? 'mk-cross' : 'mk-line'}
            x1={node.x}
            y1={node.y}
            x2={next.x}
            y2={next.y}
          />
        );
      })}
      {siblings.map((sibling) => (
        <rect
          key={sibling.y}
          className="mk-sibling"
          x={sibling.x - 4.5}
          y={sibling.y - 4.5}
          width={9}
          height={9}
          rx={1.5}
        />
      ))}
      {nodes.map((node) => (
        <circle key={node.y} className="mk-node" cx={node.x} cy={node.y} r={node.role === 'inner' ? 4 : 5} />
      ))}
    </>
  );
}

function Labels({ drawing, kind }: { drawing: MerkleDrawing; kind: ClaimKind }) {
  const messages = useMessages();
  const { t } = messages;
  const last = drawing.nodes.length - 1;
  const topTree = drawing.nodes[0]?.tree ?? 0;
  return (
    <>
      {drawing.nodes.map((node, index) => (
        <g key={node.y}>
          <text className="mk-hash" x={0} y={node.y + 3.5}>
            {tinyHash(node.hash)}
          </text>
          {index === 0 ? (
            <text className="mk-name" x={GUTTER + node.x + 11} y={node.y + 3.5}>
              {t(rootName(kind))}
            </text>
          ) : index === last ? (
            <text className="mk-name" x={GUTTER + node.x} y={node.y + 17} textAnchor="middle">
              {t('report.node.leaf')}
            </text>
          ) : node.role === 'root' ? (
            <text className="mk-name" x={GUTTER + node.x + 11} y={node.y + 3.5}>
              {t('report.node.innerRoot')}
            </text>
          ) : null}
        </g>
      ))}
      {drawing.siblings.map((sibling) => (
        <text key={sibling.y} className="mk-hash" x={WIDTH} y={sibling.y + 3.5} textAnchor="end">
          {tinyHash(sibling.hash)}
        </text>
      ))}
      <text className="mk-legend" x={WIDTH} y={drawing.height + 7} textAnchor="end">
        {t('report.node.siblings')}
      </text>
      {drawing.borders.map((border) => (
        <g key={border.y}>
          <line className="mk-border" x1={0} x2={WIDTH} y1={border.y} y2={border.y} />
          <text className="mk-name" x={WIDTH} y={border.y - 5} textAnchor="end">
            {treeName(kind, border.above, topTree, messages)}
          </text>
          <text className="mk-name" x={WIDTH} y={border.y + 13} textAnchor="end">
            {treeName(kind, border.below, topTree, messages)}
          </text>
        </g>
      ))}
    </>
  );
}
