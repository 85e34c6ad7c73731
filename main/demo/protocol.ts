import type { DrillKind } from '../contract/figures.ts';
import type { NetworkPack, ProgrammePack } from '../programme/packs.ts';

// What the app and the demo network's process say to each other. Plain data: it passes through child_process and through
// Electron's utilityProcess alike.

export const DEMO_PHASES = ['keys', 'history', 'cache', 'listening'] as const;
export type DemoPhase = (typeof DEMO_PHASES)[number];

export interface DemoOptions {
  /** Where the chains are kept between starts. Belongs to the demo network alone. */
  readonly cacheDir: string;
  /** Same seed and same first start time: same bytes. */
  readonly seed: string;
  /** Milliseconds since 1970, where the clock is not to be asked: the time of the first start. */
  readonly now?: number;
  /** How many zone chains; the 15 where absent. More only where an app is to be measured. */
  readonly chains?: number;
  /** Factor on the live block times (1 = 3 to 6 s). */
  readonly blockTimeFactor?: number;
}

/** A header that some pack of this demo network named as trust anchor, in this start or an earlier one. */
export interface DemoAnchor {
  readonly chainId: string;
  readonly height: string;
  /** lower-case hex */
  readonly hash: string;
}

export interface DemoReady {
  /** A first start: the other chains are still being made, and a whole one follows. */
  readonly partial?: true;
  /** Another one where the chains were made anew, and are not those of before. */
  readonly networkId?: string;
  readonly networkPack: NetworkPack;
  readonly programmePack: ProgrammePack;
  readonly anchors: readonly DemoAnchor[];
}

export interface DemoError {
  readonly code:
    | 'demo-start-failed'
    | 'demo-stopped'
    | 'demo-chain-failed'
    | 'demo-unknown-chain'
    | 'demo-cache-unwritable';
  readonly category: 'demo';
  readonly params: Readonly<Record<string, string | number>>;
}

export type DrillRequest = DrillKind | 'end';

export type DemoRequest =
  | { readonly type: 'start'; readonly options: DemoOptions }
  | { readonly type: 'drill'; readonly id: number; readonly chainId: string; readonly kind: DrillRequest }
  | { readonly type: 'stop' };

export type DemoMessage =
  | { readonly type: 'progress'; readonly phase: DemoPhase; readonly done: number; readonly total: number }
  | ({ readonly type: 'ready' } & DemoReady)
  | { readonly type: 'packChanged'; readonly networkPack: NetworkPack; readonly anchors: readonly DemoAnchor[] }
  | { readonly type: 'drilled'; readonly id: number; readonly error: DemoError | null }
  | { readonly type: 'error'; readonly error: DemoError }
  | { readonly type: 'stopped' };
