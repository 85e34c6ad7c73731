import { describe, expect, test } from 'vitest';
import { fromUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { unframeEvidence } from '../../../light-client/evidence/file.ts';
import {
  buildEvidence,
  type Mutable,
  reportInput,
  resealed,
  smallInput,
  stateInput,
  transactionInput,
  verify,
} from '../../helpers/evidence.ts';

// Each field of the content at its limits and beyond them: what is refused for its form is refused with the place and the
// reason, and what is still of the form goes on to the step that judges it.

const STATE_FILE = buildEvidence(stateInput());
const SMALL_FILE = buildEvidence(smallInput());
const TX_FILE = buildEvidence(transactionInput());
const REPORT_FILE = buildEvidence(reportInput('cost-saved', 'yuan'));

type Change = (content: Mutable) => void;

/** What the file step says: the reason and the place; otherwise the step that did not pass, or `verified`. */
function said(file: Uint8Array, change: Change): string {
  const { verdict, steps } = verify(resealed(file, change));
  const failed = steps.find(({ status }) => status === 'failed');
  if (failed === undefined) return verdict;
  const { code, params } = failed.error ?? {};
  if (failed.id !== 'file') return `${failed.id} ${code}`;
  return `${verdict} ${code} ${params?.['reason']} at ${params?.['at']}`;
}

const unusable = (reason: string, at: string): string => `unusable bad-evidence-file ${reason} at ${at}`;

const at = (path: string, value: unknown): Change => {
  const names = path.split('.');
  const last = names.pop() as string;
  return (content) => {
    let part = content;
    for (const name of names) part = part[name];
    part[last] = value;
  };
};

describe('a field of the content that is not of its form', () => {
  const texts = ['chainId', 'family', 'height', 'subject'].map((name) => `claim.${name}`);
  const places = [...texts, 'claim.title.en', 'claim.title.zh', 'network.keyTable', 'verifiedAt', 'proof.store'];
  test.each(places)('is refused where it is no text, or too long a one: %s [EV-8]', (place) => {
    expect(said(STATE_FILE, at(place, 7))).toBe(unusable('bad-json', place));
    expect(said(STATE_FILE, at(place, null))).toBe(unusable('bad-json', place));
    expect(said(STATE_FILE, at(place, 'x'.repeat(1001)))).toBe(unusable('too-large', place));
  });

  test.each(['claim.unit', 'network.issuedBy'])('may be null where nothing is said: %s [EV-8]', (place) => {
    expect(said(STATE_FILE, at(place, null))).toBe('verified');
    expect(said(STATE_FILE, at(place, 'x'.repeat(1000)))).toBe('verified');
    expect(said(STATE_FILE, at(place, 7))).toBe(unusable('bad-json', place));
    expect(said(STATE_FILE, at(place, 'x'.repeat(1001)))).toBe(unusable('too-large', place));
  });

  test.each<[string, unknown, string]>([
    ['claim', 'x', 'claim'],
    ['claim.title', null, 'claim.title'],
    ['claim.title', ['en', 'zh'], 'claim.title'],
    ['network', null, 'network'],
    ['network', [], 'network'],
    ['network', 7, 'network'],
    ['network.anchor', 'x', 'network.anchor'],
    ['network.anchor', null, 'network.anchor'],
    ['proof', null, 'proof'],
    ['proof', [], 'proof'],
    ['proof.ops', {}, 'proof.ops'],
    ['proof.ops', null, 'proof.ops'],
    ['proof.ops.0', null, 'proof.ops[0]'],
    ['proof.ops.1', [], 'proof.ops[1]'],
    ['proof.ops.1.type', 7, 'proof.ops[1].type'],
    ['proof.ops.1.key', 7, 'proof.ops[1].key'],
    ['proof.ops.0.data', null, 'proof.ops[0].data'],
    ['proof.key', null, 'proof.key'],
    ['proof.value', null, 'proof.value'],
    ['trace', null, 'trace'],
    ['trace', 'two', 'trace'],
    ['trace.1', null, 'trace[1]'],
    ['trace.2.validator_set', null, 'trace[2].validator_set'],
    ['backwards', {}, 'backwards'],
    ['backwards.1', 'x', 'backwards[1]'],
    ['document', 7, 'document'],
    ['document', [], 'document'],
    ['document', { text: 7, indicator: null }, 'document.text'],
    ['document', { text: 'x' }, 'document.indicator'],
    ['document', { text: 'x', indicator: 7 }, 'document.indicator'],
  ])('is refused at its place: %s as %j [EV-8]', (place, value, where) => {
    expect(said(STATE_FILE, at(place, value))).toBe(unusable('bad-json', where));
  });

  test.each<[string, unknown, string, string]>([
    ['format', 'pilotlight-evidence ', 'bad-field', 'content.format'],
    ['version', '1', 'bad-field', 'content.version'],
    ['version', 0, 'bad-field', 'content.version'],
    ['claim.kind', 'report', 'bad-field', 'claim.kind'],
    ['claim.kind', null, 'bad-field', 'claim.kind'],
    ['claim.demo', 1, 'bad-field', 'claim.demo'],
    ['claim.demo', null, 'bad-field', 'claim.demo'],
    ['network.keyTable', 'hasOwnProperty', 'bad-field', 'network.keyTable'],
    ['proof.kind', 'State', 'bad-field', 'proof.kind'],
    ['proof.key', 'x', 'bad-base64', 'proof.key'],
    ['proof.value', 'MTg0MjAz=', 'bad-base64', 'proof.value'],
    ['proof.ops.1.data', '*', 'bad-base64', 'proof.ops[1].data'],
    ['network.anchor.hash', 'ab'.repeat(33), 'bad-hex', 'network.anchor.hash'],
    ['network.anchor.hash', 'zz'.repeat(32), 'bad-hex', 'network.anchor.hash'],
    ['network.anchor.hash', 'AB'.repeat(32), 'not-canonical', 'content'],
    ['verifiedAt', '2026-01-01T00:03:20.5z', 'bad-time', 'verifiedAt'],
    ['verifiedAt', '2026-01-01T00:03:20.50Z', 'not-canonical', 'content'],
  ])('is refused with its reason: %s as %j [EV-8]', (place, value, reason, where) => {
    expect(said(STATE_FILE, at(place, value))).toBe(unusable(reason, where));
  });

  test.each<[string, unknown, string]>([
    ['proof.data', null, 'proof.data'],
    ['proof.proof', null, 'proof.proof'],
    ['proof.proof.aunts', 7, 'proof.proof.aunts'],
    ['proof.root_hash', 7, 'proof.root_hash'],
  ])('is refused at its place in a transaction: %s as %j [EV-8]', (place, value, where) => {
    expect(said(TX_FILE, at(place, value))).toBe(unusable('bad-json', where));
  });
});

describe('a number of the network', () => {
  const levels = (names: readonly string[]) => names.map((name) => [name] as const);

  test.each(levels(['1/3', '10/30', '2/3', '1/1', '1234567890/2345678901']))('is a trust level: %s [EV-8]', (level) => {
    expect(said(SMALL_FILE, at('network.trustLevel', level))).toBe('verified');
  });

  test.each(
    levels([
      '',
      '1',
      '1/',
      '/3',
      '1/0',
      '01/3',
      '1/03',
      ' 1/3',
      '1/3 ',
      '1/3/3',
      '1//3',
      '-1/3',
      '1.0/3',
      '1/3x',
    ]).concat(levels(['1/12345678901', '12345678901/1', '1x/3', '1/3\n'])),
  )('is no trust level: %j [EV-8]', (level) => {
    expect(said(SMALL_FILE, at('network.trustLevel', level))).toBe(unusable('bad-field', 'network.trustLevel'));
  });

  test.each([
    ['network.trustingPeriodSeconds', 1, 'headers trusted-expired'],
    ['network.trustingPeriodSeconds', 315_360_000, 'verified'],
    ['network.maxClockDriftSeconds', 0, 'verified'],
    ['network.maxClockDriftSeconds', 3600, 'verified'],
    ['network.anchor.height', '9223372036854775807', 'anchor anchor-mismatch'],
    ['network.anchor.height', '12', 'anchor anchor-mismatch'],
  ])('may be what its limit is: %s as %j [EV-8]', (place, value, expected) => {
    expect(said(SMALL_FILE, at(place, value))).toBe(expected);
  });

  const heights = [7, null, '', '-1', '+2', '1x', 'x1', '1.0', ' 2', '2\n', '0x2', '12345678901234567890'];
  test.each([
    ...[0, -1, 315_360_001, '60', null, true].map((value) => ['network.trustingPeriodSeconds', value] as const),
    ...[-1, 3601, '0', null].map((value) => ['network.maxClockDriftSeconds', value] as const),
    ...heights.slice(2).map((value) => ['network.anchor.height', value] as const),
  ])('is refused beyond it: %s as %j [EV-8]', (place, value) => {
    expect(said(SMALL_FILE, at(place, value))).toBe(unusable('bad-integer', place));
  });

  test.each(heights.slice(0, 2))('is refused where a height is %j [EV-8]', (value) => {
    expect(said(SMALL_FILE, at('network.anchor.height', value))).toBe(unusable('bad-json', 'network.anchor.height'));
  });
});

describe('a list or a text of the content at its limit', () => {
  test.each<[string, unknown, string]>([
    ['trace', new Array(512).fill(null), unusable('bad-json', 'trace[0]')],
    ['trace', new Array(513).fill(null), unusable('too-large', 'trace')],
    ['backwards', new Array(20_000).fill(null), unusable('bad-json', 'backwards[0]')],
    ['backwards', new Array(20_001).fill(null), unusable('too-large', 'backwards')],
    ['proof.ops', new Array(4).fill({ type: 't', key: '', data: '' }), 'proof bad-proof'],
    ['proof.ops', new Array(5).fill({ type: 't', key: '', data: '' }), unusable('too-large', 'proof.ops')],
    ['proof.ops', [], 'proof bad-proof'],
    ['claim.title.en', 'x'.repeat(1000), 'verified'],
    ['claim.title.zh', '', 'verified'],
    ['claim.value', 'x'.repeat(1001), 'value proof-value-mismatch'],
    ['claim.value', 'x'.repeat(1 << 21), 'value proof-value-mismatch'],
    ['claim.value', 'x'.repeat((1 << 21) + 1), unusable('too-large', 'claim.value')],
  ])('is read as far as that, and not beyond: %s [EV-8]', (place, value, expected) => {
    expect(said(STATE_FILE, at(place, value))).toBe(expected);
  });

  test('may be a whole report [EV-8]', () => {
    const long = (length: number) => at('document.text', 'x'.repeat(length));
    expect(said(REPORT_FILE, long(1001))).toBe('value proof-value-mismatch');
    expect(said(REPORT_FILE, long(1 << 21))).toBe('value proof-value-mismatch');
    expect(said(REPORT_FILE, long((1 << 21) + 1))).toBe(unusable('too-large', 'document.text'));
    expect(said(REPORT_FILE, at('document.indicator', 'x'.repeat(1001)))).toBe(
      unusable('too-large', 'document.indicator'),
    );
  });
});

describe('the content as it is written', () => {
  const contentOf = (file: Uint8Array): Mutable => {
    const json = unframeEvidence(file, nobleSuite.sha256);
    return json.ok ? JSON.parse(fromUtf8(json.value)) : undefined;
  };

  test('names format, version and network, times as RFC 3339 and periods in seconds [EV-8]', () => {
    const content = contentOf(buildEvidence(stateInput()));
    expect(Object.keys(content).sort()).toEqual(
      ['backwards', 'claim', 'document', 'format', 'network', 'proof', 'trace', 'verifiedAt', 'version'].sort(),
    );
    expect(content).toMatchObject({
      format: 'pilotlight-evidence',
      version: 1,
      document: null,
      verifiedAt: '2026-01-01T00:03:20.123456789Z',
    });
    expect(content.network).toEqual({
      keyTable: 'tendermint',
      trustLevel: '1/3',
      trustingPeriodSeconds: 1_209_600,
      maxClockDriftSeconds: 10,
      anchor: { height: '2', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      issuedBy: 'National demo office',
    });
    expect([content.trace.length, content.backwards.length]).toEqual([3, 2]);
  });

  test('has a state proof, a transaction or a report as they were given [EV-8]', () => {
    const state = contentOf(buildEvidence(stateInput())).proof;
    expect(state).toEqual({
      kind: 'state',
      store: 'pilot',
      key: Buffer.from('record/jiazi-customs').toString('base64'),
      value: Buffer.from('184203').toString('base64'),
      ops: [
        { type: 'ics23:iavl', key: state.key, data: expect.any(String) },
        { type: 'ics23:simple', key: Buffer.from('pilot').toString('base64'), data: expect.any(String) },
      ],
    });
    expect(contentOf(buildEvidence(transactionInput())).proof).toEqual({
      kind: 'transaction',
      root_hash: expect.stringMatching(/^[0-9A-F]{64}$/),
      data: Buffer.from('transaction two').toString('base64'),
      proof: { total: '3', index: '1', leaf_hash: expect.any(String), aunts: [expect.any(String), expect.any(String)] },
    });
    const { document } = contentOf(buildEvidence(reportInput('cost-saved', 'yuan')));
    expect(document).toEqual({ text: reportInput(null, null).document?.text, indicator: 'cost-saved' });
  });

  test.each(['trustingPeriod', 'maxClockDrift'] as const)('has whole seconds only: %s [EV-8]', (name) => {
    const input = smallInput();
    const { parameters } = input.network;
    const network = { ...input.network, parameters: { ...parameters, [name]: parameters[name] + 1n } };
    expect(() => buildEvidence({ ...input, network })).toThrow('bad-integer at network');
  });
});
