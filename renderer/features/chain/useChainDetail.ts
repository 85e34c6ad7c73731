import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChainDetail } from '../../../main/contract/chain.ts';
import type { WireError } from '../../../main/contract/error.ts';
import { useBridge } from '../../state/context.tsx';

export type DetailState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly detail: ChainDetail }
  | { readonly kind: 'failed'; readonly error: WireError; readonly detail: ChainDetail | null };

const HEADERS = 100;
const POINTS = 120;
/** Headers come every second at worst; a list read faster than this serves nobody. */
const REFRESH_MS = 4000;

/**
 * The chain's history from this machine's store: read once at first, then again when `change` is another, at most every
 * few seconds. A failed reading keeps what is shown.
 */
export function useChainDetail(chainId: string, change: string | null): { state: DetailState; retry: () => void } {
  const bridge = useBridge();
  const [state, setState] = useState<DetailState>({ kind: 'loading' });
  const lastRead = useRef(0);
  const current = useRef(0);

  const read = useCallback(async () => {
    lastRead.current = performance.now();
    current.current += 1;
    const mine = current.current;
    const outcome = await bridge
      .chainDetail({ chainId, headers: HEADERS, points: POINTS })
      .catch((): { ok: false; error: WireError } => ({
        ok: false,
        error: { code: 'no-answer', category: 'provider-benign', params: {} },
      }));
    if (mine !== current.current) return;
    setState((before) => {
      if (outcome.ok) return { kind: 'ready', detail: outcome.value };
      return { kind: 'failed', error: outcome.error, detail: before.kind === 'loading' ? null : before.detail };
    });
  }, [bridge, chainId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change is what asks for a new reading
  useEffect(() => {
    const wait = lastRead.current === 0 ? 0 : Math.max(0, lastRead.current + REFRESH_MS - performance.now());
    const timer = window.setTimeout(() => void read(), wait);
    return () => window.clearTimeout(timer);
  }, [read, change]);

  useEffect(
    () => () => {
      // An answer that comes after leaving belongs to nobody.
      current.current += 1;
    },
    [],
  );

  return { state, retry: () => void read() };
}
