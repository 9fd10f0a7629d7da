"""今日: what needs me, in the order in which it does; beside it what the last round brought, and the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.quiet_days import is_quiet
from sscs_desktop.domain.vocabulary import EventVerb
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.store import drafts, enterprises, issues, report, today
from sscs_desktop.store.session import Session
from sscs_desktop.ui import months, phrases, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages import agenda_words, digest, opening
from sscs_desktop.ui.pages.digest import DigestLines
from sscs_desktop.ui.pages.enterprises import LONG_AGO
from sscs_desktop.ui.pages.issue_words import TO_TELL, IssueWords
from sscs_desktop.ui.pages.week import WeekDay, WeekStrip
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.agenda import Agenda, Item
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.text import Elided, Label

_RAIL = 232
_NARROW = 760


class TodayPage(Page):
    key = "today"
    watches = frozenset(
        {"issue", "visit", "enterprise", "project", "assignment", "profile", "draft", "round", "calendar", "conflict"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rail_shown = True
        row = self.row(spacing=0)
        row.addWidget(self._left(), 1)
        row.addWidget(self._right())
        self._agenda.opened.connect(self._open_item)
        self._agenda.stepped.connect(self._step)

    def refresh(self) -> None:
        day = clock.today()
        with self.desk.store.read() as session:
            said = IssueWords(session, day)
            items = today.agenda(session, day, said.workdays)
            groups = agenda_words.groups(session, items, said)
            rounds = report.rounds(session, limit=1)
            week = _week(session, day, said.workdays)
        self._title.setText(f"{phrases.day(day)} {phrases.long_weekday(day)}")
        count = sum(len(group.items) for group in groups)
        self._count.setText(self.tr("{count} 件事等您").format(count=count) if count else "")
        self._agenda.show_groups(groups)
        self._stack.setCurrentWidget(self._agenda if groups else self._empty)
        last = rounds[0] if rounds else None
        lines = digest.of_round(last)
        self._digest.show_lines(lines)
        self._one_line.setText("，".join(line.words for line in lines))
        self._at.setText(phrases.moment(last.ended_at) if last else "")
        self._month.setText(months.name(day))
        self._week.show_days(week)

    def focus_filter(self) -> None:
        for line in self._agenda.lines()[:1]:
            line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def regions(self) -> list[QWidget]:
        return [*self._agenda.lines()[:1], *self._digest.findChildren(QWidget)[:1]]

    def selection(self) -> Target | None:
        for line in self._agenda.lines():
            if line.hasFocus():
                return self._subject(line.item)
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def measure(self) -> None:
        super().measure()
        if hasattr(self, "_rail"):
            self._fit()

    def _fit(self) -> None:
        self._rail_shown = self.width() / theme.zoom() >= _NARROW
        self._rail.setVisible(self._rail_shown)
        self._one_line.setVisible(not self._rail_shown)

    def _left(self) -> QWidget:
        left = Area(None)
        column = left.column()
        head = Area(None, height=56)
        line = head.row((16, 0, 24, 0))
        self._title = Label("", "page")
        self._count = Label("", "caption", "ink2")
        line.addWidget(self._title)
        line.addStretch(1)
        line.addWidget(self._count)
        self._one_line = Elided("", "caption", "ink2")
        self._one_line.setVisible(False)
        under = QHBoxLayout()
        under.setContentsMargins(16, 0, 24, 8)
        under.addWidget(self._one_line)
        self._agenda = Agenda()
        self._empty = self._good_day()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._agenda)
        self._stack.addWidget(self._empty)
        column.addWidget(head)
        column.addLayout(under)
        column.addWidget(self._stack, 1)
        return left

    def _right(self) -> QWidget:
        self._rail = Area(None, "l", width=_RAIL)
        self._digest = DigestLines()
        self._digest.asked.connect(self.asked)
        self._at = Label("", "caption", "ink2")
        self._month = Label("", "caption", "ink2")
        self._week = WeekStrip()
        column = self._rail.column((16, 20, 16, 16))
        column.addLayout(_headed(self.tr("上次同步"), self._at))
        column.addSpacing(4)
        column.addWidget(self._digest)
        column.addSpacing(24)
        column.addLayout(_headed(self.tr("本周"), self._month))
        column.addWidget(self._week)
        column.addStretch(1)
        return self._rail

    def _good_day(self) -> EmptyState:
        visit = Button(self.tr("记走访"), "filled", "footprints", on=lambda: self.verb.emit("visit", None))
        visit.setObjectName("empty_visit")
        long_ago = Button(self.tr("看久未联系的企业"), "plain", on=self._show_long_ago)
        long_ago.setObjectName("empty_long_ago")
        title, sentence = self.tr("今天没有等您处理的事"), self.tr("没有到达的答复、退回和临近的时限。")
        return EmptyState("sun", title, sentence, (visit, long_ago))

    # ---- what a row does

    def _open_item(self, item: Item) -> None:
        if item.kind in ("draft", ""):
            self._step(item)
        elif (target := self._record(item)) is not None:
            self.asked.emit(target)

    def _step(self, item: Item) -> None:
        group, _, id = item.id.partition(":")
        if group == "not_contacted":
            self._show_long_ago()
        elif group == "owed_cards":
            opening.card_batch(self.desk, self)
        elif group == "promised":
            self.verb.emit("visit", Target(item.kind, id))
        elif group == "drafts":
            self._go_on(id)
        elif group == "returned":
            opening.command(self.desk, self, id, EventVerb.SUPPLEMENT)
        elif group == "answers":
            self._tell_enterprise(id)
        else:
            self._press_on(id)

    def _press_on(self, id: str) -> None:
        with self.desk.store.read() as session:
            issue = issues.get(session, id)
        if issue is not None:
            verb = EventVerb.CALL_BACK if issue.state in TO_TELL else EventVerb.URGE
            opening.command(self.desk, self, id, verb)

    def _tell_enterprise(self, id: str) -> None:
        """Let the cadre record that he took the answer to the enterprise; once recorded the row goes."""
        dialog = opening.command(self.desk, self, id, EventVerb.CALL_BACK)
        dialog.accepted.connect(lambda: self._mark_told(id))

    def _mark_told(self, id: str) -> None:
        try:
            with self.desk.store.write() as session:
                today.mark_told(session, "issue", id, "answer", today=clock.today())
        except SscsError as error:
            self.desk.jobs.trouble.emit(error)

    def _go_on(self, draft_id: str) -> None:
        with self.desk.store.read() as session:
            kept = drafts.get(session, draft_id)
        if kept is None:
            return
        if kept.reason:
            self.asked.emit(Target("operation", kept.op_id or draft_id))
        else:
            opening.go_on(self.desk, self, kept)

    def _show_long_ago(self) -> None:
        self.asked.emit(Target("enterprise", LONG_AGO))

    def _record(self, item: Item) -> Target | None:
        _group, _, id = item.id.partition(":")
        return Target(item.kind, id) if id else None

    def _subject(self, item: Item) -> Target | None:
        """Return the enterprise or project of a row, for the frame's verbs."""
        target = self._record(item)
        if target is None or target.kind in ("enterprise", "project"):
            return target
        if target.kind != "issue":
            return None
        with self.desk.store.read() as session:
            issue = issues.get(session, target.id)
        if issue is None:
            return None
        kind = "enterprise" if issue.enterprise_id else "project"
        return Target(kind, issue.enterprise_id or issue.project_id or "")


def _headed(title: str, right: Label) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(Label(title, "caption", "ink2"))
    line.addStretch(1)
    line.addWidget(right)
    return line


def _week(session: Session, day: date, workdays: Workdays) -> Sequence[WeekDay]:
    """Return this week: the calendar's days off and on, promises, and quiet days of the unit's enterprises."""
    where = enterprises.Filter(unit_id=session.account.unit_id)
    lines = enterprises.listing(session, where, order="last_contact")
    promised = [line.next_contact_on for line in lines]
    kept = (enterprises.profile(session, line.id) for line in lines)
    quiet = {profile.quiet_days for profile in kept if profile is not None and profile.quiet_days}
    monday = day - timedelta(days=day.weekday())
    return [
        WeekDay(
            on=on,
            is_today=on == day,
            is_weekend=on.weekday() >= 5,
            is_off=not workdays.is_working(on),
            is_make_up=on.weekday() >= 5 and workdays.is_working(on),
            promised=promised.count(on),
            is_quiet=any(is_quiet(text, on) for text in quiet),
        )
        for on in (monday + timedelta(days=step) for step in range(7))
    ]
