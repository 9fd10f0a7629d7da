"""Ledgers in our own columns and in other offices': what goes out comes in again."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sscs_desktop.base import paths
from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.domain.enterprise import UNITS, Enterprise, Figure, Profile
from sscs_desktop.domain.holdings import Records
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import FilledBy, IssueState
from sscs_desktop.exchange import column_templates, ledger_table
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.exchange.roster_rows import EnterpriseRow, ProjectRow, RosterRow
from sscs_desktop.exchange.sample import write_sample_roster
from sscs_desktop.exchange.tables import write_sheet
from sscs_desktop.ui.messages import sentence
from tests.domain.test_ledger import ISSUE, RECORDS, SEPTEMBER, SOLVED, TODAY, WORKDAYS

AS_OF = AsOf(at=datetime(2018, 9, 26, 9, tzinfo=UTC), seq=12)
WHERE = {"sheet": "", "row": 0}


class Stop(Exception):
    """Cancel was pressed."""


def written(path: Path, kind: LedgerKind, records: Records = RECORDS, template: Template | None = None) -> Path:
    entries = ledgers.entries(kind, records, SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    form = template or column_templates.own(kind, entries)
    return ledger_table.write(
        path, Ledger(template=form, entries=entries, about="甲镇", as_of=AS_OF, shows_phones=True)
    )


def cells(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


def held(rows: tuple[RosterRow, ...]) -> Records:
    """Return the records a roster's rows became."""
    firms, projects, assignments, profiles, figures = [], [], [], [], []
    for row in rows:
        id = f"{row.sheet}-{row.row}"
        cls = Enterprise if isinstance(row, EnterpriseRow) else Project
        same = {f.name: getattr(row, f.name) for f in fields(cls) if f.name != "id" and hasattr(row, f.name)}
        given = row.assignment
        kept = Assignment(
            id=id, unit_id=given.unit_name, unit_name=given.unit_name, leader_name=given.leader_name,
            leader_title=given.leader_title, contact_name=given.worker_name, contact_phone=given.worker_phone,
        )  # fmt: skip
        if isinstance(row, ProjectRow):
            projects.append(Project(id=id, **same))
            assignments.append(replace(kept, project_id=id))
            continue
        firms.append(Enterprise(id=id, **same))
        assignments.append(replace(kept, enterprise_id=id))
        profiles.append(Profile(id=id, enterprise_id=id, unit_id=given.unit_name, operating_state=row.operating_state))
        figures += [
            Figure(
                id=f"{id}{f.indicator}", enterprise_id=id, indicator=f.indicator, value=f.value, period=f.period,
                unit=UNITS[f.indicator], filled_by=FilledBy.DEPARTMENT, filled_on=TODAY,
            )
            for f in row.figures
        ]  # fmt: skip
    return Records(
        enterprises=tuple(firms), projects=tuple(projects), assignments=tuple(assignments),
        profiles=tuple(profiles), figures=tuple(figures),
    )  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("kind", [LedgerKind.ENTERPRISE, LedgerKind.PROJECT])
def test_a_ledger_read_back_as_a_roster_changes_nothing(tmp_path: Path, kind: LedgerKind, suffix: str) -> None:
    rows = read_roster(write_sample_roster(tmp_path / "名单.xlsx")).rows
    before = [r for r in rows if isinstance(r, EnterpriseRow) is (kind is LedgerKind.ENTERPRISE)]
    again = read_roster(written(tmp_path / f"台账{suffix}", kind, held(rows)))
    assert again.problems == ()
    assert [replace(row, **WHERE) for row in again.rows] == [replace(row, **WHERE) for row in before]
    assert len(before) > 5


@pytest.mark.parametrize("kind", list(LedgerKind))
def test_every_ledger_has_its_lines_in_typed_cells_under_a_mark(tmp_path: Path, kind: LedgerKind) -> None:
    title, mark, headings, *rows = cells(written(tmp_path / "台账.xlsx", kind))
    assert title[0] == f"甲镇{kind.label}"
    assert mark[0] == AS_OF.words
    units = [row for row in rows if row[1] != "合计"]
    assert [row[0] for row in units] == list(range(1, len(units) + 1)) and units
    assert {row[0] for row in rows[len(units) :]} == ({""} if kind in ledgers.FIGURES else set())
    assert len(set(headings)) == len(headings)


def test_days_amounts_and_rates_are_numbers_and_codes_are_text(tmp_path: Path) -> None:
    _, _, headings, first, *_ = cells(written(tmp_path / "a.xlsx", LedgerKind.MONTH))
    said = dict(zip(headings, first, strict=True))
    assert (said["责任单位"], said["走访次数"], said["平均办理工作日"]) == ("甲镇", 2.0, 7.0)
    assert said["走访覆盖率"] == 0.333
    _, _, headings, first, *_ = cells(written(tmp_path / "b.xlsx", LedgerKind.ISSUE))
    said = dict(zip(headings, first, strict=True))
    assert (said["提出日期"], said["问题编号"], said["状态"]) == (date(2018, 9, 3), "1", "办理中")


