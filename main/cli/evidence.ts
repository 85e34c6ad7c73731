import type { Language } from '../contract/services.ts';
import { writeWhole } from '../files.ts';
import type { CliIo } from './io.ts';
import { openSession, waitFor } from './session.ts';
import { WORDS } from './words.ts';

export interface EvidenceOptions {
  readonly chain: string;
  readonly subject: string;
  readonly output: string;
  readonly pack: string | undefined;
  readonly data: string | undefined;
  readonly timeoutSeconds: number;
  readonly language: Language;
}

/** @returns 0: written; 1: it could not be proven */
export async function evidence(options: EvidenceOptions, io: CliIo): Promise<number> {
  const words = WORDS[options.language];
  const app = await openSession(io, options);
  try {
    const synced = () =>
      app.snapshot().chains.some(({ chainId, health }) => chainId === options.chain && health === 'synced');
    await waitFor(app, synced, options.timeoutSeconds * 1000, io.signal);
    const built = await app.buildEvidenceFor({ chainId: options.chain, subject: options.subject });
    if (!built.ok) {
      io.err(`${built.error.code} ${JSON.stringify(built.error.params)}\n`);
      return 1;
    }
    const written = await writeWhole(options.output, built.value.bytes);
    if (!written.ok) {
      io.err(`${written.error.code} ${JSON.stringify(written.error.params)}\n`);
      return 1;
    }
    io.out(`${words.written}: ${options.output} (${built.value.bytes.length} bytes)\n`);
    return 0;
  } finally {
    await app.close();
  }
}
