"""What an operation of the outbox was, in words: of what kind, about whom, what in it, and why it was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.review import Review
from sscs_desktop.domain.visit import Attachment, Visit
from sscs_desktop.domain.vocabulary import EventVerb, ReviewState
from sscs_desktop.store.conflicts import Conflict
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.report import OperationLine
from sscs_desktop.ui import field_words, messages, phrases, words
from sscs_desktop.ui.pages.issue_words import command_word, headline, names
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.wire.kinds import DELETE, EDIT, HOLE, KINDS, NEW

translate = QCoreApplication.translate

SHAPES = {
    "decide": State.CONFLICT,
    "refused": State.SENT_BACK,
    "waiting": State.WAITING,
    "received": State.DONE,
    "settled": State.PLAIN,
}
_COMMANDS = frozenset(str(verb) for verb in EventVerb)


def act(kind: str, verb: str) -> str:
    """Return what was done: 走访, 改问题, 撤回问题, 删除走访."""
    what = field_words.kind_word(kind)
    if verb == NEW:
        return what
    if verb == EDIT:
        return translate("operation", "改{what}").format(what=what)
    if verb == DELETE:
        return translate("operation", "删除{what}").format(what=what)
    if verb == EventVerb.RATE:
        return translate("operation", "{what} 记满意度").format(what=what)
    if verb in _COMMANDS:
        return translate("operation", "{verb}{what}").format(verb=command_word(EventVerb(verb)), what=what)
    return translate("operation", "空位") if verb == HOLE else what


def row(line: OperationLine, conflicts: Sequence[Conflict] = ()) -> Row:
    """Return the line of the list."""
    return Row(
        id=line.key,
        kind="operation",
        name=field_words.kind_word(line.kind) if line.group == "decide" else act(line.kind, line.verb),
        topic=phrases.short_name(line.subject_name),
        second=second(line, conflicts),
        right=phrases.brief(line.answered_at or line.happened_at),
        lead=SHAPES[line.group],
    )


def second(line: OperationLine, conflicts: Sequence[Conflict] = ()) -> str:
    """Return what the second line says in each group."""
    if line.group == "decide":
        whose = conflicts[0].theirs_by if conflicts else ""
        text = translate("operation", "{count} 项与{who}的修改不同")
        return text.format(count=len(conflicts), who=whose or translate("operation", "同事"))
    if line.group == "refused":
        return reason(line.code)
    if line.group == "settled":
        return translate("operation", "没有通过，已处理")
    said = content(line)
    if line.group == "received":
        proven = translate("operation", "有回执") if line.has_receipt else translate("operation", "已收到")
        return said or proven
    return said or translate("operation", "存在本机，联网后自动上报")


def content(line: OperationLine) -> str:
    """Return in a few words what an operation says: of a visit, issue or card its content, else what it changed."""
    record = line.record
    if isinstance(record, Visit):
        said = headline(record.situation) if record.situation.strip() else ""
        if record.is_no_issue:
            said = translate("operation", "无新问题")
        return "，".join(part for part in (words.say(record.mode), said) if part)
    if isinstance(record, Issue):
        return headline(record.description)
    if isinstance(record, Card):
        is_moved = line.verb == EDIT and "state" in line.fields
        printed = translate("operation", "已打印 {count} 份").format(count=len(record.prints))
        text = translate("operation", "{done}，卡号 {number}")
        return text.format(done=words.say(record.state) if is_moved else printed, number=record.number)
    if isinstance(record, Attachment):
        return record.name
    if line.verb == EDIT and line.kind in KINDS:
        known = (name for name in line.fields if name in KINDS[line.kind].field_names)
        return names(field_words.label(line.kind, name) for name in known)
    return ""


def reason(code: str) -> str:
    """Return why the directory did not take it."""
    return messages.sentence(Refused(code or "refused"))


def of_review(late: Review) -> str:
    """Return what the office made of a report that came after its object had been given to another unit."""
    if late.state is ReviewState.ATTACHED:
        text = translate("operation", "{who}已把这一条作为附注记到企业或项目名下，署您的名字。这份草稿可以收起。")
    elif late.state is ReviewState.DISCARDED:
        text = translate("operation", "{who}没有采用这一条：{why}。内容还在这里，可以复制。")
    else:
        text = translate("operation", "县里已留下这一条，等办公室核对，新的责任单位也看得到。")
    return text.format(who=late.answered_by, why=late.answer.rstrip("。"))


def kept_fields(draft: Draft) -> list[tuple[str, str]]:
    """Return what a refused operation wanted to say, field by field in the words of the form."""
    kind = draft.form
    if kind not in KINDS:
        return []
    found = []
    for name, value in draft.data.items():
        if name in _QUIET or name.endswith("_id") or name not in KINDS[kind].field_names:
            continue
        said = field_words.text(kind, name, value)
        if said:
            found.append((field_words.label(kind, name), said))
    if isinstance(said_text := draft.data.get("text"), str) and "text" not in KINDS[kind].field_names and said_text:
        found.append((field_words.label(kind, "text"), said_text))
    return found


_QUIET = frozenset(
    {
        "id",
        "author_name",
        "unit_name",
        "recorded_at",
        "division_code",
        "level",
        "state",
        "due_unit",
        "helpers",
        "urged",
        "prints",
        "sha256",
        "thumbnail",
        "media_type",
        "size",
        "added_at",
        "layout",
        "printed_at",
        "is_late_entry",
    }
)
"""Fields that nobody typed, or that mean nothing to the one who reads what was refused."""


def values(kind: str, sides: Sequence[tuple[str, Any]]) -> str:
    """Return one version of a conflict in words."""
    return field_words.together(kind, sides) or translate("operation", "（没有填）")


def title_of(line: OperationLine) -> str:
    """Return the head of an operation's detail: whom it is about, and what it was."""
    return names([line.subject_name, act(line.kind, line.verb)]) if line.subject_name else act(line.kind, line.verb)
