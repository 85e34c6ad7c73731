import { fromUtf8 } from '../../light-client/codec/utf8.ts';
import { attempt } from '../../light-client/core/errors.ts';

// Under what a claim is stored, and how a count is written in state.

const COUNT = /^(0|[1-9][0-9]{0,18})$/;

export function stateClaimKey({ store, key }: { readonly store: string; readonly key: string }): string {
  return `state/${store}/${key}`;
}

export function reportClaimKey(scenarioId: string, period: string): string {
  return `report/${scenarioId}/${period}`;
}

/** A decimal integer in UTF-8; null: something else lies there. */
export function countOf(raw: Uint8Array): string | null {
  const text = attempt('bad-encoding', () => fromUtf8(raw));
  return text.ok && COUNT.test(text.value) ? text.value : null;
}
