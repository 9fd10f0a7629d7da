"""走访: by day, newest first, and all that was written down on one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain import period
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import VisitMode
from sscs_desktop.paperwork.prepared import Listed
from sscs_desktop.store import attachments, issues, subjects, visits
from sscs_desktop.store.issues import IssueLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.visits import Filter, VisitLine
from sscs_desktop.ui import keys, months, phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import import_verbs, opening
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.issue_words import IssueWords, names
from sscs_desktop.ui.pages.paragraph import LabelledText, Paragraph
from sscs_desktop.ui.pages.record_files import RecordFiles
from sscs_desktop.ui.pages.records_page import Act, RecordsPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.area import Rule
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State, StateWord

translate = QCoreApplication.translate


class VisitsPage(RecordsPage):
    key = "visits"
    watches = frozenset({"visit", "issue", "enterprise", "project", "outbox", "attachment"})
    kinds = frozenset({"visit"})
    ledger = LedgerKind.VISIT

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr("走访"),
            self.tr("企业、项目或内容"),
            self.tr("企业或内容"),
            (self.tr("记录"), self.tr("问题")),
        )
        self._visit: Visit | None = None
        self.files = RecordFiles(desk, self, "visit")
        self._chips()
        add = self.detail.add_verb
        self._mend_button = add(Button(self.tr("修改"), "plain", "pencil-line", key="F2", on=self.mend))
        self._mend_button.setObjectName("mend")
        self._card_button = add(Button(self.tr("打印这次的卡"), "plain", "printer", on=self.print_card))
        self._card_button.setObjectName("print_card")
        self._more_button = self.add_more()
        keys.bind(keys.MEND, self, self.mend, within=True)

    # ---- the list

    def is_bare(self, session: Session) -> bool:
        return visits.count(session) == 0

    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        where = self._where(text)
        lines = visits.listing(session, where, limit=limit)
        return by_day(lines, self.desk.account.unit_name), visits.count(session, where)

    def listed(self) -> Listed:
        where = self._where(self._filter_text)
        return lambda session: visits.ids(session, where)

    def list_papers(self) -> Sequence[Act]:
        return ((self.tr("打印空白的走访记录单"), self._print_blank),)

    def _print_blank(self) -> None:
        opening.blank_visit_record(self.desk, self)

    def counted(self, count: int) -> str:
        return self.tr("{count} 次").format(count=count)

    def empty_state(self) -> EmptyState:
        begin = Button(self.tr("记走访"), "filled", "footprints", on=lambda: self.verb.emit("visit", None))
        begin.setObjectName("empty_visit")
        sentence = self.tr("去过一家就记一次，没有网络也能记，联网后自动上报。")
        bring = Button(self.tr("导入往年台账…"), "plain", "file-input", on=lambda: import_verbs.ask(self.desk, self))
        bring.setObjectName("empty_import")
        return EmptyState("footprints", self.tr("还没有走访"), sentence, (begin, bring))

    def clear_chips(self) -> None:
        for chip in (self._mine, self._mode, self._month):
            chip.set_value(None)

    def _where(self, text: str) -> Filter:
        mode, month = self._mode.value(), self._month.value()
        first = month if isinstance(month, date) else None
        return Filter(
            text=text,
            author_id=self.desk.account.user_id if self._mine.value() else "",
            mode=mode if isinstance(mode, VisitMode) else None,
            first_on=first,
            last_on=period.month_of(first)[1] if first else None,
        )

    def _chips(self) -> None:
        self._mine = self.pane.add_chip(Chip(self.tr("我记的")))
        self._mode = self.pane.add_chip(Chip(self.tr("方式")))
        self._mode.set_choices([(None, self.tr("全部方式")), *((m, words.say(m)) for m in VisitMode)])
        self._month = self.pane.add_chip(Chip(self.tr("月份")))
        self._month.set_choices([(None, self.tr("全部月份")), *((m, months.word(m)) for m in months.last())])
        for name, chip in (("mine", self._mine), ("mode", self._mode), ("month", self._month)):
            chip.setObjectName(f"chip_{name}")
            chip.chosen.connect(self.refilter)

    # ---- the detail

    def show_record(self, session: Session, id: str) -> bool:
        visit = visits.get(session, id)
        self._visit = visit
        if visit is None:
            return False
        found = issues.listing(session, issues.Filter(visit_id=id))
        lines = visits.listing(session, Filter(subject_id=_about(visit)))
        is_pending = any(line.is_pending for line in lines if line.id == id)
        said = IssueWords(session, clock.today())
        self.detail.set_head(subjects.name(session, visit.enterprise_id, visit.project_id), _head(visit))
        files = self.files.show(visit, attachments.of(session, id))
        self.fill(0, [*_record(visit, is_pending=is_pending), *files])
        self.fill(1, self._issues(found, said))
        self.detail.tabs.set_count(1, len(found) or None)
        self.show_verbs(True)
        return True

    def selection(self) -> Target | None:
        return self._subject_target() if self.pane.list.current() is not None else None

    def show_verbs(self, shown: bool) -> None:
        is_mine = self._visit is not None and self._visit.author_id == self.desk.account.user_id
        self._mend_button.setVisible(shown and is_mine)
        self._card_button.setVisible(shown)
        self._more_button.setVisible(shown)

    def mend(self) -> None:
        """Open an own visit to change it (F2)."""
        if self._visit is not None and self._mend_button.isVisibleTo(self):
            opening.visit_again(self.desk, self, self._visit.id)

    def print_card(self) -> None:
        """Preview the card of this visit."""
        if self._visit is not None and (subject := _subject(self._visit)) is not None:
            opening.card(self.desk, self, subject, self._visit.id)

    def print_record(self) -> None:
        """Preview this visit's 走访记录单."""
        if self._visit is not None:
            opening.visit_record(self.desk, self, self._visit.id)

    def step(self, row: Row) -> None:
        self.print_card()

    def acts(self, row: Row) -> Sequence[Act]:
        found: list[Act] = []
        if self._mend_button.isVisibleTo(self):
            found.append((self.tr("修改"), self.mend))
        found.append((self.tr("打印这次的卡"), self.print_card))
        found.append((self.tr("打印走访记录单"), self.print_record))
        found.append((self.tr("打开企业或项目"), self._open_subject))
        found.append((self.tr("复制成一行文字"), self._copy))
        return found

    def copied(self) -> str:
        if self._visit is None:
            return ""
        visit, row = self._visit, self.pane.list.current()
        on = phrases.day(clock.local(visit.visited_at).date())
        said = [on, row.name if row else "", words.say(visit.mode), names(visit.visitors), visit.situation.strip()]
        if visit.is_no_issue:
            said.append(self.tr("无新问题"))
        return "，".join(part for part in said if part)

    def _issues(self, found: Sequence[IssueLine], said: IssueWords) -> list[QWidget]:
        if not found:
            return [parts.quiet_line(self.tr("这次走访没有记问题。"))]
        return parts.issue_lines(found, said, self.asked.emit)

    def _subject_target(self) -> Target | None:
        subject = _subject(self._visit) if self._visit is not None else None
        return Target(subject.kind, subject.id) if subject is not None else None

    def _open_subject(self) -> None:
        if (target := self._subject_target()) is not None:
            self.asked.emit(target)


