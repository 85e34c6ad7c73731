import { fromBase64 } from '../../../../light-client/codec/base64.ts';
import { concatBytes } from '../../../../light-client/codec/bytes.ts';
import { fromHex, toHex } from '../../../../light-client/codec/hex.ts';
import { field, varint } from '../../../../light-client/codec/protobuf.ts';
import { parseTime } from '../../../../light-client/codec/time.ts';
import type { TrustLevel } from '../../../../light-client/core/trust.ts';
import { nobleSuite } from '../../../../light-client/crypto/nobleSuite.ts';
import { createSignatureCache } from '../../../../light-client/crypto/signatureCache.ts';
import type { CryptoSuite } from '../../../../light-client/crypto/suite.ts';
import { type PowerCount, verifyCommitTrusting } from '../../../../light-client/families/cometbft/commit.ts';
import {
  commitHash,
  dataHash,
  encodeBlockId,
  encodeSimpleValidator,
  headerHash,
  headerLeaves,
  validatorSetHash,
  voteSignBytes,
} from '../../../../light-client/families/cometbft/hashing.ts';
import { addressOf, verifySignature } from '../../../../light-client/families/cometbft/keys.ts';
import {
  parseBlockId,
  parseCommit,
  parseHeader,
  parseUint64,
  parseValidators,
  sortedValidatorSet,
} from '../../../../light-client/families/cometbft/rpcJson.ts';
import type { Commit, Validator } from '../../../../light-client/families/cometbft/types.ts';
import { MAX_TOTAL_VOTING_POWER } from '../../../../light-client/families/cometbft/validate.ts';
import { innerHash, merkleRoot, splitPoint } from '../../../../light-client/proofs/merkle.ts';
import type { Cases } from '../cases.ts';
import type { SetFolder } from '../folder.ts';
import { casesOf, type Json, list, object, text } from '../json.ts';
import type { SetTools } from '../tools.ts';

const EITHER = { partsKey: 'either' } as const;

/** Facts about encodings and hashes, one file per kind. */
export function runHashing(folder: SetFolder, cases: Cases, tools: SetTools): void {
  const runners: [RegExp, (content: unknown, cases: Cases, tools: SetTools) => void][] = [
    [/header-hash/, headers],
    [/validator-set-hash/, validatorSets],
    [/vote-sign-bytes/, votes],
    [/merkle/, merkle],
    [/thresholds/, thresholds],
    [/misc/, misc],
  ];
  for (const file of folder.json()) {
    const runner = runners.find(([pattern]) => pattern.test(file.slice(file.lastIndexOf('/') + 1)))?.[1];
    if (runner === undefined) cases.skip(file, 'no rule is known for this file');
    else runner(folder.read(file), cases, tools);
  }
}

function headers(content: unknown, cases: Cases, { suite }: SetTools): void {
  for (const data of casesOf(content)) {
    const name = `header-hash: ${text(data['id'])}`;
    const header = () => parseHeader(data['header'], 'header', EITHER);
    if (data['leaves'] !== undefined) {
      cases.check(`${name} (leaves)`, list(data['leaves']).join(' '), () =>
        headerLeaves(header()).map(toHex).join(' '),
      );
    }
    const expected = data['hash'] === null ? 'no hash' : text(data['hash']).toLowerCase();
    cases.check(name, expected, () => {
      const hash = headerHash(header(), suite.sha256);
      return hash === undefined ? 'no hash' : toHex(hash);
    });
  }
}

function validatorSets(content: unknown, cases: Cases, { suite }: SetTools): void {
  for (const data of casesOf(content)) {
    const name = `validator-set-hash: ${text(data['id'])}`;
    const set = () => sortedValidatorSet(parseValidators(data['validators'], 'validators', 'tendermint'));
    const bytes = data['simple_validator_bytes'];
    if (bytes !== undefined) {
      cases.check(`${name} (bytes)`, list(bytes).join(' '), () =>
        set()
          .validators.map((validator) => toHex(encodeSimpleValidator(validator)))
          .join(' '),
      );
    }
    cases.check(name, text(data['hash']).toLowerCase(), () => toHex(validatorSetHash(set(), suite.sha256)));
  }
}

