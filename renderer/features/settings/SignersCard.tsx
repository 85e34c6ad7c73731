import { useState } from 'react';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import { AskedState, Button, Card, EmptyState, Hash, SectionTitle, TableSkeleton } from '../../ui/index.ts';

/** Whose signatures this machine knows, and what each may sign. */
export function SignersCard() {
  const { t, fmt } = useMessages();
  const asked = useOffice('signers', null);
  return (
    <Card className="settings-card" labelledBy="settings-signers">
      <SectionTitle id="settings-signers" title={t('signers.title')} note={t('signers.note')} />
      <AskedState asked={asked} skeleton={<TableSkeleton columns={4} rows={3} />}>
        {(signers) =>
          signers.length === 0 ? (
            <EmptyState title={t('signers.none')}>{t('signers.noneText')}</EmptyState>
          ) : (
            <ul className="signers">
              {signers.map((signer) => (
                <li key={`${signer.keyId} ${signer.validFrom}`}>
                  <b>{fmt.text(signer.name)}</b> <Hash value={signer.keyId} />
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
