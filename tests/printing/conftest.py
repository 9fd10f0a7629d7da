"""Cards as the store gathers them, and a reader of what a PDF really says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sscs_desktop.domain.card import LAYOUT, Card, CardContent
from sscs_desktop.domain.enterprise import UNITS, Enterprise, Figure, Profile
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import PrerequisiteState, Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import (
    Category,
    FilledBy,
    Indicator,
    Level,
    OperatingState,
    Outcome,
    Prerequisite,
    Satisfaction,
    ServiceClass,
    Size,
    Stage,
    Urgency,
)
from tests.printing.copied import copied

MORNING = datetime(2018, 9, 12, 2, 30, tzinfo=UTC)
LIMITED = "企业反映园区10千伏线路夏季用电高峰限电，每周停产2至3天，订单交付受影响。"

Text = Callable[..., str]


@pytest.fixture
def pdf_text() -> Text:
    """Return what one copies from a PDF, in reading order or (raw) in the order it was painted."""
    return copied


def enterprise(name: str = "宁晋县凤来仪线缆有限公司（示例）") -> Enterprise:
    return Enterprise(
        id="e",
        name=name,
        credit_code="91350100M000100Y43",
        classes=(ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY),
        tier=Level.COUNTY,
        legal_person="王凤英",
        contact_name="赵立新",
        contact_title="办公室主任",
        contact_phone="13803190123",
        business_address="宁晋县大陆村镇工业园区电缆街18号",
        division_name="邢台市宁晋县大陆村镇",
        size=Size.SMALL,
        is_above_scale=True,
        products="电力电缆、控制电缆",
    )


def project() -> Project:
    return Project(
        id="p",
        name="年产5万公里特种电缆技术改造项目（示例）",
        builder="宁晋县凤来仪线缆有限公司（示例）",
        stage=Stage.BUILD,
        total_wan=Decimal("36000.50"),
        prerequisites=(
            PrerequisiteState(item=Prerequisite.LAND, is_done=True),
            PrerequisiteState(item=Prerequisite.ENERGY),
        ),
        contact_phone="13803190123",
    )


def issue(index: int = 0, *, description: str = LIMITED, is_answered: bool = False) -> Issue:
    return Issue(
        id=f"i{index}",
        number=f"WT-130528-2018-{index + 45:06d}",
        enterprise_id="e",
        category=(Category.ENERGY, Category.FUNDS, Category.TRANSFER)[index % 3],
        description=description,
        wish="请协调供电公司增容，或错峰安排检修。",
        urgency=(Urgency.URGENT, Urgency.NORMAL, Urgency.CRITICAL)[index % 3],
        raised_on=date(2018, 9, 12),
        author_id="a",
        author_name="李建国",
        unit_id="u",
        recorded_at=MORNING,
        department_name="县发展改革局" if is_answered else "",
        answer_who="县供电公司 张伟" if is_answered else "",
        answer_how="新增一台630千伏安变压器。" if is_answered else "",
        answer_when="2018年10月底前" if is_answered else "",
        outcome=Outcome.SOLVING if is_answered else None,
        satisfaction=Satisfaction.SATISFIED if is_answered else None,
    )


def figure(indicator: Indicator, value: str, period: str = "2017年") -> Figure:
    return Figure(
        id=f"{indicator}{period}",
        enterprise_id="e",
        indicator=indicator,
        value=Decimal(value),
        unit=UNITS[indicator],
        period=period,
        filled_by=FilledBy.ENTERPRISE,
        filled_by_name="刘会计",
        filled_on=date(2018, 9, 1),
    )


def content(*issues: Issue, subject: Enterprise | Project | None = None) -> CardContent:
    subject = subject or enterprise()
    card = Card(
        id="c",
        number="FK-130528-2018-000123",
        layout=LAYOUT,
        filled_on=date(2018, 9, 12),
        filled_by=FilledBy.CADRE,
        suggestions="希望多组织银企对接。",
        author_id="a",
        author_name="李建国",
        unit_id="u",
        printed_at=MORNING,
    )
    visit = Visit(
        id="v",
        visited_at=MORNING,
        visitors=("李建国", "陈小丽"),
        situation="订单比去年同期增加两成。",
        policies=("河北省优化营商环境条例",),
        is_no_issue=not issues,
        author_id="a",
        author_name="李建国",
        unit_id="u",
        recorded_at=MORNING,
    )
    return CardContent(
        card=card,
        enterprise=subject if isinstance(subject, Enterprise) else None,
        project=subject if isinstance(subject, Project) else None,
        profile=Profile(id="x", enterprise_id="e", unit_id="u", operating_state=OperatingState.THIN),
        assignment=Assignment(
            id="s",
            unit_id="u",
            unit_name="大陆村镇经济发展办公室",
            leader_name="周志强",
            leader_title="副县长",
            contact_name="李建国",
            contact_phone="15933190456",
        ),
        figures=(figure(Indicator.REVENUE, "12345.670"), figure(Indicator.EMPLOYEES, "126")),
        visit=visit,
        issues=issues,
    )
