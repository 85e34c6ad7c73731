import { attemptWrite, type Connection, expectedError } from './connection.ts';
import type { StoreResult } from './types.ts';

// Waiting for the disk costs the same for one step as for many: steps of several chains that come close together share one
// transaction. Each is still all or nothing by itself, and is told of only when it is on disk.

/** Few steps are written at once, one by one; many wait for each other, so that the disk is waited for so often at most. */
const GAP_MS = 20;

export interface GroupCommit {
  /** Resolves once `write` is on disk or was undone. Rejects with what it threw where that is no expected outcome. */
  add(write: () => void): Promise<StoreResult<null>>;
  /** Writes what waits. */
  flush(): void;
}

interface Waiting {
  readonly write: () => void;
  readonly resolve: (outcome: StoreResult<null>) => void;
  readonly reject: (thrown: unknown) => void;
}

/** What became of one step, to be told once the others are done, too. */
type Tell = () => void;

export function createGroupCommit(connection: Connection): GroupCommit {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      const written = attemptWrite(() => connection.transaction(() => group.map(group.length > 1 ? apart : alone)));
      if (written.ok) for (const tell of written.value) tell();
      else for (const { resolve } of group) resolve(written);
    } catch (thrown) {
      for (const { reject } of group) reject(thrown);
    }
    last = performance.now();
  }

  function alone({ write, resolve }: Waiting): Tell {
    write();
    return () => resolve({ ok: true, value: null });
  }

  function apart({ write, resolve, reject }: Waiting): Tell {
    try {
      connection.savepoint(write);
      return () => resolve({ ok: true, value: null });
    } catch (thrown) {
      // SQLite may give up the whole transaction, on a full disk for one: then nothing of the group stands.
      if (!connection.inTransaction) throw thrown;
      const error = expectedError(thrown);
      return () => (error === undefined ? reject(thrown) : resolve({ ok: false, error }));
    }
  }

  return {
    add(write) {
      return new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject });
        timer ??= setTimeout(flush, Math.max(0, last + GAP_MS - performance.now()));
      });
    },
    flush,
  };
}
