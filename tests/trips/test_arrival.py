"""From starting the program to an open account: the first morning, a lost key, a passphrase, a file in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from sscs_desktop import app
from sscs_desktop.arrival import arrive
from sscs_desktop.base import database, paths, secrets, settings
from sscs_desktop.base.settings import Settings
from sscs_desktop.store import outbox, visits
from sscs_desktop.sync import account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.wing import Wing
from sscs_desktop.wire import codec
from tests.conftest import MemoryKeyring
from tests.trips.conftest import PASSPHRASE
from tests.trips.seating import PASSWORD, Place, listening
from tests.trips.typing import type_visit

pytestmark = pytest.mark.skipif(not database.cipher_available(), reason="no SQLCipher wheel for this machine")

Act = Callable[[Any], object]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    app.application(Settings(theme="light"))


@contextmanager
def hands(*steps: tuple[str, Act]) -> Iterator[list[str]]:
    """Do each step once a dialog of its name is seen and its act does not say "not yet" (False)."""
    left = list(steps)
    met: list[str] = []

    def look() -> None:
        if not left:
            return
        name, act = left[0]
        seen = [w for w in QApplication.topLevelWidgets() if w.objectName() == name and w.isVisible()]
        if seen:
            step = left.pop(0)
            if act(seen[-1]) is False:
                left.insert(0, step)
            else:
                met.append(name)

    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    yield met
    timer.stop()
    assert left == []


def fill(**values: str) -> Act:
    """Return the act of filling fields by their names and pressing what the dialog waits for."""

    def act(dialog: Any) -> None:
        for name, value in values.items():
            dialog.findChild(QWidget, name).setText(value)
        dialog.accept_typed()

    return act


def leave(dialog: QDialog) -> None:
    dialog.reject()


def copied_down(codes: list[str]) -> Act:
    """Return the act of copying the recovery code down, once it is shown."""

    def act(dialog: Any) -> bool:
        if dialog.pages.currentIndex() != 2:
            return False
        codes.append(dialog.findChild(QLabel, "recovery_code").text())
        dialog.findChild(QWidget, "copied").setChecked(True)
        dialog.accept_typed()
        return True

    return act


def first_morning(place: Place, address: str, file: Path, codes: list[str]) -> list[tuple[str, Act]]:
    file.write_bytes(codec.encode(place.invitation("li", address)))
    return [
        ("setup_dialog", lambda dialog: dialog.open_invitation(file)),
        ("setup_dialog", fill(password=PASSWORD, again=PASSWORD)),
        ("setup_dialog", copied_down(codes)),
    ]


def opened(arrived: tuple[Settings, Wing] | None) -> str:
    """Close what was opened and return whose it is, as the settings will say."""
    assert arrived is not None
    kept, wing = arrived
    assert kept.directory_address == wing.store.account.address
    wing.close()
    return kept.account


def test_who_is_set_up_meets_no_dialog(place: Place) -> None:
    assert opened(arrive(Settings(account="wang"))) == "wang"


def test_settings_that_were_lost_cost_nothing_where_one_account_stands_here(place: Place) -> None:
    assert opened(arrive(Settings())) == "wang"


def test_the_first_morning_ends_at_an_open_account(place: Place, tmp_path: Path) -> None:
    codes: list[str] = []
    with listening(place.app) as address:
        with hands(*first_morning(place, address, tmp_path / "li.sscs-invite", codes)):
            arrived = arrive(Settings(account="li"))
        assert arrived is not None
        _, wing = arrived
        assert wing.store.account.user_name == "李慧" and wing.engine.round().loaded > 10
        assert opened(arrived) == "li"
    assert len(codes) == 1 and codes[0].count("-") == 7


def test_without_a_keyring_the_passphrase_is_made_once_and_then_asked_for(place: Place, tmp_path: Path) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    new = ("passphrase_dialog", fill(passphrase=PASSPHRASE, again=PASSPHRASE))
    with listening(place.app) as address:
        with hands(new, *first_morning(place, address, tmp_path / "li.sscs-invite", [])):
            assert opened(arrive(Settings(account="li"))) == "li"
        wrong = ("passphrase_dialog", fill(passphrase=PASSPHRASE + "x"))
        with hands(wrong, ("passphrase_dialog", _told_wrong), ("passphrase_dialog", fill(passphrase=PASSPHRASE))):
            assert opened(arrive(Settings(account="li"))) == "li"


def _told_wrong(dialog: QDialog) -> bool:
    return _told(dialog, "problem_passphrase", "口令不对")


def _told(dialog: QDialog, name: str, words: str) -> bool:
    label = dialog.findChild(QLabel, name)
    return label is not None and words in label.text()


def test_a_lost_key_leads_to_the_recovery_code_and_back_to_the_file(place: Place) -> None:
    backend, keystore = keyring.get_keyring(), secrets.os_keystore()
    assert isinstance(backend, MemoryKeyring) and keystore is not None
    files = AccountFiles.of("wang")
    code = secrets.renew_recovery_code(files.keys, account_files.key_of(files, keystore) or b"")
    backend.entries = {name: value for name, value in backend.entries.items() if "/key/" not in name[0]}
    with hands(("recovery_dialog", fill(code=code.lower()))):
        assert opened(arrive(Settings(account="wang"))) == "wang"
    assert opened(arrive(Settings(account="wang"))) == "wang", "the key is kept again"


def test_a_forgotten_passphrase_leads_to_the_recovery_code_and_loses_no_unsent_work(
    place: Place, tmp_path: Path
) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    codes: list[str] = []
    new = ("passphrase_dialog", fill(passphrase=PASSPHRASE, again=PASSPHRASE))
    with listening(place.app) as address:
        with hands(new, *first_morning(place, address, tmp_path / "li.sscs-invite", codes)):
            arrived = arrive(Settings(account="li"))
        assert arrived is not None
        arrived[1].engine.round()
        type_visit(arrived[1].store, "订单平稳")
        opened(arrived)
    before = account_files.keystore_file().read_bytes()
    with hands(
        ("passphrase_dialog", fill(passphrase="forgotten-it")),
        ("passphrase_dialog", _told_wrong),
        ("passphrase_dialog", lambda dialog: dialog.forgotten_button.click()),
        ("recovery_dialog", lambda dialog: dialog.account.set_value("li")),
        ("recovery_dialog", fill(code="0000-0000", new_passphrase="新的口令 2018", new_again="新的口令 2018")),
        ("recovery_dialog", lambda dialog: _told(dialog, "problem_code", "恢复码")),
        ("recovery_dialog", lambda dialog: account_files.keystore_file().read_bytes() == before),
        ("recovery_dialog", lambda dialog: fill(code=codes[0])(dialog)),
    ):
        arrived = arrive(Settings(account="li"))
    assert arrived is not None
    with arrived[1].store.read() as session:
        assert [visit.situation for visit in visits.listing(session)] == ["订单平稳"] and outbox.waiting(session) == 1
    opened(arrived)
    kept = list(account_files.keystore_file().parent.glob("keystore.json.*"))
    assert [file.read_bytes() for file in kept] == [before], "put aside, never deleted"
    with hands(("passphrase_dialog", fill(passphrase="新的口令 2018"))):
        assert opened(arrive(Settings(account="li"))) == "li"


def test_a_file_that_another_window_holds_is_told_and_left_alone(place: Place) -> None:
    first = place.wing("wang")
    said: list[str] = []

    def read(dialog: Any) -> None:
        said.append(dialog.findChild(QLabel, "sentence").text())
        dialog.accept()

    with hands(("message_dialog", read)):
        assert arrive(Settings(account="wang")) is None
    assert "请到那个窗口里接着办" in said[0]
    with first.store.read() as session:
        assert session.account.account == "wang"
    first.close()


def test_who_leaves_at_the_door_leaves_nothing_behind(place: Place) -> None:
    with hands(("setup_dialog", leave)):
        assert arrive(Settings(account="li")) is None
    assert not AccountFiles.of("li").folder.exists()


def test_the_whole_program_opens_and_remembers_whose_desk_it_is(
    place: Place, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(paths.data_dir())  # and back again at the end
    monkeypatch.setenv("SSCS_HOME", ".")
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    documents.mkdir(parents=True)
    settings.save(app.settings_file(), Settings(account="wang", theme="light"))
    QTimer.singleShot(0, QApplication.quit)
    assert app.run() == 0
    QTimer.singleShot(0, QApplication.quit)
    qapp.exec()  # its last window has asked once more to end: no later test's waiting shall hear that
    kept = settings.load(app.settings_file())
    assert (kept.account, kept.directory_address) == ("wang", "http://localhost:8765")
    assert Path.cwd() == documents, "a file that is saved goes among the person's own"
