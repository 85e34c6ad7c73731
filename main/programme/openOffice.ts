import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Text } from '../contract/chain.ts';
import { dayOf } from '../contract/day.ts';
import type { WireError } from '../contract/error.ts';
import type { OfficeMethod, OfficeRequest } from '../contract/office.ts';
import type { Outcome } from '../contract/services.ts';
import { unexpectedError } from '../contract/toWire.ts';
import { demoIdentities, demoSecret, demoTrust } from '../demo/programme/offices.ts';
import { demoBegan, demoProgramme } from '../demo/programme/programme.ts';
import { createImporter } from '../exchange/importer.ts';
import { createPackages } from '../exchange/packages.ts';
import { openProgramme } from '../store/programme/openProgramme.ts';
import type { OfficeStore } from '../store/programme/types.ts';
import { PROGRAMME_FILE, setAside } from '../store/setAside.ts';
import { type Environment, toNanos } from '../sync/environment.ts';
import { bundledList } from './bundled/bundled.ts';
import { exportRows } from './exportRows.ts';
import type { ChangeHead, ChangeSet } from './model.ts';
import { type ChainEvidence, createOffice, type Office } from './office.ts';
import type { ProgrammePack } from './packs.ts';
import { createReviews } from './reviews.ts';
import { createStatusRules } from './status/rules.ts';
import { BY_SYSTEM, SYSTEM_HEAD } from './system.ts';
import { OFFICE_FOLDER } from './trust/knownSigners.ts';
import { REFUSE_UNKNOWN, readOperatorTrust } from './trust/operatorTrust.ts';
import { createTrust } from './trust/trust.ts';
import type { Algorithm, KeyKeeper, OperatorTrust } from './trust/types.ts';

// The office with everything it works with: its file, this machine's key, the rules. In whichever thread this runs.

export interface OfficeOptions {
  /** programme.db, identity and signers lie here. */
  readonly folder: string;
  readonly demo: boolean;
  readonly name: Text;
}

/** Internal questions beside those of the bridge. */
export type OfficeCallMethod = OfficeMethod | 'derivation';

export interface OfficeHost {
  call(method: OfficeCallMethod, request: unknown): Promise<Outcome<unknown>>;
  observe(evidence: ChainEvidence): void;
  /** The programme pack of the chains that are followed. */
  usePack(pack: ProgrammePack | null): void;
  close(): Promise<void>;
}

export interface OfficeEvents {
  /** An answer may have become another one; at most once a second. */
  readonly onChanged: () => void;
  readonly onProblem: (error: WireError) => void;
  /** A statement about keys was taken in, and is on disk. Whoever asked for it has his answer by then. */
  readonly onKeys?: () => void;
}

export interface OpenOfficeDeps extends OfficeEvents {
  readonly options: OfficeOptions;
  readonly environment: Environment;
  readonly keeper: KeyKeeper;
}

const CHANGED_MS = 1000;
const FIRST_CHANGED_MS = 30;
const DEMO_SEED = 'pilotlight-demo';

export async function openOffice(deps: OpenOfficeDeps): Promise<Outcome<OfficeHost>> {
  const { options, environment, onProblem } = deps;
  const file = path.join(options.folder, PROGRAMME_FILE);
  const now = () => toNanos(environment.now());
  let opened = openProgramme({ file, now });
  if (opened.ok && options.demo && isOfAnotherQuarter(opened.store, environment.now())) {
    opened.store.close();
    const keptAs = path.basename(setAside(file, 'other-quarter', now()));
    onProblem({ code: 'demo-programme-made-anew', category: 'demo', params: { keptAs } });
    opened = openProgramme({ file, now });
  }
  if (!opened.ok) return opened;
  for (const problem of opened.problems) onProblem(problem);
  const { store } = opened;
  try {
    const office = await compose(deps, store);
    return { ok: true, value: office };
  } catch (thrown) {
    store.close();
    return { ok: false, error: unexpectedError('office', thrown) };
  }
}

/** The demo's programme is made whole, for the quarter of its day; no office adds to it what time would. */
function isOfAnotherQuarter(store: OfficeStore, nowMs: number): boolean {
  const first = store.timeOf(1);
  return first !== null && dayOf(first) !== dayOf(demoBegan(nowMs));
}

