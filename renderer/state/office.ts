import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Lens, OfficeAnswer, OfficeMethod, OfficeRequest } from '../../main/contract/office.ts';
import { useApp, useBridge } from './context.tsx';
import { type Held, officeCache } from './officeCache.ts';

/** What is known of an answer now. While a newer one is on its way the last one stays, and says so. */
export interface Asked<T> {
  readonly value: T | null;
  readonly error: Held<T>['error'];
  /** Nothing to show yet. */
  readonly loading: boolean;
  /** What is shown belongs to an earlier state of the programme. */
  readonly refreshing: boolean;
  readonly reload: () => void;
}

/** Asks the office, and again whenever the programme changes. Whoever asks the same shares one answer. */
export function useOffice<M extends OfficeMethod>(
  method: M,
  request: OfficeRequest<M>,
  enabled = true,
): Asked<OfficeAnswer<M>> {
  const cache = officeCache(useBridge());
  const seq = useApp((state) => state.snapshot?.officeSeq ?? null);
  const key = enabled ? `${method} ${JSON.stringify(request)}` : null;
  const held = useSyncExternalStore(cache.subscribe, () => (key === null ? null : cache.held(key))) as Held<
    OfficeAnswer<M>
  > | null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for method and request
  useEffect(() => {
    return key === null ? undefined : cache.want(key, { method, request }, seq);
  }, [key, seq, cache]);

  const reload = useMemo(() => () => (key === null ? undefined : cache.again(key)), [cache, key]);
  return {
    value: held?.value ?? null,
    error: held?.error ?? null,
    loading: key !== null && held === null,
    refreshing: held !== null && held.seq !== seq,
    reload,
  };
}

/** How everything is looked at, as the address says it. */
export function useLens(): Lens {
  const asOf = useApp((state) => state.route.query['asOf'] ?? null);
  const period = useApp((state) => state.route.query['period'] ?? null);
  return useMemo(
    () => ({ asOf: isDate(asOf) ? asOf : null, period: isPeriod(period) ? period : null }),
    [asOf, period],
  );
}

function isDate(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

function isPeriod(text: string | null): text is string {
  return text !== null && /^\d{4}Q[1-4]$/.test(text);
}
