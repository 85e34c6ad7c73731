import { fromHex, toHex } from '../../../light-client/codec/hex.ts';
import type { WireError } from '../../contract/error.ts';
import type { Outcome } from '../../contract/services.ts';
import { refuse } from './errors.ts';
import type { KeyKeeper, SealedKey } from './types.ts';

// Where the private half lies. Without a system keychain it lies in identity.json itself, which only this user may read,
// and the identity says so (keptBy 'file'). The office works in a thread of its own, which has no keychain: it asks the
// main thread over messages, and gets an opened key for the moment of signing only.

export function fileKeeper(): KeyKeeper {
  return {
    seal: async (secret) => ({ ok: true, value: { keptBy: 'file', data: toHex(secret) } }),
    async open({ keptBy, data }) {
      if (keptBy !== 'file') return refuse('key-unopened', { keptBy, reason: 'no-keychain' });
      return { ok: true, value: fromHex(data) };
    },
  };
}

/** Either end of a channel between threads: a MessagePort, a Worker or the parent's port. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface Asked {
  readonly keeper: 'ask';
  readonly id: number;
  readonly seal?: Uint8Array;
  readonly open?: SealedKey;
}
interface Answered {
  readonly keeper: 'answer';
  readonly id: number;
  readonly sealed?: SealedKey;
  readonly secret?: Uint8Array;
  readonly error?: WireError;
}

/** In the worker. Other messages on the same port are left alone. */
export function keeperOverMessages(port: Port): KeyKeeper {
  const waiting = new Map<number, (answer: Answered) => void>();
  let next = 0;
  port.on('message', (message) => {
    if (!isMessage<Answered>(message, 'answer')) return;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  const ask = (question: Pick<Asked, 'seal' | 'open'>): Promise<Answered> =>
    new Promise((resolve) => {
      const id = next++;
      waiting.set(id, resolve);
      port.postMessage({ keeper: 'ask', id, ...question } satisfies Asked);
    });
  return {
    async seal(secret) {
      const { sealed, error } = await ask({ seal: secret });
      return sealed !== undefined
        ? { ok: true, value: sealed }
        : { ok: false, error: error ?? refuse('key-not-kept', { reason: 'no-answer' }).error };
    },
    async open(sealed) {
      const { secret, error } = await ask({ open: sealed });
      return secret !== undefined
        ? { ok: true, value: secret }
        : { ok: false, error: error ?? refuse('key-unopened', { keptBy: sealed.keptBy, reason: 'no-answer' }).error };
    },
  };
}

/** In the main thread: answers one worker. Nothing of it is logged, and no other message is touched. */
export function serveKeeper(port: Port, keeper: KeyKeeper): void {
  port.on('message', (message) => {
    if (isMessage<Asked>(message, 'ask')) void answer(port, keeper, message);
  });
}

async function answer(port: Port, keeper: KeyKeeper, { id, seal, open }: Asked): Promise<void> {
  const give = (rest: Omit<Answered, 'keeper' | 'id'>): void => port.postMessage({ keeper: 'answer', id, ...rest });
  try {
    if (seal !== undefined) {
      const sealed = await keeper.seal(seal);
      seal.fill(0);
      give(sealed.ok ? { sealed: sealed.value } : { error: sealed.error });
    } else if (open !== undefined) {
      const opened = await keeper.open(open);
      give(opened.ok ? { secret: opened.value } : { error: opened.error });
      if (opened.ok) opened.value.fill(0);
    } else give({});
  } catch {
    // What a keychain throws may quote what it was given.
    give({});
  }
}

function isMessage<T>(message: unknown, keeper: 'ask' | 'answer'): message is T {
  return typeof message === 'object' && message !== null && (message as { keeper?: unknown }).keeper === keeper;
}

/** The secret for as long as `use` runs; then its bytes are wiped. */
export async function withSecret<T>(
  keeper: KeyKeeper,
  sealed: SealedKey,
  use: (secret: Uint8Array) => T,
): Promise<Outcome<T>> {
  const opened = await keeper.open(sealed);
  if (!opened.ok) return opened;
  try {
    return { ok: true, value: use(opened.value) };
  } finally {
    opened.value.fill(0);
  }
}
