/** Screens that show one of many: #/zone/jiazi */
const ITEM_SCREENS = ['chain', 'zone', 'sector', 'entity', 'scenario', 'report'] as const;
/** Where the navigation leads. */
export const PLACES = [
  'overview',
  'zones',
  'sectors',
  'entities',
  'scenarios',
  'review',
  'import',
  'compare',
  'reports',
  'chains',
  'evidence',
  'audit',
  'settings',
] as const;
export type Place = (typeof PLACES)[number];
const PLAIN_SCREENS = [...PLACES, 'print'] as const;
export const SCREENS = [...PLAIN_SCREENS, ...ITEM_SCREENS] as const;
export type Screen = (typeof SCREENS)[number];

/** The place under which a screen that shows one of many lies. */
const UNDER: Readonly<Record<(typeof ITEM_SCREENS)[number], Place>> = {
  chain: 'chains',
  zone: 'zones',
  sector: 'sectors',
  entity: 'entities',
  scenario: 'scenarios',
  report: 'review',
};

/** null: the screen is a place itself. */
export function placeAbove(screen: Screen): Place | null {
  const item = ITEM_SCREENS.find((each) => each === screen);
  return item === undefined ? null : UNDER[item];
}

/** The state of the view, as the address says it: #/chain/demo-jiazi-1?provenOnly=1&figure=zone%2Fjiazi%2Frecords */
export interface Route {
  readonly screen: Screen;
  /** Which one, on the screens that show one of many; null on the others. */
  readonly id: string | null;
  readonly query: Readonly<Record<string, string>>;
}

const HOME: Route = { screen: 'overview', id: null, query: {} };

/** Anything unknown leads home: an address is typed by people, too. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const [name, id = ''] = path.split('/');
  const item = ITEM_SCREENS.find((screen) => screen === name);
  if (item !== undefined) {
    const known = decoded(id);
    return known === '' ? { ...HOME, query } : { screen: item, id: known, query };
  }
  const plain = PLAIN_SCREENS.find((screen) => screen === name);
  return plain === undefined ? { ...HOME, query } : { screen: plain, id: null, query };
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return '';
  }
}

export function formatRoute(route: Route): string {
  const search = new URLSearchParams(route.query).toString();
  const path = route.id === null ? route.screen : `${route.screen}/${encodeURIComponent(route.id)}`;
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** Queries that stay when a person goes to another screen: how everything is looked at. */
const CARRIED = ['provenOnly', 'asOf', 'period'];

/** Where a link leads from here: the carried part of the query stays, the rest belongs to the screen left behind. */
export function linkTo(from: Route, screen: Screen, id: string | null = null, query: Route['query'] = {}): string {
  const carried = Object.fromEntries(Object.entries(from.query).filter(([name]) => CARRIED.includes(name)));
  return formatRoute({ screen, id, query: { ...carried, ...query } });
}
