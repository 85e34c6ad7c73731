import type { TimeNs } from '../codec/time.ts';
import type { LightClientError, Result } from './errors.ts';
import type { TrustParameters } from './trust.ts';
import type { Verdict } from './verdict.ts';
import type { Verified } from './verified.ts';

/** What the core needs to know of a block, whatever the family. */
export interface BlockView {
  readonly chainId: string;
  readonly height: bigint;
  readonly time: TimeNs;
  /** Hash computed from the content, never one that was served. */
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
}

/**
 * One chain family behind one interface. `Block` is the family's light block (decoded, unverified), `Trusted` what is
 * remembered of a verified one, `Header` the part that the walk backwards needs.
 */
export interface ChainFamily<Block, Header> {
  readonly id: string;
  view(block: Block): BlockView;
  headerOf(block: Block): Header;
  viewHeader(header: Header): BlockView;
  /** Rules that need no signature and no other block: what a witness's answer must keep to be an answer at all. */
  checkForm?(block: Block): Result<undefined>;
  /** The block itself: form, hashes, its own quorum. For trust anchors and single blocks. */
  verifyAlone(block: Block): Verdict<Block>;
  /** From a trusted block to a later one: adjacent or skipping. */
  verifyStep(trusted: Verified<Block>, untrusted: Block, parameters: TrustParameters, now: TimeNs): Verdict<Block>;
  /** By hash link to the header one below: no signatures. */
  verifyBackwards(newer: Verified<Header>, older: Header): Result<Verified<Header>>;
  trustedHeader(block: Verified<Block>): Verified<Header>;
  isExpired(trusted: Verified<Block>, parameters: TrustParameters, now: TimeNs): boolean;
}

/** Where light blocks come from. Answers are bounded, decoded and of the height asked; nothing about them is verified. */
export interface LightBlockProvider<Block> {
  readonly chainId: string;
  /** @param height undefined: the newest one that the peer has */
  lightBlock(height?: bigint): Promise<Result<Block, LightClientError>>;
}
