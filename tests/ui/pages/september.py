"""What a township cadre has on his desk in September 2018, typed and pulled the real way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sscs_desktop.base import ids
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile, Proposal
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import PrerequisiteState, Project, StageChange
from sscs_desktop.domain.vocabulary import (
    Category,
    EventVerb,
    FilledBy,
    Indicator,
    IssueState,
    Level,
    OperatingState,
    Prerequisite,
    PrintWay,
    ServiceClass,
    Size,
    Stage,
    VisitMode,
)
from sscs_desktop.store import cards, drafts, enterprises, issues
from sscs_desktop.wire.messages import Theirs
from tests.ui.pages.world import TODAY, World, at

FIRMS: tuple[tuple[str, tuple[ServiceClass, ...], Level, int | None], ...] = (
    ("恒泰电缆有限公司（示例）", (ServiceClass.INDUSTRY,), Level.COUNTY, 38),
    ("大陆建材有限公司（示例）", (ServiceClass.INDUSTRY,), Level.COUNTY, 34),
    ("金谷农机服务有限公司（示例）", (ServiceClass.SERVICE,), Level.COUNTY, 31),
    ("冀华轴承有限公司（示例）", (ServiceClass.INDUSTRY,), Level.CITY, 20),
    ("河北冠通线缆有限公司（示例）", (ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY), Level.PROVINCE, 15),
    ("宁兴纺织有限公司（示例）", (ServiceClass.INDUSTRY,), Level.CITY, 16),
    ("宏远机械制造有限公司（示例）", (ServiceClass.INDUSTRY,), Level.COUNTY, 19),
    (
        "河北冀中汽车零部件精密制造股份有限公司（示例）",
        (ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY),
        Level.PROVINCE,
        12,
    ),
    ("凤来食品有限公司（示例）", (ServiceClass.INDUSTRY,), Level.COUNTY, 6),
    ("大陆村镇便民商贸有限公司（示例）", (ServiceClass.SERVICE,), Level.COUNTY, 5),
    ("顺达物流有限公司（示例）", (ServiceClass.SERVICE,), Level.COUNTY, 3),
    ("众鑫金属制品有限公司（示例）", (ServiceClass.INDUSTRY,), Level.COUNTY, 1),
)


def fill(world: World) -> World:
    """Fill the desk: enterprises, a project, visits, issues in many states, a conflict, a refusal, drafts."""
    _roster(world)
    _project(world)
    _visits(world)
    _issues(world)
    world.settle()
    _moves(world)
    _conflict(world)
    _refusal(world)
    _rest(world)
    return world


def _roster(world: World) -> None:
    records: list[tuple[str, Any]] = []
    for name, classes, tier, _days in FIRMS:
        firm = _firm(name, classes, tier)
        world.firms[name.split("（")[0].removesuffix("有限公司").removesuffix("股份")] = firm
        records.append(("enterprise", firm))
        records.append(("assignment", _assignment(world, enterprise_id=firm.id, service_class=classes[0])))
    star = world.firms["河北冠通线缆"]
    records.append(("profile", _profile(world, star)))
    for indicator, value, unit, period, by, who, on in (
        (Indicator.REVENUE, "4820", "万元", "2018年1—8月", FilledBy.ENTERPRISE, "企业自填", date(2018, 9, 11)),
        (Indicator.PROFIT, "236", "万元", "2018年1—8月", FilledBy.ENTERPRISE, "企业自填", date(2018, 9, 11)),
        (Indicator.TAX, "181", "万元", "2018年1—8月", FilledBy.DEPARTMENT, "县税务局", date(2018, 9, 3)),
        (Indicator.EMPLOYEES, "186", "人", "2018年9月", FilledBy.CADRE, "王建国代填", date(2018, 9, 11)),
    ):
        figure = Figure(
            id=ids.new_id(),
            enterprise_id=star.id,
            indicator=indicator,
            value=Decimal(value),
            unit=unit,
            period=period,
            filled_by=by,
            filled_by_name=who,
            filled_on=on,
        )
        records.append(("figure", figure))
    world.pull(*records)


def _firm(name: str, classes: tuple[ServiceClass, ...], tier: Level) -> Enterprise:
    return Enterprise(
        id=ids.new_id(),
        name=name,
        credit_code="914403001922038216",
        classes=classes,
        tier=tier,
        legal_person="周立民",
        contact_name="李秀芬",
        contact_title="生产厂长",
        contact_phone="13812348000",
        registered_address="宁晋县大陆村镇工业路 8 号",
        business_address="大陆村镇 工业路 8 号",
        division_code="130528103000",
        division_name="宁晋县大陆村镇",
        industry="C38 电气机械和器材制造业",
        registration_type="有限责任公司",
        size=Size.MEDIUM,
        is_above_scale=True,
        products="电力电缆、控制电缆",
    )


def _assignment(world: World, **about: Any) -> Assignment:
    return Assignment(
        id=ids.new_id(),
        unit_id=world.me.unit_id,
        unit_name="大陆村镇 经济发展办",
        leader_name="张海涛",
        leader_title="副镇长",
        contact_name=world.me.user_name,
        contact_phone="13933215678",
        **about,
    )


def _profile(world: World, firm: Enterprise) -> Profile:
    return Profile(
        id=ids.new_id(),
        enterprise_id=firm.id,
        unit_id=world.me.unit_id,
        operating_state=OperatingState.PROFIT,
        quiet_days="每周四",
        preferred_contact="上午打电话",
        next_contact_on=date(2018, 9, 28),
        remark="两条线开一条，订单比上月少一成，流动资金尚可。",
    )


def _project(world: World) -> None:
    project = Project(
        id=ids.new_id(),
        name="年产 3 万公里特种电缆技改项目（示例）",
        project_code="2018-130528-38-03-000127",
        builder="河北冠通线缆有限公司（示例）",
        place="宁晋县大陆村镇电缆园区",
        industry="C38 电气机械和器材制造业",
        stage=Stage.BUILD,
        tier=Level.CITY,
        key_level=Level.CITY,
        total_wan=Decimal("12600"),
        year_plan_wan=Decimal("5200"),
        done_wan=Decimal("7938"),
        month_wan=Decimal("430"),
        content="改造厂房 1.2 万平方米，新上交联生产线 3 条",
        started_on=date(2018, 3, 12),
        due_on=date(2019, 5, 30),
        progress="主体厂房封顶，一号线设备进场",
        stages=(
            StageChange(stage=Stage.PREPARE, on=date(2017, 10, 8)),
            StageChange(stage=Stage.BUILD, on=date(2018, 3, 12)),
        ),
        prerequisites=tuple(
            PrerequisiteState(item=item, is_done=item is not Prerequisite.WATER, on=date(2018, 1 + n, 15))
            for n, item in enumerate(Prerequisite)
        ),
        contact_name="赵志强",
        contact_title="项目经理",
        contact_phone="13703190000",
    )
    world.project = project
    world.pull(("project", project), ("assignment", _assignment(world, project_id=project.id)))


def _visits(world: World) -> None:
    for (name, _classes, _tier, days), key in zip(FIRMS, world.firms, strict=True):
        if days is None:
            continue
        when = at(9, 26, 9) - timedelta(days=days)
        following = {"凤来食品": TODAY, "河北冀中汽车零部件精密制造": date(2018, 9, 25)}.get(key)
        mode = VisitMode.PHONE if days % 3 == 0 else VisitMode.ON_SITE
        situation = "两条线满负荷，订单比上月多两成；铜价上涨，流动资金偏紧。" if "冠通" in name else ""
        world.visit(key, when, mode=mode, situation=situation, next_contact_on=following)


def _issues(world: World) -> None:
    for name, category, text, on in (
        ("河北冠通线缆", Category.LAND, "二期厂房 12 亩用地手续", date(2018, 9, 11)),
        ("河北冠通线缆", Category.FUNDS, "铜杆采购周转贷款 300 万元", date(2018, 9, 11)),
        ("凤来食品", Category.TALENT, "夜班缺工 30 人", date(2018, 9, 5)),
        ("宏远机械制造", Category.ENERGY, "夏季错峰限电", date(2018, 9, 7)),
        ("冀华轴承", Category.FUNDS, "应收账款周转贷款", date(2018, 9, 6)),
        ("宁兴纺织", Category.ENVIRONMENT, "排污许可换证", date(2018, 9, 10)),
        ("河北冀中汽车零部件精密制造", Category.APPROVAL, "扩建厂房施工许可", date(2018, 9, 14)),
        ("众鑫金属制品", Category.SAFETY, "安全标准化评审排期", date(2018, 8, 20)),
    ):
        world.issue(name, category, text, on)


def _moves(world: World) -> None:
    dept = {
        "二期厂房 12 亩用地手续": "县国土资源局",
        "铜杆采购周转贷款 300 万元": "县金融办",
        "夜班缺工 30 人": "县人社局",
        "应收账款周转贷款": "县金融办",
        "排污许可换证": "县环境保护局",
        "扩建厂房施工许可": "县住建局",
        "安全标准化评审排期": "县安监局",
    }
    due = {
        "铜杆采购周转贷款 300 万元": date(2018, 10, 11),
        "应收账款周转贷款": date(2018, 9, 25),
        "排污许可换证": date(2018, 9, 27),
        "扩建厂房施工许可": date(2018, 10, 12),
    }
    for text, name in dept.items():
        issue = world.issues[text]
        issue = world.move(issue, EventVerb.ACCEPT, at(9, 12), state=IssueState.ACCEPTED)
        fields = {"department_id": ids.new_id(), "department_name": name, "due_on": due.get(text, date(2018, 9, 21))}
        issue = world.move(issue, EventVerb.DISPATCH, at(9, 12, 15), state=IssueState.DISPATCHED, **fields)
        issue = world.move(issue, EventVerb.TAKE, at(9, 13), state=IssueState.HANDLING)
        world.issues[text] = issue
    _answers(world)
    back = world.issues["夏季错峰限电"]
    why = "请补充用电容量和报装日期"
    world.issues["夏季错峰限电"] = world.move(
        back, EventVerb.RETURN, at(9, 12), why, state=IssueState.RETURNED, return_reason=why
    )


def _answers(world: World) -> None:
    for text, how in (
        ("二期厂房 12 亩用地手续", "已列入县 2018 年第三批次用地计划，指标 12 亩，10 月组卷上报，年底前办结批复。"),
        ("夜班缺工 30 人", "县人社局组织专场招聘会，并与宁晋职教中心签订实习协议，第一批 18 人。"),
        ("安全标准化评审排期", "评审已完成。"),
    ):
        issue = world.issues[text]
        fields: dict[str, Any] = {
            "state": IssueState.ANSWERED,
            "answered_at": at(9, 26, 9, 5),
            "answer_how": how,
            "answer_who": f"{issue.department_name} 孙志刚 副局长",
            "answer_when": "2018年12月底前",
            "call_back_due_on": date(2018, 9, 28),
        }
        issue = world.move(issue, EventVerb.ANSWER, at(9, 26, 9, 5), how, **fields)
        if text == "安全标准化评审排期":
            issue = world.move(issue, EventVerb.CLOSE, at(9, 26, 9, 8), state=IssueState.CLOSED, closed_on=TODAY)
        world.issues[text] = issue


def _conflict(world: World) -> None:
    """A colleague changed the profile's remark and the head count while they were changed here too."""
    star = world.firms["河北冠通线缆"]
    with world.store.write() as session:
        profile = enterprises.profile(session, star.id)
        assert profile is not None
        seen = enterprises.seen(session, "profile", profile.id)
        mine = replace(
            profile,
            remark="订单比上月多两成，两条线满负荷；铜价上涨，流动资金偏紧。",
            operating_state=OperatingState.THIN,
            preferred_contact="下午打电话",
        )
        enterprises.save_profile(session, mine, seen)
    theirs = {
        "remark": Theirs(
            value="两条线开一条半，订单比上月多两成，流动资金尚可。",
            seq=world.feed.seq,
            by="李慧",
            at=at(9, 26, 8, 50),
        ),
        "operating_state": Theirs(value="trouble", seq=world.feed.seq, by="李慧", at=at(9, 26, 8, 50)),
    }
    world.settle(conflicts={"profile": theirs})


