import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Language } from '../contract/services.ts';
import { evidence } from './evidence.ts';
import { follow } from './follow.ts';
import type { CliIo } from './io.ts';
import { keyNew, keyRevoke, keyVouch } from './keys.ts';
import { packCheck, packSign } from './packs.ts';
import { runSelftest } from './selftest/index.ts';
import { defaultDataDir } from './session.ts';
import { verify } from './verify.ts';
import { languageOf, WORDS } from './words.ts';

export type { CliIo } from './io.ts';

/** For first starts on slow machines; `--timeout` says otherwise. */
const TIMEOUT_SECONDS = 120;
const USAGE_ERROR = 2;
const TRUST_ACTIONS = new Set(['key new', 'key vouch', 'key revoke', 'pack sign', 'pack check']);

/** The terminal: `pilotlight <command>`. @returns the exit code; never throws for what was typed */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    io.err(`${error instanceof Error ? error.message : String(error)}\n`);
    return USAGE_ERROR;
  }
  const { values, positionals } = parsed;
  const language = languageOf(values.lang, io.env);
  const words = WORDS[language];
  const [command, ...rest] = positionals;
  const { pack, data } = values;
  const json = values.json === true;
  const timeoutSeconds = Number(values.timeout ?? TIMEOUT_SECONDS);
  if (values.help === true || command === undefined || command === 'help') {
    io.out(words.usage);
    return values.help === true || command === 'help' ? 0 : USAGE_ERROR;
  }
  const missing = (what: string): number => {
    io.err(`${words.missing}: ${what}\n`);
    return USAGE_ERROR;
  };
  if (!Number.isFinite(timeoutSeconds) || timeoutSeconds <= 0) return missing('--timeout SECONDS');
  switch (command) {
    case 'follow':
      return follow({ pack, data, json, once: values.once === true, timeoutSeconds, language }, io);
    case 'verify': {
      const [file] = rest;
      return file === undefined ? missing('FILE.plev') : verify({ file, pack, json, language }, io);
    }
    case 'evidence': {
      const [chain, subject] = rest;
      const { output } = values;
      if (chain === undefined) return missing('CHAIN');
      if (subject === undefined) return missing('STORE/KEY | TX-HASH');
      if (output === undefined) return missing('-o FILE');
      return evidence({ chain, subject, output, pack, data, timeoutSeconds, language }, io);
    }
    case 'key':
    case 'pack':
      return trustCommand(command, rest, values, language, io);
    case 'selftest':
      return rest.length === 0 ? missing('FOLDER') : runSelftest(rest, { write: (line) => io.out(`${line}\n`) });
    default:
      io.err(`${words.unknownCommand}: ${command}\n\n${words.usage}`);
      return USAGE_ERROR;
  }
}

/** `key …` and `pack …`: nothing of them needs a network, a store or the app. */
async function trustCommand(
  command: 'key' | 'pack',
  [action, what]: readonly string[],
  values: ReturnType<typeof parse>['values'],
  language: Language,
  io: CliIo,
): Promise<number> {
  const words = WORDS[language];
  const missing = (name: string): number => {
    io.err(`${words.missing}: ${name}\n`);
    return USAGE_ERROR;
  };
  if (!TRUST_ACTIONS.has(`${command} ${action}`)) {
    io.err(`${words.unknownCommand}: ${command} ${action ?? ''}\n\n${words.usage}`);
    return USAGE_ERROR;
  }
  const { key, office, output, from, trust: named } = values;
  const trustFile = named ?? path.join(values.data ?? defaultDataDir(io), 'trust.json');
  const trust = { trustFile: path.resolve(trustFile), named: named !== undefined, statements: values.statement ?? [] };
  if (`${command} ${action}` === 'pack check') {
    return what === undefined
      ? missing('FILE')
      : packCheck({ file: what, trust, json: values.json === true, language }, io);
  }
  if (output === undefined) return missing('-o FILE');
  if (`${command} ${action}` === 'key new') {
    return keyNew({ algorithm: values.algorithm ?? 'ed25519', output, office, name: values.name, language }, io);
  }
  if (key === undefined) return missing('--key KEYFILE');
  const common = { keyFile: key, office, output, language };
  const judged = { ...common, trust: named === undefined ? null : trust };
  switch (`${command} ${action}`) {
    case 'pack sign':
      return what === undefined ? missing('FILE') : packSign({ ...common, file: what }, io);
    case 'key vouch': {
      const { may, zones, provinces, country, to } = values;
      const terms = { may, zones, provinces, country: country === true, from, to };
      return what === undefined ? missing('REQUEST') : keyVouch({ ...judged, ...terms, request: what }, io);
    }
    case 'key revoke': {
      if (what === undefined) return missing('KEYID');
      if (from === undefined) return missing('--from DATE');
      return keyRevoke({ ...judged, keyId: what, from, reason: values.reason ?? 'revoked' }, io);
    }
    default:
      throw new Error('unreachable: the actions are known');
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      pack: { type: 'string' },
      data: { type: 'string' },
      output: { type: 'string', short: 'o' },
      once: { type: 'boolean' },
      json: { type: 'boolean' },
      timeout: { type: 'string' },
      lang: { type: 'string' },
      algorithm: { type: 'string' },
      key: { type: 'string' },
      office: { type: 'string' },
      name: { type: 'string' },
      trust: { type: 'string' },
      statement: { type: 'string', multiple: true },
      may: { type: 'string' },
      zones: { type: 'string' },
      provinces: { type: 'string' },
      country: { type: 'boolean' },
      from: { type: 'string' },
      to: { type: 'string' },
      reason: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
