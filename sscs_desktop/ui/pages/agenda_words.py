"""The agenda of the store in words: who and what, why and until when, and the one word that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base import clock
from sscs_desktop.domain.rules import mask_phone
from sscs_desktop.store import drafts, enterprises, issues, projects, subjects, visits
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.session import Session
from sscs_desktop.store.today import MOST, QUIET_DAYS, AgendaItem
from sscs_desktop.ui import phrases, words
from sscs_desktop.ui.pages import operation_words
from sscs_desktop.ui.pages.issue_words import TO_TELL, IssueWords, headline, names
from sscs_desktop.ui.widgets.agenda import Group, Item
from sscs_desktop.wire.kinds import NEW

translate = QCoreApplication.translate

_NAMED = 3
"""So many enterprises are named of those not contacted for long."""

Maker = Callable[[Session, AgendaItem, IssueWords], Item | None]


def groups(session: Session, items: Sequence[AgendaItem], said: IssueWords) -> list[Group]:
    """Return the agenda's groups in the order of the store; livelihood matters wait for their own page."""
    told = {item.id for item in items if item.group == "answers"}
    makers: tuple[tuple[str, str, str, Maker], ...] = (
        ("answers", "message-circle-reply", translate("agenda", "答复到达"), _answer),
        ("returned", "undo-2", translate("agenda", "退回补正"), _returned),
        ("due", "clock", translate("agenda", "临近时限"), _due),
        ("promised", "calendar-days", translate("agenda", "约好的走访"), _promised),
        ("drafts", "pencil-line", translate("agenda", "草稿"), _draft),
    )
    found = []
    for name, icon, word, make in makers:
        kept = [item for item in items if item.group == name and not (name == "due" and item.id in told)]
        made = (make(session, item, said) for item in kept)
        found.append(Group(icon=icon, name=word, items=tuple(item for item in made if item is not None)))
    found.insert(4, _long_ago([item for item in items if item.group == "not_contacted"]))
    return [group for group in found if group.items]


def _answer(session: Session, item: AgendaItem, said: IssueWords) -> Item | None:
    issue = issues.get(session, item.id)
    if issue is None:
        return None
    if issue.call_back_due_on is not None:
        text = translate("agenda", "{department}已答复，请在 {day} 前告知企业")
        why = text.format(department=issue.department_name, day=said.due(issue.call_back_due_on))
    else:
        why = translate("agenda", "{department}已答复").format(department=issue.department_name)
    return _issue(item, why, translate("agenda", "告知企业"))


def _returned(session: Session, item: AgendaItem, said: IssueWords) -> Item | None:
    issue = issues.get(session, item.id)
    if issue is None:
        return None
    why = translate("agenda", "县领导小组办公室：{reason}").format(reason=issue.return_reason or words.say(issue.state))
    return _issue(item, why, translate("agenda", "补正"))


def _due(session: Session, item: AgendaItem, said: IssueWords) -> Item | None:
    issue = issues.get(session, item.id)
    if issue is None:
        return None
    if issue.state in TO_TELL and issue.call_back_due_on is not None:
        why = translate("agenda", "{department}已答复，回访时限 {day}")
        why = why.format(department=issue.department_name, day=said.due(issue.call_back_due_on))
        return _issue(item, why, translate("agenda", "回访"))
    due_on = issue.due_on
    why = ""
    if due_on is not None:
        text = translate("agenda", "{department}{state}，时限 {day}")
        why = text.format(department=issue.department_name, state=words.say(issue.state), day=said.due(due_on))
    state, word = said.light(due_on, issue.state) or (None, "")
    return replace(_issue(item, why, translate("agenda", "催办")), light=state, light_word=word)


