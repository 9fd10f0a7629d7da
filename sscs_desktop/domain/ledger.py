"""Ledgers 台账: what the records at hand say line by line, before anybody writes it into a table.

Desk and directory hand over plain records; lines, figures and rates are made of them here and nowhere else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from sscs_desktop.base.clock import local
from sscs_desktop.domain import holdings, indicators, period
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.holdings import EVERY_PART, Records
from sscs_desktop.domain.indicators import Rate
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.period import Figures
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Word
from sscs_desktop.domain.workdays import Workdays

Days = tuple[date, date]
"""First and last, both inclusive."""
EVER: Days = (date(1900, 1, 1), date(2999, 12, 31))


class LedgerKind(Word):
    ENTERPRISE = "enterprise", "企业台账"
    PROJECT = "project", "项目台账"
    VISIT = "visit", "走访台账"
    ISSUE = "issue", "问题台账"
    MONTH = "month", "月报"
    COLLECTION = "collection", "采集率"


TOTAL = "合计"
FIRMS, PROJECTS = "企业", "项目"

OF_DAYS = frozenset({LedgerKind.VISIT, LedgerKind.ISSUE, LedgerKind.MONTH})
"""Ledgers of what happened within some days; the others say how things stand."""


FIGURES = frozenset({LedgerKind.MONTH, LedgerKind.COLLECTION})
"""Ledgers whose lines are counted, not records."""


PARTS: Mapping[LedgerKind, frozenset[str]] = MappingProxyType(
    {
        LedgerKind.ENTERPRISE: frozenset({"enterprises", "assignments", "profiles", "figures", "visits", "issues"}),
        LedgerKind.PROJECT: frozenset({"projects", "assignments", "visits", "issues"}),
        LedgerKind.VISIT: frozenset({"enterprises", "projects", "visits", "issues"}),
        LedgerKind.ISSUE: frozenset({"enterprises", "projects", "issues"}),
        LedgerKind.MONTH: frozenset({"assignments", "visits", "issues"}),
        LedgerKind.COLLECTION: EVERY_PART - {"progress"},
    }
)
"""Which records a ledger is made of: a county seat need not read 200,000 visits to list its issues."""


Subject = Enterprise | Project
"""Whom a visit or an issue is about."""


@dataclass(frozen=True, kw_only=True)
class EnterpriseEntry:
    """An enterprise as one unit serves it; two units serving it in two classes make two lines, as in a roster."""

    enterprise: Enterprise
    assignment: Assignment | None
    profile: Profile | None
    figures: tuple[Figure, ...]
    visits: int
    last_visit_on: date | None
    open_issues: int


@dataclass(frozen=True, kw_only=True)
class ProjectEntry:
    """A project as one unit serves it."""

    project: Project
    assignment: Assignment | None
    visits: int
    last_visit_on: date | None
    open_issues: int


@dataclass(frozen=True, kw_only=True)
class VisitEntry:
    """A visit with whom it was paid to, and the issues it brought."""

    visit: Visit
    subject: Subject | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, kw_only=True)
class IssueEntry:
    """An issue with whose it is."""

    issue: Issue
    subject: Subject | None


@dataclass(frozen=True, kw_only=True)
class MonthEntry:
    """The figures of one responsible unit, or of all together."""

    unit_name: str
    figures: Figures
    is_total: bool = False


@dataclass(frozen=True, kw_only=True)
class CollectionEntry:
    """采集率 of one unit: `any` at least one of the others; figures and profiles are kept of enterprises alone."""

    unit_name: str
    what: str
    any: Rate
    visits: Rate
    issues: Rate
    cards: Rate
    profiles: Rate | None
    figures: Rate | None
    is_total: bool = False


Entry = EnterpriseEntry | ProjectEntry | VisitEntry | IssueEntry | MonthEntry | CollectionEntry


def entries(
    kind: LedgerKind,
    records: Records,
    days: Days,
    *,
    today: date,
    workdays: Workdays,
    only: Collection[str] | None = None,
) -> tuple[Entry, ...]:
    """Return a ledger's lines. `days` bound those of OF_DAYS; `only`: ids of the records wanted."""
    made: dict[LedgerKind, Callable[[], Iterable[Entry]]] = {
        LedgerKind.ENTERPRISE: lambda: enterprises(records, only),
        LedgerKind.PROJECT: lambda: _projects(records, only),
        LedgerKind.VISIT: lambda: visits(records, days, only),
        LedgerKind.ISSUE: lambda: issues(records, days, only),
        LedgerKind.MONTH: lambda: months(records, days, today=today, workdays=workdays),
        LedgerKind.COLLECTION: lambda: _collection(records),
    }
    return tuple(made[kind]())


