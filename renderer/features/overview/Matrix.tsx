import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import type { MatrixCell, MatrixRow, ProgrammeView } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { isProvenOnly } from '../../state/appStore.ts';
import { useApp } from '../../state/context.tsx';
import { Card, RatingShape, ratingTone, SectionTitle, StatusMark, TrendMark } from '../../ui/index.ts';
import './matrix.css';

const LEGEND = ['green', 'amber', 'red', 'not-rated', 'no-current-data'] as const;

/** 15 zones by 16 fields: status and number of scenarios in each cell. Arrow keys walk it, Enter opens a cell. */
export const Matrix = memo(function Matrix({ programme }: { programme: ProgrammeView }) {
  const { t, fmt, lookup } = useMessages();
  const route = useApp((state) => state.route);
  const provenOnly = useApp(isProvenOnly);
  const { rows, sectors } = programme;
  const groups = useMemo(() => groupsOf(sectors), [sectors]);
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<readonly [number, number]>([0, -1]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = stepFrom(at, step, rows, sectors);
    setAt(next);
    body.current?.querySelector<HTMLAnchorElement>(`[data-at="${next[0]}/${next[1]}"]`)?.focus();
  }

  return (
    <Card className="matrix" labelledBy="matrix-title">
      <SectionTitle
        id="matrix-title"
        title={t('matrix.title')}
        note={t('matrix.note')}
        end={
          <ul className="matrix-legend" aria-label={t('matrix.legend')}>
            {LEGEND.map((rating) => (
              <li key={rating}>
                <StatusMark rating={rating} />
              </li>
            ))}
            <li className="old">
              <i>{t('rating.stale')}</i> {t('matrix.old')}
            </li>
          </ul>
        }
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className="matrix-scroll" tabIndex={0} aria-label={`${t('matrix.title')} · ${t('common.table')}`}>
        <table className={fmt.language === 'en' ? 'en' : undefined}>
          <thead>
            <tr className="groups">
              <td />
              {groups.map((group) => (
                <th key={group.id} scope="colgroup" colSpan={group.size}>
                  {lookup(`group.${group.id}`) ?? group.id}
                </th>
              ))}
              <td />
            </tr>
            <tr className="sectors">
              <th scope="col">
                <span className="visually-hidden">{t('subject.zone')}</span>
              </th>
              {sectors.map((sector) => (
                <th key={sector.sectorId} scope="col">
                  <a href={linkTo(route, 'sector', sector.sectorId)} title={fmt.text(sector.name)}>
                    {lookup(`sector.short.${sector.sectorId}`) ?? fmt.text(sector.name)}
                  </a>
                </th>
              ))}
              <th scope="col">
                <span className="visually-hidden">{t('subject.scenario')}</span>
              </th>
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={onKeyDown}>
            {rows.map((row, y) => (
              <Line
                key={row.zoneId}
                row={row}
                sectors={sectors}
                y={y}
                at={at[0] === y ? at[1] : null}
                provenOnly={provenOnly}
                onFocus={setAt}
              />
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
});

/** One zone. Drawn again only where something in it changed: the whole table is some thousand elements. */
const Line = memo(function Line(props: {
  row: MatrixRow;
  sectors: ProgrammeView['sectors'];
  y: number;
  /** The column that the keyboard is at; null: it is in another line. */
  at: number | null;
  provenOnly: boolean;
  onFocus: (place: readonly [number, number]) => void;
}) {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const { row, sectors, y, at, provenOnly, onFocus } = props;
  return (
    <tr className={row.zoneId === 'entities' ? 'entities' : undefined}>
      <th scope="row">
        <a
          href={row.zoneId === 'entities' ? linkTo(route, 'entities') : linkTo(route, 'zone', row.zoneId)}
          data-at={`${y}/-1`}
          tabIndex={at === -1 ? 0 : -1}
          onFocus={() => onFocus([y, -1])}
          title={fmt.text(row.name)}
        >
          <span className={`status ${ratingTone(row.status.rating, row.status.stale)}`}>
            <RatingShape rating={row.status.rating} size={10} />
            <span className="visually-hidden">{t(`rating.${row.status.rating}`)}</span>
          </span>
          <span className="name">{row.zoneId === 'entities' ? t('nav.entities') : shortZone(fmt.text(row.name))}</span>
        </a>
      </th>
      {sectors.map((sector, x) => {
        const cell = row.cells.find((each) => each.sectorId === sector.sectorId);
        return (
          <td key={sector.sectorId}>
            {cell === undefined ? (
              <span className="none" aria-hidden="true">
                ·
              </span>
            ) : (
              <CellLink
                cell={cell}
                name={`${fmt.text(row.name)} × ${fmt.text(sector.name)}`}
                dimmed={provenOnly && !cell.mix.some(isProven)}
                at={`${y}/${x}`}
                focusable={at === x}
                onFocus={() => onFocus([y, x])}
              />
            )}
          </td>
        );
      })}
      <td className="total">
        {fmt.number(row.scenarios)} <TrendMark trend={row.status.trend} />
      </td>
    </tr>
  );
});

function isProven(part: MatrixCell['mix'][number]): boolean {
  return part.level === 'proven' || part.level === 'corroborated';
}

function CellLink(props: {
  cell: MatrixCell;
  name: string;
  dimmed: boolean;
  at: string;
  focusable: boolean;
  onFocus: () => void;
}) {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const { cell } = props;
  const old = cell.stale || cell.rating === 'no-current-data';
  const tone = cell.contradicted > 0 ? 'bad' : ratingTone(cell.rating, old);
  const words = [
    props.name,
    t(`rating.${cell.rating}`),
    ...(old ? [t('matrix.old')] : []),
    t('matrix.scenarios', { n: cell.scenarios }),
    ...(cell.contradicted > 0 ? [t('matrix.contradicted', { n: cell.contradicted })] : []),
    t(`trend.${cell.trend}`),
  ].join(' · ');
  const className = ['cell', tone, old ? 'old' : '', props.dimmed ? 'dimmed' : ''].filter(Boolean).join(' ');
  return (
    <a
      className={className}
      href={linkTo(route, 'scenarios', null, { zone: cell.zoneId, sector: cell.sectorId })}
      title={words}
      data-at={props.at}
      tabIndex={props.focusable ? 0 : -1}
      onFocus={props.onFocus}
    >
      <span className="visually-hidden">{words}</span>
      <span className="seen" aria-hidden="true">
        {cell.contradicted > 0 ? (
          <b className="refuted">{t('matrix.refuted')}</b>
        ) : old ? (
          <b className="old-word">{t('rating.stale')}</b>
        ) : (
          <RatingShape rating={cell.rating} size={10} />
        )}
        {fmt.number(cell.scenarios)}
      </span>
    </a>
  );
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The next place that can be opened; empty cells are passed over, the edges hold. */
export function stepFrom(
  [y, x]: readonly [number, number],
  [down, right]: readonly [number, number],
  rows: readonly Pick<MatrixRow, 'cells'>[],
  sectors: readonly { readonly sectorId: string }[],
): readonly [number, number] {
  const open = (row: number, column: number) =>
    column === -1 || rows[row]?.cells.some((cell) => cell.sectorId === sectors[column]?.sectorId) === true;
  let next: readonly [number, number] = [y + down, x + right];
  while (next[0] >= 0 && next[0] < rows.length && next[1] >= -1 && next[1] < sectors.length) {
    if (open(...next)) return next;
    next = [next[0] + down, next[1] + right];
  }
  return [y, x];
}

function groupsOf(sectors: ProgrammeView['sectors']): readonly { readonly id: string; readonly size: number }[] {
  const groups: { id: string; size: number }[] = [];
  for (const { group } of sectors) {
    const last = groups.at(-1);
    if (last?.id === group) last.size += 1;
    else groups.push({ id: group, size: 1 });
  }
  return groups;
}

/** In a narrow column the common ending of demo zones says nothing. */
function shortZone(name: string): string {
  return name.replace(/\u2009?示范区$/, '').replace(/ Demo Zone$/, '');
}
