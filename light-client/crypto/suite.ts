/** SHA-256 and signature checks, so that a platform's own can stand in for the reference. All synchronous. */
export interface CryptoSuite {
  readonly name: string;
  /** 32 bytes */
  sha256(data: Uint8Array): Uint8Array;
  /** ZIP-215. Key 32 bytes, signature 64 bytes; anything malformed is false. */
  ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** SHA-256 of the message, r||s with s <= n/2. Key 33 bytes compressed, signature 64 bytes; anything malformed is false. */
  secp256k1Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
