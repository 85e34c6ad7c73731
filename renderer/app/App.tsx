import { lazy, Suspense, useEffect, useLayoutEffect } from 'react';
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

const ReviewScreen = lazy(async () => ({
  default: (await import('../features/review/ReviewScreen.tsx')).ReviewScreen,
}));
const ReportScreen = lazy(async () => ({
  default: (await import('../features/review/ReportScreen.tsx')).ReportScreen,
}));
const ImportScreen = lazy(async () => ({
  default: (await import('../features/import/ImportScreen.tsx')).ImportScreen,
}));
const CompareScreen = lazy(async () => ({
  default: (await import('../features/compare/CompareScreen.tsx')).CompareScreen,
}));
const ReportsScreen = lazy(async () => ({
  default: (await import('../features/reports/ReportsScreen.tsx')).ReportsScreen,
}));
const AuditScreen = lazy(async () => ({ default: (await import('../features/audit/AuditScreen.tsx')).AuditScreen }));
const Palette = lazy(async () => ({ default: (await import('../features/palette/Palette.tsx')).Palette }));
const PrintPage = lazy(async () => ({ default: (await import('../features/print/PrintPage.tsx')).PrintPage }));
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
  const paper = useApp((state) => state.route.screen === 'print');
  // Before anything is laid out: every style hangs on these two.
  useLayoutEffect(() => applyTheme(paper ? 'light' : theme), [theme, paper]);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const actions = useActions();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        actions.openPalette();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions]);
  if (paper) {
    return (
      <Suspense>
        <PrintPage />
      </Suspense>
    );
  }
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
  const paletteOpen = useApp((state) => state.paletteOpen);

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
        {route.screen === 'review' && <ReviewScreen />}
        {route.screen === 'report' && route.id !== null && <ReportScreen key={route.id} reportId={route.id} />}
        {route.screen === 'import' && <ImportScreen />}
        {route.screen === 'compare' && <CompareScreen />}
        {route.screen === 'reports' && <ReportsScreen />}
        {route.screen === 'audit' && <AuditScreen />}
        {isSubject(route.screen) && route.id !== null && (
          <SubjectScreen key={`${route.screen}/${route.id}`} kind={route.screen} id={route.id} />
        )}
        {route.screen === 'chains' && <ChainsScreen />}
        {route.screen === 'chain' && route.id !== null && <ChainScreen key={route.id} chainId={route.id} />}
        {route.screen === 'evidence' && <EvidenceScreen />}
        {route.screen === 'settings' && <SettingsScreen />}
      </Suspense>
      {paletteOpen && (
        <Suspense>
          <Palette />
        </Suspense>
      )}
      {figureId !== undefined && <DerivationDrawer key={figureId} figureId={figureId} />}
    </>
  );
}

const SUBJECTS = ['zone', 'sector', 'entity', 'scenario'] as const;

function isSubject(screen: Screen): screen is (typeof SUBJECTS)[number] {
  return (SUBJECTS as readonly Screen[]).includes(screen);
}
