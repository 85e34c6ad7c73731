import { useState } from 'react';
import type { ChainView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { useNow } from '../../state/context.tsx';
import { Button, Card, HealthShape, healthTone } from '../../ui/index.ts';
import { DecideDialog } from './DecideDialog.tsx';

/** Health with the sentence what it means: what happened, what it means for the figures, what one can do. */
export function HealthHead({ chain }: { chain: ChainView }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const now = useNow();
  const seconds = Math.max(0, Math.floor((now - Date.parse(chain.healthSince)) / 1000));
  const time = fmt.duration(seconds);
  const tone = healthTone(chain.health);
  // Without two headers to show, the reason is an answer that failed its check.
  const badAnswer = chain.health === 'suspect' && chain.conflicts.every(({ settled }) => settled === true);
  // Halted without a conflict: the pack and the chain do not fit together, and nobody forged anything.
  const misfit = chain.health === 'halted' && chain.error?.category !== 'attack';
  const [deciding, setDeciding] = useState(false);
  const halt = chain.halt ?? null;
  const calm = chain.health === 'synced' || chain.health === 'syncing';
  return (
    <Card className={`chain-head ${tone}`} labelledBy="chain-health">
      <span className={`health-big ${tone}`}>
        <HealthShape health={chain.health} size={22} />
      </span>
      <div className="chain-says">
        <h2 id="chain-health">
          <span role="status">{t(`health.${chain.health}`)}</span>
          <span className="what">
            {t(`chain.health.${misfit ? 'halted.misfit' : badAnswer ? 'suspect.bad' : chain.health}.what`, { time })}
          </span>
        </h2>
        <p>
          {t(`chain.health.${misfit ? 'halted.misfit' : chain.health}.means`)}
          {!calm && (
            <>
              {messages.language === 'en' ? ' ' : ''}
              <b>{t(`chain.health.${misfit ? 'halted.misfit' : badAnswer ? 'suspect.bad' : chain.health}.todo`)}</b>
            </>
          )}
        </p>
        {chain.error !== null && halt === null && (
          <p className="chain-error">
            <b>{t('chain.error')}</b> {messages.error(chain.error)}
          </p>
        )}
        {halt !== null && (
          <p className="chain-decide">
            <Button onClick={() => setDeciding(true)}>{t('chain.decide.open')}</Button>
          </p>
        )}
        {halt !== null && deciding && (
          <DecideDialog
            chainId={chain.chainId}
            name={fmt.text(chain.name)}
            halt={halt}
            onClose={() => setDeciding(false)}
          />
        )}
      </div>
      <dl className="chain-id">
        <div>
          <dt>{t('chains.col.chain')}</dt>
          <dd>
            <code>{chain.chainId}</code>
          </dd>
        </div>
        <div>
          <dt>{t(`health.${chain.health}`)}</dt>
          <dd>{t('chain.since', { time })}</dd>
        </div>
      </dl>
    </Card>
  );
}
