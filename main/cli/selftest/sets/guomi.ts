import { equalBytes } from '../../../../light-client/codec/bytes.ts';
import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import {
  bytes32,
  DEFAULT_IDENTITY,
  sm2Digest,
  sm2Verify,
  sm2VerifyDigest,
} from '../../../../light-client/crypto/sm2.ts';
import { sm3 } from '../../../../light-client/crypto/sm3.ts';
import type { Cases } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, text } from '../json.ts';

/** What no verifier here reads yet: by file, why. */
const NOT_READ: readonly (readonly [RegExp, string])[] = [
  [/sm2-der|evppkey/, 'SM2 signatures in DER belong to certificates and families that are not implemented'],
  [/certificates/, 'SM2 certificates belong to families that are not implemented'],
  [/sm4|hmac|evpmac/i, 'SM4 and HMAC-SM3 are in no rule of a verifier'],
];

/** SM3, and SM2 signatures under any identity, or over a digest that is there. */
export function runGuomi(folder: SetFolder, cases: Cases): void {
  for (const file of folder.files) {
    const notRead = NOT_READ.find(([pattern]) => pattern.test(file));
    if (notRead !== undefined) cases.skip(file, notRead[1]);
    else if (/sm3.*\.json$/.test(file)) for (const one of casesOf(folder.read(file))) digest(file, one, cases);
    else if (/sm3.*\.txt$/.test(file)) for (const one of blocks(folder.text(file))) digest(file, one, cases);
    else if (/sm2-verify.*\.json$/.test(file)) for (const one of casesOf(folder.read(file))) signature(one, cases);
    else if (!file.endsWith('.md')) cases.skip(file, 'no rule is known for this file');
  }
}

function digest(file: string, { message, digest: expected }: Json, cases: Cases): void {
  const bytes = fromHex(text(message));
  cases.check(`${file}: ${bytes.length} bytes`, text(expected).toLowerCase(), () => toHex(sm3(bytes)));
}

/** The blocks of an upstream file of digests, between empty lines: `Name = value`. */
function blocks(content: string): Json[] {
  return content.split(/\n\s*\n/).flatMap((block) => {
    const fields = new Map([...block.matchAll(/^(\w+) *= *"?([^"\n]*)"?$/gm)].map(([, name, value]) => [name, value]));
    if (fields.get('Digest') !== 'SM3') return [];
    return { message: fields.get('Input'), digest: fields.get('Output') };
  });
}

function signature(data: Json, cases: Cases): void {
  const name = text(data['name']);
  const key = fromHex(text(data['publicKey']));
  const halves = [data['r'], data['s']].map((hex) => text(hex).padStart(64, '0'));
  const { message, uid, messageIsDigest, e, valid } = data;
  // Where r or s is beyond 32 bytes there are no 64 bytes for it: what a reader of such a signature has refused already.
  const bytes = halves.every(({ length }) => length === 64) ? fromHex(halves.join('')) : new Uint8Array(0);
  const judged = (accepted: boolean) => (accepted ? undefined : 'bad signature');
  if (messageIsDigest === true) {
    cases.checkVerdict(name, valid === true, () => judged(sm2VerifyDigest(key, () => BigInt(`0x${text(e)}`), bytes)));
    return;
  }
  const [what, identity] = [fromHex(text(message)), fromHex(text(uid))] as const;
  const digestOf = () => sm2Digest(key, what, identity);
  cases.checkVerdict(name, valid === true, () => judged(sm2VerifyDigest(key, digestOf, bytes)));
  if (valid !== true) return;
  cases.check(`${name}: what is signed`, text(e), () => toHex(bytes32(digestOf())));
  // As a validator's: compressed, under the identity of the standard only.
  const compressed = Uint8Array.of(2 + ((key[64] as number) & 1), ...key.subarray(1, 33));
  const standard = equalBytes(identity, DEFAULT_IDENTITY);
  cases.checkVerdict(`${name}: as a validator's`, standard, () => judged(sm2Verify(compressed, what, bytes)));
}
