import { isAttackReport } from '../../../main/contract/evidence.ts';
import { useMessages } from '../../i18n/index.ts';
import { Button, Card, Chip, ProblemNote, Skeleton, TopBarSlot } from '../../ui/index.ts';
import { ReportView } from '../../ui/report/index.ts';
import { AttackReport } from './AttackReport.tsx';
import { type Checked, type EvidenceProblem, MAX_EVIDENCE_BYTES } from './evidenceStore.ts';
import { useEvidence } from './useEvidence.ts';
import './evidence.css';

export function EvidenceScreen() {
  const { t } = useMessages();
  const evidence = useEvidence();
  const { current, checking, problem } = evidence;
  return (
    <section className={evidence.over ? 'evidence over' : 'evidence'} {...evidence.drop} aria-label={t('nav.evidence')}>
      <TopBarSlot>
        <Chip onClick={evidence.open}>
          {t('evidence.open')} <kbd>Ctrl O</kbd>
        </Chip>
        <Chip>
          <span className="offline-mark" aria-hidden="true" />
          {t('evidence.offline')}
        </Chip>
      </TopBarSlot>
      {problem !== null && <Problem problem={problem} onClose={evidence.dismiss} />}
      {evidence.tookOnly !== null && (
        <ProblemNote tone="info" live what={t('evidence.many', { file: evidence.tookOnly })} />
      )}
      {evidence.history.length > (current === null ? 0 : 1) && (
        <History history={evidence.history} current={current?.id ?? null} show={evidence.show} />
      )}
      {checking !== null && checking !== '' ? (
        <Checking file={checking} />
      ) : current === null ? (
        <DropZone open={evidence.open} sample={evidence.sample} over={evidence.over} busy={checking !== null} />
      ) : (
        <div className="evidence-report">
          {isAttackReport(current.report) ? (
            <AttackReport key={current.id} report={current.report} file={current.name} />
          ) : (
            <ReportView key={current.id} report={current.report} file={current.name} />
          )}
        </div>
      )}
      {evidence.over && current !== null && (
        <div className="drop-veil" aria-hidden="true">
          {t('evidence.drop.now')}
        </div>
      )}
    </section>
  );
}

function DropZone(props: { open: () => void; sample: () => void; over: boolean; busy: boolean }) {
  const { t } = useMessages();
  return (
    <div className="evidence-empty">
      <Card as="div" className="drop">
        <svg viewBox="0 0 96 72" width="96" height="72" aria-hidden="true">
          <path className="sheet" d="M30 4h26l12 12v52H30z" />
          <path className="sheet" d="M56 4v12h12" />
          <path className="rule" d="M37 26h24M37 33h24M37 40h15" />
          <rect className="stamp" x="50" y="46" width="24" height="24" rx="3" />
          <path className="tick" d="m56 58.4 4.2 4.2 8-8.4" />
        </svg>
        <h2>{props.over ? t('evidence.drop.now') : t('evidence.drop.title')}</h2>
        <p>{t('evidence.drop.say')}</p>
        <div className="drop-buttons">
          <Button kind="primary" onClick={props.open} disabled={props.busy}>
            {t('evidence.open')}
          </Button>
          <Button onClick={props.sample} disabled={props.busy}>
            {t('evidence.sample')}
          </Button>
        </div>
      </Card>
      <div className="evidence-notes">
        <Card className="evidence-note" labelledBy="evidence-what">
          <h2 id="evidence-what">{t('evidence.what.title')}</h2>
          <ol>
            <li>{t('evidence.what.1')}</li>
            <li>{t('evidence.what.2')}</li>
            <li>{t('evidence.what.3')}</li>
            <li>{t('evidence.what.4')}</li>
          </ol>
        </Card>
        <Card className="evidence-note" labelledBy="evidence-network">
          <h2 id="evidence-network">{t('evidence.network.title')}</h2>
          <p>{t('evidence.network.say')}</p>
        </Card>
        <Card className="evidence-note" labelledBy="evidence-get">
          <h2 id="evidence-get">{t('evidence.get.title')}</h2>
          <p>{t('evidence.get.say')}</p>
        </Card>
      </div>
    </div>
  );
}

/** The places of the report that is coming, so that nothing jumps when it is there. */
function Checking({ file }: { file: string }) {
  const { t } = useMessages();
  return (
    <div className="evidence-checking">
      <Card as="div" className="checking-head">
        <Skeleton width={52} height={52} />
        <div role="status">
          <b>{t('evidence.checking', { file })}</b>
          <p>{t('evidence.checkingSay')}</p>
        </div>
      </Card>
      <Card as="div" className="checking-steps">
        {[62, 54, 70, 48, 66, 40].map((width) => (
          <div key={width}>
            <Skeleton width={24} height={24} />
            <Skeleton width={`${width}%`} />
          </div>
        ))}
      </Card>
      <Card as="div" className="checking-panel">
        <Skeleton height={220} />
        <Skeleton width="80%" />
        <Skeleton width="60%" />
      </Card>
    </div>
  );
}

function History(props: { history: readonly Checked[]; current: number | null; show: (id: number | null) => void }) {
  const { t, fmt } = useMessages();
  return (
    <nav className="evidence-history" aria-label={t('evidence.history')}>
      <b>{t('evidence.history')}</b>
      <ul>
        {props.history.map((checked) => {
          const word = verdictOf(checked);
          return (
            <li key={checked.id}>
              <button
                type="button"
                className={`history-item ${word}`}
                aria-current={checked.id === props.current ? 'true' : undefined}
                onClick={() => props.show(checked.id)}
              >
                <HistoryMark word={word} />
                <span className="name">{checked.name}</span>
                <span className="word">{t(`evidence.verdict.${word}`)}</span>
                <span className="at">{fmt.time(checked.at)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {props.current !== null && (
        <Button kind="quiet" small onClick={() => props.show(null)}>
          {t('evidence.another')}
        </Button>
      )}
    </nav>
  );
}

function verdictOf(checked: Checked) {
  const { verdict, conditions } = checked.report;
  const unknown = conditions.some((condition) => condition === 'anchor-unknown');
  return verdict === 'verified' && unknown ? 'unconfirmed' : verdict;
}

function HistoryMark({ word }: { word: ReturnType<typeof verdictOf> }) {
  return (
    <svg width="11" height="11" viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
      {word === 'verified' && <circle cx="6" cy="6" r="4.6" />}
      {word === 'refused' && <path d="M1.4 1.4h9.2v9.2H1.4z" />}
      {word === 'unconfirmed' && <path d="M6 1.2 11.4 10.8H.6z" />}
      {word === 'unusable' && <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}

function Problem({ problem, onClose }: { problem: EvidenceProblem; onClose: () => void }) {
  const messages = useMessages();
  const { t, fmt } = messages;
  const close = (
    <Button small onClick={onClose}>
      {t('evidence.close')}
    </Button>
  );
  if (problem.kind === 'too-large') {
    return (
      <ProblemNote
        live
        what={t('evidence.tooLarge.what', {
          file: problem.name,
          size: fmt.bytes(problem.bytes),
          limit: fmt.bytes(MAX_EVIDENCE_BYTES),
        })}
        means={t('evidence.tooLarge.means')}
        todo={t('evidence.tooLarge.todo')}
        action={close}
      />
    );
  }
  return (
    <ProblemNote
      live
      what={messages.error(problem.error)}
      means={t('evidence.failed.means')}
      todo={t('evidence.failed.todo')}
      action={close}
    />
  );
}
