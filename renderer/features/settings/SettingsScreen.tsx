import type { ReactNode } from 'react';
import { LEVELS } from '../../../main/contract/provenance.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp, useSnapshot } from '../../state/context.tsx';
import { Button, Card, ProblemNote, Seal, SectionTitle, Segmented } from '../../ui/index.ts';
import { IdentityCard } from './IdentityCard.tsx';
import { SignersCard, ViewsCard } from './SignersCard.tsx';
import './settings.css';

const KEYS = [
  { keys: ['Tab', 'Shift Tab'], text: 'settings.keys.next' },
  { keys: ['Enter', 'Space'], text: 'settings.keys.open' },
  { keys: ['↑', '↓', 'PgUp', 'PgDn'], text: 'settings.keys.reload' },
  { keys: ['Esc'], text: 'settings.keys.close' },
  { keys: ['Ctrl O'], text: 'settings.keys.evidence' },
  { keys: ['Ctrl K'], text: 'settings.keys.search' },
] as const;

export function SettingsScreen() {
  const { t, error } = useMessages();
  const problem = useApp((state) => state.settingsError);
  const officeUp = useApp((state) => state.snapshot?.officeSeq !== undefined);
  return (
    <>
      {problem !== null && (
        <ProblemNote
          tone="bad"
          live
          what={t('settings.failed')}
          means={t('settings.failed.means', { reason: error(problem) })}
        />
      )}
      <div className="settings">
        <div className="column">
          <Display />
          {officeUp && <IdentityCard />}
          <Network />
          <Machine />
        </div>
        <div className="column">
          {officeUp && <SignersCard />}
          {officeUp && <ViewsCard />}
          <Seals />
          <Keyboard />
        </div>
      </div>
    </>
  );
}

function Display() {
  const { t } = useMessages();
  const actions = useActions();
  const settings = useApp((state) => state.settings);
  return (
    <Card className="settings-card" labelledBy="settings-view">
      <SectionTitle id="settings-view" title={t('settings.view')} />
      <Row name={t('settings.language')}>
        <Segmented
          name="language"
          label={t('settings.language')}
          value={settings.language}
          options={[
            { value: 'zh-CN', text: '简体中文', lang: 'zh-CN' },
            { value: 'en', text: 'English', lang: 'en' },
          ]}
          onChange={(language) => void actions.saveSettings({ language })}
        />
      </Row>
      <Row name={t('settings.theme')}>
        <Segmented
          name="theme"
          label={t('settings.theme')}
          value={settings.theme}
          options={(['light', 'dark', 'system'] as const).map((value) => ({ value, text: t(`shell.theme.${value}`) }))}
          onChange={(theme) => void actions.saveSettings({ theme })}
        />
      </Row>
    </Card>
  );
}

function Network() {
  const { t, fmt } = useMessages();
  const actions = useActions();
  const network = useSnapshot((snapshot) => snapshot.network);
  return (
    <Card className="settings-card" labelledBy="settings-network">
      <SectionTitle id="settings-network" title={t('settings.network')} />
      <Row name={t('settings.network.now')}>
        <div>
          <p className="strong">{network.source === 'none' ? t('settings.network.none') : fmt.text(network.name)}</p>
          <p className="quiet">
            {t(network.source === 'demo' ? 'settings.network.demoText' : 'settings.network.packText')}
          </p>
          {network.packFile !== null && <p className="code path">{network.packFile}</p>}
          {network.signature !== undefined && <p>{t(`settings.network.signature.${network.signature}`)}</p>}
        </div>
      </Row>
      <Row name="">
        <div>
          <div className="buttons">
            <Button onClick={() => void actions.chooseNetworkPack()}>{t('settings.network.choose')}</Button>
            {network.source !== 'demo' && (
              <Button onClick={() => void actions.saveSettings({ network: 'demo' })}>
                {t('settings.network.useDemo')}
              </Button>
            )}
          </div>
          <p className="quiet">{t('settings.network.note')}</p>
        </div>
      </Row>
    </Card>
  );
}

function Machine() {
  const { t } = useMessages();
  const dataDir = useSnapshot((snapshot) => snapshot.dataDir);
  const runtime = useSnapshot((snapshot) => snapshot.runtime);
  const version = useSnapshot((snapshot) => snapshot.appVersion);
  return (
    <Card className="settings-card" labelledBy="settings-machine">
      <SectionTitle id="settings-machine" title={t('settings.machine')} />
      <Row name={t('settings.dataDir')}>
        <div>
          <p className="code path">{dataDir}</p>
          <p className="quiet">{t('settings.dataDirText')}</p>
        </div>
      </Row>
      <Row name={t('settings.runtime')}>
        <p>
          {runtime.name} {runtime.version}
          {runtime.developmentOnly && <span className="warn"> ▲ {t('settings.runtimeDev')}</span>}
        </p>
      </Row>
      <Row name={t('settings.version')}>
        <p>Pilotlight {version}</p>
      </Row>
      <Row name={t('settings.licence')}>
        <p>{t('settings.licenceText')}</p>
      </Row>
    </Card>
  );
}

function Seals() {
  const { t } = useMessages();
  return (
    <Card className="settings-card" labelledBy="settings-seals">
      <SectionTitle id="settings-seals" title={t('settings.seals')} />
      <p className="quiet lead">{t('settings.seals.text')}</p>
      <ul className="seal-list">
        {[...LEVELS, 'contradicted' as const].map((level) => (
          <li key={level}>
            <Seal level={level} decorative />
            <b>{t(`level.${level}`)}</b>
            <span>{t(`level.${level}.means`)}</span>
          </li>
        ))}
        {(['stale', 'expired', 'not-verifiable'] as const).map((condition) => (
          <li key={condition}>
            <Seal level={condition} decorative />
            <b>{t(`condition.${condition}`)}</b>
            <span>{t(`condition.${condition}.means`)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Keyboard() {
  const { t } = useMessages();
  return (
    <Card className="settings-card" labelledBy="settings-keys">
      <SectionTitle id="settings-keys" title={t('settings.keys')} />
      <ul className="key-list">
        {KEYS.map((row) => (
          <li key={row.text}>
            <span>
              {row.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </span>
            {t(row.text)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Row(props: { name: string; children: ReactNode }) {
  return (
    <div className="settings-row">
      <span className="name">{props.name}</span>
      {props.children}
    </div>
  );
}
