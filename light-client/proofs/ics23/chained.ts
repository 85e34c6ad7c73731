import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { equalBytes } from '../../codec/bytes.ts';
import type { Result } from '../../core/errors.ts';
import type { Hash } from '../merkle.ts';
import { guarded, ProofRefused } from './refusal.ts';
import type { CommitmentProof, ProofSpec } from './types.ts';
import { membershipRoot, nonMembershipRoot } from './verify.ts';

// Trees in trees: the root of one is the value of a leaf of the next, up to the root that a header carries. Proofs and
// specs go from the innermost tree outwards, the path from the outermost inwards ([store, key]).
// Source: ibc-go modules/core/23-commitment/types/merkle.go.

/** IAVL under the multi-store is two; an honest chain has no more than that, IBC's own rules allow any. */
export const MAX_TREES = 4;

export interface ChainedProof {
  readonly proofs: readonly CommitmentProof[];
  readonly specs: readonly ProofSpec[];
  readonly path: readonly Uint8Array[];
}

function requireShape({ proofs, specs, path }: ChainedProof, root: Uint8Array): void {
  const count = proofs.length;
  if (count === 0 || count > MAX_TREES || specs.length !== count || path.length !== count) {
    throw new ProofRefused('proof-count', 'proofs');
  }
  if (root.length === 0) throw new ProofRefused('not-existence', 'proofs', 'proof-root-mismatch');
}

/** Climbs from the root of tree `from - 1` to the outermost and compares with `root`. */
function climb(chain: ChainedProof, from: number, subroot: Uint8Array, root: Uint8Array, sha256: Hash): void {
  let value = subroot;
  for (let i = from; i < chain.proofs.length; i++) {
    const key = chain.path[chain.path.length - 1 - i] as Uint8Array;
    value = membershipRoot(
      chain.proofs[i] as CommitmentProof,
      chain.specs[i] as ProofSpec,
      key,
      value,
      sha256,
      `proofs[${i}]`,
    );
  }
  if (!equalBytes(value, root)) throw new ProofRefused('not-existence', 'proofs', 'proof-root-mismatch');
}

export function verifyMembership(
  chain: ChainedProof,
  root: Uint8Array,
  value: Uint8Array,
  sha256: Hash = nobleSha256,
): Result<void> {
  return guarded(() => {
    requireShape(chain, root);
    climb(chain, 0, value, root, sha256);
  });
}

/** The innermost proof shows absence of the path's last element; the trees around it exist. */
export function verifyNonMembership(chain: ChainedProof, root: Uint8Array, sha256: Hash = nobleSha256): Result<void> {
  return guarded(() => {
    requireShape(chain, root);
    const key = chain.path[chain.path.length - 1] as Uint8Array;
    const first = chain.proofs[0] as CommitmentProof;
    const subroot = nonMembershipRoot(first, chain.specs[0] as ProofSpec, key, sha256, 'proofs[0]');
    climb(chain, 1, subroot, root, sha256);
  });
}
