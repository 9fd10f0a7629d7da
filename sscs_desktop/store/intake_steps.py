"""What one row of a roster or an old ledger asks of this desk: records to save, as the protocol lets a desk save them.

Figures and the unit's own notes are saved, what belongs to the directory is proposed as a correction, old visits and
problems are filed late. An id follows from what a row says, so that the same file brings nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain import credit_code
from sscs_desktop.domain.enterprise import (
    CORRECTABLE,
    UNITS,
    Figure,
    Profile,
    Proposal,
    figure_id,
    plain_period,
    profile_id,
)
from sscs_desktop.domain.entry import is_phone
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import MORNING, Visit
from sscs_desktop.domain.vocabulary import (
    Category,
    FilledBy,
    IssueState,
    Urgency,
    VisitMode,
)
from sscs_desktop.exchange.cells import plain
from sscs_desktop.exchange.history_rows import HistoryRow, IssueRow, VisitRow
from sscs_desktop.exchange.outcome import Change, label, shown
from sscs_desktop.exchange.roster_rows import EnterpriseRow, FigureCell, ProjectRow, RosterRow
from sscs_desktop.store import enterprises, projects, rows, subjects
from sscs_desktop.store.known import Known
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS, intake_row
from sscs_desktop.wire.kinds import KINDS

SourceRow = RosterRow | HistoryRow

_DERIVED = UUID("0f1b7a55-55c5-4d0b-8f0b-5d5c8d0f2018")
"""The name space of ids that follow from a ledger's row. Changing it would double every ledger imported again."""
_OF_FIGURE = KINDS["figure"].groups[0]
_NOTHING_FOUND = re.compile(r"(?:无|没有|未发现|暂无|未反映|无新)(?:问题|困难|诉求|需求)?[。.]?|[/—-]+")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One record to save; `before` are the fields that it changes as they were: to empty ones, if it is new."""

    kind: str
    record: Any
    change: Change
    before: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    """What the record's id follows from."""

    @property
    def about(self) -> str:
        """What two rows of a file may both ask for: a proposal's id does not say it."""
        record = self.record
        if self.kind != "proposal":
            return str(record.id)
        return f"{record.enterprise_id or record.project_id} {record.field} {record.new_value}"


def steps_of(session: Session, row: SourceRow, known: Known) -> tuple[Step, ...]:
    """Return what a row asks for, unchecked; nothing where all of it stands here.

    Raises Invalid on `name`: not_here, several_here.
    """
    if isinstance(row, EnterpriseRow):
        subject = known.find(row.name, row.credit_code, ("enterprise",))
        return (*_corrections(session, row, subject), *_figures(session, row, subject), *_notes(session, row, subject))
    if isinstance(row, ProjectRow):
        return tuple(_corrections(session, row, known.find(row.name, row.project_code, ("project",))))
    if isinstance(row, IssueRow):
        return tuple(_issues(session, row, known.find(row.name, row.credit_code)))
    visited = known.find_all(row.name, row.credit_code)
    return tuple(step for subject in visited for step in _visits(session, row, subject))


def _corrections(session: Session, row: RosterRow, subject: Subject) -> Iterator[Step]:
    """Propose each field of the directory's that the row says otherwise, unless that was proposed before."""
    find: Callable[[Session, str], Any] = enterprises.get if subject.kind == "enterprise" else projects.get
    present = find(session, subject.id)
    said = {name: str(getattr(row, name)) for name in CORRECTABLE[subject.kind] if _is_usable(name, getattr(row, name))}
    differing = {name: value for name, value in said.items() if plain(value) != plain(str(getattr(present, name)))}
    if not differing:
        return
    asked = {(each.field, each.new_value) for each in enterprises.proposals(session, subject.id)}
    for name, value in differing.items():
        if (name, value) in asked:
            continue
        old = str(getattr(present, name))
        proposal = Proposal(
            id=new_id(),
            enterprise_id=subject.enterprise_id,
            project_id=subject.project_id,
            field=name,
            old_value=old,
            new_value=value,
            author_name=session.account.user_name,
            proposed_at=clock.now(),
        )
        yield Step(kind="proposal", record=proposal, change=_change(subject.kind, name, old, value))


