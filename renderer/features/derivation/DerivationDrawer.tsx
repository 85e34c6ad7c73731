import type { AppSnapshot } from '../../../main/contract/figures.ts';
import type { Derivation } from '../../../main/contract/services.ts';
import { type Messages, useMessages } from '../../i18n/index.ts';
import { useSnapshot } from '../../state/context.tsx';
import { Button, Drawer, figureLabel, ProblemNote, Skeleton } from '../../ui/index.ts';
import { ReportView } from '../../ui/report/index.ts';
import { AggregateView } from './AggregateView.tsx';
import { SingleView } from './SingleView.tsx';
import { useDerivation } from './useDerivation.ts';
import './derivation.css';

/** How one figure is known: its own evidence checked again, or the parts it is made of, each to open in turn. */
export function DerivationDrawer({ figureId }: { figureId: string }) {
  const messages = useMessages();
  const { t } = messages;
  const zones = useSnapshot((snapshot) => snapshot.overview.zones);
  const scenarios = useSnapshot((snapshot) => snapshot.scenarios);
  const chains = useSnapshot((snapshot) => snapshot.chains);
  const derivation = useDerivation(figureId);
  const { state, exported, path } = derivation;
  const nameOf = (id: string) => scopeName(id, { zones, scenarios, chains }, messages);
  const label = state.kind === 'ready' ? figureLabel(state.derivation.figure, messages) : null;
  const scope = nameOf(figureId);
  const title = scope === null ? (label ?? '') : label === null ? scope : `${scope} · ${label}`;
  return (
    <Drawer
      title={title === '' ? t('derivation.titlePlain') : t('derivation.title', { label: title })}
      onClose={derivation.close}
      width={1120}
      head={
        <span className="export-state">
          <span role="status">
            {exported.kind === 'saved' && t('derivation.exported', { file: exported.file })}
            {exported.kind === 'failed' && t('derivation.exportFailed', { sentence: messages.error(exported.error) })}
          </span>
          {state.kind === 'ready' && state.derivation.report !== null && (
            <Button small onClick={derivation.save} disabled={exported.kind === 'busy'}>
              {t('derivation.export')}
            </Button>
          )}
        </span>
      }
    >
      <div className="derivation">
        {path.length > 0 && (
          <nav className="crumbs" aria-label={t('derivation.path')}>
            <ol>
              {path.map((id, index) => (
                <li key={id}>
                  <Button kind="quiet" small onClick={() => derivation.backTo(index)}>
                    ‹ {nameOf(id) ?? id}
                  </Button>
                </li>
              ))}
              <li aria-current="page">{scope ?? figureId}</li>
            </ol>
          </nav>
        )}
        {state.kind === 'loading' && <Loading />}
        {state.kind === 'failed' && (
          <ProblemNote
            live
            what={messages.error(state.error)}
            means={t('derivation.failed.means')}
            todo={messages.lookup(`category.${state.error.category}.todo`) ?? undefined}
            action={
              <Button small onClick={derivation.retry}>
                {t('derivation.retry')}
              </Button>
            }
          />
        )}
        {state.kind === 'ready' && <Body derivation={state.derivation} onPart={derivation.openPart} />}
      </div>
    </Drawer>
  );
}

function Body(props: { derivation: Derivation; onPart: (figureId: string) => void }) {
  const { figure, report, parts } = props.derivation;
  if (report !== null) return <ReportView report={report} file={null} />;
  if (parts.length > 0) return <AggregateView figure={figure} parts={parts} onPart={props.onPart} />;
  return <SingleView figure={figure} />;
}

function Loading() {
  const { t } = useMessages();
  return (
    <div className="derivation-loading">
      <p role="status">{t('derivation.loading')}</p>
      <Skeleton height={64} />
      <div>
        <Skeleton height={320} />
        <Skeleton height={320} />
      </div>
    </div>
  );
}

/** "zone/jiazi/records" belongs to that zone: the name as the packs give it. */
function scopeName(
  figureId: string,
  { zones, scenarios, chains }: Pick<AppSnapshot, 'scenarios' | 'chains'> & Pick<AppSnapshot['overview'], 'zones'>,
  { t, fmt }: Messages,
): string | null {
  const [scope, id] = figureId.split('/');
  if (scope === 'programme') return t('derivation.scope.programme');
  const named =
    scope === 'zone'
      ? zones.find((zone) => zone.zoneId === id)
      : scope === 'scenario'
        ? scenarios.find((scenario) => scenario.scenarioId === id)
        : scope === 'chain'
          ? chains.find((chain) => chain.chainId === id)
          : undefined;
  return named === undefined ? null : fmt.text(named.name);
}
