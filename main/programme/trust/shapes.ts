import * as v from 'valibot';

// The shapes of what is signed. Every count and length is bounded.

export const ALGORITHMS = ['ed25519', 'sm2'] as const;
export const ENVELOPE_KINDS = ['programme', 'network', 'reviews', 'keys'] as const;
export const RIGHTS = ['programme', 'network', 'reviews', 'reports', 'keys'] as const;

export const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/));
export const keyId = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
export const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
export const text = v.strictObject({
  zh: v.pipe(v.string(), v.maxLength(200)),
  en: v.pipe(v.string(), v.maxLength(200)),
});
export const signatureHex = v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/));
export const province = v.pipe(v.string(), v.regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/));
export const period = v.pipe(v.string(), v.regex(/^\d{4}Q[1-4]$/));
export const date = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/),
  v.check((value) => isDay(value)),
);
/** One spelling of a moment: UTC, to the second or the millisecond, and a day that the calendar has. */
export const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?Z$/),
  v.check((value) => isDay(value.slice(0, 10))),
);

export const publicKeySchema = v.strictObject({
  keyId,
  algorithm: v.picklist(ALGORITHMS),
  publicKey: v.pipe(v.string(), v.regex(/^([0-9a-f]{64}|0[23][0-9a-f]{64})$/)),
});

export const areaEntries = {
  zoneIds: v.pipe(v.array(id), v.maxLength(100)),
  provinces: v.pipe(v.array(province), v.maxLength(100)),
};

export const grantEntries = {
  ...publicKeySchema.entries,
  ...areaEntries,
  ownerId: id,
  name: text,
  may: v.pipe(v.array(v.picklist(RIGHTS)), v.minLength(1), v.maxLength(RIGHTS.length)),
  validFrom: time,
  validTo: v.nullable(time),
};

const grantStatement = v.strictObject({
  kind: v.literal('grant'),
  ...grantEntries,
  /** The key of the same office that stops when this one begins. */
  replaces: v.nullable(keyId),
});
const stopStatement = v.strictObject({
  kind: v.literal('stop'),
  keyId,
  from: time,
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
});
export const keysPayload = v.strictObject({
  statements: v.pipe(v.array(v.variant('kind', [grantStatement, stopStatement])), v.minLength(1), v.maxLength(1000)),
});

export const envelopeSchema = v.strictObject({
  format: v.literal('pilotlight-signed'),
  version: v.literal(1),
  kind: v.picklist(ENVELOPE_KINDS),
  issuedAt: time,
  issuer: v.strictObject({ officeId: id, keyId: v.nullable(keyId) }),
  // Handed on untouched: a schema that rebuilt it could leave out what was signed.
  payload: v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  ),
  signatures: v.pipe(v.array(v.strictObject({ ...publicKeySchema.entries, signature: signatureHex })), v.maxLength(4)),
});

export type GrantStatement = v.InferOutput<typeof grantStatement>;
export type KeysStatement = v.InferOutput<typeof keysPayload>['statements'][number];

export function isDay(value: string): boolean {
  const ms = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value);
}

/** The place of the first thing that is wrong, and the rule that it breaks. */
export function whereAndWhy(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): {
  readonly where: string;
  readonly why: string;
} {
  const [issue] = issues;
  return { where: v.getDotPath(issue) ?? '', why: `${issue.type}:${issue.expected ?? ''}`.slice(0, 200) };
}
