"""问题: what is open, who has it and until when; its life line, its answer, and what the cadre may do now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sscs_desktop.base import clock
from sscs_desktop.domain.issue import AT_WORK, EDITABLE_STATES, Issue, moves_from
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.vocabulary import EventVerb, IssueState
from sscs_desktop.paperwork.prepared import Listed
from sscs_desktop.store import attachments, issues, subjects
from sscs_desktop.store.issues import Filter, IssueLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.working_days import workdays_of
from sscs_desktop.ui import keys, phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import issue_detail, opening
from sscs_desktop.ui.pages.issue_words import SETTLED, TO_TELL, IssueWords, command_word, headline
from sscs_desktop.ui.pages.record_files import RecordFiles
from sscs_desktop.ui.pages.records_page import Act, RecordsPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.record_model import Row

NEAR = 3
"""Working days ahead from which a deadline counts as near."""

ICONS = {
    EventVerb.SUPPLEMENT: "undo-2",
    EventVerb.CALL_BACK: "phone",
    EventVerb.RATE: "smile",
    EventVerb.URGE: "bell-ring",
    EventVerb.REOPEN: "undo",
    EventVerb.NOTE: "sticky-note",
    EventVerb.WITHDRAW: "corner-up-left",
}
"""The commands in the order in which they are needed, with their icons; the first legal ones stand in the head."""
SHOWN = 2

_SCOPES = ("open", "settled", "all")


class IssuesPage(RecordsPage):
    key = "issues"
    watches = frozenset({"issue", "event", "enterprise", "project", "campaign", "calendar", "outbox", "attachment"})
    kinds = frozenset({"issue"})
    ledger = LedgerKind.ISSUE

    def __init__(self, desk: Desk) -> None:
        self._chosen = "open"
        super().__init__(
            desk,
            self.tr("问题"),
            self.tr("内容、编号或企业"),
            self.tr("内容或企业"),
            (self.tr("办理"), self.tr("进展")),
        )
        self._issue: Issue | None = None
        self.files = RecordFiles(desk, self, "issue")
        self._all_settled = self._good_day()
        self.pane.add_other(self._all_settled)
        self._chips()
        self._commands = {verb: self._command_button(verb) for verb in ICONS}
        self._more_button = self.add_more()
        keys.bind(keys.MEND, self, self.mend, within=True)

    # ---- the list

    def is_bare(self, session: Session) -> bool:
        return issues.count(session) == 0

    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        said = IssueWords(session, clock.today())
        where, order = self._where(session, text), "answered" if self._chosen in ("told", "settled") else "due"
        lines = sorted(issues.listing(session, where, order=order, limit=limit), key=_rank)
        return [self._row(line, said) for line in lines], issues.count(session, where)

    def listed(self) -> Listed:
        with self.desk.store.read() as session:
            where = self._where(session, self._filter_text)
        return lambda session: issues.ids(session, where)

    def counted(self, count: int) -> str:
        return self.tr("{count} 个").format(count=count)

    def empty_state(self) -> EmptyState:
        icon = "message-circle-question-mark"
        begin = Button(self.tr("记问题"), "filled", icon, on=lambda: self.verb.emit("issue", None))
        begin.setObjectName("empty_issue")
        sentence = self.tr("企业有难处就记下来，编号当场就有；联网后报到县里，谁办、何时办都回到这里。")
        return EmptyState(icon, self.tr("还没有问题"), sentence, (begin,))

    def none_found(self) -> EmptyState:
        """Say that it is a good day where nothing open is left and nothing was sought."""
        return self._all_settled if self._chosen == "open" and not self._filter_text else super().none_found()

    def _good_day(self) -> EmptyState:
        settled = Button(self.tr("看已销号的"), "plain", on=lambda: self.choose("settled"))
        settled.setObjectName("empty_settled")
        sentence = self.tr("记下的都办结了。有新的难处，按“记问题”。")
        return EmptyState("check", self.tr("没有未办结的问题"), sentence, (settled,))

    def clear_chips(self) -> None:
        self._choose("all")

    def choose(self, name: str) -> None:
        """Show one of the filters: open, told, returned, near, settled, all."""
        self._choose(name)
        self.refilter()

    def chosen(self) -> str:
        """Return the filter shown."""
        return self._chosen

    def _choose(self, name: str) -> None:
        self._chosen = name
        if name in _SCOPES:
            self._scope.set_value(name)
        for each, chip in self._narrow.items():
            chip.set_value(True if each == name else None)

    def _chips(self) -> None:
        """Make the scope (未办结, 已销号, 全部) and what narrows it; of these one at most is on."""
        self._scope = self.pane.add_chip(Chip(self.tr("未办结")))
        words_of = zip(_SCOPES, (self.tr("未办结"), self.tr("已销号"), self.tr("全部")), strict=True)
        self._scope.set_choices(list(words_of))
        self._scope.setObjectName("chip_scope")
        self._scope.set_value(self._chosen)
        self._scope.chosen.connect(lambda name: self.choose(str(name)))
        named = {"told": self.tr("待告知"), "returned": self.tr("退回"), "near": self.tr("临近时限")}
        self._narrow: dict[str, Chip] = {}
        for name, word in named.items():
            chip = self.pane.add_chip(Chip(word))
            chip.setObjectName(f"chip_{name}")
            chip.chosen.connect(partial(self._pressed, name))
            self._narrow[name] = chip

    def _pressed(self, name: str, on: object) -> None:
        self.choose(name if on else "open")

    def _where(self, session: Session, text: str) -> Filter:
        if self._chosen == "open":
            return Filter(text=text, is_open=True)
        if self._chosen == "near":
            soon = workdays_of(session).add(clock.today(), NEAR).on
            return Filter(text=text, states=AT_WORK, due_by=max(soon, clock.today() + timedelta(days=NEAR)))
        states = {"told": TO_TELL, "returned": frozenset({IssueState.RETURNED}), "settled": SETTLED}
        return Filter(text=text, states=states.get(self._chosen, ()))

    def _row(self, line: IssueLine, said: IssueWords) -> Row:
        state, word = said.line(line)
        right = phrases.day(line.raised_on)
        if line.due_on is not None and line.state in AT_WORK:
            right = self.tr("{day} 前").format(day=phrases.day(line.due_on))
        second = [words.say(line.category), line.subject.name]
        if line.unit_name not in ("", self.desk.account.unit_name):
            second.append(line.unit_name)
        return Row(
            id=line.id,
            kind="issue",
            name=headline(line.description),
            second="　".join(second),
            right=right,
            state=state,
            word=word,
        )

    # ---- the detail

    def show_record(self, session: Session, id: str) -> bool:
        issue = issues.get(session, id)
        self._issue = issue
        if issue is None:
            return False
        is_pending = any(line.is_pending for line in issues.listing(session, _only(issue)) if line.id == id)
        events = issues.events(session, id)
        name = subjects.name(session, issue.enterprise_id, issue.project_id)
        said = IssueWords(session, clock.today())
        self.detail.set_head(headline(issue.description, 200), issue_detail.head_facts(issue, name))
        files = self.files.show(issue, attachments.of(session, id))
        self.fill(0, [*issue_detail.handling(issue, said, is_pending=is_pending), *files])
        self.fill(1, issue_detail.life_line(issue, events, said))
        self.detail.tabs.set_count(1, len(events) or None)
        self.show_verbs(True)
        return True

    def selection(self) -> Target | None:
        if self._issue is None or self.pane.list.current() is None:
            return None
        subject = _subject(self._issue)
        return Target(subject.kind, subject.id)

    def allowed(self) -> tuple[EventVerb, ...]:
        """Return the commands that the issue shown takes now, the most needed first."""
        legal = moves_from(self._issue.state) if self._issue is not None else ()
        return tuple(verb for verb in ICONS if verb in legal)

    def show_verbs(self, shown: bool) -> None:
        first = self.allowed()[:SHOWN] if shown else ()
        for verb, button in self._commands.items():
            button.setVisible(verb in first)
        self._more_button.setVisible(shown and self._issue is not None)

    def may_mend(self) -> bool:
        """Tell whether the issue shown is one's own and no department has it yet: then its text may be changed."""
        issue = self._issue
        return issue is not None and issue.author_id == self.desk.account.user_id and issue.state in EDITABLE_STATES

    def mend(self) -> None:
        """Open an own issue to change what was written (F2)."""
        if self._issue is not None and self.may_mend():
            opening.issue_again(self.desk, self, self._issue.id)

    def command(self, verb: EventVerb) -> None:
        """Give a command on the issue shown."""
        if self._issue is not None and verb in self.allowed():
            opening.command(self.desk, self, self._issue.id, verb)

    def print_order(self) -> None:
        """Preview the sheet that goes with the issue to its department, 交办单 or 督办单."""
        if self._issue is not None:
            opening.order(self.desk, self, self._issue.id)

    def step(self, row: Row) -> None:
        for verb in self.allowed()[:1]:
            self.command(verb)

    def acts(self, row: Row) -> Sequence[Act]:
        found: list[Act] = [(command_word(verb), partial(self.command, verb)) for verb in self.allowed()]
        if self.may_mend():
            found.append((self.tr("修改"), self.mend))
        if self._issue is not None and self._issue.department_name:
            found.append((self.tr("打印交办单"), self.print_order))
        found.append((self.tr("打开企业或项目"), self._open_subject))
        found.append((self.tr("复制成一行文字"), self._copy))
        return found

    def copied(self) -> str:
        row, issue = self.pane.list.current(), self._issue
        if row is None or issue is None:
            return ""
        said = [issue.number, row.second.replace("　", "，"), issue.description.strip(), row.word]
        return "，".join(part for part in said if part)

    def _command_button(self, verb: EventVerb) -> Button:
        button = Button(command_word(verb), "plain", ICONS[verb], on=partial(self.command, verb))
        button.setObjectName(f"command_{verb}")
        return self.detail.add_verb(button)

    def _open_subject(self) -> None:
        if (target := self.selection()) is not None:
            self.asked.emit(target)


def _rank(line: IssueLine) -> int:
    """Return what comes first: sent back, to be passed on, at work, settled."""
    if line.state is IssueState.RETURNED:
        return 0
    return 1 if line.state in TO_TELL else 3 if line.state in SETTLED else 2


def _only(issue: Issue) -> Filter:
    """Return the narrowest filter that lists an issue."""
    about = issue.enterprise_id or issue.project_id or ""
    return Filter(subject_id=about, states=(issue.state,), first_on=issue.raised_on, last_on=issue.raised_on)


def _subject(issue: Issue) -> Subject:
    if issue.enterprise_id:
        return Subject("enterprise", issue.enterprise_id)
    return Subject("project", issue.project_id or "")
