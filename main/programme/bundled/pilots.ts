import type { Entity, Zone } from '../model.ts';

// What public sources say of the pilots, as far as they were read: a partial list. Names and facts only, each with where it
// was read and what is uncertain about it; no figure of any kind. The operator loads the full list from an own file.

/** 15 comprehensive zones. */
export const ZONES: readonly Zone[] = [
  {
    zoneId: 'zone-bj-haidian',
    name: { zh: '北京市海淀区', en: 'Haidian District, Beijing' },
    province: 'CN-BJ',
    source: 'https://globaltimes.cn/page/202112/1243141.shtml',
    note: 'City in the final list per chinabankingnews.com; district per globaltimes.cn (shortlist of December 2021).',
  },
  {
    zoneId: 'zone-he-xiongan',
    name: { zh: '河北雄安新区', en: "Xiong'an New Area, Hebei" },
    province: 'CN-HE',
    source: 'https://globaltimes.cn/page/202112/1243141.shtml',
    note: 'Also in the final list per chinabankingnews.com.',
  },
  {
    zoneId: 'zone-sh',
    name: { zh: '上海市', en: 'Shanghai' },
    province: 'CN-SH',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: 'The zone may be one district; no source read here names it, so none is given.',
  },
  {
    zoneId: 'zone-js-wuxi',
    name: { zh: '江苏省无锡市', en: 'Wuxi, Jiangsu' },
    province: 'CN-JS',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: 'jizihe.com 2022-05 confirms one Jiangsu comprehensive zone without naming it.',
  },
  {
    zoneId: 'zone-zj-hangzhou',
    name: { zh: '浙江省杭州市', en: 'Hangzhou, Zhejiang' },
    province: 'CN-ZJ',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: null,
  },
  {
    zoneId: 'zone-fj-fuzhou',
    name: { zh: '福建省福州市', en: 'Fuzhou, Fujian' },
    province: 'CN-FJ',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: 'Spelt "Fuzou" in the source.',
  },
  {
    zoneId: 'zone-jx-ganzhou',
    name: { zh: '江西省赣州市', en: 'Ganzhou, Jiangxi' },
    province: 'CN-JX',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: null,
  },
  {
    zoneId: 'zone-sd-weifang',
    name: { zh: '山东省潍坊市', en: 'Weifang, Shandong' },
    province: 'CN-SD',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: 'Spelt "Weifeng" in the source; read as Weifang.',
  },
  {
    zoneId: 'zone-hn-changsha',
    name: { zh: '湖南省长沙市', en: 'Changsha, Hunan' },
    province: 'CN-HN',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: null,
  },
  {
    zoneId: 'zone-gd-guangzhou',
    name: { zh: '广东省广州市', en: 'Guangzhou, Guangdong' },
    province: 'CN-GD',
    source: 'https://globaltimes.cn/page/202112/1243141.shtml',
    note: 'Also in the final list per chinabankingnews.com and Reuters.',
  },
  {
    zoneId: 'zone-gx-baise',
    name: { zh: '广西壮族自治区百色市', en: 'Baise, Guangxi' },
    province: 'CN-GX',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: null,
  },
  {
    zoneId: 'zone-hi-haikou',
    name: { zh: '海南省海口市', en: 'Haikou, Hainan' },
    province: 'CN-HI',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: null,
  },
  {
    zoneId: 'zone-cq-yuzhong',
    name: { zh: '重庆市渝中区', en: 'Yuzhong District, Chongqing' },
    province: 'CN-CQ',
    source: 'http://lianmenhu.com/blockchain-30546-1',
    note: 'Second source: http://epaper.yongchuanwang.com.cn/h5/html5/2022-07/20/content_123198_15064894.htm',
  },
  {
    zoneId: 'zone-sc-chengdu',
    name: { zh: '四川省成都市', en: 'Chengdu, Sichuan' },
    province: 'CN-SC',
    source:
      'https://www.chinabankingnews.com/2022/02/13/china-unveils-list-of-state-blockchain-innovation-application-trials-across-15-cities/',
    note: 'Also Reuters; a 2023 Chengdu subsidy guide titled for the comprehensive pilot exists.',
  },
  {
    zoneId: 'zone-gz-guiyang',
    name: { zh: '贵州省贵阳市', en: 'Guiyang, Guizhou' },
    province: 'CN-GZ',
    source: 'http://kejilie.com/cbdio/article/zIvqYr.html',
    note: 'Also in the final list per chinabankingnews.com.',
  },
];

