/** Columns padded to their widest cell: the first two to the left, numbers to the right. Wide characters count twice. */
export function formatTable(heads: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const widths = heads.map((head, i) => Math.max(textWidth(head), ...rows.map((row) => textWidth(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    clip(cells.map((cell, i) => pad(cell, widths[i] ?? 0, i < 2 ? 'left' : 'right')).join('  '), width).trimEnd();
  return [line(heads), ...rows.map(line)].join('\n');
}

/** Chinese, Japanese, Korean and full-width forms take two cells. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

export function textWidth(text: string): number {
  let cells = 0;
  for (const character of text) cells += WIDE.test(character) ? 2 : 1;
  return cells;
}

function pad(text: string, width: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return side === 'left' ? text + space : space + text;
}

function clip(text: string, width: number): string {
  let cells = 0;
  let kept = '';
  for (const character of text) {
    cells += WIDE.test(character) ? 2 : 1;
    if (cells > width) return kept;
    kept += character;
  }
  return kept;
}
