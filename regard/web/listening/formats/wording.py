"""Every reason for which a file or a row is refused, in the two languages of the product."""

ENGLISH, CHINESE = "en", "zh-hans"

FILE_REASONS = {
    "missing_file": ("there is no file “{name}”", "没有名为“{name}”的文件"),
    "is_a_folder": ("“{name}” is a folder, not a file", "“{name}”是文件夹，不是文件"),
    "no_permission": ("the file “{name}” may not be read", "没有读取文件“{name}”的权限"),
    "read_failed": ("the file “{name}” could not be read: {problem}", "无法读取文件“{name}”：{problem}"),
    "empty_file": ("the file is empty", "文件是空的"),
    "no_rows": ("the file has a header but no rows", "文件只有表头，没有数据行"),
    "not_a_table": (
        "the file is not a table of text (CSV, XLSX or JSON Lines)",
        "该文件不是文本表格（CSV、XLSX 或 JSON Lines）",
    ),
    "web_page": (
        "the file is a web page or XML, not a table; export it as CSV or XLSX",
        "该文件是网页或 XML，不是表格；请导出为 CSV 或 XLSX",
    ),
    "old_excel": (
        "the file is in the old Excel format (.xls); save it as .xlsx or CSV",
        "该文件是旧版 Excel 格式（.xls）；请另存为 .xlsx 或 CSV",
    ),
    "password_protected": (
        "the file is protected by a password; save a copy without one",
        "该文件有密码保护；请另存一份不带密码的副本",
    ),
    "no_workbook": (
        "the zip archive holds no Excel workbook; unpack it and choose the file inside",
        "该 zip 压缩包里没有 Excel 工作簿；请先解压，再选择其中的文件",
    ),
    "nested_archive": (
        "the file is compressed more than once; unpack it first",
        "该文件被压缩了不止一次；请先解压",
    ),
    "damaged_archive": (
        "the compressed file is damaged or incomplete",
        "压缩文件已损坏或不完整",
    ),
    "archive_too_large": (
        "unpacked, the file would be far larger ({unpacked} bytes) than is safe to open (limit {limit})",
        "文件解压后过大（{unpacked} 字节），超出可以安全打开的限度（{limit}）",
    ),
    "archive_unsafe": (
        "the workbook is built in an unsafe way and was not opened",
        "该工作簿的构造不安全，未予打开",
    ),
    "sheet_too_large": (
        "the sheet covers {cells} cells; the limit is {limit}. Save it as CSV, which has no such limit",
        "工作表覆盖 {cells} 个单元格，上限为 {limit}。请另存为 CSV，CSV 没有这一限制",
    ),
    "workbook_too_large": (
        "opening the workbook takes more memory or time than is safe; save it as CSV, which has no limit",
        "打开该工作簿所需的内存或时间超出安全限度。请另存为 CSV，CSV 没有这一限制",
    ),
    "no_such_sheet": (
        "the workbook has no sheet “{sheet}”; it has: {sheets}",
        "工作簿中没有工作表“{sheet}”；现有：{sheets}",
    ),
    "unknown_encoding": (
        "the encoding of the text could not be recognised; save the file as UTF-8 or name its encoding",
        "无法识别文本编码；请将文件另存为 UTF-8，或指明其编码",
    ),
    "no_such_encoding": ("there is no encoding “{encoding}”", "没有名为“{encoding}”的编码"),
    "bad_delimiter": (
        "“{delimiter}” cannot separate columns; a single character is needed",
        "“{delimiter}”不能用作列分隔符；需要单个字符",
    ),
    "too_many_columns": (
        "the file has {columns} columns; the limit is {limit}",
        "文件有 {columns} 列，上限为 {limit} 列",
    ),
    "header_broken": (
        "the first row cannot be read: a quotation mark that is never closed, bytes of another encoding, or "
        "far too much text",
        "无法读取第一行：引号没有关闭、含有其他编码的字节，或文本过长",
    ),
    "json_not_rows": (
        "the JSON is neither one object a line nor an array of objects",
        "该 JSON 既不是每行一个对象，也不是对象数组",
    ),
    "bad_mapping": ("the mapping of columns cannot be used: {problem}", "列的对应关系无法使用：{problem}"),
}

