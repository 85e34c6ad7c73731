import type { FindingView } from '../../main/contract/programme.ts';
import type { Messages } from '../i18n/index.ts';

/** What a check found in words, or what a person wrote; a check without words of its own says its code. */
export function findingText(finding: Pick<FindingView, 'code' | 'params' | 'text'>, { lookup, t }: Messages): string {
  return (
    finding.text ?? lookup(`finding.${finding.code}`, finding.params) ?? t('findings.unknown', { code: finding.code })
  );
}
