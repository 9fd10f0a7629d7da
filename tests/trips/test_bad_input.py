"""Bad input at the desk gets a clear sentence and loses nothing: passwords, versions, keys, disks, second windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QLabel

from sscs_desktop.app import Seat
from sscs_desktop.base import database, secrets, settings
from sscs_desktop.base.errors import InUse, LoginNeeded, Offline, Refused, SscsError, TooNew, Unreadable, WrongKey
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.base.settings import Settings
from sscs_desktop.domain.rules import warnings_enterprise
from sscs_desktop.store import drafts, enterprises, outbox, visits
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from sscs_desktop.sync import account, account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from sscs_desktop.wire.messages import SCHEMA_MAX, SCHEMA_MIN
from tests.conftest import MemoryKeyring
from tests.disk import SmallDisk
from tests.trips.seating import PASSWORD, OtherVersion, Place, listening
from tests.trips.typing import type_visit

needs_cipher = pytest.mark.skipif(not database.cipher_available(), reason="no SQLCipher wheel for this machine")


def said(error: SscsError) -> str:
    """Return an error's sentence, which is one written for it, in at least two clauses."""
    assert error.code in messages.SENTENCES
    sentence = messages.sentence(error)
    assert sentence.endswith("。") and "{" not in sentence and error.code not in sentence
    return sentence


# --- the desk and its directory


@pytest.fixture
def keystore() -> Keystore:
    found = secrets.os_keystore()
    assert found is not None
    return found


@pytest.fixture
def wing(place: Place) -> Wing:
    """王建国's account, with one visit that waits."""
    wing = place.wing("wang")
    type_visit(wing.store, "订单比上月多两成")
    return wing


def nothing_lost(store: Store) -> None:
    """See that the visit stands in the file and its operation waits."""
    with store.read() as session:
        assert [line.situation for line in visits.listing(session)] == ["订单比上月多两成"]
        assert outbox.waiting(session) == 1


def test_a_wrong_credit_code_is_a_word_at_the_desk_and_stops_nobody(place: Place) -> None:
    wing = place.wing("wang")
    with wing.store.read() as session:
        firm = enterprises.get(session, enterprises.listing(session)[0].id)
    assert firm is not None
    found = warnings_enterprise(replace(firm, credit_code="91350100M000100Y44", contact_phone=""))
    assert [messages.problem(code, each.data) for code, each in found.items()] == ["信用代码的校验位对不上，请核对"]
    wing.close()


def test_a_directory_that_is_away_is_told_and_the_visit_waits(place: Place, wing: Wing) -> None:
    place.lines["wang"].is_down = True
    with pytest.raises(Offline) as caught:
        wing.engine.round()
    sentence = said(caught.value)
    assert "连不上" in sentence and "内容都已存在本机" in sentence and "自动上报" in sentence
    nothing_lost(wing.store)
    place.lines["wang"].is_down = False
    assert wing.engine.round().sent == 1
    wing.close()


@pytest.mark.parametrize(
    ("schema", "code", "words"),
    [(SCHEMA_MIN - 1, "desk_too_old", "请更新程序"), (SCHEMA_MAX + 1, "directory_too_old", "等县里更新后自动上报")],
)
def test_a_directory_of_another_year_is_told_and_the_visit_waits(
    place: Place, wing: Wing, schema: int, code: str, words: str
) -> None:
    place.lines["wang"].app = OtherVersion(place.app, schema)
    with pytest.raises(TooNew) as caught:
        wing.engine.round()
    assert caught.value.code == code and words in said(caught.value)
    assert "内容" in messages.sentence(caught.value)
    nothing_lost(wing.store)
    place.lines["wang"].app = place.app
    assert wing.engine.round().sent == 1
    wing.close()


def test_a_wrong_password_is_told_and_five_of_them_lock_for_a_quarter_of_an_hour(place: Place, wing: Wing) -> None:
    codes = []
    for _ in range(6):
        with pytest.raises(LoginNeeded) as caught:
            account.sign_in(wing.gateway, "wang", "wrong-password", wing.keystore, wing.store)
        codes.append(caught.value.code)
        assert "本机" in said(caught.value) or "一刻钟" in said(caught.value)
    assert codes == ["wrong_password"] * 4 + ["account_locked"] * 2
    nothing_lost(wing.store)
    assert wing.engine.round().sent == 1, "the token of the last sign-in still holds"
    wing.close()


def test_a_second_desk_on_the_same_file_is_turned_away_and_the_first_works_on(wing: Wing) -> None:
    with pytest.raises(InUse) as caught:
        Wing.open("wang", wing.keystore)
    assert caught.value.code == "file_in_use" and "那个窗口" in said(caught.value)
    nothing_lost(wing.store)
    wing.close()


# --- keys


@needs_cipher
def test_the_key_of_another_file_opens_nothing_and_harms_nothing(wing: Wing) -> None:
    wing.close()
    with pytest.raises(WrongKey) as caught:
        account_files.open_store(wing.files, b"x" * 32)
    assert caught.value.code == "wrong_key" and "文件没有动过" in said(caught.value)
    again = Wing.open("wang", wing.keystore)
    nothing_lost(again.store)
    again.close()


