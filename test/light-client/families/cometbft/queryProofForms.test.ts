import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../../../light-client/codec/base64.ts';
import { toUtf8 } from '../../../../light-client/codec/utf8.ts';
import type { Result } from '../../../../light-client/core/errors.ts';
import { seal, type Verified } from '../../../../light-client/core/verified.ts';
import {
  type AbciResponse,
  parseAbciResponse,
  queryPath,
  type StateQuery,
  verifyQuery,
  verifyQueryRoot,
} from '../../../../light-client/families/cometbft/queryProof.ts';
import type { Header } from '../../../../light-client/families/cometbft/types.ts';
import { MAX_PROOF_BYTES } from '../../../../light-client/proofs/ics23/decode.ts';
import { buildChain } from '../../../helpers/chain.ts';
import { TestState } from '../../../helpers/multiStore.ts';
import { refusal } from '../../../helpers/refusal.ts';
import { type Json, patched } from '../../../helpers/vectors.ts';

// Answers to /abci_query: how they are read, and what is said of one that is right but for one thing.

const NONE = new Uint8Array(0);
const OP = { type: 'ics23:iavl', key: 'AQI=', data: 'AwQ=' };
const JSON_FORM: Json = {
  code: 3,
  log: 'said',
  key: 'AQI=',
  value: 'BQ==',
  proofOps: { ops: [OP, { type: 'ics23:simple', key: 'Bg==', data: 'Bw==' }] },
  height: '300',
};
const DECODED: AbciResponse = {
  code: 3,
  log: 'said',
  key: Uint8Array.of(1, 2),
  value: Uint8Array.of(5),
  proofOps: [
    { type: 'ics23:iavl', key: Uint8Array.of(1, 2), data: Uint8Array.of(3, 4) },
    { type: 'ics23:simple', key: Uint8Array.of(6), data: Uint8Array.of(7) },
  ],
  height: 300n,
};
const alter = (path: string, value?: unknown) =>
  patched(JSON_FORM, [{ op: value === undefined ? 'remove' : 'replace', path, value }]);

describe('an answer', () => {
  test('is read member by member [QP-5]', () => {
    expect(parseAbciResponse(JSON_FORM)).toEqual(DECODED);
  });

  test.each<[keyof AbciResponse, unknown]>([
    ['code', 0],
    ['log', ''],
    ['key', NONE],
    ['value', NONE],
    ['proofOps', []],
    ['height', 0n],
  ])('without %s has none, by null or by nothing [QP-5]', (member, empty) => {
    for (const value of [null, undefined]) {
      expect(parseAbciResponse(alter(`/${member}`, value))).toEqual({ ...DECODED, [member]: empty });
    }
  });

  test('has no operations by an empty list, by null and by nothing, and an operation no bytes [QP-5]', () => {
    for (const value of [[], null, undefined]) {
      expect(parseAbciResponse(alter('/proofOps/ops', value)).proofOps).toEqual([]);
    }
    for (const value of [null, undefined, '']) {
      expect(parseAbciResponse(alter('/proofOps/ops/0/key', value)).proofOps[0]?.key).toEqual(NONE);
      expect(parseAbciResponse(alter('/proofOps/ops/0/data', value)).proofOps[0]?.data).toEqual(NONE);
    }
  });

  test('may be as large as the limits [QP-5]', () => {
    const read = parseAbciResponse(
      patched(JSON_FORM, [
        { op: 'replace', path: '/code', value: 0xffff_ffff },
        { op: 'replace', path: '/log', value: `${'x'.repeat(4096)}beyond` },
        { op: 'replace', path: '/proofOps/ops', value: new Array(8).fill({ ...OP, type: 't'.repeat(64) }) },
      ]),
    );
    expect([read.code, read.log, read.proofOps.length]).toEqual([0xffff_ffff, 'x'.repeat(4096), 8]);
    expect(read.proofOps[7]?.type).toBe('t'.repeat(64));
    // Base64 of the largest proof has four characters for every three bytes of it.
    const largest = 'A'.repeat(Math.ceil(MAX_PROOF_BYTES / 3) * 4);
    expect(parseAbciResponse(alter('/value', largest)).value).toHaveLength((largest.length / 4) * 3);
    expect(refusal(() => parseAbciResponse(alter('/value', `${largest}AAAA`)))).toBe('too-large response.value');
    const list = new Array(largest.length + 1);
    expect(refusal(() => parseAbciResponse({ ...JSON_FORM, value: list }))).toBe('bad-json response.value');
  });

  test.each<[string, unknown, string]>([
    ['/code', -1, 'bad-integer response.code'],
    ['/code', 0x1_0000_0000, 'bad-integer response.code'],
    ['/code', 0.5, 'bad-integer response.code'],
    ['/code', '3', 'bad-integer response.code'],
    ['/log', 7, 'bad-json response.log'],
    ['/log', {}, 'bad-json response.log'],
    ['/key', 7, 'bad-json response.key'],
    ['/key', 'AQI', 'bad-base64 response.key'],
    ['/value', [], 'bad-json response.value'],
    ['/value', '!!!!', 'bad-base64 response.value'],
    ['/proofOps', [], 'bad-json response.proofOps'],
    ['/proofOps', 'none', 'bad-json response.proofOps'],
    ['/proofOps/ops', {}, 'bad-json response.proofOps.ops'],
    ['/proofOps/ops', 'none', 'bad-json response.proofOps.ops'],
    ['/proofOps/ops', new Array(9).fill(OP), 'too-large response.proofOps.ops'],
    ['/proofOps/ops/1', null, 'bad-json response.proofOps.ops[1]'],
    ['/proofOps/ops/1', [], 'bad-json response.proofOps.ops[1]'],
    ['/proofOps/ops/1/type', undefined, 'bad-json response.proofOps.ops[1].type'],
    ['/proofOps/ops/1/type', 't'.repeat(65), 'bad-json response.proofOps.ops[1].type'],
    ['/proofOps/ops/1/type', new Array(3).fill('t'), 'bad-json response.proofOps.ops[1].type'],
    ['/proofOps/ops/1/key', 'x', 'bad-base64 response.proofOps.ops[1].key'],
    ['/proofOps/ops/1/data', 5, 'bad-json response.proofOps.ops[1].data'],
    ['/height', 300, 'bad-integer response.height'],
    ['/height', '0300', 'bad-integer response.height'],
    ['/height', '', 'bad-integer response.height'],
  ])('is refused with %s as %j [QP-5]', (path, value, expected) => {
    expect(refusal(() => parseAbciResponse(alter(path, value)))).toBe(expected);
  });

  test.each([null, undefined, [], 'x', 7])('is refused where it is %j [QP-5]', (json) => {
    expect(refusal(() => parseAbciResponse(json, 'answer'))).toBe('bad-json answer');
  });
});

