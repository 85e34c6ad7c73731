import { app, type BrowserWindow } from 'electron';
import type { PilotlightApp } from '../appTypes.ts';
import { sendCommand } from './ipc.ts';
import { type MenuActions, menuKey, setMenu } from './menu.ts';
import { WORDS } from './words.ts';

export interface MenuKeeper {
  /** Looks whether the menu must change, e.g. after another language was chosen. */
  update(): void;
}

/** The menu follows language, chains and drills; the app's patches tell when one of them may have changed. */
export function keepMenu(
  pilotlight: PilotlightApp,
  window: BrowserWindow,
  options: {
    readonly chooseNetwork: () => Promise<unknown>;
    readonly developmentOnly: boolean;
    readonly onProblem: (where: string, problem: unknown) => void;
  },
): MenuKeeper {
  const { onProblem } = options;
  const logged = (work: Promise<unknown>): void => void work.catch((problem: unknown) => onProblem('menu', problem));
  const actions: MenuActions = {
    command: (name) => sendCommand(window.webContents, name),
    chooseNetwork: () => logged(options.chooseNetwork()),
    drill: (chainId, kind) => logged(pilotlight.drill({ chainId, kind })),
    about: () => app.showAboutPanel(),
    development: app.isPackaged
      ? null
      : { reload: () => window.webContents.reload(), devTools: () => window.webContents.toggleDevTools() },
  };
  let shown = '';
  const known = new Set<string>();

  async function refresh(): Promise<void> {
    const { language } = await pilotlight.settings();
    const { demo, chains } = pilotlight.snapshot();
    known.clear();
    for (const { chainId } of chains) known.add(chainId);
    const state = { language, demo, chains };
    const key = menuKey(state);
    if (key === shown || window.isDestroyed()) return;
    shown = key;
    const words = WORDS[language];
    app.setAboutPanelOptions({
      applicationName: 'Pilotlight',
      applicationVersion: app.getVersion(),
      copyright: [words.aboutText, ...(options.developmentOnly ? [words.developmentOnly] : []), 'Apache-2.0'].join(
        '\n',
      ),
    });
    setMenu(state, actions);
  }

  pilotlight.subscribe((patch) => {
    // A chain that only moved on changes nothing here, and a snapshot of all of them is dear.
    const newChain = patch.chains?.some(({ chainId }) => !known.has(chainId)) === true;
    if (patch.demo !== undefined || patch.network !== undefined || newChain) logged(refresh());
  });
  logged(refresh());
  return { update: () => logged(refresh()) };
}