def test_the_day_an_issue_was_settled_stands_only_where_it_is_settled(tmp_path: Path) -> None:
    answered = replace(ISSUE, id="a", number="2", state=IssueState.ANSWERED, answered_at=AS_OF.at)
    spot = replace(ISSUE, id="s", number="3", state=IssueState.ON_SPOT)
    records = replace(RECORDS, issues=(answered, spot, replace(SOLVED, number="4")))
    form = column_templates.find("问题销号表", LedgerKind.ISSUE, tmp_path)
    _, _, heads, *rows = cells(written(tmp_path / "a.xlsx", LedgerKind.ISSUE, records, form))
    at = heads.index("是否办结"), heads.index("办结时间")
    assert [[row[place] for place in at] for row in sorted(rows, key=lambda row: str(row[1]))] == [
        ["否", ""], ["是", date(2018, 9, 3)], ["是", date(2018, 9, 12)],
    ]  # fmt: skip


def test_phones_are_masked_unless_asked_for(tmp_path: Path) -> None:
    firm = Enterprise(id="e", name="甲厂", contact_phone="13800138000")
    entries = ledgers.entries(
        LedgerKind.ENTERPRISE, Records(enterprises=(firm,)), SEPTEMBER, today=TODAY, workdays=WORKDAYS
    )
    form = column_templates.own(LedgerKind.ENTERPRISE)
    masked = Ledger(template=form, entries=entries, about="", as_of=AS_OF)
    for is_open, phone in ((False, "138****8000"), (True, "13800138000")):
        sheet = ledger_table.sheet_of(replace(masked, shows_phones=is_open))
        assert phone in next(iter(sheet.rows))


def test_a_csv_has_headings_and_lines_alone(tmp_path: Path) -> None:
    text = written(tmp_path / "a.csv", LedgerKind.VISIT).read_text("utf-8-sig")
    head, *rows = csv.reader(text.splitlines())
    assert head[:3] == ["序号", "走访日期", "企业或项目名称"]
    assert [row[:3] for row in rows] == [["1", "2018-09-03", "甲厂"], ["2", "2018-09-03", "甲厂"]]
    with pytest.raises(Refused, match="bad_suffix"):
        written(tmp_path / "a.pdf", LedgerKind.VISIT)


@pytest.mark.parametrize("kind", sorted(ledgers.FIGURES))
def test_figures_in_a_csv_bear_their_mark_and_rates_their_printed_digits(tmp_path: Path, kind: LedgerKind) -> None:
    head, *rows = csv.reader(written(tmp_path / "a.csv", kind).read_text("utf-8-sig").splitlines())
    assert head[-1] == "数据截至" and {row[-1] for row in rows} == {AS_OF.words}
    heading, rate = ("走访覆盖率", "0.333") if kind is LedgerKind.MONTH else ("采集率", "0.5")
    assert rows[0][head.index(heading)] == rate


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_making_a_table_tells_how_far_it_is_and_what_stops_it_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    entries = ledgers.entries(LedgerKind.VISIT, RECORDS, SEPTEMBER, today=TODAY, workdays=WORKDAYS) * 300
    form = column_templates.own(LedgerKind.VISIT)
    ledger = Ledger(template=form, entries=entries, about="甲镇", as_of=AS_OF)
    told: list[float] = []
    ledger_table.write(tmp_path / f"a{suffix}", ledger, lambda done, all: told.append(done / all))
    assert len(set(told)) > 1 and told == sorted(told) and told[-1] <= 1

    def stop(done: int, _all: int) -> None:
        if done:
            raise Stop

    with pytest.raises(Stop):
        ledger_table.write(tmp_path / f"b{suffix}", ledger, stop)
    assert [file.name for file in tmp_path.iterdir()] == [f"a{suffix}"]


