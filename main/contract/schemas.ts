import * as v from 'valibot';
import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import { ATTACK_KINDS, type ChainDetail, type ChainView, HEALTHS, PEER_STANDINGS, RESUME_CHOICES } from './chain.ts';
import type { AttackFileReport, FileReport } from './evidence.ts';
import { type AppPatch, type AppSnapshot, DRILLS, type OverviewView } from './figures.ts';
import type { OfficeMethod } from './office.ts';
import { fileBytesSchema, OFFICE_FILE_METHODS, OFFICE_METHODS, officeSchemas } from './officeSchemas.ts';
import {
  amount,
  chainId,
  count,
  decimal,
  figureId,
  figureSchema,
  fileName,
  height,
  hex,
  line,
  mix,
  params,
  percent,
  provenanceSchema,
  type Schema,
  short,
  text,
  time,
  unit,
  wireErrorSchema,
} from './primitives.ts';
import { date, period, subjectRef } from './programmeSchemas.ts';
import { LEVELS } from './provenance.ts';
import type { Bridge, Derivation, Outcome, Settings } from './services.ts';

// One schema for everything that crosses the bridge, both ways. Each is tied to its interface by the types of the
// constants below: a field that one has and the other has not fails to type-check. Limits bound what a compromised view
// could make the main process hold.

const MAX_CHAINS = 1000;
/** Of three sets of the most that one may have. */
const MAX_VALIDATORS = 30_000;
const MAX_EVIDENCE_BYTES = 16 * 1024 * 1024;

const peer = v.strictObject({
  url: line,
  operator: short,
  role: v.picklist(['primary', 'witness', 'reserve']),
  state: v.picklist(['unknown', 'agrees', 'lagging', 'unreachable', 'conflict', 'bad']),
  height: v.nullable(height),
  lastAnswerAt: v.nullable(time),
  error: v.nullable(wireErrorSchema),
  standing: v.exactOptional(v.picklist(PEER_STANDINGS)),
  latencyMs: v.exactOptional(v.nullable(amount)),
});

const signer = v.strictObject({ address: hex, power: height, powerPercent: percent, signed: v.boolean() });

const conflict = v.strictObject({
  height,
  primaryHash: hex,
  witnessHash: hex,
  witnessUrl: line,
  detectedAt: time,
  witnessQuorum: v.boolean(),
  attackId: v.exactOptional(v.nullable(height)),
  settled: v.exactOptional(v.boolean()),
});

const halt = v.strictObject({
  since: time,
  primaryUrl: line,
  witnessUrl: v.nullable(line),
  choices: v.array(v.picklist(RESUME_CHOICES)),
});

export const chainViewSchema: Schema<ChainView> = v.strictObject({
  chainId,
  name: text,
  zoneId: short,
  family: short,
  demo: v.boolean(),
  health: v.picklist(HEALTHS),
  healthSince: time,
  error: v.nullable(wireErrorSchema),
  verified: v.nullable(
    v.strictObject({
      height,
      hash: hex,
      time,
      verifiedAt: time,
      mode: v.picklist(['anchor', 'adjacent', 'skipping']),
      appHash: hex,
      fromDisk: v.boolean(),
      provenance: provenanceSchema,
    }),
  ),
  claimedHeight: v.nullable(height),
  lag: v.nullable(count),
  trustedFrom: v.strictObject({ height, hash: hex, time: v.nullable(time) }),
  trustingPeriodSeconds: count,
  expiresAt: v.nullable(time),
  validators: count,
  totalPower: height,
  signedPower: height,
  signedPowerPercent: percent,
  signers: v.pipe(v.array(signer), v.maxLength(10_000)),
  peers: v.pipe(v.array(peer), v.maxLength(64)),
  conflicts: v.pipe(v.array(conflict), v.maxLength(1000)),
  halt: v.exactOptional(v.nullable(halt)),
  headersVerified: count,
  headersWalked: count,
  signaturesChecked: count,
  averageIntervalSeconds: v.nullable(amount),
  elapsedMs: amount,
});

const zoneRow = v.strictObject({
  zoneId: short,
  name: text,
  chainId: v.pipe(v.string(), v.maxLength(50)),
  health: v.picklist(HEALTHS),
  height: v.nullable(height),
  headerTime: v.nullable(time),
  scenarios: figureSchema,
  records: figureSchema,
  reportsAnchored: figureSchema,
  saving: figureSchema,
  mix,
});

const scenarios = v.pipe(v.array(v.strictObject({ scenarioId: short, name: text })), v.maxLength(10_000));