async function compose(
  { options, environment, keeper, onChanged, onProblem, onKeys }: OpenOfficeDeps,
  store: OfficeStore,
): Promise<OfficeHost> {
  const { now } = environment;
  const closing = new AbortController();
  let pack: ProgrammePack | null = null;
  const trust = await createTrust({
    folder: path.join(options.folder, OFFICE_FOLDER),
    now,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    keeper,
    operator: await operatorTrust(options, onProblem),
    offices: () => pack?.offices ?? NO_OFFICES,
    onKeys: () =>
      void environment.sleep(FIRST_CHANGED_MS, closing.signal).then(
        () => onKeys?.(),
        () => {},
      ),
    // In the demo somebody sits at the national desk, so that everything can be tried at once.
    nobody: (options.demo ? demoIdentities()[0] : undefined) ?? NOBODY,
    ...(options.demo && {
      presetKey: (officeId: string, algorithm: Algorithm) => demoSecret(DEMO_SEED, officeId, algorithm),
    }),
  });
  for (const problem of trust.problems) onProblem(problem);
  const rules = createStatusRules();
  const bundled = bundledList(new Date(now()).toISOString());
  const parts = {
    importer: createImporter({ clock: environment.monotonic, newId: randomUUID }),
    trust,
    reviews: createReviews({ trust, store, rules, now, randomBytes: (length) => new Uint8Array(randomBytes(length)) }),
    packages: createPackages({ trust, store, now }),
  };

  let changed = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  function later(): void {
    if (changed || closing.signal.aborted) return;
    changed = true;
    const wait = Math.max(FIRST_CHANGED_MS, CHANGED_MS - (environment.monotonic() - toldAt));
    environment.sleep(wait, closing.signal).then(
      () => {
        changed = false;
        toldAt = environment.monotonic();
        onChanged();
      },
      () => {},
    );
  }

  const office: Office = createOffice({
    ...parts,
    ...{ store, rules, now },
    programme: () => ({
      name: options.demo ? options.name : bundled.name,
      demo: options.demo,
      // Until the operator has loaded the full list.
      partial: !options.demo && store.master(null).entities.length < bundled.entitiesInAll,
    }),
    officeName: (officeId) => officeName(officeId, pack, parts.trust),
    exportTable: (request, queries) => exportRows(request, queries),
    onChange: later,
  });
  if (store.lastSeq() === 0) {
    const loaded = office.load(options.demo ? demoProgramme(DEMO_SEED, now()) : [bundled]);
    if (!loaded.ok) throw new Error(`first programme: ${loaded.error.code}`);
  }

  return {
    async call(method, request) {
      try {
        const handler = office[method] as (asked: unknown) => Promise<Outcome<unknown>>;
        return await handler(request as OfficeRequest<OfficeMethod>);
      } catch (thrown) {
        return { ok: false, error: unexpectedError(`office.${method}`, thrown) };
      }
    },
    observe(evidence) {
      try {
        office.observe(evidence);
      } catch (thrown) {
        onProblem(unexpectedError('office.observe', thrown));
      }
    },
    usePack(next) {
      pack = next;
      office.queries.touched();
      later();
      if (next === null || options.demo) return;
      const adopted = office.adopt(masterOf(next), packHead(now(), options.name));
      if (!adopted.ok) onProblem(adopted.error);
    },
    async close() {
      closing.abort();
      store.close();
    },
  };
}

const NO_OFFICES: ProgrammePack['offices'] = [];
const NOBODY = {
  role: 'inspector',
  person: '',
  officeId: '',
  officeName: { zh: '', en: '' },
  zoneIds: [],
  provinces: [],
} as const;

/** A file that cannot be read is said, and nobody is believed on its word. */
async function operatorTrust(
  { demo, folder }: OfficeOptions,
  onProblem: OfficeEvents['onProblem'],
): Promise<OperatorTrust> {
  if (demo) return demoTrust(DEMO_SEED);
  const read = await readOperatorTrust(path.join(folder, 'trust.json'));
  if (read.ok) return read.value;
  onProblem(read.error);
  return REFUSE_UNKNOWN;
}

function packHead(now: number, { zh }: Text): ChangeHead {
  return { at: new Date(now).toISOString(), ...SYSTEM_HEAD, action: 'pack', subject: zh, details: BY_SYSTEM };
}

/** A programme pack names zones, fields and scenarios; everything else comes by import. */
function masterOf({ zones, sectors, scenarios }: ProgrammePack): ChangeSet {
  return {
    zones: zones.map(({ zoneId, name }) => ({ zoneId, name, province: null, source: null, note: null })),
    sectors,
    scenarios: scenarios.map(({ scenarioId, name, zoneId, sector, chainId }) => ({
      ...{ scenarioId, name, zoneId, chainId, sectorId: sector },
      owner: zones.find((zone) => zone.zoneId === zoneId)?.name ?? name,
      entityId: null,
      startedOn: null,
      endedOn: null,
    })),
  };
}

function officeName(
  officeId: string,
  pack: ProgrammePack | null,
  trust: { signers(): readonly { ownerId: string; name: Text }[] },
): Text {
  const known = trust.signers().find(({ ownerId }) => ownerId === officeId)?.name;
  return known ?? pack?.offices.find((office) => office.officeId === officeId)?.name ?? { zh: officeId, en: officeId };
}
