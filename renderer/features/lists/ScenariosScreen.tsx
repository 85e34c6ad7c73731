import { useMemo, useState } from 'react';
import type { OfficeRequest, ScenarioFilter, ScenarioSort } from '../../../main/contract/office.ts';
import { RATINGS, type Rating } from '../../../main/contract/programme.ts';
import { LEVELS } from '../../../main/contract/provenance.ts';
import { useScenarioColumns } from '../../app/scenarioColumns.tsx';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import {
  AskedState,
  Button,
  Card,
  DataTable,
  EmptyState,
  Pager,
  SectionTitle,
  sealWordKey,
  TableSkeleton,
  useNames,
} from '../../ui/index.ts';

const PAGE = 100;

/** All scenarios by filter; the filters stand in the address, so that a view can be kept and passed on. */
export function ScenariosScreen() {
  const { t } = useMessages();
  const actions = useActions();
  const lens = useLens();
  const query = useApp((state) => state.route.query);
  const [page, setPage] = useState(0);
  const sort = sortOf(query['sort']);
  const filter = useMemo(() => filterOf(query), [query]);
  const request: OfficeRequest<'scenarioTable'> = {
    ...lens,
    filter,
    sort: SORTS[sort.key] ?? 'rating',
    descending: sort.descending,
    offset: page * PAGE,
    limit: PAGE,
  };
  const asked = useOffice('scenarioTable', request);
  const all = useScenarioColumns();
  const columns = useMemo(
    () => all.map(({ sortBy, ...column }) => (column.key in SORTS ? { ...column, sortBy: sortBy ?? NOTHING } : column)),
    [all],
  );
  return (
    <Card className="list-card" labelledBy="scenarios-list">
      <SectionTitle
        id="scenarios-list"
        title={t('scenarios.title')}
        note={asked.value === null ? '' : t('scenarios.note', { n: asked.value.total })}
      />
      <Filters query={query} onChange={() => setPage(0)} />
      <AskedState asked={asked} skeleton={<TableSkeleton columns={9} rows={18} />}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <EmptyState title={t('scenarios.noMatch')}>{t('scenarios.noMatchText')}</EmptyState>
          ) : (
            <>
              <DataTable
                name="scenarios"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.scenarioId}
                caption={t('scenarios.title')}
                onRow={(row) => actions.navigate('scenario', row.scenarioId)}
                fileName="scenarios"
                sorting={{
                  sort,
                  onSort: (next) => {
                    setPage(0);
                    actions.setQuery({ sort: next === null ? null : `${next.descending ? '-' : ''}${next.key}` });
                  },
                }}
              />
              <Pager page={page} size={PAGE} shown={rows.length} total={total} onPage={setPage} />
            </>
          )
        }
      </AskedState>
    </Card>
  );
}

/** Columns by which the office sorts: a page of a hundred rows cannot sort the others. */
const SORTS: Readonly<Record<string, ScenarioSort>> = {
  name: 'name',
  status: 'rating',
  zone: 'zone',
  sector: 'sector',
  known: 'provenance',
  milestone: 'milestone',
};
const NOTHING = () => null;

/** As the address says it, e.g. "-milestone"; the worst first unless told. */
export function sortOf(text = 'status'): { readonly key: string; readonly descending: boolean } {
  const key = text.replace(/^-/, '');
  return key in SORTS ? { key, descending: text.startsWith('-') } : { key: 'status', descending: false };
}

/** One value each, or several with commas, as an address can be typed. Anything unknown is left out. */
export function filterOf(query: Readonly<Record<string, string>>): ScenarioFilter {
  const many = (name: string) =>
    (query[name] ?? '')
      .split(',')
      .filter((part) => part !== '')
      .slice(0, 100);
  const zoneIds = many('zone');
  const sectorIds = many('sector');
  const entityIds = many('entity');
  const ratings = many('rating').filter((each): each is Rating => (RATINGS as readonly string[]).includes(each));
  const levels = many('level').filter((each) => ([...LEVELS, 'contradicted'] as readonly string[]).includes(each));
  const text = (query['text'] ?? '').slice(0, 200);
  return {
    ...(zoneIds.length > 0 && { zoneIds }),
    ...(sectorIds.length > 0 && { sectorIds }),
    ...(entityIds.length > 0 && { entityIds }),
    ...(ratings.length > 0 && { ratings }),
    ...(levels.length > 0 && { levels: levels as NonNullable<ScenarioFilter['levels']> }),
    ...(text !== '' && { text }),
  };
}

function Filters({ query, onChange }: { query: Readonly<Record<string, string>>; onChange: () => void }) {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const names = useNames();
  const programme = useOffice('programme', useLens());
  const set = (name: string, value: string) => {
    actions.setQuery({ [name]: value === '' ? null : value });
    onChange();
  };
  const any = ['zone', 'sector', 'entity', 'rating', 'level', 'text'].some((name) => query[name] !== undefined);
  return (
    <search className="filters">
      <input
        type="search"
        placeholder={t('filter.text')}
        aria-label={t('filter.text')}
        value={query['text'] ?? ''}
        onChange={(event) => set('text', event.target.value)}
      />
      <Choice label={t('scenarios.zone')} value={query['zone'] ?? ''} onChange={(value) => set('zone', value)}>
        {(programme.value?.rows ?? []).map((row) => [
          row.zoneId,
          row.zoneId === 'entities' ? t('zone.entities') : fmt.text(row.name),
        ])}
      </Choice>
      <Choice label={t('scenarios.sector')} value={query['sector'] ?? ''} onChange={(value) => set('sector', value)}>
        {(programme.value?.sectors ?? []).map((sector) => [sector.sectorId, names.sector(sector.sectorId)])}
      </Choice>
      <Choice label={t('scenarios.status')} value={query['rating'] ?? ''} onChange={(value) => set('rating', value)}>
        {RATINGS.map((rating) => [rating, t(`rating.${rating}`)])}
      </Choice>
      <Choice label={t('scenarios.known')} value={query['level'] ?? ''} onChange={(value) => set('level', value)}>
        {([...LEVELS, 'contradicted'] as const).map((level) => [level, t(sealWordKey(level))])}
      </Choice>
      {any && (
        <Button
          small
          kind="quiet"
          onClick={() => {
            actions.setQuery({ zone: null, sector: null, entity: null, rating: null, level: null, text: null });
            onChange();
          }}
        >
          {t('filter.clear')}
        </Button>
      )}
    </search>
  );
}

function Choice(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: readonly (readonly [string, string])[];
}) {
  const { t } = useMessages();
  return (
    <label className="choice">
      {props.label}
      <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="">{t('filter.all')}</option>
        {props.children.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
