import type { WireError } from '../../contract/error.ts';

// Every way in which trust, roles, reviews and packages say no. The view has words for each of them.

const CATEGORY = {
  // a signed file that cannot be read
  'envelope-too-large': 'input',
  'envelope-unreadable': 'input',
  'envelope-not-canonical': 'input',
  'envelope-shape': 'input',
  'envelope-kind': 'input',
  'package-content': 'input',
  'operator-trust-unreadable': 'input',
  'identity-unreadable': 'input',
  'signers-unreadable': 'input',
  'exchange-unreadable': 'input',
  'key-request-unreadable': 'input',
  // whose signature it is
  'signature-bad': 'trust',
  unsigned: 'trust',
  'key-unknown': 'trust',
  'key-not-yet-valid': 'trust',
  'key-expired': 'trust',
  'key-replaced': 'trust',
  'key-revoked': 'trust',
  'issuer-mismatch': 'trust',
  'right-missing': 'trust',
  'issued-in-future': 'trust',
  // statements about keys
  'keys-right-exceeded': 'trust',
  'keys-area-exceeded': 'trust',
  'keys-owner-changed': 'trust',
  'keys-not-vouched': 'trust',
  'keys-root': 'trust',
  'keys-stopped': 'trust',
  'keys-outdated': 'trust',
  'keys-unknown': 'trust',
  'keys-dates': 'trust',
  // one item of a package, the others notwithstanding
  'item-unknown-scenario': 'trust',
  'item-unknown-indicator': 'trust',
  'item-outside-area': 'trust',
  'item-digest': 'trust',
  'item-document': 'trust',
  'item-older': 'trust',
  'item-weaker': 'trust',
  'item-date': 'trust',
  'item-check': 'trust',
  'item-override': 'trust',
  'item-review-shape': 'trust',
  'item-review-office': 'trust',
  'item-review-signature': 'trust',
  'item-review-report': 'trust',
  'item-review-taken': 'trust',
  'item-finding-report': 'trust',
  // packages
  'package-gone': 'input',
  'package-empty': 'input',
  'network-in-settings': 'input',
  // this machine's key
  'no-signing-key': 'trust',
  'key-not-kept': 'trust',
  'key-unopened': 'trust',
  'key-file-open': 'trust',
  // who may do what here
  'identity-incomplete': 'permission',
  'identity-area': 'permission',
  'role-reads-only': 'permission',
  'outside-area': 'permission',
  // decisions
  'reason-missing': 'decision',
  'rating-not-worse': 'decision',
  'rating-not-on-scale': 'decision',
  'not-lowered': 'decision',
  'override-other-office': 'permission',
  'report-unknown': 'decision',
  'report-superseded': 'decision',
  'finding-unknown': 'decision',
  'finding-settled': 'decision',
  'milestone-unknown': 'decision',
  'indicator-unknown': 'decision',
  'subject-unknown': 'decision',
  'bad-date': 'decision',
  'date-in-future': 'decision',
} as const satisfies Record<string, 'input' | 'trust' | 'permission' | 'decision'>;

export type TrustErrorCode = keyof typeof CATEGORY;
export type TrustErrorCategory = (typeof CATEGORY)[TrustErrorCode];

const MAX_PARAM = 200;

export function trustError(code: TrustErrorCode, params: WireError['params'] = {}): WireError {
  const short = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.slice(0, MAX_PARAM) : value,
  ]);
  return { code, category: CATEGORY[code], params: Object.fromEntries(short) };
}

export function refuse(
  code: TrustErrorCode,
  params: WireError['params'] = {},
): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: trustError(code, params) };
}
