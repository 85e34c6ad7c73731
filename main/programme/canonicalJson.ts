import { type CanonicalValue, canonicalJson as canonical } from '../../light-client/codec/canonicalJson.ts';

/** RFC 8785 of a typed value: members that are undefined are left out, as JSON has it. Throws CodecError. */
export function canonicalJson(value: unknown): string {
  return canonical(JSON.parse(JSON.stringify(value)) as CanonicalValue);
}
