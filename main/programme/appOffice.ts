import type { AppOptions } from '../appTypes.ts';
import type { WireError } from '../contract/error.ts';
import type { Outcome } from '../contract/services.ts';
import type { RunningNetwork } from '../networks.ts';
import type { HostEvent } from '../sync/messages.ts';
import { createEvidenceLink } from './chainEvidence.ts';
import { createOfficeClient } from './client.ts';
import type { OfficeCallMethod, OfficeHost, OfficeOptions } from './openOffice.ts';
import type { ProgrammePack } from './packs.ts';
import { fileKeeper } from './trust/keepers.ts';

// The office of the network that is in use, as the app sees it. It is begun only after the first picture of the chains was
// sent: showing what is verified comes first.

export interface AppOffice {
  /** Whose files are worked on from now on. */
  use(network: RunningNetwork): void;
  setProgramme(pack: ProgrammePack | null): void;
  onEvents(events: readonly HostEvent[]): void;
  /** The first picture was sent. */
  begin(): void;
  call(method: OfficeCallMethod, request: unknown): Promise<Outcome<unknown>>;
  /** Grows with every change; undefined: not up yet. */
  seq(): number | undefined;
  leave(): Promise<void>;
}

interface AppOfficeDeps {
  readonly options: AppOptions;
  readonly closing: AbortSignal;
  readonly onChanged: () => void;
  readonly onProblem: (error: WireError) => void;
  /** Who may sign what is another thing than before. */
  readonly onKeys: () => void;
}

/** Where nobody asks for a picture. */
const BEGIN_AT_MOST_MS = 1500;
const NOT_READY: WireError = { code: 'not-ready', category: 'provider-benign', params: { where: 'office' } };

export function createAppOffice({ options, closing, onChanged, onProblem, onKeys }: AppOfficeDeps): AppOffice {
  const { environment } = options;
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  environment.sleep(BEGIN_AT_MOST_MS, closing).then(begin, begin);

  let seq: number | undefined;
  let pack: ProgrammePack | null = null;
  /** null: there is none, or it was left. */
  let current: Promise<OfficeHost | null> = Promise.resolve(null);
  let generation = 0;
  let used = false;
  let host: OfficeHost | null = null;
  const link = createEvidenceLink(environment, closing, (evidence) => host?.observe(evidence));

  function changed(): void {
    seq = (seq ?? 0) + 1;
    onChanged();
  }

  async function start(own: number, officeOptions: OfficeOptions): Promise<OfficeHost | null> {
    await begun;
    const { office } = options;
    if (office === undefined || own !== generation || closing.aborted) return null;
    const events = {
      onChanged: () => own === generation && changed(),
      onProblem: (error: WireError) => void (own === generation && onProblem(error)),
      onKeys: () => void (own === generation && onKeys()),
    };
    const common = { options: officeOptions, environment, ...events };
    let made: OfficeHost | null = null;
    if (office.kind === 'thread') {
      const keeper = office.keeper ?? fileKeeper();
      made = createOfficeClient({ ...common, file: office.file, keeper, onStarted: () => link.again() });
    } else {
      const { openOffice } = await import('./openOffice.ts');
      const opened = await openOffice({ ...common, keeper: fileKeeper() });
      if (opened.ok) made = opened.value;
      else onProblem(opened.error);
    }
    if (made === null) return null;
    if (own !== generation) {
      await made.close();
      return null;
    }
    host = made;
    made.usePack(pack);
    link.again();
    changed();
    return made;
  }

  async function leave(): Promise<void> {
    generation += 1;
    const leaving = current;
    current = Promise.resolve(null);
    host = null;
    link.clear();
    // Not by the first network, which leaves none: only who waits to begin is let go.
    if (used) begin();
    await (await leaving)?.close();
  }

  return {
    use({ officeFolder, view }) {
      generation += 1;
      used = true;
      current = start(generation, { folder: officeFolder, demo: view.source === 'demo', name: view.name });
      current.catch(() => {});
    },
    setProgramme(next) {
      pack = next;
      link.setProgramme(next);
      host?.usePack(next);
    },
    onEvents: link.onEvents,
    begin,
    async call(method, request) {
      const office = await current;
      return office === null ? { ok: false, error: NOT_READY } : office.call(method, request);
    },
    seq: () => seq,
    leave,
  };
}
