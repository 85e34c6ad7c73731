import { type ReactNode, useEffect, useRef } from 'react';
import { useMessages } from '../i18n/index.ts';
import { useApp } from '../state/context.tsx';
import { Banner } from './Banner.tsx';
import { Navigation } from './Navigation.tsx';
import { ProblemsLine } from './ProblemsLine.tsx';
import { LookingBack, TopBar } from './TopBar.tsx';
import './shell.css';

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useMessages();
  const main = useRef<HTMLElement>(null);
  const screen = useApp((state) => state.route.screen);
  const id = useApp((state) => state.route.id);

  // A new screen starts at its top, and a screen reader starts there, too; not on the first one, which the person did not go to.
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is what this follows
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [screen, id]);

  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t('nav.skip')}
      </button>
      <Banner />
      <Navigation />
      <TopBar />
      <main className="screen" ref={main} tabIndex={-1} id="main">
        <ProblemsLine />
        <LookingBack />
        {children}
      </main>
    </div>
  );
}
