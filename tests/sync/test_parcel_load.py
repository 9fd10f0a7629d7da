"""First start, other scopes, too old a cursor and heal, by file alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.server import admin, parcels
from sscs_desktop.server.tables import counter
from sscs_desktop.server.tables import meta as kept
from sscs_desktop.store import cursor
from sscs_desktop.store.tables import number_block
from sscs_desktop.sync import parcel as by_file
from tests.sync.acts import (
    file_issue,
    filed_visits,
    names,
    save,
    visit_of,
    visit_on,
    waiting,
)
from tests.sync.county import County, Desk
from tests.sync.parcels import carried, exchange

OpenDesk = Callable[..., Desk]


pytestmark = pytest.mark.proof


def test_a_first_start_is_loaded_from_a_parcel(county: County, desk: Desk) -> None:
    firms = {county.enterprise(county.dalu, f"企业{i}（示例）").name for i in range(5)}
    county.enterprise(county.other, "别镇企业（示例）")
    desk.line.only, desk.line.lose_requests = "/v1/pull", 1
    with pytest.raises(SscsError):
        desk.round()  # registered, and then the network was gone for good
    found = exchange(county, desk)
    assert found.loaded >= 5 and names(desk) == firms
    with desk.store.read() as session:
        assert cursor.load(session).held == {f"unit:{county.dalu}", "public"}
    assert sum(desk.round().counts.values()) == 0


@pytest.mark.parametrize("cut", (1, 4))
def test_a_load_that_is_cut_goes_on_with_the_same_file(
    county: County, desk: Desk, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "FIRST_PAGE", 3)
    firms = {county.enterprise(county.dalu, f"企业{i}（示例）").name for i in range(5)}
    desk.line.only, desk.line.lose_requests = "/v1/pull", 1
    with pytest.raises(SscsError):
        desk.round()
    answer = carried(county, by_file.pack(desk.store))
    left = iter([False] * (cut - 1) + [True])
    assert not by_file.take_in(desk.store, answer, cancel=lambda: next(left, False)).is_whole
    assert by_file.take_in(desk.store, answer).is_whole
    assert names(desk) == firms and sum(desk.round().counts.values()) == 0


def test_a_gained_and_a_lost_scope_come_by_a_load_parcel(county: County, desk: Desk) -> None:
    mine, theirs = county.enterprise(county.dalu), county.enterprise(county.other, "别镇企业（示例）")
    desk.round()
    kept = save(desk, visit_of(desk, mine))
    admin.hold_scopes(county.directory, county.people["wang"], [county.other])
    found = exchange(county, desk)
    assert found.refused == 1 and waiting(desk) == 0
    assert names(desk) == {theirs.name} and visit_on(desk, kept.id) is None
    admin.hold_scopes(county.directory, county.people["wang"], [county.dalu, county.other])
    exchange(county, desk)
    assert names(desk) == {mine.name, theirs.name}
    assert sum(desk.round().counts.values()) == 0


def test_too_old_a_cursor_is_answered_with_a_load_and_its_work_is_filed(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    gone = county.enterprise(county.dalu, "转走的企业（示例）")
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    county.reassign(gone, county.other)
    county.enterprise(county.dalu, "新来的企业（示例）")
    raise_floor(county)
    found = exchange(county, desk)
    assert (found.sent, found.refused, waiting(desk)) == (1, 0, 0)
    assert names(desk) == {firm.name, "新来的企业（示例）"} and visit_on(desk, typed.id) == typed
    assert sum(desk.round().counts.values()) == 0


def raise_floor(county: County) -> None:
    def work(connection: Any) -> None:
        n = connection.execute(select(counter.c.n)).scalar_one()
        connection.execute(update(kept).where(kept.c.key == "floor").values(value=str(n)))

    county.directory.lines.write(work)


def test_a_directory_put_back_heals_a_desk_by_parcels_alone(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    before = save(desk, visit_of(desk, firm))
    exchange(county, desk)
    copy = county.back_up()
    after = save(desk, visit_of(desk, firm, situation="副本之后"))
    problem = file_issue(desk, firm)
    exchange(county, desk)
    county.put_back(copy)
    late = save(desk, replace(after, remark="恢复之后"))
    stale = carried(county, by_file.pack(desk.store))
    found = exchange(county, desk)
    assert [n.data["again"] for n in found.news if n.code == "healed"] == [2] and waiting(desk) == 3
    with pytest.raises(Refused, match="parcel_overtaken"):
        by_file.take_in(desk.store, stale)
    assert exchange(county, desk).sent == 3
    assert waiting(desk) == 0 and sorted(filed_visits(county)) == sorted([before.id, after.id])
    assert county.data(after.id)["remark"] == late.remark
    assert county.data(problem.id)["number"] == problem.number
    assert visit_on(desk, after.id) == late and visit_on(desk, before.id) == before
    desk.sign_in()
    assert sum(desk.round().counts.values()) == 0


def test_a_directory_older_than_the_desk_knows_it_again_by_its_seal(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    county.person("wang", county.dalu)
    copy = county.back_up()
    desk = open_desk()
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    exchange(county, desk)
    county.put_back(copy)
    assert "healed" in [n.code for n in exchange(county, desk).news]
    assert exchange(county, desk).sent == 1
    assert filed_visits(county) == [typed.id] and waiting(desk) == 0


def test_both_copies_of_a_copied_file_are_filed_by_parcels(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    one = open_desk()
    one.round()
    first = save(one, visit_of(one, firm, situation="拷贝以前"))
    exchange(county, one)
    one.close()
    shutil.copy(one.path, one.path.with_name("clone.db"))
    one, two = open_desk(), open_desk(file="clone")
    mine, theirs = save(one, visit_of(one, firm)), save(two, visit_of(two, firm, situation="另一台上写的"))
    exchange(county, one)
    before = numbers_of(two)
    found = exchange(county, two)
    assert "forked" in [n.code for n in found.news]
    assert sorted(filed_visits(county)) == sorted([first.id, mine.id, theirs.id])
    assert not numbers_of(two) & (before | numbers_of(one)) and len(numbers_of(two)) == 2


def numbers_of(desk: Desk) -> set[tuple[str, int]]:
    with desk.store.read() as session:
        return {(row["kind"], row["first"]) for row in session.all(select(number_block))}
