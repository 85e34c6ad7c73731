import type { TimeNs } from '../../light-client/codec/time.ts';
import type { Divergence } from '../../light-client/core/divergence.ts';
import type { Result } from '../../light-client/core/errors.ts';
import type { ChainFamily, LightBlockProvider } from '../../light-client/core/family.ts';
import type { TrustAnchor, TrustParameters } from '../../light-client/core/trust.ts';
import type { Verified } from '../../light-client/core/verified.ts';
import type { AttackView, SignerView } from '../contract/chain.ts';
import type { ChainConfig } from '../programme/packs.ts';
import type { AbciQuery, ChainProvider } from '../providers/types.ts';
import type { AttackEntry, StoreCodec, StoredAttack } from '../store/types.ts';

/** Who signed a block, for the chain page: as the commit states it, the quorum of which was verified. */
export interface Quorum {
  readonly validators: number;
  readonly totalPower: bigint;
  readonly signedPower: bigint;
  readonly signers: readonly SignerView[];
}

/** A value of state under a verified header. `value` undefined: proven absent. */
export interface StateReading {
  readonly chainId: string;
  readonly store: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  /** Of the state, which is not the header's. */
  readonly height: bigint;
}

export interface StateKey {
  readonly store: string;
  readonly key: Uint8Array;
}

export interface DetectOptions<Block> {
  /** As it answers now: shows its way again, for the accusation of the witness. */
  readonly primary: LightBlockProvider<Block>;
  readonly primaryUrl: string;
  readonly parameters: TrustParameters;
  readonly now: () => TimeNs;
  readonly signal: AbortSignal;
  readonly config: ChainConfig;
  readonly demo: boolean;
}

/** What a family makes of two blocks that both hold. */
export interface AttackBinding<Block> {
  detect(divergence: Divergence<Block>, options: DetectOptions<Block>): Promise<AttackEntry>;
  /** null: what is kept cannot be read. */
  view(attack: StoredAttack, config: ChainConfig): AttackView | null;
}

/** What the followers need of a chain family besides verification: one file of main/sync knows each of these. */
export interface ChainBinding<Block, Header> {
  readonly family: ChainFamily<Block, Header>;
  readonly codec: StoreCodec<Block, Header>;
  quorum(block: Block): Quorum;
  /** The query whose answer `verifyState` can check against `header`. */
  stateQuery(asked: StateKey, header: Header): AbciQuery;
  /** Checks an answer: store and key are what was asked, not what was answered. */
  verifyState(header: Verified<Header>, asked: StateKey, answer: unknown): Result<Verified<StateReading>>;
  /** Absent: of a conflict both blocks are kept, and nothing is made of them. */
  readonly attacks?: AttackBinding<Block>;
  /** The value of a query that nothing proves; empty: there is none. */
  unprovenValue(answer: unknown): Result<Uint8Array>;
}

export type Endpoint = ChainConfig['endpoints'][number];

export interface Peer<Block, Header> {
  readonly endpoint: Endpoint;
  readonly provider: ChainProvider<Block, Header>;
}

export function trustParametersOf(config: ChainConfig): TrustParameters {
  const [numerator, denominator] = config.trust.level.split('/').map(BigInt) as [bigint, bigint];
  return {
    trustingPeriod: BigInt(config.trust.trustingPeriodSeconds) * 1_000_000_000n,
    maxClockDrift: BigInt(config.trust.maxClockDriftSeconds) * 1_000_000_000n,
    trustLevel: { numerator, denominator },
  };
}

export function anchorOf(config: ChainConfig, fromHex: (text: string) => Uint8Array): TrustAnchor {
  return { chainId: config.chainId, height: BigInt(config.trust.height), hash: fromHex(config.trust.hash) };
}

/** When the trusting period of a header ends. */
export function expiryOf(time: TimeNs, parameters: TrustParameters): TimeNs {
  return time + parameters.trustingPeriod;
}
