import { type ReactNode, useEffect, useRef } from 'react';
import type { Theme } from '../../main/contract/services.ts';
import { useMessages } from '../i18n/index.ts';
import { isProvenOnly } from '../state/appStore.ts';
import { useActions, useApp } from '../state/context.tsx';
import { Chip, hasData, needsPerson, TOP_BAR_SLOT } from '../ui/index.ts';
import { Banner } from './Banner.tsx';
import { ChainStrip } from './ChainStrip.tsx';
import { ProblemsLine } from './ProblemsLine.tsx';
import { linkTo, type Screen } from './route.ts';
import './shell.css';

const PLACES: readonly {
  readonly screen: Exclude<Screen, 'chain' | 'settings'>;
  readonly key: 'nav.overview' | 'nav.chains' | 'nav.evidence';
}[] = [
  { screen: 'overview', key: 'nav.overview' },
  { screen: 'chains', key: 'nav.chains' },
  { screen: 'evidence', key: 'nav.evidence' },
];

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useMessages();
  const main = useRef<HTMLElement>(null);
  const screen = useApp((state) => state.route.screen);
  const chainId = useApp((state) => state.route.chainId);

  // A new screen starts at its top, and a screen reader starts there, too; not on the first one, which the person did not go to.
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is what this follows
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [screen, chainId]);

  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t('nav.skip')}
      </button>
      <Banner />
      <Navigation />
      <TopBar />
      <main className="screen" ref={main} tabIndex={-1} id="main">
        <ProblemsLine />
        {children}
      </main>
    </div>
  );
}

function Navigation() {
  const { t, fmt } = useMessages();
  const route = useApp((state) => state.route);
  const waiting = useApp((state) => state.snapshot?.chains.filter((chain) => needsPerson(chain.health)).length ?? 0);
  const startedAt = useApp((state) => state.snapshot?.startedAt ?? null);
  const here = route.screen === 'chain' ? 'chains' : route.screen;
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
      {PLACES.map((place) => (
        <a
          key={place.screen}
          href={linkTo(route, place.screen)}
          aria-current={here === place.screen ? 'page' : undefined}
        >
          {t(place.key)}
          {place.screen === 'chains' && waiting > 0 && (
            <b title={t('nav.needPerson', { n: waiting })}>
              <span aria-hidden="true">{fmt.number(waiting)}</span>
              <span className="visually-hidden">{t('nav.needPerson', { n: waiting })}</span>
            </b>
          )}
        </a>
      ))}
      <div className="space" />
      <a href={linkTo(route, 'settings')} aria-current={here === 'settings' ? 'page' : undefined}>
        {t('nav.settings')}
      </a>
      <div className="who">
        <p>{t('shell.who')}</p>
        {startedAt !== null && <p>{t('shell.startedAt', { time: fmt.dateTime(startedAt).slice(5) })}</p>}
      </div>
    </nav>
  );
}

function TopBar() {
  const { t, fmt, language } = useMessages();
  const actions = useActions();
  const route = useApp((state) => state.route);
  const asOf = useApp((state) => state.snapshot?.overview.asOf ?? null);
  const figures = useApp((state) => hasData(state.snapshot?.overview.figures ?? []));
  const theme = useApp((state) => state.settings.theme);
  const chain = useApp((state) => state.snapshot?.chains.find((each) => each.chainId === state.route.chainId));
  return (
    <header className="topbar">
      {route.screen === 'chain' ? (
        <>
          <a href={linkTo(route, 'chains')}>{t('nav.chains')}</a>
          <span aria-hidden="true" className="slash">
            /
          </span>
          <h1>{chain === undefined ? route.chainId : fmt.text(chain.name)}</h1>
        </>
      ) : (
        <h1>{t(`nav.${route.screen}`)}</h1>
      )}
      {route.screen === 'overview' && asOf !== null && figures && (
        <>
          <Chip>
            {t('shell.asOf')} <b>{fmt.dateTime(asOf)}</b>
          </Chip>
          <ProvenOnlySwitch />
        </>
      )}
      <div id={TOP_BAR_SLOT} className="slot" />
      <div className="space" />
      <ChainStrip />
      <Chip
        onClick={() => void actions.saveSettings({ theme: NEXT_THEME[theme] })}
        label={t('shell.themeNow', { theme: t(`shell.theme.${theme}`) })}
        title={t('shell.themeNow', { theme: t(`shell.theme.${theme}`) })}
      >
        {t('shell.theme')} <b>{t(`shell.theme.${theme}`)}</b>
      </Chip>
      <Chip
        onClick={() => void actions.saveSettings({ language: language === 'zh-CN' ? 'en' : 'zh-CN' })}
        label={t('shell.language')}
        title={t('shell.language')}
      >
        {language === 'zh-CN' ? (
          <span>
            <b>中</b> / EN
          </span>
        ) : (
          <span>
            中 / <b>EN</b>
          </span>
        )}
      </Chip>
    </header>
  );
}

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { light: 'dark', dark: 'system', system: 'light' };

function ProvenOnlySwitch() {
  const { t } = useMessages();
  const actions = useActions();
  const on = useApp(isProvenOnly);
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className={on ? 'chip switch on' : 'chip switch'}
      onClick={() => actions.setProvenOnly(!on)}
    >
      <span className="toggle" aria-hidden="true" />
      {t('shell.provenOnly')}
    </button>
  );
}
