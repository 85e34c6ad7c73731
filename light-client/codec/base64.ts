import { CodecError } from './codecError.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** RFC 4648 section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += (ALPHABET[group >> 18] as string) + (ALPHABET[(group >> 12) & 63] as string);
    text += left > 1 ? (ALPHABET[(group >> 6) & 63] as string) : '=';
    text += left > 2 ? (ALPHABET[group & 63] as string) : '=';
  }
  return text;
}

/** Strict: standard alphabet, full padding, zero spare bits, no white space: one text per value. */
export function fromBase64(text: string, at = 'base64'): Uint8Array {
  if (text.length % 4 !== 0) throw new CodecError('bad-base64', at);
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  let written = 0;
  for (let i = 0; i < text.length; i += 4) {
    const last = i + 4 === text.length;
    let group = 0;
    for (let j = 0; j < 4; j++) {
      const spare = last && j >= 4 - padding;
      const code = text.charCodeAt(i + j);
      const value = spare ? 0 : code < 128 ? (VALUES[code] as number) : -1;
      if (value < 0) throw new CodecError('bad-base64', at);
      group = (group << 6) | value;
    }
    for (let j = 2; j >= 0; j--) {
      const byte = (group >> (8 * j)) & 255;
      if (written < out.length) out[written++] = byte;
      else if (byte !== 0) throw new CodecError('bad-base64', at);
    }
  }
  return out;
}
