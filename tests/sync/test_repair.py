"""Repair: a quiet round notices rows that differ, reads only those anew, and takes nobody's side."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, update

from sscs_desktop.base.errors import Diverged, Offline
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import Visit
from sscs_desktop.server import admin
from sscs_desktop.server import sums as server_sums
from sscs_desktop.server.tables import record
from sscs_desktop.store import enterprises, search_index, sums
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.messages import Entry, LoadAnswer, PullAnswer, SumsAnswer
from sscs_desktop.wire.sums import bucket_of, combined, of_rows, plus
from tests.sync.acts import save, visit_of, visit_on
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]
VISIT = RECORDS["visit"]


def settled(desk: Desk, firm: Enterprise, count: int = 3) -> list[Visit]:
    """File some visits and come to rest."""
    desk.round()
    typed = [save(desk, visit_of(desk, firm, situation=f"第{n}次")) for n in range(count)]
    desk.round()
    return typed


def tamper(desk: Desk, *statements: Any) -> None:
    """Change the file behind the program's back, as a fault of it would, and start the program again."""
    with desk.store.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    desk.engine = type(desk.engine)(desk.store, desk.gateway)


def lose(desk: Desk, id: str) -> None:
    with desk.store.write() as session:
        search_index.drop(session, "visit", [id])
    tamper(desk, delete(VISIT).where(VISIT.c.id == id))


def repaired(desk: Desk) -> list[str]:
    return [news.id for news in desk.round().news if news.code == "repaired"]


def said(request: Any) -> dict[str, Any]:
    body = request.body.getvalue() if hasattr(request.body, "getvalue") else request.body
    return codec.decode(codec.unpack(body, request.headers.get("Content-Encoding")), dict)


def asked(desk: Desk) -> int:
    return len(desk.line.sent(routes.SUMS))


def test_a_sum_does_not_depend_on_order_and_tells_every_part_apart() -> None:
    rows = [("a", 1), ("b", 2), ("c", 3)]
    whole = of_rows("visit", rows)
    assert whole == of_rows("visit", reversed(rows)) == plus(of_rows("visit", rows[:1]), of_rows("visit", rows[1:]))
    assert len({whole, of_rows("card", rows), of_rows("visit", [("a", 2), ("b", 1), ("c", 3)])}) == 3
    assert combined({"unit:1": whole, "unit:2": (0, 0)}) != combined({"unit:1": (0, 0), "unit:2": whole})


def test_a_quiet_round_compares_one_number_and_asks_nothing_more(county: County, desk: Desk) -> None:
    settled(desk, county.enterprise(county.dalu))
    before = len(desk.line.delivered)
    desk.round()
    assert len(desk.line.delivered) == before + 1
    assert said(desk.line.delivered[-1])["total"] > 0


def test_a_row_that_was_lost_here_is_read_anew_and_told(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))
    lose(desk, typed[1].id)
    assert visit_on(desk, typed[1].id) is None
    assert repaired(desk) == [typed[1].id]
    assert visit_on(desk, typed[1].id) == typed[1]
    assert repaired(desk) == []


def test_only_the_buckets_that_differ_are_listed(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu), count=12)
    lose(desk, typed[4].id)
    desk.round()
    scope = f"unit:{county.dalu}"
    listings = [said(request) for request in desk.line.sent(routes.SUMS)]
    named = {bucket for said in listings for bucket in said.get("buckets", ())}
    assert named == {bucket_of(typed[4].id)} and {said.get("scope") for said in listings} <= {None, scope}


def test_a_row_of_another_number_takes_the_directorys_state(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))
    tamper(desk, update(VISIT).where(VISIT.c.id == typed[0].id).values(seq=9999, situation="坏了"))
    assert repaired(desk) == [typed[0].id]
    assert visit_on(desk, typed[0].id) == typed[0]


