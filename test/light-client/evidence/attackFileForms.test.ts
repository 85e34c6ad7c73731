import { describe, expect, test } from 'vitest';
import { type CanonicalValue, canonicalJson } from '../../../light-client/codec/canonicalJson.ts';
import { toHex } from '../../../light-client/codec/hex.ts';
import { NANOS_PER_SECOND } from '../../../light-client/codec/time.ts';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import {
  type AttackFile,
  decodeAttackFile,
  encodeAttackFile,
  type FiledAccusation,
  isAttackFile,
  MAX_ATTACK_BYTES,
} from '../../../light-client/evidence/attackFile.ts';
import type { Mutable } from '../../helpers/evidence.ts';
import { attackFileOf, chosen, forkedBlock, held, honest, suite, TIP } from '../detector/fixtures.ts';

// The file of an attack, field by field: what is refused for its form is refused with the reason and the place.

const { sha256 } = suite;
const FILE = await attackFileOf(forkedBlock({ header: chosen }));
const TEXT = fromUtf8(encodeAttackFile(FILE, sha256));
const [PRIMARY, WITNESS] = FILE.accusations as readonly [FiledAccusation, FiledAccusation];

function said(bytes: Uint8Array): string {
  const read = decodeAttackFile(bytes, sha256);
  if (read.ok) return 'read';
  const { code, params } = read.error;
  return [code, params['reason'], params['version'], params['at']].filter((part) => part !== undefined).join(' ');
}

/** With the envelope changed; the digest is of the content as it was. */
function enveloped(change: (envelope: Mutable) => void): Uint8Array {
  const envelope = JSON.parse(TEXT) as Mutable;
  change(envelope);
  return toUtf8(canonicalJson(envelope as CanonicalValue));
}

/** With the content changed, and sealed again. */
function resealed(change: (content: Mutable) => void): Uint8Array {
  return enveloped((envelope) => {
    change(envelope.content);
    envelope.digest = toHex(sha256(toUtf8(canonicalJson(envelope.content))));
  });
}

const at = (path: string, value: unknown): ((content: Mutable) => void) => {
  const names = path.split('.');
  const last = names.pop() as string;
  return (content) => {
    let part = content;
    for (const name of names) part = part[name];
    part[last] = value;
  };
};

const written = (file: AttackFile): Mutable => JSON.parse(fromUtf8(encodeAttackFile(file, sha256)));

describe('the file of an attack as it is written', () => {
  test('has content, digest, format and version, and is read again as it was [EV-12]', () => {
    const bytes = encodeAttackFile(FILE, sha256);
    const { content, ...rest } = written(FILE);
    expect(rest).toEqual({
      digest: toHex(sha256(toUtf8(canonicalJson(content)))),
      format: 'pilotlight-attack-evidence',
      version: 1,
    });
    const read = held(decodeAttackFile(bytes, sha256));
    expect({ ...read, accusations: [] }).toEqual({ ...FILE, accusations: [] });
    expect(read.accusations.map(({ accused, kind, evidence }) => ({ accused, kind, evidence }))).toEqual(
      FILE.accusations.map(({ accused, kind, evidence }) => ({ accused, kind, evidence })),
    );
  });

  test('names chain, keys, moment, parameters and both sides, and leaves next sets out [EV-12]', () => {
    const { accusations, ...content } = written(FILE).content;
    expect(content).toEqual({
      chainId: honest.chainId,
      family: 'cometbft',
      keyTable: 'tendermint',
      demo: false,
      detectedAt: '2026-01-01T00:02:00.123456789Z',
      parameters: { trustLevel: '1/3', trustingPeriodSeconds: '1000000', maxClockDriftSeconds: '10' },
    });
    expect(PRIMARY.common).toHaveProperty('nextValidatorSet');
    for (const [i, role] of ['primary', 'witness'].entries()) {
      const accusation = accusations[i];
      expect(Object.keys(accusation).sort()).toEqual(
        ['accused', 'common', 'evidence', 'evidenceProtobuf', 'kind', 'way'].sort(),
      );
      expect([accusation.accused, accusation.kind]).toEqual([
        { operator: role, role, url: `http://${role}` },
        'equivocation',
      ]);
      const blocks = [accusation.common, ...accusation.way];
      expect(blocks.map(({ signed_header }) => signed_header.header.height)).toEqual(['1', String(TIP)]);
      for (const block of blocks) expect(Object.keys(block)).toEqual(['signed_header', 'validator_set']);
      expect(accusation.evidence.value.CommonHeight).toBe(String(TIP));
    }
  });

  test.each(['lunatic', 'equivocation', 'amnesia', 'lunatic-forward'] as const)('may be of kind %s [EV-12]', (kind) => {
    const file = { ...FILE, demo: true, accusations: [{ ...PRIMARY, kind }] };
    const read = held(decodeAttackFile(encodeAttackFile(file, sha256), sha256));
    expect([read.demo, read.accusations.map((accusation) => accusation.kind)]).toEqual([true, [kind]]);
  });

  test('may have no way and a witness alone, and any periods in whole seconds [EV-12]', () => {
    const second = NANOS_PER_SECOND;
    const parameters = {
      trustLevel: { numerator: 10n, denominator: 30n },
      trustingPeriod: 0n,
      maxClockDrift: 12n * second,
    };
    const file = { ...FILE, parameters, accusations: [{ ...WITNESS, way: [] }] };
    const read = held(decodeAttackFile(encodeAttackFile(file, sha256), sha256));
    expect(read.parameters).toEqual(parameters);
    expect(read.accusations.map(({ accused, way }) => [accused.role, way])).toEqual([['witness', []]]);
    const long = { ...parameters, trustingPeriod: 999_999_999_999_999_999n * second };
    expect(held(decodeAttackFile(encodeAttackFile({ ...file, parameters: long }, sha256), sha256)).parameters).toEqual(
      long,
    );
  });
});

