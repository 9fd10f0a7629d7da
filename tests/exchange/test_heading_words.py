"""What headings mean: each by itself, and by what stands to its left."""

from __future__ import annotations

import pytest

from sscs_desktop.exchange.columns import ENTERPRISE, PROJECT
from sscs_desktop.exchange.heading_words import Lexicon, bind, split_heading
from sscs_desktop.exchange.headings import EVERYTHING, find_heading
from sscs_desktop.exchange.history_columns import ISSUE
from sscs_desktop.exchange.workbook import Grid

LISTS = {
    "enterprise": """
        单位详细名称=name 社会统一信用代码=credit_code 单位所在地区划代码=division_code 单位负责人=legal_person
        主要业务活动1=products 登记注册统计类别=registration_type 期末用工人数=figure:employees 平均用工人数=
        主体名称=name 统一社会信用代码/注册号=credit_code 经营者姓名=legal_person 住所=registered_address
        登记机关= 核准日期=
        纳税人名称=name 社会信用代码（纳税人识别号）=credit_code 主管税务所= 税收管理员= 联系电话=
        2017年入库税金=figure:tax
        公司名称=name 所属镇街=division_name 行业门类=industry 挂钩领导=leader_name 挂钩单位=unit_name
        首席服务员=worker_name 首席服务员联系电话=worker_phone
        企业名称=name 企业法人=legal_person 法人电话=contact_phone 环保负责人= 手机号码=
        包联单位=unit_name 电话=worker_phone
    """,
    "project": """
        项目名称=name 项目业主=builder 项目负责人= 手机= 建设内容与规模=content 2018年主要建设内容=
        计划总投资额=total_wan
        2018年投资计划=year_plan_wan 2018年1-9月完成投资= 9月份完成投资= 自开工以来累计完成投资=done_wan
        计划开工年月/拟开工日期=started_on 建设起止年限= 目前进展情况=progress
        挂钩责任单位=unit_name 项目联系人=contact_name
    """,
    "visit": """
        企业名称=name 联系人= 联系方式= 走访时间=visited_at 走访领导及陪同人员=visitors 职务= 企业接待人员=received_by
        职务=received_title 企业基本情况=situation 存在的困难和问题=problem 现场答复情况=spot_answer 详细地址=
    """,
    "issue": """
        企业名称=name 问题类型=category 具体问题描述=description 提出日期=raised_on 责任单位=involved 责任领导= 责任人=
        办理情况=answer 是否办结=is_settled 反映人及电话=raised_by 诉求姓名=
    """,
}
"""Lists as offices head them, by kind: heading=field, nothing behind the sign for what means nothing to us."""


def meant(line: str) -> list[tuple[str, str]]:
    return [(heading, field) for heading, _, field in (pair.rpartition("=") for pair in line.split())]


def rows_of_headings() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each list's headings, a list beginning at each heading of names."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for kind, lines in LISTS.items():
        for pair in meant(lines):
            if pair[1] == "name":
                found.append((kind, []))
            found[-1][1].append(pair)
    return found


@pytest.mark.parametrize(("kind", "pairs"), rows_of_headings(), ids=lambda each: each if isinstance(each, str) else "")
def test_the_lists_of_other_offices_mean_what_they_say_and_no_more(kind: str, pairs: list[tuple[str, str]]) -> None:
    texts = [heading for heading, _ in pairs]
    grid = Grid(name="Sheet1", is_hidden=False, rows=[(0, list(texts)), (1, ["x"] * len(texts))], merged={})
    heading = find_heading(grid, EVERYTHING)
    assert heading is not None and heading.taken_for == kind
    fields = {bound.index: bound.column.field for bound in heading.bound.values()}
    assert [(text, fields.get(place, "")) for place, text in enumerate(texts)] == pairs