/** `final`: named in reports of the list of January 2022 · `shortlist`: only in those of the public notice of December 2021. */
export const ENTITIES: readonly Entity[] = [
  {
    entityId: 'ent-haier-refrigerator',
    name: { zh: '青岛海尔电冰箱有限公司', en: 'Qingdao Haier Refrigerator Co., Ltd.' },
    sectorId: 'manufacturing',
    province: 'CN-SD',
    stage: 'final',
    source: 'https://www.sixthtone.com/news/1009303',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Final list: Press report: "Despite crypto ban, China is aggressively pushing blockchain use across 164 cities"',
  },
  {
    entityId: 'ent-sgmw',
    name: { zh: '上汽通用五菱汽车股份有限公司', en: 'SAIC-GM-Wuling Automobile Co., Ltd.' },
    sectorId: 'manufacturing',
    province: 'CN-GX',
    stage: 'final',
    source: 'https://www.sixthtone.com/news/1009303',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list. Final list: https://www.cara-project.org/china-selects-pilot-areas-and-application-areas-for-blockchain-project/',
  },
  {
    entityId: 'ent-nisco',
    name: { zh: '南京钢铁股份有限公司', en: 'Nanjing Iron and Steel Co., Ltd.' },
    sectorId: 'manufacturing',
    province: 'CN-JS',
    stage: 'final',
    source: 'Press report: "Despite crypto ban, China is aggressively pushing blockchain use across 164 cities"',
    note: 'Chinese name rendered from the English source, not read in a Chinese one.',
  },
  {
    entityId: 'ent-aisino',
    name: { zh: '航天信息股份有限公司', en: 'Aisino Corporation (Aerospace Information Co., Ltd.)' },
    sectorId: 'manufacturing',
    province: 'CN-BJ',
    stage: 'final',
    source: 'Press report: "Despite crypto ban, China is aggressively pushing blockchain use across 164 cities"',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list. Shortlist: https://globaltimes.cn/page/202112/1243141.shtml',
  },
  {
    entityId: 'ent-jd-technology',
    name: { zh: '京东科技信息技术有限公司', en: 'Jingdong Technology Information Ltd.' },
    sectorId: 'manufacturing',
    province: 'CN-BJ',
    stage: 'shortlist',
    source: 'https://www.sixthtone.com/news/1009303',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list.',
  },
  {
    entityId: 'ent-cssc',
    name: { zh: '中国船舶', en: 'China State Shipbuilding (legal entity not clear from the source)' },
    sectorId: null,
    province: null,
    stage: 'shortlist',
    source: 'https://globaltimes.cn/page/202112/1243141.shtml',
    note: 'Named in one sentence with Haier and Aisino; the field and the exact legal entity are cut off in the text that was read.',
  },
  {
    entityId: 'ent-ningbo-zhoushan-port',
    name: { zh: '宁波舟山港', en: 'Ningbo Zhoushan Port' },
    sectorId: null,
    province: 'CN-ZJ',
    stage: 'shortlist',
    source: 'https://globaltimes.cn/page/202112/1243141.shtml',
    note: 'Field cut off in the text that was read.',
  },
  {
    entityId: 'ent-cnooc',
    name: { zh: '中国海洋石油集团有限公司', en: 'China National Offshore Oil Corporation' },
    sectorId: null,
    province: 'CN-BJ',
    stage: 'final',
    source: 'https://www.cara-project.org/china-selects-pilot-areas-and-application-areas-for-blockchain-project/',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list. The source names no field.',
  },
  {
    entityId: 'ent-beijing-gas',
    name: { zh: '北京市燃气集团有限责任公司', en: 'Beijing Gas Group Co., Ltd.' },
    sectorId: null,
    province: 'CN-BJ',
    stage: 'final',
    source: 'https://www.cara-project.org/china-selects-pilot-areas-and-application-areas-for-blockchain-project/',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. The source names no field.',
  },
  {
    entityId: 'ent-icbc',
    name: { zh: '中国工商银行股份有限公司', en: 'Industrial and Commercial Bank of China Ltd.' },
    sectorId: null,
    province: 'CN-BJ',
    stage: 'final',
    source: 'https://www.cara-project.org/china-selects-pilot-areas-and-application-areas-for-blockchain-project/',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list. The source names no field.',
  },
  {
    entityId: 'ent-guizhou-province-health',
    name: { zh: '贵州省(卫生健康特色领域试点)', en: 'Guizhou Province (health pilot)' },
    sectorId: 'health',
    province: 'CN-GZ',
    stage: 'shortlist',
    source: 'http://kejilie.com/cbdio/article/zIvqYr.html',
    note: 'The source names the province, not the executing body.',
  },
  {
    entityId: 'ent-guizhou-normal-university',
    name: { zh: '贵州师范大学', en: 'Guizhou Normal University' },
    sectorId: 'education',
    province: 'CN-GZ',
    stage: 'shortlist',
    source: 'http://kejilie.com/cbdio/article/zIvqYr.html',
    note: null,
  },
  {
    entityId: 'ent-jingdezhen-news-media',
    name: { zh: '景德镇新闻传媒集团', en: 'Jingdezhen News Media Group' },
    sectorId: 'copyright',
    province: 'CN-JX',
    stage: 'final',
    source: 'Web page that quotes a news item of 2022; the address of the original was not found',
    note: 'Approval dated "January this year" (2022) in the quoted item.',
  },
  {
    entityId: 'ent-xidian-university',
    name: { zh: '西安电子科技大学', en: 'Xidian University' },
    sectorId: null,
    province: 'CN-SN',
    stage: 'final',
    source: 'Press report: "Despite crypto ban, China is aggressively pushing blockchain use across 164 cities"',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list. Named as an educational institute; the field itself is not stated.',
  },
  {
    entityId: 'ent-sichuan-university',
    name: { zh: '四川大学', en: 'Sichuan University' },
    sectorId: null,
    province: 'CN-SC',
    stage: 'final',
    source: 'Press report: "Despite crypto ban, China is aggressively pushing blockchain use across 164 cities"',
    note: 'Chinese name rendered from the English source, not read in a Chinese one. Province is the head office, not read from the list. Named as an educational institute; the field itself is not stated.',
  },
];
