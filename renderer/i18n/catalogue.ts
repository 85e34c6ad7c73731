import type { Language } from '../../main/contract/services.ts';
import { messages as chain } from '../features/chain/messages.ts';
import { messages as chains } from '../features/chains/messages.ts';
import { messages as derivation } from '../features/derivation/messages.ts';
import { messages as attackFile } from '../features/evidence/attackMessages.ts';
import { messages as evidence } from '../features/evidence/messages.ts';
import { messages as imports } from '../features/import/messages.ts';
import { messages as overview } from '../features/overview/messages.ts';
import { messages as glance } from '../features/overview/programmeMessages.ts';
import { messages as review } from '../features/review/messages.ts';
import { messages as settings } from '../features/settings/messages.ts';
import { messages as subject } from '../features/subject/messages.ts';
import { messages as attack } from '../ui/attack/messages.ts';
import { messages as report } from '../ui/report/messages.ts';
import { messages as appErrors } from './appErrors.ts';
import { messages as common } from './common.ts';
import { messages as errors } from './errors.ts';
import { messages as errorsOffice } from './errorsOffice.ts';
import { messages as office } from './office.ts';
import { messages as problems } from './problems.ts';
import { messages as statusRules } from './statusRules.ts';
import { messages as work } from './work.ts';

const ALL = [
  common,
  office,
  errors,
  errorsOffice,
  problems,
  statusRules,
  appErrors,
  report,
  attack,
  overview,
  glance,
  subject,
  review,
  imports,
  work,
  settings,
  chains,
  chain,
  evidence,
  attackFile,
  derivation,
] as const;

type Keys<M> = M extends { readonly en: infer E } ? keyof E & string : never;
export type MessageKey = Keys<(typeof ALL)[number]>;

function merge(language: Language): Readonly<Record<string, string>> {
  const merged: Record<string, string> = {};
  for (const messages of ALL) {
    for (const [key, text] of Object.entries(messages[language])) {
      if (key in merged) throw new Error(`message key defined twice: ${key}`);
      merged[key] = text;
    }
  }
  return merged;
}

/** Every text of the window. Keys are unique over all features; a test compares the two languages. */
export const CATALOGUE: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': merge('zh-CN'),
  en: merge('en'),
};