const attention = v.strictObject({
  id: figureId,
  kind: v.picklist([
    'conflict',
    'contradicted',
    'halted',
    'expired',
    'expires-soon',
    'stalled',
    'unreachable',
    'suspect',
    'missing-report',
    'stale',
    'storage',
  ]),
  level: v.picklist([...LEVELS, 'contradicted', 'expired', 'stale']),
  params,
  subject: text,
  since: time,
  target: v.strictObject({ screen: v.picklist(['chain', 'figure', 'settings']), id: figureId }),
});

export const overviewSchema: Schema<OverviewView> = v.strictObject({
  asOf: time,
  figures: v.pipe(v.array(figureSchema), v.maxLength(100)),
  zones: v.pipe(v.array(zoneRow), v.maxLength(200)),
  attention: v.pipe(v.array(attention), v.maxLength(20_000)),
});

const demo = v.strictObject({
  state: v.picklist(['off', 'starting', 'running', 'failed']),
  phase: v.nullable(v.picklist(['keys', 'history', 'cache', 'listening'])),
  done: amount,
  total: amount,
  drills: v.pipe(v.array(v.strictObject({ chainId, kind: v.picklist(DRILLS), since: time })), v.maxLength(MAX_CHAINS)),
  error: v.nullable(wireErrorSchema),
});

const activity = v.pipe(
  v.array(v.strictObject({ at: time, headers: count, signatures: count, proofs: count })),
  v.maxLength(2000),
);
const chains = v.pipe(v.array(chainViewSchema), v.maxLength(MAX_CHAINS));
const problems = v.pipe(v.array(wireErrorSchema), v.maxLength(1000));
const network = v.strictObject({
  name: text,
  source: v.picklist(['demo', 'pack', 'none']),
  packFile: v.nullable(fileName),
  chainIds: v.exactOptional(v.pipe(v.array(chainId), v.maxLength(MAX_CHAINS))),
  signature: v.exactOptional(v.picklist(['signed', 'unknown-key', 'unsigned'])),
});

export const appSnapshotSchema: Schema<AppSnapshot> = v.strictObject({
  seq: count,
  startedAt: time,
  appVersion: short,
  runtime: v.strictObject({ name: short, version: short, developmentOnly: v.boolean() }),
  dataDir: fileName,
  network,
  demo,
  chains,
  overview: overviewSchema,
  scenarios,
  activity,
  problems,
  officeSeq: v.exactOptional(count),
});

export const appPatchSchema: Schema<AppPatch> = v.strictObject({
  seq: count,
  chains: v.exactOptional(chains),
  overview: v.exactOptional(overviewSchema),
  scenarios: v.exactOptional(scenarios),
  demo: v.exactOptional(demo),
  activity: v.exactOptional(activity),
  problems: v.exactOptional(problems),
  network: v.exactOptional(network),
  officeSeq: v.exactOptional(count),
});

const headerRow = v.strictObject({
  height,
  hash: hex,
  time,
  how: v.picklist(['anchor', 'adjacent', 'skipping', 'backwards']),
  proposer: hex,
  appHash: hex,
  validatorsHash: hex,
  signedPowerPercent: v.nullable(percent),
});

const change = v.strictObject({
  height,
  time,
  joined: v.array(v.strictObject({ address: hex, power: height })),
  left: v.array(v.strictObject({ address: hex, power: height })),
  powerChanged: v.array(v.strictObject({ address: hex, from: height, to: height })),
});

const attackSide = v.strictObject({
  url: line,
  operator: line,
  height,
  hash: hex,
  time,
  round: count,
  signedPowerPercent: percent,
});

const attack = v.strictObject({
  id: height,
  kind: v.picklist(ATTACK_KINDS),
  detectedAt: time,
  common: v.strictObject({ height, hash: hex, time }),
  primary: attackSide,
  witness: attackSide,
  differing: v.pipe(v.array(short), v.maxLength(20)),
  signers: v.pipe(
    v.array(
      v.strictObject({
        address: hex,
        power: height,
        powerPercent: percent,
        signedPrimary: v.boolean(),
        signedWitness: v.boolean(),
        accusedByPrimary: v.boolean(),
        accusedByWitness: v.boolean(),
      }),
    ),
    v.maxLength(MAX_VALIDATORS),
  ),
  bothPercent: percent,
  bothSides: v.boolean(),
});

const decision = v.strictObject({
  haltedAt: time,
  decidedAt: time,
  kept: v.picklist(RESUME_CHOICES),
  primaryUrl: line,
  witnessUrl: v.nullable(line),
});

export const chainDetailSchema: Schema<ChainDetail> = v.strictObject({
  chainId,
  headers: v.pipe(v.array(headerRow), v.maxLength(10_000)),
  changes: v.pipe(v.array(change), v.maxLength(10_000)),
  intervals: v.pipe(
    v.array(v.strictObject({ height, time, meanSeconds: amount, maxSeconds: amount, blocks: count })),
    v.maxLength(10_000),
  ),
  known: v.nullable(v.strictObject({ from: height, to: height, count })),
  attacks: v.exactOptional(v.pipe(v.array(attack), v.maxLength(1000))),
  decisions: v.exactOptional(v.pipe(v.array(decision), v.maxLength(1000))),
});

