import { useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';

/** Says plainly that this is demo data, or that the runtime is not one to supervise with. Nothing of it can be hidden. */
export function Banner() {
  const { t, language } = useMessages();
  const demo = useApp((state) => {
    const snapshot = state.snapshot;
    return snapshot === null
      ? state.settings.network === 'demo'
      : snapshot.demo.state !== 'off' || snapshot.network.source === 'demo';
  });
  const none = useApp((state) => state.snapshot?.network.source === 'none');
  const runtime = useApp((state) => state.snapshot?.runtime);
  const development = runtime?.developmentOnly === true;
  if (!demo && !none && !development) return null;
  return (
    <section className={demo ? 'banner demo' : 'banner'} aria-label={t('shell.notice')}>
      {demo && (
        <span>
          {t('shell.demo')} <i lang={language === 'zh-CN' ? 'en' : 'zh-CN'}>{t('shell.demoTag')}</i>
        </span>
      )}
      {!demo && none && <span>{t('shell.offBanner')}</span>}
      {development && (
        <span className="runtime">{t('shell.devRuntime', { name: runtime.name, version: runtime.version })}</span>
      )}
    </section>
  );
}
