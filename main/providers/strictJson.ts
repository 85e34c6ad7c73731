import { CodecError } from '../../light-client/codec/codecError.ts';
import { fromUtf8 } from '../../light-client/codec/utf8.ts';

/** Deeper than any answer of a node is. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * JSON in strict UTF-8, without what lets two readers see different things in one text: no key twice in an object, no
 * `__proto__`, no nesting beyond a limit, no byte order mark. Throws CodecError. Numbers are JavaScript's: quantities of
 * 64 bits are strings in this RPC, and the family's parsers refuse them as numbers.
 */
export function parseStrictJson(bytes: Uint8Array, at: string): unknown {
  const text = fromUtf8(bytes, at);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CodecError('bad-json', at, { cause });
  }
  inspect(text, at);
  return value;
}

/** Over text that is known to be JSON, so that only strings, brackets and commas need a look. */
function inspect(text: string, at: string): void {
  /** Keys of each open object; null for a list. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE: {
        const end = endOfString(text, i);
        if (expectsKey) {
          addKey(open[open.length - 1] as Set<string>, text.slice(i, end + 1), at);
          expectsKey = false;
        }
        i = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_LIST: {
        if (open.length === MAX_DEPTH) throw new CodecError('too-deep', at);
        expectsKey = text.charCodeAt(i) === OPEN_OBJECT;
        open.push(expectsKey ? new Set() : null);
        break;
      }
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        open.pop();
        expectsKey = false;
        break;
      case COMMA:
        expectsKey = open[open.length - 1] instanceof Set;
        break;
      case COLON:
        expectsKey = false;
        break;
      default:
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; ; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
  }
}

function addKey(keys: Set<string>, quoted: string, at: string): void {
  // "a" and "\u0061" are one key.
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (key === '__proto__') throw new CodecError('bad-json', `${at}.__proto__`);
  if (keys.has(key)) throw new CodecError('bad-json', `${at}.${key.slice(0, 40)}`);
  keys.add(key);
}
