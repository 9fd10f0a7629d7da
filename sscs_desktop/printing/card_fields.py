"""A card's content said in the words of its form; no Qt here, so that whoever files a card can hash it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import TooNew
from sscs_desktop.domain import industry
from sscs_desktop.domain.card import LAYOUT, ON_FORM, CardContent, in_fours, mark_of
from sscs_desktop.domain.enterprise import UNITS, Enterprise, Figure
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.printing import template
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.wording import address_of, amount, chosen, day, joined, phone, stacked, wan

ENTERPRISE = "enterprise"
PROJECT = "project"

_TITLES = {ENTERPRISE: "企业综合情况及问题反馈卡", PROJECT: "项目综合情况及问题反馈卡"}


def content_hash(content: CardContent) -> str:
    """Return the SHA-256 (64 hex digits) of all that the card says, the same on every machine and for every reprint.

    It is taken over what the card's layout shows, phones unmasked: so masking, prints, state and stored hash do not
    change it, nor does a field that a later layout brings.
    """
    layout = content.card.layout
    said = {"layout": layout, **_plain(_filling(content, shows_phones=True), _names(layout))}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def filled(content: CardContent, *, shows_phones: bool = False) -> Filling:
    """Return what the form of one card is filled with; phones are masked unless asked for."""
    filling = _filling(content, shows_phones=shows_phones)
    mark = mark_of(content_hash(content))
    code = {"qr": f"{content.card.number} {mark}", "check": in_fours(mark)}
    return replace(filling, texts={**filling.texts, **code})


def blank(*, is_project: bool = False) -> Filling:
    """Return the filling of a form for handwriting: titles and printed row names alone."""
    kind = PROJECT if is_project else ENTERPRISE
    return Filling(kind=kind, texts={"title": _TITLES[kind]}, rows={} if is_project else {"figures": _figure_rows(())})


def title(content: CardContent) -> str:
    """Return the card's title with its number; it names nobody."""
    return f"{_TITLES[_kind(content)]} {content.card.number}".strip()


def _kind(content: CardContent) -> str:
    return PROJECT if content.project is not None else ENTERPRISE


def _filling(content: CardContent, *, shows_phones: bool) -> Filling:
    texts: dict[str, str] = {
        "title": _TITLES[_kind(content)],
        "number": content.card.number,
        "filled_on": day(content.card.filled_on),
        "suggestions": content.card.suggestions,
        "filler": content.card.filled_by_name,
        "filler_phone": phone(content.card.filled_by_phone, shows_phones=shows_phones),
    }
    ticks: dict[str, frozenset[str]] = {"filled_by": chosen(content.card.filled_by)}
    if content.enterprise is not None:
        _enterprise(content.enterprise, texts, ticks, shows_phones=shows_phones)
    if content.project is not None:
        _project(content.project, texts, ticks, shows_phones=shows_phones)
    if content.assignment is not None:
        _assignment(content.assignment, texts, shows_phones=shows_phones)
    if content.profile is not None:
        ticks["operating_state"] = chosen(content.profile.operating_state)
    if content.visit is not None:
        _visit(content.visit, texts, ticks)
    rows = {
        "figures": _figure_rows(content.figures) if content.project is None else (),
        "issues": tuple(_issue(index, issue) for index, issue in enumerate(content.issues, start=1)),
        "answers": tuple(_answers(content)),
    }
    return Filling(kind=_kind(content), texts=texts, ticks=ticks, rows=rows)


def _enterprise(
    enterprise: Enterprise, texts: dict[str, str], ticks: dict[str, frozenset[str]], *, shows_phones: bool
) -> None:
    texts |= {
        "subject": enterprise.name,
        "name": enterprise.name,
        "credit_code": enterprise.credit_code or "暂无代码",
        "legal_person": enterprise.legal_person,
        "contact": joined(enterprise.contact_name, enterprise.contact_title),
        "contact_phone": phone(enterprise.contact_phone, shows_phones=shows_phones),
        "address": address_of(enterprise),
        "division": enterprise.division_name,
        "industry": industry.in_words(enterprise.industry),
        "registration_type": enterprise.registration_type,
        "products": enterprise.products,
        "founded_on": day(enterprise.founded_on),
    }
    above = enterprise.is_above_scale
    ticks |= {
        "size": chosen(enterprise.size),
        "is_above_scale": frozenset() if above is None else frozenset({"yes" if above else "no"}),
        "classes": frozenset(one.value for one in enterprise.classes),
        "tier": chosen(enterprise.tier),
    }


