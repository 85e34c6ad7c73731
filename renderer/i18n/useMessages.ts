import { useMemo } from 'react';
import type { WireError } from '../../main/contract/error.ts';
import type { Language } from '../../main/contract/services.ts';
import { useApp } from '../state/context.tsx';
import { CATALOGUE, type MessageKey } from './catalogue.ts';
import { type Formats, formats } from './format.ts';
import { formatMessage, type Params } from './message.ts';

export interface Messages {
  readonly language: Language;
  /** The text of a key that is known when compiling. */
  t(key: MessageKey, params?: Params): string;
  /** The text of a key that came as data (a code, a label); null when there is none. */
  lookup(key: string, params?: Params): string | null;
  /** The texts of all keys that begin like one of these, one after the other. */
  all(beginnings: readonly string[]): string;
  /** Words for an error: `error.<code>`, else the general sentence with the code. */
  error(error: WireError): string;
  readonly fmt: Formats;
}

const made = new Map<Language, Messages>();

export function messagesOf(language: Language): Messages {
  const known = made.get(language);
  if (known !== undefined) return known;
  const catalogue = CATALOGUE[language];
  const lookup = (key: string, params: Params = {}): string | null => {
    const source = catalogue[key];
    return source === undefined ? null : formatMessage(source, params, language);
  };
  const t = (key: MessageKey, params: Params = {}): string => lookup(key, params) ?? key;
  const result: Messages = {
    language,
    t,
    lookup,
    all: (beginnings) =>
      Object.keys(catalogue)
        .filter((key) => beginnings.some((beginning) => key.startsWith(beginning)))
        .map((key) => catalogue[key])
        .join('\n'),
    error: (error) => lookup(`error.${error.code}`, error.params) ?? t('error.unknown', { code: error.code }),
    fmt: formats(language),
  };
  made.set(language, result);
  return result;
}

export function useMessages(): Messages {
  const language = useApp((state) => state.settings.language);
  return useMemo(() => messagesOf(language), [language]);
}
