import * as v from 'valibot';
import type { Outcome } from '../../contract/services.ts';
import { readBounded } from '../../files.ts';
import { parseStrictJson } from '../../providers/strictJson.ts';
import { refuse } from './errors.ts';
import { isKey } from './keys.ts';
import { grantEntries, whereAndWhy } from './shapes.ts';
import type { OperatorTrust } from './types.ts';

// trust.json: the operator's own word on whom to believe. The app reads it and never writes it, and nothing that the view
// sends can change it.

const MAX_BYTES = 1024 * 1024;
const schema = v.strictObject({
  format: v.literal('pilotlight-trust'),
  version: v.literal(1),
  unsigned: v.picklist(['refuse', 'as-reported']),
  roots: v.pipe(v.array(v.strictObject(grantEntries)), v.maxLength(100)),
});

/** Without the file: nobody is known, and what nobody has signed is kept as `reported`. */
export const NO_OPERATOR_TRUST: OperatorTrust = { unsigned: 'as-reported', roots: [] };

/** A file that cannot be read says nothing of what it would have allowed. */
export const REFUSE_UNKNOWN: OperatorTrust = { unsigned: 'refuse', roots: [] };

export async function readOperatorTrust(file: string): Promise<Outcome<OperatorTrust>> {
  const bytes = await readBounded(file, MAX_BYTES);
  if (!bytes.ok) {
    return bytes.error.params['reason'] === 'ENOENT' ? { ok: true, value: NO_OPERATOR_TRUST } : bytes;
  }
  let json: unknown;
  try {
    json = parseStrictJson(bytes.value, 'file');
  } catch {
    return refuse('operator-trust-unreadable', { file, where: '', why: 'json' });
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) return refuse('operator-trust-unreadable', { file, ...whereAndWhy(parsed.issues) });
  const { unsigned, roots } = parsed.output;
  const misnamed = roots.findIndex((root) => !isKey(root));
  if (misnamed >= 0) {
    return refuse('operator-trust-unreadable', { file, where: `roots.${misnamed}.keyId`, why: 'fingerprint' });
  }
  return { ok: true, value: { unsigned, roots } };
}
