import { useState } from 'react';
import type { PackagePreview } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { Button, ProblemNote } from '../../ui/index.ts';

/** Where nobody vouches for this machine's key: takes in the file that does. Nothing is taken in unseen. */
export function VouchingFile({ onTaken }: { onTaken: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const [preview, setPreview] = useState<PackagePreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function open(): Promise<void> {
    setProblem(null);
    setPreview(null);
    const file = await bridge.officeOpen({ kind: 'package' });
    if (!file.ok) return setProblem(messages.error(file.error));
    if (file.value === null) return;
    const { fileName: name, bytes } = file.value;
    const read = await bridge.office({ method: 'packageRead', request: { name, bytes } });
    if (!read.ok) setProblem(messages.error(read.error));
    else if (read.value.kind !== 'keys') setProblem(t('vouching.otherKind', { file: name }));
    else setPreview(read.value);
  }

  async function accept(packageId: string): Promise<void> {
    const outcome = await bridge.office({ method: 'packageAccept', request: { packageId } });
    setPreview(null);
    if (outcome.ok) onTaken();
    else setProblem(messages.error(outcome.error));
  }

  return (
    <div className="vouching">
      <p className="quiet">{t('vouching.how')}</p>
      <Button small onClick={() => void open()}>
        {t('vouching.open')}
      </Button>
      {problem !== null && <ProblemNote tone="bad" live what={problem} />}
      {preview !== null && (
        <section aria-label={preview.fileName}>
          <p>
            <b>{preview.fileName}</b> · {t('package.from', { office: fmt.text(preview.issuer.name) })} ·{' '}
            {t(`package.signature.${preview.signature}`)}
          </p>
          {preview.error !== null && <ProblemNote tone="bad" what={messages.error(preview.error)} />}
          <Button small kind="primary" disabled={!preview.accepted} onClick={() => void accept(preview.packageId)}>
            {t('package.accept')}
          </Button>{' '}
          <Button small onClick={() => setPreview(null)}>
            {t('package.discard')}
          </Button>
        </section>
      )}
    </div>
  );
}
