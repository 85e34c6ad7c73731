import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { seal } from '../../../light-client/core/verified.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { headerHash, validatorSetHash } from '../../../light-client/families/cometbft/hashing.ts';
import type { Header, LightBlock, ValidatorSet } from '../../../light-client/families/cometbft/types.ts';
import { cometbftStoreCodec } from '../../../main/store/cometbftCodec.ts';
import { openStore } from '../../../main/store/openStore.ts';
import type { ChainStore, HeaderEntry, OpenStoreOptions, Store, TrustedEntry } from '../../../main/store/types.ts';

// Blocks with the right hashes and links and no signatures: the store keeps what verifiers hand it, it does not verify.

export const CHAIN_ID = 'demo-jiazi-1';
export const START = 1_750_000_000n * NANOS_PER_SECOND;
export const codec = cometbftStoreCodec('tendermint', nobleSuite);

export function bytes(label: string, length = 32): Uint8Array {
  return new Uint8Array(createHash('sha256').update(label).digest().subarray(0, length));
}

// Thousands of blocks in each of many processes: the platform's hash is several times faster than the reference.
const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());

function validators(epoch: number): ValidatorSet {
  const members = Array.from({ length: 4 }, (_, i) => ({
    address: bytes(`address ${epoch} ${i}`, 20),
    publicKey: { type: 'ed25519' as const, bytes: bytes(`key ${epoch} ${i}`) },
    votingPower: BigInt(10 - i),
  }));
  return { validators: members };
}

export interface ChainOptions {
  readonly chainId?: string;
  /** Another branch: other app hashes, so other header hashes, from height 1. */
  readonly branch?: string;
  /** Blocks between two changes of the validator set. */
  readonly epoch?: number;
  readonly seconds?: (height: number) => number;
}

/** Heights 1..length; index 0 is height 1. */
export function buildChain(length: number, options: ChainOptions = {}): LightBlock[] {
  const blocks: LightBlock[] = [];
  let parent = new Uint8Array(0);
  let time = START;
  const sets = new Map<number, { set: ValidatorSet; hash: Uint8Array }>();
  const setOf = (epoch: number) => {
    let known = sets.get(epoch);
    if (known === undefined) {
      const set = validators(epoch);
      known = { set, hash: validatorSetHash(set, sha256) };
      sets.set(epoch, known);
    }
    return known;
  };
  for (let height = 1; height <= length; height++) {
    time += BigInt(options.seconds?.(height) ?? 5) * NANOS_PER_SECOND;
    const { set, hash: setHash } = setOf(Math.floor(height / (options.epoch ?? 1_000_000)));
    const header: Header = {
      version: { block: 11n, app: 0n },
      chainId: options.chainId ?? CHAIN_ID,
      height: BigInt(height),
      time,
      lastBlockId: { hash: parent, partSetHeader: { total: parent.length === 0 ? 0 : 1, hash: parent } },
      lastCommitHash: bytes('commit'),
      dataHash: bytes('data'),
      validatorsHash: setHash,
      nextValidatorsHash: setHash,
      consensusHash: bytes('consensus'),
      appHash: bytes(`app ${height} ${options.branch ?? ''}`),
      lastResultsHash: bytes('results'),
      evidenceHash: bytes('evidence'),
      proposerAddress: set.validators[0]!.address,
    };
    const hash = headerHash(header, sha256)!;
    const blockId = { hash, partSetHeader: { total: 1, hash } };
    const signature = {
      flag: 2 as const,
      validatorAddress: bytes('v', 20),
      timestamp: time,
      signature: new Uint8Array(64),
    };
    blocks.push({
      signedHeader: {
        header,
        commit: { height: BigInt(height), round: 0, blockId, signatures: set.validators.map(() => signature) },
      },
      validatorSet: set,
    });
    parent = new Uint8Array(hash);
  }
  return blocks;
}

export function hashOf(block: LightBlock): Uint8Array {
  return codec.view(block).hash;
}

export function trusted(
  block: LightBlock,
  mode: TrustedEntry<LightBlock>['mode'] = 'skipping',
): TrustedEntry<LightBlock> {
  return {
    block: seal(block),
    mode,
    fromHeight: mode === 'anchor' ? null : 1n,
    verifiedAt: START,
    signaturesChecked: 3,
    overlapPercent: mode === 'skipping' ? 66.5 : null,
    commitPercent: 100,
  };
}

export function walked(block: LightBlock): HeaderEntry<Header> {
  return { header: seal(block.signedHeader.header), how: 'backwards', commitPercent: null };
}

export function identity(anchor: LightBlock, chainId = CHAIN_ID) {
  return { chainId, family: 'cometbft', anchorHeight: anchor.signedHeader.header.height, anchorHash: hashOf(anchor) };
}

export function temporaryFolder(): { folder: string; file: string; remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pilotlight-store-'));
  return {
    folder,
    file: path.join(folder, 'store.db'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function open(file: string, options: Partial<OpenStoreOptions> = {}): Store {
  const outcome = openStore({ file, now: () => START, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.store;
}

export function chainOf(store: Store, anchor: LightBlock, chainId = CHAIN_ID): ChainStore<LightBlock, Header> {
  const outcome = store.chain(identity(anchor, chainId), codec);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}
