import { useEffect, useMemo, useRef, useState } from 'react';
import type { WireError } from '../../main/contract/error.ts';
import type { Lens, OfficeAnswer, OfficeMethod, OfficeRequest } from '../../main/contract/office.ts';
import type { Outcome } from '../../main/contract/services.ts';
import { useApp, useBridge } from './context.tsx';

/** What is known of an answer now. While a newer one is on its way the last one stays, and says so. */
export interface Asked<T> {
  readonly value: T | null;
  readonly error: WireError | null;
  /** Nothing to show yet. */
  readonly loading: boolean;
  /** What is shown belongs to an earlier question or an earlier state. */
  readonly refreshing: boolean;
  readonly reload: () => void;
}

/** Asks the office, again whenever the question or the programme changes. null: nothing to ask. */
export function useOffice<M extends OfficeMethod>(
  method: M,
  request: OfficeRequest<M> | null,
  enabled = true,
): Asked<OfficeAnswer<M>> {
  const bridge = useBridge();
  const seq = useApp((state) => state.snapshot?.officeSeq ?? null);
  const [round, setRound] = useState(0);
  const key = enabled ? `${method} ${JSON.stringify(request)}` : null;
  const [held, setHeld] = useState<{ key: string; answer: Outcome<OfficeAnswer<M>> } | null>(null);
  const [pending, setPending] = useState(key !== null);
  const newest = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for method and request; seq and round ask again
  useEffect(() => {
    if (key === null) return;
    newest.current += 1;
    const mine = newest.current;
    setPending(true);
    void bridge
      .office({ method, request: request as OfficeRequest<M> })
      .catch((): Outcome<OfficeAnswer<M>> => ({ ok: false, error: UNANSWERED }))
      .then((answer) => {
        if (newest.current !== mine) return;
        setHeld({ key, answer });
        setPending(false);
      });
  }, [key, seq, round, bridge]);

  const reload = useMemo(() => () => setRound((before) => before + 1), []);
  const answer = held?.answer;
  // An old value of the same question stays through a failed refresh only as an error: nothing outdated looks current.
  return {
    value: answer?.ok === true ? answer.value : null,
    error: answer?.ok === false ? answer.error : null,
    loading: key !== null && held === null,
    refreshing: pending && held !== null,
    reload,
  };
}

const UNANSWERED: WireError = { code: 'unexpected', category: 'bug', params: {} };

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
