"""A figure taken back at one desk is empty at the other, may be filled in again, and takes nobody's value with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sscs_desktop.domain.enterprise import Enterprise, Figure
from sscs_desktop.domain.vocabulary import Indicator, OperatingState
from sscs_desktop.exchange.roster_rows import EnterpriseRow, FigureCell, RosterReading
from sscs_desktop.store import conflicts, enterprises, intake, overlay
from sscs_desktop.store.conflicts import Conflict
from tests.store.building import TODAY
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


@pytest.fixture
def desks(open_desk: OpenDesk, firm: Enterprise) -> tuple[Desk, Desk]:
    """Two desks of one unit; on the first a roster with a figure came in, and both know it."""
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    bring_in(wang, firm, Decimal(4820))
    both_read(wang, li)
    assert values(wang, firm) == values(li, firm) == [4820]
    return wang, li


def both_read(*desks: Desk) -> None:
    for desk in (*desks, *desks):
        desk.round()


def bring_in(desk: Desk, firm: Enterprise, value: Decimal) -> None:
    cell = FigureCell(indicator=Indicator.REVENUE, value=value, period="2017")
    row = EnterpriseRow(sheet="企业", row=2, name=firm.name, figures=(cell,), operating_state=OperatingState.THIN)
    intake.apply(desk.store, RosterReading(rows=(row,), history=(), problems=(), sheets=()), "名单.xlsx")


def take_back(desk: Desk) -> intake.Undone:
    with desk.store.read() as session:
        (taken,) = intake.taken(session)
    return intake.undo(desk.store, taken.id)


def write(desk: Desk, firm: Enterprise, **more: Any) -> None:
    """Type over the one figure, emptied or not."""
    with desk.store.write() as session:
        (figure,) = enterprises.figures(session, firm.id, also_emptied=True)
        seen = overlay.seen(session, "figure", figure.id)
        enterprises.save_figure(session, replace(figure, **more), seen, today=TODAY)


def values(desk: Desk, firm: Enterprise) -> list[Decimal | None]:
    with desk.store.read() as session:
        return [figure.value for figure in enterprises.figures(session, firm.id)]


def kept(desk: Desk, firm: Enterprise) -> tuple[Figure, ...]:
    with desk.store.read() as session:
        return enterprises.figures(session, firm.id, also_emptied=True)


def asked(desk: Desk) -> Conflict:
    with desk.store.read() as session:
        (one,) = conflicts.listing(session)
    return one


def test_an_undone_import_is_empty_everywhere_and_may_be_filled_in_by_anybody(
    county: County, desks: tuple[Desk, Desk], firm: Enterprise
) -> None:
    wang, li = desks
    assert take_back(wang) == intake.Undone(taken_back=2, stayed=())
    both_read(wang, li)
    assert values(wang, firm) == values(li, firm) == []
    assert kept(wang, firm) == kept(li, firm)
    assert county.data(kept(li, firm)[0].id)["value"] is None
    with li.store.read() as session:
        profile = enterprises.profile(session, firm.id)
    assert profile is not None and profile.operating_state is None
    write(li, firm, value=Decimal(5100), filled_by_name="干部li")
    both_read(li, wang)
    assert values(wang, firm) == values(li, firm) == [5100]
    assert kept(wang, firm) == kept(li, firm)


def test_a_colleagues_value_that_the_undo_had_not_seen_stands_until_somebody_decides(
    desks: tuple[Desk, Desk], firm: Enterprise
) -> None:
    wang, li = desks
    write(li, firm, value=Decimal(5100), filled_by_name="干部li")
    li.round()
    take_back(wang)
    both_read(wang, li)
    assert values(wang, firm) == values(li, firm) == [5100]
    one = asked(wang)
    assert {(s.mine, s.theirs) for s in one.sides if s.field == "value"} == {(None, "5100")}
    with wang.store.write() as session:
        conflicts.keep_mine(session, one)
    both_read(wang, li)
    assert values(wang, firm) == values(li, firm) == []


def test_an_undo_gives_up_what_of_its_import_still_waits_to_be_decided(open_desk: OpenDesk, firm: Enterprise) -> None:
    wang, li = open_desk("wang"), open_desk("li")
    both_read(wang, li)
    bring_in(wang, firm, Decimal(4820))
    bring_in(li, firm, Decimal(5100))
    both_read(li, wang)
    assert {(s.mine, s.theirs) for s in asked(wang).sides if s.field == "value"} == {("4820", "5100")}
    undone = take_back(wang)
    assert [(each.kind, each.record.value) for each in undone.stayed] == [("figure", Decimal(5100))]
    both_read(wang, li)
    assert values(wang, firm) == values(li, firm) == [5100]
    with wang.store.read() as session:
        assert conflicts.count(session) == 0
        (lost,) = conflicts.history(session, {undone.stayed[0].record.id})
    assert ("value", "4820") in lost.lost[0][1]


def test_a_value_typed_before_the_undo_was_heard_of_is_not_lost(desks: tuple[Desk, Desk], firm: Enterprise) -> None:
    wang, li = desks
    take_back(wang)
    wang.round()
    write(li, firm, value=Decimal(5100), filled_by_name="干部li")
    both_read(li, wang)
    assert values(li, firm) == []
    one = asked(li)
    assert {(s.before, s.mine, s.theirs) for s in one.sides if s.field == "value"} == {("4820", "5100", None)}
    with li.store.write() as session:
        conflicts.keep_mine(session, one)
    both_read(li, wang)
    assert values(wang, firm) == values(li, firm) == [5100]
