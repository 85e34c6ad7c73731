import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

export const TOP_BAR_SLOT = 'top-bar-slot';
export const TITLE_SLOT = 'top-bar-title';

/** Puts a screen's own chips and buttons into the shell's top bar, right after the title. */
export function TopBarSlot({ children }: { children: ReactNode }) {
  return <Slot id={TOP_BAR_SLOT}>{children}</Slot>;
}

/** The name of what a screen shows, where only the screen knows it. */
export function TopBarTitle({ children }: { children: ReactNode }) {
  return <Slot id={TITLE_SLOT}>{children}</Slot>;
}

function Slot({ id, children }: { id: string; children: ReactNode }) {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  useEffect(() => setTarget(document.getElementById(id)), [id]);
  return target === null ? null : createPortal(children, target);
}
