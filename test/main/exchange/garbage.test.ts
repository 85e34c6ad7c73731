import { deflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../main/exchange/limits.ts';
import { writeXlsx } from '../../../main/exchange/xlsxWriter.ts';
import { zip } from '../../../main/exchange/zipWriter.ts';
import { smallProgramme } from '../../helpers/spreadsheet.ts';
import { contextOf, csv, importer } from './context.ts';

const master = smallProgramme(3);
const text = (value: string) => new TextEncoder().encode(value);

async function errorOf(bytes: Uint8Array, name = 'file.xlsx') {
  const outcome = await importer().read({ name, bytes, type: null }, contextOf(master));
  return outcome.ok ? 'read' : { code: outcome.error.code, ...outcome.error.params };
}

async function workbook(sheet: string, extra: Readonly<Record<string, string>> = {}) {
  const head = '<?xml version="1.0"?>';
  const parts: Record<string, string> = {
    'xl/workbook.xml': `${head}<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
    ...extra,
  };
  return zip(Object.entries(parts).map(([name, xml]) => ({ name, bytes: text(xml) })));
}

const good = () =>
  writeXlsx([{ name: 'a', rows: [['场景编号', '报告期', '指标编号', '数值']], widths: [], headingRows: 1 }]);

describe('a file that is no spreadsheet', () => {
  it('is named when it is empty', async () => {
    expect(await errorOf(new Uint8Array())).toEqual({ code: 'import-empty' });
    expect(await errorOf(text('\ufeff  \r\n'), 'a.csv')).toEqual({ code: 'import-empty' });
  });

  it('is named when it is larger than the limit', async () => {
    const bytes = new Uint8Array(LIMITS.fileBytes + 1);
    expect(await errorOf(bytes)).toEqual({ code: 'import-too-large', size: bytes.length, limit: LIMITS.fileBytes });
  });

  it('is named when its name promises a workbook and its bytes are something else', async () => {
    expect(await errorOf(text('scenario,value\r\na,1'))).toEqual({ code: 'import-not-a-spreadsheet' });
    expect(await errorOf(text('%PDF-1.7 whatever'), 'a.csv')).toEqual({ code: 'import-not-a-spreadsheet' });
    expect(await errorOf(Uint8Array.of(1, 0, 2, 0), 'a.csv')).toEqual({ code: 'import-not-a-spreadsheet' });
  });

  it('is read by its bytes when only its name is wrong', async () => {
    expect(await errorOf(await good(), 'a.csv')).toBe('read');
  });

  it('is named when it is protected by a password, or of the old format', async () => {
    const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array<number>(512).fill(0)];
    const encrypted = Uint8Array.from([...ole, ...Buffer.from('EncryptedPackage', 'utf16le')]);
    expect(await errorOf(encrypted)).toEqual({ code: 'import-encrypted' });
    expect(await errorOf(Uint8Array.from([...ole, ...Buffer.from('Workbook', 'utf16le')]), 'a.xls')).toEqual({
      code: 'import-old-format',
    });
  });

  it('is named when it is an archive of something else', async () => {
    const other = await zip([{ name: 'hello.txt', bytes: text('hello') }]);
    expect(await errorOf(other)).toMatchObject({ code: 'import-workbook-incomplete' });
    const openDocument = await zip([{ name: 'content.xml', bytes: text('<a/>') }]);
    expect(await errorOf(openDocument)).toMatchObject({ code: 'import-not-a-spreadsheet' });
  });
});

describe('a damaged workbook', () => {
  it('is refused wherever it is cut off', async () => {
    const bytes = await good();
    for (let length = 4; length < bytes.length; length += 97) {
      expect(await errorOf(bytes.slice(0, length))).toMatchObject({ code: 'import-zip-damaged' });
    }
  });

  it('never gets through with a byte changed anywhere unless it still reads as a workbook', async () => {
    const bytes = await good();
    for (let at = 0; at < bytes.length; at += 13) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 0xff;
      const outcome = await errorOf(changed);
      if (outcome !== 'read') expect(outcome.code).toMatch(/^import-/);
    }
  });

  it('is refused when a part is missing', async () => {
    const bytes = await workbook('<worksheet/>', { 'xl/worksheets/sheet1.xml': '<worksheet/>' });
    expect(await errorOf(bytes)).toBe('read');
    const without = await zip([
      { name: 'xl/workbook.xml', bytes: text('<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>') },
      {
        name: 'xl/_rels/workbook.xml.rels',
        bytes: text('<R><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></R>'),
      },
    ]);
    expect(await errorOf(without)).toEqual({ code: 'import-workbook-incomplete', part: 'xl/s.xml' });
  });

  it.each(['<a', '<a><b></a>', '<a>', '<a b=c/>', '<worksheet><sheetData><row r="x"/></sheetData></worksheet>'])(
    'is refused when its XML is broken: %s',
    async (xml) => {
      expect(await errorOf(await workbook(xml))).toMatchObject({ code: 'import-xml-damaged' });
    },
  );
});

describe('a hostile workbook', () => {
  it('that inflates to more than the limit is refused before anything is inflated', async () => {
    const bytes = await good();
    const bomb = bytes.slice();
    const view = new DataView(bomb.buffer);
    for (let at = 0; at + 46 < bomb.length; at += 1) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0x7fffffff, true);
    }
    expect(await errorOf(bomb)).toMatchObject({ code: 'import-zip-bomb' });
  });

  it('that inflates to more than its directory says is stopped there', async () => {
    const bytes = await workbook(`<worksheet>${' '.repeat(3_000_000)}</worksheet>`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at + 46 < bytes.length; at += 1) {
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 1_000_000) {
        view.setUint32(at + 24, 300, true);
      }
    }
    expect(await errorOf(bytes)).toMatchObject({ code: 'import-zip-bomb' });
  });

  it('that is 1:1000 packed and within the limits is read as what it is', async () => {
    const bytes = await workbook(`<worksheet>${' '.repeat(5_000_000)}<sheetData/></worksheet>`);
    expect(deflateRawSync(new Uint8Array(5_000_000)).length).toBeLessThan(10_000);
    expect(await errorOf(bytes)).toBe('read');
  });

  it.each([
    '<!DOCTYPE a [<!ENTITY x "y">]><worksheet>&x;</worksheet>',
    '<!DOCTYPE a SYSTEM "file:///etc/hosts"><worksheet/>',
    '<worksheet>&x;</worksheet>',
    '<worksheet>&#x110000;</worksheet>',
    `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`,
  ])('with entities, a document type or bottomless nesting is refused: %s', async (xml) => {
    expect(await errorOf(await workbook(xml))).toMatchObject({ code: 'import-xml-refused' });
  });

  it('with too many rows, columns, cells or sheets is refused by its first excess', async () => {
    const cell = (ref: string) =>
      `<worksheet><sheetData><row r="${/\d+/.exec(ref)?.[0]}"><c r="${ref}"><v>1</v></c></row></sheetData></worksheet>`;
    expect(await errorOf(await workbook(cell('A200001')))).toMatchObject({ code: 'import-too-many-rows' });
    expect(await errorOf(await workbook(cell('XFD1')))).toMatchObject({
      code: 'import-too-many-columns',
      count: 16_384,
    });
    const sheets = Array.from({ length: 65 }, (_, index) => ({
      name: `s${index}`,
      rows: [],
      widths: [],
      headingRows: 0,
    }));
    expect(await errorOf(await writeXlsx(sheets))).toEqual({ code: 'import-too-many-sheets', count: 65, limit: 64 });
  });

  it('of a million columns is refused as CSV, too', async () => {
    expect(await errorOf(text('a,'.repeat(1_000_000)), 'a.csv')).toMatchObject({ code: 'import-too-many-columns' });
    expect(await errorOf(text(`b\r\n${'a,'.repeat(600)}`), 'a.csv')).toMatchObject({
      code: 'import-too-many-columns',
      count: 600,
    });
    // Empty cells behind the last filled one are no columns.
    expect(await errorOf(text(`a${','.repeat(10_000)}`), 'a.csv')).toBe('read');
  });

  it('of one line that never ends is refused without reading it again and again', async () => {
    const started = performance.now();
    expect(await errorOf(text(`"${'x'.repeat(20_000_000)}`), 'a.csv')).toMatchObject({ code: 'import-cell-too-long' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('with a cell longer than spreadsheets allow is refused', async () => {
    expect(await errorOf(csv('a', 'x'.repeat(LIMITS.cellLength + 1)), 'a.csv')).toMatchObject({
      code: 'import-cell-too-long',
    });
  });
});

