import { type CanonicalValue, parseCanonicalJson } from '../codec/canonicalJson.ts';
import { toHex } from '../codec/hex.ts';

// How proven bytes become what a claim says. One text per value, so that a claim can be compared.

const DECIMAL = /^(?:0|-?[1-9]\d{0,77})$/;
const PRINTABLE = /^[\x21-\x7e]+$/;

/** A decimal integer where the bytes are one in UTF-8, else lower-case hex. */
export function decodeStateValue(value: Uint8Array): string {
  if (value.length <= 79) {
    const text = String.fromCharCode(...value);
    if (DECIMAL.test(text)) return text;
  }
  return toHex(value);
}

/** Store and key; a key that is not plain text, or that could be mistaken for one that is not, as 0x and hex. */
export function stateSubject(store: string, key: Uint8Array): string {
  if (key.length <= 500) {
    const text = String.fromCharCode(...key);
    if (PRINTABLE.test(text) && !text.startsWith('0x')) return `${store}/${text}`;
  }
  return `${store}/0x${toHex(key)}`;
}

/** One indicator of a report document in canonical JSON, or undefined where the document has no such thing. */
export function documentIndicator(text: string, id: string): { value: string; unit: string } | undefined {
  let report: CanonicalValue;
  try {
    report = parseCanonicalJson(text, 'document');
  } catch {
    return undefined; // a document that cannot be read states nothing
  }
  const indicators = property(report, 'indicators');
  if (!Array.isArray(indicators)) return undefined;
  const found = (indicators as CanonicalValue[]).filter((entry) => property(entry, 'id') === id);
  const value = property(found[0], 'value');
  const unit = property(found[0], 'unit');
  if (found.length !== 1 || typeof value !== 'string' || typeof unit !== 'string') return undefined;
  return { value, unit };
}

function property(value: CanonicalValue | undefined, key: string): CanonicalValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const o = value as Readonly<Record<string, CanonicalValue>>;
  return Object.hasOwn(o, key) ? o[key] : undefined;
}