const errorCategories = [
  'provider-benign',
  'provider-malicious',
  'verification',
  'attack',
  'configuration',
  'input',
] as const;

/** The codes are a closed union of light-client/; a picklist of them would be the same list twice. */
const lightClientError = v.strictObject({ code: short, category: v.picklist(errorCategories), params });

const stepBody = {
  status: v.picklist(['passed', 'failed', 'not-run']),
  facts: v.array(
    v.strictObject({
      name: short,
      value: v.pipe(v.string(), v.maxLength(2_000_000)),
      kind: v.picklist(['hash', 'code', 'height', 'time', 'count', 'text', 'word']),
    }),
  ),
  hops: v.exactOptional(
    v.array(
      v.strictObject({
        mode: v.picklist(['skipping', 'adjacent', 'backwards']),
        fromHeight: height,
        toHeight: height,
        toHash: hex,
        overlapPercent: v.nullable(percent),
        commitPercent: v.nullable(percent),
        signers: v.array(v.strictObject({ address: hex, power: height, signed: v.boolean() })),
        joined: count,
        signaturesChecked: count,
      }),
    ),
  ),
  error: v.exactOptional(lightClientError),
  elapsedMs: v.exactOptional(amount),
};

const step = v.strictObject({
  id: v.picklist(['file', 'anchor', 'headers', 'root', 'proof', 'value']),
  ...stepBody,
  merkle: v.exactOptional(
    v.array(
      v.strictObject({
        tree: count,
        hash: hex,
        sibling: v.nullable(v.pipe(v.string(), v.maxLength(20_000))),
        siblingSide: v.nullable(v.picklist(['left', 'right'])),
      }),
    ),
  ),
});

export const evidenceReportSchema = v.strictObject({
  verdict: v.picklist(['verified', 'refused', 'unusable']),
  claim: v.nullable(
    v.strictObject({
      kind: v.picklist(['state', 'absence', 'transaction', 'anchored-report']),
      chainId: v.pipe(v.string(), v.maxLength(50)),
      family: short,
      height,
      title: text,
      subject: line,
      value: v.nullable(v.pipe(v.string(), v.maxLength(2_000_000))),
      unit: v.nullable(short),
      demo: v.boolean(),
    }),
  ),
  headerTime: v.nullable(time),
  verifiedAt: v.nullable(time),
  anchor: v.nullable(v.strictObject({ height, hash: hex, known: v.boolean() })),
  expiresAt: v.nullable(time),
  conditions: v.array(v.picklist(['expired', 'anchor-unknown', 'demo', 'development-runtime'])),
  steps: v.pipe(v.array(step), v.maxLength(10)),
  signaturesChecked: count,
  fileBytes: count,
}) as unknown as Schema<EvidenceReport>;

const role = v.picklist(['primary', 'witness']);

const accusation = v.strictObject({
  accused: v.strictObject({ role, url: line, operator: line }),
  kind: v.picklist(ATTACK_KINDS),
  commonHeight: decimal,
  height: decimal,
  hash: hex,
  totalVotingPower: decimal,
  byzantineValidators: v.pipe(
    v.array(v.strictObject({ address: hex, votingPower: decimal })),
    v.maxLength(MAX_VALIDATORS),
  ),
});

const attackFileReportSchema = v.strictObject({
  verdict: v.picklist(['verified', 'refused', 'unusable']),
  chainId: v.nullable(line),
  detectedAt: v.nullable(time),
  conditions: v.array(v.picklist(['anchor-unknown', 'demo', 'development-runtime'])),
  accusations: v.pipe(v.array(accusation), v.maxLength(2)),
  steps: v.pipe(
    v.array(
      v.strictObject({ id: v.picklist(['file', 'common', 'way', 'evidence']), accused: v.nullable(role), ...stepBody }),
    ),
    v.maxLength(7),
  ),
  signaturesChecked: count,
  fileBytes: count,
  attack: v.nullable(attack),
}) as unknown as Schema<AttackFileReport>;

/** Told apart by a member that only one of them has. */
const fileReportSchema: Schema<FileReport> = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'accusations' in input ? attackFileReportSchema : evidenceReportSchema,
);

export const derivationSchema: Schema<Derivation> = v.strictObject({
  figure: figureSchema,
  report: v.nullable(evidenceReportSchema),
  parts: v.pipe(
    v.array(v.strictObject({ figureId, name: text, value: v.nullable(decimal), unit, provenance: provenanceSchema })),
    v.maxLength(10_000),
  ),
});

