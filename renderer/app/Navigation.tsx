import { useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';
import { useOffice } from '../state/office.ts';
import { needsPerson } from '../ui/index.ts';
import { linkTo, type Place, placeAbove } from './route.ts';

const GROUPS: readonly {
  readonly label: 'nav.programme' | 'nav.work' | 'nav.verification';
  readonly places: readonly Place[];
}[] = [
  { label: 'nav.programme', places: ['overview', 'zones', 'sectors', 'entities', 'scenarios', 'compare'] },
  { label: 'nav.work', places: ['review', 'import', 'reports'] },
  { label: 'nav.verification', places: ['chains', 'evidence', 'audit'] },
];

export function Navigation() {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const waitingChains = useApp(
    (state) => state.snapshot?.chains.filter((chain) => needsPerson(chain.health)).length ?? 0,
  );
  const startedAt = useApp((state) => state.snapshot?.startedAt ?? null);
  const officeUp = useApp((state) => state.snapshot?.officeSeq !== undefined);
  const programme = useOffice('programme', NOW, officeUp);
  const identity = useOffice('identity', null, officeUp);
  const here = placeAbove(route.screen) ?? route.screen;
  const badges: Partial<Record<Place, { readonly n: number; readonly words: string }>> = {
    chains: { n: waitingChains, words: t('nav.needPerson', { n: waitingChains }) },
    review: {
      n: programme.value?.counts.reviewsWaiting ?? 0,
      words: t('nav.reviewsWaiting', { n: programme.value?.counts.reviewsWaiting ?? 0 }),
    },
  };
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <div className="brand">
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
          <rect x="1.5" y="1.5" width="19" height="19" rx="4" fill="none" stroke="var(--accent)" strokeWidth="2" />
          <circle cx="11" cy="11" r="3.4" fill="var(--accent)" />
          <path d="M11 1.5v4M11 16.5v4M1.5 11h4M16.5 11h4" stroke="var(--accent)" strokeWidth="2" />
        </svg>
        Pilotlight
      </div>
      {GROUPS.map(({ label, places }) => (
        <ul key={label} aria-label={t(label)}>
          {places.map((place) => {
            const badge = badges[place];
            return (
              <li key={place}>
                <a href={linkTo(route, place)} aria-current={here === place ? 'page' : undefined}>
                  {t(`nav.${place}`)}
                  {badge !== undefined && badge.n > 0 && (
                    <b title={badge.words}>
                      <span aria-hidden="true">{fmt.number(badge.n)}</span>
                      <span className="visually-hidden">{badge.words}</span>
                    </b>
                  )}
                </a>
              </li>
            );
          })}
        </ul>
      ))}
      <div className="space" />
      <a href={linkTo(route, 'settings')} aria-current={here === 'settings' ? 'page' : undefined}>
        {t('nav.settings')}
      </a>
      <div className="who">
        <p>
          {identity.value === null
            ? t('shell.who')
            : whoText(t(`role.${identity.value.role}`), fmt.text(identity.value.officeName), identity.value.person)}
        </p>
        {startedAt !== null && <p>{t('shell.startedAt', { time: fmt.dateTime(startedAt).slice(5) })}</p>}
      </div>
    </nav>
  );
}

const NOW = { asOf: null, period: null };

function whoText(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
