import { fromBase64 } from '../../../../light-client/codec/base64.ts';
import { EMPTY } from '../../../../light-client/codec/bytes.ts';
import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../../light-client/codec/utf8.ts';
import { checkAgainstSpec, checkLeaf } from '../../../../light-client/proofs/ics23/checkSpec.ts';
import { decodeCommitmentProof } from '../../../../light-client/proofs/ics23/decode.ts';
import { leftBranchesAreEmpty, rightBranchesAreEmpty } from '../../../../light-client/proofs/ics23/neighbours.ts';
import { applyInner, applyLeaf, doHash } from '../../../../light-client/proofs/ics23/ops.ts';
import { guarded } from '../../../../light-client/proofs/ics23/refusal.ts';
import { IAVL_SPEC, SMT_SPEC, saneSpec, TENDERMINT_SPEC } from '../../../../light-client/proofs/ics23/specs.ts';
import type {
  CommitmentProof,
  ExistenceProof,
  InnerOp,
  LeafOp,
  ProofSpec,
} from '../../../../light-client/proofs/ics23/types.ts';
import { calculateRoot, verifyExistence, verifyNonExistence } from '../../../../light-client/proofs/ics23/verify.ts';
import { type Cases, reasonOf } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';
import { expandBatch } from './ics23Batch.ts';

const SPECS: Readonly<Record<string, ProofSpec>> = { iavl: IAVL_SPEC, tendermint: TENDERMINT_SPEC, smt: SMT_SPEC };

/** Proof vectors by tree, upstream's table tests, and forgeries under real roots. */
export function runIcs23(folder: SetFolder, cases: Cases, tools: SetTools): void {
  for (const file of folder.json()) {
    const base = file.slice(file.lastIndexOf('/') + 1, -'.json'.length);
    const table = TABLES[base];
    if (table !== undefined) table(folder.read(file), `${base}: `, cases, tools);
    else if (/forged/.test(base)) forged(folder.read(file), cases, tools);
    else vector(folder.read(file), file, cases, tools);
  }
}

function judge(proof: CommitmentProof, spec: ProofSpec, data: Json, tools: SetTools): string | undefined {
  const root = fromHex(text(data['root']));
  const key = fromHex(text(data['key']));
  const value = fromHex(text(data['value'] ?? ''));
  const absence = data['kind'] === undefined ? value.length === 0 : data['kind'] === 'nonexist';
  const result = absence
    ? verifyNonExistence(proof, spec, root, key, tools.suite.sha256)
    : verifyExistence(proof, spec, root, key, value, tools.suite.sha256);
  return result.ok ? undefined : reasonOf(result.error);
}

function judgeBytes(spec: ProofSpec, data: Json, tools: SetTools): string | undefined {
  const proof = decodeCommitmentProof(fromHex(text(data['proof'])));
  return proof.ok ? judge(proof.value, spec, data, tools) : reasonOf(proof.error);
}

function vector(content: unknown, file: string, cases: Cases, tools: SetTools): void {
  const data = object(content, file);
  if (typeof data['proof'] !== 'string') {
    cases.skip(file, 'no rule is known for this file');
    return;
  }
  const tree = file.split('/').find((part) => SPECS[part] !== undefined);
  const spec = tree === undefined ? undefined : SPECS[tree];
  if (spec === undefined) {
    cases.skip(file, 'the path names no tree (iavl, tendermint, smt)');
    return;
  }
  if (data['items'] === undefined) {
    cases.checkVerdict(file, true, () => judgeBytes(spec, data, tools));
    return;
  }
  // Batches were removed upstream: the light client must refuse the batch, and accept every proof that it stands for.
  const bytes = fromHex(text(data['proof']));
  cases.check(`${file} (as a batch)`, 'batch-unsupported', () => {
    const decoded = decodeCommitmentProof(bytes);
    return decoded.ok ? 'decoded' : String(decoded.error.params['reason']);
  });
  list(data['items']).forEach((entry, i) => {
    const item = { ...object(entry), root: data['root'] };
    cases.checkVerdict(`${file} (expanded, ${i})`, true, () => {
      // An SMT proof carries the key's hash: the proof that belongs to a key is the one that verifies.
      const refusals = expandBatch(bytes).map((proof) => judge(proof, spec, item, tools));
      return refusals.includes(undefined) ? undefined : (refusals[0] ?? 'empty batch');
    });
  });
}

function forged(content: unknown, cases: Cases, tools: SetTools): void {
  for (const data of casesOf(content)) {
    const spec = SPECS[text(data['spec'])];
    const name = `forged: ${text(data['id'])}`;
    if (spec === undefined) cases.skip(name, `unknown tree ${String(data['spec'])}`);
    else cases.checkVerdict(name, data['expected'] === 'valid', () => judgeBytes(spec, data, tools));
  }
}

// Upstream's tables: bytes in base64, enumerations as numbers, missing means zero or empty.

