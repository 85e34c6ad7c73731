import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../light-client/codec/bytes.ts';
import { toUtf8 } from '../../light-client/codec/utf8.ts';
import { SMT_SPEC } from '../../light-client/proofs/ics23/specs.ts';
import type {
  CommitmentProof,
  ExistenceProof,
  InnerOp,
  InnerSpec,
  ProofSpec,
} from '../../light-client/proofs/ics23/types.ts';

// A tree with the leaves of a sparse Merkle tree and nodes of any number of branches, some of them empty.

/** The key of a leaf, an empty child, or a node with a slot for every branch. */
export type Slot = string | null | readonly Slot[];

interface Node {
  readonly hash: Uint8Array;
  readonly paths: readonly (readonly [string, readonly InnerOp[]])[];
}

export function sparseSpec(inner: Partial<InnerSpec>): ProofSpec {
  return { ...SMT_SPEC, inner: { ...SMT_SPEC.inner, ...inner } };
}

const valueAt = (key: string): Uint8Array => toUtf8(`value of ${key}`);

function build(slot: Slot, spec: InnerSpec): Node {
  if (slot === null) return { hash: spec.emptyChild, paths: [] };
  if (typeof slot === 'string') {
    const leaf = concatBytes(SMT_SPEC.leaf.prefix, sha256(toUtf8(slot)), sha256(valueAt(slot)));
    return { hash: sha256(leaf), paths: [[slot, []]] };
  }
  const own = new Uint8Array(spec.minPrefixLength).fill(1);
  const children = slot.map((child) => build(child, spec));
  const hashes = spec.childOrder.map((branch) => (children[branch] as Node).hash);
  const paths = children.flatMap((child, branch) => {
    const position = spec.childOrder.indexOf(branch);
    const prefix = concatBytes(own, ...hashes.slice(0, position));
    const step: InnerOp = { hash: spec.hash, prefix, suffix: concatBytes(...hashes.slice(position + 1)) };
    return child.paths.map(([key, path]) => [key, [...path, step]] as const);
  });
  return { hash: sha256(concatBytes(own, ...hashes)), paths };
}

export class BranchTree {
  readonly root: Uint8Array;
  private readonly paths: ReadonlyMap<string, readonly InnerOp[]>;

  constructor(slot: Slot, spec: ProofSpec = SMT_SPEC) {
    const { hash, paths } = build(slot, spec.inner);
    this.root = hash;
    this.paths = new Map(paths);
  }

  exist(key: string): ExistenceProof {
    const path = this.paths.get(key);
    if (path === undefined) throw new Error(`no leaf ${key}`);
    return { key: toUtf8(key), value: valueAt(key), leaf: SMT_SPEC.leaf, path };
  }

  /** An absence proof with these leaves as neighbours, honest or not. */
  absence(key: string, left: string | null, right: string | null): CommitmentProof {
    return {
      kind: 'nonexist',
      nonexist: {
        key: toUtf8(key),
        ...(left !== null && { left: this.exist(left) }),
        ...(right !== null && { right: this.exist(right) }),
      },
    };
  }
}
