"""The sentences of a briefing say what was counted, and leave out what did not happen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.paths import resources
from sscs_desktop.domain import briefing
from sscs_desktop.domain.briefing import Briefing, Chart, Heading, Paragraph, Table
from sscs_desktop.domain.campaign import Campaign, campaign_from
from sscs_desktop.domain.holdings import Records
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.livelihood import Progress
from tests.domain.test_ledger import RECORDS, TODAY, WORKDAYS

AS_OF = AsOf(at=datetime(2018, 9, 26, 9, 30, tzinfo=UTC), seq=128)
CAMPAIGN = campaign_from(json.loads(resources("campaign", "2018.json").read_text("utf-8")), "c")


def text(kind: str) -> Any:
    return json.loads(resources("templates", f"{kind}_v1.json").read_text("utf-8"))


def composed(records: Records = RECORDS, kind: str = "briefing", campaign: Campaign | None = None) -> Briefing:
    found = briefing.facts(records, TODAY, "甲镇", AS_OF, workdays=WORKDAYS, campaign=campaign)
    return briefing.compose(text(kind), found)


def said(paper: Briefing) -> str:
    return "\n".join(block.text for block in paper.blocks if isinstance(block, Heading | Paragraph))


def reported(area: str, period: str, value: str) -> Progress:
    return Progress(
        id=area + period, campaign_year=2018, initiative_no=1, indicator="净增市场主体", area_code=area, period=period,
        value=Decimal(value), unit="万户", author_id="w", author_name="王", unit_id="u1",
    )  # fmt: skip


def test_a_month_is_said_in_sentences_with_its_year_and_its_mark() -> None:
    paper = composed()
    assert paper.title == "甲镇\n2018年9月工作情况"
    assert (
        "2018年9月（截至26日）共走访2次（实地走访2次），走访企业和项目1家；应服务的3家走访了1家，覆盖率33.3%。"
        in said(paper)
    )
    assert "2018年以来累计走访3次" in said(paper)
    assert "提出问题3件，已解决1件，解决率33.3%" in said(paper)
    assert "超过承办时限1件" in said(paper)
    assert paper.mark == f"（数据{AS_OF.words}）"
    assert "采集率33.3%" in said(paper) and "3家" in said(paper).partition("三、信息采集")[2]
    assert "没有走访记录" not in said(paper) and "没有提出新的问题" not in said(paper)


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_a_month_that_is_not_over_is_said_until_its_day_and_one_that_has_not_begun_is_refused(kind: str) -> None:
    for hour, is_over in ((15, False), (16, True)):  # in Beijing a minute before midnight, and at it
        mark = AsOf(at=datetime(2018, 9, 29 + is_over, hour, 59 - 59 * is_over, tzinfo=UTC))
        found = briefing.facts(RECORDS, TODAY, "甲镇", mark, workdays=WORKDAYS)
        assert ("2018年9月（截至29日）" in said(briefing.compose(text(kind), found))) is not is_over
    with pytest.raises(Refused, match="month_not_begun"):
        briefing.facts(RECORDS, date(2018, 10, 1), "甲镇", AS_OF, workdays=WORKDAYS)


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_head_and_addressee_are_those_of_the_text_file(kind: str) -> None:
    paper = composed(kind=kind)
    said = {name: getattr(paper, name) for name in ("banner", "number", "addressee")}
    assert said == {name: text(kind).get(name, "") for name in said} and any(said.values())


def test_a_column_of_a_table_has_room_for_what_it_says() -> None:
    table = Table(caption="", heads=("责任单位", "覆盖率"), rows=(("大陆村镇经济发展办", "100.0%"), ("乙", "—")))
    assert table.weights == (9 + 2, 4 + 2)


def test_what_did_not_happen_is_not_said() -> None:
    paper = composed(replace(RECORDS, visits=(), issues=()))
    assert "没有走访记录" in said(paper) and "没有提出新的问题" in said(paper)
    assert "工作日" not in said(paper) and "满意率" not in said(paper)
    assert not any(isinstance(block, Chart | Table) for block in paper.blocks)


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_no_sentence_says_a_rate_of_nothing(kind: str) -> None:
    unrated = tuple(replace(issue, satisfaction=None) for issue in RECORDS.issues)
    for records in (Records(), replace(RECORDS, assignments=()), replace(RECORDS, issues=unrated)):
        assert "—" not in said(composed(records, kind))


def test_sections_are_numbered_in_the_order_that_is_left() -> None:
    heads = [block.text for block in composed().blocks if isinstance(block, Heading)]
    assert heads == ["一、走访服务", "二、问题办理", "三、信息采集"]
    with_targets = composed(replace(RECORDS, progress=(reported("1", "2018年9月", "1"),)), campaign=CAMPAIGN)
    assert [b.text for b in with_targets.blocks if isinstance(b, Heading)][-1] == "四、专项进展"


def test_of_an_initiative_the_newest_value_of_each_area_counts() -> None:
    told = (reported("1", "2018年10月", "3"), reported("1", "2018年9月", "2"), reported("2", "2018年9月", "0.5"))
    (found,) = briefing.attained(CAMPAIGN, told)
    assert (found.no, found.target.indicator, found.words) == (1, "净增市场主体", "3.5万户")


def test_shares_of_several_areas_have_no_sum_and_another_years_are_not_this_ones() -> None:
    share = {"indicator": "市场主体总量增长", "unit": "%"}
    told = [replace(reported(area, "2018年9月", value), **share) for area, value in (("1", "12"), ("2", "9.8"))]
    old = replace(reported("3", "2018年9月", "99"), campaign_year=2017, **share)
    (found,) = briefing.attained(CAMPAIGN, (*told, old))
    assert found.words == "9.8%—12%" and replace(found, values=found.values[:1]).words == "9.8%"


def test_departments_and_units_stand_by_name_and_no_cadre_is_named() -> None:
    paper = composed(kind="circular")
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    assert [row[0] for row in tables[0].rows] == ["甲镇", "科技局", "合计"]
    assert [row[0] for row in tables[1].rows] == ["县国土局", "县金融办", "尚未交办"]
    assert [dict(zip(table.heads, table.rows[0], strict=True)) for table in tables] == [
        {
            "责任单位": "甲镇", "走访次数": "2", "走访家数": "1", "覆盖率": "33.3%", "提出问题": "3", "解决率": "33.3%",
        },
        {"承办部门": "县国土局", "承办": "1", "已解决": "0", "在办": "1", "超期": "1"},
    ]  # fmt: skip
    assert "王" not in repr(paper)


def test_the_chart_shows_what_was_raised_and_the_part_that_is_solved() -> None:
    (chart,) = (block for block in composed().blocks if isinstance(block, Chart))
    assert [(bar.name, bar.whole, bar.part) for bar in chart.bars] == [("用地", 2, 0), ("资金", 1, 1)]


@pytest.mark.parametrize("kind", briefing.KINDS)
def test_every_kind_of_briefing_can_be_said_of_a_desk_that_has_nothing(kind: str) -> None:
    assert "没有走访记录。" in said(composed(Records(), kind)) and "0家" not in said(composed(Records(), kind))
