"""Many papers in one go: made when their turn comes, shown when looked at, whole or not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.telling import Told
from sscs_desktop.domain.card import CardContent
from sscs_desktop.printing import printer, sheets
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Preview, Run
from tests.printing import conftest as given
from tests.printing.conftest import Text

pytestmark = pytest.mark.usefixtures("qapp")


class Stop(Exception):
    """Cancel was pressed."""


class Workshop:
    """Makes cards and remembers which."""

    def __init__(self, count: int) -> None:
        self.made: list[int] = []
        self.run = Run(title="反馈卡", makers=[lambda index=index: self._make(index) for index in range(count)])

    def _make(self, index: int) -> Pages:
        self.made.append(index)
        return sheets.feedback_card(numbered(index))


def numbered(index: int) -> CardContent:
    content = given.content(given.issue())
    return replace(content, card=replace(content.card, number=f"FK-130528-2018-{index:06d}"))


def stop_at(limit: int, heard: list[tuple[int, int]]) -> Told:
    def progress(done: int, count: int) -> None:
        heard.append((done, count))
        if done == limit:
            raise Stop

    return progress


def test_a_run_is_one_pdf_with_every_paper_in_its_place(tmp_path: Path, pdf_text: Text) -> None:
    heard: list[tuple[int, int]] = []
    shop = Workshop(3)
    printer.to_pdf(shop.run, tmp_path / "run.pdf", stop_at(-1, heard))
    sheets = pdf_text(tmp_path / "run.pdf").split("\f")[:-1]
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [f"FK-130528-2018-{at // 2:06d}" in sheet for at, sheet in enumerate(sheets)] == [True] * 6


def test_a_paper_is_made_when_its_turn_comes_and_no_sooner() -> None:
    shop = Workshop(3)
    papers = shop.run.papers(lambda _done, _all: None)
    next(papers)
    assert shop.made == [0]


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_cancelled_run_leaves_the_old_file_and_nothing_else(tmp_path: Path, at: int) -> None:
    path = tmp_path / "run.pdf"
    path.write_bytes(b"old")
    with pytest.raises(Stop):
        printer.to_pdf(Workshop(3).run, path, stop_at(at, []))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_paper_that_cannot_be_made_leaves_no_half_file_and_says_its_own_reason(tmp_path: Path) -> None:
    def gone() -> Pages:
        raise Refused("row_gone")

    with pytest.raises(Refused, match="row_gone"):
        printer.to_pdf(Run(title="反馈卡", makers=[sheets.blank_card, gone]), tmp_path / "run.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_a_maker_is_not_taken_for_the_disks(tmp_path: Path) -> None:
    def broken() -> Pages:
        raise FileNotFoundError("a layout that was not shipped")

    with pytest.raises(FileNotFoundError):
        printer.to_pdf(Run(title="反馈卡", makers=[broken]), tmp_path / "run.pdf")


def test_a_preview_lays_out_only_what_is_looked_at_and_keeps_it() -> None:
    shop = Workshop(200)
    preview = Preview(shop.run)
    assert len(preview) == 200 and shop.made == []
    assert preview.pages(7) is preview.pages(7)
    assert preview.pages(7).title.endswith("000007")
    assert shop.made == [7]


def test_a_preview_lets_go_of_papers_looked_at_long_ago() -> None:
    shop = Workshop(30)
    preview = Preview(shop.run)
    for index in range(30):
        preview.pages(index)
    preview.pages(0)
    assert shop.made == [*range(30), 0]


def test_a_printer_gets_the_run_and_a_cancelled_one_stops_there(tmp_path: Path) -> None:
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "printed.pdf"))
    shop = Workshop(3)
    with pytest.raises(Stop):
        printer.to_printer(shop.run, device, stop_at(1, []))
    assert shop.made == [0]
    assert device.printerState() is not QPrinter.PrinterState.Active
    printer.to_printer(Workshop(2).run, device)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def test_a_run_without_papers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Run(title="反馈卡", makers=())


def test_a_run_is_written_in_one_thread_while_another_shows_it(tmp_path: Path, pdf_text: Text) -> None:
    shop = Workshop(4)
    preview = Preview(shop.run)
    path = tmp_path / "run.pdf"
    with ThreadPoolExecutor(1) as lane:
        written = lane.submit(printer.to_pdf, shop.run, path)
        shown = [printer.preview(preview.pages(index), 0, 300) for index in range(4)]
        written.result(timeout=30)
    alone = [printer.preview(sheets.feedback_card(numbered(index)), 0, 300) for index in range(4)]
    assert shown == alone
    assert pdf_text(path).count("企业综合情况及问题反馈卡") == 4
