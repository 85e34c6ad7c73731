import { sha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { Outcome } from '../../contract/services.ts';
import { parseStrictJson } from '../../providers/strictJson.ts';
import { refuse } from './errors.ts';
import type { KeyRecord, Who } from './identity.ts';
import { jcs } from './jcs.ts';
import { isKey, type SigningKey, signText, verifyText } from './keys.ts';
import { areaEntries, id, publicKeySchema, signatureHex, text, time, whereAndWhy } from './shapes.ts';

// A request to be vouched for: the public half and whose it is, signed with the key itself. It proves that whoever asks
// holds the key, and nothing else: whether it is that office, a person has to find out by other means.

const DOMAIN = 'pilotlight-key-request/1';
const MAX_BYTES = 64 * 1024;

const schema = v.strictObject({
  format: v.literal('pilotlight-key-request'),
  version: v.literal(1),
  officeId: id,
  officeName: text,
  person: v.pipe(v.string(), v.maxLength(100)),
  ...publicKeySchema.entries,
  ...areaEntries,
  createdAt: time,
  signature: signatureHex,
});
export type KeyRequest = Omit<v.InferOutput<typeof schema>, 'signature'>;

export function keyRequest({ officeId, officeName, person, zoneIds, provinces }: Who, record: KeyRecord): KeyRequest {
  const { keyId, algorithm, publicKey, createdAt } = record;
  return {
    format: 'pilotlight-key-request',
    version: 1,
    officeId,
    officeName,
    person,
    keyId,
    algorithm,
    publicKey,
    zoneIds: [...zoneIds],
    provinces: [...provinces],
    createdAt,
  };
}

export function writeKeyRequest(request: KeyRequest, key: SigningKey, entropy: Uint8Array): Uint8Array {
  return toUtf8(jcs({ ...request, signature: signText(key, DOMAIN, jcs(request), entropy) }));
}

/** A cheap look, before anything of it is believed. */
export function isKeyRequest(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_BYTES) return false;
  return Buffer.from(bytes).includes('"format":"pilotlight-key-request"');
}

export function digestOf(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

export function readKeyRequest(bytes: Uint8Array): Outcome<KeyRequest> {
  if (bytes.length > MAX_BYTES) {
    return refuse('key-request-unreadable', { where: '', why: 'too-large' });
  }
  let json: unknown;
  try {
    json = parseStrictJson(bytes, 'file');
    if (jcs(json) !== fromUtf8(bytes)) return refuse('key-request-unreadable', { where: '', why: 'not-canonical' });
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause;
    return refuse('key-request-unreadable', { where: cause.at, why: cause.code });
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) return refuse('key-request-unreadable', whereAndWhy(parsed.issues));
  const { signature, ...request } = parsed.output;
  if (!isKey(request)) return refuse('key-request-unreadable', { where: 'keyId', why: 'fingerprint' });
  if (!verifyText(request, DOMAIN, jcs(request), signature)) return refuse('signature-bad', { keyId: request.keyId });
  return { ok: true, value: request };
}
