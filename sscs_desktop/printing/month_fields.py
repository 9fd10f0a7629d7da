"""月度台账: a month's figures, visits and issues said line by line; no Qt here."""

from __future__ import annotations

from sscs_desktop.base import clock
from sscs_desktop.domain.ledger import IssueEntry, VisitEntry, name_of
from sscs_desktop.domain.papers import MonthLedger
from sscs_desktop.domain.period import Figures
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.wording import joined, label, rate, short_day, stacked

LAYOUT = "month_ledger_v1"
TITLE = "服务企业和项目月度台账"


def filled(content: MonthLedger) -> Filling:
    """Return what the form of one month is filled with."""
    texts = {"owner": content.owner, "as_of": content.as_of.words, **_figures(content.figures)}
    return Filling(
        texts=texts,
        rows={
            "visits": tuple(_visit(index, entry) for index, entry in enumerate(content.visits, start=1)),
            "issues": tuple(_issue(index, entry) for index, entry in enumerate(content.issues, start=1)),
        },
    )


def title(content: MonthLedger) -> str:
    """Return the sheet's title with its days; it names nobody."""
    return f"{TITLE} {_days(content.figures)}"


def _days(figures: Figures) -> str:
    return f"{figures.first_on}至{figures.last_on}"


def _figures(figures: Figures) -> dict[str, str]:
    days = figures.handling_days
    return {
        "days": _days(figures),
        "visits": f"{figures.visits} 次",
        "objects": f"{figures.objects} 家",
        "covered": rate(figures.covered),
        "raised": f"{figures.raised} 件",
        "solved": rate(figures.solved),
        "settled": rate(figures.settled),
        "satisfied": rate(figures.satisfied),
        "in_hand": f"{figures.in_hand} 件",
        "overdue": f"{figures.overdue} 件",
        "handling_days": f"{days} 个工作日" if days is not None else "—",
    }


def _visit(index: int, entry: VisitEntry) -> Filling:
    visit = entry.visit
    answer = joined(visit.spot_answer_who, visit.spot_answer, visit.spot_answer_when)
    texts = {
        "index": str(index),
        "on": short_day(clock.local(visit.visited_at).date()),
        "subject": name_of(entry.subject),
        "mode": visit.mode.label,
        "visitors": "、".join(visit.visitors),
        "received_by": joined(visit.received_by, visit.received_title),
        "situation": visit.situation,
        "found": "无新问题" if visit.is_no_issue else stacked(issue.number for issue in entry.issues),
        "remark": stacked((answer, visit.remark, "补录" if visit.is_late_entry else "")),
    }
    return Filling(texts=texts)


def _issue(index: int, entry: IssueEntry) -> Filling:
    issue = entry.issue
    texts = {
        "index": str(index),
        "number": issue.number,
        "on": short_day(issue.raised_on),
        "subject": name_of(entry.subject),
        "category": issue.category.label,
        "description": stacked((issue.description, issue.wish)),
        "department": issue.department_name,
        "due_on": short_day(issue.due_on),
        "state": stacked((issue.state.label, label(issue.outcome))),
        "answer": stacked((issue.answer_who, issue.answer_how, issue.answer_when)),
        "satisfaction": label(issue.satisfaction),
    }
    return Filling(texts=texts)
