"""Whatever a ledger of ours says comes in again as it was, also from a copy that somebody rearranged."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sscs_desktop.domain import credit_code
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.vocabulary import Indicator, Level, OperatingState, ServiceClass, Size
from sscs_desktop.exchange.cells import plain
from sscs_desktop.exchange.roster import AssignmentCells, EnterpriseRow, FigureCell, RosterRow, read_roster
from sscs_desktop.exchange.tables import write_sheet
from tests.exchange.test_ledger_table import cells, held, written

FULL_WIDTH = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}
PLACES = ("sheet", "row", "figures", "assignment")
PEOPLE = ("张三", "欧阳建国", "买买提·艾力", "John Smith", "倴 泃")
PHONES = ("13800138000", "0319-5812366", "13800138000、0319-5812366", "400-1234567")

words = st.text(st.sampled_from("甲乙镇厂ABC019（）()、，。-—/·:：“”+=@#&% \n倴"), max_size=12).map(
    lambda s: clean(s + "丙")
)
firm_names = st.text(st.sampled_from("县镇甲乙李ABC018（）-·"), min_size=1, max_size=9).map(lambda s: f"{s}有限公司")
codes = st.text(st.sampled_from(credit_code.ALPHABET), min_size=8, max_size=8).map(
    lambda body: credit_code.make(f"91130528{body}0")
)


def maybe(*texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), *texts)


people, phones = maybe(st.sampled_from(PEOPLE)), maybe(st.sampled_from(PHONES))
figures = st.builds(
    FigureCell,
    indicator=st.sampled_from(list(Indicator)),
    value=st.decimals(min_value=0, max_value=10**9, places=2),
    period=st.just("2017"),
)
assignments = st.builds(
    AssignmentCells,
    unit_name=words,
    leader_name=people,
    leader_title=maybe(words),
    worker_name=people,
    worker_phone=phones,
)
firms = st.builds(
    EnterpriseRow,
    sheet=st.just("企业"),
    row=st.just(1),
    name=firm_names,
    credit_code=maybe(codes),
    classes=st.lists(st.sampled_from(list(ServiceClass)), unique=True).map(
        lambda found: tuple(each for each in ServiceClass if each in found)
    ),
    tier=st.sampled_from([None, *Level]),
    legal_person=people,
    contact_name=people,
    contact_title=maybe(words),
    contact_phone=phones,
    division_name=st.sampled_from(["", "宁晋县大陆村镇"]),
    registered_address=maybe(words),
    business_address=maybe(words),
    industry=maybe(words),
    size=st.sampled_from([None, *Size]),
    is_above_scale=st.sampled_from([None, True, False]),
    products=maybe(words),
    founded_on=st.none() | st.dates(date(1950, 1, 1), date(2030, 1, 1)),
    operating_state=st.sampled_from([None, *OperatingState]),
    figures=st.lists(figures, unique_by=lambda cell: cell.indicator, max_size=3).map(tuple),
    assignment=assignments,
)
rosters = st.lists(
    firms, min_size=1, max_size=3, unique_by=(lambda row: plain(row.name), lambda row: row.credit_code or row)
)


def said(row: RosterRow) -> Mapping[Any, object]:
    """Return what a row fills, as directory and desk compare it."""
    assert isinstance(row, EnterpriseRow)
    found: dict[Any, object] = {each.name: getattr(row, each.name) for each in fields(row) if each.name not in PLACES}
    found |= vars(row.assignment) | {(cell.indicator, cell.period): cell.value for cell in row.figures}
    texts = {about: plain(value) if isinstance(value, str) else value for about, value in found.items()}
    return {about: value for about, value in texts.items() if value not in ("", None, ())}


def by_name(rows: Sequence[RosterRow]) -> list[Mapping[Any, object]]:
    return [said(row) for row in sorted(rows, key=lambda row: plain(row.name))]


def comes_back(rows: Sequence[EnterpriseRow], suffix: str, chance: random.Random) -> None:
    """Write a ledger, read it, rearrange it as somebody would, and read that too."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = written(Path(folder) / f"台账{suffix}", LedgerKind.ENTERPRISE, held(numbered(rows)))
        copies = [ledger, rearranged(ledger, Path(folder) / f"改过{suffix}", chance)]
        readings = [read_roster(copy) for copy in copies]
    for reading in readings:
        assert reading.problems == ()
        assert by_name(reading.rows) == by_name(rows)


def numbered(rows: Sequence[EnterpriseRow]) -> tuple[EnterpriseRow, ...]:
    return tuple(replace(row, row=number) for number, row in enumerate(rows, start=1))


def rearranged(ledger: Path, copy: Path, chance: random.Random) -> Path:
    """Copy a ledger with its columns shuffled, others between them, and titles, gaps and sums around its rows."""
    lines = table_of(ledger)
    junk = [["审核意见", *["同意"] * (len(lines) - 1)], ["备用列", *[""] * (len(lines) - 1)]]
    columns = [*map(list, zip(*lines, strict=True)), *junk]
    chance.shuffle(columns)
    head, *rows = map(list, zip(*columns, strict=True))
    at = head.index("企业名称")
    sums = [["合计" if place == at else len(rows) if head[place] == "审核意见" else "" for place in range(len(head))]]
    gap = [[""] * len(head)]
    chance.shuffle(rows)
    whole = [["2018年帮扶企业台账"], *gap, head, *rows[:1], *gap, *rows[1:], *sums, ["填表人：张三"]]
    wide = [[cell.translate(FULL_WIDTH) if isinstance(cell, str) else cell for cell in row] for row in whole[3:]]
    if copy.suffix == ".xlsx":
        return write_sheet(copy, whole[0][0], head, [row + [""] * (len(head) - len(row)) for row in wide])
    with copy.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*whole[:3], *wide])
    return copy


def table_of(ledger: Path) -> list[list[Any]]:
    """Return heads and lines of a ledger, days as a person types them."""
    if ledger.suffix == ".csv":
        return list(csv.reader(ledger.read_text("utf-8-sig").splitlines(keepends=True)))
    rows = cells(ledger)
    top = next(place for place, row in enumerate(rows) if "企业名称" in row)
    return [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows[top:]]


HOW = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)


@settings(HOW, max_examples=12)
@given(rosters, st.randoms(use_true_random=False))
def test_what_a_ledger_says_comes_in_again(rows: list[EnterpriseRow], chance: random.Random) -> None:
    comes_back(rows, ".csv", chance)


@pytest.mark.proof
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_many_ledgers_say_comes_in_again(suffix: str) -> None:
    @settings(HOW, max_examples=120)
    @given(rosters, st.randoms(use_true_random=False))
    def each(rows: list[EnterpriseRow], chance: random.Random) -> None:
        comes_back(rows, suffix, chance)

    each()
