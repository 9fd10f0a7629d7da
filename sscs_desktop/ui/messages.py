"""Codes become sentences here and nowhere else: what happened, whether anything was lost, what to do.

Works without an application too: the command line prints the same sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base.errors import Invalid, SscsError
from sscs_desktop.store.change import News
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP


def sentence(error: SscsError) -> str:
    """Return what to tell about an error; a code nobody wrote a sentence for is named, never hidden."""
    if isinstance(error, Invalid):
        return "\n".join(problem(code) for code in dict.fromkeys(error.problems.values()))
    words = _by_reason(error) or SENTENCES.get(error.code)
    if words is None:
        return _translated(_GENERIC).format(code=error.code)
    return _filled(_translated(words), error.data)


def problem(code: str, data: Mapping[str, object] | None = None) -> str:
    """Return the few words beside a field for one code of Invalid.problems or of a Caution."""
    words = PROBLEMS.get(code)
    if words is None:
        return _translated(_GENERIC_PROBLEM).format(code=code)
    return _filled(_translated(words), data or {})


def digest(news: Iterable[News]) -> str:
    """Return one sentence about a round's news, "" if none is worth one."""
    return _translated(_COMMA).join(words for _icon, words in digest_lines(news))


def digest_lines(news: Iterable[News]) -> list[tuple[str, str]]:
    """Return a round's news as (icon, words), most needed first, for 今日."""
    counts = Counter(each.code for each in news)
    return [(icon, _translated(words).format(n=counts[code])) for code, icon, words in DIGEST if counts[code]]


def _by_reason(error: SscsError) -> str | None:
    return SENTENCES.get(f"{error.code}:{error.data.get('reason', '')}")


def _translated(words: str) -> str:
    return QCoreApplication.translate("messages", words)


def _filled(words: str, data: Mapping[str, object]) -> str:
    return words.format_map(_Data(data))


class _Data(dict[str, str]):
    """What a sentence may name; what an error did not say stays out of it."""

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__({name: _said(value) for name, value in data.items()})

    def __missing__(self, name: str) -> str:
        return ""


def _said(value: object) -> str:
    if isinstance(value, date):
        return _translated(_DAY).format(month=value.month, day=value.day)
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(str(each) for each in value)
    return str(value)


_GENERIC = QT_TRANSLATE_NOOP(
    "messages", "没有办成（{code}）。已存的内容都在本机，请再试一次；还不行就把括号里的代码告诉管理员。"
)
_GENERIC_PROBLEM = QT_TRANSLATE_NOOP("messages", "这一项填得不对（{code}）")
_COMMA = QT_TRANSLATE_NOOP("messages", "，")
_DAY = QT_TRANSLATE_NOOP("messages", "{month}月{day}日")

