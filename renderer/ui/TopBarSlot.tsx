import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

export const TOP_BAR_SLOT = 'top-bar-slot';

/** Puts a screen's own chips and buttons into the shell's top bar, right after the title. */
export function TopBarSlot({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  useEffect(() => setTarget(document.getElementById(TOP_BAR_SLOT)), []);
  return target === null ? null : createPortal(children, target);
}