describe('bytes that mean to be the file of an attack', () => {
  const tail = '"format":"pilotlight-attack-evidence","version":';

  test.each([
    ['the whole file', TEXT, true],
    ['the end of one alone', tail, true],
    ['the end of one, after a little', `{${tail}1`, true],
    ['a version of many digits', `{"content":{},${tail}1234567}`, true],
    ['more than a version behind', `{"content":{},${tail}12345678}`, false],
    ['the same words at the beginning', `{${tail}1,"x":"${'x'.repeat(40)}"}`, false],
    ['another format', TEXT.replace('pilotlight-attack', 'pilotlight_attack'), false],
    ['nothing', '', false],
  ])('are told by how they end: %s [EV-12]', (_, text, expected) => {
    expect(isAttackFile(toUtf8(text))).toBe(expected);
  });

  test('are not looked at beyond their limit [EV-12]', () => {
    expect(decodeAttackFile(new Uint8Array(MAX_ATTACK_BYTES + 1), sha256)).toMatchObject({
      ok: false,
      error: { code: 'bad-evidence-file', params: { reason: 'too-large', bytes: MAX_ATTACK_BYTES + 1 } },
    });
    expect(said(new Uint8Array(MAX_ATTACK_BYTES))).toBe('bad-evidence-file bad-json file');
  });
});

