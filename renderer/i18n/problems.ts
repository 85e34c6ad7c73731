/** What can be wrong in a file that comes in, and what to do about it: `error.import-…`, `problem.<code>`, `finding.<code>`. */

type Words = Readonly<Record<string, readonly [zh: string, zhTodo: string, en: string, enTodo: string]>>;

/** Rules of the checks: the same words at the cell of a spreadsheet and on the review desk. */
const CHECKS = {
  'scenario-unknown': [
    '没有编号为 {scenario} 的场景',
    '请先登记该场景，或更正编号。',
    'There is no scenario {scenario}',
    'Register the scenario first, or correct the id.',
  ],
  'indicator-unknown': [
    '没有编号为 {indicator} 的指标',
    '请从指标清单中选择。',
    'There is no indicator {indicator}',
    'Choose one from the list of indicators.',
  ],
  'indicator-twice': [
    '同一份报告里指标重复',
    '只保留一个数值。',
    'The report states this indicator twice',
    'Keep one of the two figures.',
  ],
  'value-malformed': [
    '“{value}”不是规范的数值',
    '请写成普通数字，如 1234.5。',
    '“{value}” is not a number',
    'Write a plain number such as 1234.5.',
  ],
  'value-decimals': [
    '{value} 有 {digits} 位小数，该指标最多 {decimals} 位',
    '请按指标要求的位数填报；系统不代为取整。',
    '{value} has {digits} decimal places; the indicator keeps {decimals}',
    'State it with the indicator’s own precision; nothing is rounded for you.',
  ],
  'value-negative': [
    '{value} 为负，这项指标不可能为负',
    '请核对符号与数值。',
    '{value} is negative, which this indicator cannot be',
    'Check the sign and the figure.',
  ],
  'percent-out-of-range': [
    '{value}% 不在 0 到 100 之间',
    '请核对分母，或是否误乘 100。',
    '{value} % is not between 0 and 100',
    'Check the denominator, and whether it was multiplied by 100 twice.',
  ],
  'cumulative-falls': [
    '累计值 {value} 小于 {period} 的 {previous}',
    '累计值只增不减：请核对是否误填了本期新增数；若上期有误，请先更正上期。',
    'The running total {value} is below {previous} of {period}',
    'A running total never falls. Was only this quarter’s part stated? If the earlier figure was wrong, correct that one first.',
  ],
  'saving-without-base': [
    '节约类指标没有填基数',
    '请填写与什么相比，如改造前的同口径数值。',
    'A saving without what it is measured against',
    'State the base, e.g. the same figure before.',
  ],
  'base-not-positive': [
    '基数 {base} 不大于零',
    '请填写改造前的同口径数值。',
    'The base {base} is not above nought',
    'State the same figure as it was before.',
  ],
  'unit-differs': [
    '单位“{stated}”与指标的单位不符',
    '请按指标的单位填写（见模板的可选清单）。',
    'The unit “{stated}” is not the indicator’s',
    'Use the indicator’s unit (see the lists in the template).',
  ],
  'currency-differs': [
    '币种 {stated} 与指标的币种不同',
    '系统不换算币种：请按依据换算后填写。',
    'The currency {stated} is not the indicator’s',
    'Nothing is converted here: state it in the indicator’s currency.',
  ],
  'as-of-malformed': [
    '“{asOf}”不是日期',
    '请写成 2026-09-30 的形式。',
    '“{asOf}” is not a date',
    'Write it as 2026-09-30.',
  ],
  'as-of-in-future': [
    '数据截至日 {asOf} 晚于今天（{today}）',
    '请填写数据实际统计到的日期。',
    'The as-of date {asOf} lies in the future (today is {today})',
    'State the day up to which was really counted.',
  ],
  'as-of-outside-period': [
    '数据截至日 {asOf} 不在 {period} 之内',
    '请核对报告期和截至日期。',
    'The as-of date {asOf} is outside of {period}',
    'Check the period and the date.',
  ],
  'value-jump': [
    '{value} 与 {period} 的 {previous} 相差超过 {factor} 倍',
    '请核对单位（个、万、亿）是否写错；属实可照常导入。',
    '{value} is more than {factor} times away from {previous} of {period}',
    'Check the unit (one, 万, 亿). If it is right, it may be taken in.',
  ],
  'report-unchanged': [
    '{values, plural, other {#}} 个数值与 {period} 完全相同',
    '请核对是否误用了上期的报告。',
    'All {values, plural, one {# figure} other {# figures}} are as in {period}',
    'Check that this is not the report of last period.',
  ],
  'saving-beyond-base': [
    '节约 {value} 大于基数 {base}',
    '请核对两者口径是否一致。',
    'The saving {value} is more than its base {base}',
    'Check that both are counted in the same way.',
  ],
  'value-round': [
    '{value} 末尾有 {zeros} 个零，像是约数',
    '请核对是否为实际统计数；属实可照常导入。',
    '{value} ends in {zeros} zeros and looks rounded',
    'Check that it was counted. If so, it may be taken in.',
  ],
  'value-repeated': [
    '{value} 与 {period} 相同',
    '请核对本期是否确无变化。',
    '{value} is the same as in {period}',
    'Check that nothing changed this period.',
  ],
  'value-shared': [
    '{scenarios} 个场景填报了同一数值 {value}',
    '请核对是否误抄。',
    '{scenarios} scenarios state the same {value}',
    'Check that it was not copied from one to the other.',
  ],
} as const satisfies Words;

