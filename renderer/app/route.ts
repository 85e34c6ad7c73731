export const SCREENS = ['overview', 'chains', 'chain', 'evidence', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

/** The state of the view, as the address says it: #/chain/demo-jiazi-1?provenOnly=1&figure=zone%2Fjiazi%2Frecords */
export interface Route {
  readonly screen: Screen;
  readonly chainId: string | null;
  readonly query: Readonly<Record<string, string>>;
}

const HOME: Route = { screen: 'overview', chainId: null, query: {} };

/** Anything unknown leads home: an address is typed by people, too. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const query = Object.fromEntries(new URLSearchParams(search));
  const [screen, id] = path.split('/');
  if (screen === 'chain') {
    if (id === undefined || id === '') return { ...HOME, query };
    try {
      return { screen, chainId: decodeURIComponent(id), query };
    } catch {
      return { ...HOME, query };
    }
  }
  const known = SCREENS.find((name) => name === screen);
  return known === undefined ? { ...HOME, query } : { screen: known, chainId: null, query };
}

export function formatRoute(route: Route): string {
  const search = new URLSearchParams(route.query).toString();
  const path = route.screen === 'chain' ? `chain/${encodeURIComponent(route.chainId ?? '')}` : route.screen;
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** Queries that stay when a person goes to another screen. */
const CARRIED = ['provenOnly'];

/** Where a link leads from here: the carried part of the query stays, the rest belongs to the screen left behind. */
export function linkTo(from: Route, screen: Screen, chainId: string | null = null, query: Route['query'] = {}): string {
  const carried = Object.fromEntries(Object.entries(from.query).filter(([name]) => CARRIED.includes(name)));
  return formatRoute({ screen, chainId, query: { ...carried, ...query } });
}
