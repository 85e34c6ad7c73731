import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jcs } from '../../../../main/programme/trust/jcs.ts';

/** Values and texts of RFC 8785, appendix B: the bits of a double and its one notation. */
const NUMBERS: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

const double = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE(0);

describe('canonical JSON', () => {
  it('writes every number of RFC 8785, appendix B, in its one notation', () => {
    for (const [bits, text] of NUMBERS) expect([bits, jcs(double(bits))]).toEqual([bits, text]);
  });

  it('has no notation for NaN and the infinities', () => {
    for (const bits of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000']) {
      expect(() => jcs({ a: [double(bits)] })).toThrow(/bad-integer at a\[0\]/);
    }
  });

  it('orders members by UTF-16 code units, as the example of RFC 8785, 3.2.3, has it', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(jcs(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
        '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  it('orders members like "10" by their text, not by their number', () => {
    expect(jcs({ 9: 1, 10: 2, a: 3, A: 4, '': 5 })).toBe('{"":5,"10":2,"9":1,"A":4,"a":3}');
  });

  it('escapes what 3.2.2.2 names and nothing else', () => {
    expect(jcs('\b\t\n\f\r"\\/\u0000\u001f\u007f\u2028<€')).toBe(
      '"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\u007f\u2028<€"',
    );
  });

  it('writes the sample of 3.2.2 as the RFC does', () => {
    const sample = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(jcs(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('refuses what is no JSON, naming where', () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [{ a: 'x\ud800' }, /bad-utf8 at a/],
      [{ 'x\udc00': 1 }, /bad-utf8/],
      [{ a: { b: undefined } }, /bad-json at a\.b/],
      [[1, 2n], /bad-json at \[1\]/],
      [{ at: new Date(0) }, /bad-json at at/],
      [Array.from({ length: 33 }).reduce<unknown>((inner) => [inner], 1), /too-deep/],
    ];
    for (const [value, error] of refused) expect(() => jcs(value)).toThrow(error);
  });

  it('is one text for one value, whatever the order of its members, and says the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = jcs(value);
        expect(jcs(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        const turned = (json: unknown): unknown =>
          Array.isArray(json)
            ? json.map(turned)
            : typeof json === 'object' && json !== null
              ? Object.fromEntries(
                  Object.entries(json)
                    .reverse()
                    .map(([key, member]) => [key, turned(member)]),
                )
              : json;
        expect(jcs(turned(value))).toBe(text);
      }),
    );
  });
});