const PROBLEMS = {
  'no-headings': [
    '没有找到标题行',
    '请保留模板的标题行，或在“列对应”中指定每一列。',
    'No row of headings was found',
    'Keep the template’s headings, or say what each column is.',
  ],
  'type-unknown': [
    '看不出这份表是哪一类',
    '请选择：指标、里程碑、单位、场景或目标值。',
    'It is not clear what this file holds',
    'Choose: indicators, milestones, entities, scenarios or targets.',
  ],
  'field-missing': [
    '缺少必需的一列：{field}',
    '请在“列对应”中指定，或在表中补上这一列。',
    'A needed column is missing: {field}',
    'Say which column it is, or add it to the file.',
  ],
  'field-twice': [
    '两列都对应 {field}（另一列为 {other}）',
    '请把其中一列改为“不导入”。',
    'Two columns are taken for {field} (the other one is {other})',
    'Set one of them to “leave out”.',
  ],
  'field-unknown': [
    '没有名为 {field} 的字段',
    '请从列表中选择。',
    'There is no field {field}',
    'Choose one from the list.',
  ],
  'no-rows': [
    '标题行下面没有数据',
    '请确认选择了正确的文件。',
    'There are no rows below the headings',
    'Check that this is the right file.',
  ],
  'heading-scale': [
    '标题“{heading}”中的单位倍数无法直接使用',
    '请改用元、万元或亿元（个、万、亿）。',
    'The multiple in the heading “{heading}” cannot be used',
    'Use units of one, 万 or 亿.',
  ],
  'sheet-hidden': [
    '隐藏的工作表未读取',
    '需要导入时请先取消隐藏。',
    'A hidden sheet was not read',
    'Show the sheet if it is to be taken in.',
  ],
  'sheet-without-headings': [
    '这个工作表没有可识别的标题，未读取',
    '需要导入时请补上标题行。',
    'This sheet has no headings that are known and was left out',
    'Add headings if it is to be taken in.',
  ],
  'sheet-unit-left-out': [
    '表头的单位“{text}”无法识别，未采用',
    '请逐列在标题中注明单位。',
    'The unit “{text}” above the table is not known and was not used',
    'State the unit in each column’s heading.',
  ],
  'column-left-out': [
    '“{heading}”这一列未导入',
    '需要导入时请在“列对应”中指定。',
    'The column “{heading}” is left out',
    'Say what it is if it is to be taken in.',
  ],
  'totals-row': [
    '合计行已略过',
    '合计由系统计算，无需导入。',
    'A row of totals was left out',
    'Totals are computed here.',
  ],
  'example-row': [
    '示例行已略过',
    '可以保留，也可以删除。',
    'The example row was left out',
    'It may stay or be deleted.',
  ],
  'note-row': ['注释行已略过', '无需处理。', 'A row with a note was left out', 'Nothing to do.'],
  'scenario-missing': [
    '没有写明场景',
    '请填写场景编号或名称。',
    'The row names no scenario',
    'Fill in the scenario’s id or name.',
  ],
  'scenario-not-found': [
    '没有名为“{name}”的场景',
    '相近的有：{candidates}。请更正名称，或先登记该场景。',
    'There is no scenario “{name}”',
    'Closest: {candidates}. Correct the name, or register the scenario first.',
  ],
  'scenario-ambiguous': [
    '有几个场景都叫“{name}”',
    '请填写场景编号（{candidates}），或补上示范区。',
    'Several scenarios are called “{name}”',
    'Fill in the id ({candidates}), or the zone.',
  ],
  'scenario-similar': [
    '“{name}”按“{taken}”读取',
    '名称只有全半角、空格或大小写之别；请核对。',
    '“{name}” was taken for “{taken}”',
    'Only width, spaces or case differ; please check.',
  ],
  'scenario-id-and-name': [
    '编号 {id} 的场景不叫“{name}”',
    '请更正编号或名称。',
    'The scenario {id} is not called “{name}”',
    'Correct the id or the name.',
  ],
  'indicator-missing': [
    '没有写明指标',
    '请填写指标编号或名称。',
    'The row names no indicator',
    'Fill in the indicator’s id or name.',
  ],
  'indicator-not-found': [
    '没有名为“{name}”的指标',
    '相近的有：{candidates}。请从指标清单中选择。',
    'There is no indicator “{name}”',
    'Closest: {candidates}. Choose one from the list of indicators.',
  ],
  'indicator-ambiguous': [
    '有几个指标都叫“{name}”',
    '请填写指标编号（{candidates}）。',
    'Several indicators are called “{name}”',
    'Fill in the id ({candidates}).',
  ],
  'indicator-similar': [
    '“{name}”按“{taken}”读取',
    '名称只有全半角、空格或大小写之别；请核对。',
    '“{name}” was taken for “{taken}”',
    'Only width, spaces or case differ; please check.',
  ],
  'indicator-id-and-name': [
    '编号 {id} 的指标不叫“{name}”',
    '请更正编号或名称。',
    'The indicator {id} is not called “{name}”',
    'Correct the id or the name.',
  ],
  'zone-not-found': [
    '没有名为“{name}”的示范区',
    '相近的有：{candidates}。',
    'There is no zone “{name}”',
    'Closest: {candidates}.',
  ],
  'zone-ambiguous': [
    '有几个示范区都叫“{name}”',
    '请改用编号（{candidates}）。',
    'Several zones are called “{name}”',
    'Use the id ({candidates}).',
  ],
  'zone-similar': ['“{name}”按“{taken}”读取', '请核对。', '“{name}” was taken for “{taken}”', 'Please check.'],
  'sector-missing': [
    '没有写明领域',
    '请填写十六个领域之一。',
    'The row names no field',
    'Fill in one of the sixteen fields.',
  ],
  'sector-not-found': [
    '没有名为“{name}”的领域',
    '相近的有：{candidates}。',
    'There is no field “{name}”',
    'Closest: {candidates}.',
  ],
  'sector-ambiguous': [
    '有几个领域都叫“{name}”',
    '请改用编号（{candidates}）。',
    'Several fields are called “{name}”',
    'Use the id ({candidates}).',
  ],
  'sector-similar': ['“{name}”按“{taken}”读取', '请核对。', '“{name}” was taken for “{taken}”', 'Please check.'],
  'entity-not-found': [
    '没有名为“{name}”的试点单位',
    '相近的有：{candidates}。请先登记该单位，或更正名称。',
    'There is no entity “{name}”',
    'Closest: {candidates}. Register it first, or correct the name.',
  ],
  'entity-ambiguous': [
    '有几个试点单位都叫“{name}”',
    '请改用编号（{candidates}）。',
    'Several entities are called “{name}”',
    'Use the id ({candidates}).',
  ],
  'entity-similar': ['“{name}”按“{taken}”读取', '请核对。', '“{name}” was taken for “{taken}”', 'Please check.'],
  'value-missing': [
    '这一行没有数值，未导入',
    '没有数据可以留空；有数据请补上。',
    'The row has no figure and was left out',
    'That is fine where there are no data; else fill it in.',
  ],
  'target-missing': [
    '这一行没有目标值',
    '请填写目标值，或删除这一行。',
    'The row has no target',
    'Fill it in, or delete the row.',
  ],
  'no-data-mark': [
    '“{text}”按没有数据处理',
    '请核对；若应为 0，请填 0。',
    '“{text}” was read as no data',
    'If nought is meant, write 0.',
  ],
  'number-unreadable': [
    '“{text}”读不出数值',
    '请写成普通数字，如 1234.5 或 12.5万。',
    'No number can be read from “{text}”',
    'Write a plain number such as 1234.5 or 12.5万.',
  ],
  'number-shortened': [
    '“{text}”是科学计数法，位数可能已丢失',
    '请把该列设为文本或数值格式后重新保存。',
    '“{text}” is shortened; digits may be lost',
    'Format the column as number or text and save the file again.',
  ],
  'number-too-precise': [
    '{text} 超过 15 位有效数字，表格软件已无法准确保存',
    '请按指标的位数取值，或设为文本格式后重新录入。',
    '{text} has more than 15 digits, which a spreadsheet cannot keep',
    'State it with the indicator’s precision, or enter it as text.',
  ],
  'number-too-long': ['“{text}”位数过多', '请核对数值。', '“{text}” has too many digits', 'Check the figure.'],
  'formula-failed': [
    '公式没有结果（{text}）',
    '请在表格软件中重新计算并保存，或改填数值。',
    'The formula has no result ({text})',
    'Recalculate and save the file, or enter the number.',
  ],
  'scale-twice': [
    '“{text}”与标题都写了倍数',
    '请只在一处写万或亿，以免重复放大。',
    'Both “{text}” and its heading state a multiple',
    'Write 万 or 亿 in one place only, so that it is not multiplied twice.',
  ],
  'unit-unknown': [
    '“{text}”中的单位无法识别',
    '请使用条、元、万元、% 等单位。',
    'The unit in “{text}” is not known',
    'Use a unit such as records, CNY or %.',
  ],
  approximate: [
    '“{text}”按 {value} 导入',
    '请核对是否有准确数值。',
    '“{text}” is taken as {value}',
    'Check whether there is an exact figure.',
  ],
  'percent-or-fraction': [
    '{value} 按百分之 {value} 读取',
    '若是比例（如 0.5 表示 50%），请改写为百分数。',
    '{value} was read as {value} per cent',
    'If a fraction is meant (0.5 for 50 %), write it as a percentage.',
  ],
  'period-missing': [
    '没有写明报告期',
    '请在导入页选择季度，或在表中加一列“报告期”。',
    'No period is stated',
    'Choose the quarter here, or add a column “Period”.',
  ],
  'period-unreadable': [
    '“{text}”读不出季度',
    '请写成 2026Q3 或 2026年三季度。',
    'No quarter can be read from “{text}”',
    'Write it as 2026Q3.',
  ],
  'period-in-future': ['{period} 尚未开始', '请核对报告期。', '{period} has not begun', 'Check the period.'],
  'date-unreadable': [
    '“{text}”读不出日期',
    '请写成 2026-09-30 或 2026年9月30日。',
    'No date can be read from “{text}”',
    'Write it as 2026-09-30.',
  ],
  'date-in-future': [
    '实际日期 {date} 晚于今天（{today}）',
    '尚未完成请留空，预计日期填在预测一栏。',
    'The actual date {date} lies in the future (today is {today})',
    'Leave it empty until it is done; an expected date is a forecast.',
  ],
  'as-of-assumed': [
    '没有写明数据截至日，按 {asOf} 处理',
    '若不是这一天，请在表中注明。',
    'No as-of date is stated; {asOf} is assumed',
    'State it in the file if it is another day.',
  ],
  'row-twice': [
    '与第 {row} 行（{sheet}）重复',
    '只保留其中一行。',
    'Says again what row {row} ({sheet}) says',
    'Keep one of the two.',
  ],
  'as-of-differs': [
    '同一场景的数据截至日不一致：{asOf} 与第 {row} 行的 {other}',
    '一份报告只有一个截至日，请统一。',
    'Two as-of dates in one report: {asOf} here, {other} in row {row}',
    'A report has one as-of date; use the same.',
  ],
  'stated-by-differs': [
    '同一场景的填报单位不一致：“{text}”与第 {row} 行不同',
    '一份报告只有一个填报单位，请统一。',
    'Two reporters in one report: “{text}” is not that of row {row}',
    'A report has one reporter; use the same.',
  ],
  'values-kept': [
    '表中没有的 {count} 个数值沿用 {period} 已有的填报',
    '如需更改，请在表中一并填写。',
    '{count, plural, one {# figure} other {# figures}} of {period} not in this file {count, plural, one {stays} other {stay}} as reported before',
    'Put them into the file if they are to change.',
  ],
  'replaces-signed': [
    '{period} 已有 {by} 签名的报告，导入后以表格为准，可信级别会降低',
    '请确认确需以未签名的表格替代。',
    '{period} has a report signed by {by}; this file would replace it with unsigned figures',
    'Make sure that this is meant.',
  ],
  'milestone-missing': [
    '没有写明里程碑',
    '请填写里程碑名称。',
    'The row names no milestone',
    'Fill in the milestone’s name.',
  ],
  'milestone-without-date': [
    '这个里程碑没有任何日期',
    '请至少填写基线、预测或实际日期之一。',
    'The milestone has no date at all',
    'Fill in a baseline, forecast or actual date.',
  ],
  'milestone-of-another': [
    '这个里程碑属于场景 {scenario}',
    '请更正里程碑编号或场景。',
    'This milestone belongs to the scenario {scenario}',
    'Correct the milestone’s id or the scenario.',
  ],
  'rebaseline-without-reason': [
    '基线由 {before} 改为 {date}，没有填写原因',
    '请填写调整原因；原基线会保留。',
    'The baseline moves from {before} to {date} without a reason',
    'Fill in the reason; the earlier baseline is kept.',
  ],
  'name-missing': [
    '没有填写名称',
    '请填写中文或英文名称。',
    'There is no name',
    'Fill in the Chinese or the English name.',
  ],
  'text-too-long': [
    '文字有 {length} 个字，超过 {limit}',
    '请缩短。',
    'The text has {length} characters, more than {limit}',
    'Shorten it.',
  ],
  'id-malformed': [
    '“{id}”不能作编号',
    '编号用小写字母、数字、点、横线，不超过 64 位。',
    '“{id}” cannot be an id',
    'Use lower-case letters, digits, dots and dashes, at most 64.',
  ],
  'zone-and-entity': [
    '同时填写了示范区和试点单位',
    '场景只属于其中之一，请删去一个。',
    'Both a zone and an entity are named',
    'A scenario belongs to one of them; delete the other.',
  ],
  'zone-or-entity-missing': [
    '没有写明所属的示范区或试点单位',
    '请填写其中一个。',
    'Neither a zone nor an entity is named',
    'Fill in one of the two.',
  ],
  'province-unknown': [
    '“{text}”不是省级地区',
    '请填写省、自治区、直辖市名称。',
    '“{text}” is no province that is known',
    'Fill in a province’s name.',
  ],
  'stage-unknown': [
    '“{text}”不是名单阶段',
    '请填写 正式 或 公示。',
    '“{text}” is no stage of the list',
    'Write final or shortlist.',
  ],
  'ended-before-started': [
    '停用日期 {endedOn} 早于上线日期 {startedOn}',
    '请核对两个日期。',
    'It ended on {endedOn}, before it started on {startedOn}',
    'Check the two dates.',
  ],
} as const satisfies Words;