describe('the encoding of a CSV', () => {
  const lines = '场景编号,报告期,指标编号,数值\r\ns-0000,2026Q3,tx_total,17\r\n';
  const read = async (bytes: Uint8Array) => {
    const outcome = await importer().read({ name: 'a.csv', bytes, type: null }, contextOf(master));
    return outcome.ok ? `${outcome.value.encoding} ${outcome.value.counts.new}` : outcome.error;
  };

  it('is UTF-8 with or without a mark, or GB18030', async () => {
    expect(await read(text(lines))).toBe('utf-8 1');
    expect(await read(text(`\ufeff${lines}`))).toBe('utf-8 1');
    expect(await read(new Uint8Array(iconv.encode(lines, 'gb18030')))).toBe('gb18030 1');
  });

  it('is refused with the offset of the first byte that neither can have there', async () => {
    const bytes = Uint8Array.from([...text('abc,def\r\n'), 0xff, 0x41]);
    expect(await read(bytes)).toMatchObject({ code: 'import-encoding-unknown', params: { offset: 9, found: '0xff' } });
    expect(await read(Uint8Array.from([...text('ab'), 0x81]))).toMatchObject({
      code: 'import-encoding-unknown',
      params: { offset: 2 },
    });
    expect(await read(Uint8Array.from([0xff, 0xfe, 0x41, 0]))).toMatchObject({ params: { found: 'UTF-16' } });
  });

  it.each([',', ';', '\t'])('separators: %j', async (separator) => {
    expect(await read(text(lines.replaceAll(',', separator)))).toBe('utf-8 1');
  });

  it('of a quote that never ends is refused', async () => {
    expect(await read(text('a,b\r\n1,"2\r\n3,4'))).toMatchObject({ code: 'import-not-a-spreadsheet' });
  });
});
