import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { fromHex } from '../../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../../light-client/codec/utf8.ts';
import { verifySignature } from '../../../../light-client/families/cometbft/keys.ts';
import type { KeyType } from '../../../../light-client/families/cometbft/types.ts';
import type { Cases } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';

/** Edge cases of signatures: ed25519 under ZIP-215, secp256k1 with low s only, BLS. */
export function runKeys(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    const content = folder.read(file);
    const algorithm = Array.isArray(content) ? undefined : object(content)['algorithm'];
    if (/zip215/.test(file)) zip215(content, cases, tools);
    else if (/speccheck/.test(file)) speccheck(content, cases, tools);
    else if (algorithm === 'EDDSA') wycheproof(file, content, cases, tools, 'ed25519', ed25519Key);
    else if (algorithm === 'ECDSA') wycheproof(file, content, cases, tools, 'secp256k1', compressedKey);
    else if (algorithm === 'BLS') wycheproof(file, content, cases, tools, 'bls12381', uncompressedG1);
    else cases.skip(file, 'no rule is known for this file');
  }
}

function judge(tools: SetTools, type: KeyType, key: Uint8Array, message: Uint8Array, signature: Uint8Array) {
  return verifySignature(tools.suite, { type, bytes: key }, message, signature) ? undefined : 'bad signature';
}

function zip215(content: unknown, cases: Cases, tools: SetTools): void {
  for (const entry of list(content)) {
    const data = object(entry);
    const message = toUtf8(text(data['msg_utf8'] ?? 'Zcash'));
    const [key, signature] = [data['vk'], data['sig']].map((hex) => fromHex(text(hex))) as [Uint8Array, Uint8Array];
    cases.checkVerdict(`zip215: ${String(data['index'])}`, (data['zip215'] ?? 'valid') === 'valid', () =>
      judge(tools, 'ed25519', key, message, signature),
    );
  }
}

function speccheck(content: unknown, cases: Cases, tools: SetTools): void {
  for (const entry of list(content)) {
    const data = object(entry);
    const [key, message, signature] = [data['pub_key'], data['message'], data['signature']].map((hex) =>
      fromHex(text(hex)),
    ) as [Uint8Array, Uint8Array, Uint8Array];
    cases.checkVerdict(`speccheck: ${String(data['index'])}`, data['zip215'] === 'valid', () =>
      judge(tools, 'ed25519', key, message, signature),
    );
  }
}

function ed25519Key(group: Json): Uint8Array {
  return fromHex(text(object(group['publicKey'])['pk']));
}

/** Validators' keys are compressed; the vectors give both coordinates. */
function compressedKey(group: Json): Uint8Array {
  const point = fromHex(text(object(group['publicKey'])['uncompressed']));
  const odd = (point[64] as number) & 1;
  return Uint8Array.of(2 + odd, ...point.subarray(1, 33));
}

/** Validators' keys are uncompressed points of G1; the vectors compress them. */
function uncompressedG1(group: Json): Uint8Array {
  return bls12_381.G1.Point.fromBytes(fromHex(text(object(group['publicKey'])['pk']))).toBytes(false);
}

const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function wycheproof(
  file: string,
  content: unknown,
  cases: Cases,
  tools: SetTools,
  type: KeyType,
  keyOf: (group: Json) => Uint8Array,
): void {
  for (const entry of list(object(content)['testGroups'])) {
    const group = object(entry);
    for (const test of list(group['tests'])) {
      const data = object(test);
      const signature = fromHex(text(data['sig']));
      const name = `${file.replace('.json', '')}: ${String(data['tcId'])}`;
      const message = fromHex(text(data['msg']));
      let valid = data['result'] === 'valid' && !(type === 'secp256k1' && hasHighS(signature));
      // The label follows RFC 8032, which refuses such an encoding of R; under ZIP-215 the equation alone decides.
      if (type === 'ed25519' && isLenientPoint(signature)) valid = holdsUnderZip215(keyOf(group), message, signature);
      cases.checkVerdict(name, valid, () => {
        let key: Uint8Array;
        try {
          key = keyOf(group);
        } catch {
          return 'bad key'; // what is no point cannot be rewritten in the form that validators' keys have
        }
        return judge(tools, type, key, message, signature);
      });
    }
  }
}

/** Wycheproof accepts both of s and n - s; CometBFT only the smaller. */
function hasHighS(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
  return s > SECP256K1_ORDER / 2n;
}

const ED25519_PRIME = 2n ** 255n - 19n;

/** Whether R is a point under ZIP-215 in an encoding that RFC 8032 does not allow: y from p up, or a sign on x = 0. */
function isLenientPoint(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const bytes = signature.slice(0, 32);
  const encoded = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const y = encoded & (2n ** 255n - 1n);
  const signed = encoded >> 255n === 1n;
  if (y < ED25519_PRIME && !(signed && (y === 1n || y === ED25519_PRIME - 1n))) return false;
  try {
    ed25519.Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false; // no point by any rule: refused as the label says
  }
}

/** [8]S·B = [8]R + [8]k·A, written out: S below L, k over the bytes as received. */
function holdsUnderZip215(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const { Point } = ed25519;
  const scalar = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const order = Point.Fn.ORDER;
  const s = scalar(signature.slice(32));
  if (s >= order) return false;
  const k = scalar(sha512(Buffer.concat([signature.subarray(0, 32), key, message]))) % order;
  const difference = Point.BASE.multiplyUnsafe(s)
    .subtract(Point.fromBytes(key, true).multiplyUnsafe(k))
    .subtract(Point.fromBytes(signature.slice(0, 32), true));
  return difference.clearCofactor().is0();
}