def test_a_row_that_stands_elsewhere_takes_its_scopes_again(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))
    tamper(desk, update(VISIT).where(VISIT.c.id == typed[0].id).values(scopes=frozenset({"public"})))
    assert set(repaired(desk)) == {typed[0].id}
    with desk.store.read() as session:
        assert sums.standing(session)["visit", typed[0].id][1] == {f"unit:{county.dalu}"}


def test_a_row_the_directory_does_not_have_leaves(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))

    def forget(connection: Any) -> None:
        connection.execute(update(record).where(record.c.id == typed[2].id).values(deleted=True))

    county.directory.lines.write(forget)
    county.directory._sums = server_sums.Sums()
    assert repaired(desk) == [typed[2].id]
    assert visit_on(desk, typed[2].id) is None and visit_on(desk, typed[0].id) == typed[0]


def test_what_was_typed_and_not_sent_stays_over_a_row_that_is_repaired(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))
    tamper(desk, update(VISIT).where(VISIT.c.id == typed[0].id).values(seq=1))
    mine = replace(typed[0], remark="还没报")
    with desk.store.read() as session:
        before = sums.by_scope(session, {f"unit:{county.dalu}"})
    save(desk, mine)
    with desk.store.read() as session:
        assert sums.by_scope(session, {f"unit:{county.dalu}"}) == before, "own operations do not count"
    desk.round()
    assert county.data(mine.id)["remark"] == "还没报"
    desk.round()
    assert visit_on(desk, mine.id) == mine
    assert repaired(desk) == []


def test_a_repair_that_is_cut_begins_again(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))
    lose(desk, typed[1].id)
    desk.line.only, desk.line.lose_answers = routes.SUMS, 1
    with pytest.raises(Offline):
        desk.round()
    assert repaired(desk) == [typed[1].id]


