import { useMessages } from '../../i18n/index.ts';
import { Card, SectionTitle } from '../../ui/index.ts';

const CAN = ['chain.limits.can.1', 'chain.limits.can.2', 'chain.limits.can.3', 'chain.limits.can.4'] as const;
const CANNOT = [
  'chain.limits.cannot.1',
  'chain.limits.cannot.2',
  'chain.limits.cannot.3',
  'chain.limits.cannot.4',
  'chain.limits.cannot.5',
] as const;

/** A supervisor must know where proof ends, chain family by chain family. */
export function LimitsCard({ family }: { family: string }) {
  const { t } = useMessages();
  return (
    <Card className="side-card limits" labelledBy="limits">
      <SectionTitle
        id="limits"
        title={t('chain.limits.title')}
        note={family === 'cometbft' ? t('chain.limits.note') : family}
      />
      {family === 'cometbft' ? (
        <>
          <h3 className="can">{t('chain.limits.can')}</h3>
          <ul>
            {CAN.map((key) => (
              <li key={key} className="can">
                {t(key)}
              </li>
            ))}
          </ul>
          <h3 className="cannot">{t('chain.limits.cannot')}</h3>
          <ul>
            {CANNOT.map((key) => (
              <li key={key} className="cannot">
                {t(key)}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="quiet">{t('chain.limits.other')}</p>
      )}
    </Card>
  );
}