def _is_usable(name: str, value: str) -> bool:
    """Tell whether a cell is worth a proposal: an empty one says nothing, a wrong code or phone helps nobody."""
    if not value:
        return False
    if name in ("credit_code", "builder_credit_code"):
        return credit_code.problem(value) is None
    return name != "contact_phone" or is_phone(value)


def _figures(session: Session, row: EnterpriseRow, subject: Subject) -> Iterator[Step]:
    """Save each figure that the row says and nobody has; one that was emptied is filled in again."""
    held = enterprises.figures(session, subject.id, also_emptied=True) if row.figures else ()
    for cell in row.figures:
        period = cell.period or str(clock.today().year - 1)
        same = [f for f in held if (f.indicator, plain_period(f.period)) == (cell.indicator, plain_period(period))]
        if any(figure.value == cell.value for figure in same):
            continue
        own = next((figure for figure in same if figure.filled_by is not FilledBy.DEPARTMENT), None)
        fresh = _figure(session, subject, cell, period)
        change = Change(
            label=f"{period} {cell.indicator.label}（{fresh.unit}）",
            old=shown(own.value) if own else "",
            new=shown(cell.value),
        )
        before = _fields_of(own, *_OF_FIGURE) if own else {"value": None}
        yield Step(kind="figure", record=replace(fresh, id=own.id if own else fresh.id), change=change, before=before)


def _figure(session: Session, subject: Subject, cell: FigureCell, period: str) -> Figure:
    return Figure(
        id=figure_id(subject.id, cell.indicator, period, FilledBy.CADRE),
        enterprise_id=subject.id,
        indicator=cell.indicator,
        value=cell.value,
        unit=UNITS[cell.indicator],
        period=period,
        filled_by=FilledBy.CADRE,
        filled_by_name=session.account.user_name,
        filled_on=clock.today(),
    )


def _notes(session: Session, row: EnterpriseRow, subject: Subject) -> Iterator[Step]:
    """Save how it does, and the remark where the unit has written none: its own words stay."""
    unit = session.account.unit_id
    own_id = profile_id(unit, subject.id)
    held: Profile | None = rows.get(session, "profile", own_id)
    own = held or Profile(id=own_id, enterprise_id=subject.id, unit_id=unit)
    said: dict[str, Any] = {}
    if row.operating_state is not None and row.operating_state is not own.operating_state:
        said["operating_state"] = row.operating_state
    if row.remark and not own.remark:
        said["remark"] = row.remark
    if said:
        changes = [_change("enterprise", name, getattr(own, name), value) for name, value in said.items()]
        for change in changes[1:]:
            changes[0] = replace(changes[0], new=f"{changes[0].new}；{change.label}：{change.new}")
        yield Step(kind="profile", record=replace(own, **said), change=changes[0], before=_fields_of(own, *said))


def _visits(session: Session, row: VisitRow, subject: Subject) -> Iterator[Step]:
    me = session.account
    found = "" if _NOTHING_FOUND.fullmatch(plain(row.problem)) else row.problem
    at = (
        row.visited_at if row.visited_at.time() != time() else datetime.combine(row.visited_at, MORNING, clock.SHANGHAI)
    )
    mode = row.mode or VisitMode.ON_SITE
    key = _key("visit", me.unit_id, subject.id, f"{row.visited_at:%Y%m%d%H%M}", mode, row.situation, row.problem)
    visit = Visit(
        id=_derived(session, "visit", key),
        enterprise_id=subject.enterprise_id,
        project_id=subject.project_id,
        visited_at=at.astimezone(UTC),  # as the file will say it: a moment in another zone is other words
        mode=mode,
        visitors=row.visitors or (me.user_name,),
        received_by=row.received_by,
        received_title=row.received_title,
        situation="\n".join(filter(None, (row.situation, f"发现问题：{found}" if found else ""))),
        policies=row.policies,
        is_no_issue=bool(row.problem) and not found,
        spot_answer=row.spot_answer,
        next_contact_on=row.next_contact_on,
        is_late_entry=True,
        remark=row.remark,
        author_id=me.user_id,
        author_name=me.user_name,
        unit_id=me.unit_id,
        unit_name=me.unit_name,
        recorded_at=clock.now(),
    )
    words = {plain(row.situation), plain(visit.situation)}
    if rows.find(session, "visit", visit.id) is None and not words & _said_of_visits(session, subject, at):
        of_whom = "" if plain(row.name) == plain(subject.name) else f"　{subject.name}"
        change = _change("visit", "visited_at", "", f"{row.visited_at.date().isoformat()}{of_whom}")
        yield Step(kind="visit", record=visit, change=change, key=key)


