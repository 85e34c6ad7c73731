import type { ChainView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, EmptyState, Hash, PowerBar, Seal, SectionTitle, shortAddress, TimeView } from '../../ui/index.ts';

/** The newest header this machine verified, and who signed it. */
export function HeaderCard({ chain }: { chain: ChainView }) {
  const { t, fmt } = useMessages();
  const { verified } = chain;
  if (verified === null) {
    return (
      <Card className="newest" labelledBy="newest">
        <SectionTitle id="newest" title={t('chain.head.title')} />
        <EmptyState title={t('chain.head.none')}>{t('chain.head.noneSay')}</EmptyState>
      </Card>
    );
  }
  const signed = chain.signers.filter((signer) => signer.signed).length;
  return (
    <Card className="newest" labelledBy="newest">
      <SectionTitle
        id="newest"
        title={t('chain.head.title')}
        note={verified.fromDisk ? t('chain.head.disk') : undefined}
        end={<span className="newest-lag">{lagText(chain)}</span>}
      />
      <div className="newest-body">
        <div className="newest-facts">
          <p className="newest-height">
            {fmt.height(verified.height)}
            <Seal level={verified.provenance.level} condition={verified.provenance.condition} />
          </p>
          <dl className="pairs">
            <div>
              <dt>{t('chain.head.time')}</dt>
              <dd>
                <TimeView at={verified.time} seconds />
              </dd>
            </div>
            <div>
              <dt>{t('chain.head.mode')}</dt>
              <dd title={t(`chain.how.${verified.mode}.hint`)}>{t(`chain.how.${verified.mode}`)}</dd>
            </div>
            <div>
              <dt>{t('chain.head.hash')}</dt>
              <dd>
                <Hash value={verified.hash} groups={2} />
              </dd>
            </div>
            <div>
              <dt>{t('chain.head.appHash')}</dt>
              <dd>
                <Hash value={verified.appHash} groups={2} />
              </dd>
            </div>
            <div>
              <dt>{t('chain.head.work')}</dt>
              <dd>
                {t('chain.head.workValue', {
                  headers: fmt.number(chain.headersVerified),
                  signatures: fmt.number(chain.signaturesChecked),
                })}
              </dd>
            </div>
            <div>
              <dt>{t('chain.head.walked')}</dt>
              <dd>{t('chain.head.walkedValue', { walked: fmt.number(chain.headersWalked) })}</dd>
            </div>
          </dl>
        </div>
        <div className="newest-power">
          <p className="power-line">
            <span>{t('chain.head.signed')}</span>
            <b>
              {t('chain.head.signedValue', {
                percent: fmt.percent(chain.signedPowerPercent, 1),
                signed,
                total: chain.validators,
              })}
            </b>
          </p>
          <PowerBar signers={chain.signers} height={14} />
          <p className="power-note">{t('chain.head.threshold')}</p>
          <Signers chain={chain} />
        </div>
      </div>
    </Card>
  );

  function lagText(view: ChainView): string {
    if (view.lag === null || view.claimedHeight === null) return '';
    if (view.lag === 0) return t('chain.head.atTip');
    return t('chain.head.behind', { n: view.lag, height: fmt.height(view.claimedHeight) });
  }
}

function Signers({ chain }: { chain: ChainView }) {
  const { t, fmt } = useMessages();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <div className="signers-scroll" tabIndex={0} role="group" aria-label={t('chain.signer.caption')}>
      <table className="table">
        <caption className="visually-hidden">{t('chain.signer.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chain.signer.address')}</th>
            <th scope="col" className="number">
              {t('chain.signer.power')}
            </th>
            <th scope="col">{t('chain.signer.state')}</th>
          </tr>
        </thead>
        <tbody>
          {chain.signers.map((signer) => (
            <tr key={signer.address}>
              <td>
                <code title={signer.address}>{shortAddress(signer.address)}</code>
              </td>
              <td className="number">
                {fmt.number(signer.power)} <span className="share">{fmt.percent(signer.powerPercent, 1)}</span>
              </td>
              <td className={signer.signed ? 'signed' : 'absent'}>
                {signer.signed ? '✓' : '–'} {t(signer.signed ? 'chain.signer.signed' : 'chain.signer.absent')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
