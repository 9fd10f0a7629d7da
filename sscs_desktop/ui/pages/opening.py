"""Dialogs as pages open them: over the page, gone when closed. A dialog never calls back; it commits.

Each is imported when first asked for: the window shows before they, and printing with them, are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.domain.vocabulary import EventVerb, holds_newer
from sscs_desktop.store import drafts, enterprises, rows
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell

if TYPE_CHECKING:
    from sscs_desktop.paperwork.sheet_paper import Sheet


def visit(desk: Desk, parent: QWidget, subject: Subject | None = None, *, draft_key: str | None = None) -> None:
    """Write a visit, new or from its draft."""
    from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog

    _open(VisitDialog(desk, subject, draft_key=draft_key, parent=parent))


def visit_again(desk: Desk, parent: QWidget, visit_id: str) -> None:
    """Mend an own visit."""
    from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog

    if not _is_newer(desk, parent, "visit", visit_id):
        _open(VisitDialog(desk, visit_id=visit_id, parent=parent))


def issue(desk: Desk, parent: QWidget, subject: Subject | None = None, *, draft_key: str | None = None) -> None:
    """Write an issue, new or from its draft."""
    from sscs_desktop.ui.dialogs.issue_dialog import IssueDialog

    _open(IssueDialog(desk, subject, draft_key=draft_key, parent=parent))


def issue_again(desk: Desk, parent: QWidget, issue_id: str) -> None:
    """Mend an own issue."""
    from sscs_desktop.ui.dialogs.issue_dialog import IssueDialog

    if not _is_newer(desk, parent, "issue", issue_id):
        _open(IssueDialog(desk, issue_id=issue_id, parent=parent))


def card(desk: Desk, parent: QWidget, subject: Subject, visit_id: str | None = None) -> None:
    """Preview a new card of an enterprise or project, and print it from there."""
    from sscs_desktop.ui.dialogs.card_preview import CardPreview

    _open(CardPreview(desk, subject, visit_id, parent=parent))


def card_again(desk: Desk, parent: QWidget, card_id: str) -> None:
    """Preview a card printed before, under its own number."""
    from sscs_desktop.ui.dialogs.card_preview import CardPreview

    _open(CardPreview(desk, card_id=card_id, parent=parent))


def visit_record(desk: Desk, parent: QWidget, visit_id: str) -> None:
    """Preview the record of a visit on paper."""
    from sscs_desktop.paperwork import sheet_paper

    _sheet(desk, parent, lambda store: sheet_paper.visit_record(store, visit_id))


def blank_visit_record(desk: Desk, parent: QWidget) -> None:
    """Preview the record of a visit for handwriting."""
    from sscs_desktop.paperwork import sheet_paper

    _sheet(desk, parent, sheet_paper.blank_visit_record, has_phones=False)


def order(desk: Desk, parent: QWidget, issue_id: str) -> None:
    """Preview the sheet that goes with an issue to its department."""
    from sscs_desktop.paperwork import sheet_paper

    _sheet(desk, parent, lambda store: sheet_paper.order(store, issue_id))


def month_ledger(desk: Desk, parent: QWidget, month: date) -> None:
    """Preview the unit's month."""
    from sscs_desktop.paperwork import sheet_paper

    _sheet(desk, parent, lambda store: sheet_paper.month_ledger(store, month), has_phones=False)


def enterprise_ledger(desk: Desk, parent: QWidget) -> None:
    """Preview the unit's enterprises."""
    from sscs_desktop.paperwork import sheet_paper

    _sheet(desk, parent, sheet_paper.enterprise_ledger)


def livelihood_list(desk: Desk, parent: QWidget) -> None:
    """Preview the unit's livelihood matters."""
    from sscs_desktop.paperwork import sheet_paper

    _sheet(desk, parent, sheet_paper.livelihood_list, has_phones=False)


def card_batch(desk: Desk, parent: QWidget) -> None:
    """Print many new cards, or blank ones."""
    from sscs_desktop.ui.dialogs.batch_dialog import BatchDialog

    _open(BatchDialog(desk, parent))


def card_instead(desk: Desk, parent: QWidget, voided_id: str) -> None:
    """Preview the new card that stands for a voided one."""
    from sscs_desktop.ui.dialogs.card_preview import CardPreview

    _open(CardPreview(desk, replaces_id=voided_id, parent=parent))


def card_void(desk: Desk, parent: QWidget, card_id: str) -> None:
    """Declare a card void."""
    from sscs_desktop.ui.dialogs.card_void_dialog import CardVoidDialog

    _open(CardVoidDialog(desk, card_id, parent))


