import type { KeyType } from './types.ts';

/** Which key types a network uses: named by its configuration, never guessed from the bytes. */
export type KeyTable = 'tendermint' | 'tendermint-irita' | 'cometbft-0.39-bls' | 'cometbft-0.40';

export const KEY_TABLES: Record<KeyTable, readonly KeyType[]> = {
  tendermint: ['ed25519', 'secp256k1'],
  'tendermint-irita': ['ed25519', 'sm2'],
  'cometbft-0.39-bls': ['ed25519', 'secp256k1', 'bls12381'],
  'cometbft-0.40': ['ed25519', 'secp256k1', 'secp256k1eth'],
};
