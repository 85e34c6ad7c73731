import { describe, expect, test } from 'vitest';
import { fromUtf8, toUtf8 } from '../../../light-client/codec/utf8.ts';
import { nobleSuite } from '../../../light-client/crypto/nobleSuite.ts';
import { frameEvidence, MAX_EVIDENCE_BYTES, unframeEvidence } from '../../../light-client/evidence/file.ts';

// The frame by itself: what closes a file, what opens it, and which of the two is said to be missing.

const { sha256 } = nobleSuite;
const hashOf = (head: string): string => Buffer.from(sha256(toUtf8(head))).toString('hex');
const sealed = (head: string): string => `${head}${hashOf(head)}\n`;

function said(file: Uint8Array | string): string {
  const result = unframeEvidence(typeof file === 'string' ? toUtf8(file) : file, sha256);
  if (result.ok) return `holds ${fromUtf8(result.value)}`;
  const { code, params } = result.error;
  return code === 'unsupported-version' ? `version ${params['version']}` : `${code} ${params['reason']}`;
}

describe('the frame of an evidence file', () => {
  test('is the first line, the content, and the hash of both, each on a line of its own [EV-7]', () => {
    expect(fromUtf8(frameEvidence('{"a":1}', sha256))).toBe(sealed('PLEV1\n{"a":1}\n'));
    expect(said(frameEvidence('{"a":1}', sha256))).toBe('holds {"a":1}');
  });

  test.each([
    ['another digit in the content', sealed('PLEV1\n{"a":1}\n').replace('1}', '2}'), 'tail-hash'],
    ['the hash of something else', `PLEV1\n{}\n${hashOf('PLEV1\n{}')}\n`, 'tail-hash'],
    ['no newline at its end', sealed('PLEV1\n{}\n').slice(0, -1), 'truncated'],
    ['a space for the newline at its end', sealed('PLEV1\n{}\n').replace(/\n$/, ' '), 'truncated'],
    ['a line of text where the hash should be', `PLEV1\n${'x'.repeat(100)}\n`, 'truncated'],
    ['its first line alone', 'PLEV1\n', 'truncated'],
    ['no newline before the hash', sealed('PLEV1\n{} '), 'layout'],
    ['one newline for both lines', sealed('PLEV1\n'), 'layout'],
    ['two lines of content', sealed('PLEV1\n{}\n{}\n'), 'layout'],
    ['another first line', sealed('PLEV 1\n{}\n'), 'not-evidence'],
    ['less than a first line', 'PLEV1', 'not-evidence'],
    ['a newline alone', '\n', 'not-evidence'],
  ])('is told to be wrong with %s [EV-7]', (_, file, reason) => {
    expect(said(file)).toBe(`bad-evidence-file ${reason}`);
  });

  test.each([
    ['/', 'truncated'],
    ['0', 'tail-hash'],
    ['9', 'tail-hash'],
    [':', 'truncated'],
    ['A', 'truncated'],
    ['`', 'truncated'],
    ['a', 'tail-hash'],
    ['f', 'tail-hash'],
    ['g', 'truncated'],
  ])('ends with lower-case digits only: %s sixty-four times is %s [EV-7]', (digit, reason) => {
    expect(said(`PLEV1\n{}\n${digit.repeat(64)}\n`)).toBe(`bad-evidence-file ${reason}`);
    // One that is no digit is enough, wherever it stands.
    const hash = hashOf('PLEV1\n{}\n');
    for (const at of [0, 31, 63]) {
      const file = `PLEV1\n{}\n${hash.slice(0, at)}${hash[at] === digit ? '7' : digit}${hash.slice(at + 1)}\n`;
      expect(said(file)).toBe(`bad-evidence-file ${reason}`);
    }
  });

  test('is closed by a hash even where nothing stands before it [EV-7]', () => {
    expect(said(`${'0'.repeat(64)}\n`)).toBe('bad-evidence-file tail-hash');
    expect(said(`${'0'.repeat(63)}\n`)).toBe('bad-evidence-file not-evidence');
    expect(said(sealed(''))).toBe('bad-evidence-file not-evidence');
  });

  test.each([
    ['PLEV2\n{}\n', 'version 2'],
    ['PLEV10\n{}\n', 'version 10'],
    ['PLEV999999\n', 'version 999999'],
    ['PLEV1000000\n', 'bad-evidence-file not-evidence'],
    ['PLEV02\n{}\n', 'bad-evidence-file not-evidence'],
    ['PLEV2.1\n{}\n', 'bad-evidence-file not-evidence'],
    ['PLEV2 \n{}\n', 'bad-evidence-file not-evidence'],
    ['PLEV\n{}\n', 'bad-evidence-file not-evidence'],
    ['PLEVx\n{}\n', 'bad-evidence-file not-evidence'],
    [' PLEV2\n{}\n', 'bad-evidence-file not-evidence'],
  ])('of a whole file that begins with %j is of another version, or none [EV-7]', (head, expected) => {
    expect(said(sealed(head))).toBe(expected);
  });

  test('is looked at up to its limit, and not beyond [EV-7]', () => {
    const most = new Uint8Array(MAX_EVIDENCE_BYTES);
    expect(said(most)).toBe('bad-evidence-file not-evidence');
    expect(said(new Uint8Array(MAX_EVIDENCE_BYTES + 1))).toBe('bad-evidence-file too-large');
  });
});
