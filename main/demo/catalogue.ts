import { FIELDS } from '../programme/bundled/fields.ts';

// The names of the demo programme. Zones and scenarios are invented: no figure is ever shown for a real organisation.

export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface DemoZone {
  readonly zoneId: string;
  readonly name: Text;
}

/** The first fifteen pairs of the sexagenary cycle. */
const CYCLE: readonly (readonly [string, string])[] = [
  ['jiazi', '甲子'],
  ['yichou', '乙丑'],
  ['bingyin', '丙寅'],
  ['dingmao', '丁卯'],
  ['wuchen', '戊辰'],
  ['jisi', '己巳'],
  ['gengwu', '庚午'],
  ['xinwei', '辛未'],
  ['renshen', '壬申'],
  ['guiyou', '癸酉'],
  ['jiaxu', '甲戌'],
  ['yihai', '乙亥'],
  ['bingzi', '丙子'],
  ['dingchou', '丁丑'],
  ['wuyin', '戊寅'],
];

export const ZONES: readonly DemoZone[] = CYCLE.map(([zoneId, zh]) => ({
  zoneId,
  name: { zh: `${zh}示范区`, en: `${zoneId.charAt(0).toUpperCase()}${zoneId.slice(1)} Demo Zone` },
}));

export function chainIdOf(zoneId: string): string {
  return `demo-${zoneId}-1`;
}

/** What stands before the scenario's own name. */
export function shortNameOf(zone: DemoZone): Text {
  return { zh: zone.name.zh, en: zone.name.en.replace(/ Demo Zone$/, '') };
}

/** The real fields: the demo's zones, entities and figures are invented, what they work on is not. */
export const SECTORS = FIELDS;

export interface Theme {
  readonly id: string;
  readonly sector: string;
  readonly name: Text;
}

