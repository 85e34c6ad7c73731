import { startTransition, useEffect, useState } from 'react';

/** A window that is not shown paints no frames; what waits for one comes then, too. */
const AT_LATEST_MS = 500;
let painted = false;

/** False until the window has painted what it begins with, then true for good: for what can come one frame later. */
export function useAfterFirstPaint(): boolean {
  const [after, setAfter] = useState(painted);
  useEffect(() => {
    if (after) return;
    const go = (): void => {
      painted = true;
      startTransition(() => setAfter(true));
    };
    let frame = requestAnimationFrame(() => {
      // The second one begins after the first was painted.
      frame = requestAnimationFrame(go);
    });
    const timer = setTimeout(go, AT_LATEST_MS);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [after]);
  return after;
}
