import type { AttackView, ConflictView, Decision } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, SectionTitle } from '../../ui/index.ts';
import { ExportAttack } from './ExportAttack.tsx';

/** Conflicts that a person has decided since: never hidden, and no longer in the way. */
export function SettledCard(props: {
  conflicts: readonly ConflictView[];
  attacks: readonly AttackView[];
  decisions: readonly Decision[];
  chainId: string;
}) {
  const { t, fmt } = useMessages();
  const { attacks, decisions, chainId } = props;
  return (
    <Card className="side-card settled" labelledBy="settled">
      <SectionTitle id="settled" title={t('chain.settled.title')} note={t('chain.settled.note')} />
      <ul>
        {[...props.conflicts].reverse().map((conflict) => {
          const attack = attacks.find(({ id }) => id === conflict.attackId);
          const decision = decisions.filter(({ decidedAt }) => decidedAt >= conflict.detectedAt).pop();
          return (
            <li key={`${conflict.height}-${conflict.witnessHash}`}>
              <b>
                {t('chain.settled.at', {
                  height: fmt.height(conflict.height),
                  time: fmt.dateTime(conflict.detectedAt),
                })}
              </b>
              {attack !== undefined && <span>{t(`attack.${attack.kind}`)}</span>}
              {decision !== undefined && (
                <span>
                  {t(`chain.settled.${decision.kept}`, {
                    time: fmt.dateTime(decision.decidedAt),
                    primary: decision.primaryUrl,
                    witness: decision.witnessUrl ?? '',
                  })}
                </span>
              )}
              {attack !== undefined && <ExportAttack chainId={chainId} attackId={attack.id} />}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