def _refusal(world: World) -> None:
    issue = world.issues["扩建厂房施工许可"]
    with world.store.write() as session:
        seen = issues.seen(session, issue.id)
        assert seen is not None
        issues.urge(session, seen, "企业等着开工")
    world.visit("众鑫金属制品", at(9, 25, 10), situation="设备检修，下周恢复。")
    world.settle(refuse={"issue:urge": "illegal_move", "visit:new": "out_of_scope"})


def _rest(world: World) -> None:
    """What still waits to be reported, drafts, a correction, a card, the last round."""
    world.visit("凤来食品", at(9, 26, 10, 5), mode=VisitMode.PHONE, next_contact_on=TODAY)
    world.issue("凤来食品", Category.TALENT, "夜班缺工，补充说明", TODAY)
    firm = world.firms["宁兴纺织"]
    with world.store.write() as session:
        content = cards.feedback_card(session, firm.id, today=TODAY)
        cards.record_print(session, content.card, PrintWay.PAPER, "f" * 64, today=TODAY)
        proposal = Proposal(
            id=ids.new_id(),
            enterprise_id=world.firms["河北冠通线缆"].id,
            field="business_address",
            old_value="大陆村镇 工业路 8 号",
            new_value="大陆村镇 工业路 18 号",
            author_name=world.me.user_name,
            proposed_at=at(9, 20),
        )
        enterprises.propose(session, proposal)
        drafts.save(session, "visit", ids.new_id(), {"enterprise_id": firm.id, "situation": "一车间三班"})
    news = [
        {"code": "answered", "kind": "issue", "id": world.issues["二期厂房 12 亩用地手续"].id, "data": {}},
        {"code": "answered", "kind": "issue", "id": world.issues["夜班缺工 30 人"].id, "data": {}},
        {"code": "due", "kind": "issue", "id": world.issues["排污许可换证"].id, "data": {"due_on": "2018-09-29"}},
        {"code": "conflict", "kind": "profile", "id": "", "data": {}},
    ]
    world.told_round(ended=at(9, 26, 8, 40), result="offline")
    world.told_round(*news)
