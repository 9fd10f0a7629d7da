"""Code lists. A code is what file, wire and index hold; `label` is the office's word for it.

Sources: 冀发〔2018〕7号 (classes, tiers, stages, problem categories), customary forms for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import is_dataclass
from enum import StrEnum
from typing import Self

_takes_newer: ContextVar[bool] = ContextVar("takes_newer", default=False)


class Word(StrEnum):
    """A code with its Chinese word. is_newer: a later program's, kept as it came (see newer_words)."""

    label: str
    is_newer: bool

    def __new__(cls, code: str, label: str = "") -> Self:
        self = str.__new__(cls, code)
        self._value_ = code
        self.label = label
        self.is_newer = False
        return self

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not (_takes_newer.get() and isinstance(value, str)):
            return None
        self = str.__new__(cls, value)
        self._name_, self._value_ = "newer", value
        self.label, self.is_newer = f"（新版本的{'状态' if cls.__name__.endswith('State') else '内容'}）{value}", True
        return self

    def __str__(self) -> str:
        return str(self.value)


@contextmanager
def newer_words() -> Iterator[None]:
    """Read codes of a later version as words of their own, equal to none that is known, instead of failing over them.

    Only for what was filed by others: what a person types or a desk sends has to be known.
    """
    token = _takes_newer.set(True)
    try:
        yield
    finally:
        _takes_newer.reset(token)


def holds_newer(value: object) -> bool:
    """Tell whether a field's value is, or holds, a word of a later version."""
    if isinstance(value, tuple):
        return any(map(holds_newer, value))
    if isinstance(value, Word):
        return value.is_newer
    return is_dataclass(value) and any(map(holds_newer, vars(value).values()))


