import type { ChainView } from '../../../main/contract/chain.ts';
import type { Messages } from '../../i18n/index.ts';
import { useMessages } from '../../i18n/index.ts';
import { useNow } from '../../state/context.tsx';
import { type Column, HealthMark, PowerBar, TimeView } from '../../ui/index.ts';
import { countWitnesses, SEVERITY } from './chainRows.ts';

/** From then on the end of the trusting period is a matter for somebody. */
const EXPIRES_SOON_SECONDS = 3 * 86_400;

export function chainColumns(messages: Messages, hrefOf: (chainId: string) => string): readonly Column<ChainView>[] {
  const { t, fmt } = messages;
  return [
    {
      key: 'chain',
      title: t('chains.col.chain'),
      sortBy: (chain) => fmt.text(chain.name),
      render: (chain) => (
        <a className="chain-name" href={hrefOf(chain.chainId)}>
          {fmt.text(chain.name)}
          <code>{chain.chainId}</code>
        </a>
      ),
    },
    {
      key: 'health',
      title: t('chains.col.health'),
      sortBy: (chain) => SEVERITY.indexOf(chain.health),
      render: (chain) => <HealthCell chain={chain} />,
    },
    {
      key: 'height',
      title: t('chains.col.height'),
      numeric: true,
      sortBy: (chain) => (chain.verified === null ? null : BigInt(chain.verified.height)),
      render: (chain) =>
        chain.verified === null ? (
          <span className="nothing">{t('chains.noHeight')}</span>
        ) : (
          <b className="height">{fmt.height(chain.verified.height)}</b>
        ),
    },
    {
      key: 'age',
      title: t('chains.col.age'),
      numeric: true,
      sortBy: (chain) => (chain.verified === null ? null : -Date.parse(chain.verified.time)),
      render: (chain) =>
        chain.verified === null ? <span className="nothing">—</span> : <TimeView at={chain.verified.time} show="age" />,
    },
    {
      key: 'lag',
      title: <span title={t('chains.lagHint')}>{t('chains.col.lag')}</span>,
      unit: t('chains.col.lagUnit'),
      numeric: true,
      sortBy: (chain) => chain.lag,
      render: (chain) =>
        chain.lag === null ? <span className="nothing">{t('chains.lagUnknown')}</span> : fmt.number(chain.lag),
    },
    {
      key: 'validators',
      title: t('chains.col.validators'),
      numeric: true,
      sortBy: (chain) => chain.validators,
      render: (chain) => (chain.verified === null ? <span className="nothing">—</span> : fmt.number(chain.validators)),
    },
    {
      key: 'power',
      title: t('chains.col.power'),
      sortBy: (chain) => (chain.verified === null ? null : chain.signedPowerPercent),
      render: (chain) =>
        chain.verified === null ? (
          <span className="nothing">—</span>
        ) : (
          <span className="power-cell">
            <PowerBar signers={chain.signers} height={8} />
            <span className="percent">{fmt.percent(chain.signedPowerPercent)}</span>
          </span>
        ),
    },
    {
      key: 'witnesses',
      title: t('chains.col.witnesses'),
      sortBy: (chain) => {
        const { total, agree, conflict } = countWitnesses(chain);
        return total === 0 ? null : agree / total - conflict;
      },
      render: (chain) => <WitnessCell chain={chain} />,
    },
    {
      key: 'from',
      title: t('chains.col.trustedFrom'),
      numeric: true,
      sortBy: (chain) => BigInt(chain.trustedFrom.height),
      render: (chain) => fmt.height(chain.trustedFrom.height),
    },
    {
      key: 'expires',
      title: t('chains.col.expires'),
      numeric: true,
      sortBy: (chain) => (chain.expiresAt === null ? null : Date.parse(chain.expiresAt)),
      render: (chain) => <ExpiryCell at={chain.expiresAt} />,
    },
    {
      key: 'signatures',
      title: t('chains.col.signatures'),
      numeric: true,
      sortBy: (chain) => chain.signaturesChecked,
      render: (chain) => fmt.number(chain.signaturesChecked),
    },
  ];
}

/** How long a trouble has lasted; for a chain in order that is of no interest. */
function HealthCell({ chain }: { chain: ChainView }) {
  const { fmt } = useMessages();
  const now = useNow();
  const seconds = (now - Date.parse(chain.healthSince)) / 1000;
  return (
    <span className="health-cell">
      <HealthMark health={chain.health} />
      {chain.health !== 'synced' && seconds >= 1 && <span className="since">{fmt.duration(Math.floor(seconds))}</span>}
    </span>
  );
}

function WitnessCell({ chain }: { chain: ChainView }) {
  const { t } = useMessages();
  const { total, agree, conflict } = countWitnesses(chain);
  if (total === 0) return <span className="nothing">{t('chains.witness.none')}</span>;
  if (conflict > 0) return <span className="witness bad">{t('chains.witness.conflict', { n: conflict })}</span>;
  return (
    <span className={agree === total ? 'witness' : 'witness short'} title={t('chains.witness.label', { total, agree })}>
      {t('chains.witness.agree', { total, agree })}
    </span>
  );
}

function ExpiryCell({ at }: { at: string | null }) {
  const { t, fmt } = useMessages();
  const now = useNow();
  if (at === null) return <span className="nothing">—</span>;
  const left = (Date.parse(at) - now) / 1000;
  if (left <= 0) {
    return (
      <span className="expiry bad" title={fmt.dateTime(at)}>
        {t('chains.expires.over')}
      </span>
    );
  }
  return (
    <span className={left < EXPIRES_SOON_SECONDS ? 'expiry warn' : 'expiry'} title={fmt.dateTime(at)}>
      {t('chains.expires.left', { time: fmt.duration(left) })}
    </span>
  );
}
