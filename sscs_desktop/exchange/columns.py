"""Which heading of a county's spreadsheet is which field. A new column is added here.

A heading is read without spaces, marks and brackets; a unit in it (万元, 亿元) and a year before it (2017年营业收入)
are kept apart. 职务 and 电话 belong to the person named in the nearest column to their left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from sscs_desktop.domain.enterprise import UNITS
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.exchange.figure_words import Title, after_period, before_unit, scale_of


class Sort(Enum):
    """How the cells of a column are read."""

    NAME = "name"
    TEXT = "text"
    CREDIT_CODE = "credit_code"
    PLAIN_CODE = "plain_code"
    PHONE = "phone"
    PERSON = "person"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    CLASSES = "classes"
    LEVEL = "level"
    SIZE = "size"
    YES_NO = "yes_no"
    STAGE = "stage"
    OPERATING = "operating"
    DIVISION = "division"
    MOMENT = "moment"
    PEOPLE = "people"
    LIST = "list"
    MODE = "mode"
    CATEGORY = "category"
    URGENCY = "urgency"
    SETTLED = "settled"
    FOUND = "found"
    """What was found; 无 is said too, not an empty cell."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field and the headings that mean it; the first heading is the one we write ourselves."""

    field: str
    headings: tuple[str, ...]
    sort: Sort = Sort.TEXT
    indicator: Indicator | None = None

    @property
    def unit(self) -> str:
        """What its numbers are kept in; "" for what has no unit."""
        return UNITS[self.indicator] if self.indicator else "万元" if self.sort is Sort.MONEY else ""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A column found in a sheet: its place, the heading as written, the unit and the period it names, "" for none.

    year: of days that are written without.
    """

    index: int
    heading: str
    column: Column
    unit: str = ""
    period: str = ""
    year: str = ""

    @property
    def factor(self) -> Decimal:
        """From a bare number in it to our unit."""
        return scale_of(self.unit or self.column.unit) / scale_of(self.column.unit)


def column(field: str, headings: str, sort: Sort = Sort.TEXT, indicator: Indicator | None = None) -> Column:
    """Return a column; its headings are parted by spaces."""
    return Column(field=field, headings=tuple(headings.split()), sort=sort, indicator=indicator)


def _figure(indicator: Indicator, headings: str, sort: Sort = Sort.MONEY) -> Column:
    return column(f"figure:{indicator}", headings, sort, indicator)


_ASSIGNMENT = (
    column(
        "leader_name",
        "分包领导 分包领导姓名 分包县领导 县级分包领导 包联领导 包联县领导 县级包联领导 "
        "县领导 县级领导 帮扶领导 责任领导 分包人",
        Sort.PERSON,
    ),
    column("leader_title", "分包领导职务 领导职务 包联领导职务"),
    column("unit_name", "责任单位 分包单位 包联单位 包联责任单位 帮扶单位 帮扶责任单位 分包责任单位 责任部门 包联部门"),
    column("worker_name", "工作联系人 责任单位联系人 帮扶联系人 具体责任人 责任人 包联干部 联络员", Sort.PERSON),
    column("worker_phone", "工作联系人电话 责任单位联系电话 具体责任人电话 联络员电话 责任人电话", Sort.PHONE),
    column("tier", "帮扶层级 分包层级 层级 帮扶级别 分级 包联层级", Sort.LEVEL),
)

_PERSON = (
    column(
        "contact_name",
        "联系人 企业联系人 项目联系人 联系人姓名 联系人及电话 联系人及联系电话 联系人及手机 "
        "联系人及手机号 联系人及手机号码 联系人/电话",
        Sort.PERSON,
    ),
    column("contact_title", "联系人职务 企业联系人职务"),
    column("contact_phone", "联系人电话 企业联系人电话 联系人手机 企业联系电话 联系人联系电话 企业电话", Sort.PHONE),
)

_PLACE = (
    column("division_code", "区划代码 行政区划代码 统计用区划代码", Sort.DIVISION),
    column(
        "division_name",
        "乡镇 所属乡镇 所在乡镇 乡镇(街道) 乡镇街道 乡镇、街道 区划 所属区划 行政区划 属地 所在地",
        Sort.DIVISION,
    ),
)

ENTERPRISE = (
    column(
        "name",
        "企业名称 单位名称 名称 企业全称 单位全称 企业 帮扶企业 帮扶企业名称 单位详细名称 市场主体名称",
        Sort.NAME,
    ),
    column("credit_code", "统一社会信用代码 信用代码 社会信用代码 统一信用代码", Sort.CREDIT_CODE),
    column("classes", "帮扶类别 企业类别 类别 帮扶类型", Sort.CLASSES),
    column("legal_person", "法定代表人 法人 法人代表 法定代表人姓名 负责人 单位负责人 企业负责人", Sort.PERSON),
    *_PERSON,
    *_PLACE,
    column("registered_address", "注册地址 住所 注册地"),
    column("business_address", "经营地址 地址 企业地址 详细地址 生产经营地址 单位地址 通讯地址"),
    column("industry", "行业 行业代码 所属行业 行业类别 行业名称 国民经济行业"),
    column("registration_type", "登记注册类型 注册类型 登记类型 企业登记注册类型"),
    column("size", "规模 企业规模 单位规模", Sort.SIZE),
    column(
        "is_above_scale", "是否规上 是否规上/限上 是否规模以上 规上企业 规上/限上 是否规上限上 是否限上", Sort.YES_NO
    ),
    column("products", "主要产品 主营产品 主要产品或服务 主营业务 经营范围 主要业务活动"),
    column("founded_on", "成立时间 成立日期 注册时间 注册日期 开业时间", Sort.DATE),
    column("operating_state", "经营状态 生产经营状况 经营状况 生产状况", Sort.OPERATING),
    _figure(Indicator.REVENUE, "营业收入 主营业务收入 年营业收入 销售收入 年销售收入 主营收入"),
    _figure(Indicator.PROFIT, "利润总额 利润 净利润"),
    _figure(Indicator.TAX, "缴纳税金 纳税 纳税额 税金 税收 实缴税金 上缴税金 年纳税额"),
    _figure(Indicator.ASSETS, "资产总额 总资产 资产总计"),
    _figure(Indicator.OUTPUT, "工业总产值 总产值 产值 年产值"),
    _figure(
        Indicator.EMPLOYEES,
        "从业人员 从业人数 职工人数 员工人数 用工人数 现有职工 现有员工 从业人员数 期末从业人数 从业人员期末人数",
        Sort.NUMBER,
    ),
    _figure(Indicator.POWER, "用电量 年用电量", Sort.NUMBER),
    _figure(Indicator.GAS, "用气量 年用气量", Sort.NUMBER),
    *_ASSIGNMENT,
    column("remark", "备注 说明"),
)

PROJECT = (
    column("name", "项目名称 名称 项目 项目全称", Sort.NAME),
    column("project_code", "项目代码 项目编号 投资项目代码 项目统一代码 在线审批代码", Sort.PLAIN_CODE),
    column("builder", "建设单位 项目单位 业主单位 项目业主 承建企业 企业名称 单位名称 项目法人单位 项目法人"),
    column("builder_credit_code", "统一社会信用代码 建设单位信用代码 信用代码 社会信用代码", Sort.CREDIT_CODE),
    column("place", "建设地点 地点 项目地点 建设地址 项目地址"),
    *_PLACE,
    column("industry", "行业 所属行业 行业类别 行业代码"),
    column("stage", "阶段 项目阶段 建设阶段 服务环节 环节 所处阶段 项目所处阶段", Sort.STAGE),
    column("key_level", "重点级别 项目级别 省市县重点 重点项目级别 级别", Sort.LEVEL),
    column("total_wan", "总投资 计划总投资 项目总投资 投资总额", Sort.MONEY),
    column("year_plan_wan", "年度计划 年度计划投资 年度投资计划 当年计划投资 年计划投资 计划投资", Sort.MONEY),
    column(
        "done_wan",
        "累计完成投资 累计完成 完成投资 已完成投资 自开工累计完成投资 自开工累计完成 开工以来累计完成投资",
        Sort.MONEY,
    ),
    column("month_wan", "本月完成 本月完成投资", Sort.MONEY),
    column("content", "规模内容 建设内容 建设规模及内容 主要建设内容 建设规模及主要内容 建设规模"),
    column("started_on", "开工时间 开工日期 计划开工时间 实际开工时间 开工年月", Sort.DATE),
    column("due_on", "计划竣工 计划竣工时间 竣工时间 竣工日期 计划建成时间 建成时间 竣工年月", Sort.DATE),
    column("progress", "形象进度 工程进度 项目进展 进展情况 目前进展"),
    *_PERSON,
    *_ASSIGNMENT,
    column("remark", "备注 说明"),
)

PHONES = frozenset(
    {"电话", "手机", "联系电话", "手机号", "手机号码", "联系方式", "电话号码", "联系手机", "固定电话", "移动电话"}
)
TITLES = frozenset({"职务", "职务职级", "现任职务"})
_PERSON_OF_PHONE = {"contact_name": "contact_phone", "legal_person": "contact_phone", "worker_name": "worker_phone"}
_PERSON_OF_TITLE = {"contact_name": "contact_title", "leader_name": "leader_title"}
_UNTITLED = Title()
_BRACKETS = re.compile(r"[(\[【〔](?![^)\]】〕]*[美欧港日]元)[^)\]】〕]*[)\]】〕]")
"""What they say is left out, but for a currency that is not ours."""


def bind(
    headings: Sequence[str],
    columns: tuple[Column, ...],
    said: Mapping[str, str] = MappingProxyType({}),
    title: Title = _UNTITLED,
) -> dict[str, Bound]:
    """Return field -> where it stands in a heading row; of two columns the one with the plainer heading wins.

    said: what a person said headings mean (heading -> field, "" for nothing): that counts before every guess.
    title: what the lines above say, for headings that do not.
    """
    known = {heading: column for column in columns for heading in column.headings}
    by_field = {column.field: column for column in columns}
    found: dict[str, Bound] = {}
    ranks: dict[str, int] = {}
    person = ""
    before = ""
    for index, heading in enumerate(headings):
        core, unit, period = split_heading(heading)
        meant = said.get(plain_heading(heading))
        column = _generic(core, person, by_field) or meant_by(core, known)
        if column is not None and column.field == "contact_name" and _is_worker(found, before):
            column = by_field.get("worker_name", column)
        if meant is not None:
            column = by_field.get(meant)
        if column is None:
            continue
        before = column.field
        if column.sort is Sort.PERSON:
            person = column.field
        if column.indicator:
            period = period or title.period
        if column.unit.endswith("元"):
            unit = unit or title.unit
        key = f"{column.field}@{period}" if column.indicator and period else column.field
        bound = Bound(index=index, heading=heading.strip(), column=column, unit=unit, period=period, year=title.year)
        rank = -1 if meant is not None else column.headings.index(core) if core in column.headings else 0
        if key not in found or rank < ranks[key]:
            found[key], ranks[key] = bound, rank
    return found


def meant_by(core: str, known: Mapping[str, Column]) -> Column | None:
    """Return what a bare heading means: 分包领导姓名 is the 分包领导, 信用代码/注册号 the 信用代码."""
    shorter = (
        core,
        core.removesuffix("姓名"),
        core.removesuffix("名称"),
        core.partition("/")[0],
        core.rpartition("/")[2],
    )
    return next((known[each] for each in shorter if each in known), None)


def plain_heading(heading: str) -> str:
    """Return a heading as it is compared: half-width, without spaces and marks."""
    return re.sub(r"[\s*:·_]", "", unicodedata.normalize("NFKC", heading))


def split_heading(heading: str) -> tuple[str, str, str]:
    """Return the bare heading, the unit in it and the period before it, each "" without."""
    text, period = after_period(plain_heading(heading))
    text, unit = before_unit(text)
    return _BRACKETS.sub("", text), unit, period


def _generic(core: str, person: str, by_field: dict[str, Column]) -> Column | None:
    if core in PHONES:
        return by_field.get(_PERSON_OF_PHONE.get(person, "contact_phone" if not person else ""))
    if core in TITLES:
        return by_field.get(_PERSON_OF_TITLE.get(person, ""))
    return None


def _is_worker(found: dict[str, Bound], before: str) -> bool:
    """A second 联系人, or one right after 责任单位, is the unit's, not the enterprise's."""
    return "contact_name" in found or before in ("unit_name", "leader_name", "leader_title")