class Level(Word):
    """The three levels of the service directory, and the township below them (三、(三); 四、(三))."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡"


class OrganisationKind(Word):
    OFFICE = "office", "领导小组办公室"
    DEPARTMENT = "department", "承办部门"
    UNIT = "unit", "责任单位"
    GROUP = "group", "工作专班"
    GOVERNMENT = "government", "党委政府"


class ServiceClass(Word):
    """The classes of served enterprises, 三、(二) items 7–9; OTHER: 县内自选 (三、(六))."""

    INDUSTRY = "IND", "工业"
    SERVICE = "SVC", "服务业"
    TECHNOLOGY = "TEC", "科技型"
    OTHER = "OTH", "其他"


class Size(Word):
    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class OperatingState(Word):
    PROFIT = "profit", "盈利"
    THIN = "thin", "微利"
    TROUBLE = "trouble", "困难"
    STOPPED = "stopped", "停产"
    LOST = "lost", "失联"


class Stage(Word):
    """Project stages, 三、(三) item 10."""

    PREPARE = "PRE", "前期跑办"
    BUILD = "BLD", "推进建设"
    FINISH = "FIN", "竣工投产"


class Prerequisite(Word):
    """前期要件 of a project."""

    APPROVAL = "approval", "立项/核准备案"
    PLANNING = "planning", "规划选址"
    LAND = "land", "用地"
    ENVIRONMENT = "environment", "环评"
    ENERGY = "energy", "能评"
    WATER = "water", "水保"
    PERMIT = "permit", "施工许可"


class VisitMode(Word):
    ON_SITE = "on_site", "实地走访"
    PHONE = "phone", "电话"
    MEETING = "meeting", "座谈"
    WECHAT = "wechat", "微信"


class Category(Word):
    """Problem categories [P] items 7–10; `categories_for` in domain.issue picks those of one object."""

    APPROVAL = "approval", "项目审批"
    LAND = "land", "用地"
    FUNDS = "funds", "资金"
    TALENT = "talent", "人才用工"
    ENERGY = "energy", "能源保障"
    ENVIRONMENT = "environment", "环境保护"
    SAFETY = "safety", "安全生产"
    POWER = "power", "用电用能"
    LOGISTICS = "logistics", "物流成本"
    MARKET = "market", "市场拓展"
    LABOUR = "labour", "人力成本"
    TRANSFER = "transfer", "技术转移转化"
    EQUIPMENT = "equipment", "科研设备共享"
    TEAM = "team", "人才团队引进"
    FINANCING = "financing", "产业化融资"
    PREREQUISITE = "prerequisite", "前期要件"
    PROJECT_LAND = "project_land", "土地"
    TECHNOLOGY = "technology", "技术"
    OBSTRUCTION = "obstruction", "施工干扰"
    ACCEPTANCE = "acceptance", "竣工验收"
    UTILITIES = "utilities", "水电气暖"
    OTHER = "other", "其他"


class Urgency(Word):
    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    CRITICAL = "critical", "特急"


class IssueState(Word):
    """States the directory stores. 草稿, 待上报 and 已上报 are derived on the desk, never stored."""

    FILED = "filed", "待受理"
    ACCEPTED = "accepted", "已受理"
    DISPATCHED = "dispatched", "已交办"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"
    CONFIRMING = "confirming", "待企业确认"
    CLOSED = "closed", "已销号"
    RETURNED = "returned", "退回补正"
    DISPUTED = "disputed", "异议改派"
    SUSPENDED = "suspended", "挂账"
    ESCALATED = "escalated", "提级"
    REDO = "redo", "重办"
    WITHDRAWN = "withdrawn", "已撤诉"
    ON_SPOT = "on_spot", "现场办结"


class Outcome(Word):
    SOLVED = "solved", "已解决"
    SOLVING = "solving", "正在解决"
    EXPLAINED = "explained", "解释说明"
    IMPOSSIBLE = "impossible", "无法解决"


class Satisfaction(Word):
    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Light(Word):
    """The light on the department, never on the cadre."""

    NONE = "none", "正常"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"


class EventVerb(Word):
    """What happened to an issue: one append-only line of its progress."""

    FILE = "file", "上报"
    ACCEPT = "accept", "受理"
    DISPATCH = "dispatch", "交办"
    TAKE = "take", "签收办理"
    ANSWER = "answer", "答复"
    RETURN = "return", "退回补正"
    SUPPLEMENT = "supplement", "补正"
    DISPUTE = "dispute", "异议改派"
    EXTEND = "extend", "延期"
    SUSPEND = "suspend", "挂账"
    ESCALATE = "escalate", "提级"
    SUPERVISE = "supervise", "督办"
    URGE = "urge", "催办"
    CALL_BACK = "call_back", "回访"
    RATE = "rate", "满意度"
    REOPEN = "reopen", "重办"
    NOTE = "note", "附注"
    WITHDRAW = "withdraw", "撤回"
    CLOSE = "close", "销号"


class CardState(Word):
    PRINTED = "printed", "已打印"
    SIGNED = "signed", "已签回"
    VOID = "void", "作废"


class PrintWay(Word):
    PAPER = "paper", "打印"
    PDF = "pdf", "存 PDF"


class Signature(Word):
    """The signatures and seals of the card's form, in its order."""

    FILLER = "filler", "填表人签字"
    VISITOR = "visitor", "走访人签字"
    SEAL = "seal", "企业或项目单位盖章"
    LEADER = "leader", "分包领导签字"
    UNIT = "unit", "责任单位盖章"


class FilledBy(Word):
    ENTERPRISE = "enterprise", "企业自填"
    CADRE = "cadre", "干部代填"
    DEPARTMENT = "department", "部门提供"


class Indicator(Word):
    """Operating figures of the 综合情况 block; the unit of each stands in domain.enterprise.UNITS."""

    REVENUE = "revenue", "营业收入"
    PROFIT = "profit", "利润总额"
    TAX = "tax", "缴纳税金"
    ASSETS = "assets", "资产总额"
    EMPLOYEES = "employees", "从业人员"
    POWER = "power", "用电量"
    GAS = "gas", "用气量"
    OUTPUT = "output", "工业总产值"


class LivelihoodState(Word):
    PLANNED = "planned", "已列入"
    DOING = "doing", "推进中"
    DONE = "done", "已完成"


class ProposalState(Word):
    PENDING = "pending", "待核"
    ACCEPTED = "accepted", "已采纳"
    REFUSED = "refused", "未采纳"


class ReviewState(Word):
    """What became of a late report."""

    OPEN = "open", "待核"
    ATTACHED = "attached", "已作为附注"
    DISCARDED = "discarded", "未采用"


class TimeUnit(Word):
    """A time limit is stored with its unit."""

    WORKING_DAY = "working_day", "工作日"
    DAY = "day", "日"
    HOUR = "hour", "小时"