def by_day(lines: Sequence[VisitLine], own_unit: str) -> list[Row]:
    """Return rows under the head of their day; a visit of another unit than the reader's bears its name."""
    found: list[Row] = []
    for on, group in groupby(lines, key=lambda line: clock.local(line.visited_at).date()):
        of_day = list(group)
        found.append(Row(name=_day_head(on), right=str(len(of_day)), group=True))
        found += [_row(line, own_unit) for line in of_day]
    return found


def _row(line: VisitLine, own_unit: str) -> Row:
    state, word = parts.visit_state(line)
    topic = parts.visit_topic(line)
    mode = words.say(line.mode)
    second = [mode] + ([topic] if topic not in (mode, word) else [])
    if line.unit_name not in ("", own_unit):
        second.append(line.unit_name)
    return Row(
        id=line.id,
        kind="visit",
        name=line.subject.name,
        second="　".join(second),
        right=f"{clock.local(line.visited_at):%H:%M}",
        state=state,
        word=word,
    )


def _day_head(on: date) -> str:
    today = clock.today()
    near = phrases.near(on, today)
    day = phrases.day(on, today)
    return f"{day} {phrases.weekday(on)}" if near == day else f"{near} {day} {phrases.weekday(on)}"


def _head(visit: Visit) -> list[str]:
    here = clock.local(visit.visited_at)
    when = f"{phrases.day(here.date())} {phrases.weekday(here.date())} {here:%H:%M}"
    late = translate("VisitsPage", "补录") if visit.is_late_entry else ""
    return [when, words.say(visit.mode), names(visit.visitors), late]