SHIPPED = sorted(paths.resources("templates", "columns").glob("*.json"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_form_fills_its_columns(tmp_path: Path, file: Path) -> None:
    form = column_templates.read(file)
    title, _, headings, *rows = cells(written(tmp_path / "a.xlsx", form.kind, template=form))
    assert title[0] == form.title and headings == [column.heading for column in form.columns] and rows
    assert form in column_templates.offered(form.kind, tmp_path)


def test_a_form_is_learned_from_the_head_row_of_an_empty_table(tmp_path: Path) -> None:
    headings = ["序号", "单位名称", "社会信用代码", "企业满意程度", "2017年主营业务收入（亿元）", "责任领导"]
    form = column_templates.learn(write_sheet(tmp_path / "县府办.xlsx", "某某表", headings, []), LedgerKind.ENTERPRISE)
    assert (form.name, form.title) == ("县府办", "某某表")
    assert [c.field for c in form.columns] == ["index", "name", "credit_code", "", "figure:revenue", "leader_name"]
    assert column_templates.blanks(form) == ("企业满意程度",)
    records = held(read_roster(write_sample_roster(tmp_path / "名单.xlsx")).rows)
    title, head, first, *_ = cells(written(tmp_path / "a.xlsx", form.kind, records, form))
    assert (title[0], head) == ("某某表", headings)
    revenue = next(f.value for f in records.figures if f.enterprise_id == records.enterprises[0].id)
    assert first[4] == float(revenue / 10000)


def test_a_table_that_we_know_one_column_of_is_learned_too(tmp_path: Path) -> None:
    form = column_templates.learn(
        write_sheet(tmp_path / "a.xlsx", "题", ["次序", "帮扶企业", "评分"], []), LedgerKind.ENTERPRISE
    )
    assert [column.field for column in form.columns] == ["", "name", ""]
    assert form.table is not None
    assert (form.table.first_head, form.table.last_head, form.table.places) == (2, 2, (0, 1, 2))


def test_a_form_kept_is_offered_the_next_time_just_as_it_was(tmp_path: Path) -> None:
    headings = ["序号", "问题", "提出时间", "承办单位", "领导批示"]
    file = write_sheet(tmp_path / "表.xlsx", "题", ["企业名称", *headings], [])
    form = replace(column_templates.learn(file, LedgerKind.ISSUE), name="县委办/问题表")
    kept = column_templates.keep(form, tmp_path / "forms")
    assert replace(kept, table=form.table) == form
    assert kept in column_templates.offered(LedgerKind.ISSUE, tmp_path / "forms")
    assert kept not in column_templates.offered(LedgerKind.VISIT, tmp_path / "forms")
    assert column_templates.keep(form, tmp_path / "forms") == kept
    assert len(list((tmp_path / "forms").iterdir())) == 2, "what stands in which column, and the table itself"


@pytest.mark.parametrize("text", ["", "{}", '{"name":"a","kind":"issue","columns":["企业名称"]}'])
def test_a_file_that_is_no_form_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Unreadable, match="bad_template"):
        column_templates.read(file)


def form_of(folder: Path, **column: object) -> Path:
    """Return the file of a form of one column, as a person's editor writes it on Windows."""
    file = folder / "手写.json"
    about = {"name": "手写", "kind": "project", "columns": [{"heading": "总投资", "field": "total_wan", **column}]}
    file.write_text(json.dumps(about), "utf-8-sig")
    return file


def test_a_form_written_by_hand_is_read_with_its_units_and_periods(tmp_path: Path) -> None:
    (column,) = column_templates.read(form_of(tmp_path, factor=0.0001, period="2018年1—9月")).columns
    assert (column.factor, column.period) == (Decimal("0.0001"), "2018年1-9月")


@pytest.mark.parametrize(
    "wrong", [{"heading": 5}, {"text": None}, {"factor": 0}, {"factor": "NaN"}, {"factor": "Infinity"}, {"width": 9}]
)
def test_what_a_hand_has_miswritten_in_a_form_is_no_crash_when_it_is_filled(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(Unreadable, match="bad_template"):
        column_templates.read(form_of(tmp_path, **wrong))


def test_a_field_that_no_ledger_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        column_templates.read(form_of(tmp_path, field="totl"))
    assert "totl" in sentence(raised.value)


def test_a_damaged_form_is_not_offered_and_keeps_no_other_from_being_so(tmp_path: Path) -> None:
    shipped = column_templates.offered(LedgerKind.ISSUE, tmp_path)
    (tmp_path / "坏.json").write_text("{", "utf-8")
    assert column_templates.offered(LedgerKind.ISSUE, tmp_path) == shipped != ()


def test_a_table_whose_headings_mean_nothing_teaches_no_form(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="template_no_headings"):
        column_templates.learn(write_sheet(tmp_path / "a.xlsx", "题", ["甲", "乙"], []), LedgerKind.VISIT)


def test_masked_phones_read_back_take_no_phone_away(tmp_path: Path) -> None:
    firm = Enterprise(id="e", name="甲厂", contact_phone="13800138000")
    records = Records(enterprises=(firm,))
    entries = ledgers.entries(LedgerKind.ENTERPRISE, records, SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    form = column_templates.own(LedgerKind.ENTERPRISE)
    file = ledger_table.write(tmp_path / "a.xlsx", Ledger(template=form, entries=entries, about="", as_of=AS_OF))
    reading = read_roster(file)
    assert [row.contact_phone for row in reading.enterprises] == [""] and reading.problems == ()
