/** One signature over one message. */
export interface Vote {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** SHA-256 and signature checks, so that a platform's own can stand in for the reference. All synchronous. */
export interface CryptoSuite {
  readonly name: string;
  /** 32 bytes */
  sha256(data: Uint8Array): Uint8Array;
  /** ZIP-215. Key 32 bytes, signature 64 bytes; anything malformed is false. */
  ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** SHA-256 of the message, r||s with s <= n/2. Key 33 bytes compressed, signature 64 bytes; anything malformed is false. */
  secp256k1Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** True where every one is good by the rule of `ed25519Verify`; false may also mean that it could not be told. */
  ed25519VerifyBatch?(votes: readonly Vote[]): boolean;
}
