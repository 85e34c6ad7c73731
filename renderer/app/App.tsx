import { lazy, Suspense, useEffect } from 'react';
import { DerivationDrawer } from '../features/derivation/DerivationDrawer.tsx';
import { OverviewScreen } from '../features/overview/OverviewScreen.tsx';
import { OverviewSkeleton } from '../features/overview/OverviewSkeleton.tsx';
import { useMessages } from '../i18n/index.ts';
import { useActions, useApp } from '../state/context.tsx';
import { applyTheme } from '../theme/applyTheme.ts';
import { Button, ProblemNote } from '../ui/index.ts';
import type { Screen } from './route.ts';
import { Shell } from './Shell.tsx';

// The first screen is in the first bundle; the others are read from disk when they are opened.
const ChainsScreen = lazy(async () => ({
  default: (await import('../features/chains/ChainsScreen.tsx')).ChainsScreen,
}));
const ChainScreen = lazy(async () => ({ default: (await import('../features/chain/ChainScreen.tsx')).ChainScreen }));
const EvidenceScreen = lazy(async () => ({
  default: (await import('../features/evidence/EvidenceScreen.tsx')).EvidenceScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/SettingsScreen.tsx')).SettingsScreen,
}));

const SubjectScreen = lazy(async () => ({
  default: (await import('../features/subject/SubjectScreen.tsx')).SubjectScreen,
}));
const ScenariosScreen = lazy(async () => ({
  default: (await import('../features/lists/ScenariosScreen.tsx')).ScenariosScreen,
}));
const EntitiesScreen = lazy(async () => ({
  default: (await import('../features/lists/EntitiesScreen.tsx')).EntitiesScreen,
}));
const SectorsScreen = lazy(async () => ({
  default: (await import('../features/lists/SectorsScreen.tsx')).SectorsScreen,
}));
const ZonesScreen = lazy(async () => ({ default: (await import('../features/zones/ZonesScreen.tsx')).ZonesScreen }));

export function App() {
  const { language, theme } = useApp((state) => state.settings);
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <Shell>
      <CurrentScreen />
    </Shell>
  );
}

function CurrentScreen() {
  const { t } = useMessages();
  const actions = useActions();
  const connection = useApp((state) => state.connection);
  const loaded = useApp((state) => state.snapshot !== null);
  const route = useApp((state) => state.route);
  const figureId = route.query['figure'];

  if (connection === 'failed') {
    return (
      <div className="screen-note">
        <ProblemNote
          tone="bad"
          live
          what={t('shell.bridgeFailed')}
          means={t('shell.bridgeFailedMeaning')}
          action={<Button onClick={() => void actions.reload()}>{t('shell.retry')}</Button>}
        />
      </div>
    );
  }
  if (!loaded) return <OverviewSkeleton />;
  return (
    <>
      {/* Keyed: the screen left behind goes at once instead of waiting, hidden, for the next one. */}
      <Suspense key={route.screen} fallback={<div className="screen-waits" aria-busy="true" />}>
        {route.screen === 'overview' && <OverviewScreen />}
        {route.screen === 'zones' && <ZonesScreen />}
        {route.screen === 'sectors' && <SectorsScreen />}
        {route.screen === 'entities' && <EntitiesScreen />}
        {route.screen === 'scenarios' && <ScenariosScreen />}
        {isSubject(route.screen) && route.id !== null && (
          <SubjectScreen key={`${route.screen}/${route.id}`} kind={route.screen} id={route.id} />
        )}
        {route.screen === 'chains' && <ChainsScreen />}
        {route.screen === 'chain' && route.id !== null && <ChainScreen key={route.id} chainId={route.id} />}
        {route.screen === 'evidence' && <EvidenceScreen />}
        {route.screen === 'settings' && <SettingsScreen />}
      </Suspense>
      {figureId !== undefined && <DerivationDrawer key={figureId} figureId={figureId} />}
    </>
  );
}

const SUBJECTS = ['zone', 'sector', 'entity', 'scenario'] as const;

function isSubject(screen: Screen): screen is (typeof SUBJECTS)[number] {
  return (SUBJECTS as readonly Screen[]).includes(screen);
}
