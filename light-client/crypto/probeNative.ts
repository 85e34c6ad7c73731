import { equalBytes } from '../codec/bytes.ts';
import { fromHex } from '../codec/hex.ts';
import { toUtf8 } from '../codec/utf8.ts';
import type { NativeCrypto } from './acceleratedSuite.ts';
import type { CryptoSuite, Vote } from './suite.ts';

// Known answers, made for this purpose with the reference: a platform's crypto is believed only after it has given them.

const MESSAGE = toUtf8('pilotlight probe');
const HASHES: readonly (readonly [Uint8Array, Uint8Array])[] = [
  [toUtf8(''), fromHex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')],
  [toUtf8('abc'), fromHex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')],
  [new Uint8Array(1000).fill(0x61), fromHex('41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3')],
];

interface SignatureProbe {
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  /** The group's order, in the byte order of the signature's s: s + order must be refused. */
  readonly bigEndian: boolean;
  readonly order: Uint8Array;
}

const ED25519: SignatureProbe = {
  publicKey: fromHex('fd1724385aa0c75b64fb78cd602fa1d991fdebf76b13c58ed702eac835e9f618'),
  signature: fromHex(
    '8b6e542356facb1bc28bcbd67505904a1ced381b4ae97da5c66217a14eef7de775965bbc716d4dabc47276ea0c4047573f2caaf5e99a929887a5b92641a6a309',
  ),
  bigEndian: false,
  order: fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010'),
};
const SECP256K1: SignatureProbe = {
  publicKey: fromHex('02989c0b76cb563971fdc9bef31ec06c3560f3249d6ee9e5d83c57625596e05f6f'),
  signature: fromHex(
    '1132d68c9681db559d47d027167e8d82d24554b96c91bbada817487e1e0ab72d6234e5d6de496fb075cab78d5af1e27b905d80eea3940821d33139142271f145',
  ),
  bigEndian: true,
  order: fromHex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'),
};

export interface ProbeResult {
  /** With the parts that disagreed, or threw, taken out. */
  readonly native: NativeCrypto;
  readonly refused: readonly ('sha256' | 'ed25519' | 'secp256k1')[];
}

export function probeNative(native: NativeCrypto): ProbeResult {
  const refused: ('sha256' | 'ed25519' | 'secp256k1')[] = [];
  const { sha256, ed25519Verify, secp256k1Verify } = native;
  const hashOk = sha256 !== undefined && hashAgrees(sha256);
  const edOk = ed25519Verify !== undefined && signatureAgrees(ed25519Verify, ED25519);
  const secpOk = secp256k1Verify !== undefined && signatureAgrees(secp256k1Verify, SECP256K1);
  if (sha256 !== undefined && !hashOk) refused.push('sha256');
  if (ed25519Verify !== undefined && !edOk) refused.push('ed25519');
  if (secp256k1Verify !== undefined && !secpOk) refused.push('secp256k1');
  return {
    native: {
      name: native.name,
      ...(hashOk ? { sha256 } : {}),
      ...(edOk ? { ed25519Verify } : {}),
      ...(secpOk ? { secp256k1Verify } : {}),
    },
    refused,
  };
}

/** Whether many signatures under one equation are judged as each by itself: before one bad vote, after one, and between. */
export function batchAgrees(verify: NonNullable<CryptoSuite['ed25519VerifyBatch']>): boolean {
  const { publicKey, signature } = ED25519;
  const good: Vote = { publicKey, message: MESSAGE, signature };
  const withS = (by: number): Vote => ({
    ...good,
    signature: signature.map((byte, i) => (i === 32 ? byte + by : byte)),
  });
  const bad: readonly Vote[] = [
    ...wrongVotes(ED25519),
    { ...good, signature: signature.subarray(1) },
    { ...good, publicKey: new Uint8Array(32).fill(2) }, // no point
  ];
  try {
    return (
      verify([good]) === true &&
      verify([good, good, good]) === true &&
      bad.every((vote, i) => verify(i % 2 === 0 ? [good, vote] : [vote, good, good]) === false) &&
      // Errors that cancel where both count alike.
      verify([withS(1), withS(-1)]) === false
    );
  } catch {
    return false; // a part that throws is not used
  }
}

function hashAgrees(sha256: NonNullable<NativeCrypto['sha256']>): boolean {
  try {
    return HASHES.every(([input, output]) => equalBytes(sha256(input), output));
  } catch {
    return false; // a part that throws is not used
  }
}

function signatureAgrees(verify: NonNullable<NativeCrypto['ed25519Verify']>, probe: SignatureProbe): boolean {
  const { publicKey, signature } = probe;
  try {
    // Asked twice: a cache inside must not change the answer.
    const accepts = verify(publicKey, MESSAGE, signature) === true && verify(publicKey, MESSAGE, signature) === true;
    return accepts && wrongVotes(probe).every((vote) => verify(vote.publicKey, vote.message, vote.signature) === false);
  } catch {
    return false; // a part that throws is not used
  }
}

function wrongVotes(probe: SignatureProbe): readonly Vote[] {
  const { publicKey, signature } = probe;
  const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  return [
    { publicKey, message: flipped(MESSAGE, 3), signature },
    { publicKey, message: MESSAGE, signature: flipped(signature, 0) },
    { publicKey, message: MESSAGE, signature: flipped(signature, 40) },
    { publicKey, message: MESSAGE, signature: addOrder(signature, probe) },
    { publicKey, message: MESSAGE, signature: new Uint8Array(64) },
    { publicKey: flipped(publicKey, 20), message: MESSAGE, signature },
  ];
}

/** s + order (mod 2^256): the same scalar, written in a form that must be refused. */
function addOrder(signature: Uint8Array, probe: SignatureProbe): Uint8Array {
  const out = signature.slice();
  let carry = 0;
  for (let i = 0; i < 32; i++) {
    const at = probe.bigEndian ? 31 - i : i;
    const sum = (out[32 + at] as number) + (probe.order[at] as number) + carry;
    out[32 + at] = sum & 255;
    carry = sum >> 8;
  }
  return out;
}
