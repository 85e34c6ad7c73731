import * as v from 'valibot';
import { type Figure, UNITS } from './figures.ts';
import { CONDITIONS, LEVELS, type Provenance } from './provenance.ts';

// The small schemas that all others are made of.

export type Schema<T> = v.GenericSchema<unknown, T>;

export const short = v.pipe(v.string(), v.maxLength(200));
export const line = v.pipe(v.string(), v.maxLength(4000));
export const fileName = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
/** A height: decimal, no sign, no leading zero, at most 63 bits. */
export const height = v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]{0,18})$/));
/** An exact decimal of any length that a sum can reach. */
export const decimal = v.pipe(v.string(), v.maxLength(60), v.regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/));
export const hex = v.pipe(v.string(), v.maxLength(400), v.regex(/^([0-9a-f]{2})*$/));
export const time = v.pipe(v.string(), v.maxLength(40), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
export const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1 + 1e-9));
export const params = v.record(v.pipe(v.string(), v.maxLength(100)), v.union([line, v.number()]));
export const text = v.strictObject({ zh: line, en: line });
export const figureId = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
export const chainId = v.pipe(v.string(), v.minLength(1), v.maxLength(50));

export const wireErrorSchema = v.strictObject({ code: short, category: short, params });

const level = v.picklist(LEVELS);

export const provenanceSchema: Schema<Provenance> = v.strictObject({
  level,
  condition: v.picklist(CONDITIONS),
  at: v.exactOptional(
    v.strictObject({
      chainId,
      height,
      headerHash: hex,
      rule: v.picklist(['header', 'ics23-state', 'ics23-absence', 'tx-inclusion', 'report-digest', 'counted']),
      headerTime: time,
      verifiedAt: time,
    }),
  ),
  source: v.exactOptional(line),
});

export const mix = v.pipe(
  v.array(v.strictObject({ level: v.picklist([...LEVELS, 'contradicted']), share, parts: count })),
  v.maxLength(LEVELS.length + 1),
);

export const unit = v.picklist(UNITS);

export const figureSchema: Schema<Figure> = v.strictObject({
  id: figureId,
  label: short,
  name: v.exactOptional(text),
  value: v.nullable(decimal),
  unit,
  provenance: provenanceSchema,
  mix,
  parts: count,
  missing: count,
  provenOnly: v.strictObject({
    value: v.nullable(decimal),
    leftOut: count,
    provenance: v.exactOptional(provenanceSchema),
  }),
  asOf: v.nullable(time),
});
