"""The few words beside a field or a row of a roster, for each code of Invalid.problems and of a Caution."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

PROBLEMS: dict[str, str] = {
    "required": QT_TRANSLATE_NOOP("messages", "请填写这一项"),
    "name_required": QT_TRANSLATE_NOOP("messages", "没有写名称，这一行没有收"),
    "stage_required": QT_TRANSLATE_NOOP("messages", "没有写项目阶段，请补上"),
    "day_required": QT_TRANSLATE_NOOP("messages", "没有写日期，请补上"),
    "description_required": QT_TRANSLATE_NOOP("messages", "没有写是什么问题，请补上"),
    "not_here": QT_TRANSLATE_NOOP("messages", "本机没有这一家，要请县里先导入"),
    "several_names": QT_TRANSLATE_NOOP("messages", "一格里写了几家，没有收，请一家写一行"),
    "several_here": QT_TRANSLATE_NOOP("messages", "有几家叫这个名字，请补上统一社会信用代码"),
    "too_long": QT_TRANSLATE_NOOP("messages", "太长了，请写短一些"),
    "too_many": QT_TRANSLATE_NOOP("messages", "太多了，请去掉几个"),
    "too_short": QT_TRANSLATE_NOOP("messages", "太短了，至少 8 个字符"),
    "in_future": QT_TRANSLATE_NOOP("messages", "不能晚于今天"),
    "one_subject": QT_TRANSLATE_NOOP("messages", "请选一家企业或一个项目"),
    "control_characters": QT_TRANSLATE_NOOP("messages", "含有看不见的字符，请删去重打"),
    "has_issues": QT_TRANSLATE_NOOP("messages", "已写了问题，不能再选“无新问题”"),
    "not_done": QT_TRANSLATE_NOOP("messages", "还没有完成，不用填完成日期"),
    "not_positive": QT_TRANSLATE_NOOP("messages", "应当是正数"),
    "bad_format": QT_TRANSLATE_NOOP("messages", "格式不对"),
    "not_a_number": QT_TRANSLATE_NOOP("messages", "这里要填数字，如 4820 或 12.5"),
    "bad_year": QT_TRANSLATE_NOOP("messages", "年份不对"),
    "bad_day": QT_TRANSLATE_NOOP("messages", "看不懂这个日期，可写 今天、9-30 或 0930"),
    "bad_date": QT_TRANSLATE_NOOP("messages", "看不懂这个日期，没有采用，请写成 2018-09-30"),
    "several_days": QT_TRANSLATE_NOOP("messages", "写的是连着几天，按第一天记，其余的可写进备注"),
    "unclear_date": QT_TRANSLATE_NOOP("messages", "日期不完整，没有采用，请写成 2018-09-30"),
    "bad_number": QT_TRANSLATE_NOOP("messages", "应当是数字，没有采用"),
    "rounded_number": QT_TRANSLATE_NOOP(
        "messages", "数字太长，Excel 已把后几位变成 0，没有采用；请把这一列设为文本，重新填"
    ),
    "unknown_word": QT_TRANSLATE_NOOP("messages", "看不懂这个词，没有采用"),
    "several_ticked": QT_TRANSLATE_NOOP("messages", "勾了不止一个，没有采用，请只留一个"),
    "same_value": QT_TRANSLATE_NOOP("messages", "与原来的一样"),
    "bad_login": QT_TRANSLATE_NOOP("messages", "登录名只用字母、数字和 . _ -，以字母或数字开头和结尾，最多 64 个字符"),
    "role_not_of_unit": QT_TRANSLATE_NOOP(
        "messages", "角色与单位不合：office 要在领导小组办公室，department 要在承办部门"
    ),
    "taken": QT_TRANSLATE_NOOP("messages", "这个账号已经有了，请换一个"),
    "unknown": QT_TRANSLATE_NOOP("messages", "没有这个代码，请核对"),
    "duplicate_row": QT_TRANSLATE_NOOP("messages", "前面已有这一行，没有再收"),
    "duplicate_code": QT_TRANSLATE_NOOP("messages", "代码与前面另一家相同，没有采用，请核对"),
    "sheet_hidden": QT_TRANSLATE_NOOP("messages", "这张表是隐藏的，没有读"),
    "sheet_no_headings": QT_TRANSLATE_NOOP("messages", "这张表里找不到标题行，没有读"),
    "sheet_hidden_rows": QT_TRANSLATE_NOOP("messages", "有隐藏或筛掉的行，也一起读了；不要的请先在表里删掉"),
    "sheet_form_rest": QT_TRANSLATE_NOOP(
        "messages", "这是一家一张的表，只读了它的情况；下面列的问题等没有读，请另外录入"
    ),
    "sheet_side_by_side": QT_TRANSLATE_NOOP("messages", "左右并排了两份名单，只读了左边的；请把右边的移到下面再导入"),
    "uncalculated": QT_TRANSLATE_NOOP("messages", "公式还没有算出结果，没有采用；请用 Excel 打开，保存一次再导入"),
    "credit_code_length": QT_TRANSLATE_NOOP("messages", "信用代码应当是 18 位"),
    "credit_code_alphabet": QT_TRANSLATE_NOOP("messages", "信用代码里有不该出现的字符"),
    "credit_code_check": QT_TRANSLATE_NOOP("messages", "信用代码的校验位对不上，请核对"),
    "quiet_day": QT_TRANSLATE_NOOP("messages", "这天是企业安静日，可改用电话"),
    "other_team": QT_TRANSLATE_NOOP("messages", "{unit_name} {on}刚来过，可改用电话"),
    "same_day": QT_TRANSLATE_NOOP("messages", "本单位这天已记过一次走访"),
    "no_result": QT_TRANSLATE_NOOP("messages", "没有问题的话，请勾“无新问题”"),
    "long_ago": QT_TRANSLATE_NOOP("messages", "是一年多以前的走访，请核对日期"),
    "other_category": QT_TRANSLATE_NOOP("messages", "这个类别与企业的类别不合，请核对"),
    "odd_phone": QT_TRANSLATE_NOOP("messages", "看着不像电话号码，请核对"),
    "unknown_choice": QT_TRANSLATE_NOOP("messages", "没有这个选项"),
    "not_text": QT_TRANSLATE_NOOP("messages", "应当是文字"),
    "not_a_flag": QT_TRANSLATE_NOOP("messages", "应当是“是”或“否”"),
    "out_of_range": QT_TRANSLATE_NOOP("messages", "超出了范围"),
    "too_big": QT_TRANSLATE_NOOP("messages", "文件太大了，最大 20 MB"),
}
