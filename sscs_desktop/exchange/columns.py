"""Which heading of a county's spreadsheet is which field. A new column is added here.

Headings stand here as heading_words.plain_heading writes them; that file says what else of a heading is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from sscs_desktop.domain.enterprise import UNITS
from sscs_desktop.domain.vocabulary import Indicator, Level, ServiceClass, Size, Stage, Word
from sscs_desktop.exchange.figure_words import scale_of


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
    TICK = "tick"
    """√ below a word: that word is said of the row."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field and the headings that mean it; the first heading is the one we write ourselves."""

    field: str
    headings: tuple[str, ...]
    sort: Sort = Sort.TEXT
    indicator: Indicator | None = None
    ticked: Word | None = None
    """What a tick in it says; its field is that of the word, = and the word."""

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


def _tick(field: str, word: Word, headings: str) -> Column:
    return replace(column(f"{field}={word}", headings, Sort.TICK), ticked=word)


def _figure(indicator: Indicator, headings: str, sort: Sort = Sort.MONEY) -> Column:
    return column(f"figure:{indicator}", headings, sort, indicator)


_ASSIGNMENT = (
    column(
        "leader_name",
        "分包领导 分包领导姓名 分包县领导 县级分包领导 包联领导 包联县领导 县级包联领导 "
        "县领导 县级领导 帮扶领导 责任领导 分包人 县级分包领导 包联县级领导 联系领导 联系县领导 县级联系领导 挂钩领导 "
        "包保领导 包抓领导 包企领导 牵头领导",
        Sort.PERSON,
    ),
    column("leader_title", "分包领导职务 领导职务 包联领导职务"),
    column(
        "unit_name",
        "责任单位 分包单位 包联单位 包联责任单位 帮扶单位 帮扶责任单位 分包责任单位 责任部门 包联部门 挂钩单位 "
        "挂钩责任单位 包保单位 包保责任单位 包保部门 包抓单位 包抓责任单位 驻企单位 联系单位 帮扶部门",
    ),
    column(
        "worker_name",
        "工作联系人 责任单位联系人 帮扶联系人 具体责任人 责任人 包联干部 联络员 首席服务员 服务专员 帮扶责任人 "
        "包联责任人 包保责任人 挂钩责任人 包抓责任人 挂钩责任单位责任人 包抓责任单位责任人 帮扶人 具体帮扶人 包联人 "
        "帮扶干部 包企干部 助企干部 驻企人员 驻企干部 驻企特派员 驻企服务员",
        Sort.PERSON,
    ),
    column("worker_phone", "工作联系人电话 责任单位联系电话", Sort.PHONE),
    column("tier", "帮扶层级 分包层级 层级 帮扶级别 分级 包联层级", Sort.LEVEL),
)

_PERSON = (
    column(
        "contact_name",
        "联系人 企业联系人 项目联系人 建设单位联系人 项目单位联系人 业主单位联系人 项目业主单位联系人 业主联系人 "
        "主要联系人",
        Sort.PERSON,
    ),
    column("contact_title", "联系人职务 企业联系人职务"),
    column("contact_phone", "联系人电话 企业联系电话 企业联系方式 企业电话 单位电话", Sort.PHONE),
)

_PLACE = (
    column("division_code", "区划代码 行政区划代码 统计用区划代码 单位所在地区划代码 所在地区划代码", Sort.DIVISION),
    column(
        "division_name",
        "乡镇 所属乡镇 所在乡镇 乡镇(街道) 乡镇街道 乡镇、街道 区划 所属区划 行政区划 属地 所在地 镇 镇街 所属镇街 "
        "所在镇街 街道 所属街道 行政街道 落地乡镇 项目所在乡镇 项目所在地行政区划",
        Sort.DIVISION,
    ),
)

