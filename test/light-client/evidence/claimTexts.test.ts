import { describe, expect, test } from 'vitest';
import { toHex } from '../../../light-client/codec/hex.ts';
import { toUtf8 } from '../../../light-client/codec/utf8.ts';
import { decodeStateValue, documentIndicator, stateSubject } from '../../../light-client/evidence/values.ts';
import {
  buildEvidence,
  CHAIN,
  REPORT,
  reportInput,
  smallInput,
  stateInput,
  summary,
  transactionInput,
  verify,
} from '../../helpers/evidence.ts';

// How proven bytes and documents become the texts of a claim, and what a builder claims without being told.

const DIGITS = '1'.repeat(78);

describe('the text of a value', () => {
  test.each([
    ['0', '0'],
    ['7', '7'],
    ['-7', '-7'],
    [DIGITS, DIGITS],
    [`-${DIGITS}`, `-${DIGITS}`],
    ['', ''],
    ['00', '3030'],
    ['+7', '2b37'],
    [' 7', '2037'],
    ['7\n', '370a'],
    ['7x', '3778'],
    ['x7', '7837'],
    ['-', '2d'],
    [`-${DIGITS}1`, `2d${'31'.repeat(79)}`],
  ])('%j in state is %s [EV-9]', (bytes, text) => {
    expect(decodeStateValue(toUtf8(bytes))).toBe(text);
  });

  test('of any length is told, the longest as hex [EV-9]', () => {
    const bytes = 1 << 20;
    expect(decodeStateValue(new Uint8Array(bytes).fill(0x31)) === '31'.repeat(bytes)).toBe(true);
  });
});

describe('the text of a key', () => {
  test.each([
    ['a', 's/a'],
    ['!~', 's/!~'],
    ['a0x', 's/a0x'],
    ['x0', 's/x0'],
    ['0x', 's/0x3078'],
    ['0xa', 's/0x307861'],
    [' a', 's/0x2061'],
    ['a ', 's/0x6120'],
    ['a\u007f', 's/0x617f'],
    ['k'.repeat(500), `s/${'k'.repeat(500)}`],
    ['k'.repeat(501), `s/0x${'6b'.repeat(501)}`],
  ])('%j is %s [EV-9]', (key, subject) => {
    expect(stateSubject('s', toUtf8(key))).toBe(subject);
  });
});

describe('an indicator of a document', () => {
  const list = (...entries: readonly string[]): string => `{"indicators":[${entries.join(',')}]}`;
  const A = '{"id":"a","unit":"u","value":"1"}';

  test.each([
    ['the first', list(A, '{"id":"b","unit":"v","value":"2"}')],
    ['the last', list('{"id":"b","unit":"v","value":"2"}', A)],
    ['beside entries that are no indicators', list('null', '7', '"a"', '["a"]', '{}', A)],
  ])('is found by its name: %s [EV-9]', (_, text) => {
    expect(documentIndicator(text, 'a')).toEqual({ unit: 'u', value: '1' });
  });

  test.each([
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['another document', '{"a":{"id":"a","unit":"u","value":"1"}}'],
    ['no entry', list()],
    ['entries that are none', list('null', '"a"', '["a"]')],
    ['other names only', list('{"id":"b","unit":"u","value":"1"}')],
    ['no value', list('{"id":"a","unit":"u"}')],
    ['a unit that is a number', list('{"id":"a","unit":7,"value":"1"}')],
    ['a text that is not canonical', list(A.replace(':', ': '))],
    ['a text cut short', list(A).slice(0, -1)],
  ])('is not stated by %s [EV-9]', (_, text) => {
    expect(documentIndicator(text, 'a')).toBeUndefined();
  });
});

describe('a claim', () => {
  const claimOf = (input: Parameters<typeof buildEvidence>[0]) => verify(buildEvidence(input)).claim;

  test('says what the proof says, and what the builder was told of it [EV-9]', () => {
    expect(claimOf(stateInput(undefined, { unit: 'pieces', demo: false }))).toEqual({
      kind: 'state',
      chainId: CHAIN.chainId,
      family: 'cometbft',
      height: '6',
      title: { zh: '甲子示范区 通关单证', en: 'Jiazi Demo Zone, customs documents' },
      subject: 'pilot/record/jiazi-customs',
      value: '184203',
      unit: 'pieces',
      demo: false,
    });
    expect(claimOf(stateInput('record/nowhere'))).toMatchObject({ kind: 'absence', value: null });
    expect(claimOf(transactionInput(2))).toMatchObject({ kind: 'transaction', value: null });
  });

  test('is of the height of the last header, of the way back or of the way there [EV-9]', () => {
    const { backwards: _, ...rest } = stateInput();
    const [, , last] = rest.trace;
    expect(claimOf({ ...rest })).toMatchObject({ height: String(last?.signedHeader.header.height) });
    const { backwards: none, ...small } = smallInput();
    expect(none).toEqual([]);
    expect(summary(verify(buildEvidence(small)))).toBe('verified');
    expect(claimOf(small)?.height).toBe('6');
  });

  test('of a report is the digest, an indicator, or the digest where there is no such indicator [EV-9]', () => {
    const { proof } = reportInput(null, null);
    const digest = proof.kind === 'state' ? toHex(proof.value) : '';
    expect(digest).toHaveLength(64);
    expect(claimOf(reportInput(null, null))?.value).toBe(digest);
    expect(claimOf(reportInput('documents-shared', 'count'))?.value).toBe('4210');
    // Asked for none, it takes none, not even one without a name.
    const nameless = { text: '{"indicators":[{"id":null,"unit":"u","value":"1"}]}', indicator: null };
    expect(claimOf({ ...reportInput(null, null), document: nameless })?.value).toBe(digest);
    const unstated = buildEvidence(reportInput('nowhere', null));
    expect(verify(unstated).claim?.value).toBe(digest);
    expect(summary(verify(unstated))).toBe('refused value proof-value-mismatch no-indicator');
    expect(REPORT).not.toContain('nowhere');
  });
});
