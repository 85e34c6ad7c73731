import { createHash } from 'node:crypto';
import { concatBytes } from '../../light-client/codec/bytes.ts';
import { field } from '../../light-client/codec/protobuf.ts';
import { NANOS_PER_SECOND, type TimeNs } from '../../light-client/codec/time.ts';
import { validatorSetHash } from '../../light-client/families/cometbft/hashing.ts';
import { encodeSignedHeader, encodeValidator, encodeValidatorSet } from '../../light-client/families/cometbft/proto.ts';
import type { BlockId, Header, LightBlock, ValidatorSet } from '../../light-client/families/cometbft/types.ts';
import { GENESIS, type Powers, setOf, signCommit } from '../helpers/chain.ts';
import { Keyring } from '../helpers/keyring.ts';

// A chain too long to be made whole: any height can be asked for, and is the same whoever asks. Heights that were made one
// after another are joined by their hashes; others name a parent that nobody has, which skipping never looks at.

const BLOCK_TIME = NANOS_PER_SECOND;

export interface LongChain {
  readonly chainId: string;
  block(height: number): LightBlock;
  /** Neighbours joined by hash, signed by everybody. */
  linked(from: number, count: number): LightBlock[];
  /** The same, but only the last with a commit: made a hundred times faster. */
  linkedHeaders(from: number, count: number): { readonly headers: readonly Header[]; readonly last: LightBlock };
}

export interface LongChainOptions {
  readonly validators: number;
  /** Validators that leave, and others that come, every `every` heights. */
  readonly changed: number;
  readonly every: number;
  /** Other seeds have other keys. */
  readonly seed: string;
}

const NO_PARENT: BlockId = { hash: digest('no parent'), partSetHeader: { total: 1, hash: digest('no parts') } };

/** The same in every chain. */
export function timeOf(height: number): TimeNs {
  return GENESIS + BigInt(height) * BLOCK_TIME;
}

export function createLongChain({ validators, changed, every, seed }: LongChainOptions): LongChain {
  const chainId = `bench-${seed}-1`;
  const keyring = new Keyring(seed);
  const sets = new Map<number, { readonly set: ValidatorSet; readonly hash: Uint8Array }>();

  /** Seats are filled anew in turn, so that who came last stays longest. */
  function powersOf(epoch: number): Powers {
    const entries = Array.from({ length: validators }, (_, seat) => {
      const turn = Math.floor(seat / changed) + 1;
      const period = Math.ceil(validators / changed);
      const generation = epoch < turn ? 0 : Math.floor((epoch - turn) / period) + 1;
      return [`s${seat}g${generation}`, 100n - BigInt(seat % 7)] as const;
    });
    return Object.fromEntries(entries);
  }

  function setAt(height: number) {
    const epoch = Math.floor(height / every);
    const known = sets.get(epoch);
    if (known !== undefined) return known;
    const set = setOf(keyring, powersOf(epoch));
    const made = { set, hash: validatorSetHash(set) };
    sets.set(epoch, made);
    return made;
  }

  function headerAt(height: number, lastBlockId: BlockId): Header {
    const { set, hash } = setAt(height);
    return {
      version: { block: 11n, app: 1n },
      chainId,
      height: BigInt(height),
      time: timeOf(height),
      lastBlockId,
      lastCommitHash: digest(`commit ${height}`),
      dataHash: digest(`data ${height}`),
      validatorsHash: hash,
      nextValidatorsHash: setAt(height + 1).hash,
      consensusHash: digest('parameters'),
      appHash: digest(`state ${height}`),
      lastResultsHash: digest(`results ${height}`),
      evidenceHash: digest(''),
      proposerAddress: set.validators[height % set.validators.length]?.address ?? new Uint8Array(20),
    };
  }

  function blockOf(header: Header): LightBlock {
    const { set } = setAt(Number(header.height));
    return { signedHeader: { header, commit: signCommit(keyring, header, set) }, validatorSet: set };
  }

  function idOf(header: Header): BlockId {
    const empty: ValidatorSet = { validators: [] };
    return signCommit(keyring, header, empty).blockId;
  }

  function headersFrom(from: number, count: number): Header[] {
    const headers: Header[] = [];
    let parent = NO_PARENT;
    for (let height = from; height < from + count; height++) {
      const header = headerAt(height, parent);
      headers.push(header);
      parent = idOf(header);
    }
    return headers;
  }

  return {
    chainId,
    block: (height) => blockOf(headerAt(height, NO_PARENT)),
    linked: (from, count) => headersFrom(from, count).map(blockOf),
    linkedHeaders(from, count) {
      const headers = headersFrom(from, count);
      return { headers, last: blockOf(headers[count - 1] as Header) };
    },
  };
}

/** As a node sends it: Go's decoder wants the proposer that the set names. */
export function encodeForPeer({ signedHeader, validatorSet }: LightBlock): Uint8Array {
  const [proposer] = validatorSet.validators;
  if (proposer === undefined) throw new Error('a set without validators');
  const set = concatBytes(encodeValidatorSet(validatorSet), field.message(2, encodeValidator(proposer)));
  return concatBytes(field.message(1, encodeSignedHeader(signedHeader)), field.message(2, set));
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}