ENTERPRISE = (
    column(
        "name",
        "企业名称 单位名称 名称 企业全称 单位全称 企业 帮扶企业 单位详细名称 企业详细名称 市场主体名称 公司名称 公司名 "
        "法人单位 主体名称 字号名称 商户名称 纳税人名称 包联企业 包保企业 挂钩企业",
        Sort.NAME,
    ),
    column(
        "credit_code",
        "统一社会信用代码 信用代码 社会信用代码 统一信用代码 社会统一信用代码 企业信用代码 统一社会信用编码",
        Sort.CREDIT_CODE,
    ),
    column("classes", "帮扶类别 企业类别 类别 帮扶类型", Sort.CLASSES),
    column(
        "legal_person",
        "法定代表人 法人 法人代表 企业法人 公司法人 单位法人 负责人 单位负责人 企业负责人 主要负责人 企业主要负责人 "
        "经营者",
        Sort.PERSON,
    ),
    *_PERSON,
    *_PLACE,
    column("registered_address", "注册地址 住所 注册地 企业住所 企业注册地址 注册详细地址 单位注册地详细地址"),
    column(
        "business_address",
        "经营地址 地址 企业地址 详细地址 生产经营地址 单位地址 通讯地址 通信地址 联系地址 经营场所 生产地址 "
        "实际经营地址 办公地址 实际办公地址 企业详细地址 单位详细地址 单位所在地详细地址",
    ),
    column("industry", "行业 行业代码 所属行业 行业类别 行业名称 国民经济行业 行业门类 行业大类 行业类型"),
    column("registration_type", "登记注册类型 注册类型 登记类型 企业登记注册类型 登记注册统计类别"),
    column("size", "规模 企业规模 单位规模", Sort.SIZE),
    column(
        "is_above_scale",
        "是否规上 是否规上/限上 是否规模以上 规上企业 规上/限上 是否规上限上 是否限上 是否规上企业 是否为规上企业 "
        "是否规模以上企业 是否规模以上工业企业",
        Sort.YES_NO,
    ),
    column("products", "主要产品 主导产品 主营产品 主要产品或服务 主营业务 主要业务活动 主要业务活动1 经营范围"),
    column("founded_on", "成立时间 成立日期 注册时间 注册日期 开业时间 开业日期 企业成立日期 企业成立时间", Sort.DATE),
    column("operating_state", "经营状态 生产经营状况 经营状况 生产状况 生产经营状态 营业状态 企业状态", Sort.OPERATING),
    _figure(
        Indicator.REVENUE,
        "营业收入 主营业务收入 年营业收入 销售收入 年销售收入 主营收入 营业总收入 营业收入合计 年主营业务收入",
    ),
    _figure(Indicator.PROFIT, "利润总额 利润 净利润"),
    _figure(
        Indicator.TAX,
        "缴纳税金 纳税 纳税额 税金 税收 实缴税金 上缴税金 年纳税额 纳税总额 税金总额 入库税金 实缴税收 上缴税收 缴税额",
    ),
    _figure(Indicator.ASSETS, "资产总额 总资产 资产总计 资产合计"),
    _figure(Indicator.OUTPUT, "工业总产值 总产值 产值 年产值 工业产值 工业总产值当年价格"),
    _figure(
        Indicator.EMPLOYEES,
        "从业人员 从业人数 职工人数 员工人数 用工人数 现有职工 现有员工 从业人员数 期末从业人数 从业人员期末人数 "
        "员工数 职工总数 员工总数 职工数 现有员工数 现有职工人数 从业人员数量 期末从业人员 期末用工人数 年末从业人员",
        Sort.NUMBER,
    ),
    _figure(Indicator.POWER, "用电量 年用电量", Sort.NUMBER),
    _figure(Indicator.GAS, "用气量 年用气量", Sort.NUMBER),
    *_ASSIGNMENT,
    column("remark", "备注 说明"),
)

