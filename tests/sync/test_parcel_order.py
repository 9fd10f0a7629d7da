"""Parcels read twice, late, cut short or overtaken by a round: nothing is filed twice, nothing older comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.server import parcels
from sscs_desktop.store import cursor
from sscs_desktop.sync import parcel as by_file
from tests.sync.acts import (
    filed_visits,
    names,
    save,
    visit_of,
    visit_on,
    waiting,
)
from tests.sync.county import County, Desk
from tests.sync.parcels import carried, seen_records, state

pytestmark = pytest.mark.proof


def test_parcels_read_twice_or_in_the_wrong_order_file_nothing_twice(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    save(desk, visit_of(desk, firm))
    one = by_file.pack(desk.store)
    save(desk, visit_of(desk, firm, situation="又记了一次"))
    two = by_file.pack(desk.store)
    lines = county.directory.lines
    later, again, earlier = (parcels.take(lines, raw) for raw in (two, two, one))
    assert [(each.filed, each.known) for each in (later, again, earlier)] == [(2, 0), (0, 2), (0, 1)]
    assert by_file.take_in(desk.store, again.answer).sent == 2
    before = state(desk)
    for old in (later, again, earlier):
        with pytest.raises(Refused, match="parcel_overtaken"):
            by_file.take_in(desk.store, old.answer)
    assert state(desk) == before and waiting(desk) == 0
    assert len(filed_visits(county)) == 2


def test_an_answer_overtaken_by_a_round_changes_nothing(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    save(desk, visit_of(desk, firm))
    answer = carried(county, by_file.pack(desk.store))
    county.enterprise(county.dalu, "后来的企业（示例）")
    desk.round()
    before = state(desk)
    with pytest.raises(Refused, match="parcel_overtaken"):
        by_file.take_in(desk.store, answer)
    assert state(desk) == before


def test_an_answer_is_not_applied_over_a_head_it_does_not_know(county: County, desk: Desk) -> None:
    """A push of the meantime was answered; the page of before it would put older rows over the folded ones."""
    firm = county.enterprise(county.dalu)
    desk.round()
    answer = carried(county, by_file.pack(desk.store))
    save(desk, visit_of(desk, firm))
    desk.line.only, desk.line.lose_answers = "/v1/pull", 1
    with pytest.raises(SscsError):
        desk.round()
    before = state(desk)
    with pytest.raises(Refused, match="parcel_overtaken"):
        by_file.take_in(desk.store, answer)
    assert state(desk) == before


def test_an_answer_never_hides_that_the_directory_forgot_what_it_had_answered(county: County, desk: Desk) -> None:
    """A push is answered, the directory is put back and grows past it: its answer to an older parcel knows nothing."""
    firm = county.enterprise(county.dalu)
    desk.round()
    raw, copy = by_file.pack(desk.store), county.back_up()
    typed = save(desk, visit_of(desk, firm))
    desk.line.only, desk.line.lose_answers = "/v1/pull", 1
    with pytest.raises(SscsError):
        desk.round()
    assert waiting(desk) == 0
    county.put_back(copy)
    for i in range(4):
        county.enterprise(county.dalu, f"企业{i}（示例）")
    with pytest.raises(Refused, match="parcel_overtaken"):
        by_file.take_in(desk.store, carried(county, raw))
    desk.sign_in()
    assert "healed" in [n.code for n in desk.round().news] and filed_visits(county) == [typed.id]


def test_an_answer_for_other_scopes_than_those_held_is_not_applied(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    held = by_file.pack(desk.store)
    before = state(desk)
    with desk.store.write() as session:
        at = cursor.load(session)
        cursor.save(session, replace(at, held=at.held | {"unit:another"}))
    answer = carried(county, held)
    with pytest.raises(Refused, match="parcel_overtaken"):
        by_file.take_in(desk.store, answer)
    with desk.store.write() as session:
        cursor.save(session, at)
    assert state(desk) == before
    by_file.take_in(desk.store, answer)


def test_no_page_is_applied_while_anything_is_entering(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    answer = carried(county, by_file.pack(desk.store))
    with desk.store.write() as session:
        cursor.save(session, replace(cursor.load(session), entering=frozenset({"unit:another"})))
    with pytest.raises(Refused, match="parcel_overtaken"):
        by_file.take_in(desk.store, answer)


@pytest.mark.parametrize("cut", (1, 2, 4, 7))
def test_a_reading_that_is_cut_goes_on_with_the_same_file(
    county: County, desk: Desk, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_file, "SETTLE_MOST", 2)
    monkeypatch.setattr(parcels, "PAGE", 3)
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = [save(desk, visit_of(desk, firm, situation=f"第{i}次")) for i in range(4)]
    for i in range(4):
        county.enterprise(county.dalu, f"企业{i}（示例）")
    answer = carried(county, by_file.pack(desk.store))
    left = iter([False] * (cut - 1) + [True])
    found = by_file.take_in(desk.store, answer, cancel=lambda: next(left, False))
    assert found.is_whole == (cut > 6)  # two lots of answers, four pages
    if not found.is_whole:
        assert by_file.take_in(desk.store, answer).is_whole
    assert waiting(desk) == 0 and len(names(desk)) == 5
    assert all(visit_on(desk, each.id) == each for each in typed)
    before = seen_records(desk)
    assert sum(desk.round().counts.values()) == 0 and seen_records(desk) == before


def test_answers_read_before_a_cut_move_the_head_so_that_a_directory_put_back_is_noticed(
    county: County, desk: Desk
) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    copy = county.back_up()
    typed = save(desk, visit_of(desk, firm))
    left = iter([False, True])
    answer = carried(county, by_file.pack(desk.store))
    assert not by_file.take_in(desk.store, answer, cancel=lambda: next(left)).is_whole and waiting(desk) == 0
    county.put_back(copy)
    desk.sign_in()
    assert "healed" in [n.code for n in desk.round().news] and filed_visits(county) == [typed.id]
