"""Spreadsheets in and out, and the forms others ask for."""

from __future__ import annotations

from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

SENTENCES: dict[str, str] = {
    # in
    "unreadable": QT_TRANSLATE_NOOP("messages", "这个文件读不了。原文件没有动过，请看是否选对了文件。"),
    "roster_unreadable": QT_TRANSLATE_NOOP(
        "messages", "这份名单读不了，什么也没有导入。请用 Excel 打开看看，另存为 .xlsx 再试。"
    ),
    "roster_unreadable:format": QT_TRANSLATE_NOOP(
        "messages", "这不是能读的表格，什么也没有导入。请另存为 .xlsx 再试。"
    ),
    "roster_unreadable:missing": QT_TRANSLATE_NOOP(
        "messages", "找不到这个文件，什么也没有导入。请看它是否已移走或改名。"
    ),
    "roster_unreadable:password": QT_TRANSLATE_NOOP(
        "messages", "这份表格设了密码，什么也没有导入。请去掉密码另存一份再试。"
    ),
    "roster_unreadable:too_large": QT_TRANSLATE_NOOP(
        "messages", "这份表格太大，什么也没有导入。请按乡镇拆成几份再试。"
    ),
    "roster_no_headings": QT_TRANSLATE_NOOP(
        "messages", "表格里找不到这些列：{missing}。什么也没有导入，请看标题行是否齐全。"
    ),
    "no_such_column": QT_TRANSLATE_NOOP(
        "messages",
        "不知道“{words}”是哪一列。什么也没有导入，请写成“表里的标题=企业名称”，等号右边用台账里的说法，不要这一列就留空。",
    ),
    "bad_rows": QT_TRANSLATE_NOOP("messages", "看不懂行号“{words}”。什么也没有导入，请写成 5-20,33 这样。"),
    "no_such_import": QT_TRANSLATE_NOOP("messages", "没有这一次导入，没有撤销。什么也没有改动，请核对它的编号。"),
    "already_undone": QT_TRANSLATE_NOOP("messages", "这一次导入已经撤销过。什么也没有改动。"),
    # out
    "bad_suffix": QT_TRANSLATE_NOOP(
        "messages", "文件名的后缀不认识，没有写出。请用 .xlsx 或 .csv 结尾，要打印就用 .pdf。"
    ),
    "bad_briefing_suffix": QT_TRANSLATE_NOOP(
        "messages", "文件名的后缀不认识，没有写出。接着修改请用 .docx 结尾，直接打印请用 .pdf。"
    ),
    "month_not_begun": QT_TRANSLATE_NOOP("messages", "这个月还没有到，没有写出简报。请选本月或以前的月份。"),
    "no_such_template": QT_TRANSLATE_NOOP("messages", "没有这份表样，没有写出。请核对它的名称，或直接选对方的空表。"),
    "bad_template": QT_TRANSLATE_NOOP("messages", "这份表样读不懂，没有用它。请看文件是否完整，或直接选对方的空表。"),
    "bad_template:fields": QT_TRANSLATE_NOOP(
        "messages", "表样里有不认识的字段：{fields}，没有用它。请改成表样说明里有的字段名，再试一次。"
    ),
    "template_no_headings": QT_TRANSLATE_NOOP(
        "messages", "这份表里找不到认识的标题行，没有记下表样。请看标题是否齐全（至少要有名称一列），或换一种台账再试。"
    ),
}