function votes(content: unknown, cases: Cases, { suite }: SetTools): void {
  for (const data of casesOf(content)) {
    const name = `vote-sign-bytes: ${text(data['id'])}`;
    const blockId = data['block_id'] === null ? undefined : parseBlockId(data['block_id'], 'block_id', EITHER);
    const bytes = () =>
      voteSignBytes(
        text(data['chain_id']),
        Number(data['type']),
        BigInt(text(data['height'])),
        Number(data['round']),
        blockId,
        parseTime(text(data['timestamp'])),
      );
    cases.check(name, text(data['want']), () => toHex(bytes()));
    if (data['public_key'] === undefined) continue;
    const type = text(data['key_type']);
    if (type !== 'ed25519' && type !== 'secp256k1') {
      cases.skip(`${name} (signature)`, `no rule for keys of type ${type}`);
      continue;
    }
    const publicKey = { type, bytes: fromHex(text(data['public_key'])) } as const;
    cases.checkVerdict(`${name} (signature)`, true, () =>
      verifySignature(suite, publicKey, bytes(), fromBase64(text(data['signature_base64'])))
        ? undefined
        : 'bad signature',
    );
    if (data['address'] !== undefined) {
      cases.check(`${name} (address)`, text(data['address']).toLowerCase(), () =>
        toHex(addressOf(publicKey) ?? new Uint8Array()),
      );
    }
  }
}

function merkle(content: unknown, cases: Cases, { suite }: SetTools): void {
  const data = object(content);
  for (const pair of list(data['split_points'] ?? [])) {
    const [n, k] = list(pair).map(Number) as [number, number];
    // A tree of one leaf has no split: the light client never asks for one.
    if (n > 1) cases.check(`merkle: split of ${n}`, String(k), () => String(splitPoint(n)));
  }
  if (data['inner_node'] !== undefined) {
    const node = object(data['inner_node']);
    const side = (name: string) => fromHex(text(node[name]));
    cases.check('merkle: inner node', text(node['hash']), () =>
      toHex(innerHash(side('left'), side('right'), suite.sha256)),
    );
  }
  for (const entry of casesOf(content)) {
    cases.check(`merkle: ${text(entry['id'])}`, text(entry['root']), () =>
      toHex(merkleRoot(merkleLeaves(entry, suite.sha256), suite.sha256)),
    );
  }
}

function merkleLeaves(entry: Json, sha256: (data: Uint8Array) => Uint8Array): Uint8Array[] {
  if (entry['leaves'] !== undefined) return list(entry['leaves']).map((leaf) => fromHex(text(leaf)));
  if (!/sha256\(unsigned varint of i\)/.test(text(entry['leaf_rule']))) throw new Error('unknown leaf rule');
  return Array.from({ length: Number(entry['count']) }, (_, i) => sha256(varint(i)));
}

/** Counted by the commit rules themselves: a signer with the least power that is enough, and one with one less. */
function thresholds(content: unknown, cases: Cases): void {
  for (const data of casesOf(content)) {
    const total = BigInt(text(data['total']));
    const fraction = text(data['fraction'] ?? '2/3');
    const name = `thresholds: ${total} at ${fraction}`;
    if (data['needed'] === undefined || data['needed'] === null) {
      cases.checkVerdict(name, false, () => (total > MAX_TOTAL_VOTING_POWER ? 'power-overflow' : undefined));
      continue;
    }
    const from = BigInt(text(data['accept_from']));
    cases.check(name, `needed ${text(data['needed'])}, ${from > total ? 'never' : from} but not ${from - 1n}`, () => {
      const level = trustLevelOf(fraction);
      const enough = countedPower(total, from > total ? total : from, level);
      const less = countedPower(total, from - 1n > total ? total : from - 1n, level);
      const least = enough.reached ? String(from) : 'never';
      return `needed ${enough.tally.needed}, ${least} but not ${less.reached ? 'refused' : from - 1n}`;
    });
  }
}

