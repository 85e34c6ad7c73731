import type { AttackSide, AttackSigner, AttackView } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Hash, shortAddress } from '../Hash.tsx';
import './attack.css';

/** Of which kind the attack is, on what ground, the two blocks, and who signed what. */
export function AttackDetail({ attack }: { attack: AttackView }) {
  const { t, fmt, language } = useMessages();
  const { common, differing, signers } = attack;
  const both = signers.filter(({ signedPrimary, signedWitness }) => signedPrimary && signedWitness).length;
  return (
    <>
      <p className="attack-kind">
        <b>{t(`attack.${attack.kind}`)}</b>
        {language === 'en' ? ' ' : ''}
        {t(`attack.${attack.kind}.means`)}
      </p>
      <div className="attack-blocks">
        <dl className="attack-common">
          <dt>{t('attack.common', { height: fmt.height(common.height) })}</dt>
          <dd>
            <Hash value={common.hash} groups={2} />
            <span className="attack-time">{fmt.dateTime(common.time, true)}</span>
          </dd>
        </dl>
        <Side title={t('attack.primary')} side={attack.primary} />
        <Side title={t('attack.witness')} side={attack.witness} />
      </div>
      <p>
        {t('attack.differing')}{' '}
        {differing.map((field, index) => (
          <span key={field}>
            {index > 0 && (language === 'en' ? ', ' : '、')}
            <code>{field}</code>
          </span>
        ))}
      </p>
      <p>
        <b>{t('attack.both', { n: both, percent: fmt.percent(attack.bothPercent, 1) })}</b>
        {language === 'en' ? ' ' : ''}
        {attack.kind === 'amnesia' ? t('attack.nobody') : !attack.bothSides && t('attack.oneSide')}
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
          {side.operator} {side.url !== '' && <code>{side.url.replace(/^https?:\/\//, '')}</code>}
        </span>
      </h3>
      <Hash value={side.hash} whole />
      <p>
        {t('attack.block', {
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
  const caption = t('attack.signers');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <div className="attack-signers" tabIndex={0} role="group" aria-label={caption}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('attack.address')}</th>
            <th scope="col" className="number">
              {t('attack.power')}
            </th>
            <th scope="col" className="number">
              {t('attack.share')}
            </th>
            <th scope="col">{t('attack.signedPrimary')}</th>
            <th scope="col">{t('attack.signedWitness')}</th>
            <th scope="col">{t('attack.accused')}</th>
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
                {signer.powerPercent === 0 ? t('attack.stranger') : fmt.percent(signer.powerPercent, 1)}
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
      {signed ? '✓' : '–'} {t(signed ? 'attack.signed' : 'attack.absent')}
    </span>
  );
}

/** Whoever is named whichever side is right is guilty in any case; of the others it depends on which side that is. */
function accusedKey({ accusedByPrimary, accusedByWitness }: AttackSigner, { bothSides }: AttackView) {
  if (accusedByPrimary && accusedByWitness) return 'attack.accused.yes';
  if (!accusedByPrimary && !accusedByWitness) return 'attack.accused.no';
  if (!bothSides) return 'attack.accused.yes';
  return accusedByPrimary ? 'attack.accused.ifPrimary' : 'attack.accused.ifWitness';
}
