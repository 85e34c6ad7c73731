import type { ChainView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useSnapshot } from '../../state/context.tsx';
import { Button, Card, EmptyState, ProblemNote, TopBarTitle } from '../../ui/index.ts';
import { AnchorCard } from './AnchorCard.tsx';
import { ChangesCard } from './ChangesCard.tsx';
import { ConflictCard } from './ConflictCard.tsx';
import { HeaderCard } from './HeaderCard.tsx';
import { HeadersCard } from './HeadersCard.tsx';
import { HealthHead } from './HealthHead.tsx';
import { IntervalsCard } from './IntervalsCard.tsx';
import { LimitsCard } from './LimitsCard.tsx';
import { PeersCard } from './PeersCard.tsx';
import { SettledCard } from './SettledCard.tsx';
import { useChainDetail } from './useChainDetail.ts';
import './chain.css';

export function ChainScreen({ chainId }: { chainId: string }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const actions = useActions();
  const chain = useSnapshot((snapshot) => snapshot.chains.find((each) => each.chainId === chainId) ?? null);
  const { state, retry } = useChainDetail(chainId, chain === null ? null : changeOf(chain));
  if (chain === null) {
    return (
      <Card className="chain-unknown">
        <EmptyState
          title={t('chain.unknown.title')}
          action={<Button onClick={() => actions.navigate('chains')}>{t('chain.unknown.action')}</Button>}
        >
          {t('chain.unknown.say', { chainId })}
        </EmptyState>
      </Card>
    );
  }
  const detail = state.kind === 'loading' ? null : state.detail;
  const loading = state.kind === 'loading';
  const attacks = detail?.attacks ?? [];
  const open = chain.conflicts.filter(({ settled }) => settled !== true).reverse();
  const settled = chain.conflicts.filter((conflict) => conflict.settled === true);
  return (
    <div className="chain">
      <TopBarTitle>{fmt.text(chain.name)}</TopBarTitle>
      <HealthHead chain={chain} />
      {open.map((conflict) => (
        <ConflictCard
          key={`${conflict.height}-${conflict.witnessHash}`}
          conflict={conflict}
          attack={attacks.find(({ id }) => id === conflict.attackId) ?? null}
          chainId={chainId}
        />
      ))}
      {state.kind === 'failed' && (
        <ProblemNote
          live
          what={messages.error(state.error)}
          means={t('chain.detail.failedMeans')}
          action={
            <Button small onClick={retry}>
              {t('chain.detail.retry')}
            </Button>
          }
        />
      )}
      <div className="chain-grid">
        <div className="chain-main">
          <HeaderCard chain={chain} />
          <IntervalsCard detail={detail} loading={loading} chainId={chainId} />
          <HeadersCard detail={detail} loading={loading} />
        </div>
        <div className="chain-side">
          <AnchorCard chain={chain} />
          <PeersCard chain={chain} />
          {settled.length > 0 && (
            <SettledCard conflicts={settled} attacks={attacks} decisions={detail?.decisions ?? []} chainId={chainId} />
          )}
          <ChangesCard detail={detail} loading={loading} />
          <LimitsCard family={chain.family} />
        </div>
      </div>
    </div>
  );
}

/** What asks for another reading of the store: a new height, new evidence, a decision. */
function changeOf({ verified, conflicts, halt }: ChainView): string {
  const newest = conflicts[conflicts.length - 1];
  return [verified?.height, conflicts.length, newest?.attackId, newest?.settled, halt?.since].join('/');
}