PROJECT = (
    column("name", "项目名称 名称 项目 项目全称 项目工程名称 工程名称", Sort.NAME),
    column("project_code", "项目代码 项目编号 项目编码 投资项目代码 项目统一代码 在线审批代码", Sort.PLAIN_CODE),
    column(
        "builder",
        "建设单位 项目单位 业主单位 项目业主 承建企业 企业名称 单位名称 项目法人单位 项目法人 投资主体 建设主体 "
        "实施主体 项目业主单位 业主名称 公司名称 实施单位",
    ),
    column(
        "builder_credit_code",
        "统一社会信用代码 建设单位信用代码 信用代码 社会信用代码 统一信用代码",
        Sort.CREDIT_CODE,
    ),
    column("place", "建设地点 地点 项目地点 建设地址 项目地址 项目建设地点 项目所在地 所在地址"),
    *_PLACE,
    column("industry", "行业 所属行业 行业类别 行业代码 国民经济行业 国标行业 行业名称 行业门类"),
    column("stage", "阶段 项目阶段 建设阶段 服务环节 环节 所处阶段 项目所处阶段", Sort.STAGE),
    column("key_level", "重点级别 项目级别 省市县重点 重点项目级别 级别", Sort.LEVEL),
    column(
        "total_wan",
        "总投资 计划总投资 项目总投资 投资总额 总投资额 计划总投资额 计划总投资金额 项目总投资额 项目投资额",
        Sort.MONEY,
    ),
    column(
        "year_plan_wan",
        "年度计划 年度计划投资 年度投资计划 当年计划投资 年计划投资 计划投资 本年计划投资 今年计划投资 今年投资计划 "
        "投资计划 年度计划投资额 年度计划投资金额 年度计划完成投资",
        Sort.MONEY,
    ),
    column(
        "done_wan",
        "累计完成投资 累计完成 完成投资 已完成投资 自开工累计完成投资 自开工累计完成 开工以来累计完成投资 "
        "自开工以来累计完成投资 自开始建设累计完成投资 自开始累积完成投资 累计完成投资额 累计已完成投资",
        Sort.MONEY,
    ),
    column("month_wan", "本月完成 本月完成投资 当月完成投资 当月完成 本月完成投资额", Sort.MONEY),
    column(
        "content",
        "规模内容 建设内容 建设规模及内容 主要建设内容 建设规模及主要内容 建设规模 建设内容及规模 "
        "建设规模及主要建设内容 主要建设内容及规模 建设内容规模 项目建设内容 项目内容 项目概况 项目简介",
    ),
    column(
        "started_on",
        "开工时间 开工日期 计划开工时间 实际开工时间 开工年月 计划开工日期 计划开工年月 拟开工时间 预计开工时间 "
        "合同开工日期 实际开工日期",
        Sort.DATE,
    ),
    column(
        "due_on",
        "计划竣工 计划竣工时间 竣工时间 竣工日期 计划建成时间 建成时间 竣工年月 计划竣工日期 计划竣工年月 拟竣工时间 "
        "拟结束时间 预计竣工时间 合同竣工日期 计划完工时间 完工时间 拟建成时间 预计建成时间",
        Sort.DATE,
    ),
    column(
        "progress",
        "形象进度 工程进度 项目进展 进展情况 目前进展 项目进展情况 目前进展情况 本月进展 工作进展 最新进展 当前进展 "
        "前期工作进展 前期工作进展情况 建设进展 项目形象进度 工程形象进度 项目建设进展情况",
    ),
    *_PERSON,
    *_ASSIGNMENT,
    column("remark", "备注 说明"),
)

ENTERPRISE_TICKS = (
    _tick("classes", ServiceClass.INDUSTRY, "工业 工业企业 工业类"),
    _tick("classes", ServiceClass.SERVICE, "服务业 服务业企业 服务业类"),
    _tick("classes", ServiceClass.TECHNOLOGY, "科技型 科技型企业 科技型中小企业 科技类"),
    _tick("size", Size.LARGE, "大型 大型企业 大"),
    _tick("size", Size.MEDIUM, "中型 中型企业 中"),
    _tick("size", Size.SMALL, "小型 小型企业 小"),
    _tick("size", Size.MICRO, "微型 微型企业 微"),
)

PROJECT_TICKS = (
    _tick("stage", Stage.PREPARE, "前期跑办 前期跑办项目"),
    _tick("stage", Stage.BUILD, "推进建设 推进建设项目"),
    _tick("stage", Stage.FINISH, "竣工投产 竣工投产项目"),
    _tick("key_level", Level.PROVINCE, "省重点 省级重点 是否省重点"),
    _tick("key_level", Level.CITY, "市重点 市级重点 是否市重点"),
    _tick("key_level", Level.COUNTY, "县重点 县级重点 是否县重点"),
)
