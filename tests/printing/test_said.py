"""What each sheet says of its records, cell by cell, beside the words that we expect of it.

`python -m tests.printing.test_said` writes the words anew; read what changed before they are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sscs_desktop.domain.papers import OrderKind
from sscs_desktop.domain.vocabulary import Level, OperatingState, Size
from sscs_desktop.printing import card_fields, list_fields, month_fields, order_fields, receipt_fields, visit_fields
from sscs_desktop.printing.filling import Filling
from tests.printing import conftest as given
from tests.printing import papers
from tests.printing.test_receipts import listed

FOLDER = Path(__file__).resolve().parent / "said"


def card() -> Filling:
    firm = replace(
        given.enterprise(),
        industry="C38",
        registration_type="有限责任公司",
        founded_on=date(2005, 6, 1),
        size=Size.MICRO,
    )
    content = given.content(given.issue(), given.issue(1, is_answered=True), subject=firm)
    assert content.visit is not None
    visit = replace(content.visit, received_by="赵立新", received_title="主任", spot_answer="当场联系供电所。")
    by = replace(content.card, filled_by_name="刘会计", filled_by_phone="13900001234")
    return card_fields.filled(replace(content, card=by, visit=visit))


def project_card() -> Filling:
    project = replace(
        given.project(),
        project_code="2018-130528-38",
        builder_credit_code="91350100M000100Y43",
        place="宁晋县大陆村镇",
        division_name="邢台市宁晋县",
        contact_name="孙工",
        contact_title="项目经理",
        key_level=Level.CITY,
        tier=Level.COUNTY,
        year_plan_wan=Decimal(12000),
        done_wan=Decimal("8000.5"),
        month_wan=Decimal(900),
        content="新建车间两座",
        started_on=date(2018, 3, 1),
        due_on=date(2019, 10, 31),
        progress="主体封顶",
    )
    return card_fields.filled(given.content(given.issue(is_answered=True), subject=project), shows_phones=True)


def enterprises() -> Filling:
    content = papers.enterprises(2)
    entry = content.entries[0]
    assert entry.profile is not None
    bare = replace(
        entry,
        enterprise=replace(entry.enterprise, id="b", tier=None, credit_code="", business_address=""),
        assignment=None,
        profile=replace(entry.profile, operating_state=OperatingState.STOPPED),
    )
    return list_fields.enterprises(replace(content, entries=(*content.entries, bare)))


def dispatch() -> Filling:
    content = papers.order(OrderKind.DISPATCH)
    away = replace(given.enterprise(), business_address="", registered_address="石家庄市")
    return order_fields.filled(replace(content, subject=away, issue=replace(content.issue, due_on=None)))


def supervise() -> Filling:
    project = replace(given.project(), place="宁晋县新区", contact_name="孙工")
    return order_fields.filled(replace(papers.order(OrderKind.SUPERVISE), subject=project), shows_phones=True)


def month() -> Filling:
    content = papers.month(3)
    gone = replace(content.visits[2], subject=None, visit=replace(content.visits[2].visit, is_late_entry=True))
    figures = replace(content.figures, handling_days=Decimal("3.5"))
    return month_fields.filled(replace(content, figures=figures, visits=(*content.visits[:2], gone)))


def receipt_list() -> Filling:
    first, second = listed(2).rows
    return receipt_fields.filled(replace(listed(2), rows=(first, replace(second, result="已转为补录")), proven=1))


PAPERS: dict[str, Callable[[], Filling]] = {
    "card": card,
    "project_card": project_card,
    "visit": lambda: visit_fields.filled(papers.visit_record(2)),
    "dispatch": dispatch,
    "supervise": supervise,
    "month": month,
    "empty_month": lambda: month_fields.filled(papers.month(0)),
    "livelihood": lambda: list_fields.livelihood(papers.livelihood(3)),
    "enterprises": enterprises,
    "receipts": receipt_list,
}


def lines(filling: Filling, indent: str = "") -> Iterator[str]:
    """Yield what stands in each cell; of boxes, those that are ticked."""
    for name, text in filling.texts.items():
        yield f"{indent}{name}: {text}".replace("\n", "⏎")
    for name, ticked in filling.ticks.items():
        yield f"{indent}{name} ☑ {' '.join(sorted(ticked))}"
    for name, rows in filling.rows.items():
        for at, row in enumerate(rows, start=1):
            yield f"{indent}{name} {at}"
            yield from lines(row, indent + "  ")


def words_of(name: str) -> str:
    """Return all that one sheet says, as its file here tells it."""
    return "\n".join(line.rstrip() for line in lines(PAPERS[name]())) + "\n"


@pytest.mark.parametrize("name", PAPERS)
def test_each_sheet_says_in_every_cell_what_its_records_say(name: str) -> None:
    assert words_of(name) == (FOLDER / f"{name}.txt").read_text("utf-8")


if __name__ == "__main__":
    for name in PAPERS:
        (FOLDER / f"{name}.txt").write_text(words_of(name), "utf-8")
