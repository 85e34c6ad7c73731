import { CodecError, type Where } from './codecError.ts';

// TextEncoder and TextDecoder are in every runtime we have, but in no ECMAScript library file.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Strict: refuses invalid sequences; keeps a byte order mark as a character. */
export function fromUtf8(bytes: Uint8Array, where: Where = 'utf8'): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new CodecError('bad-utf8', where, { cause });
  }
}
