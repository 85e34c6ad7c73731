import '@fontsource-variable/noto-sans-sc/index.css';
import '../theme/tokens.css';
import '../theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { WireBridge } from '../../main/contract/channels.ts';
import { type AddressBar, createAppStore } from '../state/appStore.ts';
import { AppProvider } from '../state/context.tsx';
import { readWire } from '../state/wire.ts';
import { applyTypeface } from '../theme/typeface.ts';
import { App } from './App.tsx';

declare global {
  interface Window {
    readonly pilotlight: WireBridge;
  }
}

const address: AddressBar = {
  hash: () => window.location.hash,
  push: (hash) => window.history.pushState(null, '', hash),
  replace: (hash) => window.history.replaceState(null, '', hash),
  onChange: (listener) => {
    // hashchange: links and typing; popstate: back and forward over what was pushed.
    window.addEventListener('hashchange', listener);
    window.addEventListener('popstate', listener);
    return () => {
      window.removeEventListener('hashchange', listener);
      window.removeEventListener('popstate', listener);
    };
  },
};

const root = document.getElementById('root');
if (root === null) throw new Error('no #root in the page');
const bridge = readWire(window.pilotlight);
const store = createAppStore(bridge, address);
store.start();

/** The first picture is the one with figures, where they come this soon; a skeleton would only be drawn to be thrown away. */
const FIRST_PICTURE_MS = 250;
const TYPEFACE_AFTER_MS = 150;
let drawn = false;
function draw(): void {
  if (drawn || root === null) return;
  drawn = true;
  stopWaiting();
  createRoot(root).render(
    <StrictMode>
      <AppProvider store={store} bridge={bridge}>
        <App />
      </AppProvider>
    </StrictMode>,
  );
  // Once that is painted and a person has begun to read.
  requestAnimationFrame(() => setTimeout(() => void applyTypeface(document), TYPEFACE_AFTER_MS));
}
const stopWaiting = store.subscribe(({ connection }) => {
  if (connection !== 'connecting') draw();
});
setTimeout(draw, FIRST_PICTURE_MS);
