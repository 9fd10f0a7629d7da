"""The cadre's hands: opens dialogs by the window's own verbs, types into their fields, presses what saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from sscs_desktop.app import Seat
from sscs_desktop.demo.county import TypedIssue
from sscs_desktop.demo.pictures import settle
from sscs_desktop.domain.vocabulary import EventVerb, Satisfaction
from sscs_desktop.ui.dialogs.card_preview import CardPreview
from sscs_desktop.ui.dialogs.command_dialog import CommandDialog
from sscs_desktop.ui.dialogs.issue_block import IssueBlock
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from sscs_desktop.ui.pages import opening
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField, Tick
from sscs_desktop.ui.widgets.segments import Segments

D = TypeVar("D", bound=QDialog)
W = TypeVar("W", bound=QWidget)


def open_visit(seat: Seat) -> VisitDialog:
    """Press 记走访 with the record selected."""
    seat.window.do_verb("visit")
    return _opened(VisitDialog)


def open_card(seat: Seat) -> CardPreview:
    """Press 打印卡 with the record selected."""
    seat.window.do_verb("card")
    return _opened(CardPreview)


def open_command(seat: Seat, issue_id: str, verb: EventVerb) -> CommandDialog:
    """Open a command on an issue."""
    opening.command(seat.desk, seat.window, issue_id, verb)
    return _opened(CommandDialog)


def write_visit(dialog: VisitDialog, situation: str, problems: Sequence[TypedIssue]) -> None:
    """Type how the enterprise does and each problem found; none: tick 无新问题."""
    _part(dialog, TextField, "situation").set_text(situation)
    if not problems:
        _part(dialog, Tick, "no_issue").setChecked(True)
    for problem in problems:
        _part(dialog, QWidget, "add_issue").click()  # type: ignore[attr-defined]
        block = dialog.findChildren(IssueBlock)[-1]
        _part(block, Choice, "category").set_value(problem.category)
        _part(block, Choice, "urgency").set_value(problem.urgency)
        _part(block, TextField, "description").set_text(problem.description)
        _part(block, LineField, "wish").setText(problem.wish)
    settle()


def pause(dialog: VisitDialog) -> None:
    """Stop writing for a moment, as people do: the draft is kept."""
    loop = QEventLoop()
    dialog.keeper.kept.connect(loop.quit)
    QTimer.singleShot(3000, loop.quit)
    loop.exec()
    settle()


def rate(dialog: CommandDialog, rating: Satisfaction, words: str) -> None:
    """Choose how satisfied the enterprise is, and type what it said."""
    _part(dialog, Segments, "rating").set_value(rating)
    _part(dialog, TextField, "text").set_text(words)
    settle()


def save(dialog: Any) -> None:
    """Press what the dialog waits for."""
    dialog.accept_typed()
    settle()


def _opened(kind: type[D]) -> D:
    settle()
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found[-1]


def _part(parent: QWidget, kind: type[W], name: str) -> W:
    found = parent.findChild(kind, name)
    if found is None:
        raise LookupError(name)
    return found
