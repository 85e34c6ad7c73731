import type { EvidenceReport, HopSigner } from '../../light-client/evidence/report.ts';
import type { ChainDetail, ChainView, Health, PeerView, SignerView, Text } from '../../main/contract/chain.ts';
import type { AppSnapshot, AttentionItem, Figure, FigurePart, ZoneRow } from '../../main/contract/figures.ts';
import type { Provenance } from '../../main/contract/provenance.ts';
import type { Derivation } from '../../main/contract/services.ts';
import { chainIdOf, SECTORS, ZONES } from '../../main/demo/catalogue.ts';
import { anchoredShareFigure, leafFigure, type Part, sumFigure } from '../../main/metrics/figures.ts';
import type { ScenarioRow } from '../../main/metrics/overview.ts';

// What the bridge answers in tests of the view: the same every time, with every level and condition in it. Values are
// invented; sums, mixes and seals are computed by the app's own arithmetic.

/** The clock of every test of the view. */
export const NOW = '2026-11-21T16:30:00.000Z';
const NOW_MS = Date.parse(NOW);

export const SUSPECT = 'demo-gengwu-1';
export const STALLED = 'demo-renshen-1';
const SYNCING = 'demo-bingzi-1';

/** Park and Miller's generator: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

function hexOf(seed: string, length = 64): string {
  let state = 7;
  for (const char of seed) state = (state * 31 + char.charCodeAt(0)) % 2147483647;
  const random = generator(state + 1);
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

export function ago(seconds: number): string {
  return new Date(NOW_MS - seconds * 1000).toISOString();
}

/** What ails the chains: nothing, or one of each kind. */
type Ills = Readonly<Record<string, Health>>;
const ILLS: Ills = { [SUSPECT]: 'suspect', [STALLED]: 'stalled', [SYNCING]: 'syncing' };

function heightOf(index: number): number {
  return 318_190 + index * 1_277 + ((index * 7_919) % 953);
}

function headTime(chainId: string, index: number, ills: Ills = ILLS): string {
  if (ills[chainId] === 'stalled') return ago(2 * 3600 + 540);
  if (ills[chainId] === 'suspect') return ago(500);
  return ago(2 + ((index * 5) % 7));
}

function provenanceOfHead(chainId: string, index: number, ills: Ills): Provenance {
  const height = String(heightOf(index));
  return {
    level: ills[chainId] === 'syncing' ? 'proven' : 'corroborated',
    condition: ills[chainId] === 'suspect' ? 'contradicted' : ills[chainId] === 'stalled' ? 'stale' : 'fresh',
    at: {
      chainId,
      height,
      headerHash: hexOf(`${chainId}/${height}`),
      rule: 'header',
      headerTime: headTime(chainId, index, ills),
      verifiedAt: ago(1),
    },
  };
}

function signersOf(index: number): readonly SignerView[] {
  const powers = index % 4 === 3 ? [10, 10, 10, 10] : [20, 18, 16, 14, 12, 11, 9];
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power, place) => ({
    address: hexOf(`validator/${index}/${place}`, 40),
    power: String(power * 1000),
    powerPercent: (power / total) * 100,
    signed: powers.length === 4 ? place !== 3 : place !== (index % 5) + 2,
  }));
}

function peersOf(chainId: string, index: number, ills: Ills): readonly PeerView[] {
  const port = 26_600 + index * 2;
  const height = String(heightOf(index));
  const peer = (role: PeerView['role'], offset: number): PeerView => ({
    url: `http://127.0.0.1:${port + offset}`,
    operator: role === 'primary' ? 'demo' : 'demo-witness',
    role,
    state:
      ills[chainId] === 'suspect' && role === 'witness'
        ? 'conflict'
        : ills[chainId] === 'stalled'
          ? 'lagging'
          : 'agrees',
    height,
    lastAnswerAt: ago(2),
    error: null,
  });
  return [peer('primary', 0), peer('witness', 1)];
}

