"""A clerk and a county's roster: tried, mended, told what a heading means, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sscs_desktop import cli
from sscs_desktop.exchange.headings import FILE_NAME
from sscs_desktop.exchange.roster import REASON, read_roster
from tests.trips.books import HEADINGS, book, firm
from tests.trips.test_clerk_slips import records

Run = Callable[..., str]


@pytest.fixture
def roster(directory_folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `admin roster …`; return what it said."""

    def run(*words: object) -> str:
        capsys.readouterr()
        assert cli.main(["admin", "--data", str(directory_folder), "roster", *map(str, words)]) == 0
        return capsys.readouterr().out

    return run


def test_a_trial_says_what_would_change_and_writes_report_and_rows_to_mend(
    roster: Run, directory_folder: Path, tmp_path: Path
) -> None:
    wrong = [*firm(2)]
    wrong[1] = "91350100M000100Y44"
    file = book(tmp_path / "名单.xlsx", 企业=[["分包名单"], HEADINGS, firm(1), wrong, ["", firm(3)[1], "工业"]])
    report, refused = tmp_path / "报告.xlsx", tmp_path / "待改.xlsx"
    before = records(directory_folder, "enterprise")
    said = roster(file, "--dry-run", "--report", report, "--refused", refused)
    assert "新增 1，更新 0，无变化 0，没有收 2 行" in said and "什么也没有改动" in said
    assert said.count("第 4 行") == said.count("第 5 行") == 1, "a row is told once"
    assert said.count("校验位") == 1, "what is wrong with it too"
    assert records(directory_folder, "enterprise") == before
    back = read_roster(refused)
    assert back.sheets[0].texts == (*HEADINGS, REASON)
    assert [row.name for row in back.enterprises] == [wrong[0]]
    assert report.stat().st_size > 0


def test_rows_sent_back_are_mended_and_imported_as_they_are(
    roster: Run, directory_folder: Path, tmp_path: Path
) -> None:
    wrong = [*firm(2)]
    wrong[1] = "91350100M000100Y44"
    refused = tmp_path / "待改.xlsx"
    roster(book(tmp_path / "名单.xlsx", 企业=[HEADINGS, firm(1), wrong]), "--refused", refused)
    returned = read_roster(refused).sheets[0]
    (place,) = (row for row, cells in returned.cells.items() if wrong[0] in cells)
    mended = [firm(2)[1] if cell == wrong[1] else cell for cell in returned.cells[place]]
    said = roster(book(tmp_path / "改好.xlsx", 企业=[list(returned.texts), mended]))
    assert "新增 1" in said and REASON not in said
    assert {firm(1)[0], firm(2)[0]} <= set(records(directory_folder, "enterprise"))


def test_what_a_heading_means_is_said_once_and_remembered_for_files_like_it(
    roster: Run, directory_folder: Path, tmp_path: Path
) -> None:
    headings = ["户名", "代码证号", "帮扶类别", "帮扶层级", "责任单位"]
    first = book(tmp_path / "一.xlsx", 企业=[headings, firm(1)])
    assert cli.main(["admin", "--data", str(directory_folder), "roster", str(first)]) == 1
    roster(first, "--map", "户名=企业名称", "--map", "代码证号=统一社会信用代码")
    said = roster(book(tmp_path / "二.xlsx", 企业=[headings, firm(2)]))
    assert "新增 1" in said and "没有用到" not in said
    assert {firm(1)[0], firm(2)[0]} <= set(records(directory_folder, "enterprise"))


def test_an_import_that_stands_is_said_before_what_is_written_beside_it_fails(
    directory_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (directory_folder / FILE_NAME).mkdir()
    file = book(tmp_path / "名单.xlsx", 企业=[["户名", *HEADINGS[1:]], firm(1)])
    assert cli.main(["admin", "--data", str(directory_folder), "roster", str(file), "--map", "户名=企业名称"]) == 1
    said = capsys.readouterr()
    assert "已经导入。要撤销这一次" in said.out and "没有保存" in said.err
    assert firm(1)[0] in records(directory_folder, "enterprise")


def test_a_heading_named_badly_imports_nothing_and_is_said(
    directory_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = book(tmp_path / "a.xlsx", 企业=[HEADINGS, firm(1)])
    for words in ("户名=不知道", "户名", "=企业名称"):
        assert cli.main(["admin", "--data", str(directory_folder), "roster", str(file), "--map", words]) == 1
        assert f"“{words}”" in capsys.readouterr().err
    assert cli.main(["admin", "--data", str(directory_folder), "roster", str(file), "--rows", "5-x"]) == 1
    assert "5-20,33" in capsys.readouterr().err
    assert firm(1)[0] not in records(directory_folder, "enterprise")


def test_chosen_rows_alone_come_in_and_the_import_is_taken_back_by_its_id(
    roster: Run, directory_folder: Path, tmp_path: Path
) -> None:
    before = records(directory_folder, "enterprise")
    file = book(tmp_path / "名单.xlsx", 企业=[HEADINGS, *(firm(n) for n in range(1, 6))])
    said = roster(file, "--rows", "2,4-5")
    assert {name for name in records(directory_folder, "enterprise") if name not in before} == {
        firm(n)[0] for n in (1, 3, 4)
    }
    found = re.search(r"--undo (\S+?)。", said)
    assert found is not None and "名单.xlsx" in roster()
    assert "已撤销：收回 6 条，改回 0 条，留着 0 处" in roster("--undo", found[1])
    assert records(directory_folder, "enterprise") == before
    assert "（已撤销）" in roster()
