"""The name of a record's field and its value in words: conflicts, corrections and the history show both."""

from __future__ import annotations

import types
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from PySide6.QtCore import QCoreApplication

from sscs_desktop.domain import industry
from sscs_desktop.domain.vocabulary import Word, newer_words
from sscs_desktop.ui import phrases, words
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP
from sscs_desktop.wire.kinds import KINDS

translate = QCoreApplication.translate


def label(kind: str, field: str) -> str:
    """Return what a field is called on forms."""
    word = LABELS.get(f"{kind}.{field}") or LABELS.get(field) or _OTHER
    return translate("fields", word)


def kind_word(kind: str) -> str:
    """Return what a kind of record is called."""
    return translate("fields", KIND_WORDS.get(kind, _RECORD))


def text(kind: str, field: str, value: Any) -> str:
    """Return a field's wire value in words; "" for nothing."""
    if field in _COUNTED:
        return translate("fields", _COUNTED[field]).format(count=len(value or ()))
    if value is None and (kind, field) == ("figure", "value"):
        return translate("fields", "已清空")
    hint = _bare(get_type_hints(KINDS[kind].record)[field])
    return industry.in_words(str(value or "")) if field == "industry" else _said(hint, value)


def together(kind: str, fields: Sequence[tuple[str, Any]]) -> str:
    """Return the values of fields that mean something only together: 172 人　2018年9月　王建国."""
    values = dict(fields)
    if values.get("unit"):
        value, unit = values["value"], str(values.pop("unit"))
        values["value"] = text(kind, "value", None) if value is None else phrases.amount(Decimal(value), unit)
    said = [value if name == "value" else text(kind, name, value) for name, value in values.items()]
    return "　".join(part for part in said if part)


def is_plain_text(kind: str, field: str) -> bool:
    """Tell whether a field is one free text, so that a third version of it can be typed."""
    return get_type_hints(KINDS[kind].record)[field] is str


