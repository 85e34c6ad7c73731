import type { Theme } from '../../main/contract/services.ts';

/** Sets the theme on the root element and follows the system while the setting says so; returns how to stop. */
export function applyTheme(theme: Theme): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const set = () => {
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  set();
  if (theme !== 'system') return () => {};
  dark.addEventListener('change', set);
  return () => dark.removeEventListener('change', set);
}
