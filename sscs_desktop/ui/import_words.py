"""What becomes of the rows of somebody else's spreadsheet, in words: the dialog and the command say it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication

from sscs_desktop.domain.enterprise import Figure
from sscs_desktop.exchange.outcome import Line, Outcome, counted
from sscs_desktop.exchange.roster_rows import RosterReading, SheetReading
from sscs_desktop.store.intake import Applied, Stayed, Undone
from sscs_desktop.ui import field_words, messages, phrases, words
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State

translate = QCoreApplication.translate

NAMED = 5
"""Of the records that an undo leaves, how many are named."""
OUTCOMES = {
    Outcome.NEW: (QT_TRANSLATE_NOOP("imports", "新增"), State.DONE),
    Outcome.CHANGED: (QT_TRANSLATE_NOOP("imports", "更新"), State.WORKING),
    Outcome.SAME: (QT_TRANSLATE_NOOP("imports", "无变化"), State.PLAIN),
    Outcome.REFUSED: (QT_TRANSLATE_NOOP("imports", "没有收"), State.SENT_BACK),
}
_TAKEN_FOR = {
    "enterprise": QT_TRANSLATE_NOOP("imports", "企业名单"),
    "project": QT_TRANSLATE_NOOP("imports", "项目名单"),
    "visit": QT_TRANSLATE_NOOP("imports", "走访台账"),
    "issue": QT_TRANSLATE_NOOP("imports", "问题台账"),
}


def outcome(of: Outcome) -> str:
    """Return what became of a row in a word."""
    return translate("imports", OUTCOMES[of][0])


def row(line: Line, ticked: bool | None) -> Row:
    """Return a line of the report."""
    return Row(
        id=row_id(line),
        kind="line",
        name=line.name or translate("imports", "（没有名称）"),
        second=translate("imports", "；").join(filter(None, (reasons(line), changes(line)))),
        right=translate("imports", "{sheet} 第 {row} 行").format(sheet=line.sheet, row=line.row),
        state=State.YELLOW if is_half_taken(line) else OUTCOMES[line.outcome][1],
        word=_word(line),
        ticked=ticked,
    )


def is_half_taken(line: Line) -> bool:
    """Tell whether some cells of a row are not taken, while the row is."""
    return bool(line.problems) and line.outcome is not Outcome.REFUSED


def _word(line: Line) -> str:
    word = outcome(line.outcome)
    return translate("imports", "{outcome}，有没收的").format(outcome=word) if is_half_taken(line) else word


def row_id(line: Line) -> str:
    """Return by what a line's row is found again."""
    return f"{line.sheet}!{line.row}"


def changes(line: Line) -> str:
    """Return what a row changes: 法定代表人：李四 → 张三."""
    changed, added = translate("imports", "{label}：{old} → {new}"), translate("imports", "{label}：{new}")
    said = [
        (changed if each.old else added).format(label=each.label, old=each.old, new=each.new) for each in line.changes
    ]
    return translate("imports", "；").join(said)


def reasons(line: Line) -> str:
    """Return why a row, or some of its cells, are not taken."""
    said = translate("imports", "{heading}：{reason}")
    parts = [
        said.format(heading=heading, reason=messages.problem(code)) if heading else messages.problem(code)
        for heading, code in line.problems.items()
    ]
    return translate("imports", "；").join(parts)


def summary(lines: Sequence[Line]) -> str:
    """Return how many rows come to what: 新增 3 行，更新 12 行."""
    counts = counted(lines)
    return translate("imports", "新增 {new} 行，更新 {changed} 行，无变化 {same} 行，没有收 {refused} 行。").format(
        **{str(each): counts[each] for each in Outcome}
    )


def sheet(found: SheetReading) -> str:
    """Return what a sheet was taken for: 按走访台账读，60 行."""
    if found.taken_for in _TAKEN_FOR:
        kind = translate("imports", _TAKEN_FOR[found.taken_for])
        said = translate("imports", "按“{kind}”读，{rows} 行").format(kind=kind, rows=found.rows)
        unit = translate("imports", "，没写单位的金额按“{unit}”读").format(unit=found.unit)
        return said + unit if found.unit else said
    if found.taken_for == "hidden":
        return translate("imports", "隐藏的工作表，没有读")
    if found.taken_for == "empty":
        return translate("imports", "空的工作表")
    return translate("imports", "没有认出标题行，请在下面指明哪一列是企业名称")


def done(what: Applied) -> str:
    """Return what came in, and how far it came."""
    said = translate("imports", "已导入 {n} 条，待上报。").format(n=what.records)
    if what.stopped is None:
        return said
    left = translate("imports", "还有 {left} 行没有导入，再按“导入”从这里接着来。").format(left=what.left)
    return said + left + messages.sentence(what.stopped)


def to_mend(rows: int) -> str:
    """Return what to do with the rows of which something, or all, was not taken."""
    return translate("imports", "有问题的 {n} 行可以另存出来，改好再导入，别的行不会重复。").format(n=rows)


def undone(what: Undone) -> str:
    """Return what was taken back, what stays and why, and what ended it."""
    said = translate("imports", "已撤销 {n} 条。").format(n=what.taken_back)
    if what.stopped is not None:
        said += translate("imports", "没有撤完，再按“撤销”从这里接着来。") + messages.sentence(what.stopped)
    if not what.stayed:
        return said
    stays = translate("imports", "留着 {n} 条，后来又改过，或县里已经办理：{named}。")
    if len(what.stayed) > NAMED:
        stays = translate("imports", "留着 {n} 条，后来又改过，或县里已经办理：{named}等。")
    named = translate("imports", "；").join(map(_stayed, what.stayed[:NAMED]))
    return said + stays.format(n=len(what.stayed), named=named)


def _stayed(one: Stayed) -> str:
    """Return what stays, and whose it is: 钢塔机械 经营数据（2017 营业收入）."""
    name, kind = phrases.short_name(one.name), field_words.kind_word(one.kind)
    if not isinstance(one.record, Figure):
        return f"{name} {kind}"
    about = translate("imports", "{name} {kind}（{period} {indicator}）")
    return about.format(name=name, kind=kind, period=one.record.period, indicator=words.say(one.record.indicator))


def about(reading: RosterReading, kinds: Collection[str]) -> tuple[str, ...]:
    """Return how each sheet was read, which of its headings mean nothing to us, and what is worth a word besides."""
    said = translate("imports", "{sheet}：{words}")
    unused = translate("imports", "{sheet}：这些列没有用到：{words}（要用，写 --map 列名=台账里的说法）。")
    read = [each for each in reading.sheets if each.taken_for in kinds]
    taken = [said.format(sheet=each.name, words=sheet(each)) for each in read]
    left = [unused.format(sheet=each.name, words="、".join(each.ignored)) for each in read if each.ignored]
    return (*taken, *left, *notices(reading))


def notices(reading: RosterReading) -> tuple[str, ...]:
    """Return what is worth a word about whole sheets: 旧表：这张表是隐藏的，没有读."""
    said = translate("imports", "{sheet}：{words}")
    of_sheets = (each for each in reading.problems if not each.row)
    return tuple(said.format(sheet=each.sheet, words=messages.problem(each.code)) for each in of_sheets)
