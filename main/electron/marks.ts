import type { BrowserWindow } from 'electron';

const FIRST_FIGURE = `new Promise((done) => {
  const look = () => requestAnimationFrame(document.querySelector('.figure .number') ? () => requestAnimationFrame(done) : look);
  look();
})`;

/** For the bench: says on standard output when the first figure is painted. */
export function markFirstFigure({ webContents }: BrowserWindow): void {
  webContents.once('did-finish-load', () => {
    webContents.executeJavaScript(FIRST_FIGURE).then(
      () => process.stdout.write('mark painted\n'),
      () => {},
    );
  });
}