def test_a_directory_that_moves_on_during_a_repair_lets_it_wait(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    desk, other = open_desk("wang"), open_desk("li")
    typed = settled(desk, firm)
    other.round()
    lose(desk, typed[1].id)
    ask = desk.gateway.sums

    def late(request: Any) -> SumsAnswer:
        if request.scope is None:
            save(other, visit_of(other, firm, situation="其间"))
            other.round()
        return ask(request)

    desk.gateway.sums = late  # type: ignore[method-assign]
    assert repaired(desk) == []
    desk.gateway.sums = ask  # type: ignore[method-assign]
    desk.round()
    assert repaired(desk) == [typed[1].id]


def test_a_listing_cut_short_takes_nothing_away(county: County, desk: Desk) -> None:
    _, mine, _ = settled(desk, county.enterprise(county.dalu))
    tamper(desk, update(VISIT).where(VISIT.c.id == mine.id).values(seq=VISIT.c.seq - 1))
    ask = desk.gateway.sums

    def short(request: Any) -> SumsAnswer:
        answer = ask(request)
        return replace(answer, entries=tuple(entry for entry in answer.entries if entry.kind != "visit"))

    desk.gateway.sums = short  # type: ignore[method-assign]
    assert repaired(desk) == []
    assert visit_on(desk, mine.id) == mine
    desk.gateway.sums = ask  # type: ignore[method-assign]
    assert repaired(desk) == [mine.id]


def test_cancel_stops_a_repair_between_two_questions(county: County, desk: Desk) -> None:
    typed = settled(desk, county.enterprise(county.dalu))
    lose(desk, typed[1].id)
    report = desk.engine.round(cancel=lambda: asked(desk) > 0)
    assert not report.is_whole and asked(desk) == 1
    assert repaired(desk) == [typed[1].id]


def test_rows_typed_and_parked_ones_are_not_counted(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    settled(desk, firm)
    with desk.store.read() as session:
        before = sums.standing(session)
    save(desk, visit_of(desk, firm, situation="没报"))
    with desk.store.read() as session:
        assert sums.standing(session) == before
    some = next(id for kind, id in before if kind == "visit")
    tamper(desk, update(VISIT).where(VISIT.c.id == some).values(parked=True))
    with desk.store.read() as session:
        assert set(before) - set(sums.standing(session)) == {("visit", some)}


def test_a_remembered_sum_is_counted_anew_after_a_commit(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    settled(desk, firm)
    for n in range(3):
        save(desk, visit_of(desk, firm, situation=f"再{n}"))
        desk.round()
        desk.round()
    assert asked(desk) == 0


def test_the_directory_reads_no_rows_while_a_scope_has_not_moved(county: County, desk: Desk) -> None:
    settled(desk, county.enterprise(county.dalu))
    desk.round()
    kept = dict(county.directory._sums._known)
    desk.round()
    assert all(county.directory._sums._known[key] is kept[key] for key in kept)
    save(desk, visit_of(desk, county.enterprise(county.dalu)))
    desk.round()
    desk.round()
    desk.round()
    moved = {scope for scope, _ in kept if county.directory._sums._known[scope, 1] is not kept[scope, 1]}
    assert moved == {f"unit:{county.dalu}"}


# ---- rows that would leave in number


def many(county: County, desk: Desk, count: int = 22) -> Enterprise:
    firm = county.enterprise(county.dalu)
    settled(desk, firm, count)
    return firm


def held(desk: Desk) -> int:
    with desk.store.read() as session:
        return len(sums.standing(session))


def test_a_reassigned_firm_with_many_visits_leaves_after_the_directory_was_asked(county: County, desk: Desk) -> None:
    firm = many(county, desk)
    county.reassign(firm, county.other)
    before = asked(desk)
    desk.round()
    assert asked(desk) == before + 1
    with desk.store.read() as session:
        assert enterprises.get(session, firm.id) is None


def test_few_rows_leave_without_a_question(county: County, desk: Desk) -> None:
    firm = many(county, desk, count=5)
    county.reassign(firm, county.other)
    desk.round()
    assert asked(desk) == 0


def test_pages_that_would_empty_a_desk_are_doubted_when_the_directory_still_counts_the_rows(
    county: County, desk: Desk
) -> None:
    many(county, desk)
    before = held(desk)

    with desk.store.read() as session:
        gone = [
            Entry(seq=10_000, what="leave", kind=kind, id=id) for kind, id in sums.standing(session) if kind == "visit"
        ]
    pull = desk.gateway.pull
    desk.gateway.pull = lambda request: replace(pull(request), entries=tuple(gone))  # type: ignore[method-assign]
    with pytest.raises(Diverged) as doubted:
        desk.round()
    assert doubted.value.code == "removal_doubted" and doubted.value.data["rows"] == 22
    assert held(desk) == before


def test_a_membership_named_only_once_takes_nothing_away(county: County, desk: Desk) -> None:
    many(county, desk)
    before = held(desk)
    pull = desk.gateway.pull
    desk.gateway.pull = lambda request: replace(pull(request), status="scopes", scopes=("public",))  # type: ignore[method-assign]
    with pytest.raises(Diverged):
        desk.round()
    assert held(desk) == before


def test_a_membership_lost_in_earnest_takes_the_rows_away(county: County, desk: Desk) -> None:
    many(county, desk)
    admin.hold_scopes(county.directory, county.people["wang"], [])
    desk.round()
    with desk.store.read() as session:
        assert not [key for key in sums.standing(session) if key[0] == "visit"]


def test_a_load_that_brings_too_little_takes_nothing_away(county: County, desk: Desk) -> None:
    many(county, desk)
    load, pull = desk.gateway.load, desk.gateway.pull
    with desk.store.read() as session:
        count = len(sums.standing(session))

    def floor_once(request: Any) -> PullAnswer:
        desk.gateway.pull = pull  # type: ignore[method-assign]
        return replace(pull(request), status="floor")

    def short(request: Any) -> LoadAnswer:
        return replace(load(request), entries=(), place=None)

    desk.gateway.pull, desk.gateway.load = floor_once, short  # type: ignore[method-assign]
    with pytest.raises(Diverged):
        desk.round()
    desk.gateway.load = load  # type: ignore[method-assign]
    desk.round()
    assert held(desk) == count
