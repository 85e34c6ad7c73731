import type { ChainDetail, ValidatorChange } from '../../../main/contract/chain.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { Card, SectionTitle, Skeleton, shortAddress } from '../../ui/index.ts';

export function ChangesCard({ detail, loading }: { detail: ChainDetail | null; loading: boolean }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  return (
    <Card className="side-card" labelledBy="changes">
      <SectionTitle id="changes" title={t('chain.changes.title')} note={t('chain.changes.note')} />
      {loading ? (
        <Skeleton width="70%" />
      ) : detail === null || detail.changes.length === 0 ? (
        <p className="quiet">{t('chain.changes.empty')}</p>
      ) : (
        <ol className="changes">
          {detail.changes.map((change) => (
            <li key={change.height}>
              <span className="at">
                <b>{fmt.height(change.height)}</b> {fmt.dateTime(change.time)}
              </span>
              <ul>
                {lines(change, messages).map((line) => (
                  <li key={line.text}>
                    <span className={`sign ${line.sign}`} aria-hidden="true">
                      {SIGNS[line.sign]}
                    </span>
                    {line.text}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

const SIGNS = { in: '＋', out: '－', weight: '±' } as const;

function lines(change: ValidatorChange, { t, fmt }: Messages): { sign: keyof typeof SIGNS; text: string }[] {
  return [
    ...change.joined.map((one) => ({
      sign: 'in' as const,
      text: t('chain.changes.joined', { address: shortAddress(one.address), power: fmt.number(one.power) }),
    })),
    ...change.left.map((one) => ({
      sign: 'out' as const,
      text: t('chain.changes.left', { address: shortAddress(one.address), power: fmt.number(one.power) }),
    })),
    ...change.powerChanged.map((one) => ({
      sign: 'weight' as const,
      text: t('chain.changes.power', {
        address: shortAddress(one.address),
        from: fmt.number(one.from),
        to: fmt.number(one.to),
      }),
    })),
  ];
}
