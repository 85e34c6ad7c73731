import { toHex } from '../../light-client/codec/hex.ts';
import { attempt, fail, ok, type Result } from '../../light-client/core/errors.ts';
import type { KeyTable } from '../../light-client/families/cometbft/keys.ts';
import { MAX_VALIDATORS, parseInt64, parseValidators } from '../../light-client/families/cometbft/rpcJson.ts';
import type { Validator, ValidatorSet } from '../../light-client/families/cometbft/types.ts';
import { isObject } from './jsonRpcClient.ts';
import type { CallOptions, JsonRpcClient } from './types.ts';

/** The most that CometBFT gives on a page; larger values are cut without a word. */
const PER_PAGE = 100;
const MOST_PAGES = 100; // CometBFT light/provider/http

interface Page {
  readonly validators: readonly Validator[];
  readonly total: number;
}

/**
 * The whole set of a height: every page with the same explicit height, the same total, nobody twice. The first page tells
 * how many there are; the others are asked for at once. In the order served: the hash decides whether it is right.
 */
export async function fetchValidatorSet(
  client: JsonRpcClient,
  height: bigint,
  keyTable: KeyTable,
  call: CallOptions,
): Promise<Result<ValidatorSet>> {
  const first = await fetchPage(client, height, 1, keyTable, call);
  if (!first.ok) return first;
  const { total } = first.value;
  // A gateway may cut pages shorter than 100; it must then cut them all alike.
  const perPage = first.value.validators.length;
  const pages = Math.ceil(total / perPage);
  if (perPage > total || pages > MOST_PAGES)
    return fail('bad-validator-pages', { what: 'count', total, count: perPage });
  const numbers = Array.from({ length: pages - 1 }, (_, i) => i + 2);
  const rest = await Promise.all(numbers.map((page) => fetchPage(client, height, page, keyTable, call)));
  const validators = [...first.value.validators];
  for (const [i, page] of rest.entries()) {
    if (!page.ok) return page;
    const expected = Math.min(perPage, total - validators.length);
    if (page.value.total !== total)
      return fail('bad-validator-pages', { what: 'total', page: i + 2, total: page.value.total });
    if (page.value.validators.length !== expected) {
      return fail('bad-validator-pages', { what: 'count', page: i + 2, count: page.value.validators.length });
    }
    validators.push(...page.value.validators);
  }
  const seen = new Set<string>();
  for (const { address, publicKey } of validators) {
    // Neither twice: the address is the node's word, the key is what is hashed.
    for (const name of [`address ${toHex(address)}`, `key ${publicKey.type} ${toHex(publicKey.bytes)}`]) {
      if (seen.has(name)) return fail('bad-validator-pages', { what: 'duplicate', address: toHex(address) });
      seen.add(name);
    }
  }
  return ok({ validators });
}

async function fetchPage(
  client: JsonRpcClient,
  height: bigint,
  page: number,
  keyTable: KeyTable,
  call: CallOptions,
): Promise<Result<Page>> {
  const params = { height: String(height), page: String(page), per_page: String(PER_PAGE) };
  const answer = await client.call('validators', params, call);
  if (!answer.ok) return answer;
  const result = isObject(answer.value) ? answer.value : {};
  const parsed = attempt('bad-light-block', () => ({
    height: parseInt64(result['block_height'], 'validators.block_height'),
    total: parseInt64(result['total'], 'validators.total'),
    list: Array.isArray(result['validators']) ? result['validators'] : [],
  }));
  if (!parsed.ok) return parsed;
  const { total, list } = parsed.value;
  if (parsed.value.height !== height) {
    return fail('unexpected-height', { asked: String(height), answered: String(parsed.value.height) });
  }
  if (total <= 0n || total > BigInt(MAX_VALIDATORS))
    return fail('bad-validator-pages', { what: 'total', total: String(total) });
  if (list.length === 0 || list.length > PER_PAGE) {
    return fail('bad-validator-pages', { what: 'count', page, count: list.length });
  }
  const validators = attempt('bad-light-block', () => parseValidators(list, 'validators', keyTable));
  return validators.ok ? ok({ validators: validators.value, total: Number(total) }) : validators;
}