def card_entry(desk: Desk, parent: QWidget, card_id: str) -> None:
    """Type in what stands on a card that came back."""
    from sscs_desktop.ui.dialogs.card_entry import CardEntry

    with _told(parent):
        _open(CardEntry(desk, card_id, parent))


def go_on(desk: Desk, parent: QWidget, draft: Draft) -> None:
    """Go on with what stood in a form when it was left."""
    if draft.form == "visit":
        visit(desk, parent, draft_key=draft.key)
    elif draft.form == "issue":
        issue(desk, parent, draft_key=draft.key)
    elif draft.form == "command":
        issue_id, _, verb = draft.key.partition(":")
        command(desk, parent, issue_id, EventVerb(verb.partition("#")[0]))
    elif draft.form == "card_entry":
        card_entry(desk, parent, draft.key)
    elif draft.form == "attachment" and draft.data.get("card_id"):
        card_entry(desk, parent, str(draft.data["card_id"]))
    elif draft.form == "appointment":
        appointment(desk, parent, draft.key)
    elif draft.form == "figure":
        figures(desk, parent, str(draft.data.get("enterprise_id") or draft.key), draft_key=draft.key)
    elif draft.form == "attachment" and draft.data.get("visit_id"):
        _owner_of_file(desk, parent, "visit", str(draft.data["visit_id"]))
    elif draft.form == "attachment" and draft.data.get("issue_id"):
        _owner_of_file(desk, parent, "issue", str(draft.data["issue_id"]))
    elif draft.form == "proposal":
        proposal(desk, parent, _subject(desk, draft.key))


def command(desk: Desk, parent: QWidget, issue_id: str, verb: EventVerb) -> QDialog:
    """Give one of the cadre's commands on an issue; return the dialog, whose `accepted` says it was given."""
    from sscs_desktop.ui.dialogs.command_dialog import CommandDialog

    dialog = CommandDialog(desk, issue_id, verb, parent=parent)
    _open(dialog)
    return dialog


def appointment(desk: Desk, parent: QWidget, enterprise_id: str) -> None:
    """Promise the next contact."""
    from sscs_desktop.ui.dialogs.appointment_dialog import AppointmentDialog

    _open(AppointmentDialog(desk, enterprise_id, parent=parent))


def figures(desk: Desk, parent: QWidget, enterprise_id: str, *, draft_key: str | None = None) -> None:
    """Fill in one operating figure, new or from its draft."""
    from sscs_desktop.ui.dialogs.figures_dialog import FiguresDialog

    _open(FiguresDialog(desk, enterprise_id, draft_key, parent))


def proposal(desk: Desk, parent: QWidget, subject: Subject) -> None:
    """Propose a correction of what belongs to the directory."""
    from sscs_desktop.ui.dialogs.proposal_dialog import ProposalDialog

    _open(ProposalDialog(desk, subject, parent=parent))


def _owner_of_file(desk: Desk, parent: QWidget, kind: str, id: str) -> None:
    """Open the record whose file was refused: its form has the file, whether it is a draft now or stands here."""
    with desk.store.read() as session:
        is_draft = drafts.find(session, kind, id) is not None
    if is_draft:
        (visit if kind == "visit" else issue)(desk, parent, draft_key=id)
    else:
        (visit_again if kind == "visit" else issue_again)(desk, parent, id)


def _is_newer(desk: Desk, parent: QWidget, kind: str, id: str) -> bool:
    """Say so where a record holds what only a later program can show in its form."""
    with desk.store.read() as session:
        record = rows.get(session, kind, id)
    is_newer = record is not None and holds_newer(record)
    if is_newer:
        tell(Refused("newer_words"), parent)
    return is_newer


def _subject(desk: Desk, id: str) -> Subject:
    with desk.store.read() as session:
        return Subject("enterprise" if enterprises.get(session, id) is not None else "project", id)


def bring_in(desk: Desk, parent: QWidget, file: Path) -> None:
    """Bring a roster or an old ledger in."""
    from sscs_desktop.ui.dialogs.import_dialog import ImportDialog

    _open(ImportDialog(desk, file, parent))


@contextmanager
def _told(parent: QWidget) -> Iterator[None]:
    """Tell what kept a dialog from opening, such as a record that left this desk a moment ago."""
    try:
        yield
    except SscsError as error:
        tell(error, parent)


def _sheet(desk: Desk, parent: QWidget, gather: Callable[[Store], Sheet], *, has_phones: bool = True) -> None:
    from sscs_desktop.ui.dialogs.sheet_preview import SheetPreview

    _open(SheetPreview(desk, gather, parent, has_phones=has_phones))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
