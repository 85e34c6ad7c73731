/** Every rule that can keep a rating from green, in words: what was found, against what. Keys: `rule.<rule>` of the rule set. */
export const messages = {
  'zh-CN': {
    'rule.not-in-service': '该场景在 {period} 未投入运行，不评级。',
    'rule.nothing-to-rate': '既没有批准基线的里程碑，也没有带目标的指标，无从评级。',
    'rule.contradicted':
      '有 {values, plural, other {#}} 个数值、{reports, plural, other {#}} 份报告与链上存证的摘要不符：评为红。',
    'rule.report-missing': '已连续 {periods, plural, other {#}} 期没有报告；满 {noDataFrom} 期即视为无现时数据。',
    'rule.report-late': '报告截至 {asOf}，{received} 才收到，相隔 {days} 天，超过 {overDays} 天。',
    'rule.report-stale': '报告截至 {asOf}，距今 {days} 天，超过 {overDays} 天：视为无现时数据。',
    'rule.chain-health': '其链目前不能正常核验，评级受限。',
    'rule.findings-open':
      '尚有 {errors, plural, other {#}} 项错误、{warnings, plural, other {#}} 项提醒未解决（错误满 {errorsFrom} 项或提醒满 {warningsFrom} 项降级，错误满 {redFrom} 项评为红）。',
    'rule.review-returned': '报告经审核被退回，评级受限。',
    'rule.coverage':
      '{values, plural, other {#}} 个数值中只有 {anchored, plural, other {#}} 个有链上存证或更强的依据，未达 {atLeastPercent}%。',
    'rule.milestone-slip':
      '里程碑批准基线为 {baseline}，预计或实际为 {date}，晚 {days} 天（容差 {amberGreenOver} 天）。',
    'rule.milestone-overdue': '里程碑应于 {due} 完成，至 {today} 未完成，已逾期 {days} 天。',
    'rule.milestone-rebaselined': '里程碑的基线已推迟 {rebaselines} 次；自第 {from} 次起评级受限。',
    'rule.indicator-target':
      '指标为 {value}，目标为 {target}，只达到目标的 {reached}%（应不低于 {amberGreenBelow}%）。',
    'rule.indicator-missing': '报告中缺少设有目标（{target}）的指标。',
    'rule.roll-up-nothing-rated': '其下 {parts, plural, other {#}} 个对象均未评级。',
    'rule.roll-up-red-share':
      '其下有 {parts, plural, other {#}} 个对象为红，占权重的 {percentage}%（达到 {percent}% 即整体为红）。',
    'rule.roll-up-amber-red-share':
      '其下有 {parts, plural, other {#}} 个对象为黄红或更差，占权重的 {percentage}%（达到 {percent}% 即整体为黄红）。',
    'rule.roll-up-heavy-part': '其下有一个权重为 {heaviest} 的对象亮红（权重达到 {partWeight} 即决定整体）。',
    'rule.roll-up-no-data-share':
      '其下有 {parts, plural, other {#}} 个对象无现时数据或更差，占权重的 {percentage}%（达到 {percent}% 即整体视为无现时数据）。',
    'rule.roll-up-amber-share':
      '其下有 {parts, plural, other {#}} 个对象为黄或更差，占权重的 {percentage}%（达到 {percent}% 即整体为黄）。',
    'rule.roll-up-amber-green-share':
      '其下有 {parts, plural, other {#}} 个对象为黄绿或更差，占权重的 {percentage}%（达到 {percent}% 即整体为黄绿）。',
    'rule.roll-up-any-red': '其下有 {parts, plural, other {#}} 个对象亮红：只要有一个，整体就不会是绿。',
    'ruleName.not-in-service': '未投入运行',
    'ruleName.nothing-to-rate': '无从评级',
    'ruleName.override': '由人下调',
    'ruleName.contradicted': '与链上存证不符',
    'ruleName.report-missing': '没有报告',
    'ruleName.report-late': '报告迟交',
    'ruleName.report-stale': '数据过旧',
    'ruleName.chain-health': '所在链不能正常核验',
    'ruleName.findings-open': '问题未解决',
    'ruleName.review-returned': '报告被退回',
    'ruleName.coverage': '链上依据不足',
    'ruleName.milestone-slip': '里程碑推迟',
    'ruleName.milestone-overdue': '里程碑逾期',
    'ruleName.milestone-rebaselined': '基线多次推迟',
    'ruleName.indicator-target': '指标未达目标',
    'ruleName.indicator-missing': '缺少有目标的指标',
    'ruleName.roll-up-nothing-rated': '其下均未评级',
    'ruleName.roll-up-red-share': '红色占比过高',
    'ruleName.roll-up-amber-red-share': '黄红占比过高',
    'ruleName.roll-up-heavy-part': '重要部分亮红',
    'ruleName.roll-up-no-data-share': '无现时数据占比过高',
    'ruleName.roll-up-amber-share': '黄色占比过高',
    'ruleName.roll-up-amber-green-share': '黄绿占比过高',
    'ruleName.roll-up-any-red': '其下有红色',
  },
  en: {
    'rule.not-in-service': 'Not in service in {period}: not rated.',
    'rule.nothing-to-rate': 'No milestone has an approved baseline and no indicator has a target: nothing to rate by.',
    'rule.contradicted':
      '{values, plural, one {# value} other {# values}} and {reports, plural, one {# report} other {# reports}} differ from the digest on chain: red.',
    'rule.report-missing':
      'No report for {periods, plural, one {# period} other {# periods in a row}}; from {noDataFrom} on there are no current data.',
    'rule.report-late': 'Figures as of {asOf} came on {received}, {days} days later; the limit is {overDays} days.',
    'rule.report-stale': 'Figures are as of {asOf}, {days} days ago; after {overDays} days they are no current data.',
    'rule.chain-health': 'Its chain cannot be verified as it should at the moment: the rating is capped.',
    'rule.findings-open':
      '{errors, plural, one {# error} other {# errors}} and {warnings, plural, one {# warning} other {# warnings}} are open (the rating falls from {errorsFrom} errors or {warningsFrom} warnings on, and is red from {redFrom} errors on).',
    'rule.review-returned': 'The report was returned in review: the rating is capped.',
    'rule.coverage':
      'Only {anchored, plural, other {#}} of {values, plural, one {# value} other {# values}} rest on an anchored digest or better; {atLeastPercent}% are asked for.',
    'rule.milestone-slip':
      'Milestone: approved baseline {baseline}, forecast or actual {date}, {days} days behind (tolerance {amberGreenOver} days).',
    'rule.milestone-overdue': 'Milestone: due {due}, not done on {today}, {days} days overdue.',
    'rule.milestone-rebaselined':
      'Milestone: its baseline was moved {rebaselines} times; from {from} on the rating is capped.',
    'rule.indicator-target':
      'Indicator: {value} against a target of {target}, {reached}% of it (at least {amberGreenBelow}% is asked for).',
    'rule.indicator-missing': 'The report lacks an indicator that has a target ({target}).',
    'rule.roll-up-nothing-rated': 'None of its {parts, plural, one {# part} other {# parts}} is rated.',
    'rule.roll-up-red-share':
      '{parts, plural, one {# part is} other {# parts are}} red, {percentage}% of the weight (from {percent}% on the whole is red).',
    'rule.roll-up-amber-red-share':
      '{parts, plural, one {# part is} other {# parts are}} amber-red or worse, {percentage}% of the weight (from {percent}% on the whole is amber-red).',
    'rule.roll-up-heavy-part':
      'A red part has a weight of {heaviest} (from {partWeight} on one part decides for the whole).',
    'rule.roll-up-no-data-share':
      '{parts, plural, one {# part has} other {# parts have}} no current data or worse, {percentage}% of the weight (from {percent}% on this holds for the whole).',
    'rule.roll-up-amber-share':
      '{parts, plural, one {# part is} other {# parts are}} amber or worse, {percentage}% of the weight (from {percent}% on the whole is amber).',
    'rule.roll-up-amber-green-share':
      '{parts, plural, one {# part is} other {# parts are}} amber-green or worse, {percentage}% of the weight (from {percent}% on the whole is amber-green).',
    'rule.roll-up-any-red':
      '{parts, plural, one {# part is} other {# parts are}} red: with any red part the whole is never green.',
    'ruleName.not-in-service': 'not in service',
    'ruleName.nothing-to-rate': 'nothing to rate by',
    'ruleName.override': 'lowered by a person',
    'ruleName.contradicted': 'differs from the chain',
    'ruleName.report-missing': 'no report',
    'ruleName.report-late': 'late report',
    'ruleName.report-stale': 'old data',
    'ruleName.chain-health': 'its chain cannot be verified',
    'ruleName.findings-open': 'open findings',
    'ruleName.review-returned': 'report returned in review',
    'ruleName.coverage': 'too little rests on the chain',
    'ruleName.milestone-slip': 'milestone behind its baseline',
    'ruleName.milestone-overdue': 'milestone overdue',
    'ruleName.milestone-rebaselined': 'baseline moved repeatedly',
    'ruleName.indicator-target': 'indicator short of its target',
    'ruleName.indicator-missing': 'an indicator with a target is missing',
    'ruleName.roll-up-nothing-rated': 'no part is rated',
    'ruleName.roll-up-red-share': 'share of red parts',
    'ruleName.roll-up-amber-red-share': 'share of amber-red parts',
    'ruleName.roll-up-heavy-part': 'a heavy part is red',
    'ruleName.roll-up-no-data-share': 'share without current data',
    'ruleName.roll-up-amber-share': 'share of amber parts',
    'ruleName.roll-up-amber-green-share': 'share of amber-green parts',
    'ruleName.roll-up-any-red': 'a part is red',
  },
} as const;
