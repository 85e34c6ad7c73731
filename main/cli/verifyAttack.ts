import { toHex } from '../../light-client/codec/hex.ts';
import { formatTime } from '../../light-client/codec/time.ts';
import type { KnownAnchor } from '../../light-client/evidence/verify.ts';
import { type AttackReport, verifyAttackFile } from '../../light-client/evidence/verifyAttackFile.ts';
import { headerHash } from '../../light-client/families/cometbft/hashing.ts';
import type { Language } from '../contract/services.ts';
import { platformSuite } from '../sync/suite.ts';
import type { CliIo } from './io.ts';
import { WORDS } from './words.ts';

const EXIT = { verified: 0, refused: 1, unusable: 2 } as const;
const MARK = { passed: '✓', failed: '✗', 'not-run': '·' } as const;

/** The evidence of an attack, checked again. @returns 0 verified, 1 refused, 2 unusable */
export function verifyAttack(
  bytes: Uint8Array,
  options: { readonly knownAnchors: readonly KnownAnchor[]; readonly json: boolean; readonly language: Language },
  io: CliIo,
): number {
  const { knownAnchors, json, language } = options;
  const report = verifyAttackFile(bytes, { suite: platformSuite(), now: BigInt(io.now()) * 1_000_000n, knownAnchors });
  io.out(`${json ? JSON.stringify(plain(report), null, 2) : asText(report, language)}\n`);
  return EXIT[report.verdict];
}

/** What was found, without the blocks: those are in the file. */
function plain({ verdict, file, conditions, steps }: AttackReport) {
  return {
    verdict,
    chainId: file?.chainId ?? null,
    detectedAt: file === null ? null : formatTime(file.detectedAt),
    conditions,
    accusations: (file?.accusations ?? []).map(({ accused, kind, common, evidence }) => {
      const { header } = evidence.conflictingBlock.signedHeader;
      return {
        accused,
        kind,
        commonHeight: String(common.signedHeader.header.height),
        height: String(header.height),
        hash: toHex(headerHash(header) ?? new Uint8Array(0)),
        totalVotingPower: String(evidence.totalVotingPower),
        byzantineValidators: evidence.byzantineValidators.map(({ address, votingPower }) => ({
          address: toHex(address),
          votingPower: String(votingPower),
        })),
      };
    }),
    steps,
  };
}

function asText(report: AttackReport, language: Language): string {
  const words = WORDS[language];
  const found = plain(report);
  const lines: string[] = [];
  if (found.chainId !== null) lines.push(`${words.attack.title}: ${found.chainId} · ${found.detectedAt}`, '');
  for (const { id, accused, status, error } of report.steps) {
    const whom = accused === null ? '' : ` (${words.attack.against[accused]})`;
    lines.push(`${MARK[status]} ${words.attack.steps[id]}${whom}: ${words.stepStatus[status]}`);
    if (error !== undefined) lines.push(`    ${error.code} ${JSON.stringify(error.params)}`);
  }
  for (const one of found.accusations) {
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
