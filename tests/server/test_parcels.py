"""Parcels at the directory, on both databases: filed once however often and by however many at once, and answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.server import parcels
from sscs_desktop.server.tables import handover, operation
from sscs_desktop.wire import parcel, receipts
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.messages import Operation
from sscs_desktop.wire.parcel import DeskParcel, DirectoryParcel, Forward, Keys
from tests.server.people import FIRM, OTHER_FIRM, Desk, Town


def keys_of(town: Town, desk: Desk) -> tuple[Keys, str]:
    """Return what seals this desk's parcels, and the key of the directory's receipts."""
    given = town.directory.register(desk.member)
    desk.replica = given.replica
    return Keys(key_id=given.key_id, key=given.parcel_key, secret=given.parcel_secret), given.receipt_key


def packed(desk: Desk, keys: Keys, *operations: Operation, **more: Any) -> bytes:
    message = DeskParcel(
        cursor=desk.cursor,
        head=desk.head,
        held=scopes_digest(desk.scopes),
        is_entering=False,
        history=(desk.cursor,),
        journal=tuple(op.op_id for op in operations),
        operations=operations,
        **more,
    )
    return parcel.seal_up(message, keys, desk.replica, desk.member.id)


def answered(town: Town, desk: Desk, keys: Keys, key: str, raw: bytes) -> DirectoryParcel:
    return parcel.open_down(parcels.take(town.directory.lines, raw).answer, keys, key, desk.replica)


def count(town: Town, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return int(town.directory.lines.read(lambda c: c.execute(query).scalar_one()))


def test_a_parcel_is_filed_once_and_answered_with_receipts_and_what_is_new(town: Town) -> None:
    desk = town.desk("wang")
    keys, key = keys_of(town, desk)
    visits = [desk.visit(town.id_of(FIRM)) for _ in range(3)]
    raw = packed(desk, keys, *visits)
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: answered(town, desk, keys, key, raw), range(3)))
    assert len(town.rows("visit")) == count(town, operation) == 3
    for found in outcomes:
        assert found.status == "feed" and [a.result for a in found.answers] == ["ok"] * 3
        assert all(a.receipt and receipts.verify(a.receipt, key, a.op_id, a.result, a.seq) for a in found.answers)
        entries = [entry for page in found.pages for entry in page.entries]
        assert {entry.id for entry in entries} == {op.id for op in visits}
        assert found.counts.keys() == set(desk.scopes)


def test_one_bad_operation_in_a_parcel_is_refused_and_the_others_are_filed(town: Town) -> None:
    desk = town.desk("wang")
    keys, key = keys_of(town, desk)
    good, bad, late = desk.visit(town.id_of(FIRM)), desk.visit(town.id_of(OTHER_FIRM)), desk.visit(town.id_of(FIRM))
    found = answered(town, desk, keys, key, packed(desk, keys, good, bad, late))
    assert [a.result for a in found.answers] == ["ok", "refused", "ok"] and len(town.rows("visit")) == 2


def test_two_successors_at_once_are_one(town: Town) -> None:
    desk = town.desk("wang")
    keys, _ = keys_of(town, desk)
    raw = packed(desk, keys, desk.visit(town.id_of(FIRM)), is_handover=True)
    brought = Forward(handover=parcel.header_of(raw, parcel.UP).id, parcel=raw)
    takers = [town.member(login) for login in ("li", "zhao")]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda who: parcels.forward(town.directory.lines, who, brought), takers))
    assert sorted(each.code for each in found) == ["", "handover_taken"]
    assert count(town, handover) == 1 and len(town.rows("visit")) == 1
    taken = takers[next(k for k, each in enumerate(found) if each.is_whole)]
    assert parcels.acceptance(town.directory.lines, desk.member, brought.handover).by_id == taken.id


def test_a_name_that_no_column_holds_makes_a_parcel_unreadable_and_no_crash(town: Town) -> None:
    desk = town.desk("wang")
    keys, _ = keys_of(town, desk)
    filed = parcels.take(town.directory.lines, packed(desk, keys, desk.visit(town.id_of(FIRM), situation="\x00")))
    assert filed.refused == 1, "of an operation it is judged as in a round"
    odd = [
        packed(desk, keys, branch="\x00"),
        packed(desk, replace(keys, key_id="\x00")),
        packed(desk, keys, numbers=("\x00",)),
        packed(desk, keys, replace(desk.visit(town.id_of(FIRM)), op_id="\x00")),
    ]
    for raw in odd:
        with pytest.raises(Unreadable, match="parcel_unreadable"):
            parcels.take(town.directory.lines, raw)