def _project(project: Project, texts: dict[str, str], ticks: dict[str, frozenset[str]], *, shows_phones: bool) -> None:
    texts |= {
        "subject": project.name,
        "name": project.name,
        "project_code": project.project_code,
        "builder": project.builder,
        "credit_code": project.builder_credit_code,
        "contact": joined(project.contact_name, project.contact_title),
        "contact_phone": phone(project.contact_phone, shows_phones=shows_phones),
        "address": project.place,
        "division": project.division_name,
        "industry": industry.in_words(project.industry),
        "total": wan(project.total_wan),
        "year_plan": wan(project.year_plan_wan),
        "done": wan(project.done_wan),
        "month": wan(project.month_wan),
        "content": project.content,
        "started_on": day(project.started_on),
        "due_on": day(project.due_on),
        "progress": project.progress,
    }
    ticks |= {
        "stage": chosen(project.stage),
        "tier": chosen(project.tier),
        "key_level": chosen(project.key_level),
        "prerequisites": frozenset(one.item.value for one in project.prerequisites if one.is_done),
    }


def _assignment(assignment: Assignment, texts: dict[str, str], *, shows_phones: bool) -> None:
    texts |= {
        "leader": joined(assignment.leader_name, assignment.leader_title),
        "unit": assignment.unit_name,
        "cadre": joined(assignment.contact_name, phone(assignment.contact_phone, shows_phones=shows_phones)),
    }


def _visit(visit: Visit, texts: dict[str, str], ticks: dict[str, frozenset[str]]) -> None:
    texts |= {
        "visited_on": day(clock.local(visit.visited_at).date()),
        "visitors": "、".join(visit.visitors),
        "received_by": joined(visit.received_by, visit.received_title),
        "situation": visit.situation,
        "policies": "；".join(visit.policies),
    }
    ticks |= {"mode": chosen(visit.mode), "no_issue": frozenset({"yes"} if visit.is_no_issue else ())}


def _issue(index: int, issue: Issue) -> Filling:
    return Filling(
        texts={
            "index": str(index),
            "number": issue.number,
            "category": issue.category.label,
            "description": issue.description,
            "wish": issue.wish,
        },
        ticks={
            "urgency": chosen(issue.urgency),
            "can_solve_here": frozenset({"yes" if issue.can_solve_here else "no"}),
        },
    )


def _answers(content: CardContent) -> Iterable[Filling]:
    visit = content.visit
    if visit is not None and visit.spot_answer:
        texts = {
            "number": "现场答复",
            "who": visit.spot_answer_who,
            "how": visit.spot_answer,
            "when": visit.spot_answer_when,
        }
        yield Filling(texts=texts)
    for issue in content.issues:
        yield Filling(
            texts={
                "number": issue.number,
                "who": stacked((issue.department_name, issue.answer_who)),
                "how": issue.answer_how,
                "when": issue.answer_when,
            },
            ticks={"outcome": chosen(issue.outcome), "satisfaction": chosen(issue.satisfaction)},
        )


def _figure_rows(figures: Iterable[Figure]) -> tuple[Filling, ...]:
    """Set the figures two abreast in the form's order, every indicator named even where its figure is missing."""
    given = list(figures)
    entries: list[dict[str, str]] = []
    for indicator in ON_FORM:
        own = [figure for figure in given if figure.indicator is indicator]
        own.sort(key=lambda figure: (figure.filled_on, figure.period, figure.id), reverse=True)
        entries += [_figure(figure) for figure in own] or [{"name": _named(indicator.label, UNITS[indicator])}]
    pairs = zip_longest(entries[::2], entries[1::2], fillvalue=dict[str, str]())
    return tuple(Filling(texts={**_prefixed("a", left), **_prefixed("b", right)}) for left, right in pairs)


def _figure(figure: Figure) -> dict[str, str]:
    who = joined(figure.filled_by.label, figure.filled_by_name)
    return {
        "name": _named(figure.indicator.label, figure.unit),
        "value": amount(figure.value),
        "source": "\n".join(filter(None, (figure.period, who))),
    }


def _named(indicator: str, unit: str) -> str:
    return f"{indicator}\n（{unit}）" if unit else indicator


def _prefixed(prefix: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}_{name}": text for name, text in texts.items()}


def _names(layout: str) -> frozenset[str]:
    """Return what a layout shows; of a later program's, which cannot be painted here, what ours does."""
    try:
        return template.named(layout).names
    except TooNew:
        return template.named(LAYOUT).names


def _plain(filling: Filling, shown: frozenset[str]) -> dict[str, object]:
    return {
        "kind": filling.kind,
        "texts": {name: text for name, text in filling.texts.items() if text and name in shown},
        "ticks": {name: sorted(ticks) for name, ticks in filling.ticks.items() if ticks and name in shown},
        "rows": {name: [_plain(row, shown) for row in rows] for name, rows in filling.rows.items() if rows},
    }
