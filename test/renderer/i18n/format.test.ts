import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../renderer/i18n/format.ts';

const fmt = formats('zh-CN');

/** What the platform's own calendar says, in the same zone. */
function told(iso: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const p = Object.fromEntries(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}:${p['second']}`;
}

describe('a time', () => {
  it("is told in the machine's own zone, as its own calendar tells it", () => {
    const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => {
        const iso = date.toISOString();
        const whole = told(iso);
        expect(fmt.dateTime(iso, true)).toBe(whole);
        expect(fmt.dateTime(iso)).toBe(whole.slice(0, 16));
        expect(fmt.date(iso)).toBe(whole.slice(0, 10));
        expect(fmt.time(iso)).toBe(whole.slice(11, 16));
        expect(fmt.time(iso, true)).toBe(whole.slice(11));
      }),
    );
  });

  it('that is only a day is that day everywhere', () => {
    expect(fmt.date('2026-11-22')).toBe('2026-11-22');
  });
});
