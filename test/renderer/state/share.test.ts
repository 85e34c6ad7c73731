import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameData, shareEqual } from '../../../renderer/state/share.ts';

describe('sharing what did not change', () => {
  it('keeps the identity of every equal part and takes the rest', () => {
    const before = {
      zones: [
        { id: 'a', mix: [1, 2] },
        { id: 'b', mix: [3] },
      ],
      asOf: '1',
    };
    const next = {
      zones: [
        { id: 'a', mix: [1, 2] },
        { id: 'b', mix: [4] },
      ],
      asOf: '2',
    };
    const shared = shareEqual(before, next);
    expect(shared).toEqual(next);
    expect(shared.zones[0]).toBe(before.zones[0]);
    expect(shared.zones[1]).not.toBe(before.zones[1]);
    expect(shareEqual(before, structuredClone(before))).toBe(before);
  });

  it('never mistakes a list for an object, a shorter list for a longer one, or a missing field for an empty one', () => {
    for (const [before, next] of [
      [[], {}],
      [[1, 2], [1]],
      [[1], [1, 2]],
      [{ a: undefined }, {}],
      [{}, { a: undefined }],
      [{ a: undefined }, { b: undefined }],
      [null, {}],
      [{ a: null }, { a: {} }],
      ['1', 1],
    ]) {
      expect(shareEqual(before, next)).toStrictEqual(next);
      expect(shareEqual(before, next)).not.toBe(before);
      expect(isSameData(before, next)).toBe(false);
    }
  });

  it('gives a value that equals what came, whatever was there before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, next) => {
        const kept = structuredClone(before);
        expect(shareEqual(before, next)).toEqual(next);
        expect(before).toEqual(kept);
        expect(isSameData(next, structuredClone(next))).toBe(true);
      }),
    );
  });
});