def _said(hint: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(hint, type) and issubclass(hint, Word):
        with newer_words():
            return words.say(hint(value))
    if hint is bool:
        yes, no = translate("fields", "是"), translate("fields", "否")
        return yes if value else no
    if hint is date:
        return phrases.day(date.fromisoformat(str(value)))
    if hint is datetime:
        return phrases.moment(datetime.fromisoformat(str(value)))
    if hint is Decimal:
        return phrases.number(Decimal(str(value)))
    if isinstance(value, (list, tuple)):
        inner = (get_args(hint) or (str,))[0]
        return translate("fields", "、").join(_said(inner, each) for each in value)
    return str(value)


def _bare(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint


_COUNTED = {
    "prints": QT_TRANSLATE_NOOP("fields", "{count} 次"),
    "issue_ids": QT_TRANSLATE_NOOP("fields", "{count} 个"),
}
_OTHER = QT_TRANSLATE_NOOP("fields", "其他内容")
_RECORD = QT_TRANSLATE_NOOP("fields", "记录")

KIND_WORDS: dict[str, str] = {
    "enterprise": QT_TRANSLATE_NOOP("fields", "企业"),
    "project": QT_TRANSLATE_NOOP("fields", "项目"),
    "profile": QT_TRANSLATE_NOOP("fields", "综合情况"),
    "figure": QT_TRANSLATE_NOOP("fields", "经营数据"),
    "visit": QT_TRANSLATE_NOOP("fields", "走访"),
    "issue": QT_TRANSLATE_NOOP("fields", "问题"),
    "card": QT_TRANSLATE_NOOP("fields", "反馈卡"),
    "note": QT_TRANSLATE_NOOP("fields", "附注"),
    "proposal": QT_TRANSLATE_NOOP("fields", "更正"),
    "review": QT_TRANSLATE_NOOP("fields", "补报"),
    "attachment": QT_TRANSLATE_NOOP("fields", "附件"),
    "livelihood": QT_TRANSLATE_NOOP("fields", "微实事"),
    "progress": QT_TRANSLATE_NOOP("fields", "专项进度"),
}

LABELS: dict[str, str] = {
    "name": QT_TRANSLATE_NOOP("fields", "名称"),
    "enterprise.name": QT_TRANSLATE_NOOP("fields", "企业名称"),
    "project.name": QT_TRANSLATE_NOOP("fields", "项目名称"),
    "project.place": QT_TRANSLATE_NOOP("fields", "建设地点"),
    "credit_code": QT_TRANSLATE_NOOP("fields", "统一社会信用代码"),
    "classes": QT_TRANSLATE_NOOP("fields", "帮扶类别"),
    "tier": QT_TRANSLATE_NOOP("fields", "帮扶层级"),
    "legal_person": QT_TRANSLATE_NOOP("fields", "法定代表人"),
    "contact_name": QT_TRANSLATE_NOOP("fields", "联系人"),
    "contact_title": QT_TRANSLATE_NOOP("fields", "联系人职务"),
    "contact_phone": QT_TRANSLATE_NOOP("fields", "联系电话"),
    "registered_address": QT_TRANSLATE_NOOP("fields", "注册地址"),
    "business_address": QT_TRANSLATE_NOOP("fields", "经营地址"),
    "division_code": QT_TRANSLATE_NOOP("fields", "区划"),
    "division_name": QT_TRANSLATE_NOOP("fields", "所在地"),
    "industry": QT_TRANSLATE_NOOP("fields", "行业"),
    "registration_type": QT_TRANSLATE_NOOP("fields", "登记注册类型"),
    "size": QT_TRANSLATE_NOOP("fields", "规模"),
    "is_above_scale": QT_TRANSLATE_NOOP("fields", "规模以上"),
    "products": QT_TRANSLATE_NOOP("fields", "主要产品"),
    "founded_on": QT_TRANSLATE_NOOP("fields", "成立日期"),
    "operating_state": QT_TRANSLATE_NOOP("fields", "经营状态"),
    "quiet_days": QT_TRANSLATE_NOOP("fields", "企业安静日"),
    "preferred_contact": QT_TRANSLATE_NOOP("fields", "联系习惯"),
    "next_contact_on": QT_TRANSLATE_NOOP("fields", "下次联系"),
    "remark": QT_TRANSLATE_NOOP("fields", "备注"),
    "indicator": QT_TRANSLATE_NOOP("fields", "指标"),
    "value": QT_TRANSLATE_NOOP("fields", "数值"),
    "unit": QT_TRANSLATE_NOOP("fields", "单位"),
    "period": QT_TRANSLATE_NOOP("fields", "期间"),
    "filled_by": QT_TRANSLATE_NOOP("fields", "谁填的"),
    "filled_by_name": QT_TRANSLATE_NOOP("fields", "填报人"),
    "filled_on": QT_TRANSLATE_NOOP("fields", "填报日期"),
    "visited_at": QT_TRANSLATE_NOOP("fields", "走访时间"),
    "mode": QT_TRANSLATE_NOOP("fields", "走访方式"),
    "visitors": QT_TRANSLATE_NOOP("fields", "走访人"),
    "received_by": QT_TRANSLATE_NOOP("fields", "接待人"),
    "received_title": QT_TRANSLATE_NOOP("fields", "接待人职务"),
    "situation": QT_TRANSLATE_NOOP("fields", "生产经营情况"),
    "policies": QT_TRANSLATE_NOOP("fields", "宣讲政策"),
    "is_no_issue": QT_TRANSLATE_NOOP("fields", "无新问题"),
    "spot_answer": QT_TRANSLATE_NOOP("fields", "现场答复"),
    "spot_answer_who": QT_TRANSLATE_NOOP("fields", "谁负责"),
    "spot_answer_when": QT_TRANSLATE_NOOP("fields", "何时解决"),
    "is_late_entry": QT_TRANSLATE_NOOP("fields", "补录"),
    "category": QT_TRANSLATE_NOOP("fields", "类别"),
    "description": QT_TRANSLATE_NOOP("fields", "问题描述"),
    "wish": QT_TRANSLATE_NOOP("fields", "诉求"),
    "urgency": QT_TRANSLATE_NOOP("fields", "紧急程度"),
    "can_solve_here": QT_TRANSLATE_NOOP("fields", "本级能解决"),
    "involved": QT_TRANSLATE_NOOP("fields", "涉及部门"),
    "raised_by": QT_TRANSLATE_NOOP("fields", "提出人"),
    "suggestions": QT_TRANSLATE_NOOP("fields", "意见建议"),
    "raised_on": QT_TRANSLATE_NOOP("fields", "提出日期"),
    "state": QT_TRANSLATE_NOOP("fields", "状态"),
    "satisfaction": QT_TRANSLATE_NOOP("fields", "满意度"),
    "satisfaction_remark": QT_TRANSLATE_NOOP("fields", "满意度说明"),
    "text": QT_TRANSLATE_NOOP("fields", "内容"),
    "new_value": QT_TRANSLATE_NOOP("fields", "应为"),
    "old_value": QT_TRANSLATE_NOOP("fields", "原来的"),
    "reason": QT_TRANSLATE_NOOP("fields", "理由"),
    "place": QT_TRANSLATE_NOOP("fields", "地点"),
    "beneficiaries": QT_TRANSLATE_NOOP("fields", "受益面"),
    "owner_name": QT_TRANSLATE_NOOP("fields", "责任人"),
    "due_on": QT_TRANSLATE_NOOP("fields", "时限"),
    "funding": QT_TRANSLATE_NOOP("fields", "资金来源"),
    "progress": QT_TRANSLATE_NOOP("fields", "形象进度"),
    "livelihood.progress": QT_TRANSLATE_NOOP("fields", "进展"),
    "done_on": QT_TRANSLATE_NOOP("fields", "完成日期"),
    "opinion": QT_TRANSLATE_NOOP("fields", "群众评价"),
    "project_code": QT_TRANSLATE_NOOP("fields", "项目代码"),
    "builder": QT_TRANSLATE_NOOP("fields", "建设单位"),
    "builder_credit_code": QT_TRANSLATE_NOOP("fields", "建设单位信用代码"),
    "stage": QT_TRANSLATE_NOOP("fields", "阶段"),
    "key_level": QT_TRANSLATE_NOOP("fields", "重点项目"),
    "total_wan": QT_TRANSLATE_NOOP("fields", "总投资"),
    "year_plan_wan": QT_TRANSLATE_NOOP("fields", "年度计划"),
    "done_wan": QT_TRANSLATE_NOOP("fields", "累计完成"),
    "month_wan": QT_TRANSLATE_NOOP("fields", "本月完成"),
    "content": QT_TRANSLATE_NOOP("fields", "建设内容"),
    "started_on": QT_TRANSLATE_NOOP("fields", "开工日期"),
    "project.due_on": QT_TRANSLATE_NOOP("fields", "计划竣工"),
    "layout": QT_TRANSLATE_NOOP("fields", "版式"),
    "number": QT_TRANSLATE_NOOP("fields", "编号"),
    "prints": QT_TRANSLATE_NOOP("fields", "打印记录"),
    "issue_ids": QT_TRANSLATE_NOOP("fields", "卡上的问题"),
    "filled_by_phone": QT_TRANSLATE_NOOP("fields", "填报人电话"),
    "signed_on": QT_TRANSLATE_NOOP("fields", "签回日期"),
    "signatures": QT_TRANSLATE_NOOP("fields", "签字盖章"),
    "void_reason": QT_TRANSLATE_NOOP("fields", "作废原因"),
    "replaces": QT_TRANSLATE_NOOP("fields", "替换的卡"),
}
