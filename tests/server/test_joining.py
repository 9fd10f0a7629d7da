"""A visit filed on the wrong enterprise, and two rows of one enterprise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.enterprise import Profile, profile_id
from sscs_desktop.exchange.roster import RosterReading
from sscs_desktop.server import admin
from sscs_desktop.server.roster import import_roster
from sscs_desktop.wire.kinds import KINDS
from tests.server.at_once import beside
from tests.server.people import COUNTY, FIRM, NORTH, OTHER_FIRM, SOUTH, Town, firm
from tests.server.test_kept_once import figure, profile


def at_one_unit(town: Town) -> tuple[str, str]:
    """Both enterprises in the north; return the one that stays and its double."""
    keep, double = town.id_of(FIRM), town.id_of(OTHER_FIRM)
    admin.reassign(town.directory, double, town.id_of(NORTH))
    return keep, double


def test_a_visit_goes_to_the_right_enterprise_with_its_issues_and_leaves_the_wrong_one(town: Town) -> None:
    wrong, right = town.id_of(FIRM), town.id_of(OTHER_FIRM)
    wang, zhao = town.desk("wang"), town.desk("zhao")
    visit = wang.visit(wrong)
    issue, other = wang.issue(wrong, visit_id=visit.id), wang.issue(wrong)
    wang.push(visit, issue, other)
    wang.pull()
    admin.move_visit(town.directory, visit.id, right)
    for row_id in (visit.id, issue.id):
        row = town.row(row_id)
        assert (row.parent, row.data["enterprise_id"]) == (right, right)
    assert town.row(other.id).parent == wrong
    assert [e.id for e in zhao.pull() if e.what == "put" and e.kind in ("enterprise", "visit", "issue")] == [
        right,
        visit.id,
        issue.id,
    ]
    left = {e.id for e in wang.pull() if e.what == "leave"}
    assert {visit.id, issue.id} <= left and other.id in wang.held


def test_a_visit_may_go_and_come_back(small_town: Town) -> None:
    here, there = small_town.id_of(FIRM), small_town.id_of(OTHER_FIRM)
    wang = small_town.desk("wang")
    visit = wang.visit(here)
    wang.push(visit)
    admin.move_visit(small_town.directory, visit.id, there)
    admin.move_visit(small_town.directory, visit.id, here)
    assert small_town.row(visit.id).scopes == small_town.row(here).scopes
    wang.pull()
    assert wang.held[visit.id].parent == here
    for wrong in (visit.id, "01620000-0000-7000-8000-00000000dead"):
        with pytest.raises(Refused, match="not_found"):
            admin.move_visit(small_town.directory, visit.id, wrong)


def test_a_visit_that_stands_there_already_is_fed_to_nobody(small_town: Town) -> None:
    wang, here = small_town.desk("wang"), small_town.id_of(FIRM)
    visit = wang.visit(here)
    wang.push(visit)
    wang.pull()
    admin.move_visit(small_town.directory, visit.id, here)
    assert wang.pull() == []


def test_of_two_clerks_who_move_a_visit_at_once_the_later_is_told(town: Town) -> None:
    here, there = town.id_of(FIRM), town.id_of(OTHER_FIRM)
    third = "宁晋县恒信线缆有限公司（示例）"
    import_roster(town.directory, RosterReading(rows=(firm(third, NORTH, 4),), problems=(), sheets=()), COUNTY)
    elsewhere, wang = town.id_of(third), town.desk("wang")
    visit = wang.visit(here)
    wang.push(visit)

    def move(to: str) -> str:
        try:
            admin.move_visit(town.directory, visit.id, to)
        except Refused as error:
            return error.code
        return "moved"

    engine = town.directory.engine
    first, second = beside(engine, lambda: move(elsewhere), lambda: move(there))
    waited = engine.dialect.name == "sqlite"  # the second did not begin before the first was done
    assert (first, second) == ("moved", "moved" if waited else "state_moved")
    assert town.row(visit.id).parent == (there if waited else elsewhere)


def test_two_rows_of_one_enterprise_become_one_and_nothing_is_dropped(town: Town) -> None:
    keep, double = at_one_unit(town)
    wang, li = town.desk("wang"), town.desk("li")
    visit, issue = wang.visit(double), wang.issue(double)
    wang.push(visit, issue, profile(wang, keep, remark="甲"), profile(wang, double, remark="乙", quiet_days="周五"))
    wang.push(figure(wang, keep, 172), figure(wang, double, 180), figure(wang, double, 90, "2017年"))
    li.pull()
    admin.join(town.directory, double, keep)
    seen = li.pull()
    order = [e.id for e in seen]
    assert order.index(keep) < order.index(visit.id) < order.index(double)
    assert [e.what for e in seen if e.id == double] == ["gone"]
    assert double not in li.held and {li.held[i].parent for i in (visit.id, issue.id)} == {keep}
    (kept,) = [e for e in li.held.values() if e.kind == "profile"]
    assert kept.data is not None and (kept.data["remark"], kept.data["quiet_days"]) == ("甲", "周五")
    values = {e.data["period"]: e.data["value"] for e in li.held.values() if e.kind == "figure" and e.data}
    assert {Decimal(v) for v in values.values()} >= {Decimal(172), Decimal(90)}
    notes = "\n".join(str(row.data["text"]) for row in town.rows("note"))
    assert "备注：乙" in notes and "180" in notes and OTHER_FIRM in notes
    assert len([e for e in li.held.values() if e.kind == "assignment" and e.parent == keep]) == 1


def test_of_two_figures_joined_the_one_that_was_not_emptied_stands(small_town: Town) -> None:
    keep, double = at_one_unit(small_town)
    desk = small_town.desk("wang")
    made = [figure(desk, firm_id, *said) for said in ((172,), (90, "2017")) for firm_id in (keep, double)]
    desk.push(*made)
    desk.pull()
    for one in (made[0], made[3]):  # of each period another one
        group = {**{name: one.fields[name] for name in KINDS["figure"].groups[0]}, "value": None}
        assert desk.push(desk.edit(desk.held[one.id], **group))[0].result == "ok"
    admin.join(small_town.directory, double, keep)
    stands = {row.data["period"]: row.data["value"] for row in small_town.rows("figure") if not row.deleted}
    assert stands == {"2018年1—8月": "172", "2017": "90"}
    notes = [row.data["text"] for row in small_town.rows("note")]
    assert not any("数值" in str(text) for text in notes), "nothing was said twice"


def test_what_is_created_late_below_the_joined_row_is_filed_below_the_one_that_stays(town: Town) -> None:
    keep, double = at_one_unit(town)
    wang = town.desk("wang")
    visit, issue = wang.visit(double), wang.issue(double)
    second = profile(wang, double, remark="晚到的")
    admin.join(town.directory, double, keep)
    answers = wang.push(visit, issue, second)
    assert [(a.result, a.code) for a in answers] == [("ok", ""), ("ok", ""), ("refused", "gone")]
    assert "enterprise_id" not in answers[0].taken  # so that the desk waits for the row as it stands
    assert {town.row(i).parent for i in (visit.id, issue.id)} == {keep}


def test_rows_joined_twice_lead_to_the_last_one(small_town: Town) -> None:
    keep, double = at_one_unit(small_town)
    directory, last = small_town.directory, "宁晋县恒信线缆有限公司（示例）"
    import_roster(directory, RosterReading(rows=(firm(last, NORTH, 4),), problems=(), sheets=()), COUNTY)
    wang = small_town.desk("wang")
    visit = wang.visit(double)
    admin.join(directory, double, keep)
    with pytest.raises(Refused, match="not_found"):
        admin.join(directory, double, keep)
    with pytest.raises(Refused, match="same_object"):
        admin.join(directory, keep, keep)
    admin.join(directory, keep, small_town.id_of(last))
    (answer,) = wang.push(visit)
    assert answer.result == "ok"
    assert small_town.row(visit.id).parent == small_town.id_of(last)


def test_the_double_of_another_unit_brings_its_unit_along(town: Town) -> None:
    keep, double = town.id_of(FIRM), town.id_of(OTHER_FIRM)
    zhao = town.desk("zhao")
    visit = zhao.visit(double)
    zhao.push(visit)
    zhao.pull()
    admin.join(town.directory, double, keep)
    zhao.pull()
    assert {keep, visit.id} <= set(zhao.held) and double not in zhao.held
    late = zhao.visit(double)
    assert zhao.push(late)[0].result == "ok"
    units = {row.data["unit_id"] for row in town.rows("assignment") if not row.deleted}
    assert units == {town.id_of(NORTH), town.id_of(SOUTH)}


def test_a_profile_goes_on_under_the_id_it_has_below_the_one_that_stays(small_town: Town) -> None:
    keep, double = at_one_unit(small_town)
    wang = small_town.desk("wang")
    wang.push(profile(wang, double, remark="唯一"))
    admin.join(small_town.directory, double, keep)
    (row,) = [row for row in small_town.rows("profile") if not row.deleted]
    assert row.id == profile_id(wang.member.unit_id, keep)
    again = Profile(id=row.id, enterprise_id=keep, unit_id=wang.member.unit_id, quiet_days="周五")
    (answer,) = wang.push(wang.new("profile", again, keep))
    assert answer.result == "ok"
    assert small_town.row(row.id).data["remark"] == "唯一"
