import type { DemoView } from '../../../main/contract/figures.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card } from '../../ui/index.ts';

const PHASES = ['keys', 'history', 'cache', 'listening'] as const;

/** The first start: what is happening, how far it is, and what comes then. */
export function DemoStart({ demo }: { demo: DemoView }) {
  const { t, fmt } = useMessages();
  const at = demo.phase === null ? 0 : PHASES.indexOf(demo.phase);
  const share = demo.total === 0 ? 0 : Math.min(1, demo.done / demo.total);
  return (
    <Card className="demo-start" labelledBy="demo-start">
      <h2 id="demo-start">{t('overview.start.title')}</h2>
      <p>{t('overview.start.text')}</p>
      <div
        className="progress"
        role="progressbar"
        aria-labelledby="demo-start"
        aria-valuemin={0}
        aria-valuemax={demo.total}
        aria-valuenow={demo.done}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <ol aria-label={t('overview.start.steps')}>
        {PHASES.map((phase, index) => {
          const state = index < at ? 'done' : index === at ? 'now' : 'later';
          return (
            <li key={phase} className={state} aria-current={state === 'now' ? 'step' : undefined}>
              <span className="n" aria-hidden="true">
                {state === 'done' ? '✓' : fmt.number(index + 1)}
              </span>
              {t(`overview.start.phase.${phase}`)}
              <em>
                {state === 'now' && demo.total > 0
                  ? t('overview.start.progress', { done: fmt.number(demo.done), total: fmt.number(demo.total) })
                  : t(`overview.start.${state}`)}
              </em>
            </li>
          );
        })}
      </ol>
      <p>{t('overview.start.verify')}</p>
    </Card>
  );
}
