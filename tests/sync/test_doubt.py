"""收回存疑: a doubted removal stands until the directory agrees with itself, or a person lets the rows go."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from sscs_desktop.base.errors import Diverged
from sscs_desktop.server import parcels
from sscs_desktop.store import doubt, sums
from sscs_desktop.store.tables import audit
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.wire import parcel
from sscs_desktop.wire.messages import Entry
from sscs_desktop.wire.parcel import DirectoryParcel
from tests.sync.acts import save, visit_of
from tests.sync.county import County, Desk
from tests.sync.parcels import empty


@pytest.fixture
def emptied(county: County, desk: Desk) -> Desk:
    """A desk whose directory feeds that every visit left, and counts them all the same."""
    firm = county.enterprise(county.dalu)
    desk.round()
    for n in range(22):
        save(desk, visit_of(desk, firm, situation=f"第{n}次"))
    desk.round()
    with desk.store.read() as session:
        gone = [
            Entry(seq=10_000, what="leave", kind=kind, id=id) for kind, id in sums.standing(session) if kind == "visit"
        ]
    pull = desk.gateway.pull
    desk.gateway.pull = lambda request: replace(pull(request), entries=tuple(gone), status="ok")  # type: ignore[method-assign]
    return desk


def doubted(desk: Desk) -> doubt.Doubt | None:
    with desk.store.read() as session:
        return doubt.get(session)


def visits_held(desk: Desk) -> int:
    with desk.store.read() as session:
        return sum(kind == "visit" for kind, _ in sums.standing(session))


def let_go(desk: Desk) -> None:
    with desk.store.write() as session:
        doubt.let_go(session)


def test_a_doubt_stands_until_a_person_lets_the_rows_go_once(emptied: Desk) -> None:
    for _ in range(2):
        with pytest.raises(Diverged):
            emptied.round()
    kept = doubted(emptied)
    with emptied.store.read() as session:
        others = sum(kind != "visit" for kind, _ in sums.standing(session))
    assert kept is not None and (kept.rows, kept.held, kept.is_let_go) == (22, 22 + others, False)
    let_go(emptied)
    emptied.round()
    assert visits_held(emptied) == 0 and doubted(emptied) is None
    with emptied.store.read() as session:
        (done,) = session.all(select(audit).where(audit.c.what == "let_go"))
    assert done["detail"]["rows"] == 22


def test_what_was_let_go_holds_for_no_more_rows_than_it_said(emptied: Desk) -> None:
    with pytest.raises(Diverged):
        emptied.round()
    with emptied.store.write() as session:
        doubt.raise_anew(session, 21, 100)
        doubt.let_go(session)
    with pytest.raises(Diverged):
        emptied.round()
    kept = doubted(emptied)
    assert kept is not None and (kept.rows, kept.is_let_go) == (22, False) and visits_held(emptied) == 22


def test_a_round_that_goes_well_settles_the_doubt(emptied: Desk, county: County) -> None:
    with pytest.raises(Diverged):
        emptied.round()
    del emptied.gateway.pull  # the directory says what it says again
    emptied.round()
    assert doubted(emptied) is None and visits_held(emptied) == 22


def test_a_parcel_that_was_doubted_comes_in_once_its_rows_are_let_go(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(25):
        county.enterprise(county.dalu, f"企业{i}（示例）")
    desk.round()
    empty(desk, monkeypatch)
    answer = parcels.take(county.directory.lines, by_file.pack(desk.store)).answer
    with pytest.raises(Diverged) as told:
        by_file.take_in(desk.store, answer)
    assert (told.value.data["rows"], told.value.data["reason"]) == (25, "parcel"), "its sentence speaks of the parcel"
    let_go(desk)
    by_file.take_in(desk.store, answer)
    with desk.store.read() as session:
        assert not [kind for kind, _ in sums.standing(session) if kind == "enterprise"]
    assert doubted(desk) is None


def test_a_receipt_by_file_settles_no_doubt(emptied: Desk, county: County) -> None:
    """It brings answers alone: nothing was read, and nobody agreed about any row."""
    with pytest.raises(Diverged):
        emptied.round()
    let_go(emptied)
    raw = by_file.pack(emptied.store)
    lock = parcels._open(county.directory.lines, raw)[1]
    header = parcel.header_of(raw, parcel.UP)
    by_file.take_in(emptied.store, parcel.seal_down(DirectoryParcel(status="answers"), lock, header))
    kept = doubted(emptied)
    assert kept is not None and kept.is_let_go
