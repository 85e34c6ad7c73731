import { useState } from 'react';
import type { WireError } from '../../../main/contract/error.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { Button } from '../../ui/index.ts';

type Exported =
  | { readonly kind: 'not-yet' | 'busy' }
  | { readonly kind: 'saved'; readonly file: string }
  | { readonly kind: 'failed'; readonly error: WireError };

/** The evidence as a file that other tools can check; `note` says so beside it. */
export function ExportAttack({ chainId, attackId, note }: { chainId: string; attackId: string; note?: boolean }) {
  const { t, error } = useMessages();
  const bridge = useBridge();
  const [exported, setExported] = useState<Exported>({ kind: 'not-yet' });
  const save = async (): Promise<void> => {
    setExported({ kind: 'busy' });
    const outcome = await bridge.exportAttack({ chainId, attackId });
    if (!outcome.ok) setExported({ kind: 'failed', error: outcome.error });
    else setExported(outcome.value === null ? { kind: 'not-yet' } : { kind: 'saved', file: outcome.value });
  };
  return (
    <div className="conflict-export">
      <Button small disabled={exported.kind === 'busy'} onClick={() => void save()}>
        {t('chain.attack.export')}
      </Button>
      <span role="status">
        {exported.kind === 'saved' && t('chain.attack.exported', { file: exported.file })}
        {exported.kind === 'failed' && error(exported.error)}
        {note === true && exported.kind === 'not-yet' && t('chain.attack.exportNote')}
      </span>
    </div>
  );
}
