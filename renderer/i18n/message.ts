import type { Language } from '../../main/contract/services.ts';

export type Params = Readonly<Record<string, string | number>>;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'plural'; readonly name: string; readonly cases: Readonly<Record<string, readonly Part[]>> };

const parsed = new Map<string, readonly Part[]>();

/**
 * A small part of ICU MessageFormat: `{name}` and `{n, plural, one {# chain} other {# chains}}`, `#` being the number.
 * Throws on a malformed message: messages are ours, a test parses them all.
 */
export function parseMessage(source: string): readonly Part[] {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const [parts, end] = parseParts(source, 0, null);
  if (end !== source.length) throw new Error(`unbalanced brace in message: ${source}`);
  parsed.set(source, parts);
  return parts;
}

function parseParts(source: string, start: number, pluralName: string | null): [Part[], number] {
  const parts: Part[] = [];
  let text = '';
  let at = start;
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  while (at < source.length && source[at] !== '}') {
    const char = source[at] as string;
    if (char === '#' && pluralName !== null) {
      flush();
      parts.push({ kind: 'value', name: pluralName });
      at += 1;
    } else if (char === '{') {
      flush();
      const [part, next] = parsePlaceholder(source, at + 1);
      parts.push(part);
      at = next;
    } else {
      text += char;
      at += 1;
    }
  }
  flush();
  return [parts, at];
}

function parsePlaceholder(source: string, start: number): [Part, number] {
  const simple = /^\s*([A-Za-z][A-Za-z0-9]*)\s*\}/.exec(source.slice(start));
  if (simple !== null) return [{ kind: 'value', name: simple[1] as string }, start + simple[0].length];
  const plural = /^\s*([A-Za-z][A-Za-z0-9]*)\s*,\s*plural\s*,\s*/.exec(source.slice(start));
  if (plural === null) throw new Error(`malformed placeholder in message: ${source}`);
  const name = plural[1] as string;
  const cases: Record<string, readonly Part[]> = {};
  let at = start + plural[0].length;
  for (;;) {
    const head = /^\s*(=\d+|zero|one|two|few|many|other)\s*\{/.exec(source.slice(at));
    if (head === null) break;
    const [parts, end] = parseParts(source, at + head[0].length, name);
    if (source[end] !== '}') throw new Error(`unbalanced brace in message: ${source}`);
    cases[head[1] as string] = parts;
    at = end + 1;
  }
  const tail = /^\s*\}/.exec(source.slice(at));
  if (tail === null || cases['other'] === undefined) throw new Error(`malformed plural in message: ${source}`);
  return [{ kind: 'plural', name, cases }, at + tail[0].length];
}

/** The names a message needs; a test compares them between the languages. */
export function placeholders(source: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (parts: readonly Part[]) => {
    for (const part of parts) {
      if (part.kind === 'text') continue;
      names.add(part.name);
      if (part.kind === 'plural') for (const inner of Object.values(part.cases)) visit(inner);
    }
  };
  visit(parseMessage(source));
  return names;
}

const numbers = new Map<Language, Intl.NumberFormat>();
const plurals = new Map<Language, Intl.PluralRules>();

/** Made once, and where they are needed: making one takes longer than all else that a message needs. */
function once<T>(known: Map<Language, T>, language: Language, make: () => T): T {
  let made = known.get(language);
  if (made === undefined) {
    made = make();
    known.set(language, made);
  }
  return made;
}

export function formatMessage(source: string, params: Params, language: Language): string {
  const number = (value: number) => once(numbers, language, () => new Intl.NumberFormat(language)).format(value);
  const plural = (n: number) => once(plurals, language, () => new Intl.PluralRules(language)).select(n);
  const write = (parts: readonly Part[]): string =>
    parts
      .map((part) => {
        if (part.kind === 'text') return part.text;
        const value = params[part.name];
        if (part.kind === 'value') return typeof value === 'number' ? number(value) : (value ?? `{${part.name}}`);
        const n = Number(value ?? 0);
        const chosen = part.cases[`=${n}`] ?? part.cases[plural(n)] ?? part.cases['other'] ?? [];
        return write(chosen);
      })
      .join('');
  const text = write(parseMessage(source));
  // The bundled font draws the curly ones as wide as a Chinese character.
  return language === 'zh-CN'
    ? spaceChinese(text)
    : text.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
}

const HAN = '\\u3400-\\u9fff\\uf900-\\ufaff';
const LATIN = 'A-Za-z0-9';
const HAN_LATIN = new RegExp(`([${HAN}]) ?([${LATIN}])`, 'g');
const LATIN_HAN = new RegExp(`([${LATIN}%]) ?([${HAN}])`, 'g');

/** A thin space between Chinese and Latin letters or digits, as Chinese typesetting wants it. */
export function spaceChinese(text: string): string {
  return text.replace(HAN_LATIN, '$1\u2009$2').replace(LATIN_HAN, '$1\u2009$2');
}
