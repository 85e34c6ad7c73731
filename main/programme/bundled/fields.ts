import type { Sector } from '../model.ts';

export type FieldGroup = 'real-economy' | 'social-governance' | 'public-services' | 'financial-technology';

export interface Field extends Sector {
  readonly group: FieldGroup;
}

function field(sectorId: string, group: FieldGroup, zh: string, en: string): Field {
  return { sectorId, group, name: { zh: `区块链+${zh}`, en: `Blockchain + ${en}` } };
}

/** The 16 fields of the call of 2021 in their four groups. */
export const FIELDS: readonly Field[] = [
  field('manufacturing', 'real-economy', '制造', 'Manufacturing'),
  field('energy', 'real-economy', '能源', 'Energy'),
  field(
    'gov-services-data-sharing',
    'social-governance',
    '政务服务/政务数据共享',
    'Government Services / Government Data Sharing',
  ),
  field('rule-of-law', 'social-governance', '法治', 'Rule of Law (Justice Administration)'),
  field('tax-fee-services', 'social-governance', '税费服务', 'Tax and Fee Services'),
  field('adjudication', 'social-governance', '审判', 'Adjudication (Courts)'),
  field('procuratorate', 'social-governance', '检察', 'Procuratorial Work'),
  field('copyright', 'social-governance', '版权', 'Copyright'),
  field('civil-affairs', 'public-services', '民政', 'Civil Affairs'),
  field('human-resources-social-security', 'public-services', '人社', 'Human Resources and Social Security'),
  field('education', 'public-services', '教育', 'Education'),
  field('health', 'public-services', '卫生健康', 'Health'),
  field('trade-finance', 'financial-technology', '贸易金融', 'Trade Finance'),
  field('risk-control', 'financial-technology', '风控管理', 'Risk-Control Management'),
  field('equity-market', 'financial-technology', '股权市场', 'Equity Market'),
  field('cross-border-finance', 'financial-technology', '跨境金融', 'Cross-Border Finance'),
];
