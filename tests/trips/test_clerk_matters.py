"""What the clerk decides at the directory's own machine: late reports, corrections, records in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sscs_desktop import cli
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from tests.server.people import FIRM, NORTH, OTHER_FIRM, SOUTH, Town, furnish
from tests.server.test_proposals import propose

Act = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    directory = admin.create_directory(tmp_path / "directory", "宁晋县服务直通")
    furnish(directory)
    directory.close()
    return tmp_path / "directory"


@contextmanager
def open_town(folder: Path) -> Iterator[Town]:
    """The directory between two commands."""
    directory = Directory.open(folder)
    yield Town(directory)
    directory.close()


@pytest.fixture
def act(folder: Path, capsys: pytest.CaptureFixture[str]) -> Act:
    """Do one act; return its code and what it said, either way."""

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["admin", "--data", str(folder), *words])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


def test_late_reports_are_listed_attached_and_left_out(act: Act, folder: Path) -> None:
    with open_town(folder) as town:
        desk = town.desk("wang")
        visits = [desk.visit(town.id_of(FIRM), situation=text) for text in ("订单充足", "招工难")]
        admin.reassign(town.directory, town.id_of(FIRM), town.id_of(SOUTH))
        desk.push(*visits)
    code, said = act("reviews")
    assert code == 0 and said.startswith("共 2 条") and "订单充足" in said and "王建国 补报：走访" in said
    first, second = (visit.op_id for visit in visits)
    assert re.findall(r"^([0-9a-f-]{36})", said, re.MULTILINE) == [first, second]
    assert "已作为附注记下" in act("reviews", "--attach", first)[1]
    assert act("reviews", "--discard", second)[0] == 1
    assert "没有采用" in act("reviews", "--discard", second, "--reason", "新单位已走访")[1]
    code, said = act("reviews", "--attach", second)
    assert code == 1 and "县里已经办过" in said
    assert act("reviews")[1].startswith("共 0 条")


def test_corrections_are_listed_accepted_and_refused(act: Act, folder: Path) -> None:
    with open_town(folder) as town:
        desk = town.desk("wang")
        wishes = [propose(town, desk, "legal_person", name) for name in ("刘志强", "刘志刚")]
    code, said = act("proposals")
    assert code == 0 and "法定代表人：现为“”，应为“刘志强”" in said
    assert "已采纳" in act("proposals", "--accept", wishes[0].id)[1]
    assert "没有采纳" in act("proposals", "--refuse", wishes[1].id, "--reason", "与执照不符")[1]
    with open_town(folder) as town:
        assert town.row(town.id_of(FIRM)).data["legal_person"] == "刘志强"
        assert town.row(wishes[1].id).data["answer"] == "与执照不符"


def test_a_visit_is_moved_and_two_rows_are_joined_by_the_names_a_clerk_knows(act: Act, folder: Path) -> None:
    with open_town(folder) as town:
        desk = town.desk("wang")
        visit = desk.visit(town.id_of(FIRM))
        desk.push(visit)
    assert act("move-visit", "--visit", visit.id, "--object", OTHER_FIRM)[0] == 0
    with open_town(folder) as town:
        assert town.row(visit.id).parent == town.id_of(OTHER_FIRM)
    assert act("join", "--object", OTHER_FIRM, "--into", OTHER_FIRM)[0] == 1
    assert act("join", "--object", OTHER_FIRM, "--into", FIRM)[0] == 0
    with open_town(folder) as town:
        assert town.row(visit.id).parent == town.id_of(FIRM)
    code, said = act("join", "--object", OTHER_FIRM, "--into", FIRM)
    assert code == 1 and OTHER_FIRM not in said


def test_an_account_is_given_several_units(act: Act, folder: Path) -> None:
    assert act("scopes", "--account", "wang", "--unit", NORTH, SOUTH)[0] == 0
    with open_town(folder) as town:
        held = {f"unit:{town.id_of(NORTH)}", f"unit:{town.id_of(SOUTH)}", "public"}
        assert town.member("wang").scopes == held
