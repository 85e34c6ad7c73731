import { fold } from './text.ts';

// ISO 3166-2 codes of the provinces, and the names that spreadsheets use for them.

const PROVINCES: readonly (readonly [code: string, zh: string, en: string])[] = [
  ['CN-BJ', '北京市', 'Beijing'],
  ['CN-TJ', '天津市', 'Tianjin'],
  ['CN-HE', '河北省', 'Hebei'],
  ['CN-SX', '山西省', 'Shanxi'],
  ['CN-NM', '内蒙古自治区', 'Inner Mongolia'],
  ['CN-LN', '辽宁省', 'Liaoning'],
  ['CN-JL', '吉林省', 'Jilin'],
  ['CN-HL', '黑龙江省', 'Heilongjiang'],
  ['CN-SH', '上海市', 'Shanghai'],
  ['CN-JS', '江苏省', 'Jiangsu'],
  ['CN-ZJ', '浙江省', 'Zhejiang'],
  ['CN-AH', '安徽省', 'Anhui'],
  ['CN-FJ', '福建省', 'Fujian'],
  ['CN-JX', '江西省', 'Jiangxi'],
  ['CN-SD', '山东省', 'Shandong'],
  ['CN-HA', '河南省', 'Henan'],
  ['CN-HB', '湖北省', 'Hubei'],
  ['CN-HN', '湖南省', 'Hunan'],
  ['CN-GD', '广东省', 'Guangdong'],
  ['CN-GX', '广西壮族自治区', 'Guangxi'],
  ['CN-HI', '海南省', 'Hainan'],
  ['CN-CQ', '重庆市', 'Chongqing'],
  ['CN-SC', '四川省', 'Sichuan'],
  ['CN-GZ', '贵州省', 'Guizhou'],
  ['CN-YN', '云南省', 'Yunnan'],
  ['CN-XZ', '西藏自治区', 'Tibet'],
  ['CN-SN', '陕西省', 'Shaanxi'],
  ['CN-GS', '甘肃省', 'Gansu'],
  ['CN-QH', '青海省', 'Qinghai'],
  ['CN-NX', '宁夏回族自治区', 'Ningxia'],
  ['CN-XJ', '新疆维吾尔自治区', 'Xinjiang'],
  ['CN-TW', '台湾省', 'Taiwan'],
  ['CN-HK', '香港特别行政区', 'Hong Kong'],
  ['CN-MO', '澳门特别行政区', 'Macao'],
];

const BY_NAME: ReadonlyMap<string, string> = new Map(
  PROVINCES.flatMap(([code, zh, en]) =>
    [code, zh, zh.replace(/(?:市|省|(?:壮族|回族|维吾尔)?自治区|特别行政区)$/, ''), en, `${en} Province`].map(
      (name) => [fold(name), code] as const,
    ),
  ).concat([
    [fold('Xizang'), 'CN-XZ'],
    [fold('Macau'), 'CN-MO'],
    [fold('新疆生产建设兵团'), 'CN-XJ'],
  ]),
);

/** null: not a province that is known. */
export function provinceOf(text: string): string | null {
  return BY_NAME.get(fold(text)) ?? null;
}
