import type { CanonicalValue } from '../codec/canonicalJson.ts';
import { CodecError } from '../codec/codecError.ts';

// What a decoder of a file's JSON may expect in a place. Every function throws CodecError with that place.

const MAX_TEXT = 1000;

export type JsonObject = Readonly<Record<string, CanonicalValue | undefined>>;

export function object(value: CanonicalValue | undefined, at: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new CodecError('bad-json', at);
  return value as JsonObject;
}

export function list(value: CanonicalValue | undefined, at: string, limit: number): readonly CanonicalValue[] {
  if (!Array.isArray(value)) throw new CodecError('bad-json', at);
  if (value.length > limit) throw new CodecError('too-large', at);
  return value as readonly CanonicalValue[];
}

export function string(value: CanonicalValue | undefined, at: string, limit = MAX_TEXT): string {
  if (typeof value !== 'string') throw new CodecError('bad-json', at);
  if (value.length > limit) throw new CodecError('too-large', at);
  return value;
}

export function nullableString(value: CanonicalValue | undefined, at: string, limit = MAX_TEXT): string | null {
  return value === null ? null : string(value, at, limit);
}
