import { parseArgs } from 'node:util';
import { evidence } from './evidence.ts';
import { follow } from './follow.ts';
import type { CliIo } from './io.ts';
import { runSelftest } from './selftest/index.ts';
import { verify } from './verify.ts';
import { languageOf, WORDS } from './words.ts';

export type { CliIo } from './io.ts';

/** For first starts on slow machines; `--timeout` says otherwise. */
const TIMEOUT_SECONDS = 120;
const USAGE_ERROR = 2;

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
    case 'selftest':
      return rest.length === 0 ? missing('FOLDER') : runSelftest(rest, { write: (line) => io.out(`${line}\n`) });
    default:
      io.err(`${words.unknownCommand}: ${command}\n\n${words.usage}`);
      return USAGE_ERROR;
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
      help: { type: 'boolean', short: 'h' },
    },
  });
}