def days_of(kind: LedgerKind, month: date | None, today: date) -> Days:
    """Return the days that bound a ledger of what happened: those of a month, else all; figures are a month's."""
    if month is None and kind is not LedgerKind.MONTH:
        return EVER
    return period.month_of(month or today)


def about(owner: str, kind: LedgerKind, days: Days) -> str:
    """Return whose a ledger is and of when, as its title begins."""
    if kind not in OF_DAYS or days == EVER:
        return owner
    return f"{owner}{days[0].year}年{days[0].month}月"


def name_of(subject: Subject | None) -> str:
    """Return whom a line is about; blank where that is no longer at hand."""
    return subject.name if subject is not None else ""


def code_of(subject: Subject | None) -> str:
    """Return the credit code of an enterprise, the code of a project."""
    if subject is None:
        return ""
    return subject.project_code if isinstance(subject, Project) else subject.credit_code


def figures(records: Records, days: Days, *, today: date, workdays: Workdays) -> Figures:
    """Return the figures over these records."""
    return period.figures(
        records.visits, records.issues, holdings.served(records), days, today=today, workdays=workdays
    )


def enterprises(records: Records, only: Collection[str] | None = None) -> Iterator[EnterpriseEntry]:
    """Yield a line of each enterprise for each unit that serves it."""
    assigned, visited = holdings.grouped(records.assignments), holdings.grouped(records.visits)
    open_issues = Counter(holdings.subject_id(i) for i in indicators.in_hand(records.issues))
    profiles, figures_of = holdings.by_enterprise(records.profiles), holdings.by_enterprise(records.figures)
    for firm in records.enterprises:
        if firm.merged_into or (only is not None and firm.id not in only):
            continue
        mine = visited[firm.id]
        for assignment in _by_unit(assigned[firm.id]):
            yield EnterpriseEntry(
                enterprise=_in_class(firm, assignment, assigned[firm.id]),
                assignment=assignment,
                profile=_profile(profiles[firm.id], assignment),
                figures=tuple(figures_of[firm.id]),
                visits=len(mine),
                last_visit_on=_last(mine),
                open_issues=open_issues[firm.id],
            )


def _projects(records: Records, only: Collection[str] | None) -> Iterator[ProjectEntry]:
    assigned, visited = holdings.grouped(records.assignments), holdings.grouped(records.visits)
    open_issues = Counter(holdings.subject_id(i) for i in indicators.in_hand(records.issues))
    for project in records.projects:
        if only is None or project.id in only:
            for assignment in _by_unit(assigned[project.id]):
                yield ProjectEntry(
                    project=project,
                    assignment=assignment,
                    visits=len(visited[project.id]),
                    last_visit_on=_last(visited[project.id]),
                    open_issues=open_issues[project.id],
                )


def visits(records: Records, days: Days, only: Collection[str] | None = None) -> Iterator[VisitEntry]:
    """Yield a line of each visit paid within some days, oldest first."""
    known = holdings.subjects(records)
    brought: defaultdict[str | None, list[Issue]] = defaultdict(list)
    for issue in records.issues:
        brought[issue.visit_id].append(issue)
    for visit in sorted(records.visits, key=lambda v: (v.visited_at, v.id)):
        if _is_within(visit.visited_at, days) and (only is None or visit.id in only):
            yield VisitEntry(
                visit=visit, subject=known.get(holdings.subject_id(visit)), issues=tuple(brought[visit.id])
            )