@pytest.mark.parametrize(
    ("heading", "core", "unit", "period"),
    [
        ("2017年营业收入（万元）", "营业收入", "万元", "2017"),
        ("2018年1-8月营业收入(亿元)", "营业收入", "亿元", "2018年1—8月"),
        ("2018年9月营业收入", "营业收入", "", "2018年9月"),
        ("2017年度\n纳税额（元）", "纳税额", "元", "2017"),
        ("*企业名称（全称）", "企业名称", "", ""),
        ("总投资万元", "总投资", "万元", ""),
        ("年度计划投资（万元）", "年度计划投资", "万元", ""),
        ("2017年营业收入（单位：亿元）", "营业收入", "亿元", "2017"),
        ("利润总额/万元", "利润总额", "万元", ""),
        ("纳税额 单位:元", "纳税额", "元", ""),
        ("资产总额（人民币千元）", "资产总额", "千元", ""),
        ("用电量（kWh）", "用电量", "kWh", ""),
        ("营业收入（万美元）", "营业收入(万美元)", "", ""),
        ("联系人", "联系人", "", ""),
    ],
)
def test_a_heading_gives_its_unit_and_its_period(heading: str, core: str, unit: str, period: str) -> None:
    assert split_heading(heading) == (core, unit, period)


def test_title_and_phone_belong_to_the_person_on_their_left() -> None:
    people = ["法定代表人", "联系人", "职务", "电话", "分包领导", "职务"]
    headings = ["企业名称", *people, "责任单位", "联系人", "联系电话"]
    places = {field: found.index for field, found in bind(headings, Lexicon(ENTERPRISE)).items()}
    assert places == {
        "name": 0,
        "legal_person": 1,
        "contact_name": 2,
        "contact_title": 3,
        "contact_phone": 4,
        "leader_name": 5,
        "leader_title": 6,
        "unit_name": 7,
        "worker_name": 8,
        "worker_phone": 9,
    }


def test_the_phone_of_a_leader_is_nobodys_business() -> None:
    assert set(bind(["企业名称", "分包领导", "电话"], Lexicon(ENTERPRISE))) == {"name", "leader_name"}
    assert set(bind(["企业名称", "分包领导电话"], Lexicon(ENTERPRISE))) == {"name"}


def test_a_contact_behind_the_unit_is_the_enterprises_where_another_heading_says_whose_the_worker_is() -> None:
    headings = ["企业名称", "责任单位", "联系人", "工作联系人"]
    places = {field: found.index for field, found in bind(headings, Lexicon(ENTERPRISE)).items()}
    assert places == {"name": 0, "unit_name": 1, "contact_name": 2, "worker_name": 3}


def test_the_phone_of_somebody_unknown_is_not_the_enterprises() -> None:
    assert set(bind(["企业名称", "法定代表人", "统计负责人", "电话"], Lexicon(ENTERPRISE))) == {"name", "legal_person"}


def test_what_was_done_in_a_year_is_not_what_was_done_in_all() -> None:
    headings = ["项目名称", "2018年完成投资", "2018年计划投资"]
    assert set(bind(headings, Lexicon(PROJECT))) == {"name", "year_plan_wan"}
    assert set(bind(headings, Lexicon(PROJECT), {"2018年完成投资": "done_wan"})) == {
        "name",
        "done_wan",
        "year_plan_wan",
    }


def test_one_indicator_may_stand_for_two_years() -> None:
    found = bind(["企业名称", "2016年营业收入", "2017年营业收入"], Lexicon(ENTERPRISE))
    assert sorted(b.period for b in found.values()) == ["", "2016", "2017"]


def test_of_two_columns_for_one_field_the_plainer_heading_counts() -> None:
    bound = bind(["企业名称", "类型", "责任单位", "问题类别", "承办部门", "问题描述"], Lexicon(ISSUE))
    assert (bound["category"].heading, bound["involved"].heading) == ("问题类别", "承办部门")


def test_what_a_person_said_a_heading_means_counts_before_every_guess() -> None:
    said = {"类型": "category", "问题类别": ""}
    bound = bind(["企业名称", "问题类别", "类型"], Lexicon(ISSUE), said)
    assert bound["category"].heading == "类型"