@needs_cipher
def test_a_lost_key_is_told_and_the_recovery_code_opens_the_file(place: Place, keystore: Keystore) -> None:
    wing = place.wing("wang", keystore)
    type_visit(wing.store, "订单比上月多两成")
    wing.close()
    files = AccountFiles.of("wang")
    code = secrets.renew_recovery_code(files.keys, account_files.key_of(files, keystore) or b"")
    for service, user in list(_entries()):
        if "/key/" in service:
            _entries().pop((service, user))
    with pytest.raises(WrongKey) as caught:
        Wing.open("wang", keystore)
    assert caught.value.code == "key_missing" and "恢复码" in said(caught.value) and "内容都在" in said(caught.value)
    with pytest.raises(WrongKey) as mistyped:
        account_files.recover(files, code[:-1] + ("0" if code[-1] != "0" else "1"), keystore)
    assert "输错" in said(mistyped.value)
    again = Wing.open("wang", keystore, account_files.recover(files, code, keystore))
    nothing_lost(again.store)
    again.close()
    later = Wing.open("wang", keystore)
    nothing_lost(later.store)
    later.close()


@needs_cipher
@pytest.mark.parametrize("harm", ["damaged", "gone"])
def test_a_harmed_key_file_is_mended_from_its_spare(wing: Wing, harm: str) -> None:
    wing.close()
    if harm == "gone":
        wing.files.keys.unlink()
    else:
        wing.files.keys.write_bytes(wing.files.keys.read_bytes()[:-40])
    again = Wing.open("wang", wing.keystore)
    nothing_lost(again.store)
    again.close()
    assert wing.files.keys.read_bytes() == wing.files.spare_keys.read_bytes()


@needs_cipher
@pytest.mark.parametrize(("content", "code"), [(b"{", "key_file_damaged"), (None, "key_file_missing")])
def test_without_key_file_and_spare_it_is_said_what_to_look_for(wing: Wing, content: bytes | None, code: str) -> None:
    wing.close()
    kept = wing.files.keys.read_bytes()
    for file in (wing.files.keys, wing.files.spare_keys):
        file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        Wing.open("wang", wing.keystore)
    assert caught.value.code == code and "数据文件没有动过" in said(caught.value)
    wing.files.keys.write_bytes(kept)
    again = Wing.open("wang", wing.keystore)
    nothing_lost(again.store)
    again.close()


@needs_cipher
def test_a_set_up_cut_short_begins_anew_and_shows_its_recovery_code(place: Place, keystore: Keystore) -> None:
    files = AccountFiles.of("li")
    files.folder.mkdir(parents=True)
    secrets.create_keyring_file(files.keys, keystore)  # and then the power failed
    with listening(place.app) as address:
        code = account_files.set_up(place.invitation("li", address), PASSWORD, keystore)
    assert len(code.replace("-", "")) == 32
    opened = account_files.open_store(files, account_files.recover(files, code, keystore))
    opened.close()
    assert len(list(files.folder.glob("desk.keys.*"))) == 1, "the key before is kept: its file may turn up"


def test_an_invitation_to_a_bad_address_leaves_nothing_behind(place: Place, keystore: Keystore) -> None:
    with pytest.raises(Refused) as caught:
        account_files.set_up(place.invitation("li", "ftp://nowhere"), "Ningjin-2018", keystore)
    assert caught.value.code == "bad_address" and "没有连接" in said(caught.value)
    assert not AccountFiles.of("li").folder.exists()


# --- the disk


def test_on_a_full_disk_the_form_keeps_its_text_and_saves_once_there_is_room(
    small_disk: SmallDisk, sit: Callable[..., Seat]
) -> None:
    seat = sit()
    with seat.wing.store.read() as session:
        subject = Subject("enterprise", enterprises.listing(session)[0].id)
    dialog = VisitDialog(seat.desk, subject, parent=seat.window)
    dialog.open()
    dialog.form.situation.set_text("订单比上月多两成")
    dialog.keeper.keep()
    dialog.form.situation.set_text("订单比上月多两成，铜价上涨" * 40)
    with small_disk.full():
        dialog.accept_typed()
        message = dialog.findChild(MessageDialog)
        assert message is not None
        label = message.findChild(QLabel, "sentence")
        assert label is not None and "没有保存" in label.text() and "再" in label.text()
        assert dialog.isVisible() and dialog.form.situation.text() == "订单比上月多两成，铜价上涨" * 40
        with seat.wing.store.read() as session:
            assert visits.count(session) == 0 and outbox.waiting(session) == 0
            assert [d.data["situation"] for d in drafts.listing(session)] == ["订单比上月多两成"]
    message.close()
    dialog.accept_typed()
    with seat.wing.store.read() as session:
        (line,) = visits.listing(session)
        assert line.situation == "订单比上月多两成，铜价上涨" * 40 and drafts.listing(session) == ()


def test_settings_that_cannot_be_read_never_keep_the_desk_shut(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(b"\xff\xfe not json")
    assert settings.load(file) == Settings()
    assert (tmp_path / "settings.json.bad").read_bytes() == b"\xff\xfe not json"


def _entries() -> dict[tuple[str, str], str]:
    backend = keyring.get_keyring()
    assert isinstance(backend, MemoryKeyring)
    return backend.entries
