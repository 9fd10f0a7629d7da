"""What fields say, in the words of the office: for notes that keep what can no longer stand in its own place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.domain.rules import TEXT_MAX
from sscs_desktop.domain.vocabulary import (
    Category,
    EventVerb,
    FilledBy,
    Indicator,
    OperatingState,
    Satisfaction,
    Urgency,
    VisitMode,
    Word,
)

KINDS = {
    "visit": "走访",
    "issue": "问题",
    "note": "附注",
    "profile": "综合情况",
    "figure": "经营数据",
    "card": "反馈卡",
    "proposal": "更正",
    "attachment": "附件",
    "enterprise": "企业",
    "project": "项目",
}

LABELS = {
    "visited_at": "走访时间",
    "mode": "走访方式",
    "visitors": "走访人",
    "received_by": "接待人",
    "received_title": "接待人职务",
    "situation": "生产经营情况",
    "policies": "宣讲政策",
    "is_no_issue": "无新问题",
    "spot_answer": "现场答复",
    "spot_answer_who": "谁负责",
    "spot_answer_when": "何时解决",
    "next_contact_on": "下次联系",
    "remark": "备注",
    "number": "编号",
    "category": "类别",
    "description": "问题描述",
    "wish": "诉求",
    "urgency": "紧急程度",
    "raised_on": "提出日期",
    "satisfaction": "满意度",
    "satisfaction_remark": "满意度说明",
    "text": "内容",
    "operating_state": "经营状态",
    "quiet_days": "企业安静日",
    "preferred_contact": "联系习惯",
    "indicator": "指标",
    "value": "数值",
    "unit": "单位",
    "period": "期间",
    "filled_by": "谁填的",
    "filled_by_name": "填报人",
    "filled_on": "填报日期",
    "field": "更正哪一项",
    "old_value": "原来的",
    "new_value": "应为",
    "reason": "理由",
    "suggestions": "意见建议",
    "name": "名称",
    "credit_code": "统一社会信用代码",
    "legal_person": "法定代表人",
    "contact_name": "联系人",
    "contact_title": "联系人职务",
    "contact_phone": "联系电话",
    "registered_address": "注册地址",
    "business_address": "经营地址",
    "division_name": "所在地",
    "products": "主要产品",
    "founded_on": "成立日期",
    "project_code": "项目代码",
    "builder": "建设单位",
    "builder_credit_code": "建设单位信用代码",
    "place": "建设地点",
    "content": "建设内容",
    "progress": "形象进度",
    "sha256": "附件校验码",
}
"""In the order in which they are told. What is not here nobody typed, or it means nothing to a reader."""

_WORDS: dict[str, type[Word]] = {
    "mode": VisitMode,
    "category": Category,
    "urgency": Urgency,
    "satisfaction": Satisfaction,
    "operating_state": OperatingState,
    "indicator": Indicator,
    "filled_by": FilledBy,
}


def words(kind: str, values: Mapping[str, Any]) -> str:
    """Return wire values as lines of text: 生产经营情况：订单充足. Empty ones say nothing, odd ones what they hold."""
    named = [(label, _text(name, values[name])) for name, label in LABELS.items() if name in values]
    return "\n".join(f"{label}：{text}" for label, text in named if text)


def act(kind: str, verb: str) -> str:
    """Return what an operation did: 走访, 改走访, 删除走访, 催办问题."""
    what = KINDS.get(kind, "记录")
    commands = {each.value: each.label for each in EventVerb}
    return {"new": "", "edit": "改", "del": "删除"}.get(verb, commands.get(verb, "")) + what


def pieces(text: str, *, head: str) -> list[str]:
    """Cut a text into parts that a note holds, each under `head`; nothing for an empty text."""
    room = TEXT_MAX - len(head) - 1
    return [f"{head}\n{text[at : at + room]}" for at in range(0, len(text), room)]


def day(moment: datetime) -> str:
    """Return the day of a moment as the office writes it: 2018年9月26日."""
    on = clock.local(moment).date()
    return f"{on.year}年{on.month}月{on.day}日"


def _text(name: str, value: Any) -> str:
    if name == "value" and value is None:
        return "已清空"
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return "是"
    if isinstance(value, list | tuple):
        return "、".join(_text(name, each) for each in value)
    if name in _WORDS and value in {each.value for each in _WORDS[name]}:
        return _WORDS[name](value).label
    if name.endswith(("_at", "_on")):
        return _date(str(value))
    return str(value)


def _date(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2018-09-26"):
        on = date.fromisoformat(text)
        return f"{on.year}年{on.month}月{on.day}日"
    return day(moment) if moment.tzinfo else text
