import { describe, expect, it } from 'vitest';
import { placeTiles } from '../../../renderer/features/zones/ZoneTiles.tsx';

const CODES =
  'BJ TJ HE SX NM LN JL HL SH JS ZJ AH FJ JX SD HA HB HN GD GX HI CQ SC GZ YN XZ SN GS QH NX XJ TW HK MO'.split(' ');
const zoneOf = (province: string | null, n = 0) => ({ zoneId: `${province}-${n}`, province });

describe('placeTiles', () => {
  it('has a place of its own for each province that a spreadsheet may name', () => {
    const { mapped, at } = placeTiles(CODES.map((code) => zoneOf(`CN-${code}`)));
    expect(mapped).toBe(true);
    expect(new Set([...at.values()].map(String)).size).toBe(CODES.length);
    const [beijing, hainan, xinjiang] = ['BJ', 'HI', 'XJ'].map((code) => at.get(`CN-${code}-0`) as [number, number]);
    expect(beijing?.[1]).toBeLessThan(hainan?.[1] as number);
    expect(xinjiang?.[0]).toBeLessThan(beijing?.[0] as number);
  });

  it('puts two zones of one province beside each other', () => {
    const { at } = placeTiles([zoneOf('CN-GZ', 1), zoneOf('CN-GZ', 2)]);
    const [one, two] = [...at.values()] as [number, number][];
    expect(two).toEqual([(one?.[0] as number) + 1, one?.[1]]);
  });

  it('keeps to the order where a zone lies in no known province', () => {
    expect(placeTiles([zoneOf('CN-GZ'), zoneOf(null)])).toMatchObject({ mapped: false });
    expect(placeTiles([])).toMatchObject({ mapped: false });
  });
});
