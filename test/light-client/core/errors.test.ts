import { expect, test } from 'vitest';
import { CodecError } from '../../../light-client/codec/codecError.ts';
import { attempt, fail, ok } from '../../../light-client/core/errors.ts';

const throwing = (error: unknown) => () => {
  throw error;
};

test('what a decoder cannot read becomes an error with the place and the reason [CX-6]', () => {
  expect(attempt('bad-evidence-file', throwing(new CodecError('bad-hex', 'commit.signatures[3]')))).toEqual(
    fail('bad-evidence-file', { at: 'commit.signatures[3]', reason: 'bad-hex' }),
  );
  expect(attempt('bad-evidence-file', () => 7)).toEqual(ok(7));
});

test("an exception that is no decoder's is a bug, and goes on upwards [CX-15]", () => {
  const bug = new TypeError('a bug');
  expect(() => attempt('bad-evidence-file', throwing(bug))).toThrow(bug);
  const alike = { name: 'CodecError', code: 'bad-hex', at: 'x' };
  expect(() => attempt('bad-evidence-file', throwing(alike))).toThrow(expect.objectContaining(alike));
});
