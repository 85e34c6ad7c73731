import { useEffect, useState } from 'react';

const FIRST = 10;
const STEP = 10;

/** How many rows of a long table are to be there by now: some more with every frame, so that none of them is a long one. */
export function useGradually(count: number): number {
  const [shown, setShown] = useState(FIRST);
  useEffect(() => {
    if (shown >= count) return;
    const next = requestAnimationFrame(() => setShown((before) => before + STEP));
    return () => cancelAnimationFrame(next);
  }, [shown, count]);
  return Math.min(shown, count);
}
