import type { ForkFunction } from '../demo/client.ts';

/** The terminal, handed in: what is written, whether somebody watches, when to stop. */
export interface CliIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A person watches: the table is drawn again in place. */
  readonly isTerminal: boolean;
  readonly columns: () => number;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly homeDir: string;
  readonly platform: string;
  readonly version: string;
  readonly now: () => number;
  /** The bundled worker; absent: the followers run in this thread. */
  readonly workerFile?: string;
  readonly forkDemo: ForkFunction;
}
