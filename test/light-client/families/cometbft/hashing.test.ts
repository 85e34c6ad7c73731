import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { field } from '../../../../light-client/codec/protobuf.ts';
import { parseTime } from '../../../../light-client/codec/time.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import {
  canonicalOrder,
  commitHash,
  commitSignBytes,
  dataHash,
  encodeBlockId,
  encodeSimpleValidator,
  headerHash,
  headerLeaves,
  validatorSetHash,
  voteSignBytes,
} from '../../../../light-client/families/cometbft/hashing.ts';
import { addressOf } from '../../../../light-client/families/cometbft/keys.ts';
import { blockHash } from '../../../../light-client/families/cometbft/memo.ts';
import { encodeHeader } from '../../../../light-client/families/cometbft/proto.ts';
import { decodeHeader } from '../../../../light-client/families/cometbft/protoDecode.ts';
import {
  parseBlockId,
  parseCommit,
  parseHeader,
  parseSignedHeader,
  parseValidators,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { Header } from '../../../../light-client/families/cometbft/types.ts';
import {
  innerHash,
  merkleProof,
  merkleProofRoot,
  merkleRoot,
  splitPoint,
} from '../../../../light-client/proofs/merkle.ts';
import { buildChain, powers } from '../../../helpers/chain.ts';
import { haveVectors, type Json, vector, vectorFiles } from '../../../helpers/vectors.ts';

const upper = (bytes: Uint8Array | undefined) => (bytes === undefined ? null : toHex(bytes).toUpperCase());

describe.skipIf(!haveVectors)('published hashing facts', () => {
  test.each((haveVectors ? vector('hashing/header-hash.json').cases : []) as Json[])(
    'header $id [HS-1] [HS-2]',
    (c) => {
      const header = parseHeader(c.header, 'header');
      if (c.leaves !== undefined) expect(headerLeaves(header).map(toHex)).toEqual(c.leaves);
      expect(upper(headerHash(header))).toBe(c.hash);
    },
  );

  test.each((haveVectors ? vector('hashing/vote-sign-bytes.json').cases : []) as Json[])('vote $id [HS-5]', (c) => {
    const blockId = c.block_id === null ? undefined : parseBlockId(c.block_id, 'block_id');
    const bytes = voteSignBytes(c.chain_id, c.type, BigInt(c.height), c.round, blockId, parseTime(c.timestamp));
    expect(toHex(bytes)).toBe(c.want);
  });

  test.each((haveVectors ? vector('hashing/validator-set-hash.json').cases : []) as Json[])(
    'validator set $id [HS-3] [HS-4]',
    (c) => {
      const validators = canonicalOrder(parseValidators(c.validators, 'validators', 'tendermint'));
      if (c.simple_validator_bytes !== undefined) {
        expect(validators.map((v) => toHex(encodeSimpleValidator(v)))).toEqual(c.simple_validator_bytes);
      }
      expect(upper(validatorSetHash({ validators }))).toBe(c.hash.toUpperCase());
    },
  );

  test('the Merkle tree', () => {
    const file = vector('hashing/merkle.json');
    for (const [n, k] of file.split_points as [number, number][]) if (n > 1) expect(splitPoint(n)).toBe(k);
    const { left, right, hash } = file.inner_node;
    expect(toHex(innerHash(fromHex(left), fromHex(right)))).toBe(hash);
    const listed = (file.cases as Json[]).filter((c) => c.leaves !== undefined);
    for (const c of listed)
      expect([c.id, toHex(merkleRoot(c.leaves.map((l: string) => fromHex(l))))]).toEqual([c.id, c.root]);
    expect(listed.length).toBeGreaterThan(5);
  });

  test('block ids, commits, data and addresses [HS-6] [KT-3]', () => {
    const byId = new Map((vector('hashing/misc.json').cases as Json[]).map((c) => [c.id, c]));
    const got: Record<string, string | null> = {};
    const want: Record<string, string> = {};
    for (const [id, c] of byId) {
      if (c.block_id !== undefined) {
        got[id] = toHex(encodeBlockId(parseBlockId(c.block_id, id)));
        want[id] = c.proto;
      } else if (c.signatures !== undefined) {
        const commit = { height: '1', round: 0, block_id: null, signatures: c.signatures };
        got[id] = toHex(commitHash(parseCommit(commit, id).signatures));
        want[id] = c.hash.toLowerCase();
      } else if (c.txs !== undefined) {
        got[id] = toHex(dataHash(c.txs.map((tx: string) => fromHex(tx))));
        want[id] = c.hash;
      }
    }
    expect(got).toEqual(want);
    const secp = byId.get('secp256k1-address');
    if (secp?.address !== undefined) {
      const address = addressOf({ type: 'secp256k1', bytes: fromHex(secp.public_key) });
      expect(upper(address)).toBe(secp.address.toUpperCase());
    }
  });

  test('thresholds come out in whole numbers [CB-12]', () => {
    const wrong = (vector('hashing/thresholds.json').cases as Json[]).filter((c) => {
      if (c.needed === undefined) return false;
      const [n, d] = c.fraction.split('/').map(BigInt);
      const needed = (BigInt(c.total) * n) / d;
      return String(needed) !== c.needed || String(needed + 1n) !== c.accept_from;
    });
    expect(wrong).toEqual([]);
  });

  test.each(vectorFiles('real-chains/blocks'))('%s [HS-1] [HS-6]', (file) => {
    const { block, block_id, expected } = vector(file);
    const header = parseHeader(block.header, 'header');
    const txs = (block.data.txs ?? []) as string[];
    const entries = block.last_commit.signatures as Json[];
    const commit = parseCommit({ ...block.last_commit, signatures: entries }, 'last_commit');
    expect({
      header_hash_matches_block_id: upper(headerHash(header)) === block_id.hash,
      data_hash_matches_txs: toHex(dataHash(txs.map((tx) => Buffer.from(tx, 'base64')))) === toHex(header.dataHash),
      last_commit_hash_matches: toHex(commitHash(commit.signatures)) === toHex(header.lastCommitHash),
    }).toEqual(expected);
  });

  test('evidence of real double votes hashes to the header [HS-6]', () => {
    const cases = vector('real-chains/duplicate-vote-evidence.json').cases as Json[];
    for (const c of cases) expect(upper(merkleRoot([fromHex(c.proto_hex)]))).toBe(c.evidence_hash);
  });
});

describe('hashes', () => {
  const chain = buildChain({ heights: 2, validators: () => powers(3) });
  const { header, commit } = chain.at(2).signedHeader;

  test('a change of any field changes the header hash [HS-1]', () => {
    const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    const changed = [
      { ...header, version: { ...header.version, block: 12n } },
      { ...header, version: { ...header.version, app: 2n } },
      { ...header, chainId: `${header.chainId}x` },
      { ...header, height: header.height + 1n },
      { ...header, time: header.time + 1n },
      { ...header, lastBlockId: { ...header.lastBlockId, hash: flipped(header.lastBlockId.hash) } },
      { ...header, lastBlockId: { ...header.lastBlockId, partSetHeader: { total: 2, hash: header.dataHash } } },
      ...(
        [
          'lastCommitHash',
          'dataHash',
          'validatorsHash',
          'nextValidatorsHash',
          'consensusHash',
          'appHash',
          'lastResultsHash',
          'evidenceHash',
          'proposerAddress',
        ] as const
      ).map((key) => ({ ...header, [key]: flipped(header[key]) })),
    ];
    const hashes = [header, ...changed].map((h) => toHex(headerHash(h) as Uint8Array));
    expect(new Set(hashes).size).toBe(changed.length + 1);
  });

  test('a header without validators_hash has no hash at all [HS-2]', () => {
    expect(headerHash({ ...header, validatorsHash: new Uint8Array(0) })).toBeUndefined();
  });

  test('is computed once for each content, and for whatever differs from it in one bit [HS-7]', () => {
    let count = 0;
    const suite = {
      ...nobleSuite,
      sha256: (data: Uint8Array) => {
        count += 1;
        return nobleSuite.sha256(data);
      },
    };
    /** As if it had just been decoded: no byte shared with any other. */
    const arrived = () => decodeHeader(encodeHeader({ ...header, height: header.height + 1n }));
    const known = arrived();
    expect(toHex(blockHash(known, suite))).toBe(toHex(headerHash(known) as Uint8Array));
    const once = count;
    blockHash(known, suite);
    expect(toHex(blockHash(arrived(), suite))).toBe(toHex(headerHash(known) as Uint8Array));
    expect(count).toBe(once);

    // Every leaf of it.
    const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at % bytes.length ? byte ^ 1 : byte));
    const changed: Header[] = [
      { ...arrived(), chainId: `${header.chainId}x` },
      { ...arrived(), height: header.height + 2n },
      { ...arrived(), time: header.time + 1n },
      { ...arrived(), version: { ...header.version, block: header.version.block + 1n } },
      { ...arrived(), version: { ...header.version, app: header.version.app + 1n } },
      ...[0, 31].map((at) => ({
        ...known,
        lastBlockId: { ...known.lastBlockId, hash: flip(known.lastBlockId.hash, at) },
      })),
    ];
    const parts = known.lastBlockId.partSetHeader;
    for (const partSetHeader of [
      { ...parts, total: parts.total + 1 },
      { ...parts, hash: flip(parts.hash, 7) },
    ]) {
      changed.push({ ...known, lastBlockId: { ...known.lastBlockId, partSetHeader } });
    }
    for (const [key, value] of Object.entries(known)) {
      if (value instanceof Uint8Array)
        for (const at of [0, 5, 19, 31]) changed.push({ ...known, [key]: flip(value, at) });
    }
    expect(changed.length).toBeGreaterThan(40);
    for (const other of changed) {
      blockHash(known, suite); // the latest in its place, again and again
      expect(toHex(blockHash(other, suite))).toBe(toHex(headerHash(other) as Uint8Array));
      expect(toHex(blockHash(other, suite))).not.toBe(toHex(blockHash(known, suite)));
    }
  });

  test('round 0 is left out, and a vote for nothing has no block id [HS-5]', () => {
    const first = commit.signatures[0];
    if (first === undefined) throw new Error('no signature');
    const at = (round: number, flag: 2 | 3) =>
      commitSignBytes(header.chainId, { ...commit, round }, { ...first, flag });
    const sizes = [at(0, 2), at(1, 2), at(0, 3)].map((bytes) => bytes.length);
    expect(sizes[1]).toBe((sizes[0] as number) + 9);
    expect(sizes[2]).toBe((sizes[0] as number) - field.message(4, encodeBlockId(commit.blockId)).length);
  });

  test('canonical order does not depend on the order given [HS-4]', () => {
    const set = chain.at(1).validatorSet.validators;
    const equal = set.map((v) => ({ ...v, votingPower: 5n }));
    fc.assert(
      fc.property(fc.shuffledSubarray([...set, ...equal], { minLength: 6 }), (mixed) => {
        expect(canonicalOrder(mixed)).toEqual(canonicalOrder([...set, ...equal]));
      }),
    );
  });

  test('an inclusion proof leads to the root for its own leaf and position only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, seed) => {
        const leaves = Array.from({ length: count }, (_, i) => Uint8Array.of(i, i >> 8));
        const index = seed % count;
        const proof = merkleProof(leaves, index);
        const leaf = leaves[index] as Uint8Array;
        expect(merkleProofRoot(proof, leaf)).toEqual(merkleRoot(leaves));
        expect(merkleProofRoot(proof, Uint8Array.of(255, 255, 1))).toBeUndefined();
        if (count > 1) expect(merkleProofRoot({ ...proof, aunts: proof.aunts.slice(1) }, leaf)).toBeUndefined();
        expect(merkleProofRoot({ ...proof, aunts: [...proof.aunts, leaf] }, leaf)).toBeUndefined();
        expect(merkleProofRoot({ ...proof, index: proof.total }, leaf)).toBeUndefined();
      }),
    );
  });
});

test.skipIf(!haveVectors)('recorded sequences link by hash from height to height [HS-1]', () => {
  for (const file of vectorFiles('real-chains/sequence')) {
    const headers = (vector(file).light_blocks as Json[]).map((b) => parseSignedHeader(b.signed_header, 'h').header);
    headers.forEach((header, i) => {
      const newer = headers[i + 1];
      if (newer !== undefined) expect(upper(headerHash(header))).toBe(upper(newer.lastBlockId.hash));
    });
  }
});