/** Names and number are bounded, so that what was saved can be read again: main/settingsFile.ts bounds the file. */
const few = <T>(values: Schema<T>) =>
  v.pipe(
    v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(60)), values),
    v.check((entries) => Object.keys(entries).length <= 60),
  );

export const settingsSchema: Schema<Settings> = v.strictObject({
  language: v.picklist(['zh-CN', 'en']),
  theme: v.picklist(['light', 'dark', 'system']),
  network: fileName,
  tables: v.exactOptional(few(few(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))))),
});

function outcome<T>(value: Schema<T>): Schema<Outcome<T>> {
  return v.variant('ok', [
    v.strictObject({ ok: v.literal(true), value }),
    v.strictObject({ ok: v.literal(false), error: wireErrorSchema }),
  ]) as unknown as Schema<Outcome<T>>;
}

const namedReport = v.strictObject({ name: fileName, report: fileReportSchema });
const none = v.undefined();

/** A call of the office; its own request and answer have the schemas of officeSchemas.ts. */
function officeCall(methods: readonly OfficeMethod[]) {
  return v.pipe(
    v.strictObject({ method: v.picklist(methods), request: v.unknown() }),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { method, request } = dataset.value;
      const checked = v.safeParse(officeSchemas[method].request, request);
      if (checked.success) return;
      const [{ message, path = [] }] = checked.issues;
      const at = { type: 'object', origin: 'value', input: dataset.value, key: 'request', value: request } as const;
      addIssue({ message, path: [at, ...path] as never });
    }),
  ) as unknown as Schema<never>;
}

const pixels = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20_000));
const savedAs = outcome(v.nullable(fileName));

type Methods = Omit<Bridge, 'onPatch' | 'onCommand'>;
type Request<M extends keyof Methods> = Parameters<Methods[M]> extends [infer R] ? R : undefined;
type Answer<M extends keyof Methods> = Awaited<ReturnType<Methods[M]>>;

/** For every method of the bridge what it takes (`undefined`: nothing) and what it answers. */
export const bridgeSchemas: {
  readonly [M in keyof Methods]: { readonly request: Schema<Request<M>>; readonly answer: Schema<Answer<M>> };
} = {
  snapshot: { request: none, answer: appSnapshotSchema },
  chainDetail: {
    request: v.strictObject({
      chainId,
      headers: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5000)),
      points: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2000)),
    }),
    answer: outcome(chainDetailSchema),
  },
  derivation: { request: v.strictObject({ figureId }), answer: outcome(derivationSchema) },
  exportEvidence: { request: v.strictObject({ figureId }), answer: outcome(v.nullable(fileName)) },
  openEvidence: { request: none, answer: outcome(v.nullable(namedReport)) },
  verifyEvidence: {
    request: v.strictObject({
      name: fileName,
      bytes: v.pipe(
        v.custom<Uint8Array>((input) => input instanceof Uint8Array),
        v.check((bytes) => bytes.length <= MAX_EVIDENCE_BYTES),
      ),
    }),
    answer: outcome(fileReportSchema),
  },
  sampleEvidence: { request: none, answer: outcome(namedReport) },
  settings: { request: none, answer: settingsSchema },
  saveSettings: { request: settingsSchema, answer: outcome(settingsSchema) },
  chooseNetworkPack: { request: none, answer: outcome(v.nullable(settingsSchema)) },
  exportAttack: { request: v.strictObject({ chainId, attackId: height }), answer: outcome(v.nullable(fileName)) },
  resumeChain: {
    request: v.strictObject({ chainId, keep: v.picklist(RESUME_CHOICES) }),
    answer: outcome(v.null()),
  },
  drill: {
    request: v.strictObject({ chainId, kind: v.picklist([...DRILLS, 'end']) }),
    answer: outcome(v.null()),
  },
  // The answer's own schema hangs on the method: whoever registers the bridge asks `officeAnswerSchema`.
  office: { request: officeCall(OFFICE_METHODS), answer: outcome(v.unknown()) as Schema<never> },
  officeSave: { request: officeCall(OFFICE_FILE_METHODS), answer: savedAs },
  officeOpen: {
    request: v.strictObject({ kind: v.picklist(['spreadsheet', 'package']) }),
    answer: outcome(v.nullable(fileBytesSchema)),
  },
  printReport: {
    request: v.strictObject({
      asOf: v.nullable(date),
      period: v.nullable(period),
      language: v.picklist(['zh-CN', 'en']),
      subject: subjectRef,
    }),
    answer: savedAs,
  },
  savePicture: {
    request: v.strictObject({ fileName, x: pixels, y: pixels, width: pixels, height: pixels }),
    answer: savedAs,
  },
};

export function officeAnswerSchema(method: OfficeMethod): v.GenericSchema {
  return outcome(officeSchemas[method].answer as Schema<unknown>);
}

/** A message from the window's menu. */
export const commandSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z:-]{0,60}$/));
