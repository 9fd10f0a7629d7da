"""What a ledger can say of each of its lines, under which heading, and in which order our own ledgers say it.

Fields that rosters and old ledgers know bear their names and headings (exchange.columns, exchange.history_columns):
what goes out comes in again. A new column is added here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sscs_desktop.base.clock import local
from sscs_desktop.domain.enterprise import UNITS, Figure, plain_period
from sscs_desktop.domain.entry import mask_phone
from sscs_desktop.domain.indicators import Rate, is_settled, settled_on
from sscs_desktop.domain.ledger import (
    EnterpriseEntry,
    IssueEntry,
    LedgerKind,
    VisitEntry,
    code_of,
    name_of,
)
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import Indicator, Word
from sscs_desktop.exchange.columns import ENTERPRISE, PROJECT, Column, Sort
from sscs_desktop.exchange.sheet_rows import Value

INDEX = "index"
"""序号: the line's number in the ledger."""
WAN = "#,##0.00"
PERCENT = "0.0%"
DAYS = "0.0"

Get = Callable[[Any], object]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a ledger says of a line. is_wan: an amount in 万元, which a form may want in another unit.

    also: what forms of other offices call it besides. indicator: of what it is a figure, of the newest period there is.
    """

    name: str
    heading: str
    get: Get
    also: tuple[str, ...] = ()
    format: str = ""
    is_phone: bool = False
    is_wan: bool = False
    indicator: Indicator | None = None
    width: int = 0


def value(field: Field, found: object, *, shows_phones: bool) -> Value:
    """Return what a field holds in the words of the office; phones are masked unless asked for."""
    if isinstance(found, Word):
        return found.label
    if isinstance(found, tuple):
        return "、".join(each.label if isinstance(each, Word) else str(each) for each in found)
    if isinstance(found, Rate):
        return None if found.percent is None else found.percent / 100
    if field.is_phone and isinstance(found, str) and not shows_phones:
        return mask_phone(found)
    return found if found is None or isinstance(found, str | int | Decimal | date) else str(found)


def figure_of(entry: EnterpriseEntry, indicator: Indicator, period: str) -> Decimal | None:
    """Return an enterprise's figure of a period, the newest there is without one."""
    own = [f for f in entry.figures if f.indicator is indicator and period in ("", _plain(f.period))]
    newest = max(own, key=_age, default=None)
    return None if newest is None else newest.value


@lru_cache(maxsize=256)
def _plain(period: str) -> str:
    return plain_period(period)


def _age(figure: Figure) -> tuple[date, str, str]:
    return figure.filled_on, figure.period, figure.id


def _of(record: str, name: str) -> Get:
    """Return how a field of the entry's record is got; a line without that record is blank there."""

    def get(entry: Any) -> object:
        found = getattr(entry, record)
        return None if found is None else getattr(found, name)

    return get


_BY_ASSIGNMENT: dict[str, Get] = {
    "leader_name": _of("assignment", "leader_name"),
    "leader_title": _of("assignment", "leader_title"),
    "unit_name": _of("assignment", "unit_name"),
    "worker_name": _of("assignment", "contact_name"),
    "worker_phone": _of("assignment", "contact_phone"),
}


def _figure(indicator: Indicator) -> Get:
    return lambda entry: figure_of(entry, indicator, "")


def _known(columns: tuple[Column, ...], record: str, special: Mapping[str, Get]) -> tuple[Field, ...]:
    """Return the fields of a roster, in its order and under the headings that are read back."""
    return tuple(_from(column, special.get(column.field) or _of(record, column.field)) for column in columns)


def _from(column: Column, get: Get) -> Field:
    is_wan = column.sort is Sort.MONEY
    unit = UNITS[column.indicator] if column.indicator else "万元" if is_wan else ""
    return Field(
        name=column.field,
        heading=f"{column.headings[0]}（{unit}）" if unit else column.headings[0],
        get=_figure(column.indicator) if column.indicator else get,
        format=WAN if is_wan else "",
        is_phone=column.sort is Sort.PHONE,
        is_wan=is_wan,
        indicator=column.indicator,
    )


