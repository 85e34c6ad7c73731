import type { DrillKind } from '../contract/figures.ts';
import type { Language } from '../contract/services.ts';

/** The few texts that the system shows for us: menu, file dialogs, last resorts. Everything else is in the view. */
export interface Words {
  readonly file: string;
  readonly openEvidence: string;
  readonly openNetwork: string;
  readonly settings: string;
  readonly quit: string;
  readonly edit: string;
  readonly copy: string;
  readonly paste: string;
  readonly cut: string;
  readonly selectAll: string;
  readonly view: string;
  readonly reload: string;
  readonly devTools: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly zoomReset: string;
  readonly fullScreen: string;
  readonly drill: string;
  readonly drills: Readonly<Record<DrillKind | 'end', string>>;
  readonly help: string;
  readonly about: string;
  readonly aboutText: string;
  readonly developmentOnly: string;
  readonly evidenceFiles: string;
  readonly networkPacks: string;
  readonly files: string;
  readonly spreadsheets: string;
  readonly packages: string;
  readonly startFailed: string;
  readonly viewFailed: string;
  readonly logAt: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  'zh-CN': {
    file: '文件',
    openEvidence: '打开存证文件…',
    openNetwork: '选择网络包…',
    settings: '设置',
    quit: '退出',
    edit: '编辑',
    copy: '复制',
    paste: '粘贴',
    cut: '剪切',
    selectAll: '全选',
    view: '显示',
    reload: '重新载入界面',
    devTools: '开发者工具',
    zoomIn: '放大',
    zoomOut: '缩小',
    zoomReset: '实际大小',
    fullScreen: '全屏',
    drill: '演练',
    drills: {
      stall: '停止出块',
      lie: '篡改状态值',
      fork: '见证节点分叉',
      expire: '信任期届满',
      end: '结束演练',
    },
    help: '帮助',
    about: '关于 Pilotlight',
    aboutText: '区块链试点监管：每个数字都说明依据。',
    developmentOnly: '当前运行环境仅供开发与测试。',
    evidenceFiles: '存证文件',
    networkPacks: '网络包',
    startFailed: 'Pilotlight 无法启动。',
    files: '文件',
    spreadsheets: '电子表格',
    packages: '签名包',
    viewFailed: '界面多次意外停止，Pilotlight 即将退出。已核验的数据不受影响。',
    logAt: '详情见日志：',
  },
  en: {
    file: 'File',
    openEvidence: 'Open evidence file…',
    openNetwork: 'Choose network pack…',
    settings: 'Settings',
    quit: 'Quit',
    edit: 'Edit',
    copy: 'Copy',
    paste: 'Paste',
    cut: 'Cut',
    selectAll: 'Select all',
    view: 'View',
    reload: 'Reload the view',
    devTools: 'Developer tools',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    zoomReset: 'Actual size',
    fullScreen: 'Full screen',
    drill: 'Drill',
    drills: {
      stall: 'Stop making blocks',
      lie: 'Lie about a state value',
      fork: 'Fork by a witness',
      expire: 'Let the trusting period end',
      end: 'End the drill',
    },
    help: 'Help',
    about: 'About Pilotlight',
    aboutText: 'Supervision of blockchain pilots: every figure says how it is known.',
    developmentOnly: 'This runtime is for development and tests only.',
    evidenceFiles: 'Evidence files',
    networkPacks: 'Network packs',
    files: 'Files',
    spreadsheets: 'Spreadsheets',
    packages: 'Signed packages',
    startFailed: 'Pilotlight could not start.',
    viewFailed: 'The view stopped unexpectedly several times, so Pilotlight will close. What was verified is safe.',
    logAt: 'Details are in the log: ',
  },
};
