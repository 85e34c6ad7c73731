import { useState } from 'react';
import { type Identity, ROLES, type Role } from '../../../main/contract/office.ts';
import type { EntityLine } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { useBridge } from '../../state/context.tsx';
import { useOffice } from '../../state/office.ts';
import { AskedState, Button, Card, Hash, ProblemNote, SectionTitle, TableSkeleton } from '../../ui/index.ts';
import { VouchingFile } from './VouchingFile.tsx';

type Draft = Omit<Identity, 'key'>;

/** Who works here, for which area, and the key that signs. */
export function IdentityCard() {
  const { t } = useMessages();
  const asked = useOffice('identity', null);
  return (
    <Card className="settings-card" labelledBy="settings-identity">
      <SectionTitle id="settings-identity" title={t('identity.title')} />
      <AskedState asked={asked} skeleton={<TableSkeleton columns={2} rows={4} />}>
        {(identity) => <Form key={JSON.stringify(identity)} identity={identity} onChanged={asked.reload} />}
      </AskedState>
    </Card>
  );
}

function Form({ identity, onChanged }: { identity: Identity; onChanged: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const bridge = useBridge();
  const { key, ...before } = identity;
  const [draft, setDraft] = useState<Draft>(before);
  const programme = useOffice('programme', NOW);
  const entities = useOffice('entityTable', NOW, draft.role === 'provincial');
  const [problem, setProblem] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const changed = JSON.stringify(draft) !== JSON.stringify(before);

  async function save(): Promise<void> {
    const outcome = await bridge.office({ method: 'saveIdentity', request: draft });
    setProblem(outcome.ok ? null : messages.error(outcome.error));
    setSaved(outcome.ok);
    if (outcome.ok) onChanged();
  }

  async function createKey(algorithm: 'ed25519' | 'sm2'): Promise<void> {
    const outcome = await bridge.office({ method: 'createKey', request: { algorithm } });
    setProblem(outcome.ok ? null : messages.error(outcome.error));
    if (outcome.ok) onChanged();
  }

  async function exportKey(): Promise<void> {
    const outcome = await bridge.officeSave({ method: 'exportKey', request: null });
    setProblem(outcome.ok ? null : messages.error(outcome.error));
  }

  return (
    <form
      className="identity"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        {t('identity.role')}
        <select value={draft.role} onChange={(event) => setDraft({ ...draft, role: event.target.value as Role })}>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`role.${role}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('identity.person')}
        <input
          maxLength={100}
          value={draft.person}
          onChange={(event) => setDraft({ ...draft, person: event.target.value })}
        />
      </label>
      <label>
        {t('identity.office.zh')}
        <input
          lang="zh-CN"
          maxLength={200}
          value={draft.officeName.zh}
          onChange={(event) => setDraft({ ...draft, officeName: { ...draft.officeName, zh: event.target.value } })}
        />
      </label>
      <label>
        {t('identity.office.en')}
        <input
          lang="en"
          maxLength={200}
          value={draft.officeName.en}
          onChange={(event) => setDraft({ ...draft, officeName: { ...draft.officeName, en: event.target.value } })}
        />
      </label>
      <label>
        {t('identity.officeId')}
        <input
          maxLength={120}
          value={draft.officeId}
          onChange={(event) => setDraft({ ...draft, officeId: event.target.value.trim() })}
        />
      </label>
      {draft.role === 'provincial' && (
        <>
          <Area
            legend={t('identity.area')}
            choices={(programme.value?.rows ?? [])
              .filter(({ zoneId }) => zoneId !== 'entities')
              .map(({ zoneId, name }) => ({ id: zoneId, name: fmt.text(name) }))}
            chosen={draft.zoneIds}
            onChange={(zoneIds) => setDraft({ ...draft, zoneIds })}
          />
          <Area
            legend={t('identity.provinces')}
            choices={provincesOf(entities.value?.rows ?? [])}
            chosen={draft.provinces}
            onChange={(provinces) => setDraft({ ...draft, provinces })}
          />
        </>
      )}
      {problem !== null && <ProblemNote tone="bad" live what={problem} />}
      <div className="buttons">
        <Button type="submit" kind="primary" disabled={!changed}>
          {t('identity.save')}
        </Button>
        <span role="status" className="quiet">
          {saved && !changed ? t('identity.saved') : ''}
        </span>
      </div>
      <div className="key">
        {key === null ? (
          <>
            <p>{t('identity.noKey')}</p>
            <div className="buttons">
              <Button onClick={() => void createKey('ed25519')}>
                {t('identity.makeKey', { algorithm: 'Ed25519' })}
              </Button>
              <Button onClick={() => void createKey('sm2')}>{t('identity.makeKey', { algorithm: 'SM2' })}</Button>
            </div>
          </>
        ) : (
          <>
            <p>
              {t('identity.key')} <Hash value={key.keyId} />{' '}
              <span className="quiet">{key.algorithm.toUpperCase()}</span>
            </p>
            <p className="quiet">
              {t(`key.kept.${key.keptBy}`)} · {t(key.known ? 'identity.known' : 'identity.unknown')} ·{' '}
              {fmt.date(key.createdAt)}
            </p>
            <Button small onClick={() => void exportKey()}>
              {t('identity.exportKey')}
            </Button>
            {!key.known && <VouchingFile onTaken={onChanged} />}
          </>
        )}
      </div>
    </form>
  );
}

const NOW = { asOf: null, period: null };

interface Choice {
  readonly id: string;
  readonly name: string;
}

function Area(props: {
  legend: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const { choices, chosen, onChange } = props;
  if (choices.length === 0) return null;
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      <div className="area">
        {choices.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
              }
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Where special-field entities are. */
function provincesOf(rows: readonly EntityLine[]): readonly Choice[] {
  return [...new Set(rows.flatMap(({ province }) => province ?? []))].sort().map((id) => ({ id, name: id }));
}
