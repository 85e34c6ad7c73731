import type { ConflictView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, Hash, Seal } from '../../ui/index.ts';

/** Both headers side by side; the app does not say which is right. */
export function ConflictCard({ conflict }: { conflict: ConflictView }) {
  const { t, fmt } = useMessages();
  const id = `conflict-${conflict.height}`;
  return (
    <Card className="conflict" labelledBy={id}>
      <div className="conflict-head">
        <Seal level="contradicted" decorative />
        <h2 id={id}>{t('chain.conflict.title', { height: fmt.height(conflict.height) })}</h2>
        <span>{t('chain.conflict.at', { time: fmt.dateTime(conflict.detectedAt, true) })}</span>
      </div>
      <dl className="conflict-sides">
        <div>
          <dt>{t('chain.conflict.primary')}</dt>
          <dd>
            <Hash value={conflict.primaryHash} whole />
          </dd>
        </div>
        <div>
          <dt>{t('chain.conflict.witness', { url: conflict.witnessUrl })}</dt>
          <dd>
            <Hash value={conflict.witnessHash} whole />
          </dd>
        </div>
      </dl>
      <p>
        <b>{t(conflict.witnessQuorum ? 'chain.conflict.quorum' : 'chain.conflict.noQuorum')}</b>
      </p>
      <p>{t('chain.conflict.means')}</p>
    </Card>
  );
}
