import { useEffect, useState } from 'react';

/**
 * How many rows of a long table are to be there by now: none with the first frame, which has enough to draw, then `step`
 * more with every one, so that none of them is a long one.
 */
export function useGradually(count: number, step: number): number {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    if (shown >= count) return;
    const next = requestAnimationFrame(() => setShown((before) => before + step));
    return () => cancelAnimationFrame(next);
  }, [shown, count, step]);
  return Math.min(shown, count);
}