SENTENCES: dict[str, str] = {
    # the network and the account
    "offline": QT_TRANSLATE_NOOP("messages", "现在连不上县里的服务直通。内容都已存在本机，联网后自动上报，不用重写。"),
    "login_needed": QT_TRANSLATE_NOOP("messages", "登录已过期，请重新登录。没上报的内容都还在本机。"),
    "wrong_password": QT_TRANSLATE_NOOP("messages", "账号或口令不对，请再输一次。本机内容没有受影响。"),
    "account_locked": QT_TRANSLATE_NOOP(
        "messages", "口令错得太多，账号暂时锁住了。过一刻钟再试，或请县领导小组办公室解锁。"
    ),
    "bad_invitation": QT_TRANSLATE_NOOP(
        "messages", "这个邀请文件用不了，可能不完整或已用过。请向县领导小组办公室再要一份。"
    ),
    # versions
    "desk_too_old": QT_TRANSLATE_NOOP(
        "messages", "本机程序太旧，县里已换了新版。请更新程序；更新前照常能记，内容不会丢。"
    ),
    "directory_too_old": QT_TRANSLATE_NOOP(
        "messages", "县里的服务直通还是旧版，暂时不能同步。内容都在本机，等县里更新后自动上报。"
    ),
    "file_too_new": QT_TRANSLATE_NOOP(
        "messages", "本机文件是更新的程序写的，这个旧程序打不开它。请装新版程序，文件没有动过。"
    ),
    # one record refused
    "refused": QT_TRANSLATE_NOOP("messages", "县里没有收下这一条。内容还在本机，可以改好再报。"),
    "not_permitted": QT_TRANSLATE_NOOP(
        "messages", "县里没有收下：这一条不归本单位办理。内容还在本机，可以转给责任单位。"
    ),
    "not_allowed": QT_TRANSLATE_NOOP("messages", "这个账号不能做这件事。什么也没有改动，请找县领导小组办公室。"),
    "out_of_scope": QT_TRANSLATE_NOOP(
        "messages", "这家企业或项目已不归本单位。内容还在本机，可以作为附注转给新的责任单位。"
    ),
    "illegal_move": QT_TRANSLATE_NOOP(
        "messages", "问题的状态已经变了，现在不能这样办。什么也没有丢，请看最新的进展再决定。"
    ),
    "stale_state": QT_TRANSLATE_NOOP("messages", "别人先改了这个问题的状态，这一步没有生效。请看最新的进展再决定。"),
    "state_moved": QT_TRANSLATE_NOOP("messages", "别人先改了这个问题的状态，这一步没有生效。请看最新的进展再决定。"),
    "not_author": QT_TRANSLATE_NOOP("messages", "这一条是别人写的，只有本人能改。什么也没有改动。"),
    "not_editable": QT_TRANSLATE_NOOP("messages", "这一项由县里维护，不能直接改。可以用“提出更正”。"),
    "row_gone": QT_TRANSLATE_NOOP("messages", "这一条已不在本机，可能已转出或删除。刚写的内容存成了草稿。"),
    "parent_gone": QT_TRANSLATE_NOOP("messages", "它所属的企业或项目已不在，县里没有收下。内容存成了草稿。"),
    "numbers_exhausted": QT_TRANSLATE_NOOP(
        "messages", "本机预留的编号用完了。请联网同步一次领取新编号；刚写的内容在草稿里。"
    ),
    "expired": QT_TRANSLATE_NOOP("messages", "这一条太久没有上报，县里已不再接收。内容存成了草稿，可以重新记一次。"),
    "depends_on_refused": QT_TRANSLATE_NOOP("messages", "它前面的一条没有通过，所以这一条也没有收下。内容存成了草稿。"),
    "bad_record": QT_TRANSLATE_NOOP("messages", "有一条内容读不懂，没有采用。其余的不受影响，请把这件事告诉管理员。"),
    "bad_message": QT_TRANSLATE_NOOP("messages", "县里的回应读不懂，这次没有同步。内容都在本机，稍后会自动再试。"),
    "bad_page": QT_TRANSLATE_NOOP("messages", "县里发来的内容不完整，这次没有采用。本机没有改动，稍后会自动再试。"),
    # the directory is another
    "fork": QT_TRANSLATE_NOOP(
        "messages", "县里的数据库恢复过，本机正在重新核对。没有收到的会自动再报一次，什么也不会丢。"
    ),
    "gap": QT_TRANSLATE_NOOP("messages", "县里缺了本机以前报的内容，正在重新核对，会自动补报。"),
    "floor": QT_TRANSLATE_NOOP("messages", "本机太久没有同步，正在重新领取全部内容。没上报的都会保留。"),
    # the disk
    "disk_full": QT_TRANSLATE_NOOP("messages", "磁盘满了，刚才这一步没有保存。请腾出一些空间再按一次保存。"),
    "disk_error": QT_TRANSLATE_NOOP(
        "messages", "磁盘写不进去，刚才这一步没有保存。请看磁盘是否只读或已拔出，再试一次。"
    ),
    "disk_damaged": QT_TRANSLATE_NOOP(
        "messages", "本机文件有损坏，已停止写入。请从备份恢复，或联网重新领取；已上报的县里都有。"
    ),
    # keys
    "wrong_key": QT_TRANSLATE_NOOP("messages", "钥匙与本机文件对不上，打不开。文件没有动过，可以用恢复码打开。"),
    "wrong_passphrase": QT_TRANSLATE_NOOP("messages", "口令不对，请再输一次。忘了口令可以用恢复码打开。"),
    "wrong_recovery_code": QT_TRANSLATE_NOOP("messages", "恢复码不对，请照抄写的再输一次。文件没有动过。"),
    "wrong_recovery_code:mistyped": QT_TRANSLATE_NOOP("messages", "恢复码里有字符输错了，请照抄写的核对一遍再输。"),
    "wrong_recovery_code:other_file": QT_TRANSLATE_NOOP(
        "messages", "这个恢复码是另一份文件的。请找建这份文件时抄下的那一个。"
    ),
    "key_missing": QT_TRANSLATE_NOOP("messages", "系统钥匙串里找不到本机文件的钥匙。请用恢复码打开，内容都在。"),
    "keyring_locked": QT_TRANSLATE_NOOP("messages", "系统钥匙串锁着。请先解锁系统钥匙串，再打开程序。"),
    "cipher_missing": QT_TRANSLATE_NOOP(
        "messages", "这台机器缺少加密组件，打不开加密的文件。请重新安装程序；文件没有动过。"
    ),
    "file_not_encrypted": QT_TRANSLATE_NOOP(
        "messages", "本机文件没有加密，与钥匙不符，为稳妥没有打开。请把这件事告诉管理员。"
    ),
    "key_file_missing": QT_TRANSLATE_NOOP("messages", "找不到本机文件的钥匙文件。请用恢复码打开，或从备份里找回它。"),
    "key_file_damaged": QT_TRANSLATE_NOOP("messages", "本机文件的钥匙文件坏了。请从备份里找回它；数据文件没有动过。"),
    # somebody else holds it
    "file_in_use": QT_TRANSLATE_NOOP("messages", "程序已经打开了一个窗口，本机文件正被它使用。请到那个窗口里接着办。"),
    "file_busy": QT_TRANSLATE_NOOP("messages", "本机文件正忙，刚才这一步没有保存。请稍等几秒再按一次。"),
    "port_taken": QT_TRANSLATE_NOOP("messages", "端口 {port} 已被别的程序占用。请换一个端口，或关掉占用它的程序。"),
    "round_running": QT_TRANSLATE_NOOP("messages", "已经在同步了，等它办完就好。"),
    "no_account": QT_TRANSLATE_NOOP("messages", "本机还没有账号。请先用县里发的邀请文件登录。"),
    "other_account": QT_TRANSLATE_NOOP("messages", "这份文件是另一个账号的，没有打开。请用原来的账号，或另建一份。"),
    # files from outside
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
    "font_missing": QT_TRANSLATE_NOOP("messages", "程序自带的字体不见了，打印不出来。请重新安装程序；记录没有受影响。"),
    "no_printer": QT_TRANSLATE_NOOP("messages", "这台机器没有装打印机。可以先存成 PDF，拿到别处打印。"),
    "printing_stopped": QT_TRANSLATE_NOOP("messages", "打印中断了。卡号不变，检查打印机后可以再打一次。"),
    "unknown": QT_TRANSLATE_NOOP("messages", "出了没料到的差错，刚才这一步没有办成。已存的内容都在本机，请再试一次。"),
}

