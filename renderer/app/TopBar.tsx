import { useMessages } from '../i18n/index.ts';
import { isProvenOnly } from '../state/appStore.ts';
import { useActions, useApp } from '../state/context.tsx';
import { useLens, useOffice } from '../state/office.ts';
import { Chip, TITLE_SLOT, TOP_BAR_SLOT } from '../ui/index.ts';
import { ChainStrip } from './ChainStrip.tsx';
import { linkTo, placeAbove, type Screen } from './route.ts';

/** Where the lens (period, as-of day, proven only) changes what is shown. */
const THROUGH_THE_LENS: ReadonlySet<Screen> = new Set([
  'overview',
  'zones',
  'sectors',
  'entities',
  'scenarios',
  'zone',
  'sector',
  'entity',
  'scenario',
  'reports',
]);

export function TopBar() {
  const { t, language } = useMessages();
  const actions = useActions();
  const route = useApp((state) => state.route);
  const parent = placeAbove(route.screen);
  const lens = THROUGH_THE_LENS.has(route.screen);
  return (
    <header className="topbar">
      {parent === null ? (
        <h1>{t(`nav.${route.screen}`)}</h1>
      ) : (
        <>
          <a className="parent" href={linkTo(route, parent)}>
            {t(`nav.${parent}`)}
          </a>
          <span aria-hidden="true" className="slash">
            /
          </span>
          <h1>
            <span id={TITLE_SLOT} />
          </h1>
        </>
      )}
      {lens && <LensChips />}
      {lens && <ProvenOnlySwitch />}
      <div id={TOP_BAR_SLOT} className="slot" />
      <div className="space" />
      <ChainStrip />
      <Chip onClick={actions.openPalette}>
        <span className="search-words">{t('shell.search')}</span>
        <kbd>{/Mac/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'}</kbd>
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

/** The period, and the day as of which everything is shown. */
function LensChips() {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const lens = useLens();
  const programme = useOffice('programme', { asOf: lens.asOf, period: null });
  const periods = programme.value?.periods ?? [];
  return (
    <>
      <label className="chip">
        {t('shell.period')}
        <select
          value={lens.period ?? ''}
          onChange={(event) => actions.setQuery({ period: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{periods[0] === undefined ? t('shell.periodNow') : fmt.period(periods[0])}</option>
          {periods.slice(1).map((period) => (
            <option key={period} value={period}>
              {fmt.period(period)}
            </option>
          ))}
        </select>
      </label>
      <label className="chip as-of" title={t('shell.asOfInput')}>
        {t('shell.asOf')}
        {lens.asOf === null && <b aria-hidden="true">{t('shell.now')}</b>}
        <input
          type="date"
          className={lens.asOf === null ? 'unset' : undefined}
          aria-label={t('shell.asOfInput')}
          value={lens.asOf ?? ''}
          onChange={(event) => actions.setQuery({ asOf: event.target.value === '' ? null : event.target.value })}
        />
      </label>
    </>
  );
}

/** Over every screen that looks back: what is shown is not the present. */
export function LookingBack() {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const { asOf } = useLens();
  const screen = useApp((state) => state.route.screen);
  if (asOf === null || !THROUGH_THE_LENS.has(screen)) return null;
  return (
    <output className="looking-back">
      {t('shell.lookingBack', { date: fmt.date(asOf) })}
      <button type="button" className="go" onClick={() => actions.setQuery({ asOf: null })}>
        {t('shell.backToNow')}
      </button>
    </output>
  );
}

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
