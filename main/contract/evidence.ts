import type { EvidenceReport } from '../../light-client/evidence/report.ts';
import type { AttackStep } from '../../light-client/evidence/verifyAttackFile.ts';
import type { AttackView } from './chain.ts';

/** One side of a filed conflict, as its file states it. Powers as decimal strings. */
export interface AccusationView {
  readonly accused: { readonly role: 'primary' | 'witness'; readonly url: string; readonly operator: string };
  readonly kind: AttackView['kind'];
  readonly commonHeight: string;
  readonly height: string;
  readonly hash: string;
  readonly totalVotingPower: string;
  readonly byzantineValidators: readonly { readonly address: string; readonly votingPower: string }[];
}

/** The verdict on the exported evidence of an attack. */
export interface AttackFileReport {
  readonly verdict: 'verified' | 'refused' | 'unusable';
  /** As the file states them; null where it could not be read. */
  readonly chainId: string | null;
  readonly detectedAt: string | null;
  /** `anchor-unknown`: neither a pack nor what this machine verified itself knows the common block. */
  readonly conditions: readonly ('anchor-unknown' | 'demo' | 'development-runtime')[];
  readonly accusations: readonly AccusationView[];
  readonly steps: readonly AttackStep[];
  readonly signaturesChecked: number;
  readonly fileBytes: number;
  /** Who signed what; only where every step passed. */
  readonly attack: AttackView | null;
}

/** What an opened file turned out to be, by its content. */
export type FileReport = EvidenceReport | AttackFileReport;

export function isAttackReport(report: FileReport): report is AttackFileReport {
  return 'accusations' in report;
}
