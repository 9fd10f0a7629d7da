"""Whose a parcel is: altered, forged and stray files are told, and change nothing on either side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sscs_desktop.base.errors import Refused, SscsError, TooNew, Unreadable
from sscs_desktop.server import admin, parcels
from sscs_desktop.store import meta
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.wire import parcel
from sscs_desktop.wire.messages import SCHEMA, START
from tests.sync.acts import (
    filed_visits,
    save,
    visit_of,
)
from tests.sync.county import County, Desk
from tests.sync.parcels import carried, state

OpenDesk = Callable[..., Desk]


pytestmark = pytest.mark.proof


def test_an_altered_file_is_told_and_changes_nothing_on_either_side(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    save(desk, visit_of(desk, firm))
    raw = by_file.pack(desk.store)
    answer = carried(county, by_file.pack(desk.store))
    before = state(desk)
    for at in (0, 14, len(raw) // 3, len(raw) - 1):
        with pytest.raises(SscsError) as told:
            parcels.take(county.directory.lines, flipped(raw, at))
        assert told.value.code in ("parcel_unreadable", "parcel_foreign", "no_such_account")
    for at in (0, 14, len(answer) // 3, len(answer) - 70, len(answer) - 1):
        with pytest.raises((Unreadable, Refused)) as read:
            by_file.take_in(desk.store, flipped(answer, at))
        assert read.value.code in ("parcel_unreadable", "parcel_foreign")
    for cut in (b"", answer[:10], answer[:-1], raw[: len(raw) // 2]):
        with pytest.raises(Unreadable):
            by_file.take_in(desk.store, cut)
    assert state(desk) == before


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def test_a_file_of_another_desk_or_county_is_told_and_not_read(
    county: County, open_desk: OpenDesk, tmp_path: Path
) -> None:
    county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round(), li.round()
    for_wang = carried(county, by_file.pack(wang.store))
    before = state(li)
    with pytest.raises(Refused, match="parcel_foreign"):
        by_file.take_in(li.store, for_wang)
    assert state(li) == before
    (tmp_path / "elsewhere").mkdir()
    elsewhere = County(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="parcel_foreign"):
        parcels.take(elsewhere.directory.lines, by_file.pack(wang.store))
    elsewhere.close()


def test_files_carried_the_wrong_way_are_told(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    raw = by_file.pack(desk.store)
    answer = carried(county, raw)
    with pytest.raises(Unreadable, match="parcel_wrong_way"):
        by_file.take_in(desk.store, raw)
    with pytest.raises(Unreadable, match="parcel_wrong_way"):
        carried(county, answer)


def test_nobody_without_the_replicas_secret_seals_what_the_directory_opens(county: County, open_desk: OpenDesk) -> None:
    """The directory's public key and every id in the header are not enough, nor is another desk's own secret."""
    county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round(), li.round()
    with wang.store.read() as session:
        real, mine = meta.get(session, meta.PARCEL), meta.get(session, meta.REPLICA)
    with li.store.read() as session:
        other = meta.get(session, meta.PARCEL)
    opened = parcel.header_of(by_file.pack(wang.store), parcel.UP)
    assert (opened.replica, opened.account) == (mine, county.people["wang"])
    empty = parcel.DeskParcel(
        cursor=START, head=START, held="", is_entering=False, history=(), journal=(), operations=()
    )
    for secret in (other["secret"], "00" * 32):
        forged = parcel.seal_up(empty, parcel.Keys(**{**real, "secret": secret}), mine, county.people["wang"])
        with pytest.raises(Unreadable, match="parcel_unreadable"):
            carried(county, forged)
    as_another = parcel.seal_up(empty, parcel.Keys(**real), mine, county.people["li"])
    with pytest.raises(Unreadable, match="parcel_unreadable"):
        carried(county, as_another)
    assert carried(county, parcel.seal_up(empty, parcel.Keys(**real), mine, county.people["wang"]))


def test_an_answer_that_the_directory_did_not_sign_is_not_read(county: County, desk: Desk) -> None:
    """Whoever took the desk's own secret still cannot speak for the directory."""
    county.enterprise(county.dalu)
    desk.round()
    raw = by_file.pack(desk.store)
    asked = parcel.header_of(raw, parcel.UP)
    with desk.store.read() as session:
        keys = parcel.Keys(**meta.get(session, meta.PARCEL))
    lock = parcel.lock_of(b"x" * 32, keys.key_id, asked.replica, asked.account)
    lock = replace(lock, secret=bytes.fromhex(keys.secret))
    forged = parcel.seal_down(parcel.DirectoryParcel(status="answers"), lock, asked)
    with pytest.raises(Unreadable, match="parcel_unreadable"):
        by_file.take_in(desk.store, forged)


def test_a_sealed_file_shows_no_word_of_what_is_in_it(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    save(desk, visit_of(desk, firm, situation="绝不能让旁人看见"))
    raw = by_file.pack(desk.store)
    for file in (raw, carried(county, raw)):
        assert all(word.encode() not in file for word in ("绝不能让旁人看见", firm.name, desk.store.account.user_name))


def test_a_desk_that_was_never_registered_says_so(desk: Desk) -> None:
    for act in (lambda: by_file.pack(desk.store), lambda: by_file.take_in(desk.store, b"")):
        with pytest.raises(Refused, match="parcel_not_registered"):
            act()


def test_a_closed_account_is_not_filed_until_it_is_opened(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    raw = by_file.pack(desk.store)
    admin.close_account(county.directory, desk.account_id)
    with pytest.raises(Refused, match="account_closed"):
        carried(county, raw)
    assert filed_visits(county) == []
    admin.close_account(county.directory, desk.account_id, is_closed=False)
    assert by_file.take_in(desk.store, carried(county, raw)).sent == 1 and filed_visits(county) == [typed.id]


def test_a_desk_of_another_version_is_told(county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.round()
    raw = by_file.pack(desk.store)
    monkeypatch.setattr(parcels, "SCHEMA_MIN", SCHEMA + 1)
    with pytest.raises(TooNew, match="desk_too_old"):
        carried(county, raw)
    monkeypatch.undo()
    monkeypatch.setattr(parcel, "FORMAT", parcel.FORMAT + 1)
    with pytest.raises(TooNew, match="parcel_too_new"):
        carried(county, raw)