def issues(records: Records, days: Days, only: Collection[str] | None = None) -> Iterator[IssueEntry]:
    """Yield a line of each issue raised within some days, oldest first."""
    known = holdings.subjects(records)
    for issue in sorted(records.issues, key=lambda i: (i.raised_on, i.number, i.id)):
        if days[0] <= issue.raised_on <= days[1] and (only is None or issue.id in only):
            yield IssueEntry(issue=issue, subject=known.get(holdings.subject_id(issue)))


def months(records: Records, days: Days, *, today: date, workdays: Workdays) -> Iterator[MonthEntry]:
    """Yield a line of each unit that serves somebody or did something then, and what all did, which is the county's."""
    parted, names = holdings.of_each_unit(records), holdings.units(records)
    counted = ((name, figures(parted[id], days, today=today, workdays=workdays)) for id, name in names)
    found = [(name, each) for name, each in counted if each.covered.whole or each.visits or each.raised]
    yield from (MonthEntry(unit_name=name, figures=each) for name, each in found)
    if len(found) > 1:
        all_of = figures(records, days, today=today, workdays=workdays)
        yield MonthEntry(unit_name=TOTAL, figures=all_of, is_total=True)


def _collection(records: Records) -> Iterator[CollectionEntry]:
    """Yield a line of what each unit serves, and of all. Whichever unit collected it counts: nothing is asked twice."""
    about = (
        (FIRMS, frozenset(firm.id for firm in records.enterprises if not firm.merged_into)),
        (PROJECTS, frozenset(project.id for project in records.projects)),
    )
    known, parted = holdings.collected_as(records), holdings.of_each_unit(records)
    known["any"] = holdings.collected(records)
    units = [(name, holdings.served(parted[id])) for id, name in holdings.units(records)]
    whole = [(TOTAL, holdings.served(records))] if sum(bool(ids) for _name, ids in units) > 1 else []
    for name, ids in (*units, *whole):
        yield from (_collected(known, name, what, ids & all_of) for what, all_of in about if ids & all_of)


def _collected(known: Mapping[str, Collection[str]], unit: str, what: str, ids: Collection[str]) -> CollectionEntry:
    rates = {name: indicators.collection_rate(ids, some) for name, some in known.items()}
    return CollectionEntry(
        unit_name=unit,
        what=what,
        any=rates["any"],
        visits=rates["visits"],
        issues=rates["issues"],
        cards=rates["cards"],
        profiles=rates["profiles"] if what == FIRMS else None,
        figures=rates["figures"] if what == FIRMS else None,
        is_total=unit == TOTAL,
    )


def _by_unit(assignments: list[Assignment]) -> list[Assignment | None]:
    """Return one assignment of each unit, or none at all once."""
    first: dict[str, Assignment] = {}
    for assignment in sorted(assignments, key=lambda a: (a.unit_name, a.service_class or "", a.id)):
        first.setdefault(assignment.unit_id, assignment)
    return list(first.values()) or [None]


def _in_class(firm: Enterprise, mine: Assignment | None, assignments: list[Assignment]) -> Enterprise:
    """Return the enterprise with the classes and the tier in which that unit serves it, where units share it."""
    if mine is None or len({a.unit_id for a in assignments}) < 2:
        return firm
    of_unit = [a for a in assignments if a.unit_id == mine.unit_id]
    classes = tuple(a.service_class for a in of_unit if a.service_class is not None)
    return replace(firm, classes=classes or firm.classes, tier=mine.tier or firm.tier)


def _profile(profiles: list[Profile], mine: Assignment | None) -> Profile | None:
    """Return what the serving unit keeps, else what anybody does."""
    own = [p for p in profiles if mine is not None and p.unit_id == mine.unit_id]
    return next(iter(own or profiles), None)


def _last(visits: list[Visit]) -> date | None:
    return max((local(visit.visited_at).date() for visit in visits), default=None)


def _is_within(moment: datetime, days: Days) -> bool:
    return days[0] <= local(moment).date() <= days[1]
