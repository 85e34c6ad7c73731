import { startsWith } from '../../codec/bytes.ts';
import { ProofRefused } from './refusal.ts';
import type { KnownSpec, SaneSpec } from './specs.ts';
import { type ExistenceProof, HASH, type InnerOp, type LeafOp } from './types.ts';

// What a proof's operations must look like under a spec, before anything is hashed. These rules are what Dragonberry
// (October 2022) was missing: with free prefixes the same bytes can be read as a leaf or as an inner node, and a real
// root then "proves" keys that are not there. Source: cosmos/ics23 go/{proof,ops}.go.

/** Position and value of the zig-zag varints that open every IAVL node: height, size, version. */
interface IavlPrefix {
  readonly height: number;
  readonly size: number;
  readonly rest: number;
}

// Values beyond 2^53 lose digits here, which no comparison below can notice.
function iavlPrefix(prefix: Uint8Array, at: string): IavlPrefix {
  const values = [0, 0, 0];
  let p = 0;
  for (let n = 0; n < 3; n++) {
    let value = 0;
    let scale = 1;
    let byte = 128;
    for (let i = 0; byte > 127; i++) {
      if (p >= prefix.length) throw new ProofRefused('iavl-prefix', at);
      byte = prefix[p++] as number;
      // An odd first byte is a negative number in zig-zag; a last byte of 0 pads; more than 64 bits overflow.
      const overflow = i > 9 || (i === 9 && byte > 1);
      if ((i === 0 && (byte & 1) === 1) || (i > 0 && byte === 0) || overflow) throw new ProofRefused('iavl-prefix', at);
      value += (byte & 127) * scale;
      scale *= 128;
    }
    values[n] = value / 2;
  }
  return { height: values[0] as number, size: values[1] as number, rest: prefix.length - p };
}

/** @param shape the tree's extra rules, where the spec is one of the published ones */
export function checkLeaf(op: LeafOp, spec: LeafOp, shape: KnownSpec | 'other', at = 'leaf'): void {
  if (op.hash !== spec.hash) throw new ProofRefused('leaf-hash', at);
  if (op.prehashKey !== spec.prehashKey) throw new ProofRefused('leaf-prehash-key', at);
  if (op.prehashValue !== spec.prehashValue) throw new ProofRefused('leaf-prehash-value', at);
  if (op.length !== spec.length) throw new ProofRefused('leaf-length', at);
  if (!startsWith(op.prefix, spec.prefix)) throw new ProofRefused('leaf-prefix', at);
  if (shape === 'iavl') {
    const { height, size, rest } = iavlPrefix(op.prefix, at);
    if (rest !== 0 || height !== 0 || size !== 1) throw new ProofRefused('iavl-leaf', at);
  } else if (shape !== 'other' && op.prefix.length !== spec.prefix.length) {
    // Stricter than upstream: nothing in these trees writes more, and what is more could only swallow part of the key.
    throw new ProofRefused('leaf-prefix', at);
  }
}

function checkIavlInner(op: InnerOp, layer: number, at: string): void {
  const { height, rest } = iavlPrefix(op.prefix, at);
  if (height < layer) throw new ProofRefused('iavl-height', at);
  // Child on the left: its length byte, and the right hash as suffix. Child on the right: length byte, left hash, length
  // byte, and no suffix.
  if (rest !== 1 && !(rest === 34 && op.suffix.length === 0)) throw new ProofRefused('iavl-remainder', at);
  if (op.hash !== HASH.sha256) throw new ProofRefused('inner-hash', at);
}

function checkTendermintInner(op: InnerOp, at: string): void {
  const alone = op.suffix.length === 0 || op.prefix.length === 1;
  if (op.prefix[0] !== 1 || !alone) throw new ProofRefused('tendermint-prefix', at);
}

/** @param layer counted from 1 at the leaf's side */
export function checkInner(op: InnerOp, sane: SaneSpec, layer: number, at: string): void {
  const { spec } = sane;
  if (op.hash !== spec.inner.hash) throw new ProofRefused('inner-hash', at);
  if (startsWith(op.prefix, spec.leaf.prefix)) throw new ProofRefused('inner-has-leaf-prefix', at);
  const length = op.prefix.length;
  if (length < spec.inner.minPrefixLength || length > sane.maxInnerPrefix) {
    throw new ProofRefused('inner-prefix-length', at);
  }
  // Upstream asks for a multiple only; no honest node has more than its other children.
  const suffix = op.suffix.length;
  if (suffix % spec.inner.childSize !== 0 || suffix > sane.maxSuffix) throw new ProofRefused('inner-suffix', at);
  if (sane.shape === 'iavl') checkIavlInner(op, layer, at);
  else if (sane.shape === 'tendermint') checkTendermintInner(op, at);
}

export function checkAgainstSpec(proof: ExistenceProof, sane: SaneSpec, at = 'proof'): void {
  const { leaf, path } = proof;
  if (leaf === undefined) throw new ProofRefused('no-leaf', at);
  // Depth first: it bounds the work of everything after it.
  if (path.length > sane.maxDepth) throw new ProofRefused('too-deep', at);
  if (path.length < sane.spec.minDepth) throw new ProofRefused('too-shallow', at);
  checkLeaf(leaf, sane.spec.leaf, sane.shape, at);
  for (let i = 0; i < path.length; i++) checkInner(path[i] as InnerOp, sane, i + 1, at);
}
