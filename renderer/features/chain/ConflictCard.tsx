import type { AttackView, ConflictView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { AttackDetail } from '../../ui/attack/index.ts';
import { Card, Hash, Seal } from '../../ui/index.ts';
import { ExportAttack } from './ExportAttack.tsx';

/** Both headers side by side; the app does not say which is right. With the evidence, where it was proven. */
export function ConflictCard(props: { conflict: ConflictView; attack: AttackView | null; chainId: string }) {
  const { t, fmt } = useMessages();
  const { conflict, attack, chainId } = props;
  const proven = attack !== null || conflict.witnessQuorum;
  const id = `conflict-${conflict.height}`;
  return (
    <Card className={proven ? 'conflict' : 'conflict unproven'} labelledBy={id}>
      <div className="conflict-head">
        <Seal level={proven ? 'contradicted' : 'stale'} decorative />
        <h2 id={id}>{t('chain.conflict.title', { height: fmt.height(conflict.height) })}</h2>
        <span>{t('chain.conflict.at', { time: fmt.dateTime(conflict.detectedAt, true) })}</span>
      </div>
      {attack === null ? (
        <>
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
          <p>{t(conflict.witnessQuorum ? 'chain.conflict.means' : 'chain.conflict.noQuorumMeans')}</p>
        </>
      ) : (
        <>
          <AttackDetail attack={attack} />
          <p>{t('chain.conflict.means')}</p>
          <ExportAttack chainId={chainId} attackId={attack.id} note />
        </>
      )}
    </Card>
  );
}
