import { type ReactNode, useState } from 'react';
import { useMessages } from '../../i18n/index.ts';
import { Button } from '../Button.tsx';
import { copyText } from '../copyText.ts';
import { Hash } from '../Hash.tsx';
import { PowerBar } from '../PowerBar.tsx';
import { type Fact, factLabel, factText, type Hop, type Step } from './reportText.ts';

// What the panel of a step is made of, whatever was checked.

export interface NamedHash {
  readonly name: string;
  readonly hash: string;
}

/** The chosen step's panel: its name and status, all about it or its raw data, what it says, and what can be taken away. */
export function PanelFrame(props: {
  id: string;
  number: number;
  name: string;
  step: Pick<Step, 'status'>;
  hashes: readonly NamedHash[];
  says: ReactNode;
  children: ReactNode;
}) {
  const { t } = useMessages();
  const { id, step, hashes } = props;
  const [raw, setRaw] = useState(false);
  const [copied, setCopied] = useState<number | null>(null);

  async function copyAll() {
    const done = await copyText(hashes.map(({ name, hash }) => `${name}\t${hash}`).join('\n'));
    if (done) setCopied(hashes.length);
    window.setTimeout(() => setCopied(null), 2000);
  }

  return (
    <section className="card step-panel" id={id} aria-labelledby={`${id}-title`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <div className="panel-scroll" role="group" aria-labelledby={`${id}-title`} tabIndex={0}>
        <h2 className="panel-title" id={`${id}-title`}>
          {t('report.step', { number: props.number })} · {props.name}
          <span className={`panel-status ${step.status}`}>{t(`report.status.${step.status}`)}</span>
        </h2>
        {raw ? <pre className="raw">{JSON.stringify(step, null, 2)}</pre> : props.children}
      </div>
      {!raw && <div className="panel-says">{props.says}</div>}
      <div className="panel-buttons">
        <Button onClick={() => setRaw(!raw)} aria-pressed={raw}>
          {t('report.button.raw')}
        </Button>
        <Button onClick={() => void copyAll()}>
          {copied === null ? t('report.button.copyAll') : t('report.button.copied', { count: copied })}
        </Button>
        <span className="visually-hidden" role="status">
          {copied === null ? '' : t('report.button.copied', { count: copied })}
        </span>
        <Button kind="primary" className="print-button" onClick={() => window.print()}>
          {t('report.button.print')}
        </Button>
      </div>
    </section>
  );
}

/** What a step proves and what it does not, why it fails, or that it was not run. */
export function Says({ step, yes, no }: { step: Pick<Step, 'status' | 'error'>; yes: string; no: string }) {
  const messages = useMessages();
  const { t } = messages;
  if (step.status === 'not-run') return <p className="says">{t('report.notRun')}</p>;
  const { error } = step;
  if (step.status === 'failed') {
    const meaning = error === undefined ? null : messages.lookup(`category.${error.category}.means`);
    const action = error === undefined ? null : messages.lookup(`category.${error.category}.todo`);
    const params = Object.entries(error?.params ?? {});
    return (
      <div className="says failed">
        <p>
          <b>{t('report.panel.failed')}</b>
          {error === undefined ? '' : messages.error(error)}
        </p>
        {meaning !== null && (
          <p>
            <b>{t('report.panel.means')}</b>
            {meaning}
          </p>
        )}
        {action !== null && (
          <p>
            <b>{t('report.panel.do')}</b>
            {action}
          </p>
        )}
        {error !== undefined && (
          <dl className="facts">
            <div>
              <dt>{t('report.panel.code')}</dt>
              <dd>
                <code className="code">{error.code}</code>
              </dd>
            </div>
            {params.map(([name, value]) => (
              <div key={name}>
                <dt>{messages.lookup(`param.${name}`) ?? name}</dt>
                <dd>
                  {/^[0-9a-f]{40,}$/.test(String(value)) ? (
                    <Hash value={String(value)} groups={2} />
                  ) : (
                    <code className="code">{String(value)}</code>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    );
  }
  return (
    <div className="says">
      <p>
        <b>{t('report.panel.proves')}</b>
        {yes}
      </p>
      <p>
        <b>{t('report.panel.notProves')}</b>
        {no}
      </p>
    </div>
  );
}

export function Facts({ facts, holds, whole }: { facts: readonly Fact[]; holds: boolean; whole: boolean }) {
  const messages = useMessages();
  if (facts.length === 0) return null;
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{factLabel(fact, messages)}</dt>
          <dd>
            <FactValue fact={fact} whole={whole} />
            {holds && isSameRoot(facts, fact) && <b className="same">● {messages.t('report.same')}</b>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactValue({ fact, whole }: { fact: Fact; whole: boolean }) {
  const messages = useMessages();
  if (fact.kind === 'hash') return <Hash value={fact.value} groups={2} whole={whole} />;
  if (fact.kind === 'code') return <code className="code">{fact.value}</code>;
  return <>{factText(fact, messages)}</>;
}

/** The comparison that the proof step is about. */
function isSameRoot(facts: readonly Fact[], fact: Fact): boolean {
  return (
    fact.name === 'header-root' && facts.some((other) => other.name === 'computed-root' && other.value === fact.value)
  );
}

export function HopTable({ hops, whole }: { hops: readonly Hop[]; whole: boolean }) {
  const { t, fmt } = useMessages();
  return (
    <div className="hop-tables">
      {hops.map((hop, index) => (
        <details key={`${hop.fromHeight}-${hop.toHash}`} open={whole || index === hops.length - 1}>
          <summary>
            {fmt.height(hop.fromHeight)} → {fmt.height(hop.toHeight)} · {t(`report.hop.${hop.mode}`)}
          </summary>
          <dl className="facts">
            <div>
              <dt>{t('report.fact.hash')}</dt>
              <dd>
                <Hash value={hop.toHash} groups={2} whole={whole} />
              </dd>
            </div>
            {hop.overlapPercent !== null && (
              <div>
                <dt>{t('report.hop.overlapName')}</dt>
                <dd>{t('report.hop.overlapValue', { percent: fmt.percent(hop.overlapPercent, 1) })}</dd>
              </div>
            )}
            {hop.commitPercent !== null && (
              <div>
                <dt>{t('report.hop.commitName')}</dt>
                <dd>{t('report.hop.commitValue', { percent: fmt.percent(hop.commitPercent, 1) })}</dd>
              </div>
            )}
          </dl>
          {hop.signers.length > 0 ? (
            <>
              <PowerBar signers={hop.signers} />
              <table className="signers">
                <caption className="visually-hidden">{t('report.hop.signers')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('report.hop.validator')}</th>
                    <th scope="col" className="number">
                      {t('report.hop.power')}
                    </th>
                    <th scope="col" />
                  </tr>
                </thead>
                <tbody>
                  {hop.signers.map((signer) => (
                    <tr key={signer.address}>
                      <td>
                        <code>
                          {whole ? signer.address : `${signer.address.slice(0, 8)}…${signer.address.slice(-4)}`}
                        </code>
                      </td>
                      <td className="number">{fmt.number(signer.power)}</td>
                      <td className={signer.signed ? 'signed' : 'absent'}>
                        {signer.signed ? '✓' : '–'} {t(signer.signed ? 'report.hop.signed' : 'report.hop.absent')}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          ) : (
            <p className="hop-linked">{t('report.hop.linked')}</p>
          )}
        </details>
      ))}
    </div>
  );
}
