import type { KnownAnchor } from '../../light-client/evidence/verify.ts';
import type { AttackFileReport } from '../contract/evidence.ts';
import type { Language } from '../contract/services.ts';
import { attackReport } from '../sync/attackReport.ts';
import { platformSuite } from '../sync/suite.ts';
import type { CliIo } from './io.ts';
import { stepLines } from './stepText.ts';
import { WORDS } from './words.ts';

const EXIT = { verified: 0, refused: 1, unusable: 2 } as const;

/** The evidence of an attack, checked again. @returns 0 verified, 1 refused, 2 unusable */
export function verifyAttack(
  bytes: Uint8Array,
  options: { readonly knownAnchors: readonly KnownAnchor[]; readonly json: boolean; readonly language: Language },
  io: CliIo,
): number {
  const { knownAnchors, json, language } = options;
  const report = attackReport(bytes, {
    suite: platformSuite(),
    now: BigInt(io.now()) * 1_000_000n,
    knownAnchors,
    clock: () => performance.now(),
  });
  io.out(`${json ? JSON.stringify(report, null, 2) : asText(report, language)}\n`);
  return EXIT[report.verdict];
}

function asText(report: AttackFileReport, language: Language): string {
  const words = WORDS[language];
  const lines: string[] = [];
  if (report.chainId !== null) lines.push(`${words.attack.title}: ${report.chainId} · ${report.detectedAt}`, '');
  for (const step of report.steps) {
    const whom = step.accused === null ? '' : ` (${words.attack.against[step.accused]})`;
    lines.push(...stepLines(step, `${words.attack.steps[step.id]}${whom}`, words));
  }
  for (const one of report.accusations) {
    lines.push('', `${words.attack.against[one.accused.role]}: ${one.accused.url} · ${one.accused.operator}`);
    lines.push(`    ${words.attack.kinds[one.kind]} · ${one.commonHeight} → ${one.height} · ${one.hash}`);
    for (const { address, votingPower } of one.byzantineValidators) {
      lines.push(`    ${address}  ${votingPower} / ${one.totalVotingPower}`);
    }
    if (one.byzantineValidators.length === 0) lines.push(`    ${words.attack.nobody}`);
  }
  lines.push('', words.attack.verdict[report.verdict]);
  if (report.conditions.length > 0) {
    lines.push(`(${report.conditions.map((condition) => words.conditions[condition] ?? condition).join(' · ')})`);
  }
  return lines.join('\n');
}