export function chains(ills: Ills = ILLS): readonly ChainView[] {
  return ZONES.map((zone, index): ChainView => {
    const chainId = chainIdOf(zone.zoneId);
    const health = ills[chainId] ?? 'synced';
    const height = heightOf(index);
    const signers = signersOf(index);
    const total = signers.reduce((sum, signer) => sum + Number(signer.power), 0);
    const signed = signers.reduce((sum, signer) => (signer.signed ? sum + Number(signer.power) : sum), 0);
    const lag = health === 'syncing' ? 4_210 : health === 'stalled' ? 0 : index % 3 === 0 ? 1 : 0;
    return {
      chainId,
      name: zone.name,
      zoneId: zone.zoneId,
      family: 'cometbft',
      demo: true,
      health,
      healthSince: health === 'suspect' ? ago(480) : health === 'stalled' ? ago(2 * 3600) : ago(86_400 + index * 600),
      error:
        health === 'stalled'
          ? { code: 'no-new-block', category: 'provider-benign', params: { seconds: 7740 } }
          : health === 'suspect'
            ? { code: 'conflicting-headers', category: 'attack', params: { height: String(height) } }
            : null,
      verified: {
        height: String(height),
        hash: hexOf(`${chainId}/${height}`),
        time: headTime(chainId, index, ills),
        verifiedAt: ago(1),
        mode: health === 'syncing' ? 'skipping' : 'adjacent',
        appHash: hexOf(`${chainId}/app`),
        fromDisk: false,
        provenance: provenanceOfHead(chainId, index, ills),
      },
      claimedHeight: String(height + lag),
      lag,
      trustedFrom: { height: String(300_000 + index), hash: hexOf(`${chainId}/anchor`), time: '2026-08-02T00:00:00Z' },
      trustingPeriodSeconds: 14 * 86_400,
      expiresAt: new Date(NOW_MS + 12 * 86_400_000 + index * 3_600_000).toISOString(),
      validators: signers.length,
      totalPower: String(total),
      signedPower: String(signed),
      signedPowerPercent: (signed / total) * 100,
      signers,
      peers: peersOf(chainId, index, ills),
      conflicts:
        health === 'suspect'
          ? [
              {
                height: String(height),
                primaryHash: hexOf(`${chainId}/${height}`),
                witnessHash: hexOf(`${chainId}/${height}/other`),
                witnessUrl: `http://127.0.0.1:${26_601 + index * 2}`,
                detectedAt: ago(480),
                witnessQuorum: true,
              },
            ]
          : [],
      headersVerified: 1_204 + index * 37,
      headersWalked: height - 300_000,
      signaturesChecked: 6_110 + index * 211,
      averageIntervalSeconds: 5 + (index % 3) * 0.4,
      elapsedMs: 1_840 + index * 61,
    };
  });
}

const NAMES: readonly Text[] = [
  { zh: '电子证照', en: 'Electronic permits' },
  { zh: '供应链单据', en: 'Supply-chain papers' },
  { zh: '版权登记', en: 'Copyright register' },
  { zh: '绿电溯源', en: 'Green power tracing' },
];

interface Scenario {
  readonly row: ScenarioRow;
  readonly chainIndex: number;
}

function scenarios(ills: Ills): readonly Scenario[] {
  const random = generator(11);
  return ZONES.flatMap((zone, index) => {
    const chainId = chainIdOf(zone.zoneId);
    const head = provenanceOfHead(chainId, index, ills);
    const condition = head.condition;
    return NAMES.slice(0, 2 + (index % 3)).map((name, place): Scenario => {
      const id = `${zone.zoneId}-${String(place + 1).padStart(2, '0')}`;
      const at = head.at;
      const inState = random() < 0.72;
      const anchored = random() < 0.7;
      const missing = index === 11 && place === 1 && ills === ILLS;
      const state: Provenance = inState
        ? {
            level: index % 2 === 0 ? 'corroborated' : 'proven',
            condition,
            ...(at && { at: { ...at, rule: 'ics23-state' as const } }),
          }
        : {
            level: random() < 0.5 ? 'signed' : 'reported',
            condition: condition === 'stale' ? 'stale' : 'fresh',
            source: 'office',
          };
      const paper: Provenance = anchored
        ? { level: 'anchored', condition, ...(at && { at: { ...at, rule: 'report-digest' as const } }) }
        : {
            level: random() < 0.6 ? 'signed' : 'reported',
            condition: condition === 'stale' ? 'stale' : 'fresh',
            source: 'office',
          };
      const leaf = (
        what: 'records' | 'saving' | 'report',
        unit: Figure['unit'],
        provenance: Provenance,
        value: number,
      ) =>
        leafFigure(
          { id: `scenario/${id}/${what}`, label: `figure.${what}`, unit },
          missing && what !== 'records'
            ? { value: null, provenance: { level: 'reported', condition: 'not-verifiable' }, asOf: null }
            : {
                value: String(value),
                provenance,
                asOf: what === 'records' ? headTime(chainId, index, ills) : '2026-10-08T09:00:00Z',
              },
        );
      return {
        chainIndex: index,
        row: {
          scenarioId: id,
          zoneId: zone.zoneId,
          sector: SECTORS[(index * 3 + place) % SECTORS.length]?.sectorId ?? 'education',
          name: { zh: `${zone.name.zh.slice(0, 2)}${name.zh}`, en: `${zone.name.en.split(' ')[0]} ${name.en}` },
          period: '2026Q3',
          records: leaf('records', 'records', state, Math.round(40_000 + random() * 900_000)),
          saving: leaf('saving', 'yuan', paper, Math.round(120 + random() * 6_000) * 1000),
          report: leaf('report', 'count', paper, 1),
        },
      };
    });
  });
}

