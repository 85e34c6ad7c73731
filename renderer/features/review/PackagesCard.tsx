import { useState } from 'react';
import type { PackagePreview } from '../../../main/contract/office.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { Button, Card, ProblemNote, Seal, SectionTitle } from '../../ui/index.ts';

const MOST_PROBLEMS = 20;

/** Signed packages between the offices: this office's reviews out, another's in. Nothing is taken in unseen. */
export function PackagesCard({ period }: { period: string | null }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const [preview, setPreview] = useState<PackagePreview | null>(null);
  const [said, setSaid] = useState<{ readonly tone: 'bad' | 'info'; readonly text: string } | null>(null);

  async function build(): Promise<void> {
    setSaid(null);
    const outcome = await bridge.officeSave({ method: 'packageBuild', request: { period } });
    if (!outcome.ok) setSaid({ tone: 'bad', text: messages.error(outcome.error) });
    else if (outcome.value !== null) setSaid({ tone: 'info', text: t('package.saved', { file: outcome.value }) });
  }

  async function open(): Promise<void> {
    setSaid(null);
    const file = await bridge.officeOpen({ kind: 'package' });
    if (!file.ok) return setSaid({ tone: 'bad', text: messages.error(file.error) });
    if (file.value === null) return;
    const read = await bridge.office({
      method: 'packageRead',
      request: { name: file.value.fileName, bytes: file.value.bytes },
    });
    if (read.ok) setPreview(read.value);
    else setSaid({ tone: 'bad', text: messages.error(read.error) });
  }

  async function accept(packageId: string): Promise<void> {
    const outcome = await bridge.office({ method: 'packageAccept', request: { packageId } });
    setPreview(null);
    setSaid(
      outcome.ok
        ? { tone: 'info', text: t('package.accepted', { office: fmt.text(outcome.value.issuer.name) }) }
        : { tone: 'bad', text: messages.error(outcome.error) },
    );
  }

  return (
    <Card className="subject-card packages" labelledBy="packages-title">
      <SectionTitle id="packages-title" title={t('package.title')} note={t('package.note')} />
      <div className="package-actions">
        <Button onClick={() => void open()}>{t('package.open')}</Button>
        <Button onClick={() => void build()}>{t('package.build')}</Button>
      </div>
      {said !== null && <ProblemNote tone={said.tone} live what={said.text} />}
      {preview !== null && (
        <div className="package-preview">
          <p>
            <b>{preview.fileName}</b> · {t(`package.kind.${preview.kind}`)} · {fmt.dateTime(preview.issuedAt)}
          </p>
          <p>
            {t('package.from', { office: fmt.text(preview.issuer.name) })}{' '}
            {preview.signature === 'signed' && <Seal level="signed" />} {t(`package.signature.${preview.signature}`)}
          </p>
          <ul>
            {Object.entries(preview.counts).map(([what, n]) => (
              <li key={what}>{t('package.count', { what: messages.lookup(`package.what.${what}`) ?? what, n })}</li>
            ))}
          </ul>
          {preview.problems !== undefined && (
            <ul aria-label={t('package.leftOut')}>
              {preview.problems.slice(0, MOST_PROBLEMS).map((problem) => (
                <li key={JSON.stringify(problem)}>
                  {messages.error(problem)} {messages.lookup(`finding.${problem.params['rule']}`, problem.params)}
                </li>
              ))}
              {preview.problems.length > MOST_PROBLEMS && (
                <li>{t('package.leftOutMore', { n: preview.problems.length - MOST_PROBLEMS })}</li>
              )}
            </ul>
          )}
          {preview.error !== null && <ProblemNote tone="bad" what={messages.error(preview.error)} />}
          <div className="package-actions">
            <Button kind="primary" disabled={!preview.accepted} onClick={() => void accept(preview.packageId)}>
              {preview.level === 'reported' ? t('package.acceptReported') : t('package.accept')}
            </Button>
            <Button onClick={() => setPreview(null)}>{t('package.discard')}</Button>
          </div>
        </div>
      )}
    </Card>
  );
}