const STATE = new TestState({
  first: { a: toUtf8('one'), b: toUtf8('two'), d: toUtf8('four') },
  second: { a: toUtf8('other') },
});
const { header: plain } = buildChain({ heights: 7, validators: () => ({ v: 1n }) }).at(7).signedHeader;
const header: Verified<Header> = seal({ ...plain, appHash: STATE.appHash });
const answer = (store: string, key: string): AbciResponse => {
  const { value, ops } = STATE.query(store, key);
  return { code: 0, log: '', key: toUtf8(key), value, proofOps: ops, height: 6n };
};
const QUERY: StateQuery = { store: 'first', key: toUtf8('b'), height: 6n };
const GOOD = answer('first', 'b');

function outcome(result: Result<unknown>): string {
  if (result.ok) return 'proven';
  const { code, params } = result.error;
  return [code, params['reason'], params['at']].filter((part) => part !== undefined).join(' ');
}
const judge = (change: Partial<AbciResponse> = {}, query: Partial<StateQuery> = {}) =>
  outcome(verifyQuery({ ...QUERY, ...query }, { ...GOOD, ...change }, header));

describe('a state query', () => {
  test('is asked below the name of its store [QP-1]', () => {
    expect([queryPath('bank'), queryPath('ibc')]).toEqual(['/store/bank/key', '/store/ibc/key']);
  });

  test('has its value under the header after the height that was read [QP-1]', () => {
    const proven = verifyQuery(QUERY, GOOD, header);
    const { chainId } = plain;
    const value = { chainId, store: 'first', key: toUtf8('b'), value: toUtf8('two'), height: 6n };
    expect(proven.ok && proven.value.value).toEqual(value);
    const { height: _, ...anyHeight } = QUERY;
    expect(outcome(verifyQuery(anyHeight, GOOD, header))).toBe('proven');
  });

  test('has proven absence where there is no value, and no other answer for that [QP-2]', () => {
    const query = { store: 'first', key: toUtf8('c') };
    const none = answer('first', 'c');
    const proven = verifyQuery(query, none, header);
    expect(proven.ok && 'value' in proven.value.value && proven.value.value.value).toBeUndefined();
    const root = verifyQueryRoot(query, none, STATE.appHash);
    expect(root).toEqual({ ok: true, value: undefined });
    expect(outcome(verifyQuery(query, { ...none, value: toUtf8('x') }, header))).toBe(
      'bad-proof not-existence proofs[0]',
    );
    expect(judge({ value: NONE })).toBe('bad-proof not-absence proofs[0]');
  });

  const [inner, outer] = GOOD.proofOps as [AbciResponse['proofOps'][0], AbciResponse['proofOps'][0]];
  test.each<[string, Partial<AbciResponse>, string]>([
    ['a code, whatever else', { code: 1, height: 0n, proofOps: [] }, 'query-failed'],
    ['the key of another', { key: toUtf8('a') }, 'proof-key-mismatch response-key response.key'],
    ['no key', { key: NONE }, 'proof-key-mismatch response-key response.key'],
    ['no operation', { proofOps: [] }, 'bad-proof proof-count response.proofOps'],
    ['one operation', { proofOps: [inner] }, 'bad-proof proof-count response.proofOps'],
    ['three operations', { proofOps: [inner, outer, outer] }, 'bad-proof proof-count response.proofOps'],
    ['its operations in another order', { proofOps: [outer, inner] }, 'bad-proof op-type response.proofOps.ops[0]'],
    [
      'another tree',
      { proofOps: [{ ...inner, type: 'ics23:smt' }, outer] },
      'bad-proof op-type response.proofOps.ops[0]',
    ],
    [
      'another tree of stores',
      { proofOps: [inner, { ...outer, type: 'ics23:iavl' }] },
      'bad-proof op-type response.proofOps.ops[1]',
    ],
    [
      'another key of the tree',
      { proofOps: [{ ...inner, key: toUtf8('a') }, outer] },
      'proof-key-mismatch op-key response.proofOps.ops[0]',
    ],
    [
      'another store',
      { proofOps: [inner, { ...outer, key: toUtf8('second') }] },
      'proof-key-mismatch op-key response.proofOps.ops[1]',
    ],
    [
      'an operation cut short',
      { proofOps: [inner, { ...outer, data: outer.data.subarray(0, 9) }] },
      'bad-proof truncated response.proofOps.ops[1].data',
    ],
    ['another value', { value: toUtf8('twO') }, 'proof-value-mismatch not-existence proofs[0]'],
  ])('is refused with %s [QP-3]', (_, change, expected) => {
    expect(judge(change)).toBe(expected);
  });

  test('for no key is none [QP-3]', () => {
    expect(judge({ key: NONE }, { key: NONE })).toBe('proof-key-mismatch response-key response.key');
  });

  test.each<[string, Partial<AbciResponse>, Partial<StateQuery>]>([
    ['another height than the one asked', {}, { height: 5n }],
    ['no height', { height: 0n }, {}],
    ['a negative height', { height: -1n }, {}],
    ['the height of the header', { height: 7n }, { height: 7n }],
    ['an earlier height', { height: 5n }, { height: 5n }],
  ])('is refused with %s [QP-4]', (_, change, query) => {
    expect(judge(change, query)).toBe('unexpected-height');
  });

  test('of the state before the first block proves nothing, not even under a header of height 1 [QP-4]', () => {
    const first: Verified<Header> = seal({ ...plain, height: 1n, appHash: STATE.appHash });
    expect(outcome(verifyQuery({ store: 'first', key: QUERY.key }, { ...GOOD, height: 0n }, first))).toBe(
      'unexpected-height',
    );
  });

  test('holds under its own root, of its own height and tree only [QP-1] [QP-3] [QP-4]', () => {
    const under = (root: Uint8Array, change: Partial<AbciResponse> = {}, stateTree?: 'iavl' | 'smt') =>
      outcome(verifyQueryRoot(QUERY, { ...GOOD, ...change }, root, stateTree === undefined ? {} : { stateTree }));
    expect([under(STATE.appHash), under(STATE.appHash, {}, 'iavl')]).toEqual(['proven', 'proven']);
    expect(under(new Uint8Array(32))).toMatch(/^proof-root-mismatch/);
    expect(under(STATE.appHash, { height: 5n })).toBe('unexpected-height');
    expect(under(STATE.appHash, {}, 'smt')).toBe('bad-proof op-type response.proofOps.ops[0]');
  });

  test('reads what a node writes [QP-1] [QP-5]', () => {
    const ops = GOOD.proofOps.map(({ type, key, data }) => ({ type, key: toBase64(key), data: toBase64(data) }));
    const json = { key: toBase64(GOOD.key), value: toBase64(GOOD.value), proofOps: { ops }, height: '6' };
    expect(parseAbciResponse(json)).toEqual(GOOD);
  });
});