function zones(all: readonly Scenario[], views: readonly ChainView[]): readonly ZoneRow[] {
  return ZONES.map((zone): ZoneRow => {
    const view = views.find((each) => each.zoneId === zone.zoneId);
    const own = all.filter(({ row }) => row.zoneId === zone.zoneId).map(({ row }) => row);
    const id = (what: string) => `zone/${zone.zoneId}/${what}`;
    const asOne = (figure: Figure): Part => ({ ...figure, value: figure.value === null ? null : '1' });
    return {
      zoneId: zone.zoneId,
      name: zone.name,
      chainId: chainIdOf(zone.zoneId),
      health: view?.health ?? 'bootstrapping',
      height: view?.verified?.height ?? null,
      headerTime: view?.verified?.time ?? null,
      scenarios: sumFigure(
        { id: id('scenarios'), label: 'figure.scenarios', unit: 'count' },
        own.map((row) => asOne(row.records)),
      ),
      records: sumFigure(
        { id: id('records'), label: 'figure.records', unit: 'records' },
        own.map((row) => row.records),
      ),
      reportsAnchored: anchoredShareFigure(
        { id: id('reports-anchored'), label: 'figure.reportsAnchored', unit: 'percent' },
        own.map((row) => row.report),
      ),
      saving: sumFigure(
        { id: id('saving'), label: 'figure.saving', unit: 'yuan' },
        own.map((row) => row.saving),
      ),
      mix: sumFigure(
        { id: id('mix'), label: '', unit: 'count' },
        own
          .flatMap((row) => [row.records, row.report])
          .filter((f) => f.value !== null)
          .map(asOne),
      ).mix,
    };
  });
}

function headerFigures(views: readonly ChainView[]): readonly Figure[] {
  return views.map((view) =>
    leafFigure(
      { id: `chain/${view.chainId}/headers`, label: 'figure.headers', unit: 'headers' },
      {
        value: String(view.headersVerified + view.headersWalked),
        provenance: view.verified?.provenance ?? { level: 'reported', condition: 'not-verifiable' },
        asOf: view.verified?.time ?? null,
      },
    ),
  );
}

function programme(all: readonly Scenario[], views: readonly ChainView[]): readonly Figure[] {
  const rows = all.map(({ row }) => row);
  const asOne = (figure: Figure): Part => ({ ...figure, value: '1' });
  return [
    sumFigure(
      { id: 'programme/scenarios', label: 'figure.scenarios', unit: 'count' },
      rows.map((row) => asOne(row.records)),
    ),
    sumFigure(
      { id: 'programme/records', label: 'figure.records', unit: 'records' },
      rows.map((row) => row.records),
    ),
    sumFigure({ id: 'programme/headers', label: 'figure.headers', unit: 'headers' }, headerFigures(views)),
    anchoredShareFigure(
      { id: 'programme/reports-anchored', label: 'figure.reportsAnchored', unit: 'percent' },
      rows.map((row) => row.report),
    ),
    sumFigure(
      { id: 'programme/saving', label: 'figure.saving', unit: 'yuan' },
      rows.map((row) => row.saving),
    ),
  ];
}

