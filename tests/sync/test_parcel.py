"""By file: a desk without network is filed and answered by parcels, and nothing else comes of it than by rounds."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from sscs_desktop.base.errors import Diverged, Refused, SscsError, TooNew, Unreadable
from sscs_desktop.server import admin, ledger, parcels
from sscs_desktop.server.tables import block
from sscs_desktop.store import cursor, heal, meta, numbers, outbox, report
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync.engine import RoundReport
from sscs_desktop.wire import parcel
from sscs_desktop.wire.messages import SCHEMA, START, Entry, PushAnswer, PushRequest
from tests.sync.acts import (
    building_profile,
    edit_profile,
    file_issue,
    filed_visits,
    issue_on,
    names,
    save,
    visit_of,
    visit_on,
    waiting,
)
from tests.sync.county import County, Desk

pytestmark = pytest.mark.proof

OpenDesk = Callable[..., Desk]

STEPS = 10
"""Acts of a short walk."""
SEEDS = range(int(os.environ.get("SSCS_SEEDS", "1")))
"""More and longer walks by hand: SSCS_SEEDS=50."""


def carried(county: County, raw: bytes) -> bytes:
    """Bring a desk's file to the directory and return the answer's."""
    return parcels.take(county.directory.lines, raw).answer


def exchange(county: County, desk: Desk) -> RoundReport:
    return by_file.take_in(desk.store, carried(county, by_file.pack(desk.store)))


def state(desk: Desk) -> list[Any]:
    """Return all that stands on a desk and in its queue, cursor included."""
    with desk.store.read() as session:
        kept = [[dict(row) for row in session.all(select(table).order_by(table.c.id))] for table in RECORDS.values()]
        return [kept, outbox.due(session), cursor.load(session), heal.journal(session), report.sums(session)]


def seen_records(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return what a person sees, by row."""
    with desk.store.read() as session:
        return {
            f"{kind} {row['id']}": {name: row[name] for name in row if name not in ("put_at",)}
            for kind, table in RECORDS.items()
            for row in session.all(select(table))
        }


