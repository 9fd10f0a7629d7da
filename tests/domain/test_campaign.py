from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sscs_desktop.base.paths import resources
from sscs_desktop.domain.campaign import (
    Campaign,
    TimeLimit,
    campaign_from,
    department_roles,
    dispatch_rules_from,
    limit_named,
)
from sscs_desktop.domain.issue import categories_for
from sscs_desktop.domain.vocabulary import Category, ServiceClass, Stage


def read(name: str) -> Any:
    return json.loads(resources("campaign", name).read_text("utf-8"))


DATA = read("2018.json")
DISPATCH = read("dispatch_2018.json")


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return campaign_from(DATA, "2018", policies=read("policies_2018.json"))


def target(campaign: Campaign, no: int, indicator: str) -> Decimal:
    found = [t.value for t in campaign.initiatives[no - 1].targets if t.indicator == indicator]
    assert len(found) == 1
    return found[0]


def test_the_campaign_has_thirty_initiatives_seventy_nine_targets_and_six_actions(campaign: Campaign) -> None:
    assert [i.no for i in campaign.initiatives] == list(range(1, 31))
    assert sum(len(i.targets) for i in campaign.initiatives) == 79
    assert len(campaign.actions) == 6
    assert len(campaign.milestones) == 12
    assert (campaign.year, campaign.document) == (2018, "冀发〔2018〕7号")


def test_item_fourteen_alone_has_no_numeric_target(campaign: Campaign) -> None:
    assert [i.no for i in campaign.initiatives if not i.targets] == [14]
    assert campaign.initiatives[13].qualitative


def test_the_groups_are_six_three_one_and_twenty(campaign: Campaign) -> None:
    groups = [i.group for i in campaign.initiatives]
    assert [groups.count(g) for g in ("创新创业", "服务企业", "服务项目", "民心工程")] == [6, 3, 1, 20]


def test_the_policys_inconsistencies_are_kept(campaign: Campaign) -> None:
    roads = {t.value: t.is_stretch for t in campaign.initiatives[23].targets if "高速公路建成" in t.indicator}
    assert roads == {Decimal(500): False, Decimal(580): True}
    assert "新增" in next(t.quote for t in campaign.initiatives[4].targets if t.value == 1000)
    assert sum(t.is_stretch for i in campaign.initiatives for t in i.targets) == 2
    assert sum(t.is_implied for i in campaign.initiatives for t in i.targets) == 3


def test_values_are_exact_and_deadlines_fall_in_the_year(campaign: Campaign) -> None:
    assert target(campaign, 12, "2018—2019年度改造计划开工") == Decimal("3.79")
    assert all(t.due_on.year == 2018 for i in campaign.initiatives for t in i.targets)
    assert {t.comparator for i in campaign.initiatives for t in i.targets} == {">=", "="}


def test_the_assignments_add_up_by_class_and_by_level(campaign: Campaign) -> None:
    rows = {no: [target(campaign, no, f"{tier}级重点帮扶") for tier in "省市县"] for no in (7, 8, 9)}
    assert [sum(row) for row in rows.values()] == [6563, 2050, 2000]
    assert [sum(column) for column in zip(*rows.values(), strict=True)] == [422, 1687, 8504]
    assert sum(map(sum, rows.values())) == 10613
    assert sum(t.value for t in campaign.initiatives[9].targets if t.comparator == "=" and t.value < 3000) == 3550


def test_the_twenty_four_sums_of_the_policy_check_out() -> None:
    assert len(DATA["arithmetic_checks"]) == 24
    for check in DATA["arithmetic_checks"]:
        assert check["left"] == check["right"], check["check"]
    for row in DATA["enterprise_classes"]:
        assert sum(tier["count"] for tier in row["tiers"]) == row["total"]
        for tier in row["tiers"]:
            assert sum(s["count"] for s in tier.get("subtypes", [])) in (0, tier["count"])
    assert sum(stage["count"] for stage in DATA["project_stages"]) == 3550


def test_milestones_keep_the_policys_words_and_spans(campaign: Campaign) -> None:
    first, start = campaign.milestones[0], campaign.milestones[3]
    assert (first.on, first.precision) == (date(2018, 2, 28), "2月底")
    assert (start.from_on, start.precision) == (date(2018, 3, 1), "3月初")
    assert [m.on for m in campaign.milestones] == sorted(m.on for m in campaign.milestones)


def test_the_default_limits_are_there_and_the_directorys_own_go_before_them(campaign: Campaign) -> None:
    names = ("accept", "general", "complex", "call_back")
    assert [limit_named(campaign, name).amount for name in names] == [1, 7, 15, 2]
    own = campaign_from(DATA, "2018")
    own = Campaign(id="x", year=2018, name=own.name, limits=(TimeLimit(name="general", amount=5),))
    assert limit_named(own, "general").amount == 5
    assert limit_named(own, "accept").amount == 1


def test_every_category_of_every_class_and_stage_has_a_department() -> None:
    ids = {role.code: f"id-{role.code}" for role in department_roles(DISPATCH)}
    rules = dispatch_rules_from(DISPATCH, ids)
    assert len(rules) == len(DISPATCH["rules"])
    assert {r.category for r in rules} == set(Category)
    for service_class in ServiceClass:
        for category in categories_for((service_class,)):
            assert any(r.category is category and r.service_class in (None, service_class) for r in rules)
    for stage in Stage:
        for category in categories_for(stage=stage):
            assert any(r.category is category and r.stage in (None, stage) for r in rules), (stage, category)
    assert {r.department_id for r in rules} <= set(ids.values())


def test_a_rule_whose_department_the_county_lacks_is_left_out() -> None:
    rules = dispatch_rules_from(DISPATCH, {"land": "d1"})
    assert {r.department_id for r in rules} == {"d1"}
    assert {r.category for r in rules} == {Category.LAND, Category.PROJECT_LAND}


def test_departments_bear_the_names_of_2018() -> None:
    names = {role.code: role.short for role in department_roles(DISPATCH)}
    assert (names["land"], names["safety"], names["finance"]) == ("国土资源局", "安监局", "金融办")
    assert all(rule["role"] in names for rule in DISPATCH["rules"])
    assert all(rule["limit"] in ("general", "complex") for rule in DISPATCH["rules"])


def test_policies_are_offered_by_name_each_once(campaign: Campaign) -> None:
    assert "河北省优化营商环境条例" in campaign.policies
    assert len(set(campaign.policies)) == len(campaign.policies)


def test_the_campaign_keeps_every_qualification_of_its_targets(campaign: Campaign) -> None:
    said = [row for initiative in DATA["initiatives"] for row in initiative["targets"]]
    held = [target for initiative in campaign.initiatives for target in initiative.targets]
    for row, kept in zip(said, held, strict=True):
        assert (kept.tier.label if kept.tier else None) == row.get("tier")
        assert (kept.stage.label if kept.stage else None) == row.get("stage")
        assert list(kept.responsible) == row.get("responsible", [])
        assert kept.implied_total == row.get("implied_total")
        words = (row.get("per_unit", ""), row.get("subset_of", ""), row.get("note", ""))
        assert (kept.per_unit, kept.subset_of, kept.note) == words
    assert [m.share for m in campaign.milestones if m.share is not None] == [80]
