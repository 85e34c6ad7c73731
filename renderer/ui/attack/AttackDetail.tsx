import type { AttackSide, AttackSigner, AttackView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Hash } from '../../ui/index.ts';
import { shortAddress } from './HeaderCard.tsx';

/** Of which kind the attack is, on what ground, the two blocks, and who signed what. */
export function AttackDetail({ attack }: { attack: AttackView }) {
  const { t, fmt, language } = useMessages();
  const { common, differing, signers } = attack;
  const both = signers.filter(({ signedPrimary, signedWitness }) => signedPrimary && signedWitness).length;
  return (
    <>
      <p className="attack-kind">
        <b>{t(`chain.attack.${attack.kind}`)}</b>
        {language === 'en' ? ' ' : ''}
        {t(`chain.attack.${attack.kind}.means`)}
      </p>
      <div className="attack-blocks">
        <dl className="attack-common">
          <dt>{t('chain.attack.common', { height: fmt.height(common.height) })}</dt>
          <dd>
            <Hash value={common.hash} groups={2} />
            <span className="attack-time">{fmt.dateTime(common.time, true)}</span>
          </dd>
        </dl>
        <Side title={t('chain.attack.primary')} side={attack.primary} />
        <Side title={t('chain.attack.witness')} side={attack.witness} />
      </div>
      <p>
        {t('chain.attack.differing')}{' '}
        {differing.map((field, index) => (
          <span key={field}>
            {index > 0 && (language === 'en' ? ', ' : '、')}
            <code>{field}</code>
          </span>
        ))}
      </p>
      <p>
        <b>{t('chain.attack.both', { n: both, percent: fmt.percent(attack.bothPercent, 1) })}</b>
        {language === 'en' ? ' ' : ''}
        {attack.kind === 'amnesia' ? t('chain.attack.nobody') : !attack.bothSides && t('chain.attack.oneSide')}
      </p>
      <Signers attack={attack} />
    </>
  );
}

function Side({ title, side }: { title: string; side: AttackSide }) {
  const { t, fmt } = useMessages();
  return (
    <section className="attack-side" aria-label={title}>
      <h3>
        {title}
        <span>
          {side.operator} <code>{side.url.replace(/^https?:\/\//, '')}</code>
        </span>
      </h3>
      <Hash value={side.hash} whole />
      <p>
        {t('chain.attack.block', {
          height: fmt.height(side.height),
          round: String(side.round),
          percent: fmt.percent(side.signedPowerPercent, 1),
        })}
        <span className="attack-time">{fmt.dateTime(side.time, true)}</span>
      </p>
    </section>
  );
}

function Signers({ attack }: { attack: AttackView }) {
  const { t, fmt } = useMessages();
  const caption = t('chain.attack.signers');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <div className="attack-signers" tabIndex={0} role="group" aria-label={caption}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chain.signer.address')}</th>
            <th scope="col" className="number">
              {t('chain.signer.power')}
            </th>
            <th scope="col" className="number">
              {t('chain.attack.share')}
            </th>
            <th scope="col">{t('chain.attack.signedPrimary')}</th>
            <th scope="col">{t('chain.attack.signedWitness')}</th>
            <th scope="col">{t('chain.attack.accused')}</th>
          </tr>
        </thead>
        <tbody>
          {attack.signers.map((signer) => (
            <tr key={signer.address} className={signer.signedPrimary && signer.signedWitness ? 'both' : ''}>
              <th scope="row">
                <code title={signer.address}>{shortAddress(signer.address)}</code>
              </th>
              <td className="number">{fmt.number(signer.power)}</td>
              <td className="number">
                {signer.powerPercent === 0 ? t('chain.attack.stranger') : fmt.percent(signer.powerPercent, 1)}
              </td>
              <td>
                <Signed signed={signer.signedPrimary} />
              </td>
              <td>
                <Signed signed={signer.signedWitness} />
              </td>
              <td className="accused">{t(accusedKey(signer, attack))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Signed({ signed }: { signed: boolean }) {
  const { t } = useMessages();
  return (
    <span className={signed ? 'signed' : 'absent'}>
      {signed ? '✓' : '–'} {t(signed ? 'chain.signer.signed' : 'chain.signer.absent')}
    </span>
  );
}

/** Whoever is named whichever side is right is guilty in any case; of the others it depends on which side that is. */
function accusedKey({ accusedByPrimary, accusedByWitness }: AttackSigner, { bothSides }: AttackView) {
  if (accusedByPrimary && (accusedByWitness || !bothSides)) return 'chain.attack.accused.yes';
  if (accusedByPrimary) return 'chain.attack.accused.ifPrimary';
  return accusedByWitness ? 'chain.attack.accused.ifWitness' : 'chain.attack.accused.no';
}
