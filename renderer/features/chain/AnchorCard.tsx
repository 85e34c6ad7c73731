import type { ChainView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { useNow } from '../../state/context.tsx';
import { Card, Hash, SectionTitle } from '../../ui/index.ts';

/** What everything on this page goes back to. */
export function AnchorCard({ chain }: { chain: ChainView }) {
  const { t, fmt } = useMessages();
  const now = useNow();
  const { trustedFrom, expiresAt } = chain;
  const left = expiresAt === null ? null : (Date.parse(expiresAt) - now) / 1000;
  return (
    <Card className="side-card" labelledBy="anchor">
      <SectionTitle id="anchor" title={t('chain.anchor.title')} note={t('chain.anchor.note')} />
      <dl className="pairs">
        <div>
          <dt>{t('chain.anchor.height')}</dt>
          <dd>{fmt.height(trustedFrom.height)}</dd>
        </div>
        <div>
          <dt>{t('chain.anchor.hash')}</dt>
          <dd>
            <Hash value={trustedFrom.hash} groups={2} />
          </dd>
        </div>
        {trustedFrom.time !== null && (
          <div>
            <dt>{t('chain.anchor.time')}</dt>
            <dd>{fmt.dateTime(trustedFrom.time, true)}</dd>
          </div>
        )}
        <div>
          <dt>{t('chain.anchor.period')}</dt>
          <dd>{fmt.duration(chain.trustingPeriodSeconds)}</dd>
        </div>
        {expiresAt !== null && left !== null && (
          <div>
            <dt>{t('chain.anchor.expires')}</dt>
            <dd>
              {fmt.dateTime(expiresAt)}{' '}
              <span className={left <= 0 ? 'over' : 'left'}>
                {left <= 0
                  ? t('chain.anchor.over', { time: fmt.duration(-left) })
                  : t('chain.anchor.left', { time: fmt.duration(left) })}
              </span>
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
