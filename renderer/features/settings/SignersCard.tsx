import { useState } from 'react';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import {
  AskedState,
  Button,
  Card,
  EmptyState,
  Hash,
  ProblemNote,
  SectionTitle,
  TableSkeleton,
} from '../../ui/index.ts';

/** Whose signatures this machine knows, and what each may sign. */
export function SignersCard() {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const asked = useOffice('signers', null);
  const [said, setSaid] = useState<{ readonly tone: 'bad' | 'info'; readonly text: string } | null>(null);

  async function save(keyId: string): Promise<void> {
    setSaid(null);
    const outcome = await bridge.officeSave({ method: 'exportVouching', request: { keyId } });
    if (!outcome.ok) setSaid({ tone: 'bad', text: messages.error(outcome.error) });
    else if (outcome.value !== null) setSaid({ tone: 'info', text: t('signers.exported', { file: outcome.value }) });
  }

  return (
    <Card className="settings-card" labelledBy="settings-signers">
      <SectionTitle id="settings-signers" title={t('signers.title')} note={t('signers.note')} />
      {said !== null && <ProblemNote tone={said.tone} live what={said.text} />}
      <AskedState asked={asked} skeleton={<TableSkeleton columns={4} rows={3} />}>
        {(signers) =>
          signers.length === 0 ? (
            <EmptyState title={t('signers.none')}>{t('signers.noneText')}</EmptyState>
          ) : (
            <ul className="signers">
              {signers.map((signer) => (
                <li key={`${signer.keyId} ${signer.validFrom}`}>
                  <b>{fmt.text(signer.name)}</b> <Hash value={signer.keyId} />{' '}
                  {/* Roots stand in the operator's own file: there is no statement of them. */}
                  {signer.vouchedBy !== null && signer.state === 'valid' && (
                    <Button small kind="quiet" onClick={() => void save(signer.keyId)}>
                      {t('signers.export')}
                      <span className="visually-hidden"> {fmt.text(signer.name)}</span>
                    </Button>
                  )}
                  <small>
                    {t(`signers.state.${signer.state}`)} · {signer.algorithm.toUpperCase()} ·{' '}
                    {signer.may.map((what) => t(`signers.may.${what}`)).join(fmt.language === 'en' ? ', ' : '、')}
                  </small>
                </li>
              ))}
            </ul>
          )
        }
      </AskedState>
    </Card>
  );
}

/** Addresses that were kept under a name; they are opened from the search. */
export function ViewsCard() {
  const { t } = useMessages();
  const bridge = useBridge();
  const asked = useOffice('views', null);
  const [gone, setGone] = useState(0);
  if (asked.value === null || asked.value.length === 0) return null;
  return (
    <Card className="settings-card" labelledBy="settings-views" key={gone}>
      <SectionTitle id="settings-views" title={t('views.title')} note={t('views.note')} />
      <ul className="signers">
        {asked.value.map(({ name, address }) => (
          <li key={name}>
            <a href={`#${address}`}>{name}</a>{' '}
            <Button
              small
              kind="quiet"
              onClick={() =>
                void bridge.office({ method: 'removeView', request: { name } }).then(() => {
                  asked.reload();
                  setGone((before) => before + 1);
                })
              }
            >
              {t('views.remove')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
