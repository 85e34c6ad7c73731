import { useEffect, useState } from 'react';
import type { Lens, ScenarioFilter } from '../../../main/contract/office.ts';
import type { ScenarioLine, SubjectPage } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp, useBridge } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import { applyTypeface } from '../../theme/typeface.ts';
import { ProgrammePaper } from './ProgrammePaper.tsx';
import { SubjectPaper } from './SubjectPaper.tsx';
import './print.css';

// As main/electron/printer.ts waits for them.
const READY = 'pilotlight-print-ready';
const FAILED = 'pilotlight-print-failed';
const SETTLE_MS = 150;
/** Scenarios asked for at once. */
const MANY = 1000;

/** The quarterly report as it goes on paper. The window it is laid out in is never shown; its title says when it is done. */
export function PrintPage() {
  const actions = useActions();
  const query = useApp((state) => state.route.query);
  const lens = useLens();
  const { language } = useMessages();
  const wanted = query['language'] === 'en' ? 'en' : 'zh-CN';
  const kind =
    query['kind'] === 'zone' || query['kind'] === 'sector' || query['kind'] === 'entity' ? query['kind'] : null;
  const subject: SubjectPage['subject'] | null = kind === null ? null : { kind, id: query['id'] ?? '' };
  const programme = useOffice('programme', lens);
  const page = useOffice('subject', { ...lens, subject: subject ?? { kind: 'programme', id: 'all' } });
  const identity = useOffice('identity', null);
  const scenarios = useEveryScenario(lens, kind, subject?.id ?? '');
  const there = programme.value !== null && page.value !== null && identity.value !== null;
  const ready = there && Array.isArray(scenarios) && language === wanted;
  const failed = programme.error !== null || page.error !== null || identity.error !== null || scenarios === 'failed';

  useEffect(() => actions.showIn(wanted), [actions, wanted]);
  useEffect(() => {
    if (failed) document.title = FAILED;
    if (!ready) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Laid out in it, the page asks for what rare characters need.
    const lettered = applyTypeface(document).then(() => {
      document.body.getBoundingClientRect();
      return document.fonts.ready;
    });
    void lettered.then(() => {
      timer = setTimeout(() => {
        document.title = READY;
      }, SETTLE_MS);
    });
    return () => clearTimeout(timer);
  }, [ready, failed]);

  if (programme.value === null || page.value === null || identity.value === null) return null;
  if (scenarios === null || scenarios === 'failed') return null;
  return subject === null ? (
    <ProgrammePaper programme={programme.value} page={page.value} scenarios={scenarios} identity={identity.value} />
  ) : (
    <SubjectPaper page={page.value} scenarios={scenarios} demo={programme.value.demo} identity={identity.value} />
  );
}

type Kind = 'zone' | 'sector' | 'entity' | null;

/** Worst first, and all of them: a page of the screen holds a part, paper has to be whole. null: still being read. */
function useEveryScenario({ asOf, period }: Lens, kind: Kind, id: string): readonly ScenarioLine[] | 'failed' | null {
  const bridge = useBridge();
  const [found, setFound] = useState<readonly ScenarioLine[] | 'failed' | null>(null);
  useEffect(() => {
    let left = false;
    async function read(): Promise<readonly ScenarioLine[] | 'failed'> {
      const rows: ScenarioLine[] = [];
      for (;;) {
        const page = { sort: 'rating', descending: true, offset: rows.length, limit: MANY } as const;
        const request = { asOf, period, filter: filterOf(kind, id), ...page };
        const answer = await bridge.office({ method: 'scenarioTable', request });
        if (!answer.ok) return 'failed';
        rows.push(...answer.value.rows);
        if (answer.value.rows.length === 0 || rows.length >= answer.value.total) return rows;
      }
    }
    void read().then((all) => {
      if (!left) setFound(all);
    });
    return () => {
      left = true;
    };
  }, [bridge, asOf, period, kind, id]);
  return found;
}

function filterOf(kind: Kind, id: string): ScenarioFilter {
  if (kind === 'zone') return { zoneIds: [id] };
  if (kind === 'sector') return { sectorIds: [id] };
  return kind === 'entity' ? { entityIds: [id] } : {};
}
