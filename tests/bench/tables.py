"""A ledger of 14,000 enterprises written, beside the same cells through the bare library."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.holdings import Records
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import LedgerKind, entries
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.vocabulary import FilledBy, Indicator, Level, OperatingState, ServiceClass, Size
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.exchange import column_templates, ledger_table
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.exchange.sheet_rows import Value
from sscs_desktop.store.working_days import shipped

ROWS = 14_000
TODAY = date(2018, 9, 26)
Best = Callable[[Callable[[], object], int], float]


def measured(best: Best) -> Mapping[str, float]:
    """Return the keys of the ledger."""
    ledger = made()
    sheet = ledger_table.sheet_of(ledger)
    rows = [list(row) for row in sheet.rows]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took = best(lambda: ledger_table.write(folder / "ledger.xlsx", ledger), 3)
        floor = best(lambda: bare(folder / "bare.xlsx", rows), 3)
        size = (folder / "ledger.xlsx").stat().st_size
    return {
        "ledger_14k_s": round(took, 3),
        "ledger_14k_vs_floor": round(took / floor, 2),
        "ledger_14k_mb": round(size / 1e6, 2),
        "ledger_14k_columns": len(sheet.headings),
    }


def made() -> Ledger:
    """Return a ledger as a county seat of the whole province has it: every row says something of its own."""
    records = _records(random.Random(2018))
    lines = entries(LedgerKind.ENTERPRISE, records, (TODAY, TODAY), today=TODAY, workdays=Workdays(shipped()))
    form = column_templates.own(LedgerKind.ENTERPRISE, lines)
    return Ledger(template=form, entries=lines, about="全省", as_of=AsOf(at=datetime(2018, 9, 26, tzinfo=UTC)))


def bare(path: Path, rows: list[list[Value]]) -> None:
    """Write the cells with the library's own quickest way, typed and bordered as ours."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    plain, day = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(place, column, value, day)
            elif isinstance(value, int | Decimal) and not isinstance(value, bool):
                page.write_number(place, column, value, plain)
            elif value is not None:
                page.write_string(place, column, str(value), plain)
    book.close()


def _records(chance: random.Random) -> Records:
    firms = tuple(_firm(chance, number) for number in range(ROWS))
    units = [f"第{number}镇经济发展办" for number in range(400)]
    return Records(
        enterprises=firms,
        assignments=tuple(_assignment(firm, chance.randrange(400), units) for firm in firms),
        profiles=tuple(
            Profile(id=f.id, enterprise_id=f.id, unit_id="", operating_state=chance.choice(list(OperatingState)))
            for f in firms
        ),
        figures=tuple(_figure(firm, indicator, chance) for firm in firms for indicator in _TOLD),
    )


_TOLD = (Indicator.REVENUE, Indicator.TAX, Indicator.EMPLOYEES)


def _firm(chance: random.Random, number: int) -> Enterprise:
    return Enterprise(
        id=f"e{number:05d}",
        name=f"河北恒通第{number}机械制造有限公司（示例）",
        credit_code=f"9113052{chance.randrange(10**11):011d}",
        classes=(chance.choice(list(ServiceClass)),),
        tier=chance.choice(list(Level)),
        legal_person=f"周{number % 997}",
        contact_name=f"李{number % 991}",
        contact_title="生产厂长",
        contact_phone=f"138{chance.randrange(10**8):08d}",
        registered_address=f"第{number % 400}镇工业路{number}号",
        business_address=f"第{number % 400}镇工业路{number}号院内",
        division_code=f"1305281{number % 400:05d}",
        division_name=f"第{number % 400}镇",
        industry="C38",
        registration_type="有限责任公司",
        size=chance.choice(list(Size)),
        is_above_scale=number % 3 == 0,
        products=f"电力电缆、控制电缆、第{number}号农机配件",
        founded_on=date(1990, 1, 1) + timedelta(days=chance.randrange(10_000)),
    )


def _assignment(firm: Enterprise, unit: int, units: list[str]) -> Assignment:
    return Assignment(
        id=firm.id,
        enterprise_id=firm.id,
        unit_id=str(unit),
        unit_name=units[unit],
        leader_name=f"张{unit}",
        leader_title="副县长",
        contact_name=f"王{unit}",
        contact_phone=f"139{unit:08d}",
    )


def _figure(firm: Enterprise, indicator: Indicator, chance: random.Random) -> Figure:
    return Figure(
        id=f"{firm.id}{indicator}",
        enterprise_id=firm.id,
        indicator=indicator,
        value=Decimal(chance.randrange(10**7)) / 100,
        unit="万元",
        period="2017",
        filled_by=FilledBy.DEPARTMENT,
        filled_on=TODAY,
    )
