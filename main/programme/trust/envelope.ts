import { sha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import type { Outcome } from '../../contract/services.ts';
import { parseStrictJson } from '../../providers/strictJson.ts';
import { refuse } from './errors.ts';
import { jcs } from './jcs.ts';
import { isKey, type SigningKey, signText, verifyText } from './keys.ts';
import { envelopeSchema, whereAndWhy } from './shapes.ts';
import type { Envelope, EnvelopeKind } from './types.ts';

// A signed file: canonical JSON (RFC 8785) of
//   { format, version, kind, issuedAt, issuer: { officeId, keyId }, payload, signatures: [{ keyId, algorithm, publicKey, signature }] }
// Signed is a line that names format, version and kind, then the canonical JSON of everything but `signatures`. The file
// has to be its own canonical form, so that one content has one sequence of bytes and no changed byte goes unnoticed.

export const MAX_ENVELOPE_BYTES = 64 * 1024 * 1024;

export interface EnvelopeContent {
  readonly kind: EnvelopeKind;
  readonly issuedAt: string;
  readonly issuer: { readonly officeId: string; readonly keyId: string | null };
  readonly payload: unknown;
}

function domain(kind: EnvelopeKind): string {
  return `pilotlight-signed/1/${kind}`;
}

function body({ kind, issuedAt, issuer, payload }: EnvelopeContent) {
  return { format: 'pilotlight-signed', version: 1, kind, issuedAt, issuer, payload };
}

/** Shape, limits, and whether every signature on it is good. Whose keys they are is not asked here. */
export function readEnvelope(bytes: Uint8Array, limit = MAX_ENVELOPE_BYTES): Outcome<Envelope> {
  if (bytes.length > limit) return refuse('envelope-too-large', { size: bytes.length, limit });
  let text: string;
  let json: unknown;
  try {
    text = fromUtf8(bytes, 'file');
    json = parseStrictJson(bytes, 'file');
    if (jcs(json) !== text) return refuse('envelope-not-canonical');
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause;
    return refuse('envelope-unreadable', { where: cause.at, why: cause.code });
  }
  const parsed = v.safeParse(envelopeSchema, json, { abortEarly: true });
  if (!parsed.success) return refuse('envelope-shape', whereAndWhy(parsed.issues));
  const { kind, issuedAt, issuer, payload, signatures } = parsed.output;
  const misnamed = signatures.findIndex((signature) => !isKey(signature));
  if (misnamed >= 0) return refuse('envelope-shape', { where: `signatures.${misnamed}.keyId`, why: 'fingerprint' });
  const ids = signatures.map((signature) => signature.keyId);
  if (new Set(ids).size !== ids.length) return refuse('envelope-shape', { where: 'signatures', why: 'key-twice' });
  // An issuer who names a key has signed with it; one who names none has not signed, and nobody else signs for him.
  if (issuer.keyId === null ? ids.length > 0 : !ids.includes(issuer.keyId)) {
    return refuse('envelope-shape', { where: 'signatures', why: 'issuer-missing' });
  }
  const signed = jcs(body({ kind, issuedAt, issuer, payload }));
  const bad = signatures.find((signature) => !verifyText(signature, domain(kind), signed, signature.signature));
  return {
    ok: true,
    value: {
      kind,
      issuedAt,
      issuer,
      payload,
      keys: signatures.map(({ keyId, algorithm, publicKey }) => ({ keyId, algorithm, publicKey })),
      badKeyId: bad?.keyId ?? null,
      digest: toHex(sha256(bytes)),
    },
  };
}

/** Whether a file wants to be read as a signed one: a cheap look, before anything of it is believed. */
export function looksSigned(json: unknown): boolean {
  return typeof json === 'object' && json !== null && (json as { format?: unknown }).format === 'pilotlight-signed';
}

/** The whole file. No keys: unsigned, and `issuer.keyId` has to be null. Throws CodecError for what JSON cannot say. */
export function writeEnvelope(
  content: EnvelopeContent,
  keys: readonly SigningKey[],
  randomBytes: (length: number) => Uint8Array,
): Uint8Array {
  const unsigned = body(content);
  const text = jcs(unsigned);
  const signatures = keys.map((key) => ({
    keyId: key.keyId,
    algorithm: key.algorithm,
    publicKey: key.publicKey,
    signature: signText(key, domain(content.kind), text, randomBytes(32)),
  }));
  return toUtf8(jcs({ ...unsigned, signatures }));
}