const THEME_LIST: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  manufacturing: [
    ['part-trace', '零部件质量追溯', 'Tracing of parts and their quality'],
    ['contract-make', '协同制造订单存证', 'Evidence of shared production orders'],
    ['device-ledger', '工业设备健康台账', 'Health ledger of industrial equipment'],
    ['mould-share', '模具共享结算', 'Settlement of shared moulds'],
    ['after-sale', '售后服务履约存证', 'Evidence of after-sales service'],
  ],
  energy: [
    ['green-power', '绿电溯源', 'Origin of green electricity'],
    ['charge-settle', '充电设施结算', 'Settlement of charging stations'],
    ['load-response', '需求响应存证', 'Evidence of demand response'],
    ['heat-meter', '供热计量共享', 'Shared heat metering'],
    ['carbon-ledger', '碳排放台账', 'Ledger of carbon emissions'],
  ],
  'gov-services-data-sharing': [
    ['e-licence', '电子证照互认', 'Mutual recognition of e-licences'],
    ['data-catalogue', '政务数据目录共享', 'Shared catalogue of government data'],
    ['one-form', '一表申请', 'One form for many offices'],
    ['property-link', '不动产登记协同', 'Joint registration of real estate'],
    ['permit-trail', '审批过程留痕', 'Trail of permit decisions'],
  ],
  'rule-of-law': [
    ['notary-file', '公证文书存证', 'Evidence of notarial files'],
    ['mediation', '人民调解协议存证', 'Evidence of mediation agreements'],
    ['correction', '社区矫正协同', 'Joint community correction'],
    ['legal-aid', '法律援助流转', 'Passing of legal-aid cases'],
  ],
  'tax-fee-services': [
    ['e-invoice', '电子票据流转', 'Passing of electronic bills'],
    ['fee-receipt', '非税收入收据', 'Receipts of non-tax fees'],
    ['rebate', '退税协同审核', 'Joint review of refunds'],
    ['housing-tax', '房产交易税费联办', 'Taxes and fees of house sales in one step'],
  ],
  adjudication: [
    ['court-evidence', '电子证据核验', 'Checking of electronic evidence'],
    ['delivery', '文书送达存证', 'Evidence of service of documents'],
    ['enforcement', '执行协同', 'Joint enforcement'],
    ['seal-check', '裁判文书验签', 'Checking of seals on judgments'],
  ],
  procuratorate: [
    ['public-interest', '公益诉讼线索存证', 'Evidence of public-interest leads'],
    ['case-transfer', '案件移送协同', 'Joint transfer of cases'],
    ['custody-review', '羁押必要性审查留痕', 'Trail of custody reviews'],
    ['supervision', '法律监督数据共享', 'Shared data for legal supervision'],
  ],
  copyright: [
    ['music-rights', '音乐作品登记', 'Registration of music'],
    ['image-rights', '图片版权交易', 'Trade in image rights'],
    ['folk-design', '民间图案登记', 'Registration of folk designs'],
    ['press-trace', '新闻作品传播追踪', 'Tracing of press articles'],
  ],
  'civil-affairs': [
    ['charity-trace', '慈善捐赠追踪', 'Tracing of donations'],
    ['elder-care', '养老服务补贴核验', 'Checking of care subsidies'],
    ['aid-check', '社会救助核对', 'Checking of social aid'],
    ['marriage-file', '婚姻登记档案共享', 'Shared marriage files'],
    ['place-names', '地名地址库共享', 'Shared register of addresses'],
  ],
  'human-resources-social-security': [
    ['labour-contract', '电子劳动合同', 'Electronic labour contracts'],
    ['skill-certificate', '技能证书核验', 'Checking of skill certificates'],
    ['wage-guard', '工资支付监管', 'Watching of wage payments'],
    ['job-history', '从业经历存证', 'Evidence of work history'],
    ['injury-case', '工伤认定协同', 'Joint decisions on work injuries'],
  ],
  education: [
    ['degree-check', '学历学位核验', 'Checking of degrees'],
    ['credit-bank', '学分银行', 'Credit bank'],
    ['award-file', '竞赛获奖存证', 'Evidence of awards'],
    ['training-hours', '继续教育学时', 'Hours of further training'],
    ['campus-safety', '校园食材溯源', 'Origin of school food'],
  ],
  health: [
    ['record-share', '健康档案调阅授权', 'Consent to read health records'],
    ['vaccine-trace', '疫苗流通追溯', 'Tracing of vaccines'],
    ['prescription', '电子处方流转', 'Passing of prescriptions'],
    ['waste-trace', '医疗废物追踪', 'Tracing of medical waste'],
    ['test-mutual', '检验结果互认', 'Mutual recognition of test results'],
  ],
  'trade-finance': [
    ['receivable', '应收账款凭证流转', 'Passing of receivables'],
    ['warehouse', '电子仓单', 'Electronic warehouse receipts'],
    ['letter-credit', '国内信用证', 'Domestic letters of credit'],
    ['supply-loan', '订单融资核验', 'Checking of order finance'],
    ['bill-discount', '票据贴现核验', 'Checking of bill discounts'],
  ],
  'risk-control': [
    ['credit-share', '信用数据核验', 'Checking of credit data'],
    ['guarantee', '担保登记共享', 'Shared register of guarantees'],
    ['claim-check', '理赔材料核验', 'Checking of insurance claims'],
    ['fraud-list', '可疑线索共享', 'Shared list of suspicions'],
    ['collateral', '动产抵押登记', 'Register of movable collateral'],
  ],
  'equity-market': [
    ['share-register', '股权登记托管', 'Register of shares'],
    ['disclosure', '信息披露存证', 'Evidence of disclosures'],
    ['transfer-file', '股权转让留痕', 'Trail of share transfers'],
    ['pledge', '股权质押登记', 'Register of share pledges'],
  ],
  'cross-border-finance': [
    ['export-finance', '出口融资核验', 'Checking of export finance'],
    ['customs-match', '报关单核对', 'Matching of customs forms'],
    ['service-trade', '服务贸易付汇', 'Payments for traded services'],
    ['policy-check', '出口信用保险核验', 'Checking of export credit insurance'],
    ['freight', '运费支付核验', 'Checking of freight payments'],
  ],
};

/** Sector by sector in turn, so that any run of themes covers many sectors. */
export const THEMES: readonly Theme[] = interleave();

function interleave(): Theme[] {
  const out: Theme[] = [];
  for (let round = 0; round < 5; round++) {
    for (const { sectorId } of SECTORS) {
      const entry = THEME_LIST[sectorId]?.[round];
      if (entry === undefined) continue;
      const [id, zh, en] = entry;
      out.push({ id, sector: sectorId, name: { zh, en } });
    }
  }
  return out;
}

export interface OfficeName {
  readonly officeId: string;
  readonly name: Text;
}

export const OFFICES: readonly OfficeName[] = [
  { officeId: 'office-east', name: { zh: '东片示范办公室', en: 'Eastern Demo Office' } },
  { officeId: 'office-south', name: { zh: '南片示范办公室', en: 'Southern Demo Office' } },
  { officeId: 'office-north', name: { zh: '北片示范办公室', en: 'Northern Demo Office' } },
];

/** Who runs the endpoints: where primary and witness share one, the witness is not independent. */
export const OPERATORS: readonly string[] = [
  'Demo Operator A',
  'Demo Operator B',
  'Demo Operator C',
  'Demo Operator D',
];