def _issues(session: Session, row: IssueRow, subject: Subject) -> Iterator[Step]:
    """File an old problem: a settled one as solved on the spot, so that nobody is given it again."""
    me = session.account
    is_settled = row.is_settled if row.is_settled is not None else row.settled_on is not None
    settled = f"（{row.settled_on.isoformat()} 办结）" if row.settled_on else ""
    handled = f"办理情况：{row.answer}{settled}" if row.answer or settled else ""
    key = _key("issue", me.unit_id, subject.id, row.raised_on.isoformat(), row.description)
    issue = Issue(
        id=_derived(session, "issue", key),
        number="",
        enterprise_id=subject.enterprise_id,
        project_id=subject.project_id,
        category=row.category or Category.OTHER,
        description="\n".join(filter(None, (row.description, handled, row.remark))),
        wish=row.wish,
        urgency=row.urgency or Urgency.NORMAL,
        can_solve_here=is_settled,
        involved=row.involved,
        raised_by=row.raised_by,
        raised_on=row.raised_on,
        author_id=me.user_id,
        author_name=me.user_name,
        unit_id=me.unit_id,
        unit_name=me.unit_name,
        recorded_at=clock.now(),
        state=IssueState.ON_SPOT if is_settled else IssueState.FILED,
    )
    texts = {plain(row.description), plain(issue.description)}
    if rows.find(session, "issue", issue.id) is None and not texts & _said_of_issues(session, subject, row.raised_on):
        words = f"{row.raised_on.isoformat()}　{issue.state.label}"
        yield Step(kind="issue", record=issue, change=_change("issue", "description", "", words), key=key)


def _said_of_visits(session: Session, subject: Subject, at: datetime) -> set[str]:
    """Return what stands about the visits of that day: one that was typed in, or is our own ledger's, comes once."""
    t = RECORDS["visit"]
    day = datetime.combine(at, time(), clock.SHANGHAI)
    of_day = (t.c.visited_at >= day) & (t.c.visited_at < day + timedelta(days=1))
    found = select(t.c.situation).where(subjects.about("visit", subject.id), of_day, rows.shown("visit"))
    return set(map(plain, session.column(found)))


def _said_of_issues(session: Session, subject: Subject, on: date) -> set[str]:
    t = RECORDS["issue"]
    stands = (t.c.raised_on == on) & (t.c.state != IssueState.WITHDRAWN) & rows.shown("issue")
    found = select(t.c.description).where(subjects.about("issue", subject.id), stands)
    return set(map(plain, session.column(found)))


def _derived(session: Session, kind: str, key: str) -> str:
    """Return the id a row's record bears: another one for each time that such a record was taken back."""
    t = intake_row
    undone = select(t.c.id).where(t.c.kind == kind, t.c.key == key, t.c.is_undone.is_(True))
    times = len(session.all(undone))
    return str(uuid5(_DERIVED, f"{key} {times}" if times else key))


def _key(*parts: str) -> str:
    """Return what tells one row of a ledger from another: a hash, since the memory keeps ids and no words."""
    return str(uuid5(_DERIVED, "\x1f".join(plain(str(part)) for part in parts)))


def _fields_of(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _change(kind: str, name: str, old: object, new: object) -> Change:
    return Change(label=label(kind, name), old=shown(old), new=shown(new))
