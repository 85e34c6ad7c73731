import { type ReactNode, useState } from 'react';
import type { WireError } from '../../main/contract/error.ts';
import type { Outcome } from '../../main/contract/services.ts';
import { useMessages } from '../i18n/index.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { ProblemNote } from './States.tsx';

/** A change that needs a reason: what it does, why, and the refusal where it is refused. Closes when it was done. */
export function ReasonDialog(props: {
  title: string;
  text: string;
  action: string;
  danger?: boolean;
  /** More to fill in, above the reason; `ready`: whether it is. */
  fields?: ReactNode;
  ready?: boolean;
  onDo: (reason: string) => Promise<Outcome<unknown>>;
  onClose: () => void;
}) {
  const messages = useMessages();
  const { t } = messages;
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<WireError | null>(null);
  const [busy, setBusy] = useState(false);

  async function run(): Promise<void> {
    setBusy(true);
    const outcome = await props.onDo(reason.trim());
    setBusy(false);
    if (outcome.ok) props.onClose();
    else setProblem(outcome.error);
  }

  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      footer={
        <Button
          kind={props.danger === true ? 'danger' : 'primary'}
          disabled={busy || reason.trim() === '' || props.ready === false}
          onClick={() => void run()}
        >
          {props.action}
        </Button>
      }
    >
      <div className="reason-dialog">
        <p>{props.text}</p>
        {props.fields}
        <label>
          {t('decide.reason')}
          <textarea rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        {problem !== null && <ProblemNote tone="bad" live what={messages.error(problem)} />}
      </div>
    </Dialog>
  );
}
