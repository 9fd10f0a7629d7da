"""What a scanner types from a card's QR code, and which print the paper is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sscs_desktop.domain.card import Card, Print, Scan, mark_of, scan_of, scanned_print, without_half_mark
from sscs_desktop.domain.vocabulary import FilledBy, PrintWay

NOW = datetime(2018, 9, 28, 2, tzinfo=UTC)
MARK = "0123456789ABCDEF"


@pytest.mark.parametrize(
    "typed",
    [
        f"FK-130528-2018-000123 {MARK}",
        f"  fk-130528-2018-000123 {MARK.lower()}\r\n",
        "ＦＫ－１３０５２８－２０１８－０００１２３　０１２３４５６７８９ＡＢＣＤＥＦ",
        f"FK-130528-2018-000123，{MARK}",
    ],
)
def test_a_scan_is_known_however_the_scanner_types_it(typed: str) -> None:
    assert scan_of(typed) == Scan(number="FK-130528-2018-000123", mark=MARK)


@pytest.mark.parametrize("typed", ["", "恒泰电缆", "FK-130528-2018-000123", f"{MARK}", "FK-1 0123456789ABCDEG"])
def test_other_words_are_no_scan(typed: str) -> None:
    assert scan_of(typed) is None


def test_a_paper_is_known_by_the_print_whose_mark_it_bears() -> None:
    first, second = (letter * 64 for letter in "ab")
    prints = tuple(
        Print(at=NOW, by="王建国", way=PrintWay.PAPER, content_hash=each) for each in (first, second, second)
    )
    card = Card(
        id="c",
        number="FK-1",
        enterprise_id="e",
        layout="feedback_card_v1",
        filled_on=date(2018, 9, 28),
        filled_by=FilledBy.CADRE,
        prints=prints,
        author_id="a",
        author_name="王建国",
        unit_id="u",
        printed_at=NOW,
    )
    assert scanned_print(card, mark_of(first)) == 1
    assert scanned_print(card, mark_of(second)) == 3
    assert scanned_print(card, MARK) is None


def test_half_a_scan_is_its_number_and_other_words_stay_as_they_are() -> None:
    assert without_half_mark("fk-2018-0001 3fa9") == "FK-2018-0001"
    for text in ("FK-2018-0001", "冠通 12", "FK-2018-0001 线缆", "2018 1"):
        assert without_half_mark(text) == text
