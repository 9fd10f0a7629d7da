"""What is known about one enterprise: the line under its name, and its overview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain import industry
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import enterprises
from sscs_desktop.store.session import Session
from sscs_desktop.ui import phrases, words
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.issue_words import names
from sscs_desktop.ui.pages.tied import Tied
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.table import Column, HeadedTable

translate = QCoreApplication.translate


class Host(Protocol):
    """What an overview asks of its page."""

    @property
    def asked(self) -> SignalInstance: ...
    def toggle_phones(self) -> None: ...


class FirmHost(Host, Protocol):
    """What the overview of an enterprise asks besides."""

    def fill_figures(self) -> None: ...


def head_facts(firm: Enterprise) -> list[str]:
    """Return the line under the name: code, classes, tier, size."""
    code = firm.credit_code or translate("enterprise_detail", "暂无代码")
    tier = ""
    if firm.tier is not None:
        tier = translate("EnterprisesPage", "{level}级分包").format(level=words.say(firm.tier))
    above = translate("enterprise_detail", "规模以上") if firm.is_above_scale else ""
    return [code, names(words.say(c) for c in firm.classes), tier, above]


def overview(session: Session, firm: Enterprise, tied: Tied, host: FirmHost, *, phones_shown: bool) -> list[QWidget]:
    """Read and lay out what the first tab shows of an enterprise."""
    profile = enterprises.profile(session, firm.id)
    toggle = host.toggle_phones
    return [
        *parts.contacts(tied.last, next_words(profile, tied.last)),
        *parts.open_issues(tied.open, tied.said, host.asked.emit),
        SectionHead(translate("enterprise_detail", "联系与分包")),
        Facts(_people(firm, tied.assignments, phones_shown, toggle)),
        *_figures(_newest(enterprises.figures(session, firm.id)), host.fill_figures),
        SectionHead(translate("enterprise_detail", "基本情况")),
        Facts(_basics(firm, profile, tied.assignments, phones_shown, toggle)),
    ]


def next_words(profile: Profile | None, last: Visit | None) -> str:
    """Return 下次 9月28日 周五 from the unit's promise, else from the last visit's; "" if nothing is promised."""
    on = profile.next_contact_on if profile else None
    if not enterprises.is_standing(on, clock.local(last.visited_at).date() if last is not None else None):
        on = None
    if on is None and last is not None and _is_ahead(last.next_contact_on, last):
        on = last.next_contact_on
    if on is None:
        return ""
    text = translate("enterprise_detail", "下次 {day} {weekday}")
    return text.format(day=phrases.near(on), weekday=phrases.weekday(on))


def _is_ahead(on: date | None, last: Visit) -> bool:
    return on is not None and on > clock.local(last.visited_at).date()


def _people(
    firm: Enterprise, assignments: Sequence[Assignment], phones_shown: bool, toggle: Callable[[], object]
) -> list[Fact]:
    leader, units, _contact, _phone = parts.assigned(assignments)
    return [
        Fact(label=translate("enterprise_detail", "联系人"), value=parts.person(firm.contact_name, firm.contact_title)),
        parts.phone_fact(translate("enterprise_detail", "电话"), firm.contact_phone, phones_shown, toggle),
        Fact(label=translate("enterprise_detail", "法定代表人"), value=firm.legal_person or parts.nothing()),
        Fact(label=translate("enterprise_detail", "分包领导"), value=leader or parts.nothing()),
        Fact(label=translate("enterprise_detail", "责任单位"), value=units or parts.nothing()),
        Fact(label=translate("enterprise_detail", "经营地址"), value=firm.business_address or parts.nothing()),
    ]


def _figures(figures: Sequence[Figure], fill: Callable[[], object]) -> list[QWidget]:
    verb = Button(translate("enterprise_detail", "填写"), "quiet", height=24, on=fill)
    verb.setObjectName("fill_figures")
    head = SectionHead(translate("enterprise_detail", "经营数据"), verbs=(verb,))
    if not figures:
        text = translate("enterprise_detail", "还没有经营数据。县里下发或在这里填写后，反馈卡上就印出来。")
        return [head, parts.quiet_line(text)]
    columns = (
        Column(head=translate("enterprise_detail", "指标"), share=3),
        Column(head=translate("enterprise_detail", "数值"), share=2, number=True),
        Column(head=translate("enterprise_detail", "期间"), share=3, quiet=True),
        Column(head=translate("enterprise_detail", "谁填的、何时"), share=6, quiet=True),
    )
    return [head, HeadedTable(columns, [_figure(figure) for figure in figures])]


def _figure(figure: Figure) -> tuple[str, str, str, str]:
    who = figure.filled_by_name or words.say(figure.filled_by)
    return (
        words.say(figure.indicator),
        phrases.amount(figure.value, figure.unit),
        figure.period,
        f"{who}　{phrases.day(figure.filled_on)}",
    )


def _basics(
    firm: Enterprise,
    profile: Profile | None,
    assignments: Sequence[Assignment],
    phones_shown: bool,
    toggle: Callable[[], object],
) -> list[Fact]:
    _leader, _units, contact, phone = parts.assigned(assignments)
    state = profile.operating_state if profile else None
    facts = (
        (translate("enterprise_detail", "工作联系人"), contact),
        (translate("enterprise_detail", "所在地"), firm.division_name),
        (translate("enterprise_detail", "注册地址"), firm.registered_address),
        (translate("enterprise_detail", "行业"), industry.in_words(firm.industry)),
        (translate("enterprise_detail", "登记类型"), firm.registration_type),
        (translate("enterprise_detail", "规模"), words.say(firm.size) if firm.size else ""),
        (translate("enterprise_detail", "主要产品"), firm.products),
        (translate("enterprise_detail", "经营状态"), words.say(state) if state else ""),
        (translate("enterprise_detail", "安静日"), profile.quiet_days if profile else ""),
        (translate("enterprise_detail", "联系习惯"), profile.preferred_contact if profile else ""),
        (translate("enterprise_detail", "备注"), profile.remark if profile else ""),
    )
    found = [Fact(label=label, value=value or parts.nothing()) for label, value in facts]
    found.insert(1, parts.phone_fact(translate("enterprise_detail", "工作电话"), phone, phones_shown, toggle))
    return found


def _newest(figures: Sequence[Figure]) -> list[Figure]:
    """Return the newest figure of each indicator, in the order of the form."""
    newest = {figure.indicator: figure for figure in reversed(figures)}
    return [newest[indicator] for indicator in type(figures[0].indicator) if indicator in newest] if figures else []
