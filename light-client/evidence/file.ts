import { concatBytes, equalBytes, startsWith } from '../codec/bytes.ts';
import { toHex } from '../codec/hex.ts';
import { toUtf8 } from '../codec/utf8.ts';
import { fail, ok, type Result } from '../core/errors.ts';
import type { Hash } from '../proofs/merkle.ts';

// The frame of an evidence file: `PLEV1`, one line of canonical JSON, the SHA-256 of everything before it, and nothing
// else. The hash keeps the file from being damaged unnoticed; it proves nothing, since whoever alters a file can write a
// new one. What the file claims is proven by what follows from its anchor.

export const MAX_EVIDENCE_BYTES = 32 << 20;

const MAGIC = toUtf8('PLEV1\n');
const NEWLINE = 10;
/** 64 hex digits and the final newline. */
const TAIL = 65;

export function frameEvidence(json: string, sha256: Hash): Uint8Array {
  const head = concatBytes(MAGIC, toUtf8(json), Uint8Array.of(NEWLINE));
  return concatBytes(head, toUtf8(`${toHex(sha256(head))}\n`));
}

/** `reason` in the error says what is wrong with the frame; `not-evidence` means that nothing in it looks like a frame. */
export function unframeEvidence(file: Uint8Array, sha256: Hash): Result<Uint8Array> {
  if (file.length > MAX_EVIDENCE_BYTES) return fail('bad-evidence-file', { reason: 'too-large', bytes: file.length });
  const opens = startsWith(file, MAGIC);
  const closes = endsWithHash(file);
  if (!opens && !closes) return fail('bad-evidence-file', { reason: 'not-evidence' });
  if (!closes) return fail('bad-evidence-file', { reason: 'truncated' });
  const end = file.length - TAIL;
  const computed = toUtf8(toHex(sha256(file.subarray(0, end))));
  if (!equalBytes(computed, file.subarray(end, file.length - 1)))
    return fail('bad-evidence-file', { reason: 'tail-hash' });
  if (!opens) {
    const version = laterVersion(file);
    if (version !== undefined) return fail('unsupported-version', { version });
    return fail('bad-evidence-file', { reason: 'not-evidence' });
  }
  const json = file.subarray(MAGIC.length, end - 1);
  // The newline before the hash is not the one that ends the first line.
  const closed = end > MAGIC.length && file[end - 1] === NEWLINE;
  if (!closed || json.includes(NEWLINE)) return fail('bad-evidence-file', { reason: 'layout' });
  return ok(json);
}

function endsWithHash(file: Uint8Array): boolean {
  if (file.length < TAIL || file[file.length - 1] !== NEWLINE) return false;
  for (let i = file.length - TAIL; i < file.length - 1; i++) {
    const byte = file[i] as number;
    const isHex = (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
    if (!isHex) return false;
  }
  return true;
}

/** A whole file whose first line is `PLEV` and another number. */
function laterVersion(file: Uint8Array): string | undefined {
  const line = String.fromCharCode(...file.subarray(0, 12));
  return /^PLEV([1-9]\d{0,5})\n/.exec(line)?.[1];
}