PROBLEMS: dict[str, str] = {
    "required": QT_TRANSLATE_NOOP("messages", "请填写这一项"),
    "too_long": QT_TRANSLATE_NOOP("messages", "太长了，请写短一些"),
    "too_many": QT_TRANSLATE_NOOP("messages", "太多了，请去掉几个"),
    "in_future": QT_TRANSLATE_NOOP("messages", "不能晚于今天"),
    "one_subject": QT_TRANSLATE_NOOP("messages", "请选一家企业或一个项目"),
    "control_characters": QT_TRANSLATE_NOOP("messages", "含有看不见的字符，请删去重打"),
    "has_issues": QT_TRANSLATE_NOOP("messages", "已写了问题，不能再选“无新问题”"),
    "not_done": QT_TRANSLATE_NOOP("messages", "还没有完成，不用填完成日期"),
    "not_positive": QT_TRANSLATE_NOOP("messages", "应当是正数"),
    "bad_format": QT_TRANSLATE_NOOP("messages", "格式不对"),
    "bad_year": QT_TRANSLATE_NOOP("messages", "年份不对"),
    "bad_day": QT_TRANSLATE_NOOP("messages", "看不懂这个日期，可写 今天、9-30 或 0930"),
    "same_value": QT_TRANSLATE_NOOP("messages", "与原来的一样"),
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
}

DIGEST: tuple[tuple[str, str, str], ...] = (
    ("answered", "message-circle-reply", QT_TRANSLATE_NOOP("messages", "{n} 条答复到达")),
    ("returned", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 个问题退回补正")),
    ("conflict", "split", QT_TRANSLATE_NOOP("messages", "{n} 处修改需要您决定")),
    ("refused", "undo-2", QT_TRANSLATE_NOOP("messages", "{n} 条没有通过")),
    ("kept_as_draft", "pencil-line", QT_TRANSLATE_NOOP("messages", "{n} 条存成了草稿")),
    ("renumbered", "receipt-text", QT_TRANSLATE_NOOP("messages", "{n} 个编号改了，请重新打印")),
    ("due", "clock", QT_TRANSLATE_NOOP("messages", "{n} 个时限有变动")),
    ("closed", "check", QT_TRANSLATE_NOOP("messages", "{n} 个问题已销号")),
    ("state", "history", QT_TRANSLATE_NOOP("messages", "{n} 个问题有进展")),
    ("gained", "factory", QT_TRANSLATE_NOOP("messages", "{n} 家企业或项目转入")),
    ("lost", "arrow-right-left", QT_TRANSLATE_NOOP("messages", "{n} 家企业或项目转出")),
    ("moved", "arrow-right-left", QT_TRANSLATE_NOOP("messages", "{n} 条记录换了归属")),
    ("notice", "info", QT_TRANSLATE_NOOP("messages", "{n} 条新通知")),
)
