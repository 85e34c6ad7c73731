import { useState } from 'react';
import type { MilestoneView } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { ReasonDialog } from '../../ui/index.ts';

const CHANGES = ['forecast', 'actual', 'baseline'] as const;
type Change = (typeof CHANGES)[number];

/** A new forecast, the actual date, or a new baseline. Every earlier one stays, with its date and reason. */
export function MilestoneDialog({ milestone, onClose }: { milestone: MilestoneView; onClose: () => void }) {
  const { t, fmt } = useMessages();
  const bridge = useBridge();
  const [change, setChange] = useState<Change>('forecast');
  const [date, setDate] = useState(milestone.forecast ?? milestone.baselines.at(-1)?.date ?? '');
  const { milestoneId } = milestone;
  return (
    <ReasonDialog
      title={fmt.text(milestone.name)}
      text={t('milestone.changeText')}
      action={t('milestone.changeDo')}
      ready={/^\d{4}-\d{2}-\d{2}$/.test(date)}
      fields={
        <>
          <label>
            {t('milestone.change')}
            <select value={change} onChange={(event) => setChange(event.target.value as Change)}>
              {CHANGES.map((each) => (
                <option key={each} value={each}>
                  {t(`milestones.${each}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('milestone.date')}
            <input type="date" value={date} onChange={(event) => setDate(event.target.value)} />
          </label>
        </>
      }
      onDo={(reason) => {
        const request = { milestoneId, date, reason };
        if (change === 'forecast') return bridge.office({ method: 'setForecast', request });
        if (change === 'actual') return bridge.office({ method: 'setActual', request });
        return bridge.office({ method: 'rebaseline', request });
      }}
      onClose={onClose}
    />
  );
}
