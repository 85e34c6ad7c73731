/** Full-width forms to half-width, one by one: never the wider NFKC, which would turn "²" into a digit. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\u2002-\u200a\u202f]/g, ' ')
    .replace(/\uffe5/g, '¥')
    .replace(/[\u2212\u2013\u2014\u2015]/g, '-')
    .replace(/\u200b|\u200c|\u200d|\u2060|\ufeff/g, '');
}

/** Two names that differ only in width, spaces, case or small signs are one. */
export function fold(text: string): string {
  return halfWidth(text)
    .toLowerCase()
    .replace(/[\s_*:：、·.。/\\-]/g, '');
}

/** Cells that a spreadsheet program would take for a formula, and what looks like one that was made harmless already. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A leading apostrophe keeps a text a text. Reversible: `revive` takes exactly one away. */
export function neutralise(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export function revive(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

function pairs(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const chars = [...text];
  for (let index = 0; index + 1 < chars.length; index += 1) {
    const pair = `${chars[index]}${chars[index + 1]}`;
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

/** Up to three of the candidates that look most like the name, the closest first. */
export function nearest(name: string, candidates: readonly string[]): string[] {
  const wanted = pairs(fold(name).slice(0, 100));
  const scored: { readonly text: string; readonly score: number }[] = [];
  for (const text of candidates) {
    const own = pairs(fold(text).slice(0, 100));
    let shared = 0;
    let sum = 0;
    for (const count of wanted.values()) sum += count;
    for (const [pair, count] of own) {
      sum += count;
      shared += Math.min(count, wanted.get(pair) ?? 0);
    }
    const score = sum === 0 ? 0 : (2 * shared) / sum;
    if (score >= 0.3) scored.push({ text, score });
  }
  scored.sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1));
  return [...new Set(scored.map(({ text }) => text))].slice(0, 3);
}
