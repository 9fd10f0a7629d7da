"""What each ledger says in every column, beside the lines that we expect: a text field holds its own name here.

`python -m tests.exchange.test_ledger_lines` writes the lines anew; read what changed before they are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest

from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.holdings import Records
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.ledger import EnterpriseEntry, LedgerKind
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import (
    CardState,
    Category,
    FilledBy,
    Indicator,
    IssueState,
    Level,
    OperatingState,
    Outcome,
    Satisfaction,
    ServiceClass,
    Size,
    Stage,
    VisitMode,
)
from sscs_desktop.exchange import column_templates, ledger_table
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.exchange.form_columns import Column
from sscs_desktop.exchange.ledger_columns import FIELDS, figure_of
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.exchange.sheet_rows import shown
from sscs_desktop.exchange.tables import Heading
from tests.domain.test_ledger import SEPTEMBER, TODAY, WORKDAYS

FOLDER = Path(__file__).resolve().parent / "said"
AT = datetime(2018, 9, 3, 17, tzinfo=UTC)  # the 4th in Shanghai
R = TypeVar("R")


def named(cls: type[R], **given: Any) -> R:
    """Make a record whose texts are the names of their fields."""
    texts = {f.name: f.name for f in fields(cls) if f.type == "str"}  # type: ignore[arg-type]
    return cls(**texts | given)


FIRM = named(
    Enterprise, id="e", classes=(ServiceClass.INDUSTRY, ServiceClass.SERVICE), tier=Level.CITY, size=Size.SMALL,
    contact_phone="13800138000", is_above_scale=False, founded_on=date(2005, 6, 1),
)  # fmt: skip
PROJECT = named(
    Project, id="p", stage=Stage.BUILD, tier=Level.COUNTY, key_level=Level.PROVINCE, total_wan=Decimal("36000.5"),
    year_plan_wan=Decimal(12000), done_wan=Decimal(8000), month_wan=Decimal(900), started_on=date(2018, 3, 1),
    due_on=date(2019, 10, 31), contact_phone="13900139000",
)  # fmt: skip
SERVED = named(Assignment, id="a", enterprise_id="e", unit_id="u", contact_name="worker", contact_phone="13700137000")
VISIT = named(
    Visit, id="v", enterprise_id="e", visited_at=AT, recorded_at=AT, visitors=("王", "李"), unit_id="u",
    policies=("甲", "乙"), mode=VisitMode.PHONE, next_contact_on=date(2018, 9, 30), is_late_entry=True,
)  # fmt: skip
CLOSED = named(
    Issue, id="i", enterprise_id="e", visit_id="v", unit_id="u", number="1", category=Category.LAND, recorded_at=AT,
    raised_on=date(2018, 9, 4), state=IssueState.CLOSED, due_on=date(2018, 9, 20), answered_at=AT, urged=2,
    outcome=Outcome.SOLVED, satisfaction=Satisfaction.SATISFIED, called_back_on=date(2018, 9, 18),
    closed_on=date(2018, 9, 19), level=Level.CITY, can_solve_here=True, answer_how="办好了。", answer_when="",
)  # fmt: skip
OPEN = replace(
    CLOSED, id="o", number="2", state=IssueState.HANDLING, outcome=None, satisfaction=None, called_back_on=None,
    closed_on=None, answered_at=None, answer_how="", answer_who="", department_name="", enterprise_id=None,
    project_id="p", visit_id="v",
)  # fmt: skip
FIGURES = tuple(
    named(
        Figure, id=f"{indicator}{period}", enterprise_id="e", indicator=indicator, value=Decimal(value), unit="万元",
        period=period, filled_by=FilledBy.CADRE, filled_on=date(2018, 9, day),
    )
    for indicator, period, value, day in (
        (Indicator.REVENUE, "2017年", "1234.50", 1), (Indicator.REVENUE, "2016", "999", 2),
        (Indicator.TAX, "2017", "8", 1), (Indicator.TAX, "2018", "7", 2),
        (Indicator.PROFIT, "2018年1至8月", "-3", 2),
    )
)  # fmt: skip
RECORDS = Records(
    enterprises=(FIRM,),
    projects=(PROJECT,),
    assignments=(SERVED, replace(SERVED, id="b", enterprise_id=None, project_id="p")),
    profiles=(named(Profile, id="k", enterprise_id="e", unit_id="u", operating_state=OperatingState.THIN),),
    figures=FIGURES,
    visits=(
        replace(VISIT, id="u", visited_at=datetime(2018, 9, 1, tzinfo=UTC)),
        VISIT,
        replace(VISIT, id="w", enterprise_id=None, project_id="p", is_no_issue=True, is_late_entry=False),
    ),
    issues=(CLOSED, OPEN, replace(CLOSED, id="g", number="3", enterprise_id="gone", visit_id=None)),
    cards=(
        named(
            Card, id="c", project_id="p", filled_on=TODAY, filled_by=FilledBy.CADRE, printed_at=AT,
            state=CardState.SIGNED,
        ),
    ),
)  # fmt: skip


def told(kind: LedgerKind) -> Iterator[str]:
    """Yield each line of a ledger, a column a line."""
    entries = ledgers.entries(kind, RECORDS, SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    form = every_field(kind) if kind is LedgerKind.ISSUE else column_templates.own(kind, entries)
    sheet = ledger_table.sheet_of(Ledger(template=form, entries=entries, about="", as_of=AsOf(at=AT)))
    heads = [f"{_shape(head)} {head.text}".strip() for head in sheet.headings if isinstance(head, Heading)]
    yield f"{sheet.title}，前 {sheet.fixed} 列不动"
    for row in sheet.rows:
        yield from (f"{head}: {shown(cell)}" for head, cell in zip(heads, row, strict=True))


def _shape(head: Heading) -> str:
    """Return how a column is written: its width, its format, # for one that numbers the lines."""
    return " ".join(filter(None, (str(head.width or ""), head.format, "#" if head.is_label else "")))


def every_field(kind: LedgerKind) -> Template:
    """Return a form that asks for all that a ledger can say, also for what only other offices ask."""
    columns = [Column(heading=field.heading, field=name) for name, field in FIELDS[kind].items()]
    by_hand = Column(heading="领导批示"), Column(heading="省份", text="河北")
    return Template(name="", kind=kind, columns=(*columns, *by_hand))


def lines_of(kind: LedgerKind) -> str:
    """Return all that a ledger says, as its file here tells it."""
    return "\n".join(line.rstrip().replace("\n", "⏎") for line in told(kind)) + "\n"


@pytest.mark.parametrize("kind", list(LedgerKind))
def test_each_ledger_says_in_every_column_what_its_records_say(kind: LedgerKind) -> None:
    assert lines_of(kind) == (FOLDER / f"{kind}.txt").read_text("utf-8")


def test_a_form_that_names_no_year_has_the_newest_figure_there_is() -> None:
    (firm,) = ledgers.entries(LedgerKind.ENTERPRISE, RECORDS, SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    assert isinstance(firm, EnterpriseEntry)
    wanted = {"": Decimal(999), "2017": Decimal("1234.50"), "2015": None}
    assert {period: figure_of(firm, Indicator.REVENUE, period) for period in wanted} == wanted


if __name__ == "__main__":
    for kind in LedgerKind:
        (FOLDER / f"{kind}.txt").write_text(lines_of(kind), "utf-8")