function trustLevelOf(fraction: string): TrustLevel {
  const [numerator, denominator] = fraction.split('/').map(BigInt) as [bigint, bigint];
  return { numerator, denominator };
}

/** What the overlap rule makes of a commit that one of two validators signed. Any signature is taken as good here. */
function countedPower(total: bigint, signed: bigint, level: TrustLevel): PowerCount {
  const suite: CryptoSuite = { ...nobleSuite, ed25519Verify: () => true };
  const validator = (fill: number, votingPower: bigint): Validator => {
    const publicKey = { type: 'ed25519', bytes: new Uint8Array(32).fill(fill) } as const;
    return { publicKey, address: addressOf(publicKey) as Uint8Array, votingPower };
  };
  const [signer, other] = [validator(1, signed), validator(2, total - signed)];
  const commit: Commit = {
    height: 1n,
    round: 0,
    blockId: { hash: new Uint8Array(32), partSetHeader: { total: 1, hash: new Uint8Array(32) } },
    signatures: [{ flag: 2, validatorAddress: signer.address, timestamp: 0n, signature: new Uint8Array(64) }],
  };
  const context = { suite, mode: 'all', cache: createSignatureCache(16) } as const;
  const counted = verifyCommitTrusting(context, 'chain', { validators: [signer, other] }, commit, level);
  if (!counted.ok) throw new Error(counted.error.code);
  return counted.value;
}

/** HashedParams{block_max_bytes=1, block_max_gas=2}, where the case's note names them. */
function hashedParams(data: Json): Uint8Array | undefined {
  const found = /block_max_bytes (\d+), block_max_gas (\d+)/.exec(String(data['note'] ?? ''));
  if (found === null) return undefined;
  return concatBytes(field.varint(1, BigInt(found[1] as string)), field.varint(2, BigInt(found[2] as string)));
}

function misc(content: unknown, cases: Cases, { suite }: SetTools): void {
  for (const data of casesOf(content)) {
    const name = `misc: ${text(data['id'])}`;
    if (data['block_id'] !== undefined) {
      cases.check(name, text(data['proto']), () =>
        toHex(encodeBlockId(parseBlockId(data['block_id'], 'block_id', EITHER))),
      );
    } else if (data['version'] !== undefined) {
      const version = object(data['version']);
      cases.check(name, text(data['proto']), () => {
        const parts = [version['block'], version['app']].map((part, i) =>
          field.varint(i + 1, parseUint64(part, 'version')),
        );
        return toHex(concatBytes(...parts));
      });
    } else if (data['signatures'] !== undefined) {
      cases.check(name, text(data['hash']).toLowerCase(), () => {
        const commit = parseCommit(
          { height: '1', round: 0, block_id: null, signatures: data['signatures'] },
          'commit',
          EITHER,
        );
        return toHex(commitHash(commit.signatures, suite.sha256));
      });
    } else if (data['txs'] !== undefined) {
      const transactions = list(data['txs']).map((transaction) => fromHex(text(transaction)));
      cases.check(name, text(data['hash']).toLowerCase(), () => toHex(dataHash(transactions, suite.sha256)));
    } else if (/^secp256k1-address/.test(text(data['id']))) {
      const bytes = fromHex(text(data['public_key']));
      cases.check(name, text(data['address']), () =>
        toHex(addressOf({ type: 'secp256k1', bytes }) ?? new Uint8Array()),
      );
    } else if (data['public_key_base64'] !== undefined) {
      // Berachain's 48-byte keys belong to an adapter of their own; here it is only SHA-256, cut to 20 bytes.
      const key = fromBase64(text(data['public_key_base64']));
      cases.check(name, text(data['address']), () => toHex(suite.sha256(key).slice(0, 20)));
    } else if (hashedParams(data) !== undefined) {
      cases.check(name, text(data['hash']).toLowerCase(), () => toHex(suite.sha256(hashedParams(data) as Uint8Array)));
    } else cases.skip(name, 'no rule is known for this case');
  }
}