function bytes(value: unknown): Uint8Array {
  return value === undefined || value === null ? EMPTY : fromBase64(text(value));
}

function number(value: unknown): number {
  return value === undefined || value === null ? 0 : Number(value);
}

function leafOp(value: unknown): LeafOp {
  const op = object(value ?? {});
  return {
    hash: number(op['hash']),
    prehashKey: number(op['prehash_key']),
    prehashValue: number(op['prehash_value']),
    length: number(op['length']),
    prefix: bytes(op['prefix']),
  };
}

function innerOp(value: unknown): InnerOp {
  const op = object(value);
  return { hash: number(op['hash']), prefix: bytes(op['prefix']), suffix: bytes(op['suffix']) };
}

function existence(value: unknown): ExistenceProof {
  const proof = object(value);
  const leaf = proof['leaf'] === undefined || proof['leaf'] === null ? undefined : leafOp(proof['leaf']);
  const path = list(proof['path'] ?? []).map(innerOp);
  return { key: bytes(proof['key']), value: bytes(proof['value']), ...(leaf && { leaf }), path };
}

function proofSpec(value: unknown): ProofSpec {
  const spec = object(value);
  const inner = object(spec['inner_spec'] ?? {});
  return {
    leaf: leafOp(spec['leaf_spec']),
    inner: {
      childOrder: list(inner['child_order'] ?? []).map(Number),
      childSize: number(inner['child_size']),
      minPrefixLength: number(inner['min_prefix_length']),
      maxPrefixLength: number(inner['max_prefix_length']),
      emptyChild: bytes(inner['empty_child']),
      hash: number(inner['hash']),
    },
    maxDepth: number(spec['max_depth']),
    minDepth: number(spec['min_depth']),
    prehashKeyBeforeComparison: spec['prehash_key_before_comparison'] === true,
  };
}

/** Entries of a table: by name, or a plain list. */
function entries(content: unknown): readonly [string, Json][] {
  if (Array.isArray(content)) return content.map((entry, i) => [String(i), object(entry)]);
  return Object.entries(object(content)).map(([name, entry]) => [name, object(entry)]);
}

type Table = (content: unknown, prefix: string, cases: Cases, tools: SetTools) => void;

/** A table whose cases either give bytes or an error. */
function bytesTable(run: (data: Json, tools: SetTools) => Uint8Array): Table {
  return (content, prefix, cases, tools) => {
    for (const [name, data] of entries(content)) {
      const expected = data['IsErr'] === true ? 'error' : toHex(bytes(data['Expected']));
      cases.check(prefix + name, expected, () => {
        const result = guarded(() => run(data, tools));
        return result.ok ? toHex(result.value) : 'error';
      });
    }
  };
}

const TABLES: Readonly<Record<string, Table>> = {
  TestLeafOpData: bytesTable((data, tools) =>
    applyLeaf(leafOp(data['Op']), bytes(data['Key']), bytes(data['Value']), tools.suite.sha256),
  ),
  TestInnerOpData: bytesTable((data, tools) =>
    applyInner(innerOp(data['Op']), bytes(data['Child']), tools.suite.sha256),
  ),
  TestExistenceProofData: bytesTable((data, tools) =>
    calculateRoot(existence(data['Proof']), undefined, tools.suite.sha256, 'proof'),
  ),
  TestDoHashData: (content, prefix, cases, tools) => {
    for (const [name, data] of entries(content)) {
      const preimage = toUtf8(text(data['Preimage'] ?? data['PreImage']));
      cases.check(prefix + name, text(data['ExpectedHash']), () =>
        toHex(doHash(number(data['HashOp']), preimage, tools.suite.sha256, 'case')),
      );
    }
  },
  TestCheckLeafData: (content, prefix, cases) => {
    for (const [name, data] of entries(content)) {
      cases.checkVerdict(prefix + name, data['IsErr'] !== true, () => {
        const result = guarded(() => checkLeaf(leafOp(data['Leaf']), leafOp(data['Spec']), 'other'));
        return result.ok ? undefined : reasonOf(result.error);
      });
    }
  },
  TestCheckAgainstSpecData: (content, prefix, cases) => {
    for (const [name, data] of entries(content)) {
      cases.checkVerdict(prefix + name, (data['Err'] ?? '') === '', () => {
        const result = guarded(() => checkAgainstSpec(existence(data['Proof']), saneSpec(proofSpec(data['Spec']))));
        return result.ok ? undefined : reasonOf(result.error);
      });
    }
  },
  TestEmptyBranchData: (content, prefix, cases) => {
    for (const [name, data] of entries(content)) {
      const spec = proofSpec(data['Spec']).inner;
      const op = innerOp(data['Op']);
      cases.check(prefix + name, `left ${data['IsLeft'] === true}, right ${data['IsRight'] === true}`, () => {
        return `left ${leftBranchesAreEmpty(spec, op)}, right ${rightBranchesAreEmpty(spec, op)}`;
      });
    }
  },
};