function nameOf(zoneId: string): Text {
  return ZONES.find((zone) => zone.zoneId === zoneId)?.name ?? { zh: zoneId, en: zoneId };
}

function attention(): readonly AttentionItem[] {
  return [
    {
      id: 'conflict/demo-gengwu-1/326000',
      kind: 'conflict',
      level: 'contradicted',
      subject: nameOf('gengwu'),
      params: { height: String(heightOf(6)), witness: 'http://127.0.0.1:26613', quorum: 1, figures: 5 },
      since: ago(480),
      target: { screen: 'chain', id: SUSPECT },
    },
    {
      id: 'stalled/demo-renshen-1',
      kind: 'stalled',
      level: 'stale',
      subject: nameOf('renshen'),
      params: { height: String(heightOf(8)) },
      since: ago(2 * 3600),
      target: { screen: 'chain', id: STALLED },
    },
    {
      id: 'missing-report/yihai-02',
      kind: 'missing-report',
      level: 'reported',
      subject: { zh: '乙亥供应链单据', en: 'Yihai Supply-chain papers' },
      params: { period: '2026Q3' },
      since: '2026-10-15T00:00:00Z',
      target: { screen: 'figure', id: 'scenario/yihai-02/report' },
    },
    {
      id: 'fell/scenario/wuchen-01/records',
      kind: 'suspect',
      level: 'proven',
      subject: { zh: '戊辰电子证照', en: 'Wuchen Electronic permits' },
      params: { code: 'cumulative-fell', what: 'records', from: '512044', to: '508310' },
      since: '2026-11-19T07:10:00Z',
      target: { screen: 'figure', id: 'scenario/wuchen-01/records' },
    },
    {
      id: 'expires-soon/demo-dingchou-1',
      kind: 'expires-soon',
      level: 'stale',
      subject: nameOf('dingchou'),
      params: { at: new Date(NOW_MS + 41 * 3_600_000).toISOString() },
      since: '2026-11-19T00:00:00Z',
      target: { screen: 'chain', id: 'demo-dingchou-1' },
    },
  ];
}

function activity(): AppSnapshot['activity'] {
  const random = generator(3);
  return Array.from({ length: 181 }, (_, index) => {
    const start = index < 40 ? 1 - index / 60 : 0.18;
    const wave = 1 + 0.25 * Math.sin(index / 9) + 0.3 * random();
    const headers = Math.round(240 * start * wave);
    return {
      at: ago((180 - index) * 5),
      headers,
      signatures: Math.round(headers * 5.2),
      proofs: Math.round(18 * wave),
    };
  });
}

/** `calm`: every chain is synced and every report is there. */
export function snapshot(mood: 'troubled' | 'calm' = 'troubled'): AppSnapshot {
  const ills = mood === 'calm' ? {} : ILLS;
  const views = chains(ills);
  const all = scenarios(ills);
  return {
    seq: 1,
    startedAt: ago(3 * 3600),
    appVersion: '0.1.0',
    runtime: { name: 'Electron', version: '45.4.1', developmentOnly: false },
    dataDir: '/home/supervisor/.config/Pilotlight',
    network: { name: { zh: '本机演示网络', en: 'Demo network on this machine' }, source: 'demo', packFile: null },
    demo: { state: 'running', phase: null, done: 15, total: 15, drills: [], error: null },
    chains: views,
    overview: {
      asOf: NOW,
      figures: programme(all, views),
      zones: zones(all, views),
      attention: mood === 'calm' ? [] : attention(),
    },
    scenarios: all.map(({ row: { scenarioId, name } }) => ({ scenarioId, name })),
    activity: activity(),
    problems: [],
    officeSeq: 1,
  };
}

