import { useState } from 'react';
import { type HaltView, RESUME_CHOICES, type ResumeChoice } from '../../../main/contract/chain.ts';
import type { WireError } from '../../../main/contract/error.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { Button, Dialog } from '../../ui/index.ts';

/** A person's word on a halted chain: what each choice means stands beside it, and nothing is chosen beforehand. */
export function DecideDialog(props: { chainId: string; name: string; halt: HaltView; onClose: () => void }) {
  const { t, error } = useMessages();
  const bridge = useBridge();
  const { halt, chainId } = props;
  const [keep, setKeep] = useState<ResumeChoice | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<WireError | null>(null);
  const decide = async (): Promise<void> => {
    if (keep === null) return;
    setBusy(true);
    const outcome = await bridge.resumeChain({ chainId, keep });
    setBusy(false);
    if (outcome.ok) props.onClose();
    else setFailed(outcome.error);
  };
  return (
    <Dialog
      title={t('chain.decide.title', { name: props.name })}
      onClose={props.onClose}
      footer={
        <>
          <Button kind="danger" disabled={keep === null || busy} onClick={() => void decide()}>
            {t('chain.decide.confirm')}
          </Button>
          <Button onClick={props.onClose}>{t('chain.decide.cancel')}</Button>
          <span className="decide-failed" role="status">
            {failed !== null && error(failed)}
          </span>
        </>
      }
    >
      <div className="decide">
        <p>{t('chain.decide.intro')}</p>
        <fieldset>
          <legend className="visually-hidden">{t('chain.decide.legend')}</legend>
          {RESUME_CHOICES.map((choice) => {
            const open = halt.choices.includes(choice);
            return (
              <label key={choice} className={open ? '' : 'closed'}>
                <input
                  type="radio"
                  name="keep"
                  value={choice}
                  disabled={!open}
                  checked={keep === choice}
                  onChange={() => setKeep(choice)}
                />
                <span>
                  <b>{t(`chain.decide.${choice}`)}</b>
                  <span className="decide-means">
                    {t(`chain.decide.${choice}.means`, {
                      primary: halt.primaryUrl,
                      witness: halt.witnessUrl ?? '',
                    })}
                  </span>
                  {!open && <span className="decide-closed">{t('chain.decide.closed')}</span>}
                </span>
              </label>
            );
          })}
        </fieldset>
        <p className="decide-kept">{t('chain.decide.kept')}</p>
      </div>
    </Dialog>
  );
}