describe('the envelope', () => {
  test.each<[string, Uint8Array, string]>([
    ['no UTF-8', Uint8Array.of(0x7b, 0xff), 'bad-utf8 file'],
    ['no JSON', toUtf8('{'), 'bad-json file'],
    ['a list', toUtf8('[]'), 'bad-json file'],
    ['null', toUtf8('null'), 'bad-json file'],
    ['a text', toUtf8('"format"'), 'bad-json file'],
    ['spaces', toUtf8(` ${TEXT}`), 'not-canonical file'],
    ['another format', enveloped(at('format', 'pilotlight-evidence')), 'bad-json file'],
    ['no format', enveloped((envelope) => delete envelope.format), 'bad-json file'],
    ['another member', enveloped(at('remark', 'x')), 'bad-json file'],
    ['another digest', enveloped(at('digest', 'ab'.repeat(32))), 'tail-hash'],
    ['no digest', enveloped((envelope) => delete envelope.digest), 'tail-hash'],
    ['other content', enveloped(at('content.demo', true)), 'tail-hash'],
    ['no content', enveloped((envelope) => delete envelope.content), 'tail-hash'],
  ])('that is wrong is told with its reason: %s [EV-15]', (_, bytes, expected) => {
    expect(said(bytes)).toBe(`bad-evidence-file ${expected}`);
  });

  test.each([
    [2, '2'],
    ['1', '1'],
    [null, 'null'],
  ])('of version %j is one that is not read, and says which [EV-15]', (version, named) => {
    const read = decodeAttackFile(enveloped(at('version', version)), sha256);
    expect(read.ok ? 'read' : [read.error.code, read.error.params]).toEqual([
      'unsupported-version',
      { version: named },
    ]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['a list', []],
  ])('holds an object, not %s [EV-15]', (_, content) => {
    const bytes = enveloped((envelope) => {
      if (content === undefined) delete envelope.content;
      else envelope.content = content;
      envelope.digest = toHex(sha256(toUtf8(canonicalJson(content ?? null))));
    });
    expect(said(bytes)).toBe('bad-evidence-file bad-json content');
  });
});

describe('a field of the content', () => {
  const first = 'accusations.0';

  const expectSaid = (bytes: Uint8Array, expected: string): void => {
    expect(said(bytes)).toBe(expected === 'read' ? expected : `bad-evidence-file ${expected}`);
  };

  test.each<[string, unknown, string]>([
    ['chainId', 7, 'bad-json content.chainId'],
    ['chainId', undefined, 'bad-json content.chainId'],
    ['chainId', 'x'.repeat(1001), 'too-large content.chainId'],
    ['chainId', 'x'.repeat(1000), 'read'],
    ['family', 'fabric', 'bad-field content.family'],
    ['keyTable', 7, 'bad-json content.keyTable'],
    ['keyTable', 'toString', 'unsupported-key content.keyTable'],
    ['demo', 'yes', 'not-canonical content'],
    ['demo', null, 'not-canonical content'],
    ['detectedAt', 7, 'bad-json content.detectedAt'],
    ['detectedAt', 'today', 'bad-time content.detectedAt'],
    ['remark', 'x', 'not-canonical content'],
    ['parameters', null, 'bad-json content.parameters'],
    ['parameters', [], 'bad-json content.parameters'],
    ['parameters', '1/3', 'bad-json content.parameters'],
    ['parameters.trustLevel', 7, 'bad-json content.parameters.trustLevel'],
    ['parameters.remark', 'x', 'not-canonical content'],
    ['accusations', null, 'bad-json content.accusations'],
    ['accusations', {}, 'bad-json content.accusations'],
    ['accusations', 'ab', 'bad-json content.accusations'],
    ['accusations', [], 'truncated content.accusations'],
    ['accusations', [null, null], 'bad-json content.accusations[0]'],
    ['accusations', [null, null, null], 'too-large content.accusations'],
    ['accusations.1', 'x', 'bad-json content.accusations[1]'],
    [`${first}.accused`, null, 'bad-json content.accusations[0].accused'],
    [`${first}.accused`, [], 'bad-json content.accusations[0].accused'],
    [`${first}.accused.role`, 7, 'bad-json content.accusations[0].accused.role'],
    [`${first}.accused.role`, 'judge', 'bad-field content.accusations[0].accused.role'],
    [`${first}.accused.url`, 7, 'bad-json content.accusations[0].accused.url'],
    [`${first}.accused.operator`, null, 'bad-json content.accusations[0].accused.operator'],
    [`${first}.accused.remark`, 'x', 'not-canonical content'],
    [`${first}.kind`, 'treason', 'bad-field content.accusations[0].kind'],
    [`${first}.kind`, null, 'bad-field content.accusations[0].kind'],
    [`${first}.common`, null, 'bad-json content.accusations[0].common'],
    [`${first}.way`, {}, 'bad-json content.accusations[0].way'],
    [`${first}.way`, new Array(512).fill(null), 'bad-json content.accusations[0].way[0]'],
    [`${first}.way`, new Array(513).fill(null), 'too-large content.accusations[0].way'],
    ['accusations.1.way.0', 7, 'bad-json content.accusations[1].way[0]'],
    [`${first}.evidence`, null, 'not-canonical content'],
    [`${first}.evidence.value.CommonHeight`, '5', 'not-canonical content'],
    [`${first}.evidenceProtobuf`, null, 'bad-json content.accusations[0].evidenceProtobuf'],
    [`${first}.evidenceProtobuf`, '*', 'bad-base64 content.accusations[0].evidenceProtobuf'],
    ['accusations.1.evidenceProtobuf', '', 'truncated content.accusations[1].evidenceProtobuf'],
    [`${first}.remark`, 'x', 'not-canonical content'],
  ])('is of its form or is refused at its place: %s as %j [EV-15]', (place, value, expected) => {
    const bytes = resealed((content) => {
      if (value === undefined) delete content[place];
      else at(place, value)(content);
    });
    expectSaid(bytes, expected);
  });

  const nineteen = '1'.repeat(19);
  const levels = ['10/30', `1/${nineteen}`, `${nineteen}/1`];
  test.each(levels)('is a trust level: %s [EV-15]', (level) => {
    expect(said(resealed(at('parameters.trustLevel', level)))).toBe('read');
  });

  const none = [
    '',
    '1',
    '1/',
    '/3',
    '0/3',
    '1/0',
    '01/3',
    '1/03',
    'x1/3',
    '1/3x',
    '1x/3',
    '1/x3',
    '1/3/3',
    '-1/3',
    '1 /3',
  ];
  test.each([...none, `1/1${nineteen}`, `1${nineteen}/1`])('is no trust level: %j [EV-15]', (level) => {
    expect(said(resealed(at('parameters.trustLevel', level)))).toBe(
      'bad-evidence-file bad-field content.parameters.trustLevel',
    );
  });

  const periods = ['trustingPeriodSeconds', 'maxClockDriftSeconds'];
  test.each(periods)('is a number of seconds, as text: %s [EV-15]', (name) => {
    const read = (value: unknown, expected: string) => expectSaid(resealed(at(`parameters.${name}`, value)), expected);
    for (const value of ['0', '9', '10', '1'.repeat(18)]) read(value, 'read');
    for (const value of ['', '01', '00', '-1', '+1', '1.5', '1x', 'x1', 'x0', '0x', ' 1', '1 ', '1'.repeat(19)]) {
      read(value, `bad-integer content.parameters.${name}`);
    }
    read(7, `bad-json content.parameters.${name}`);
  });
});