export function chainDetail(chainId: string): ChainDetail {
  const index = Math.max(
    0,
    ZONES.findIndex((zone) => chainIdOf(zone.zoneId) === chainId),
  );
  const head = heightOf(index);
  const headMs = Date.parse(headTime(chainId, index));
  const address = (place: number) => hexOf(`validator/${index}/${place}`, 40);
  return {
    chainId,
    headers: Array.from({ length: 60 }, (_, back) => ({
      height: String(head - back),
      hash: hexOf(`${chainId}/${head - back}`),
      time: new Date(headMs - back * 5_200).toISOString(),
      how: back < 24 ? 'adjacent' : back === 24 ? 'skipping' : 'backwards',
      proposer: address(back % 4),
      appHash: hexOf(`${chainId}/app/${head - back}`),
      validatorsHash: hexOf(`${chainId}/validators`),
      signedPowerPercent: back <= 24 ? 86 + (back % 3) * 2.5 : null,
    })),
    changes: [
      {
        height: String(head - 812),
        time: new Date(headMs - 812 * 5_200).toISOString(),
        joined: [{ address: address(8), power: '12000' }],
        left: [{ address: address(9), power: '12000' }],
        powerChanged: [],
      },
      {
        height: String(head - 2_406),
        time: new Date(headMs - 2_406 * 5_200).toISOString(),
        joined: [],
        left: [],
        powerChanged: [{ address: address(2), from: '14000', to: '16000' }],
      },
    ],
    intervals: Array.from({ length: 120 }, (_, at) => {
      const wave = Math.sin(at / 11);
      return {
        height: String(head - (119 - at) * 40),
        time: new Date(headMs - (119 - at) * 208_000).toISOString(),
        meanSeconds: 5.2 + 0.3 * wave + (at === 83 ? 2.2 : 0),
        maxSeconds: 6.4 + 0.6 * wave + (at === 83 ? 9 : 0),
        blocks: 40,
      };
    }),
    known: { from: String(head - 20_000), to: String(head), count: 20_001 },
  };
}

/** A verdict like those of the app: all six steps, three hops, a two-level proof. */
export function evidenceReport(figure?: Figure): EvidenceReport {
  const chainId = figure?.provenance.at?.chainId ?? 'demo-jiazi-1';
  const index = Math.max(
    0,
    ZONES.findIndex((zone) => chainIdOf(zone.zoneId) === chainId),
  );
  const zone = ZONES[index];
  const height = figure?.provenance.at?.height ?? String(heightOf(index));
  const next = String(Number(height) + 1);
  const hash = hexOf(`${chainId}/${height}`);
  const root = hexOf(`${chainId}/app`);
  const signers: readonly HopSigner[] = signersOf(index).map(({ address, power, signed }) => ({
    address,
    power,
    signed,
  }));
  const value = figure?.value ?? '1284112';
  const key = `pilot/records/${figure?.id.split('/')[1] ?? 'jiazi-01'}`;
  return {
    verdict: 'verified',
    claim: {
      kind: 'state',
      chainId,
      family: 'cometbft',
      height,
      title: {
        zh: `${zone?.name.zh ?? ''} · 电子证照 · 链上存证`,
        en: `${zone?.name.en ?? ''} · Electronic permits · records on chain`,
      },
      subject: key,
      value,
      unit: 'records',
      demo: true,
    },
    headerTime: headTime(chainId, index),
    verifiedAt: ago(1),
    anchor: { height: String(300_000 + index), hash: hexOf(`${chainId}/anchor`), known: true },
    expiresAt: new Date(NOW_MS + 12 * 86_400_000).toISOString(),
    conditions: ['demo'],
    steps: [
      { id: 'file', status: 'passed', elapsedMs: 0.3, facts: [{ name: 'digest', value: hexOf('file'), kind: 'hash' }] },
      {
        id: 'anchor',
        status: 'passed',
        elapsedMs: 0.1,
        facts: [
          { name: 'chainId', value: chainId, kind: 'code' },
          { name: 'height', value: String(300_000 + index), kind: 'height' },
          { name: 'hash', value: hexOf(`${chainId}/anchor`), kind: 'hash' },
          { name: 'time', value: '2026-08-02T00:00:00Z', kind: 'time' },
        ],
      },
      {
        id: 'headers',
        status: 'passed',
        elapsedMs: 33,
        facts: [
          { name: 'height', value: next, kind: 'height' },
          { name: 'hash', value: hash, kind: 'hash' },
          { name: 'signatures', value: '18', kind: 'count' },
        ],
        hops: [
          {
            mode: 'skipping',
            fromHeight: String(300_000 + index),
            toHeight: '309400',
            toHash: hexOf('hop1'),
            overlapPercent: 71,
            commitPercent: 91,
            signers,
            joined: 0,
            signaturesChecked: 7,
          },
          {
            mode: 'skipping',
            fromHeight: '309400',
            toHeight: height,
            toHash: hash,
            overlapPercent: 64,
            commitPercent: 86,
            signers,
            joined: 1,
            signaturesChecked: 6,
          },
          {
            mode: 'adjacent',
            fromHeight: height,
            toHeight: next,
            toHash: hexOf(`${chainId}/${next}`),
            overlapPercent: null,
            commitPercent: 86,
            signers,
            joined: 0,
            signaturesChecked: 5,
          },
        ],
      },
      {
        id: 'root',
        status: 'passed',
        elapsedMs: 0.1,
        facts: [
          { name: 'appHash', value: root, kind: 'hash' },
          { name: 'height', value: next, kind: 'height' },
        ],
      },
      {
        id: 'proof',
        status: 'passed',
        elapsedMs: 1.9,
        facts: [
          { name: 'store', value: 'pilot', kind: 'code' },
          { name: 'key', value: key, kind: 'code' },
          { name: 'leaf', value: hexOf('leaf'), kind: 'hash' },
          { name: 'root', value: root, kind: 'hash' },
        ],
        merkle: [
          ...Array.from({ length: 5 }, (_, level) => ({
            tree: 0,
            hash: hexOf(`inner/${level}`),
            sibling: level === 4 ? null : hexOf(`sibling/${level}`),
            siblingSide: level === 4 ? null : level % 2 === 0 ? ('right' as const) : ('left' as const),
          })),
          { tree: 1, hash: hexOf('store'), sibling: hexOf('store/sibling'), siblingSide: 'left' },
          { tree: 1, hash: root, sibling: null, siblingSide: null },
        ],
      },
      { id: 'value', status: 'passed', elapsedMs: 0.1, facts: [{ name: 'value', value, kind: 'text' }] },
    ],
    signaturesChecked: 18,
    fileBytes: 62_410,
  };
}

