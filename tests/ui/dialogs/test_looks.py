"""Every dialog in every dress: nothing is cut, the grounds change, long words find room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog

from sscs_desktop.base.errors import DiskTrouble, Unreadable
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.vocabulary import EventVerb, Indicator
from sscs_desktop.exchange import column_templates
from sscs_desktop.exchange.tables import write_sheet
from sscs_desktop.ui import theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.appointment_dialog import AppointmentDialog
from sscs_desktop.ui.dialogs.batch_dialog import BatchDialog
from sscs_desktop.ui.dialogs.card_entry import CardEntry
from sscs_desktop.ui.dialogs.card_preview import CardPreview
from sscs_desktop.ui.dialogs.card_void_dialog import CardVoidDialog
from sscs_desktop.ui.dialogs.command_dialog import CommandDialog
from sscs_desktop.ui.dialogs.crash_dialog import CrashDialog
from sscs_desktop.ui.dialogs.export_dialog import ExportDialog
from sscs_desktop.ui.dialogs.figures_dialog import FiguresDialog
from sscs_desktop.ui.dialogs.form_columns_dialog import FormColumnsDialog
from sscs_desktop.ui.dialogs.issue_dialog import IssueDialog
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.proposal_dialog import ProposalDialog
from sscs_desktop.ui.dialogs.setup_dialog import PassphraseDialog, RecoveryDialog, SetupDialog
from sscs_desktop.ui.dialogs.sign_in_dialog import SignInDialog
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from sscs_desktop.ui.widgets import painting
from tests.paperwork.printed_card import printed_card
from tests.ui.clipping import clipped
from tests.ui.conftest import Look
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.setup_parts import ABSENT, invitation_file

DRESSES = [
    ("light", 100, "zh"),
    ("dark", 150, "en"),
    *(
        pytest.param(*dress, marks=pytest.mark.proof)
        for dress in (("dark", 100, "zh"), ("light", 150, "zh"), ("light", 100, "en"))
    ),
]
ROOM = (1040, 500)
"""What is left of 1366×768 at 125 % for a dialog."""


def visit(desk: Desk, world: World) -> QDialog:
    dialog = VisitDialog(desk, world.subject)
    dialog.form.unfold(True)
    dialog.form.visitors.set_tokens(["王建国", "李慧"])
    for _ in range(2):
        dialog.column.add()
        block = dialog.column.blocks()[-1]
        offered = range(block.category.count())
        block.category.setCurrentIndex(max(offered, key=lambda row: painting.width_of(block.category.itemText(row))))
        block.description.set_text("采购铜杆缺周转资金约 300 万元")
    dialog.column.blocks()[0].offer(dialog._open.closest(dialog.column.texts()[0]))
    dialog.column.remove(dialog.column.blocks()[1])
    return dialog


def visit_with_problems(desk: Desk, world: World) -> QDialog:
    dialog = VisitDialog(desk)
    dialog.column.add()
    dialog.column.blocks()[0].description.set_text("缺工")
    dialog.accept_typed()
    return dialog


def visit_again(desk: Desk, world: World) -> QDialog:
    return VisitDialog(desk, visit_id=world.own.id)


def issue(desk: Desk, world: World) -> QDialog:
    dialog = IssueDialog(desk, world.subject)
    dialog.accept_typed()
    return dialog


def figures(desk: Desk, world: World) -> QDialog:
    first = FiguresDialog(desk, world.firm.id)
    first.value.setText("4820")
    first.accept_typed()
    first.deleteLater()
    dialog = FiguresDialog(desk, world.firm.id)
    dialog.value.setText("许多")
    dialog.accept_typed()
    return dialog


def setup(step: int) -> Callable[[Desk, World], QDialog]:
    def make(desk: Desk, world: World) -> QDialog:
        dialog = SetupDialog(ABSENT, desk.jobs)
        if step:
            dialog.open_invitation(invitation_file(desk.settings_path.parent))
        if step == 2:
            dialog._connected("ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789")
            dialog.accept_typed()
        return dialog

    return make


def command(verb: EventVerb, which: str) -> Callable[[Desk, World], QDialog]:
    def make(desk: Desk, world: World) -> QDialog:
        dialog = CommandDialog(desk, getattr(world, which).id, verb)
        dialog.accept_typed() if verb is EventVerb.SUPPLEMENT else None
        return dialog

    return make


def exported(desk: Desk, world: World) -> QDialog:
    dialog = ExportDialog(desk, LedgerKind.ISSUE, lambda session: frozenset())
    heads = ["序号", "企业名称", "存在问题", "领导批示", "企业法定代表人签字"]
    file, folder = write_sheet(desk.settings_path.with_name("县府办.xlsx"), "题", heads, []), desk.settings_path.parent
    dialog.forms._learned(column_templates.take(file, LedgerKind.ISSUE, folder / column_templates.FORMS))
    dialog.forms._not_learned(Unreadable("bad_template"))
    dialog.forms.forget()
    dialog.open_button.offer(file)
    return dialog


def form_columns(desk: Desk, world: World) -> QDialog:
    heads = ["序号", "企业名称", "存在问题", "领导批示", "企业法定代表人或者委托代理人签字并加盖公章"]
    file = write_sheet(desk.settings_path.with_name("县府办.xlsx"), "题", heads, [])
    return FormColumnsDialog(column_templates.learn(file, LedgerKind.ISSUE))


def card_entry(desk: Desk, world: World) -> QDialog:
    dialog = CardEntry(desk, printed_card(desk.store, world.subject).id)
    dialog.form.figures.show_texts({Indicator.REVENUE: ("许多", "2018年1—8月")})
    dialog.column.add()
    assert dialog.form.visit is not None
    dialog.form.visit.fold.click()
    dialog.form.visit.visitors.set_tokens([])
    dialog.form.signed_on.setText("13-40")
    dialog.accept_typed()
    return dialog


def batch(desk: Desk, world: World) -> QDialog:
    dialog = BatchDialog(desk)
    dialog._written(desk.settings_path.with_name("反馈卡.pdf"), [printed_card(desk.store, world.subject)])
    return dialog


def void(desk: Desk, world: World) -> QDialog:
    dialog = CardVoidDialog(desk, printed_card(desk.store, world.subject).id)
    dialog.accept_typed()
    return dialog


DIALOGS: dict[str, Callable[[Desk, World], QDialog]] = {
    "visit": visit,
    "visit_with_problems": visit_with_problems,
    "visit_again": visit_again,
    "issue": issue,
    "rate": command(EventVerb.RATE, "answered"),
    "supplement": command(EventVerb.SUPPLEMENT, "returned"),
    "urge": command(EventVerb.URGE, "open_issue"),
    "export": exported,
    "form_columns": form_columns,
    "appointment": lambda desk, world: AppointmentDialog(desk, world.firm.id),
    "figures": figures,
    "proposal": lambda desk, world: ProposalDialog(desk, world.subject),
    "card": lambda desk, world: CardPreview(desk, world.subject),
    "card_entry": card_entry,
    "card_void": void,
    "batch": batch,
    "sign_in": lambda desk, world: SignInDialog(
        "wang", lambda _password: None, lambda _file, _password: None, desk.jobs
    ),
    "message": lambda desk, world: MessageDialog(DiskTrouble("disk_full")),
    "crash": lambda desk, world: CrashDialog("sscs-desktop 1\n" * 30),
    "passphrase": lambda desk, world: PassphraseDialog(desk.jobs),
    "recovery": lambda desk, world: RecoveryDialog(ABSENT, desk.jobs),
    "welcome": setup(0),
    "password": setup(1),
    "recovery_code": setup(2),
}


@pytest.mark.parametrize(("dress", "percent", "language"), DRESSES)
def test_nothing_is_cut(look: Look, desk: Desk, world: World, dress: theme.Name, percent: int, language: str) -> None:
    look(dress, percent, language)
    assert {name: cut for name in DIALOGS if (cut := _cut(DIALOGS[name](desk, world)))} == {}


def _cut(dialog: Any) -> list[str]:
    """Return what is cut of a dialog at its smallest room, or a ground of another dress; the dialog is gone then."""
    dialog.resize(dialog.size().boundedTo(QSize(*ROOM)))
    dialog.show()
    QApplication.processEvents()
    QApplication.processEvents()
    wrong = list(clipped(dialog))
    ground = dialog.grab().toImage().pixelColor(2, 2)
    if ground not in (theme.colour("surface"), theme.colour("canvas")):
        wrong.append(f"ground {ground.name()}")
    if hasattr(dialog, "keeper"):
        dialog.keeper.stop()
    dialog.hide()
    dialog.deleteLater()
    return wrong
