"""sscs-desktop print: one card, many, blank ones and the other sheets, from the command line."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from sscs_desktop import app, cli
from sscs_desktop.base import settings
from sscs_desktop.base.settings import Settings
from sscs_desktop.domain.card import Card, CardContent
from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.paperwork import card_batch, card_paper, card_pdf
from sscs_desktop.store import cards, enterprises, issues, owed_cards, projects, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.dialogs.filing import issue_record
from sscs_desktop.ui.dialogs.issue_block import IssueText
from tests.printing.conftest import Text, pdf_text
from tests.trips.seating import Place
from tests.trips.typing import type_visit

__all__ = ["pdf_text"]

Print = Callable[..., tuple[int, str]]
TODAY = date(2018, 9, 26)


@pytest.fixture
def paint(place: Place, qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Print:
    """Print as 王建国, who has been at one enterprise and filed one issue; return the code and what was said."""
    settings.save(app.settings_file(), Settings(account="wang"))
    with closing(place.wing("wang")) as wing:
        wing.engine.round()
        type_visit(wing.store, "订单平稳")

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["print", *words, "--out", str(tmp_path / "out.pdf")])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def firms(place: Place) -> list[str]:
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        return [line.name for line in enterprises.listing(session, limit=1000)]


def numbered(place: Place) -> int:
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        return cards.count(session)


def test_every_enterprise_gets_a_card_of_its_own(paint: Print, place: Place, tmp_path: Path, pdf_text: Text) -> None:
    code, said = paint("--all")
    known = firms(place)
    assert code == 0 and f"反馈卡 {len(known)} 张" in said and numbered(place) == len(known) > 1
    text = pdf_text(tmp_path / "out.pdf").replace("\n", "")
    assert all(name in text for name in known)


def test_a_township_and_a_class_narrow_whom_the_cards_are_for(paint: Print, place: Place) -> None:
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        (_code, name), *_rest = enterprises.townships(session)
    assert paint("--township", name)[0] == 0
    assert "要正好一个" in paint("--township", "没有这个乡")[1]
    before = numbered(place)
    code, said = paint("--all", "--class", "OTH")
    assert code == 1 and "没有可打印的" in said and numbered(place) == before


def test_more_than_a_run_prints_are_told_not_cut_off(
    paint: Print, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = len(firms(place))
    monkeypatch.setattr(card_batch, "MOST", known - 1)
    code, said = paint("--all")
    assert code == 1 and f"有 {known} 家，一次最多打 {known - 1} 张" in said
    assert numbered(place) == 0 and not (tmp_path / "out.pdf").exists()


def test_blank_cards_take_no_number(paint: Print, place: Place, tmp_path: Path, pdf_text: Text) -> None:
    code, said = paint("--blank", "2")
    assert code == 0 and "空白卡 2 张" in said and numbered(place) == 0
    assert pdf_text(tmp_path / "out.pdf").count("企业综合情况及问题反馈卡") >= 2
    assert paint("--blank", "0")[0] == 1


def test_forms_for_handwriting_are_printed_where_nobody_has_an_account(qapp: QApplication, tmp_path: Path) -> None:
    for what in ("--blank", "--blank-visits"):
        file = tmp_path / f"{what}.pdf"
        assert cli.main(["print", what, "1", "--out", str(file)]) == 0 and file.read_bytes().startswith(b"%PDF")
    assert cli.main(["print", "--served", "--out", str(tmp_path / "none.pdf")]) == 1


def test_a_run_that_is_stopped_amid_says_that_nothing_is_left_of_it(
    paint: Print, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = card_paper.draft

    def stopped_at(*about: Any) -> CardContent:
        signal.raise_signal(signal.SIGTERM)
        return draft(*about)

    monkeypatch.setattr(card_paper, "draft", stopped_at)
    assert paint("--all") == (130, "停下了，文件没有写，没有取新的卡号。\n")
    assert numbered(place) == 0 and not list(tmp_path.glob("*.pdf")) and not list(tmp_path.glob(".part-*"))


def test_a_run_that_is_cut_off_after_its_numbers_were_taken_says_how_many_and_how_to_go_on(
    paint: Print, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded, known = card_pdf.recorded, len(firms(place))

    def cut_off(*about: Any) -> Card:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return recorded(*about)

    monkeypatch.setattr(card_pdf, "recorded", cut_off)
    code, said = paint("--all")
    assert code == 130 and said == f"还有 {known} 张卡的卡号已经取了，PDF 没有写成：用 print --owed 接着存。\n"
    monkeypatch.setattr(card_pdf, "recorded", recorded)
    assert paint("--owed")[0] == 0 and numbered(place) == known


def test_cards_that_a_run_left_without_a_file_get_theirs(paint: Print, place: Place, tmp_path: Path) -> None:
    name = firms(place)[0]
    assert paint("--enterprise", name)[0] == 0
    with closing(place.wing("wang")) as wing, wing.store.write() as session:
        (line,) = cards.listing(session)
        card = cards.get(session, line.id)
        assert card is not None
        owed_cards.begin(session, [card])
    (tmp_path / "out.pdf").unlink()
    assert "还有 1 张卡的卡号已经取了" in paint("--enterprise", name)[1]
    code, said = paint("--owed")
    assert code == 0 and said.startswith(f"{card.number} ") and "还有" not in said and numbered(place) == 2
    assert paint("--owed")[0] == 1


def test_one_name_is_found_behind_many_that_are_like_it(paint: Print, place: Place) -> None:
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        (project, *_rest) = projects.listing(session)
    known = len(firms(place))
    assert known >= 20 and f"找到 {known + len(_rest) + 1} 家" in paint("--enterprise", "宁晋县")[1]
    assert paint("--enterprise", project.name)[0] == 0 and numbered(place) == 1


def test_a_printed_card_comes_again_under_its_number(
    paint: Print, place: Place, tmp_path: Path, pdf_text: Text
) -> None:
    assert paint("--enterprise", firms(place)[0])[0] == 0
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        (line,) = cards.listing(session)
    (tmp_path / "out.pdf").unlink()
    code, said = paint("--card", line.number.lower())
    assert (code, said.split()[0], numbered(place)) == (0, line.number, 1)
    assert line.number in pdf_text(tmp_path / "out.pdf").replace("\n", "")
    with closing(place.wing("wang")) as wing, wing.store.write() as session:
        known = cards.seen(session, line.id)
        assert known is not None and len(known.record.prints) == 2
        cards.void(session, known, "纸损坏了", today=TODAY)
    assert "已经作废" in paint("--card", line.number)[1]
    assert "没有可打印的" in paint("--card", "FK-9")[1]


@pytest.mark.parametrize("what", ["--enterprise", "--township", "--card", "--visit", "--issue"])
def test_an_empty_name_is_no_name_for_everybody(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["print", what, " ", "--out", "out.pdf"])
    assert ended.value.code == 2 and f"{what}: it is empty" in capsys.readouterr().err


def test_a_pdf_goes_into_no_file_of_another_kind(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "名单.xlsx"
    roster.write_bytes(b"theirs")
    assert cli.main(["print", "--all", "--out", str(roster)]) == 1
    assert "要以 .pdf 结尾" in capsys.readouterr().err
    assert roster.read_bytes() == b"theirs" and numbered(place) == 0


def test_the_other_sheets_come_by_name_number_and_month(
    paint: Print, place: Place, tmp_path: Path, pdf_text: Text
) -> None:
    with closing(place.wing("wang")) as wing:
        with wing.store.read() as session:
            firm = enterprises.listing(session, limit=1)[0]
        text = IssueText(category=Category.FUNDS, description="周转贷款")
        record = issue_record(text, Subject("enterprise", firm.id), wing.store.account, raised_on=TODAY)
        with wing.store.write() as session:
            issues.file(session, record, today=TODAY)
            kept = issues.get(session, record.id)
        assert kept is not None
        with wing.store.read() as session:
            visited = firms_visited(session)[0]
    assert paint("--visit", visited)[0] == 0
    assert "走访记录单" in pdf_text(tmp_path / "out.pdf").replace(" ", "")
    assert paint("--issue", kept.number)[0] == 0
    assert kept.number in pdf_text(tmp_path / "out.pdf")
    assert paint("--month", "2018-09")[0] == 0
    assert "订单平稳" in pdf_text(tmp_path / "out.pdf").replace("\n", "")
    assert paint("--served")[0] == 0
    assert f"共{len(firms(place))}家。" in pdf_text(tmp_path / "out.pdf").replace(" ", "")
    assert paint("--matters")[0] == 0
    assert "民生微实事清单" in pdf_text(tmp_path / "out.pdf").replace(" ", "")
    assert "空白走访记录单 2 张" in paint("--blank-visits", "2")[1]
    assert paint("--blank-visits", "0")[0] == 1
    code, said = paint("--issue", "没有-这个号")
    assert code == 1 and "没有可打印的" in said and numbered(place) == 0


def firms_visited(session: Session) -> list[str]:
    """Return the names of those visited."""
    return [line.subject.name for line in visits.listing(session)]


def test_an_option_that_would_narrow_nothing_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for option, words in (
        ("--class", ["--enterprise", "冠通", "--class", "IND"]),
        ("--class", ["--all", "--projects", "--class", "IND"]),
        ("--class", ["--served", "--class", "IND"]),
        ("--projects", ["--card", "FK-1", "--projects"]),
    ):
        assert cli.main(["print", *words, "--out", str(tmp_path / "out.pdf")]) == 1
        assert capsys.readouterr().err.startswith(f"{option} 在这里不起作用")
