import { useEffect, useState } from 'react';

/**
 * How many rows of a long table are to be there by now: none with the first frame, which has enough to draw, then `step`
 * more with every one, so that none of them is a long one. `begun`: tables that come after another wait for it.
 */
export function useGradually(count: number, step: number, begun = true): number {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    if (!begun || shown >= count) return;
    const next = requestAnimationFrame(() => setShown((before) => before + step));
    return () => cancelAnimationFrame(next);
  }, [shown, count, step, begun]);
  return Math.min(shown, count);
}