export function derivations(state: AppSnapshot): Readonly<Record<string, Derivation>> {
  const result: Record<string, Derivation> = {};
  const part = (figure: Figure, name: Text): FigurePart => ({
    figureId: figure.id,
    name,
    value: figure.value,
    unit: figure.unit,
    provenance: figure.provenance,
  });
  const put = (figure: Figure, parts: readonly FigurePart[]) => {
    const proven = figure.provenance.at !== undefined && figure.provenance.condition !== 'contradicted';
    result[figure.id] = { figure, report: parts.length === 0 && proven ? evidenceReport(figure) : null, parts };
  };
  const { zones: rows, figures } = state.overview;
  // Of a calm snapshot, calm ones.
  const all = scenarios(state.overview.attention.length === 0 ? {} : ILLS).map(({ row }) => row);
  for (const row of all) for (const figure of [row.records, row.saving, row.report]) put(figure, []);
  for (const zone of rows) {
    const own = all.filter((row) => row.zoneId === zone.zoneId);
    put(
      zone.scenarios,
      own.map((row) => part(row.records, row.name)),
    );
    put(
      zone.records,
      own.map((row) => part(row.records, row.name)),
    );
    put(
      zone.reportsAnchored,
      own.map((row) => part(row.report, row.name)),
    );
    put(
      zone.saving,
      own.map((row) => part(row.saving, row.name)),
    );
  }
  const headers = headerFigures(state.chains);
  for (const figure of headers) put(figure, []);
  const ofZones = (pick: (zone: ZoneRow) => Figure) => rows.map((zone) => part(pick(zone), zone.name));
  for (const figure of figures) {
    if (figure.id === 'programme/headers')
      put(
        figure,
        headers.map((each, i) => part(each, state.chains[i]?.name ?? nameOf('jiazi'))),
      );
    else if (figure.id === 'programme/records')
      put(
        figure,
        ofZones((zone) => zone.records),
      );
    else if (figure.id === 'programme/saving')
      put(
        figure,
        ofZones((zone) => zone.saving),
      );
    else if (figure.id === 'programme/scenarios')
      put(
        figure,
        ofZones((zone) => zone.scenarios),
      );
    else
      put(
        figure,
        ofZones((zone) => zone.reportsAnchored),
      );
  }
  return result;
}
