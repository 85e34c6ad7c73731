import type { ChainView, PeerView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, SectionTitle } from '../../ui/index.ts';

const TONES: Readonly<Record<PeerView['state'], 'ok' | 'warn' | 'bad' | 'none'>> = {
  agrees: 'ok',
  lagging: 'warn',
  unreachable: 'warn',
  conflict: 'bad',
  bad: 'bad',
  unknown: 'none',
};

/** Whom this machine asks: the primary it follows, the witnesses it compares with. */
export function PeersCard({ chain }: { chain: ChainView }) {
  const { t, fmt, error } = useMessages();
  const primary = chain.peers.find((peer) => peer.role === 'primary');
  const witnesses = chain.peers.filter((peer) => peer.role === 'witness');
  const sameOperator = witnesses.length > 0 && witnesses.every((peer) => peer.operator === primary?.operator);
  return (
    <Card className="side-card peers" labelledBy="peers">
      <SectionTitle id="peers" title={t('chain.peers.title')} note={t('chain.peers.note', { n: witnesses.length })} />
      <table className="table">
        <caption className="visually-hidden">{t('chain.peers.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chain.peers.operator')}</th>
            <th scope="col">{t('chain.peers.role')}</th>
            <th scope="col">{t('chain.peers.state')}</th>
            <th scope="col" className="number">
              {t('chain.peers.height')}
            </th>
          </tr>
        </thead>
        <tbody>
          {chain.peers.map((peer) => (
            <tr key={peer.url}>
              <th scope="row">
                {peer.operator}
                <code title={peer.url}>{peer.url.replace(/^https?:\/\//, '')}</code>
              </th>
              <td>{t(`chain.peers.${peer.role}`)}</td>
              <td>
                <span
                  className={`peer ${TONES[peer.state]}`}
                  title={peer.error === null ? undefined : error(peer.error)}
                >
                  <PeerShape tone={TONES[peer.state]} />
                  {t(`chain.peer.${peer.state}`)}
                </span>
                <Standing peer={peer} />
              </td>
              <td className="number">{peer.height === null ? '—' : fmt.height(peer.height)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {witnesses.length === 0 && <p className="peers-note">{t('chain.peers.noWitness')}</p>}
      {sameOperator && <p className="peers-note">{t('chain.peers.sameOperator')}</p>}
    </Card>
  );
}

/** How it has done so far, in a word: nothing while there is nothing to say. */
function Standing({ peer }: { peer: PeerView }) {
  const { t } = useMessages();
  const { standing = 'new', latencyMs = null } = peer;
  if (standing === 'new') return null;
  const speed = latencyMs === null || standing === 'excluded' ? '' : t('chain.peer.latency', { n: latencyMs });
  return (
    <span className={`peer-standing ${standing}`}>
      {t(`chain.peer.standing.${standing}`)}
      {speed}
    </span>
  );
}

function PeerShape({ tone }: { tone: 'ok' | 'warn' | 'bad' | 'none' }) {
  return (
    <svg width="10" height="10" viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
      {tone === 'ok' && <circle cx="6" cy="6" r="4.6" />}
      {tone === 'warn' && <path d="M6 1.2 11.4 10.8H.6z" />}
      {tone === 'bad' && <path d="M1.4 1.4h9.2v9.2H1.4z" />}
      {tone === 'none' && <circle cx="6" cy="6" r="4.1" fill="none" stroke="currentColor" strokeWidth="1.3" />}
    </svg>
  );
}
