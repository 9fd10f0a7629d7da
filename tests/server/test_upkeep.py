"""Upkeep: what is older than 400 days goes and is never applied again; a copy is put back whole, or not at all."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sscs_desktop import cli
from sscs_desktop.base import clock
from sscs_desktop.base.errors import DiskTrouble, InUse, Unreadable
from sscs_desktop.server import upkeep
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import batch, branch, feed, meta, operation
from sscs_desktop.wire.messages import HealRequest, Operation
from tests.server.people import FIRM, Desk, Town

LONG = timedelta(days=401)


@pytest.fixture
def old(town: Town) -> Iterator[tuple[Town, Desk, list[Operation]]]:
    """A desk that filed three visits, in three requests, more than 400 days ago, and one today."""
    desk = town.desk("wang")
    filed = []
    for _ in range(3):
        filed.append(desk.visit(town.id_of(FIRM)))
        desk.push(filed[-1])
    clock.stand_at(clock.now() + LONG)
    filed.append(desk.visit(town.id_of(FIRM)))
    desk.push(filed[-1])
    yield town, desk, filed
    clock.stand_at(clock.now() - LONG)


def count(town: Town, table: object) -> int:
    return int(town.directory.lines.read(lambda c: c.execute(select(func.count()).select_from(table)).scalar_one()))  # type: ignore[arg-type]


def test_old_operations_go_and_a_high_water_stays(old: tuple[Town, Desk, list[Operation]]) -> None:
    town, _, filed = old
    done = upkeep.tidy(town.directory)
    assert (done.operations, count(town, operation), count(town, batch)) == (3, 1, 1)
    line = town.directory.lines.read(lambda c: c.execute(select(branch)).one())
    assert (line.purged_n, line.head) == (3, filed[-1].op_id)
    assert len(town.rows("visit")) == 4, "records stay"
    assert upkeep.tidy(town.directory) == upkeep.Tidied(operations=0, changes=0, tombstones=0)


def test_an_operation_sent_again_after_that_is_expired_and_never_applied_again(
    old: tuple[Town, Desk, list[Operation]],
) -> None:
    town, desk, filed = old
    upkeep.tidy(town.directory)
    desk.cursor = desk.head
    for again in (filed[1], replace(filed[1], root=True), filed[0]):
        assert [a.result for a in desk.push(again)] == ["expired"]
    assert len(town.rows("visit")) == 4
    assert [a.result for a in desk.push(desk.visit(town.id_of(FIRM)))] == ["ok"], "the living chain goes on"


def test_the_head_of_a_branch_stays_however_old_it_is(old: tuple[Town, Desk, list[Operation]]) -> None:
    town = old[0]
    quiet = town.desk("li")
    alone = quiet.visit(town.id_of(FIRM))
    clock.stand_at(clock.now() - LONG)
    quiet.push(alone)
    clock.stand_at(clock.now() + LONG)
    upkeep.tidy(town.directory)
    quiet.cursor = quiet.head
    again = quiet.push(alone)[0]
    assert again.result == "ok" and again.receipt is not None
    assert [a.result for a in quiet.push(quiet.visit(town.id_of(FIRM)))] == ["ok"]
    assert count(town, branch) == 2, "it went on where it was"


def test_receipts_of_a_batch_that_stays_are_derived_as_before(town: Town) -> None:
    desk = town.desk("wang")
    first = desk.push(*(desk.visit(town.id_of(FIRM)) for _ in range(3)))
    clock.stand_at(clock.now() + LONG)
    other = town.desk("li")
    other.push(other.visit(town.id_of(FIRM)))
    assert upkeep.tidy(town.directory).operations == 0, "the batch holds a head"
    known = town.directory.heal(
        desk.member, HealRequest(replica=desk.replica, history=(), journal=tuple(a.op_id for a in first))
    ).known
    assert known == first
    clock.stand_at(clock.now() - LONG)


def test_a_copy_that_forked_is_purged_by_branch_and_both_go_on(old: tuple[Town, Desk, list[Operation]]) -> None:
    town, desk, filed = old
    copy = desk.fork()
    copy.push(copy.visit(town.id_of(FIRM)))
    desk.push(desk.visit(town.id_of(FIRM)))
    upkeep.tidy(town.directory)
    copy.cursor = copy.head = desk.cursor = desk.head
    for each in (copy, desk):
        assert [a.result for a in each.push(each.visit(town.id_of(FIRM)))] == ["ok"]
        assert [a.result for a in each.push(filed[2])] == ["expired"]
    assert count(town, branch) == 2


def test_the_feed_is_cut_and_a_desk_away_longer_loads_anew(old: tuple[Town, Desk, list[Operation]]) -> None:
    town, desk, _ = old
    away = town.desk("li")
    away.cursor = away.head = (1, 0)
    before = count(town, feed)
    done = upkeep.tidy(town.directory)
    floor = int(town.directory.lines.read(lambda c: c.scalar(select(meta.c.value).where(meta.c.key == "floor"))) or 0)
    assert done.changes == before - count(town, feed) > 0 and 0 < floor < desk.head[0]
    assert town.directory.pull(away.member, away.pulling()).status == "floor"
    mark = int(town.directory.lines.read(lambda c: c.scalar(select(feed.c.mark).where(feed.c.seq == floor))) or 0)
    just = replace(desk, cursor=(floor, mark), head=(floor, mark), held=dict(desk.held))
    assert [e.kind for e in just.pull()] == ["visit"], "who stands exactly at the floor reads on"
    assert any(e.kind == "visit" for e in town.desk("li").held.values()), "a new desk gets all"


def test_records_deleted_long_ago_go_with_their_lines_of_the_feed(town: Town) -> None:
    desk = town.desk("wang")
    visit = desk.visit(town.id_of(FIRM))
    seq = desk.push(visit)[0].seq
    desk.push(desk.op("del", "visit", visit.id, base=seq))
    desk.push(desk.visit(town.id_of(FIRM)))
    clock.stand_at(clock.now() + LONG)
    fresh = desk.visit(town.id_of(FIRM))
    seq = desk.push(fresh)[0].seq
    desk.push(desk.op("del", "visit", fresh.id, base=seq))
    done = upkeep.tidy(town.directory)
    left = {row.id for row in town.rows("visit")}
    assert done.tombstones == 1 and visit.id not in left
    assert fresh.id in left, "a young tombstone stays"
    desk.cursor = desk.head
    assert [a.code for a in desk.push(desk.op("edit", "visit", visit.id, fields={"remark": "迟"}))] == ["gone"]
    clock.stand_at(clock.now() - LONG)


def test_a_clock_that_runs_ahead_empties_nothing(town: Town) -> None:
    desk = town.desk("wang")
    desk.push(desk.visit(town.id_of(FIRM)))
    desk.push(desk.visit(town.id_of(FIRM)))
    clock.stand_at(clock.now() + LONG)
    assert upkeep.tidy(town.directory) == upkeep.Tidied(operations=0, changes=0, tombstones=0)
    clock.stand_at(clock.now() - LONG)


# ---- a copy put back


@pytest.fixture
def place(tmp_path: Path, templates: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(templates, folder / "directory.db")
    return folder


def command(place: Path, *words: str) -> int:
    return cli.main(["admin", "--data", str(place), *words])


def epoch(place: Path) -> str:
    directory = Directory.open(place)
    found = directory.hello().epoch
    directory.close()
    return found


def test_a_copy_is_put_back_with_a_new_epoch_and_the_old_files_are_kept(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, before = tmp_path / "copy.db", epoch(place)
    assert command(place, "backup", "--out", str(copy)) == 0
    assert command(place, "unit", "--name", "后来加的单位") == 0
    bytes_before = copy.read_bytes()
    assert command(place, "restore", str(copy)) == 0
    told = capsys.readouterr().out
    directory = Directory.open(place)
    assert directory.hello().epoch != before and directory.hello().epoch in told
    assert "后来加的单位" not in {o["name"] for o in directory.organisations()}
    directory.close()
    (kept,) = place.glob("replaced-*")
    assert str(kept) in told
    shutil.copy(kept / "directory.db", tmp_path / "was.db")
    was = Directory.open(tmp_path / "was.db")
    assert "后来加的单位" in {o["name"] for o in was.organisations()}
    was.close()
    assert copy.read_bytes() == bytes_before, "the copy itself is left as it was"
    assert (place / "directory.db").stat().st_mode & 0o077 == 0


def test_a_copy_is_put_into_a_folder_that_lost_its_directory(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    command(place, "backup", "--out", str(copy))
    assert command(tmp_path / "new", "restore", str(copy)) == 0
    assert epoch(tmp_path / "new")


@pytest.mark.parametrize("what", ["none", "text", "other", "cut"])
def test_what_is_no_whole_copy_is_refused_and_nothing_is_touched(place: Path, tmp_path: Path, what: str) -> None:
    copy, before = tmp_path / "copy.db", epoch(place)
    if what == "text":
        copy.write_text("名单" * 5000, "utf-8")
    elif what == "other":
        sqlite3.connect(copy).execute("CREATE TABLE t (x)")
    elif what == "cut":
        shutil.copy(place / "directory.db", copy)
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    with pytest.raises(Unreadable) as refused:
        upkeep.restore(place / "directory.db", copy)
    assert refused.value.code == "bad_backup"
    assert epoch(place) == before and sorted(p.name for p in place.iterdir() if "directory.db" not in p.name) == []


def test_a_restore_that_cannot_move_all_aside_moves_nothing(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, before, log = tmp_path / "copy.db", epoch(place), place / "directory.db-wal"
    command(place, "backup", "--out", str(copy))
    log.write_bytes(b"")
    move = Path.replace

    def held(self: Path, target: Path) -> Path:
        if self == log and target.parent != place:
            raise PermissionError(errno.EACCES, "another program holds it")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(DiskTrouble, match="not_writable"):
        upkeep.restore(place / "directory.db", copy)
    assert log.exists() and epoch(place) == before and list(place.glob("replaced-*")) == []


def test_a_copy_whose_log_was_not_carried_in_is_not_put_in_place(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, before, mark = tmp_path / "copy.db", epoch(place), upkeep.mark
    command(place, "backup", "--out", str(copy))
    readers: list[sqlite3.Connection] = []

    def beside_a_reader(directory: Directory) -> str:
        reader = sqlite3.connect(str(directory.engine.url.database))
        reader.execute("SELECT * FROM meta").fetchall()
        readers.append(reader)
        return mark(directory)

    monkeypatch.setattr(upkeep, "mark", beside_a_reader)
    with pytest.raises(DiskTrouble):
        upkeep.restore(place / "directory.db", copy)
    readers[0].close()
    assert epoch(place) == before


def test_a_running_directory_is_not_replaced(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command(place, "backup", "--out", str(tmp_path / "copy.db"))
    before = epoch(place)
    with upkeep.alone(place / "directory.db"):
        assert command(place, "restore", str(tmp_path / "copy.db")) == 1
        assert "正在运行" in capsys.readouterr().err
        with pytest.raises(InUse):
            upkeep.alone(place / "directory.db")
    assert epoch(place) == before


@pytest.mark.proof
def test_postgresql_is_put_back_by_its_own_tools_and_then_marked(
    pg_directory: Directory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = pg_directory.engine.url.render_as_string(hide_password=False)
    before = pg_directory.hello().epoch
    words = ["admin", "--data", str(tmp_path), "--database", address, "restore"]
    assert cli.main([*words, "x.dump"]) == 1
    assert "pg_restore" in capsys.readouterr().err
    assert cli.main([*words, "--mark"]) == 0
    assert pg_directory.hello().epoch != before and pg_directory.hello().epoch in capsys.readouterr().out


def test_the_clerk_is_told_what_was_let_go(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(place, "tidy") == 0
    assert "400 天" in capsys.readouterr().out
