import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { fromHex, toHex } from '../../light-client/codec/hex.ts';
import type { Outcome } from '../contract/services.ts';
import { readBounded } from '../files.ts';
import { readEnvelope, writeEnvelope } from '../programme/trust/envelope.ts';
import { refuse } from '../programme/trust/errors.ts';
import { isOpenToOthers } from '../programme/trust/keptFile.ts';
import { keyFrom, newKey, type SigningKey } from '../programme/trust/keys.ts';
import { id, publicKeySchema, time } from '../programme/trust/shapes.ts';
import type { Algorithm, EnvelopeKind } from '../programme/trust/types.ts';
import { parseStrictJson } from '../providers/strictJson.ts';

// An operator's key in a file of its own, for roots that live on no supervisor's desk. The private half lies in it as it
// is: the file's mode and the place where it is kept are all that protects it.

const MAX_BYTES = 64 * 1024;
const schema = v.strictObject({
  format: v.literal('pilotlight-key'),
  version: v.literal(1),
  /** Whose key it is, where that was said when it was made. */
  officeId: v.nullable(id),
  ...publicKeySchema.entries,
  secret: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  createdAt: time,
});

export interface OperatorKey {
  readonly key: SigningKey;
  readonly officeId: string | null;
}

/** Never over a file that is there: it may be the only copy of another key. */
export async function makeKeyFile(
  file: string,
  algorithm: Algorithm,
  officeId: string | null,
  nowMs: number,
): Promise<Outcome<SigningKey>> {
  const key = newKey(algorithm, (length) => new Uint8Array(randomBytes(length)));
  const { keyId, publicKey, secret } = key;
  const content = {
    ...{ format: 'pilotlight-key', version: 1, officeId, keyId, algorithm, publicKey },
    ...{ secret: toHex(secret), createdAt: new Date(nowMs).toISOString() },
  };
  try {
    await writeFile(file, `${JSON.stringify(content, null, 1)}\n`, { flag: 'wx', mode: 0o600 });
    return { ok: true, value: key };
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    return { ok: false, error: { code: 'file-not-written', category: 'input', params: { file, reason } } };
  }
}

export async function readKeyFile(file: string): Promise<Outcome<OperatorKey>> {
  const bytes = await readBounded(file, MAX_BYTES);
  if (!bytes.ok) return bytes;
  if (await isOpenToOthers(file)) return refuse('key-file-open', { file });
  const unopened = (reason: string) => refuse('key-unopened', { file, keptBy: 'file', reason });
  let json: unknown;
  try {
    json = parseStrictJson(bytes.value, 'file');
  } catch {
    return unopened('json');
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  // Not what is wrong where: it may be a piece of the secret.
  if (!parsed.success) return unopened('shape');
  const { officeId, algorithm, keyId, publicKey, secret } = parsed.output;
  try {
    const key = keyFrom(algorithm, fromHex(secret));
    const same = key.keyId === keyId && key.publicKey === publicKey;
    return same ? { ok: true, value: { key, officeId } } : unopened('other-key');
  } catch {
    return unopened('no-key');
  }
}

/** A whole signed file, read once more before it is handed out: what is written here, every machine can read. */
export function signFile(
  key: SigningKey,
  officeId: string,
  kind: EnvelopeKind,
  payload: unknown,
  nowMs: number,
): Outcome<Uint8Array> {
  const content = { kind, issuedAt: new Date(nowMs).toISOString(), issuer: { officeId, keyId: key.keyId }, payload };
  const bytes = writeEnvelope(content, [key], (length) => new Uint8Array(randomBytes(length)));
  const read = readEnvelope(bytes);
  return read.ok ? { ok: true, value: bytes } : read;
}
