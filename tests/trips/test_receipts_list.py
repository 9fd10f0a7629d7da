"""What the directory has from me: on paper, in a spreadsheet, from the page and from the command line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from sscs_desktop import app, cli
from sscs_desktop.base import settings
from sscs_desktop.base.settings import Settings
from sscs_desktop.store import visits
from sscs_desktop.store.tables import sync_receipt
from sscs_desktop.ui.pages.report import ReportPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from tests.printing.conftest import Text, pdf_text
from tests.trips.seating import Place
from tests.trips.test_parcel import type_visit

__all__ = ["pdf_text"]

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(place: Place, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run one command as 王建国, who has filed two visits; return its code and what it said, either way."""
    settings.save(app.settings_file(), Settings(account="wang"))
    with closing(place.wing("wang")) as wing:
        for text in ("订单平稳", "招工难"):
            type_visit(wing.store, text)
        wing.engine.round()
        type_visit(wing.store, "还没报")

    def run(*words: object) -> tuple[int, str]:
        code = cli.main([str(word) for word in words])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


def firm_of(place: Place) -> str:
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        return visits.listing(session)[0].subject.name


def test_the_list_names_each_received_operation_and_none_that_waits(
    say: Say, place: Place, tmp_path: Path, pdf_text: Text
) -> None:
    paper, book, table = (tmp_path / f"回执.{kind}" for kind in ("pdf", "xlsx", "csv"))
    code, said = say("receipts", "list", "--pdf", paper, "--sheet", book)
    assert code == 0 and said.endswith("县里有回执 2 条，签名有效 2 条。\n")
    assert say("receipts", "list", "--sheet", table)[0] == 0
    code, said = say("receipts", "list")
    codes = [line.split("　")[0] for line in said.splitlines()[:2]]
    text, firm = pdf_text(paper), firm_of(place)
    for word in ("上报回执清单", "王建国", "大陆村镇经济发展办", "共 2 条", *codes[0].split(" ")[:2]):
        assert word in text
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python(skip_empty_area=False)[2:]
    assert [(row[1], row[2], row[6]) for row in rows] == [("走访", firm, codes[0]), ("走访", firm, codes[1])]
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row[1:3] for row in csv.reader(file)][1:] == [["走访", firm], ["走访", firm]]


def test_a_receipt_that_proves_nothing_is_named_on_the_list(say: Say, place: Place, tmp_path: Path) -> None:
    with closing(place.wing("wang")) as wing, wing.store.write() as session:
        session.run(update(sync_receipt).values(content="0" * 64))
    code, said = say("receipts", "list")
    assert code == 0 and said.count("签名核对不上") == 2 and said.endswith("签名有效 0 条。\n")


def test_a_name_without_a_known_ending_and_a_folder_that_is_none_are_told(say: Say, tmp_path: Path) -> None:
    code, said = say("receipts", "list", "--sheet", tmp_path / "回执.doc")
    assert code == 1 and ".xlsx 或 .csv" in said and not list(tmp_path.glob("*.doc"))
    code, said = say("receipts", "list", "--pdf", tmp_path / "nowhere" / "x.pdf")
    assert code == 1 and "文件夹不存在" in said


def test_the_button_of_the_report_page_writes_the_same_list(
    sit: Callable[..., app.Seat], say: Say, tmp_path: Path, qtbot: QtBot
) -> None:
    seat = sit()
    page = seat.window.page("outbox")
    assert isinstance(page, ReportPage)
    seat.window.go(Target("page:outbox"))
    page.refresh()
    page.show_rounds()
    button = page.rounds.findChild(Button, "list_receipts")
    assert button is not None and button.isVisibleTo(page)
    target = tmp_path / "清单.csv"
    with qtbot.waitSignal(seat.jobs.busy, check_params_cb=lambda lane, is_busy: (lane, is_busy) == ("desk", False)):
        page.list_receipts(target)
    assert page.head.sentence.text() == "已写出 2 条回执：清单.csv"
    assert len(target.read_text("utf-8-sig").splitlines()) == 3
