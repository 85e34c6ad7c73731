import { inflateSync } from 'node:zlib';

// As much of PDF as Chromium writes: objects in the clear, streams deflated. Enough to say how many pages there are, how
// large, which fonts are inside, and what is written on each page.

interface PdfPage {
  readonly width: number;
  readonly height: number;
  /** In the order of drawing, without spaces between runs. */
  readonly text: string;
}

interface PdfFile {
  readonly pages: readonly PdfPage[];
  /** Fonts whose shapes are not in the file. */
  readonly fontsNotEmbedded: readonly string[];
}

interface Part {
  readonly dictionary: string;
  readonly stream: string;
}

export function readPdf(bytes: Buffer): PdfFile {
  const parts = readParts(bytes);
  const partOf = (reference: string | undefined): Part =>
    parts.get(Number(reference)) ?? { dictionary: '', stream: '' };
  const fonts = [...parts].filter(([, { dictionary }]) => /\/Type\s*\/Font\b/.test(dictionary));
  const pages = [...parts.values()].filter(({ dictionary }) => /\/Type\s*\/Page\b/.test(dictionary));
  return {
    pages: pages.map(({ dictionary }) => {
      const [, , width = '', height = ''] = numbers(/\/MediaBox\s*\[([^\]]*)\]/.exec(dictionary)?.[1]);
      const contents = [...(/\/Contents\s*(\[[^\]]*\]|\d+ 0 R)/.exec(dictionary)?.[1] ?? '').matchAll(/(\d+) 0 R/g)];
      // Fonts are named alike in all resources of a file by this writer.
      const resources = /\/Resources\s+(\d+) 0 R/.exec(dictionary)?.[1];
      const names = resources === undefined ? dictionary : partOf(resources).dictionary;
      const maps = new Map<string, ReadonlyMap<string, string>>();
      for (const [, name = '', id] of names.matchAll(/\/(F\d+)\s+(\d+) 0 R/g)) {
        const unicode = /\/ToUnicode\s+(\d+) 0 R/.exec(partOf(id).dictionary)?.[1];
        maps.set(name, readUnicode(partOf(unicode).stream));
      }
      const drawn = contents.map(([, id]) => partOf(id).stream).join('\n');
      return { width: Number(width), height: Number(height), text: textOf(drawn, maps) };
    }),
    fontsNotEmbedded: fonts.flatMap(([id, { dictionary }]) => {
      // Shapes as drawings of their own: always inside.
      if (/\/Subtype\s*\/Type3\b/.test(dictionary) && /\/CharProcs\b/.test(dictionary)) return [];
      // Its descendant has the descriptor.
      if (/\/Subtype\s*\/Type0\b/.test(dictionary)) return [];
      const descriptor = /\/FontDescriptor\s+(\d+) 0 R/.exec(dictionary)?.[1];
      return /\/FontFile[23]?\s+\d+ 0 R/.test(partOf(descriptor).dictionary)
        ? []
        : [`${id} ${dictionary.slice(0, 80)}`];
    }),
  };
}

function numbers(text = ''): readonly string[] {
  return text.trim().split(/\s+/);
}

function readParts(bytes: Buffer): ReadonlyMap<number, Part> {
  const raw = bytes.toString('latin1');
  const parts = new Map<number, Part>();
  for (const match of raw.matchAll(/(?:^|[\r\n])(\d+) 0 obj\s*/g)) {
    const from = match.index + match[0].length;
    const end = raw.indexOf('endobj', from);
    const at = raw.indexOf('stream', from);
    if (at === -1 || at > end) {
      parts.set(Number(match[1]), { dictionary: raw.slice(from, end), stream: '' });
      continue;
    }
    const dictionary = raw.slice(from, at);
    const start = at + (raw.startsWith('\r\n', at + 6) ? 8 : 7);
    const length = Number(/\/Length\s+(\d+)/.exec(dictionary)?.[1] ?? 0);
    const body = bytes.subarray(start, start + length);
    const stream = /\/FlateDecode/.test(dictionary) ? inflateSync(body).toString('latin1') : body.toString('latin1');
    parts.set(Number(match[1]), { dictionary, stream });
  }
  return parts;
}

/** Code, as its hexadecimal digits, -> characters. */
function readUnicode(map: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const characters = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, block = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = '', text = ''] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) {
      found.set(code.toUpperCase(), characters(text));
    }
  }
  for (const [, block = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from = '', to = '', text = ''] of block.matchAll(
      /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g,
    )) {
      for (let code = Number.parseInt(from, 16); code <= Number.parseInt(to, 16); code += 1) {
        const last = Number.parseInt(text, 16) + code - Number.parseInt(from, 16);
        const hex = last.toString(16).padStart(text.length, '0');
        found.set(code.toString(16).padStart(from.length, '0').toUpperCase(), characters(hex));
      }
    }
  }
  return found;
}

function textOf(drawn: string, maps: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let out = '';
  let font: ReadonlyMap<string, string> = new Map();
  for (const token of drawn.matchAll(/\/(F\d+)\s+[\d.]+\s+Tf|<([0-9A-Fa-f]+)>|\bET\b/g)) {
    if (token[1] !== undefined) font = maps.get(token[1]) ?? new Map();
    else if (token[2] !== undefined) {
      const [code] = font.keys();
      const length = code?.length ?? 4;
      for (let at = 0; at < token[2].length; at += length) {
        out += font.get(token[2].slice(at, at + length).toUpperCase()) ?? '';
      }
    }
  }
  return out;
}