def _record(visit: Visit, *, is_pending: bool) -> list[QWidget]:
    written = translate("VisitsPage", "{who} {at} 记在本机").format(
        who=visit.author_name, at=phrases.moment(visit.recorded_at)
    )
    sent = (
        StateWord(State.WAITING, translate("VisitsPage", "待上报"))
        if is_pending
        else StateWord(State.DONE, translate("VisitsPage", "县里已收到"))
    )
    result = translate("VisitsPage", "无新问题") if visit.is_no_issue else ""
    situation = visit.situation.strip() or translate("VisitsPage", "没有写。")
    found: list[QWidget] = [
        sent,
        parts.quiet_line(written),
        Rule(),
        SectionHead(translate("VisitsPage", "生产经营情况")),
        Paragraph(situation, "ink" if visit.situation.strip() else "ink3"),
        SectionHead(translate("VisitsPage", "接待和结果")),
        Facts(_facts(visit, result)),
    ]
    return found + list(_answer(visit)) + list(_more_texts(visit))


def _facts(visit: Visit, result: str) -> list[Fact]:
    following = visit.next_contact_on
    facts = (
        (translate("VisitsPage", "接待人"), f"{visit.received_by} {visit.received_title}".strip()),
        (translate("VisitsPage", "走访人"), names(visit.visitors)),
        (translate("VisitsPage", "结果"), result),
        (translate("VisitsPage", "下次联系"), phrases.day_weekday(following) if following else ""),
        (translate("VisitsPage", "责任单位"), visit.unit_name),
        (translate("VisitsPage", "所在地"), visit.division_name),
    )
    return [Fact(label=label, value=value or parts.nothing()) for label, value in facts]


def _answer(visit: Visit) -> Iterable[QWidget]:
    if visit.spot_answer.strip():
        yield SectionHead(translate("VisitsPage", "现场答复"))
        yield LabelledText(translate("VisitsPage", "如何办"), visit.spot_answer.strip())
        if visit.spot_answer_who:
            yield LabelledText(translate("VisitsPage", "谁负责"), visit.spot_answer_who)
        if visit.spot_answer_when:
            yield LabelledText(translate("VisitsPage", "何时解决"), visit.spot_answer_when)


def _more_texts(visit: Visit) -> Iterable[QWidget]:
    if visit.policies:
        yield SectionHead(translate("VisitsPage", "宣讲政策"), len(visit.policies))
        for policy in visit.policies:
            yield Paragraph(policy)
    if visit.remark.strip():
        yield SectionHead(translate("VisitsPage", "备注"))
        yield Paragraph(visit.remark.strip())


def _about(visit: Visit) -> str:
    return visit.enterprise_id or visit.project_id or ""


def _subject(visit: Visit) -> Subject | None:
    if visit.enterprise_id:
        return Subject("enterprise", visit.enterprise_id)
    return Subject("project", visit.project_id) if visit.project_id else None
