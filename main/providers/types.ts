import type { TimeNs } from '../../light-client/codec/time.ts';
import type { Result } from '../../light-client/core/errors.ts';
import type { LightBlockProvider } from '../../light-client/core/family.ts';

// Where a chain's data comes from. Answers are bounded, timed and decoded strictly; nothing in them is verified.

/** Time and chance, handed in so that tests repeat. */
export interface ProviderEnvironment {
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
  /** Rejects (AbortError) when the signal fires. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). Only for jitter. */
  readonly random: () => number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Tries in all; default from the client's options. 1: no retry. */
  readonly attempts?: number;
  readonly timeoutMs?: number;
}

/** One JSON-RPC endpoint. `call` resolves to the `result` member, parsed but not interpreted. */
export interface JsonRpcClient {
  readonly url: string;
  call(method: string, params: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<Result<unknown>>;
}

/** What a node says of itself: a hint for scheduling, never a fact. */
export interface StatusHint {
  readonly chainId: string;
  readonly latestHeight: bigint;
  readonly latestTime: TimeNs | null;
  readonly earliestHeight: bigint | null;
  readonly catchingUp: boolean;
}

export interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  /** undefined: the node's newest state */
  readonly height?: bigint;
  readonly prove: boolean;
}

export interface LightBlockOptions extends CallOptions {
  /** Fetch the validators of height + 1, too. */
  readonly nextValidators?: boolean;
}

/** A node of a chain, over whatever transport. Every error is a LightClientError whose category says what to do. */
export interface ChainProvider<Block, Header> extends LightBlockProvider<Block> {
  readonly url: string;
  /** Height answered = height asked; chain id checked; all pages of validators. undefined: the newest. */
  lightBlock(height?: bigint, options?: LightBlockOptions): Promise<Result<Block>>;
  /** Headers of min..max (inclusive), newest first, without gaps; hashes and links are for the caller to check. */
  headers(min: bigint, max: bigint, options?: CallOptions): Promise<Result<readonly Header[]>>;
  status(options?: CallOptions): Promise<Result<StatusHint>>;
  /** The `result` member as served ({response: {...}}): for the proof verifiers, and for evidence files. */
  abciQuery(query: AbciQuery, options?: CallOptions): Promise<Result<unknown>>;
  tx(hash: Uint8Array, prove: boolean, options?: CallOptions): Promise<Result<unknown>>;
}
