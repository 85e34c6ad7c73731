import * as v from 'valibot';
import { REPORT_UNITS } from '../contract/figures.ts';
import { EFFECTS, INDICATOR_KINDS } from '../contract/programme.ts';

// The shapes of the two packs. Limits bound every count and length before anything is built from a pack.

const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/));
const text = v.strictObject({ zh: v.pipe(v.string(), v.maxLength(200)), en: v.pipe(v.string(), v.maxLength(200)) });
const decimal = v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]{0,18})$/));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const httpUrl = v.pipe(v.string(), v.maxLength(500), v.url(), v.regex(/^https?:\/\//));

export const chainSchema = v.strictObject({
  chainId: v.pipe(v.string(), v.minLength(1), v.maxLength(50)),
  family: v.literal('cometbft'),
  /** Which validator key types the chain uses; the number 3 of the PublicKey oneof has several meanings. */
  keyTable: v.optional(
    v.picklist(['tendermint', 'tendermint-irita', 'cometbft-0.39-bls', 'cometbft-0.40']),
    'tendermint',
  ),
  name: text,
  zoneId: id,
  trust: v.strictObject({
    height: decimal,
    hash,
    trustingPeriodSeconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(315_360_000)),
    maxClockDriftSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3600)), 10),
    level: v.optional(v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,9}\/[1-9][0-9]{0,9}$/)), '1/3'),
  }),
  /** The expected time between blocks: with ten of them and no new block a chain counts as stalled. */
  blockTimeSeconds: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(86_400)), 6),
  /** How many headers below the tip are fetched by hash link for charts. */
  history: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)), 1000),
  endpoints: v.pipe(
    v.array(
      v.strictObject({
        url: httpUrl,
        /** Who runs it: a witness counts as independent only where its operator differs from the primary's. */
        operator: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
        role: v.picklist(['primary', 'witness']),
      }),
    ),
    v.minLength(1),
    v.maxLength(16),
  ),
});

export const networkPackSchema = v.strictObject({
  format: v.literal('pilotlight-network'),
  version: v.literal(1),
  name: text,
  demo: v.optional(v.boolean(), false),
  issuedAt: v.pipe(v.string(), v.isoTimestamp()),
  chains: v.pipe(v.array(chainSchema), v.minLength(1), v.maxLength(1000)),
});

/** A figure to be read from proven state: the value is a decimal integer in UTF-8. */
const stateRead = v.strictObject({ store: id, key: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });

export const scenarioSchema = v.strictObject({
  scenarioId: id,
  zoneId: id,
  chainId: v.pipe(v.string(), v.minLength(1), v.maxLength(50)),
  sector: id,
  name: text,
  /** Cumulative number of records on chain. Absent: this scenario only reports. */
  records: v.optional(stateRead),
  /** The current report: `digest` is where its SHA-256 (32 raw bytes) lies in state, where it is anchored at all. */
  report: v.strictObject({
    period: v.pipe(v.string(), v.regex(/^\d{4}Q[1-4]$/)),
    /** Data of the unproven query "/pilot/report" that answers the document. */
    document: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    digest: v.optional(stateRead),
  }),
});

const note = v.nullable(v.pipe(v.string(), v.maxLength(500)));
const provinceCode = v.nullable(v.pipe(v.string(), v.regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/)));
const day = v.pipe(v.string(), v.isoDate());

/** What a programme pack may say beyond what the chains are about: the offices' own list of entities, indicators, milestones. */
const masterEntries = {
  entities: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          entityId: id,
          name: text,
          sectorId: v.nullable(id),
          province: provinceCode,
          stage: v.nullable(v.picklist(['final', 'shortlist'])),
          source: note,
          note,
        }),
      ),
      v.maxLength(10_000),
    ),
  ),
  definitions: v.exactOptional(
    v.pipe(
      v.array(
        v.strictObject({
          indicatorId: id,
          name: text,
          effect: v.picklist(EFFECTS),
          kind: v.picklist(INDICATOR_KINDS),
          unit: v.picklist(['count', 'records', 'percent', 'yuan', 'minutes', 'seconds']),
          decimals: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)),
          better: v.picklist(['higher', 'lower']),
        }),
      ),
      v.maxLength(1000),
    ),
  ),
  milestones: v.exactOptional(
    v.pipe(
      v.array(v.strictObject({ milestoneId: id, scenarioId: id, name: text, baseline: v.nullable(day) })),
      v.maxLength(100_000),
    ),
  ),
};

/** A public key in lower-case hex: 32 bytes of ed25519, or 33 bytes (compressed) of the algorithm that is named. */
const officeSchema = v.union([
  v.strictObject({ officeId: id, name: text, key: hash, algorithm: v.exactOptional(v.literal('ed25519')) }),
  v.strictObject({
    officeId: id,
    name: text,
    key: v.pipe(v.string(), v.regex(/^0[23][0-9a-f]{64}$/)),
    algorithm: v.literal('sm2'),
  }),
]);

export const programmePackSchema = v.strictObject({
  ...masterEntries,
  format: v.literal('pilotlight-programme'),
  version: v.literal(1),
  demo: v.optional(v.boolean(), false),
  zones: v.pipe(v.array(v.strictObject({ zoneId: id, name: text })), v.maxLength(100)),
  sectors: v.pipe(v.array(v.strictObject({ sectorId: id, name: text, group: id })), v.maxLength(100)),
  scenarios: v.pipe(v.array(scenarioSchema), v.maxLength(10_000)),
  /** Offices whose signature on a report is known. */
  offices: v.pipe(v.array(officeSchema), v.maxLength(1000)),
});

/** A report as a scenario states it. The document is the canonical JSON (RFC 8785) of this; its digest is over those bytes. */
export const reportSchema = v.strictObject({
  format: v.literal('pilotlight-report'),
  version: v.literal(1),
  scenarioId: id,
  period: v.pipe(v.string(), v.regex(/^\d{4}Q[1-4]$/)),
  statedBy: text,
  asOf: v.pipe(v.string(), v.isoTimestamp()),
  indicators: v.pipe(
    v.array(
      v.strictObject({
        id,
        kind: v.picklist(['cumulative', 'level', 'rate', 'saving']),
        unit: v.picklist(REPORT_UNITS),
        value: v.pipe(v.string(), v.regex(/^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$/)),
        base: v.optional(v.pipe(v.string(), v.maxLength(200))),
      }),
    ),
    v.maxLength(100),
  ),
});

/**
 * A signed report document: `signature` is over the canonical JSON of `report`, by the algorithm of the office's key:
 * ed25519, or SM2 with the default identity, r||s. Both are 64 bytes.
 */
export const signedReportSchema = v.strictObject({
  report: reportSchema,
  officeId: v.optional(id),
  signature: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/))),
});

export type ChainConfig = v.InferOutput<typeof chainSchema>;
export type NetworkPack = v.InferOutput<typeof networkPackSchema>;
export type ScenarioConfig = v.InferOutput<typeof scenarioSchema>;
export type ProgrammePack = v.InferOutput<typeof programmePackSchema>;
/** Whose signature on a report counts. */
export type ReportOffice = ProgrammePack['offices'][number];
export type Report = v.InferOutput<typeof reportSchema>;
export type SignedReport = v.InferOutput<typeof signedReportSchema>;