def _field(name: str, headings: str, get: Get, format: str = "", width: int = 0) -> Field:
    """Return a field; other offices' headings stand behind ours, parted by spaces."""
    heading, *also = headings.split()
    return Field(name=name, heading=heading, get=get, also=tuple(also), format=format, width=width)


def _own(record: str, *pairs: str) -> tuple[Field, ...]:
    """Return plain fields of a record, each written as name:headings."""
    named = (pair.split(":") for pair in pairs)
    return tuple(_field(name, headings, _of(record, name)) for name, headings in named)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else local(moment).date()


def _sort(entry: VisitEntry | IssueEntry) -> str:
    return "" if entry.subject is None else "项目" if isinstance(entry.subject, Project) else "企业"


def _problems(entry: VisitEntry) -> str:
    """Return the problems found in the words they were noted in; 无 is the visit's word that there were none."""
    found = [issue.description for issue in entry.issues]
    if len(found) > 1:
        return "\n".join(f"{number}. {text}" for number, text in enumerate(found, start=1))
    return found[0] if found else "无" if entry.visit.is_no_issue else ""


def _answer(entry: IssueEntry) -> str:
    issue = entry.issue
    return "；".join(part.rstrip("。；") for part in (issue.answer_how, issue.answer_who, issue.answer_when) if part)


_INDEX = _field(INDEX, "序号", lambda _entry: None)
_CONTACTED = (
    _field("visits", "走访次数", lambda entry: entry.visits),
    _field("last_visit_on", "最近走访", lambda entry: entry.last_visit_on),
    _field("open_issues", "在办问题", lambda entry: entry.open_issues),
)
_ABOUT = (
    _field("name", "企业或项目名称", lambda entry: name_of(entry.subject)),
    _field("credit_code", "统一社会信用代码", lambda entry: code_of(entry.subject)),
    _field("sort", "类型", _sort),
)