ROW_REASONS = {
    "missing_cells": (
        "{cells} cells where the header has {columns}",
        "有 {cells} 个单元格，而表头有 {columns} 列",
    ),
    "extra_cells": (
        "{cells} cells where the header has {columns}",
        "有 {cells} 个单元格，而表头有 {columns} 列",
    ),
    "cell_too_large": (
        "the cell is larger than {limit} characters",
        "单元格超过 {limit} 个字符",
    ),
    "row_too_long": ("the row is longer than {limit} characters", "该行超过 {limit} 个字符"),
    "quote_not_closed": (
        "a quotation mark is opened and never closed; {lines} lines were taken into this row",
        "引号打开后没有关闭；有 {lines} 行文本被并入该行",
    ),
    "not_in_encoding": (
        "the text holds bytes that are not valid in the encoding {encoding}",
        "文本中有不符合编码 {encoding} 的字节",
    ),
    "json_broken": (
        "the JSON cannot be read from character {position} on",
        "从第 {position} 个字符起无法解析 JSON",
    ),
    "json_rest_unread": (
        "from here on the JSON cannot be read",
        "从此处起无法解析 JSON",
    ),
    "json_not_object": ("the JSON is not an object with named values", "该 JSON 不是带有名称和值的对象"),
    "json_too_deep": ("the JSON is nested deeper than {limit} levels", "JSON 嵌套超过 {limit} 层"),
    "json_too_wide": ("the JSON object has more than {limit} values", "JSON 对象的值超过 {limit} 个"),
    "nothing_said": ("the row has neither a text nor a score", "该行既没有文本，也没有评分"),
    "text_too_long": (
        "the text has {length} characters; the limit is {limit}",
        "文本有 {length} 个字符，上限为 {limit} 个",
    ),
    "value_too_long": (
        "the value has {length} characters; the limit is {limit}",
        "该值有 {length} 个字符，上限为 {limit} 个",
    ),
    "score_not_a_number": (
        "“{value}” is not a score on the scale {minimum} to {maximum}",
        "“{value}”不是 {minimum} 到 {maximum} 量表上的评分",
    ),
    "score_not_whole": (
        "{value} is not a whole number on the scale {minimum} to {maximum}",
        "{value} 不是 {minimum} 到 {maximum} 量表上的整数",
    ),
    "score_off_scale": (
        "{value} is outside the scale {minimum} to {maximum}",
        "{value} 超出 {minimum} 到 {maximum} 的量表范围",
    ),
    "score_other_scale": (
        "“{value}” is out of {found}, but the scale is {minimum} to {maximum}",
        "“{value}”的满分是 {found}，而量表为 {minimum} 到 {maximum}",
    ),
    "nobody_named": (
        "the row has neither a customer id nor an e-mail; one of them is needed",
        "该行既没有客户编号，也没有邮箱；至少需要其中一项",
    ),
    "email_not_understood": (
        "“{value}” is not an e-mail address; correct it, or leave the cell empty",
        "“{value}”不是邮箱地址；请改正，或将该单元格留空",
    ),
    "stage_not_understood": (
        "“{value}” is not understood as a stage such as lead, onboarding, active, at risk, churned or won "
        "back; change it, or keep the column as an attribute",
        "无法将“{value}”识别为客户阶段（如潜在、引导中、活跃、有风险、已流失、已赢回）；请修改，或将该列作为属性保留",
    ),
    "amount_not_understood": (
        "“{value}” is not understood as an amount; write it like 1234.50 or 1234.50 EUR",
        "无法将“{value}”识别为金额；请写成 1234.50 或 1234.50 CNY 的形式",
    ),
    "amount_out_of_range": (
        "the amount “{value}” is below 0 or too large; correct it, or leave the cell empty",
        "金额“{value}”小于 0 或过大；请改正，或将该单元格留空",
    ),
    "currency_not_understood": (
        "“{value}” is not understood as a currency; write its three letters, such as EUR or CNY",
        "无法将“{value}”识别为货币；请填写三个字母的代码，如 CNY 或 EUR",
    ),
    "date_not_understood": ("“{value}” is not understood as a date", "无法将“{value}”识别为日期"),
    "date_impossible": ("“{value}” is a date that does not exist", "“{value}”是不存在的日期"),
    "date_out_of_range": (
        "“{value}” is not between the years {first} and {last}",
        "“{value}”不在 {first} 年到 {last} 年之间",
    ),
}

DETECTION_REASONS = {
    "format": ("this export format is known: {format}", "已知的导出格式：{format}"),
    "name": ("recognised by the name of the column", "根据列名识别"),
    "name_and_values": ("recognised by the name and the values", "根据列名和内容识别"),
    "values": ("recognised by the values alone", "仅根据内容识别"),
    "longest_text": ("the column with the longest texts", "文本最长的一列"),
    "scale_guessed": (
        "a score by its name; the scale is guessed from the values seen, please check it",
        "根据列名判断为评分；量表由出现过的数值推测，请核对",
    ),
    "values_unlike_name": (
        "the name fits, but some of the values do not, please check it",
        "列名相符，但部分内容不符，请核对",
    ),
    "day_order_unclear": (
        "the dates can be read as day/month or as month/day, please check it",
        "日期既可读作日/月，也可读作月/日，请核对",
    ),
    "already_taken": (
        "fits “{role}”, but another column fits better",
        "与“{role}”相符，但另一列更合适",
    ),
    "personal": ("personal and not needed, so it is left out", "属于个人信息且并不需要，因此不导入"),
    "empty": ("the column is empty in the rows seen", "在已查看的行中，该列为空"),
    "kept": ("kept as an attribute of the customer", "作为客户的属性保留"),
    "not_recognised": ("not recognised, so it is kept as an attribute", "未能识别，作为属性保留"),
}

PLACES = {
    "row_and_column": ("row {row}, column “{column}”: {message}", "第 {row} 行，“{column}”列：{message}"),
    "row": ("row {row}: {message}", "第 {row} 行：{message}"),
}

TEMPLATES = FILE_REASONS | ROW_REASONS | DETECTION_REASONS | PLACES


def wording(code: str, language: str = ENGLISH) -> str:
    """Return the template of `code` in English, or in Chinese for any language tag that begins with zh."""
    english, chinese = TEMPLATES[code]
    return chinese if language.lower().startswith("zh") else english
