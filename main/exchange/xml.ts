import { ImportFailure } from './failure.ts';
import { LIMITS } from './limits.ts';

// As much XML as spreadsheets are made of, and no more: no document type, so no entities of the file's own and nothing
// that is fetched from elsewhere.

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const OPEN = /^([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)$/;

export class XmlReader {
  /** Local name of the element that was just opened or closed. */
  name = '';
  text = '';
  /** `<a/>`: opened, and closed by the next step. */
  readonly #source: string;
  #at = 0;
  #attributes = '';
  #closing: string | null = null;
  readonly #open: string[] = [];

  constructor(source: string) {
    this.#source = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  }

  get depth(): number {
    return this.#open.length;
  }

  next(): 'open' | 'close' | 'text' | 'end' {
    if (this.#closing !== null) return this.#close(this.#closing);
    const source = this.#source;
    for (;;) {
      if (this.#at >= source.length) {
        if (this.#open.length > 0) throw damaged('unclosed');
        return 'end';
      }
      if (source[this.#at] !== '<') {
        const until = source.indexOf('<', this.#at);
        const raw = source.slice(this.#at, until === -1 ? undefined : until);
        this.#at += raw.length;
        if (this.#open.length === 0) {
          if (raw.trim() !== '') throw damaged('text');
          continue;
        }
        this.text = decodeXml(raw);
        return 'text';
      }
      if (source.startsWith('<?', this.#at)) this.#skip('?>');
      else if (source.startsWith('<!--', this.#at)) this.#skip('-->');
      else if (source.startsWith('<![CDATA[', this.#at)) {
        const start = this.#at + 9;
        this.#skip(']]>');
        this.text = source.slice(start, this.#at - 3);
        return 'text';
      } else if (source.startsWith('<!', this.#at)) throw new ImportFailure('import-xml-refused');
      else return this.#tag();
    }
  }

  /** Value of an attribute of the element that was just opened. */
  attribute(name: string): string | null {
    const match = new RegExp(`(?:^|\\s)(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(this.#attributes);
    return match === null ? null : decodeXml(match[1] ?? match[2] ?? '');
  }

  #tag(): 'open' | 'close' {
    const end = this.#tagEnd();
    const inner = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (inner.startsWith('/')) {
      const name = inner.slice(1).trim();
      if (this.#open.at(-1) !== name) throw damaged('nesting');
      return this.#close(name);
    }
    const match = OPEN.exec(inner);
    if (match === null) throw damaged('tag');
    const name = match[1] as string;
    this.#attributes = match[2] as string;
    this.#open.push(name);
    if (this.#open.length > LIMITS.xmlDepth) throw new ImportFailure('import-xml-refused');
    this.#closing = match[3] === '/' ? name : null;
    this.name = local(name);
    return 'open';
  }

  /** A ">" may stand inside an attribute. Looks no further than the tag: never at the rest of the file for each of them. */
  #tagEnd(): number {
    const source = this.#source;
    let quote = 0;
    for (let at = this.#at; at < source.length; at += 1) {
      const char = source.charCodeAt(at);
      if (quote !== 0) {
        if (char === quote) quote = 0;
      } else if (char === 0x3e) return at;
      else if (char === 0x22 || char === 0x27) quote = char;
    }
    throw damaged('tag');
  }

  #close(name: string): 'close' {
    this.#closing = null;
    this.#open.pop();
    this.name = local(name);
    return 'close';
  }

  #skip(until: string): void {
    const end = this.#source.indexOf(until, this.#at);
    if (end === -1) throw damaged('unclosed');
    this.#at = end + until.length;
  }
}

function damaged(reason: string): ImportFailure {
  return new ImportFailure('import-xml-damaged', { reason });
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decodeXml(raw: string): string {
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  if (!lines.includes('&')) return lines;
  return lines.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));|&/g, (_all, hex, decimal, named) => {
    if (named !== undefined && named in NAMED) return NAMED[named] as string;
    const point = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1;
    if (point < 1 || point > 0x10ffff) throw new ImportFailure('import-xml-refused');
    return String.fromCodePoint(point);
  });
}