/** The file as a whole. */
const FILES = {
  'import-empty': ['文件是空的', '请选择有内容的表格。', 'The file is empty', 'Choose a file with content.'],
  'import-too-large': [
    '文件超过大小上限',
    '请拆成几个文件分别导入。',
    'The file is larger than the limit',
    'Split it and take the parts in one by one.',
  ],
  'import-not-a-spreadsheet': [
    '这不是可读取的表格',
    '请选择 .xlsx 或 .csv 文件；扩展名要与内容一致。',
    'This is no spreadsheet that can be read',
    'Choose an .xlsx or .csv file whose name fits its content.',
  ],
  'import-old-format': [
    '这是旧版 .xls 格式',
    '请在表格软件中另存为 .xlsx。',
    'This is the old .xls format',
    'Save it as .xlsx in your spreadsheet program.',
  ],
  'import-encrypted': [
    '文件有打开密码',
    '请去掉密码后另存，再导入。',
    'The file is protected by a password',
    'Save it without a password, then take it in.',
  ],
  'import-zip-damaged': [
    '文件已损坏或不完整',
    '请重新取得文件。',
    'The file is damaged or incomplete',
    'Obtain the file again.',
  ],
  'import-zip-bomb': [
    '文件解开后的大小异常，已拒绝',
    '正常的表格不会这样；请向提供方查询。',
    'The file unpacks to an extraordinary size and was refused',
    'No ordinary spreadsheet does; ask whoever sent it.',
  ],
  'import-xml-refused': [
    '文件含有不允许的内容，已拒绝',
    '请用表格软件打开后另存，再导入。',
    'The file holds content that is not allowed and was refused',
    'Open it in a spreadsheet program, save it anew and try again.',
  ],
  'import-xml-damaged': [
    '文件的内部结构已损坏',
    '请用表格软件打开后另存，再导入。',
    'The file’s inner structure is damaged',
    'Open it in a spreadsheet program, save it anew and try again.',
  ],
  'import-workbook-incomplete': [
    '文件里没有工作表',
    '请确认选择的是表格文件。',
    'The file has no worksheets',
    'Check that it is a spreadsheet.',
  ],
  'import-encoding-unknown': [
    '第 {offset} 字节（{found}）既不是 UTF-8 也不是 GB18030',
    '请在表格软件中另存为 UTF-8 的 CSV，或直接用 .xlsx。',
    'Byte {offset} ({found}) is neither UTF-8 nor GB18030',
    'Save it as CSV in UTF-8, or use .xlsx.',
  ],
  'import-too-many-sheets': [
    '工作表过多：{count} 个，上限 {limit}',
    '请只保留要导入的工作表。',
    'Too many sheets: {count}, the limit is {limit}',
    'Keep only those to be taken in.',
  ],
  'import-too-many-rows': [
    '行数超过上限 {limit}',
    '请拆成几个文件分别导入。',
    'More rows than the limit of {limit}',
    'Split the file and take the parts in one by one.',
  ],
  'import-too-many-columns': [
    '列数过多：{count} 列，上限 {limit}',
    '请删去多余的列；CSV 请核对分隔符。',
    'Too many columns: {count}, the limit is {limit}',
    'Delete those not needed; in a CSV check the separator.',
  ],
  'import-cell-too-long': [
    '有单元格的文字超过 {limit} 个字',
    '请缩短，或核对 CSV 的引号。',
    'A cell holds more than {limit} characters',
    'Shorten it, or check the quotes of the CSV.',
  ],
  'import-too-many-cells': [
    '单元格总数超过上限 {limit}',
    '请拆成几个文件分别导入。',
    'More cells than the limit of {limit}',
    'Split the file and take the parts in one by one.',
  ],
  'import-cancelled': ['导入已取消', '没有任何内容入库。', 'The import was cancelled', 'Nothing was taken in.'],
  'import-forgotten': ['这次导入已失效', '请重新选择文件。', 'This import is no longer held', 'Choose the file again.'],
  'import-not-ready': [
    '还有错误未处理，不能导入',
    '请先改正列出的错误。',
    'Errors still stand; nothing was taken in',
    'Correct what is listed first.',
  ],
  'import-changed': [
    '预览之后数据已有变化，没有导入',
    '请重新核对预览。',
    'The data changed since the preview; nothing was taken in',
    'Look at the preview again.',
  ],
  'import-encoding-cannot': [
    '有字符无法用 GB18030 保存',
    '请改用 UTF-8 或 .xlsx。',
    'A character cannot be written in GB18030',
    'Use UTF-8 or .xlsx.',
  ],
} as const satisfies Words;

type Keys<W, Prefix extends string, Suffix extends string> =
  | `${Prefix}.${keyof W & string}`
  | `${Prefix}.${keyof W & string}${Suffix}`;
type Key =
  | Keys<typeof CHECKS, 'problem' | 'finding', '.todo'>
  | Keys<typeof PROBLEMS, 'problem', '.todo'>
  | Keys<typeof FILES, 'error', '.means'>;

function spread(words: Words, prefix: string, suffix: string, at: 0 | 2): [string, string][] {
  return Object.entries(words).flatMap(([code, texts]) => [
    [`${prefix}.${code}`, texts[at]] as [string, string],
    [`${prefix}.${code}${suffix}`, texts[at + 1] as string] as [string, string],
  ]);
}

function inLanguage(at: 0 | 2): Readonly<Record<Key, string>> {
  return Object.fromEntries([
    ...spread(FILES, 'error', '.means', at),
    ...spread(CHECKS, 'problem', '.todo', at),
    ...spread(CHECKS, 'finding', '.todo', at),
    ...spread(PROBLEMS, 'problem', '.todo', at),
  ]) as Record<Key, string>;
}

export const messages = { 'zh-CN': inLanguage(0), en: inLanguage(2) };
