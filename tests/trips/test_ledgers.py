"""Ledgers and briefings from the command line: the desk's, the county's, and the same figures in both."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sscs_desktop import app, cli
from sscs_desktop.base import settings
from sscs_desktop.base.settings import Settings
from sscs_desktop.domain import holdings, period
from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.exchange.tables import write_sheet
from sscs_desktop.paperwork import prepared
from sscs_desktop.server import analysis
from sscs_desktop.store import enterprises, issues, stats, visits
from sscs_desktop.store.store import Store
from sscs_desktop.sync.wing import Wing
from tests.printing.conftest import Text, pdf_text
from tests.store import building
from tests.trips.conftest import Founded, after
from tests.trips.seating import Place
from tests.trips.test_parcel import type_visit

__all__ = ["pdf_text"]

Say = Callable[..., tuple[int, str]]
SEPTEMBER = date(2018, 9, 1)


@pytest.fixture(scope="session")
def founded(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The county after 王建国 has filed two visits and an issue, made once."""

    def work(wing: Wing) -> None:
        for text in ("订单平稳", "=招工难"):
            type_visit(wing.store, text)
        type_issue(wing.store)

    return after(founded, tmp_path_factory.mktemp("filed"), work)


@pytest.fixture
def say(place: Place, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run one command as 王建国; return its code and what it said."""
    settings.save(app.settings_file(), Settings(account="wang"))

    def run(*words: object) -> tuple[int, str]:
        code = cli.main([str(word) for word in words])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


def type_issue(store: Store) -> None:
    me = store.account
    with store.write() as session:
        firm = enterprises.get(session, enterprises.listing(session)[0].id)
        assert firm is not None
        own = {"author_id": me.user_id, "author_name": me.user_name, "unit_id": me.unit_id, "unit_name": me.unit_name}
        issues.file(session, building.issue(firm, **own), today=building.TODAY)


def sheet(file: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


@pytest.mark.parametrize("kind", list(ledgers.LedgerKind))
def test_a_desk_and_its_county_write_every_ledger(say: Say, directory_folder: Path, tmp_path: Path, kind: str) -> None:
    mine, all_of = tmp_path / "本单位.xlsx", tmp_path / "全县.xlsx"
    code, said = say("export", kind, mine, "--month", "2018-09")
    assert code == 0 and "口径2018-1" in said, said
    code, said = say("admin", "--data", directory_folder, "ledger", kind, all_of, "--month", "2018-09")
    assert code == 0 and "变动号" in said, said
    assert sheet(mine)[2] == sheet(all_of)[2] and 4 <= len(sheet(mine)) <= len(sheet(all_of))


def test_a_text_that_begins_like_a_formula_stays_text(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "走访.xlsx"
    assert say("export", "visit", file)[0] == 0
    assert "=招工难" in {cell for row in sheet(file) for cell in row}
    with zipfile.ZipFile(file) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_another_offices_empty_table_is_filled(say: Say, directory_folder: Path, tmp_path: Path) -> None:
    form = write_sheet(tmp_path / "县府办.xlsx", "某表", ["序号", "单位名称", "联系电话", "领导批示"], [])
    for ledger in (("export",), ("admin", "--data", directory_folder, "ledger")):
        code, said = say(*ledger, "enterprise", tmp_path / "填好.xlsx", "--template", form)
        assert code == 0 and "留空待填的列：领导批示" in said
    title, heads, first, *_ = sheet(tmp_path / "填好.xlsx")
    assert (title[0], heads) == ("某表", ["序号", "单位名称", "联系电话", "领导批示"])
    assert "****" in str(first[2])
    code, said = say("export", "issue", tmp_path / "销号.xlsx", "--template", "问题销号表")
    assert code == 0 and sheet(tmp_path / "销号.xlsx")[0][0] == "“双创双服”活动问题销号表"
    code, said = say("export", "issue", tmp_path / "无.xlsx", "--template", "没有的表")
    assert code == 1 and "没有这份表样" in said and not (tmp_path / "无.xlsx").exists()


def test_the_countys_ledger_taken_in_again_changes_nothing(say: Say, directory_folder: Path, tmp_path: Path) -> None:
    for kind in ("enterprise", "project"):
        file = tmp_path / f"{kind}.xlsx"
        assert say("admin", "--data", directory_folder, "ledger", kind, file, "--phones")[0] == 0
        code, said = say("admin", "--data", directory_folder, "roster", file)
        assert code == 0 and "新增 0，更新 0，" in said, said


def test_an_emptied_figure_stands_in_no_ledger_and_comes_back_from_none(
    say: Say, place: Place, directory_folder: Path, tmp_path: Path
) -> None:
    with closing(place.wing("wang")) as wing:
        with wing.store.write() as session:
            firm = enterprises.listing(session)[0]
            given, *_ = enterprises.figures(session, firm.id)
            shown = enterprises.seen(session, "figure", given.id)
            enterprises.save_figure(session, replace(given, value=None), shown, today=building.TODAY)
        wing.engine.round()
    mine, all_of = tmp_path / "本单位.xlsx", tmp_path / "全县.xlsx"
    assert say("export", "enterprise", mine, "--phones")[0] == 0
    assert say("admin", "--data", directory_folder, "ledger", "enterprise", all_of, "--phones")[0] == 0
    for file in (mine, all_of):
        _title, _mark, heads, *rows = sheet(file)
        assert given.value not in next(row for row in rows if firm.name in row), heads
    code, words = say("import", mine, "--dry-run")
    assert code == 0 and "新增 0 行，更新 0 行，" in words, words
    code, words = say("admin", "--data", directory_folder, "roster", all_of)
    assert code == 0 and "新增 0，更新 0，" in words, words


def test_desk_and_county_count_the_same(say: Say, place: Place, tmp_path: Path) -> None:
    with closing(place.wing("wang")) as wing:
        mine = prepared.month(wing.store, SEPTEMBER)
        me = wing.store.account
        with wing.store.read() as session:
            assert len(visits.listing(session)) == 2
            here = holdings.of_unit(stats.records(session), me.unit_id)
    there = analysis.standing(place.directory)
    found = ledgers.figures(
        holdings.of_unit(there.records, me.unit_id),
        period.month_of(SEPTEMBER),
        today=building.TODAY,
        workdays=there.workdays,
    )
    assert found == mine.unit and found.visits == 2 and found.raised == 1
    assert mine.as_of.seq <= there.as_of.seq and mine.as_of.definition == there.as_of.definition
    assert {e.id for e in here.enterprises} <= {e.id for e in there.records.enterprises}


def test_a_county_writes_its_ledgers_where_no_qt_can_be_loaded(place: Place, tmp_path: Path) -> None:
    where = str(place.directory.engine.url.database)
    act = ["admin", "--data", str(Path(where).parent), "ledger", "issue", str(tmp_path / "全县.xlsx")]
    act += ["--template", "问题销号表"]
    without = (
        "import sys; sys.modules['PySide6'] = None; from sscs_desktop import cli; sys.exit(cli.main(sys.argv[1:]))"
    )
    ran = subprocess.run([sys.executable, "-c", without, *act], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and "留空待填的列：企业签字、备注" in ran.stdout, ran.stderr


@pytest.mark.parametrize("kind", ["briefing", "circular"])
def test_briefings_are_written_for_paper_and_for_going_on_with(
    say: Say, directory_folder: Path, tmp_path: Path, pdf_text: Text, kind: str
) -> None:
    for at, command in enumerate((("briefing",), ("admin", "--data", directory_folder, "briefing"))):
        for suffix in (".docx", ".pdf"):
            file = tmp_path / f"{at}{suffix}"
            code, said = say(*command, file, "--month", "2018-09", "--kind", kind)
            assert code == 0 and file.is_file(), said
        text = "".join(pdf_text(tmp_path / f"{at}.pdf", is_raw=True).split())
        assert "走访2次" in text and "口径2018-1" in text
        with zipfile.ZipFile(tmp_path / f"{at}.docx") as document:
            assert "word/media/image1.png" in document.namelist()
            assert "走访2次" in document.read("word/document.xml").decode()


def test_a_briefing_under_another_name_is_not_written(say: Say, tmp_path: Path) -> None:
    code, said = say("briefing", tmp_path / "简报.txt")
    assert code == 1 and ".docx" in said and not list(tmp_path.glob("简报*"))
