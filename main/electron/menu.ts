import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { ChainView } from '../contract/chain.ts';
import { type DemoView, DRILLS, type DrillKind } from '../contract/figures.ts';
import type { Language } from '../contract/services.ts';
import { WORDS } from './words.ts';

export interface MenuState {
  readonly language: Language;
  readonly demo: DemoView;
  readonly chains: readonly Pick<ChainView, 'chainId' | 'name'>[];
}

export interface MenuActions {
  readonly command: (name: 'open-evidence' | 'settings') => void;
  readonly chooseNetwork: () => void;
  readonly drill: (chainId: string, kind: DrillKind | 'end') => void;
  readonly about: () => void;
  /** Null outside development: a person has no use for them, an attacker might. */
  readonly development: { readonly reload: () => void; readonly devTools: () => void } | null;
}

/** Changes only with these; the menu is not rebuilt for every block. */
export function menuKey({ language, demo, chains }: MenuState): string {
  return JSON.stringify([language, demo.state, demo.drills, chains.map(({ chainId }) => chainId)]);
}

export function setMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, actions)));
}

export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const words = WORDS[state.language];
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const development: MenuItemConstructorOptions[] =
    actions.development === null
      ? []
      : [
          { label: words.reload, accelerator: 'CmdOrCtrl+R', click: actions.development.reload },
          { label: words.devTools, accelerator: 'CmdOrCtrl+Shift+I', click: actions.development.devTools },
          separator,
        ];
  return [
    {
      label: words.file,
      submenu: [
        { label: words.openEvidence, accelerator: 'CmdOrCtrl+O', click: () => actions.command('open-evidence') },
        { label: words.openNetwork, click: actions.chooseNetwork },
        separator,
        { label: words.settings, accelerator: 'CmdOrCtrl+,', click: () => actions.command('settings') },
        separator,
        { label: words.quit, accelerator: 'CmdOrCtrl+Q', click: () => app.quit() },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { label: words.cut, role: 'cut' },
        { label: words.copy, role: 'copy' },
        { label: words.paste, role: 'paste' },
        { label: words.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: words.view,
      submenu: [
        ...development,
        { label: words.zoomIn, role: 'zoomIn' },
        { label: words.zoomOut, role: 'zoomOut' },
        { label: words.zoomReset, role: 'resetZoom' },
        separator,
        { label: words.fullScreen, role: 'togglefullscreen' },
      ],
    },
    ...(state.demo.state === 'running' ? [drillMenu(state, actions)] : []),
    { label: words.help, submenu: [{ label: words.about, click: actions.about }] },
  ];
}

function drillMenu({ language, demo, chains }: MenuState, { drill }: MenuActions): MenuItemConstructorOptions {
  const words = WORDS[language];
  return {
    label: words.drill,
    submenu: chains.map(({ chainId, name }) => {
      const running = new Set(demo.drills.filter((one) => one.chainId === chainId).map(({ kind }) => kind));
      return {
        label: language === 'en' ? name.en : name.zh,
        submenu: [
          ...DRILLS.map(
            (kind): MenuItemConstructorOptions => ({
              label: words.drills[kind],
              type: 'checkbox',
              checked: running.has(kind),
              enabled: !running.has(kind),
              click: () => drill(chainId, kind),
            }),
          ),
          { type: 'separator' },
          { label: words.drills.end, enabled: running.size > 0, click: () => drill(chainId, 'end') },
        ],
      };
    }),
  };
}
