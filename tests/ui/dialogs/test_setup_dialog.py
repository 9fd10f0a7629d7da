"""The first connection over real HTTP to a real directory, and the ways back in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sscs_desktop.base import database
from sscs_desktop.base.errors import LoginNeeded, Offline
from sscs_desktop.base.secrets import Keystore, os_keystore
from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server import admin, service
from sscs_desktop.sync import account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.setup_dialog import PassphraseDialog, RecoveryDialog, SetupDialog, accounts_here
from sscs_desktop.ui.dialogs.sign_in_dialog import SignInDialog
from sscs_desktop.wire.messages import Invitation
from tests.ui.dialogs.hands import words
from tests.ui.dialogs.setup_parts import invitation_file

Open = Callable[[Any], Any]
Key = Qt.Key
PASSWORD = "Ningjin-2018-dalu"

needs_cipher = pytest.mark.skipif(not database.cipher_available(), reason="no SQLCipher wheel for this machine")


@pytest.fixture
def keystore() -> Keystore:
    found = os_keystore()
    assert found is not None
    return found


@pytest.fixture
def invitation(tmp_path: Path) -> Iterator[Invitation]:
    """An invitation of a directory that listens on this machine."""
    directory = admin.create_directory(tmp_path / "directory", "宁晋县服务直通")
    office = admin.add_unit(directory, "县办", kind=OrganisationKind.OFFICE, level=Level.COUNTY)
    unit = admin.add_unit(directory, "大陆村镇经济发展办", parent_id=office)
    person = admin.add_account(directory, "wang", "王建国", role="cadre", unit_id=unit)
    app = service.make_app(directory)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield admin.invitation(directory, person, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join()
    directory.close()


def fill_passwords(dialog: SetupDialog, first: str, second: str) -> None:
    dialog.password.setText(first)
    dialog.again.setText(second)


@needs_cipher
def test_an_invitation_a_password_and_a_code_copied_down_make_an_account(
    desk: Desk, opened: Open, qtbot: QtBot, keystore: Keystore, invitation: Invitation, tmp_path: Path
) -> None:
    dialog = opened(SetupDialog(keystore, desk.jobs))
    dialog.open_invitation(invitation_file(tmp_path, invitation))
    assert {f.accessibleName() for f in dialog.facts.findChildren(object) if hasattr(f, "accessibleName")} >= {
        "宁晋县服务直通",
        "王建国",
        "大陆村镇经济发展办",
    }
    fill_passwords(dialog, PASSWORD, PASSWORD)
    dialog.again.setFocus()
    qtbot.keyClick(dialog.again, Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 2)
    code = words(dialog, "recovery_code")
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert dialog.isVisible() and "抄下" in words(dialog, "problem_copied")
    dialog.copied.setChecked(True)
    qtbot.keyClick(dialog, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible() and dialog.login == "wang"
    files = AccountFiles.of("wang")
    key = account_files.recover(files, code, keystore)
    store = account_files.open_store(files, key)
    assert (store.account.user_name, store.account.unit_name) == ("王建国", "大陆村镇经济发展办")
    store.close()


def test_two_different_passwords_go_nowhere(
    desk: Desk, opened: Open, qtbot: QtBot, keystore: Keystore, tmp_path: Path
) -> None:
    dialog = opened(SetupDialog(keystore, desk.jobs))
    dialog.open_invitation(invitation_file(tmp_path))
    fill_passwords(dialog, "short", "short")
    dialog.accept_typed()
    assert words(dialog, "problem_password") == "至少 8 个字符"
    fill_passwords(dialog, PASSWORD, PASSWORD + "x")
    dialog.accept_typed()
    assert words(dialog, "problem_again") == "两次输的不一样" and dialog.pages.currentIndex() == 1


def test_a_file_that_is_no_invitation_is_said_to_be_none(
    desk: Desk, opened: Open, keystore: Keystore, tmp_path: Path
) -> None:
    dialog = opened(SetupDialog(keystore, desk.jobs))
    file = tmp_path / "other.sscs-invite"
    file.write_text("{}", encoding="utf-8")
    dialog.open_invitation(file)
    message = dialog.findChild(MessageDialog)
    assert message is not None and "邀请文件" in words(message, "sentence")
    assert dialog.pages.currentIndex() == 0


@needs_cipher
def test_a_directory_out_of_reach_leaves_nothing_behind(
    desk: Desk, opened: Open, qtbot: QtBot, keystore: Keystore, invitation: Invitation, tmp_path: Path
) -> None:
    from dataclasses import replace

    nowhere = replace(invitation, address="http://127.0.0.1:9")
    dialog = opened(SetupDialog(keystore, desk.jobs))
    dialog.open_invitation(invitation_file(tmp_path, nowhere))
    fill_passwords(dialog, PASSWORD, PASSWORD)
    dialog.accept_typed()
    qtbot.waitUntil(lambda: dialog.findChild(MessageDialog) is not None)
    assert accounts_here() == [] and dialog.pages.currentIndex() == 1


@needs_cipher
def test_a_recovery_code_opens_the_file_again_and_a_mistyped_one_says_so(
    desk: Desk, opened: Open, qtbot: QtBot, keystore: Keystore, invitation: Invitation
) -> None:
    code = account_files.set_up(invitation, PASSWORD, keystore)
    dialog = opened(RecoveryDialog(keystore, desk.jobs))
    assert dialog.account.value() == "wang"
    dialog.code.setText(code[:-1] + ("0" if code[-1] != "0" else "1"))
    qtbot.keyClick(dialog.code, Key.Key_Return)
    qtbot.waitUntil(lambda: "输错" in words(dialog, "problem_code"))
    dialog.code.setText(code.lower().replace("-", " "))
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_typed()
    assert (dialog.login, len(dialog.key)) == ("wang", 32)


def test_without_a_keyring_a_passphrase_is_made_once_and_asked_for_later(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    first = opened(PassphraseDialog(desk.jobs))
    first.passphrase.setText("大陆村镇 2018 年")
    first.again.setText("大陆村镇 2018 年")
    first.again.setFocus()
    with qtbot.waitSignal(first.accepted):
        qtbot.keyClick(first.again, Key.Key_Return)
    assert first.keystore is not None
    first.keystore.set("token/wang", "opaque")
    later = opened(PassphraseDialog(desk.jobs))
    later.passphrase.setText("大陆村镇 2019 年")
    later.accept_typed()
    qtbot.waitUntil(lambda: "口令不对" in words(later, "problem_passphrase"))
    later.passphrase.setText("大陆村镇 2018 年")
    with qtbot.waitSignal(later.accepted):
        qtbot.keyClick(later.passphrase, Key.Key_Return)
    assert later.keystore is not None and later.keystore.get("token/wang") == "opaque"


def test_signing_in_again_says_what_went_wrong_beside_the_password(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    answers: list[Exception | None] = [LoginNeeded("wrong_password"), Offline(), None]
    heard: list[str] = []

    def sign_in(password: str) -> None:
        heard.append(password)
        error = answers.pop(0)
        if error is not None:
            raise error

    dialog = opened(SignInDialog("wang", sign_in, lambda _invitation, _password: None, desk.jobs))
    dialog.accept_typed()
    assert words(dialog, "problem_password") == "请填写这一项"
    for expected in ("口令不对", "连不上"):
        dialog.password.setText("Ningjin-2018")
        qtbot.keyClick(dialog.password, Key.Key_Return)
        qtbot.waitUntil(lambda: expected in words(dialog, "problem_password"))  # noqa: B023 -- waited for here
    dialog.password.setText("Ningjin-2018-dalu")
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_typed()
    assert heard == ["Ningjin-2018", "Ningjin-2018", "Ningjin-2018-dalu"]
