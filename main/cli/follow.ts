import type { ChainView } from '../contract/chain.ts';
import type { AppSnapshot } from '../contract/figures.ts';
import type { Language } from '../contract/services.ts';
import type { CliIo } from './io.ts';
import { isSettled, openSession, waitFor } from './session.ts';
import { formatTable } from './table.ts';
import { WORDS, type Words } from './words.ts';

export interface FollowOptions {
  readonly pack: string | undefined;
  readonly data: string | undefined;
  readonly once: boolean;
  readonly json: boolean;
  readonly timeoutSeconds: number;
  readonly language: Language;
}

const REDRAW_MS = 500;

/** @returns 0: every chain is synced; 1: one is not, or there is none */
export async function follow(options: FollowOptions, io: CliIo): Promise<number> {
  const words = WORDS[options.language];
  const app = await openSession(io, options);
  try {
    return options.once ? await once(app, options, words, io) : await live(app, options, words, io);
  } finally {
    await app.close();
  }
}

type App = Awaited<ReturnType<typeof openSession>>;

async function once(app: App, options: FollowOptions, words: Words, io: CliIo): Promise<number> {
  const settled = () => {
    const { chains, demo, network } = app.snapshot();
    const over = demo.state === 'failed' || network.source === 'none';
    // A first start hands its chains over as they are made, and a chain is listed once something is known of it.
    return (
      over || (demo.state !== 'starting' && chains.length >= (network.chainIds?.length ?? 1) && chains.every(isSettled))
    );
  };
  await waitFor(app, settled, options.timeoutSeconds * 1000, io.signal);
  const snapshot = app.snapshot();
  const { chains } = snapshot;
  if (options.json) io.out(`${JSON.stringify(chains.map(asJson), null, 2)}\n`);
  else io.out(`${screen(snapshot, words, options.language, null, io.columns())}\n`);
  for (const problem of problemLines(snapshot, words)) io.err(`${problem}\n`);
  return chains.length > 0 && chains.every(({ health }) => health === 'synced') ? 0 : 1;
}

async function live(app: App, options: FollowOptions, words: Words, io: CliIo): Promise<number> {
  let lines = 0;
  let before: { at: number; signatures: number } | null = null;
  let rate: number | null = null;
  while (!io.signal.aborted) {
    const snapshot = app.snapshot();
    const signatures = snapshot.chains.reduce((sum, chain) => sum + chain.signaturesChecked, 0);
    const at = io.now();
    // The first look has the whole past in it, which is no rate.
    if (before === null || at - before.at >= 4 * REDRAW_MS) {
      rate =
        before === null || before.signatures === 0
          ? null
          : ((signatures - before.signatures) * 1000) / (at - before.at);
      before = { at, signatures };
    }
    const text = options.json
      ? JSON.stringify(snapshot.chains.map(asJson))
      : screen(snapshot, words, options.language, rate, io.columns());
    if (io.isTerminal && !options.json) {
      io.out(`${lines > 0 ? `\x1b[${lines}A\x1b[0J` : ''}${text}\n`);
      lines = text.split('\n').length;
    } else io.out(`${text}\n`);
    await waitFor(app, () => false, io.isTerminal ? REDRAW_MS : 10 * REDRAW_MS, io.signal);
  }
  return 0;
}

function screen(
  { chains, demo, network, problems }: AppSnapshot,
  words: Words,
  language: Language,
  rate: number | null,
  width: number,
): string {
  const short = language === 'en' ? 'en' : 'zh';
  const head = network.source === 'demo' ? [words.demo] : [];
  if (demo.state === 'starting') {
    const phase = words.phase[demo.phase ?? ''] ?? '';
    const progress = demo.total > 0 ? ` ${Math.floor((demo.done / demo.total) * 100)} %` : '';
    head.push(`${words.starting}: ${phase}${progress}`);
  }
  const rows = chains.map((chain) => [
    `${chain.name[short]} ${chain.chainId}`,
    words.health[chain.health],
    chain.verified?.height ?? '–',
    chain.lag === null ? '–' : String(chain.lag),
    String(chain.validators),
    chain.verified === null ? '–' : `${chain.signedPowerPercent.toFixed(1)} %`,
    String(chain.headersVerified + chain.headersWalked),
  ]);
  const synced = chains.filter(({ health }) => health === 'synced').length;
  const tail = [words.summary(synced, chains.length, rate === null ? '–' : rate.toFixed(0))];
  const troubles = [
    ...chains.flatMap(troubleOf),
    ...problems.map(({ code, params }) => `${code} ${JSON.stringify(params)}`),
  ];
  return [...head, formatTable(words.columns, rows, width), ...tail, ...troubles.map((line) => `! ${line}`)].join('\n');
}

function troubleOf({ chainId, error, health }: ChainView): string[] {
  return error === null || health === 'synced' ? [] : [`${chainId}: ${error.code} ${JSON.stringify(error.params)}`];
}

function problemLines({ problems, demo }: AppSnapshot, words: Words): string[] {
  const all = demo.error === null ? problems : [...problems, demo.error];
  return all.map(({ code, params }) => `${words.problem}: ${code} ${JSON.stringify(params)}`);
}

function asJson(chain: ChainView) {
  return {
    id: chain.chainId,
    family: chain.family,
    health: chain.health,
    verifiedHeight: chain.verified?.height ?? null,
    headerHash: chain.verified?.hash ?? null,
    headerTime: chain.verified?.time ?? null,
    validators: chain.validators,
    signedPowerPercent: chain.signedPowerPercent,
    trustedFrom: chain.trustedFrom,
    witnesses: chain.peers
      .filter(({ role }) => role === 'witness')
      .map(({ url, operator, state }) => ({ url, operator, state })),
    signaturesChecked: chain.signaturesChecked,
    elapsedMs: chain.elapsedMs,
    error: chain.error,
  };
}
