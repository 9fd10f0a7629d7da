"""A roster at the directory: new rows, changes by natural key, refused rows, and nobody's own work overwritten."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.enterprise import figure_id, profile_id
from sscs_desktop.domain.organisation import Organisation
from sscs_desktop.domain.vocabulary import (
    FilledBy,
    Indicator,
    Level,
    OperatingState,
    OrganisationKind,
    ServiceClass,
    Stage,
)
from sscs_desktop.exchange.roster import FigureCell, ProjectRow, RosterReading, RosterRow, read_roster
from sscs_desktop.exchange.sample import write_sample_roster
from sscs_desktop.server import admin, imports
from sscs_desktop.server.roster import ImportReport, import_roster
from sscs_desktop.wire.kinds import KINDS
from tests.server.people import COUNTY, FIRM, NORTH, SOUTH, Town, firm, parsed
from tests.server.test_kept_once import figure, profile

CODE = "911300842185946850"


def apply(town: Town, *rows: RosterRow) -> ImportReport:
    return import_roster(town.directory, RosterReading(rows=rows, problems=(), sheets=()), COUNTY)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, len(report.refused)


def test_a_real_spreadsheet_is_imported_and_the_second_time_changes_nothing(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    write_sample_roster(path, 7)
    reading = read_roster(path)
    first = import_roster(town.directory, reading, COUNTY)
    assert first.new == len({(type(r), r.name) for r in reading.rows})
    assert first.refused == ()
    assert len(town.rows("project")) == len(reading.projects)
    again = import_roster(town.directory, reading, COUNTY)
    assert counts(again) == (0, 0, first.new, 0)
    assert again.units_added == ()


def test_a_desk_receives_what_the_roster_gave_its_unit(small_town: Town) -> None:
    desk = small_town.desk("wang")
    report = apply(small_town, firm("新厂（示例）", NORTH, 4), firm("南厂（示例）", SOUTH, 5))
    assert counts(report) == (2, 0, 0, 0)
    names = {(e.data or {}).get("name") for e in desk.pull() if e.kind == "enterprise"}
    assert names == {"新厂（示例）"}


def test_a_township_is_named_with_its_county_because_names_repeat(small_town: Town) -> None:
    bare = firm("新厂（示例）", NORTH, 4, division_code="130528103000", division_name="大陆村镇")
    whole = firm("南厂（示例）", SOUTH, 5, division_code="", division_name="宁晋县凤凰镇")
    other = firm("邻厂（示例）", SOUTH, 6, division_code="130524000000", division_name="柏乡镇")
    apply(small_town, bare, whole, other)
    names = {row.data["name"]: row.data["division_name"] for row in small_town.rows("enterprise")}
    assert names["新厂（示例）"] == "宁晋县大陆村镇"
    assert names["南厂（示例）"] == "宁晋县凤凰镇"
    assert names["邻厂（示例）"] == "柏乡县柏乡镇"


def test_changes_find_their_enterprise_by_code_and_by_name_and_place(small_town: Town) -> None:
    subject = small_town.id_of(FIRM)
    assert counts(apply(small_town, firm(FIRM, NORTH, 2, legal_person="张三", credit_code=CODE))) == (0, 1, 0, 0)
    renamed = firm("改名后的公司（示例）", NORTH, 2, credit_code=CODE)
    assert counts(apply(small_town, renamed)) == (0, 1, 0, 0)
    data = small_town.row(subject).data
    assert (data["name"], data["legal_person"]) == ("改名后的公司（示例）", "张三"), "an empty cell erases nothing"
    namesake = firm("改名后的公司（示例）", NORTH, 3, credit_code="9152000071430580XT")
    assert counts(apply(small_town, namesake)) == (1, 0, 0, 0)


def test_a_name_is_compared_as_people_read_it_and_a_place_only_where_both_say_one(small_town: Town) -> None:
    apply(small_town, firm("宏远电缆（示例）", NORTH, 2, division_name="大陆村镇"))
    for name, code, township in (
        ("宏远电缆(示例)", "130528107000", "大陆村镇"),
        ("宏远 电缆（示例）", "130528107000", ""),
        ("宏远电缆（示例）", "", "大陆村镇"),
        ("宏远电缆（示例）", "130528000000", ""),
    ):
        report = apply(small_town, firm(name, NORTH, 2, division_code=code, division_name=township))
        assert counts(report) == (0, 0, 1, 0), (name, code, township)
    for code, township in (("130528100000", "凤凰镇"), ("130524000000", ""), ("", "河渠镇")):
        report = apply(small_town, firm("宏远电缆（示例）", NORTH, 2, division_code=code, division_name=township))
        assert report.new == 1, (code, township)


def test_a_row_that_may_mean_either_of_two_namesakes_is_refused_and_says_so(small_town: Town) -> None:
    apply(small_town, *(firm("同名（示例）", NORTH, n, division_code=f"13052810{n}000") for n in (3, 5)))
    report = apply(small_town, firm("同名（示例）", NORTH, 2, division_code=""))
    assert counts(report) == (0, 0, 0, 1)
    assert report.refused[0].problems == {"企业名称": "several_here"}
    assert counts(apply(small_town, firm("同名（示例）", SOUTH, 2, division_code="130528103000"))) == (0, 1, 0, 0)


def test_an_odd_phone_takes_no_good_ones_place(small_town: Town) -> None:
    for phone, stands in (("办公室5812366", "办公室5812366"), ("13800138000", "13800138000"), ("5812", "13800138000")):
        apply(small_town, firm(FIRM, NORTH, 2, contact_phone=phone))
        assert small_town.row(small_town.id_of(FIRM)).data["contact_phone"] == stands


def test_another_unit_in_the_roster_moves_the_enterprise(town: Town) -> None:
    old, new = town.desk("wang"), town.desk("zhao")
    visit = old.visit(town.id_of(FIRM))
    old.push(visit)
    old.pull()
    assert counts(apply(town, firm(FIRM, SOUTH, 2))) == (0, 1, 0, 0)
    old.pull()
    new.pull()
    assert town.id_of(FIRM) not in old.held
    assert {town.id_of(FIRM), visit.id} <= set(new.held)


def test_an_enterprise_in_two_classes_belongs_to_two_units(small_town: Town) -> None:
    rows = (
        firm("双料（示例）", NORTH, 2),
        firm("双料（示例）", SOUTH, 3, classes=(ServiceClass.TECHNOLOGY,)),
    )
    assert counts(apply(small_town, *rows)) == (1, 0, 0, 0)
    subject = small_town.id_of("双料（示例）")
    assert small_town.row(subject).data["classes"] == ["IND", "TEC"]
    for login in ("wang", "zhao"):
        desk = small_town.desk(login)
        assert desk.push(desk.visit(subject))[0].result == "ok"
    assert counts(apply(small_town, *rows)) == (0, 0, 1, 0)


def test_a_bad_row_is_reported_and_loses_nobody_else(small_town: Town) -> None:
    bad = firm("坏行（示例）", NORTH, 9, credit_code="123")
    report = apply(small_town, bad, firm("好行（示例）", NORTH, 10))
    assert counts(report) == (1, 0, 0, 1)
    assert (report.refused[0].row, set(report.refused[0].problems)) == (9, {"统一社会信用代码"})


def test_a_row_without_a_unit_waits_at_the_office(small_town: Town) -> None:
    row = firm("无主（示例）", "", 6)
    report = apply(small_town, row)
    assert (report.without_unit, report.units_added) == ((("企业", 6),), ())
    office, desk = small_town.desk("office"), small_town.desk("wang")
    subject = small_town.id_of("无主（示例）")
    assert subject in office.held
    assert subject not in desk.held
    assert counts(apply(small_town, replace(row, assignment=firm("x", NORTH, 1).assignment))) == (0, 1, 0, 0)
    desk.pull()
    assert subject in desk.held


def test_figures_follow_the_roster_until_the_unit_writes_its_own(town: Town) -> None:
    def revenue(value: str) -> ImportReport:
        cell = FigureCell(indicator=Indicator.REVENUE, value=Decimal(value), period="2017")
        return apply(town, firm(FIRM, NORTH, 2, figures=(cell,), operating_state=OperatingState.PROFIT))

    revenue("4820.5")
    revenue("5000")
    (figure,) = town.rows("figure")
    assert figure.data["value"] == "5000"
    assert [row.data["operating_state"] for row in town.rows("profile")] == ["profit"]
    desk = town.desk("wang")
    shown = desk.held[figure.id]
    group = {k: (shown.data or {})[k] for k in ("unit", "period", "filled_by_name", "filled_on")}
    edit = desk.edit(shown, value="5100", filled_by="enterprise", **group)
    assert desk.push(edit)[0].result == "ok"
    assert counts(revenue("6000")) == (0, 0, 1, 0)
    assert town.row(figure.id).data["value"] == "5100"


def test_what_hangs_on_a_new_firm_bears_the_names_and_ids_that_desks_give_it_too(small_town: Town) -> None:
    cell = FigureCell(indicator=Indicator.REVENUE, value=Decimal("4820.5"), period="2017")
    apply(small_town, firm("新厂（示例）", NORTH, 2, figures=(cell,), operating_state=OperatingState.PROFIT))
    unit, subject = small_town.id_of(NORTH), small_town.id_of("新厂（示例）")
    (note,), (given,) = small_town.rows("profile"), small_town.rows("figure")
    assert (note.id, given.id) == (
        profile_id(unit, subject),
        figure_id(subject, Indicator.REVENUE, "2017", FilledBy.DEPARTMENT),
    )
    (served,) = (row for row in small_town.rows("assignment") if row.parent == subject)
    names = (
        "enterprise_id",
        "project_id",
        "unit_id",
        "unit_name",
        "leader_name",
        "leader_title",
        "contact_name",
        "service_class",
    )
    assert [served.data[name] for name in names] == [subject, None, unit, NORTH, "张副县长", "副县长", "王建国", "IND"]


def test_a_figure_without_a_year_is_last_years(small_town: Town) -> None:
    apply(small_town, firm(FIRM, NORTH, 2, figures=(FigureCell(indicator=Indicator.TAX, value=Decimal(80)),)))
    assert [row.data["period"] for row in small_town.rows("figure")] == ["2017"]


def test_a_change_is_told_as_it_was_and_as_it_will_be(small_town: Town) -> None:
    cells = [FigureCell(indicator=Indicator.TAX, value=Decimal(value), period="2017") for value in ("80", "95")]
    apply(small_town, firm(FIRM, NORTH, 2, figures=cells[:1]))
    report = apply(small_town, firm(FIRM, SOUTH, 2, figures=cells[1:]))
    assert [(each.label, each.old, each.new) for each in report.lines[0].changes] == [
        ("责任单位", NORTH, SOUTH),
        ("2017 缴纳税金（万元）", "80", "95"),
    ]
    report = apply(small_town, firm(FIRM, NORTH, 2, classes=(ServiceClass.TECHNOLOGY,)))
    assert [(each.label, each.old, each.new) for each in report.lines[0].changes] == [
        ("帮扶类别", "工业", "工业、科技型"),
        ("责任单位", "", NORTH),
    ]


def test_a_countys_units_are_added_under_its_own_office(small_town: Town) -> None:
    office = admin.add_county(small_town.directory, Divisions.from_dict(parsed("divisions", "hebei.json")), "130524")
    bureau = Organisation(
        id="0", name="柏乡县发改局", kind=OrganisationKind.DEPARTMENT, level=Level.COUNTY, division_code="130524000000"
    )
    admin.import_organisations(small_town.directory, [bureau])
    row = firm("柏乡厂（示例）", "柏乡镇经发办", 2, division_code="130524000000")
    reading = RosterReading(rows=(row, replace(row, row=3)), problems=(), sheets=())
    assert import_roster(small_town.directory, reading, "130524000000").units_added == ("柏乡镇经发办",)
    assert import_roster(small_town.directory, reading, "130524000000").units_added == ()
    added = small_town.row(small_town.id_of("柏乡镇经发办")).data
    assert (added["parent_id"], added["division_code"], added["level"]) == (office, "130524000000", "township")


def test_an_emptied_figure_or_note_says_nothing_against_a_roster(small_town: Town) -> None:
    desk, firm_id = small_town.desk("wang"), small_town.id_of(FIRM)
    typed, noted = figure(desk, firm_id, 172, "2017"), profile(desk, firm_id, remark="记一笔")
    desk.push(typed, noted)
    desk.pull()
    emptied = {**typed.fields, "value": None, "filled_on": "2018-09-27"}
    group = {name: emptied[name] for name in KINDS["figure"].groups[0]}
    answers = desk.push(desk.edit(desk.held[typed.id], **group), desk.edit(desk.held[noted.id], remark=""))
    assert [(answer.result, answer.code) for answer in answers] == [("ok", "")] * 2
    cell = FigureCell(indicator=Indicator.TAX, value=Decimal("181"), period="2017")
    row = firm(FIRM, NORTH, 2, figures=(cell,), operating_state=OperatingState.PROFIT)
    report = apply(small_town, row)
    assert {(each.label, each.old, each.new) for each in report.lines[0].changes} == {
        ("2017 缴纳税金（万元）", "", "181"),
        ("经营状态", "", "盈利"),
    }
    assert small_town.row(typed.id).data["value"] is None, "what a unit emptied is its own to fill in again"
    (given,) = [each for each in small_town.rows("figure") if each.id != typed.id]
    assert (given.data["value"], given.data["filled_by"]) == ("181", "department")
    assert small_town.row(noted.id).data["operating_state"] == "profit"
    assert counts(apply(small_town, row)) == (0, 0, 1, 0)
    desk.pull()
    assert desk.push(desk.edit(desk.held[given.id], **group))[0].result == "ok"
    again = apply(small_town, row)
    assert (again.changed, small_town.row(given.id).data["value"]) == (1, "181")
    imports.undo(small_town.directory, again.import_id)
    assert small_town.row(given.id).data["value"] is None
    desk.pull()
    assert desk.push(desk.edit(desk.held[typed.id], **{**group, "value": "175"}))[0].result == "ok"
    assert counts(apply(small_town, row)) == (0, 0, 1, 0), "a unit's own word stands beside what was emptied"


def test_projects_are_known_by_code_else_by_name_and_builder(small_town: Town) -> None:
    cells = firm("x", NORTH, 1).assignment
    row = ProjectRow(
        sheet="项目",
        row=2,
        name="电缆扩建",
        builder="宏远",
        stage=Stage.BUILD,
        total_wan=Decimal("12000"),
        assignment=cells,
    )
    assert counts(apply(small_town, row)) == (1, 0, 0, 0)
    assert counts(apply(small_town, replace(row, project_code="2018-130528-38"))) == (0, 1, 0, 0)
    assert counts(apply(small_town, replace(row, name="改名", project_code="2018-130528-38"))) == (0, 1, 0, 0)
    assert len(small_town.rows("project")) == 1


def test_another_township_of_the_county_is_news_and_the_county_alone_is_none(small_town: Town) -> None:
    for code, stands in (
        ("130528107000", "130528107000"),
        ("130528103000", "130528103000"),
        ("130528000000", "130528103000"),
    ):
        apply(small_town, firm(FIRM, NORTH, 2, credit_code=CODE, division_code=code))
        assert small_town.row(small_town.id_of(FIRM)).data["division_code"] == stands


def test_a_project_without_a_stage_is_at_its_beginning(small_town: Town) -> None:
    apply(small_town, ProjectRow(sheet="项目", row=2, name="电缆扩建", assignment=firm("x", NORTH, 1).assignment))
    assert [row.data["stage"] for row in small_town.rows("project")] == [Stage.PREPARE.value]


def test_an_enterprise_that_moves_takes_no_visit_from_who_paid_it(small_town: Town) -> None:
    desk = small_town.desk("wang")
    visit = desk.visit(small_town.id_of(FIRM))
    desk.push(visit)
    apply(small_town, firm(FIRM, SOUTH, 2, classes=()))
    assert small_town.row(visit.id).data["unit_name"] == NORTH
    (served,) = (row for row in small_town.rows("assignment") if row.parent == small_town.id_of(FIRM))
    assert served.data["unit_name"] == SOUTH


def test_a_county_without_an_office_is_refused(small_town: Town) -> None:
    reading = RosterReading(rows=(firm(new_id(), NORTH, 2),), problems=(), sheets=())
    try:
        import_roster(small_town.directory, reading, "130102")
    except Refused as refusal:
        assert refusal.code == "no_county_office"
    else:
        raise AssertionError("imported into a county that is not there")