def test_what_was_typed_is_filed_and_answered_without_network(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    desk.line.is_down = True
    typed = save(desk, visit_of(desk, firm))
    problem = file_issue(desk, firm, visit_id=typed.id)
    other = county.enterprise(county.dalu, "名单里新来的企业（示例）")
    found = exchange(county, desk)
    assert (found.sent, found.refused, waiting(desk)) == (2, 0, 0) and found.read > 2
    assert county.data(typed.id)["situation"] == typed.situation
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.accept_due_on is not None
    assert other.name in names(desk)
    with desk.store.read() as session:
        assert report.unproven(session) == (2, ())
        assert report.rounds(session)[0].counts["sent"] == 2
    desk.line.is_down = False
    before = seen_records(desk)
    assert desk.round().counts == {name: 0 for name in found.counts}
    assert seen_records(desk) == before


def test_a_parcel_never_counts_as_sent(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    first = save(desk, visit_of(desk, firm))
    before = state(desk)
    lost = by_file.pack(desk.store)
    assert state(desk) == before and waiting(desk) == 1
    second = save(desk, visit_of(desk, firm, situation="又记了一次"))
    assert len(lost) < len(by_file.pack(desk.store))
    assert exchange(county, desk).sent == 2
    assert sorted(filed_visits(county)) == sorted([first.id, second.id])


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
    from sscs_desktop.server.tables import counter
    from sscs_desktop.server.tables import meta as kept

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
    import shutil

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
    from sscs_desktop.store.tables import number_block

    with desk.store.read() as session:
        return {(row["kind"], row["first"]) for row in session.all(select(number_block))}


def test_numbers_run_low_are_brought_once_however_often_the_parcel_is_read(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    with desk.store.write() as session:
        for _ in range(numbers.left(session, "issue") - 10):
            numbers.take(session, "issue")
    raw = by_file.pack(desk.store)
    reserved = len(blocks(county))
    carried(county, raw)
    by_file.take_in(desk.store, carried(county, raw))
    assert len(blocks(county)) == reserved + 1
    with desk.store.read() as session:
        assert numbers.left(session, "issue") > 200


def blocks(county: County) -> list[Any]:
    return county.directory.lines.read(lambda c: list(c.execute(select(block))))


def test_an_operation_over_which_the_directory_fails_holds_up_only_what_follows_it(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch, quiet_log: list[str]
) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    first, bad, last = (save(desk, visit_of(desk, firm, situation=f"第{i}次")) for i in range(3))
    real = ledger.push

    def push(lines: Any, member: Any, request: PushRequest) -> PushAnswer:
        if any(op.id == bad.id and op.verb == "new" for op in request.operations):
            raise RuntimeError("a bug of the directory")
        return real(lines, member, request)

    monkeypatch.setattr(ledger, "push", push)
    for tries in range(outbox.TRIES):
        assert exchange(county, desk).sent == (1 if tries == 0 else 0)
        assert filed_visits(county) == [first.id]
    exchange(county, desk)
    assert sorted(filed_visits(county)) == sorted([first.id, last.id]) and waiting(desk) == 0
    with desk.store.read() as session:
        assert report.sums(session).refused == 1  # told, and kept as a draft
    assert all("failed" in line for line in quiet_log) and quiet_log
    quiet_log.clear()


def test_a_parcel_that_would_empty_a_desk_is_believed_only_with_the_directorys_counts(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(25):
        county.enterprise(county.dalu, f"企业{i}（示例）")
    desk.round()
    raw = by_file.pack(desk.store)
    real = parcels._feed

    def all_gone(*asked: Any) -> Iterator[Any]:
        for page in real(*asked):
            with desk.store.read() as session:
                ids = session.column(select(RECORDS["enterprise"].c.id))
            leaving = [Entry(seq=page.head[0], what="leave", kind="enterprise", id=each) for each in ids]
            yield replace(page, entries=(*page.entries, *leaving))

    monkeypatch.setattr(parcels, "_feed", all_gone)
    before = state(desk)
    with pytest.raises(Diverged, match="removal_doubted"):
        by_file.take_in(desk.store, carried(county, raw))
    assert state(desk) == before and len(names(desk)) == 25
    monkeypatch.undo()
    admin.hold_scopes(county.directory, county.people["wang"], [county.other])
    by_file.take_in(desk.store, carried(county, raw))
    assert names(desk) == set()  # they were really taken away: the counts agree


# ---- whose it is


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


# ---- any interleaving ends the same


class Walk:
    """A seeded walk of two desks of one unit; `sync` says how each exchange goes."""

    def __init__(self, county: County, desks: list[Desk], seed: int) -> None:
        self.county, self.desks, self.chance = county, desks, random.Random(seed)
        self.firms = [county.enterprise(county.dalu, f"企业{i}（示例）") for i in range(2)]
        for desk in desks:
            desk.round()
        self.profile = building_profile(desks[0], self.firms[0], remark="初")
        desks[0].round(), desks[1].round()
        self.typed: list[tuple[int, Any]] = []
        self.count = 0

    def step(self, sync: Callable[[int], None]) -> None:
        who, kind = self.chance.randrange(2), self.chance.random()
        desk, self.count = self.desks[who], self.count + 1
        mine = [typed for author, typed in self.typed if author == who]
        if kind < 0.25:
            firm = self.chance.choice(self.firms)
            self.typed.append((who, save(desk, visit_of(desk, firm, situation=f"走访{self.count}"))))
        elif kind < 0.4 and mine:
            place = self.chance.randrange(len(mine))
            shown = visit_on(desk, mine[place].id)
            if shown is not None:
                save(desk, replace(shown, remark=f"改{self.count}"))
        elif kind < 0.55:
            field = self.chance.choice(["remark", "preferred_contact"])
            edit_profile(desk, self.profile.id, **{field: f"{who}写{self.count}"})
        elif kind < 0.6:
            self.county.enterprise(self.county.dalu, f"新企业{self.count}（示例）")
        elif kind < 0.65:
            self.county.reassign(self.firms[1], self.chance.choice([self.county.dalu, self.county.other]))
        else:
            sync(who)

    def quiet(self) -> None:
        """Let everybody finish online, and say what of all that must hold by then."""
        for desk in (*self.desks, *self.desks):
            desk.round()
        for desk in self.desks:
            assert waiting(desk) == 0 and sum(desk.round().counts.values()) == 0
            self._is_whole(desk)

    def _is_whole(self, desk: Desk) -> None:
        """Each row is here as the directory has it, each operation was answered once and is proven."""
        with desk.store.read() as session:
            checked, failing = report.unproven(session)
            assert not failing and checked == report.sums(session).total == len(heal.journal(session))
            rows = {row["id"]: row["seq"] for table in RECORDS.values() for row in session.all(select(table))}
        assert rows == stands(self.county, {f"unit:{self.county.dalu}", "public"})

    def picture(self) -> list[Any]:
        """Return what each person sees, without ids, numbers and moments."""
        seen = []
        for desk in self.desks:
            with desk.store.read() as session:
                found = {
                    "visit": ("situation", "remark"),
                    "profile": ("remark", "preferred_contact"),
                    "enterprise": ("name",),
                }
                tables = {kind: session.all(select(RECORDS[kind])) for kind in found}
                sums = report.sums(session)
            shown = {kind: sorted(tuple(str(row[f]) for f in found[kind]) for row in tables[kind]) for kind in found}
            seen.append((shown, sums))
        return seen


def stands(county: County, scopes: set[str]) -> dict[str, int]:
    """Return {id: seq} of all live rows of these scopes."""
    from sscs_desktop.server.tables import record, record_scope

    query = select(record.c.id, record.c.seq).join(record_scope, record_scope.c.id == record.c.id)
    query = query.where(record_scope.c.scope.in_(scopes), record.c.deleted.is_(False))
    return county.directory.lines.read(lambda c: {row.id: row.seq for row in c.execute(query)})


@contextmanager
def two_desks(folder: Path, blanks: Path) -> Iterator[tuple[County, list[Desk]]]:
    folder.mkdir(exist_ok=True)
    with contextlib.closing(County(folder, blanks)) as county, contextlib.ExitStack() as desks:
        yield county, [desks.enter_context(contextlib.closing(county.desk(n, county.dalu))) for n in ("wang", "li")]


@pytest.mark.parametrize("seed", SEEDS)
def test_by_file_ends_as_online(tmp_path: Path, blanks: Path, seed: int) -> None:
    """The same walk, its exchanges by rounds, and by round or file as it comes: what people see is the same."""
    seen = []
    for way in ("online", "either") if len(SEEDS) == 1 else ("online", "file", "either"):
        with two_desks(tmp_path / way, blanks) as (county, desks):
            walk, coin = Walk(county, desks, seed), random.Random(seed)

            def sync(who: int, way: str = way, coin: random.Random = coin, walk: Walk = walk) -> None:
                if way == "file" or (way == "either" and coin.random() < 0.7):
                    exchange(walk.county, walk.desks[who])
                else:
                    walk.desks[who].round()

            for _ in range(STEPS * min(len(SEEDS), 3)):
                walk.step(sync)
            walk.quiet()
            seen.append(walk.picture())
    assert all(each == seen[0] for each in seen)


@pytest.mark.parametrize("seed", SEEDS)
def test_parcels_lost_late_and_twice_leave_nothing_undone(tmp_path: Path, blanks: Path, seed: int) -> None:
    """Files lie about and are read when somebody finds them, in any order, some twice, some never, rounds between."""
    going: list[tuple[int, bytes]] = []
    coming: list[tuple[int, bytes]] = []
    coin = random.Random(seed)
    with two_desks(tmp_path, blanks) as (county, desks):

        def sync(who: int) -> None:
            act = coin.random()
            if act < 0.35:
                going.append((who, by_file.pack(desks[who].store)))
            elif act < 0.6 and going:
                whose, raw = coin.choice(going)
                coming.append((whose, carried(county, raw)))
            elif act < 0.85 and coming:
                read(*coin.choice(coming))
            else:
                desks[who].round()

        def read(whose: int, raw: bytes) -> None:
            with contextlib.suppress(Refused):  # overtaken
                by_file.take_in(desks[whose].store, raw)

        walk = Walk(county, desks, 100 + seed)
        for _ in range(2 * STEPS * min(len(SEEDS), 3)):
            walk.step(sync)
        assert going and coming
        walk.quiet()
        for whose, raw in coming:
            read(whose, raw)
        for _, raw in going:
            carried(county, raw)
        walk.quiet()
