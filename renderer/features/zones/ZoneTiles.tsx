import type { MatrixRow } from '../../../main/contract/programme.ts';
import { linkTo } from '../../app/route.ts';
import { useMessages } from '../../i18n/index.ts';
import { useApp } from '../../state/context.tsx';
import { Card, RatingShape, ratingTone, SectionTitle, TrendMark } from '../../ui/index.ts';

/** Column and row of each province on a grid: roughly where it lies, every one of the same size, no borders. */
const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  'CN-XJ': [1, 2],
  'CN-XZ': [1, 4],
  'CN-QH': [2, 3],
  'CN-GS': [3, 2],
  'CN-NX': [4, 3],
  'CN-NM': [5, 1],
  'CN-HL': [8, 1],
  'CN-JL': [8, 2],
  'CN-LN': [7, 2],
  'CN-BJ': [6, 2],
  'CN-TJ': [7, 3],
  'CN-HE': [6, 3],
  'CN-SX': [5, 2],
  'CN-SN': [4, 2],
  'CN-SD': [8, 3],
  'CN-HA': [5, 3],
  'CN-JS': [8, 4],
  'CN-AH': [7, 4],
  'CN-SH': [9, 4],
  'CN-HB': [6, 4],
  'CN-SC': [3, 4],
  'CN-CQ': [4, 4],
  'CN-ZJ': [8, 5],
  'CN-JX': [7, 5],
  'CN-HN': [6, 5],
  'CN-GZ': [5, 5],
  'CN-YN': [4, 5],
  'CN-FJ': [8, 6],
  'CN-GD': [7, 6],
  'CN-GX': [6, 6],
  'CN-HI': [6, 7],
  'CN-MO': [7, 7],
  'CN-HK': [8, 7],
  'CN-TW': [9, 6],
};
const COLUMNS = 9;

/** Zones as tiles where their province lies; zones of no known province stand in their order. */
export function ZoneTiles({ rows }: { rows: readonly MatrixRow[] }) {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const zones = rows.filter((row) => row.zoneId !== 'entities');
  const placed = placeTiles(zones);
  return (
    <Card className="zone-tiles" labelledBy="tiles-title">
      <SectionTitle
        id="tiles-title"
        title={t('tiles.title')}
        note={t(placed.mapped ? 'tiles.note' : 'tiles.noteOrder')}
      />
      <ul style={{ gridTemplateColumns: `repeat(${placed.columns}, minmax(0, 1fr))` }}>
        {zones.map((zone) => {
          const place = placed.at.get(zone.zoneId);
          const { status } = zone;
          return (
            <li key={zone.zoneId} style={place === undefined ? undefined : { gridColumn: place[0], gridRow: place[1] }}>
              <a
                href={linkTo(route, 'zone', zone.zoneId)}
                className={`${ratingTone(status.rating, status.stale)}${status.stale ? ' old' : ''}`}
                title={`${fmt.text(zone.name)} · ${t(`rating.${status.rating}`)}`}
              >
                <b>{shortName(fmt.text(zone.name))}</b>
                <span>
                  <RatingShape rating={status.rating} size={10} /> {t(`rating.${status.rating}`)}{' '}
                  <TrendMark trend={status.trend} />
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** Two zones of one province stand beside each other as far as there is room. */
export function placeTiles(zones: readonly Pick<MatrixRow, 'zoneId' | 'province'>[]): {
  readonly mapped: boolean;
  readonly columns: number;
  readonly at: ReadonlyMap<string, readonly [number, number]>;
} {
  const at = new Map<string, readonly [number, number]>();
  const taken = new Set<string>();
  for (const { zoneId, province } of zones) {
    const place = province === null ? undefined : PLACES[province];
    if (place === undefined) return { mapped: false, columns: 5, at: new Map() };
    let [column, row] = place;
    while (taken.has(`${column}/${row}`) && row < 20) {
      column += 1;
      if (column > COLUMNS) {
        column = 1;
        row += 1;
      }
    }
    taken.add(`${column}/${row}`);
    at.set(zoneId, [column, row]);
  }
  return { mapped: zones.length > 0, columns: COLUMNS, at };
}

function shortName(name: string): string {
  return name.replace(/\u2009?示范区$/, '').replace(/ Demo Zone$/, '');
}
