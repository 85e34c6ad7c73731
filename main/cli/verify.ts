import { fromHex } from '../../light-client/codec/hex.ts';
import { isAttackFile } from '../../light-client/evidence/attackFile.ts';
import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import { type KnownAnchor, verifyEvidence } from '../../light-client/evidence/verify.ts';
import type { Language } from '../contract/services.ts';
import { readBounded } from '../files.ts';
import { loadPacks } from '../programme/loadPacks.ts';
import { trustParametersOf } from '../sync/binding.ts';
import { platformSuite } from '../sync/suite.ts';
import type { CliIo } from './io.ts';
import { stepLines } from './stepText.ts';
import { verifyAttack } from './verifyAttack.ts';
import { WORDS, type Words } from './words.ts';

const MAX_EVIDENCE_BYTES = 32 << 20;
const EXIT = { verified: 0, refused: 1, unusable: 2 } as const;

export interface VerifyOptions {
  readonly file: string;
  readonly pack: string | undefined;
  readonly json: boolean;
  readonly language: Language;
}

/** @returns 0 verified, 1 refused, 2 unusable */
export async function verify(options: VerifyOptions, io: CliIo): Promise<number> {
  const words = WORDS[options.language];
  const bytes = await readBounded(options.file, MAX_EVIDENCE_BYTES);
  if (!bytes.ok) {
    io.err(`${bytes.error.code} ${JSON.stringify(bytes.error.params)}\n`);
    return EXIT.unusable;
  }
  const knownAnchors = await anchorsOf(options.pack, io);
  if (knownAnchors === null) return EXIT.unusable;
  if (isAttackFile(bytes.value)) {
    return verifyAttack(bytes.value, { knownAnchors, json: options.json, language: options.language }, io);
  }
  const report = verifyEvidence(bytes.value, {
    suite: platformSuite(),
    now: BigInt(io.now()) * 1_000_000n,
    knownAnchors,
    clock: () => performance.now(),
  });
  io.out(options.json ? `${JSON.stringify(report, null, 2)}\n` : `${asText(report, words, options.language)}\n`);
  return EXIT[report.verdict];
}

async function anchorsOf(pack: string | undefined, io: CliIo): Promise<readonly KnownAnchor[] | null> {
  if (pack === undefined) return [];
  const loaded = await loadPacks(pack);
  if (!loaded.ok) {
    io.err(`${loaded.error.code} ${JSON.stringify(loaded.error.params)}\n`);
    return null;
  }
  return loaded.value.network.chains.map((config) => ({
    chainId: config.chainId,
    height: BigInt(config.trust.height),
    hash: fromHex(config.trust.hash),
    parameters: trustParametersOf(config),
  }));
}

function asText(report: EvidenceReport, words: Words, language: Language): string {
  const short = language === 'en' ? 'en' : 'zh';
  const lines: string[] = [];
  const { claim } = report;
  if (claim !== null) {
    lines.push(`${words.claim}: ${claim.title[short]} · ${claim.chainId} @ ${claim.height} · ${claim.subject}`);
    lines.push(`${words.value}: ${claim.value ?? '–'}${claim.unit === null ? '' : ` ${claim.unit}`}`, '');
  }
  for (const step of report.steps) lines.push(...stepLines(step, words.stepNames[step.id] ?? step.id, words));
  lines.push('', words.verdict[report.verdict]);
  if (report.conditions.length > 0) {
    lines.push(`(${report.conditions.map((condition) => words.conditions[condition] ?? condition).join(' · ')})`);
  }
  return lines.join('\n');
}