def _promised(session: Session, item: AgendaItem, said: IssueWords) -> Item | None:
    if item.subject is None or item.on is None:
        return None
    read = enterprises.get if item.kind == "enterprise" else projects.get
    subject = read(session, item.id)
    contact = ""
    if subject is not None:
        contact = f"{subject.contact_name} {subject.contact_title}".strip()
    phone = mask_phone(subject.contact_phone) if subject is not None else ""
    day = phrases.near(item.on)
    if item.on < clock.today():
        day = translate("agenda", "原定 {day}").format(day=day)
    why = "，".join(part for part in (day, contact, phone) if part)
    return Item(id=f"promised:{item.id}", kind=item.kind, who=item.title, why=why, step=translate("agenda", "记走访"))


def _draft(session: Session, item: AgendaItem, said: IssueWords) -> Item | None:
    if item.kind == "owed_cards":
        return _owed_cards(item)
    kept = drafts.get(session, item.id)
    if kept is None:
        return None
    saved = phrases.moment(kept.saved_at)
    if kept.reason:
        why = translate("agenda", "{at} 没有通过，内容都在").format(at=saved)
        step = translate("agenda", "看原因")
    else:
        why = translate("agenda", "{at} 写到这里，一字未丢").format(at=saved)
        step = translate("agenda", "接着写")
    giver = translate("agenda", "{who}移交").format(who=kept.giver) if kept.giver else ""
    who = "　".join(part for part in (draft_word(kept), _about(session, kept), giver) if part)
    return Item(id=f"drafts:{item.id}", kind="draft", who=who, why=why, step=step)


def _owed_cards(item: AgendaItem) -> Item:
    who = translate("agenda", "批量打印反馈卡")
    why = translate("agenda", "{count} 张卡的卡号已经取了，PDF 没有写成").format(count=item.data["count"])
    return Item(id="owed_cards:", kind="", who=who, why=why, step=translate("agenda", "接着存"))


def draft_word(kept: Draft) -> str:
    """Return what a draft will be: 走访, 催办问题, 提出更正."""
    if kept.form == "command":
        return operation_words.act("issue", kept.key.partition(":")[2])
    if kept.form == "appointment":
        return translate("agenda", "约下次")
    if kept.form == "card_entry":
        return translate("agenda", "录入签回的卡")
    if kept.form == "proposal":
        return translate("agenda", "提出更正")
    return operation_words.act(kept.form, kept.verb or NEW)


def _about(session: Session, kept: Draft) -> str:
    """Return the name of what a draft is about, from what it says or from the record it belongs to."""
    firm, project = _id(kept.data, "enterprise_id"), _id(kept.data, "project_id")
    key = kept.key.partition(":")[0].partition("#")[0]
    if kept.form in ("appointment", "proposal"):
        return subjects.name(session, key, None) or subjects.name(session, None, key)
    if not (firm or project):
        record = visits.get(session, key) if kept.form == "visit" else issues.get(session, key)
        if record is not None:
            firm, project = record.enterprise_id, record.project_id
    return subjects.name(session, firm, project)


def _long_ago(items: Sequence[AgendaItem]) -> Group:
    name = translate("agenda", "久未联系")
    if not items:
        return Group(icon="phone-off", name=name, items=())
    if len(items) < MOST:
        text = translate("agenda", "{count} 家企业超过 {days} 天没有联系")
    else:
        text = translate("agenda", "至少 {count} 家企业超过 {days} 天没有联系")
    who = text.format(count=len(items), days=QUIET_DAYS)
    first = names(phrases.short_name(item.title) for item in items[:_NAMED])
    why = first if len(items) <= _NAMED else translate("agenda", "{names} 等").format(names=first)
    step = translate("agenda", "看名单")
    return Group(icon="phone-off", name=name, items=(Item(id="not_contacted", kind="", who=who, why=why, step=step),))


def _issue(item: AgendaItem, why: str, step: str) -> Item:
    who = item.subject.name if item.subject is not None else ""
    return Item(id=f"{item.group}:{item.id}", kind="issue", who=who, what=headline(item.title), why=why, step=step)


def _id(data: dict[str, object], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) and value else None
