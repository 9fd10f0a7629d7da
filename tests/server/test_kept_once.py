"""What a unit keeps once is one row, however many desks make it without knowing of each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

from sscs_desktop.domain.enterprise import Figure, Profile, figure_id, profile_id
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.wire.messages import Operation
from tests.server.people import FIRM, Desk, Town


def profile(desk: Desk, firm: str, **more: Any) -> Operation:
    unit = desk.member.unit_id
    return desk.new("profile", Profile(id=profile_id(unit, firm), enterprise_id=firm, unit_id=unit, **more), firm)


def figure(desk: Desk, firm: str, value: int, period: str = "2018年1—8月") -> Operation:
    about = firm, Indicator.TAX, period, FilledBy.CADRE
    made = Figure(
        id=figure_id(*about),
        enterprise_id=firm,
        indicator=Indicator.TAX,
        value=Decimal(value),
        unit="万元",
        period=period,
        filled_by=FilledBy.CADRE,
        filled_by_name=desk.member.name,
        filled_on=date(2018, 9, 26),
    )
    return desk.new("figure", made, firm)


def test_a_period_written_with_another_dash_or_as_a_whole_year_is_the_same_period() -> None:
    ways = ("2018年1—8月", "2018年1-8月", "2018年1至8月"), ("2017", "2017年", "２０１７年度", "2017 年全年")
    for same in ways:
        (said,) = {figure_id("f", Indicator.TAX, text, FilledBy.CADRE) for text in same}
        assert figure_id("f", Indicator.TAX, same[0], FilledBy.DEPARTMENT) != said


def test_a_second_profile_joins_the_first_and_fills_what_it_left_empty(town: Town) -> None:
    firm = town.id_of(FIRM)
    wang, li = town.desk("wang"), town.desk("li")
    wang.push(profile(wang, firm, remark="老厂区在搬"))
    (answer,) = li.push(profile(li, firm, quiet_days="每月27日"))
    assert (answer.result, answer.complete) == ("ok", False)
    (row,) = town.rows("profile")
    assert (row.data["remark"], row.data["quiet_days"]) == ("老厂区在搬", "每月27日")


def test_two_texts_for_one_field_are_a_conflict_that_names_both(town: Town) -> None:
    firm = town.id_of(FIRM)
    wang, li = town.desk("wang"), town.desk("li")
    wang.push(profile(wang, firm, remark="王的"))
    (answer,) = li.push(profile(li, firm, remark="李的", quiet_days="周五"))
    assert answer.result == "conflict"
    assert set(answer.conflicts) == {"remark"}
    assert (answer.conflicts["remark"].value, answer.conflicts["remark"].by) == ("王的", "王建国")
    (row,) = town.rows("profile")
    assert (row.data["remark"], row.data["quiet_days"]) == ("王的", "周五")


def test_what_a_colleague_emptied_on_purpose_is_not_filled_again_unasked(small_town: Town) -> None:
    firm = small_town.id_of(FIRM)
    wang, li = small_town.desk("wang"), small_town.desk("li")
    made = profile(wang, firm, remark="旧")
    wang.push(made)
    wang.pull()
    wang.push(wang.edit(wang.held[made.id], remark=""))
    (answer,) = li.push(profile(li, firm, remark="李的"))
    assert set(answer.conflicts) == {"remark"}


def test_two_figures_of_one_period_are_decided_whole(town: Town) -> None:
    firm = town.id_of(FIRM)
    wang, li = town.desk("wang"), town.desk("li")
    wang.push(figure(wang, firm, 172))
    (answer,) = li.push(figure(li, firm, 180, "2018年1-8月"))
    assert answer.result == "conflict" and answer.seq == 0
    assert set(answer.conflicts) == {"value", "unit", "period", "filled_by", "filled_by_name", "filled_on"}
    assert [row.data["value"] for row in town.rows("figure") if row.data["filled_by"] == "cadre"] == ["172"]


def test_any_other_id_is_used_once(small_town: Town) -> None:
    firm = small_town.id_of(FIRM)
    wang, li = small_town.desk("wang"), small_town.desk("li")
    visit = wang.visit(firm)
    wang.push(visit)
    (answer,) = li.push(
        li.op("new", "visit", visit.id, parent=firm, fields={**visit.fields, "author_id": li.member.id})
    )
    assert (answer.result, answer.code) == ("refused", "exists")
    mine = profile(wang, firm, remark="王的")
    wang.push(mine)
    stranger = small_town.desk("zhao")
    theirs = {**mine.fields, "unit_id": stranger.member.unit_id}
    (answer,) = stranger.push(stranger.op("new", "profile", mine.id, parent=firm, fields=theirs))
    assert (answer.result, answer.code) == ("refused", "scope")


def test_two_desks_that_make_it_at_the_same_moment_lose_nothing(town: Town) -> None:
    firm = town.id_of(FIRM)
    desks = [town.desk("wang"), town.desk("li"), town.desk("wang"), town.desk("li")]
    made = [profile(desk, firm, remark=f"第{k}台") for k, desk in enumerate(desks)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: pair[0].push(pair[1])[0], zip(desks, made, strict=True)))
    assert sorted(a.result for a in answers) == ["conflict", "conflict", "conflict", "ok"]
    assert len(town.rows("profile")) == 1
