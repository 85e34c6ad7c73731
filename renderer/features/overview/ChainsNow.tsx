import { useMemo } from 'react';
import { type ChainView, HEALTHS } from '../../../main/contract/chain.ts';
import { useMessages } from '../../i18n/index.ts';
import { Card, HealthShape, healthTone, SectionTitle } from '../../ui/index.ts';

interface Bucket {
  readonly key: string;
  readonly label: string;
  readonly n: number;
  readonly tone: 'ok' | 'warn' | 'bad' | 'none';
  readonly shape: 'synced' | 'stalled' | 'halted' | 'bootstrapping' | ChainView['health'];
}

const GRADES = [
  { tone: 'ok', shape: 'synced' },
  { tone: 'warn', shape: 'stalled' },
  { tone: 'bad', shape: 'halted' },
  { tone: 'none', shape: 'bootstrapping' },
] as const;

function lagGrade(chain: ChainView): 0 | 1 | 2 | 3 {
  if (chain.lag === null) return 3;
  return chain.lag <= 2 ? 0 : chain.lag <= 10 ? 1 : 2;
}

function powerGrade(chain: ChainView): 0 | 1 | 2 | 3 {
  if (chain.verified === null) return 3;
  return chain.signedPowerPercent >= 80 ? 0 : chain.signedPowerPercent >= 70 ? 1 : 2;
}

/** How the chains stand in three bars: health, blocks behind, power that signed the newest header. */
export function ChainsNow({ chains }: { chains: readonly ChainView[] }) {
  const { t, fmt } = useMessages();
  const rows = useMemo(() => {
    const health = HEALTHS.map(
      (name): Bucket => ({
        key: name,
        label: t(`health.${name}`),
        n: chains.filter((chain) => chain.health === name).length,
        tone: healthTone(name),
        shape: name,
      }),
    );
    const graded = (what: 'lag' | 'power', grade: (chain: ChainView) => 0 | 1 | 2 | 3) =>
      ([0, 1, 2, 3] as const).map(
        (index): Bucket => ({
          key: String(index),
          label: t(`overview.dist.${what}.${index}`),
          n: chains.filter((chain) => grade(chain) === index).length,
          ...GRADES[index],
        }),
      );
    return [
      { key: 'health', title: t('overview.dist.health'), buckets: health },
      { key: 'lag', title: t('overview.dist.lag'), buckets: graded('lag', lagGrade) },
      { key: 'power', title: t('overview.dist.power'), buckets: graded('power', powerGrade) },
    ];
  }, [chains, t]);
  return (
    <Card className="small-card" labelledBy="chains-now">
      <SectionTitle
        id="chains-now"
        title={t('overview.chainsNow')}
        note={t('overview.chainsNowNote', { n: chains.length })}
      />
      <dl className="dist">
        {rows.map((row) => {
          const present = row.buckets.filter((bucket) => bucket.n > 0);
          return (
            <div key={row.key}>
              <dt>{row.title}</dt>
              <dd>
                <ul className="dist-bar">
                  {present.map((bucket) => (
                    <li
                      key={bucket.key}
                      className={bucket.tone}
                      style={{ flexGrow: bucket.n, flexBasis: 0 }}
                      title={t('overview.dist.item', { label: bucket.label, n: bucket.n })}
                    >
                      <HealthShape health={bucket.shape} size={9} />
                      <span aria-hidden="true">
                        {bucket.n / chains.length >= 0.3 && <em>{bucket.label}</em>} {fmt.number(bucket.n)}
                      </span>
                      <span className="visually-hidden">
                        {t('overview.dist.item', { label: bucket.label, n: bucket.n })}
                      </span>
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
