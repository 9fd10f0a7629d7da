"""A desk of the county seat that holds the scopes of forty units."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server import admin
from sscs_desktop.store import cursor, enterprises, outbox, search, visits
from tests.sync.acts import file_issue, save, visit_of
from tests.sync.county import County, Desk

pytestmark = pytest.mark.proof

UNITS = 40


@pytest.fixture
def units(county: County) -> list[str]:
    """Forty townships with an enterprise each."""
    common = {"kind": OrganisationKind.UNIT, "level": Level.TOWNSHIP, "parent_id": county.office}
    made = [admin.add_unit(county.directory, f"第{n:02d}乡镇经济发展办", **common) for n in range(UNITS)]
    for n, unit in enumerate(made):
        county.enterprise(unit, f"第{n:02d}乡镇线缆有限公司（示例）")
    return made


@pytest.fixture
def seat(county: County, open_desk: Callable[..., Desk], units: list[str]) -> Desk:
    desk = open_desk("seat", county.dalu)
    admin.hold_scopes(county.directory, desk.account_id, [county.dalu, *units])
    return desk


def test_everything_of_forty_units_comes_each_line_names_its_unit_and_a_quiet_round_stays_small(seat: Desk) -> None:
    assert seat.round().is_whole
    before = len(seat.line.delivered)
    seat.line.bytes_up = seat.line.bytes_down = 0
    seat.round()
    assert len(seat.line.delivered) == before + 1
    assert seat.line.bytes_up + seat.line.bytes_down <= 600
    with seat.store.read() as session:
        assert len(cursor.load(session).held) == UNITS + 2
        lines = enterprises.listing(session)
        assert len(lines) == UNITS and not any(line.is_mine for line in lines)
        assert [line.unit_names for line in lines] == [(f"第{n:02d}乡镇经济发展办",) for n in range(UNITS)]
        assert [hit.title for hit in search.find(session, "第17乡镇", 10) if hit.kind == "enterprise"] == [
            "第17乡镇线缆有限公司（示例）"
        ]


def test_what_the_seat_files_for_any_unit_reaches_that_unit(
    county: County, seat: Desk, units: list[str], open_desk: Callable[..., Desk]
) -> None:
    seat.round()
    there = open_desk("zhang", units[7])
    there.round()
    with seat.store.read() as session:
        firms = {line.name: line.id for line in enterprises.listing(session)}
        firm = enterprises.get(session, firms["第07乡镇线缆有限公司（示例）"])
    assert firm is not None
    typed = save(seat, visit_of(seat, firm))
    problem = file_issue(seat, firm)
    found = seat.round()
    assert (found.sent, found.refused) == (2, 0)
    there.round()
    with there.store.read() as session:
        (line,) = visits.listing(session)
        assert (line.id, line.unit_name) == (typed.id, seat.store.account.unit_name)
        assert outbox.waiting(session) == 0
    assert county.data(problem.id)["enterprise_id"] == firm.id


def test_a_unit_taken_from_the_seat_leaves_and_one_given_comes(county: County, seat: Desk, units: list[str]) -> None:
    seat.round()
    admin.hold_scopes(county.directory, seat.account_id, [county.dalu, *units[1:], county.other])
    newcomer = county.enterprise(county.other, "河渠镇新企业（示例）")
    seat.round()
    with seat.store.read() as session:
        names = {line.name for line in enterprises.listing(session)}
    assert len(names) == UNITS and newcomer.name in names and "第00乡镇线缆有限公司（示例）" not in names