_ENTERPRISE = _known(
    ENTERPRISE,
    "enterprise",
    _BY_ASSIGNMENT | {name: _of("profile", name) for name in ("operating_state", "remark")},
)
_PROJECT = _known(
    tuple(column for column in PROJECT if column.field != "remark"),  # a project has none
    "project",
    _BY_ASSIGNMENT,
)
_VISIT = (
    _field("visited_at", "走访日期", lambda entry: _day(entry.visit.visited_at)),
    *_ABOUT,
    *_own("visit", "mode:走访方式", "visitors:走访人", "received_by:接待人", "received_title:接待人职务"),
    _field("situation", "生产经营情况", _of("visit", "situation"), width=28),
    *_own("visit", "policies:宣讲政策"),
    _field("problem", "发现问题 企业诉求 企业反映问题 反映问题 存在问题 问题诉求", _problems, width=28),
    *_own("visit", "spot_answer:现场答复", "spot_answer_who:谁负责", "spot_answer_when:何时解决"),
    *_own("visit", "next_contact_on:下次联系", "unit_name:责任单位", "division_name:所在地", "is_late_entry:补录"),
    *_own("visit", "remark:备注"),
)
_ISSUE = (
    *_own("issue", "number:问题编号"),
    *_ABOUT,
    *_own("issue", "category:问题类别"),
    _field("description", "问题描述", _of("issue", "description"), width=28),
    *_own("issue", "wish:诉求", "urgency:紧急程度", "raised_on:提出日期", "raised_by:提出人", "unit_name:责任单位"),
    *_own(
        "issue",
        "level:层级",
        "department_name:承办部门 承办单位 办理部门 办理单位 交办部门",
        "due_on:办结时限 完成时限 办理时限 解决时限 整改时限 时限要求 时限",
        "state:状态 办理状态 问题状态",
    ),
    _field("answer", "答复情况", _answer, width=28),
    _field("answered_on", "答复日期", lambda entry: _day(entry.issue.answered_at)),
    *_own(
        "issue",
        "outcome:办理结果",
        "satisfaction:满意度 企业满意度 满意程度 企业满意程度 企业评价",
        "called_back_on:回访日期 回访时间",
        "closed_on:销号日期 销号时间",
    ),
    *_own("issue", "urged:催办次数"),
)
_ISSUE_FORMS = (
    *_own("issue", "can_solve_here:本级能否解决", "author_name:记录人"),
    _field("involved", "涉及部门", lambda entry: entry.issue.department_name or entry.issue.involved),
    _field("is_settled", "是否办结", lambda entry: is_settled(entry.issue)),
    _field("settled_on", "办结日期", lambda entry: settled_on(entry.issue)),
)
"""What other offices' forms ask besides."""
_UNIT = "责任单位 单位 单位名称 填报单位 乡镇"
_MONTH = (
    _field("unit_name", _UNIT, lambda entry: entry.unit_name),
    *_own("figures", "visits:走访次数 走访", "objects:走访家数 走访企业数 走访企业 走访企业和项目"),
    _field("served", "应服务家数 包联企业数", lambda entry: entry.figures.covered.whole),
    _field("covered", "走访覆盖率 覆盖率", _of("figures", "covered"), PERCENT),
    *_own("figures", "raised:提出问题 收集问题 反映问题 问题数"),
    _field("solved_count", "已解决 解决问题 已解决问题", lambda entry: entry.figures.solved.part),
    *_own("figures", "in_hand:在办 正在办理 办理中", "overdue:超期 超时限"),
    _field("solved", "解决率 问题解决率", _of("figures", "solved"), PERCENT),
    _field("settled", "办结率 问题办结率", _of("figures", "settled"), PERCENT),
    _field("satisfied", "满意率 满意度", _of("figures", "satisfied"), PERCENT),
    _field("handling_days", "平均办理工作日", _of("figures", "handling_days"), DAYS),
)
_COLLECTION = (
    _field("unit_name", _UNIT, lambda entry: entry.unit_name),
    _field("what", "对象", lambda entry: entry.what),
    _field("whole", "应采集", lambda entry: entry.any.whole),
    _field("part", "已采集", lambda entry: entry.any.part),
    _field("any", "采集率", lambda entry: entry.any, PERCENT),
    _field("visits", "其中走访", lambda entry: entry.visits, PERCENT),
    _field("profiles", "综合情况", lambda entry: entry.profiles, PERCENT),
    _field("figures", "经营数据", lambda entry: entry.figures, PERCENT),
    _field("issues", "问题", lambda entry: entry.issues, PERCENT),
    _field("cards", "反馈卡", lambda entry: entry.cards, PERCENT),
)

OWN: Mapping[LedgerKind, tuple[Field, ...]] = MappingProxyType(
    {
        LedgerKind.ENTERPRISE: (_INDEX, *_ENTERPRISE, *_CONTACTED),
        LedgerKind.PROJECT: (_INDEX, *_PROJECT, *_CONTACTED),
        LedgerKind.VISIT: (_INDEX, *_VISIT),
        LedgerKind.ISSUE: (_INDEX, *_ISSUE),
        LedgerKind.MONTH: (_INDEX, *_MONTH),
        LedgerKind.COLLECTION: (_INDEX, *_COLLECTION),
    }
)
"""The columns of our own ledgers, in their order."""

FIELDS: Mapping[LedgerKind, Mapping[str, Field]] = MappingProxyType(
    {
        kind: {field.name: field for field in (*fields, *(_ISSUE_FORMS if kind is LedgerKind.ISSUE else ()))}
        for kind, fields in OWN.items()
    }
)
"""Everything that a form of another office may ask of a ledger, by name."""
