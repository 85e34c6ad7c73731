import { useEffect } from 'react';
import type { SubjectPage } from '../../../main/contract/programme.ts';
import { useMessages } from '../../i18n/index.ts';
import { useActions, useApp } from '../../state/context.tsx';
import { useLens, useOffice } from '../../state/office.ts';
import { ProgrammePaper } from './ProgrammePaper.tsx';
import { SubjectPaper } from './SubjectPaper.tsx';
import './print.css';

// As main/electron/printer.ts waits for them.
const READY = 'pilotlight-print-ready';
const FAILED = 'pilotlight-print-failed';
const SETTLE_MS = 150;

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
  const ready = programme.value !== null && page.value !== null && identity.value !== null && language === wanted;
  const failed = programme.error !== null || page.error !== null || identity.error !== null;

  useEffect(() => actions.showIn(wanted), [actions, wanted]);
  useEffect(() => {
    if (failed) document.title = FAILED;
    if (!ready) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void document.fonts.ready.then(() => {
      timer = setTimeout(() => {
        document.title = READY;
      }, SETTLE_MS);
    });
    return () => clearTimeout(timer);
  }, [ready, failed]);

  if (programme.value === null || page.value === null || identity.value === null) return null;
  return subject === null ? (
    <ProgrammePaper programme={programme.value} page={page.value} identity={identity.value} />
  ) : (
    <SubjectPaper page={page.value} demo={programme.value.demo} identity={identity.value} />
  );
}
