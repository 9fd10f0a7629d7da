"""A roster tried without being applied, and one taken back: exactly what it did, and nothing that came after it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.vocabulary import Indicator, OperatingState
from sscs_desktop.exchange.outcome import Change, Outcome
from sscs_desktop.exchange.roster import FigureCell, RosterReading, RosterRow
from sscs_desktop.server import admin, imports
from sscs_desktop.server.roster import ImportReport, import_roster
from sscs_desktop.server.work import Row
from tests.server.people import COUNTY, FIRM, NORTH, OTHER_FIRM, SOUTH, Town, firm, typed

REVENUE = FigureCell(indicator=Indicator.REVENUE, value=Decimal("4820.5"), period="2017")


def apply(town: Town, *rows: RosterRow, is_dry: bool = False) -> ImportReport:
    reading = RosterReading(rows=rows, problems=(), sheets=())
    return import_roster(town.directory, reading, COUNTY, name="名单.xlsx", is_dry=is_dry)


def records(town: Town) -> dict[str, object]:
    """All that stands, as people see it."""
    kinds = ("enterprise", "assignment", "figure", "profile", "organisation", "visit")
    return {row.id: (row.data, row.scopes) for kind in kinds for row in standing(town, kind)}


def standing(town: Town, kind: str) -> list[Row]:
    return [row for row in town.rows(kind) if not row.deleted]


def test_a_dry_run_says_row_by_row_what_would_become_of_it_and_changes_nothing(small_town: Town) -> None:
    before, known = records(small_town), imports.listing(small_town.directory)
    report = apply(
        small_town,
        firm("新厂（示例）", "新设办", 2),
        firm(FIRM, NORTH, 3, legal_person="张三", figures=(REVENUE,)),
        firm(OTHER_FIRM, SOUTH, 4),
        firm("坏行（示例）", NORTH, 5, credit_code="123"),
        is_dry=True,
    )
    assert [line.outcome for line in report.lines] == [Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.REFUSED]
    assert report.lines[1].changes == (
        Change(label="法定代表人", old="", new="张三"),
        Change(label="2017 营业收入（万元）", old="", new="4820.5"),
    )
    assert report.lines[3].problems == {"统一社会信用代码": "credit_code_length"}
    assert report.import_id == ""
    assert records(small_town) == before
    assert imports.listing(small_town.directory) == known


def test_an_undo_takes_back_all_that_the_import_did_to_rows_nobody_touched(town: Town) -> None:
    before = records(town)
    done = apply(
        town,
        firm("新厂（示例）", "新设办", 2, figures=(REVENUE,), operating_state=OperatingState.PROFIT),
        firm(FIRM, SOUTH, 3, legal_person="张三", figures=(REVENUE,)),
    )
    assert records(town) != before
    kept, *_ = imports.listing(town.directory)
    assert (kept.id, kept.name, kept.undone_at) == (done.import_id, "名单.xlsx", None)
    undone = imports.undo(town.directory, done.import_id)
    assert records(town) == before
    assert (undone.stayed, kept.rows) == ((), undone.removed + undone.restored)
    assert undone.removed == 6, "the firm with its assignment, figure and profile; the unit; the other firm's figure"
    with pytest.raises(Refused, match="already_undone"):
        imports.undo(town.directory, done.import_id)


def test_desks_follow_an_undo(small_town: Town) -> None:
    desk = small_town.desk("wang")
    done = apply(small_town, firm("新厂（示例）", NORTH, 2))
    desk.pull()
    subject = small_town.id_of("新厂（示例）")
    assert subject in desk.held
    imports.undo(small_town.directory, done.import_id)
    desk.pull()
    assert subject not in desk.held


def test_a_firm_that_was_visited_since_stays_with_its_unit_and_is_said(small_town: Town) -> None:
    done = apply(small_town, firm("新厂（示例）", NORTH, 2), firm("冷厂（示例）", NORTH, 3))
    desk = small_town.desk("wang")
    visit = desk.visit(small_town.id_of("新厂（示例）"))
    assert desk.push(visit)[0].result == "ok"
    undone = imports.undo(small_town.directory, done.import_id)
    assert undone.stayed == (("新厂（示例）", "in_use"),)
    desk.pull()
    assert {small_town.id_of("新厂（示例）"), visit.id} <= set(desk.held), "it is still served"
    assert "冷厂（示例）" not in {row.data["name"] for row in standing(small_town, "enterprise")}


def test_a_field_that_was_changed_again_since_keeps_its_newer_value(small_town: Town) -> None:
    first = apply(small_town, firm(FIRM, NORTH, 2, legal_person="张三", products="电缆"))
    apply(small_town, firm(FIRM, NORTH, 2, legal_person="李四"))
    undone = imports.undo(small_town.directory, first.import_id)
    data = small_town.row(small_town.id_of(FIRM)).data
    assert (data["legal_person"], data["products"]) == ("李四", "")
    assert (undone.stayed, undone.restored) == (((FIRM, "changed"),), 1)


def test_a_firm_of_which_anything_was_written_since_stays_whole(small_town: Town) -> None:
    done = apply(small_town, firm("新厂（示例）", NORTH, 2), firm("冷厂（示例）", NORTH, 3))
    apply(small_town, firm("新厂（示例）", NORTH, 2, legal_person="李四"))
    before = records(small_town)
    assert imports.undo(small_town.directory, done.import_id).stayed == (("新厂（示例）", "changed"),)
    subject = small_town.id_of("新厂（示例）")
    assert records(small_town)[subject] == before[subject]
    assert [row.parent for row in standing(small_town, "assignment") if row.parent == subject] == [subject]


def test_a_figure_that_a_unit_wrote_over_since_stays(small_town: Town) -> None:
    done = apply(small_town, firm(FIRM, NORTH, 2, figures=(REVENUE,)))
    desk = small_town.desk("wang")
    (given,) = standing(small_town, "figure")
    group = {name: (given.data or {})[name] for name in ("unit", "period", "filled_by_name", "filled_on")}
    assert desk.push(desk.edit(desk.held[given.id], value="5100", filled_by="enterprise", **group))[0].result == "ok"
    undone = imports.undo(small_town.directory, done.import_id)
    assert (undone.removed, undone.stayed) == (0, ((FIRM, "changed"),))
    assert [figure.data["value"] for figure in standing(small_town, "figure")] == ["5100"]


def test_a_unit_that_somebody_renamed_or_gave_a_firm_since_stays(small_town: Town) -> None:
    done = apply(small_town, firm("新厂（示例）", "新设办", 2), firm("冷厂（示例）", "另设办", 3))
    apply(small_town, firm(FIRM, "新设办", 2))
    other = next(typed(row) for row in small_town.rows("organisation") if row.data["name"] == "另设办")
    admin.import_organisations(small_town.directory, [replace(other, name="改名办")])
    assert imports.undo(small_town.directory, done.import_id).stayed == (("改名办", "changed"), ("新设办", "in_use"))


def test_a_unit_that_has_people_since_stays(small_town: Town) -> None:
    done = apply(small_town, firm("新厂（示例）", "新设办", 2))
    unit = next(row.id for row in small_town.rows("organisation") if row.data["name"] == "新设办")
    admin.add_account(small_town.directory, "sun", "孙立军", role="cadre", unit_id=unit)
    assert imports.undo(small_town.directory, done.import_id).stayed == (("新设办", "in_use"),)


def test_what_an_undo_took_back_can_be_imported_again(small_town: Town) -> None:
    row = firm(FIRM, NORTH, 2, figures=(REVENUE,), legal_person="张三")
    done = apply(small_town, row, firm("新厂（示例）", NORTH, 3))
    whole = _named(small_town)
    imports.undo(small_town.directory, done.import_id)
    again = apply(small_town, row, firm("新厂（示例）", NORTH, 3))
    assert (again.new, again.changed) == (1, 1)
    assert {n: replace_id(d) for n, d in _named(small_town).items()} == {n: replace_id(d) for n, d in whole.items()}
    assert [figure.data["value"] for figure in standing(small_town, "figure")] == ["4820.5"]


def test_an_import_that_changed_nothing_leaves_nothing_to_undo(small_town: Town) -> None:
    assert apply(small_town, firm(FIRM, NORTH, 2)).import_id == ""
    with pytest.raises(Refused, match="no_such_import"):
        imports.undo(small_town.directory, "")


def test_two_rows_of_one_firm_that_disagree_change_nothing_when_they_come_again(small_town: Town) -> None:
    later = FigureCell(indicator=Indicator.REVENUE, value=Decimal("5000"), period="2017")
    rows = (firm(FIRM, NORTH, 2, figures=(REVENUE,)), firm(FIRM, NORTH, 3, figures=(later,)))
    assert apply(small_town, *rows).changed == 1
    assert [figure.data["value"] for figure in standing(small_town, "figure")] == ["5000"]
    again = apply(small_town, *rows)
    assert (again.unchanged, again.import_id) == (1, "")


def test_the_same_row_in_other_words_counts_once(small_town: Town) -> None:
    row = firm(FIRM, NORTH, 2)
    report = apply(small_town, row, replace(row, row=3))
    assert (report.unchanged, len(report.lines)) == (1, 2)


def _named(town: Town) -> dict[str, dict[str, object]]:
    return {row.data["name"]: dict(row.data) for row in standing(town, "enterprise")}


def replace_id(data: dict[str, object]) -> dict[str, object]:
    return {**data, "id": ""}
