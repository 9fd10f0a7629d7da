"""A read roster or old ledger brought in: tried first, in chunks, remembered, and taken back as far as that goes.

A chunk is one transaction of at most CHUNK records. What fails in the middle leaves whole rows and a memory of them;
the same file again goes on from there, because a row whose records stand here asks for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, SscsError
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain import rules
from sscs_desktop.domain.issue import may
from sscs_desktop.domain.vocabulary import EventVerb, ProposalState
from sscs_desktop.exchange.outcome import Line, Outcome, label, with_problems
from sscs_desktop.exchange.roster_rows import ProjectRow, RosterReading
from sscs_desktop.store import conflicts, enterprises, issues, outbox, overlay, subjects, visits
from sscs_desktop.store.intake_steps import SourceRow, Step, steps_of
from sscs_desktop.store.known import Known
from sscs_desktop.store.overlay import Seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import intake, intake_row
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS

CHUNK = 10
"""Records of one transaction: a save costs milliseconds, and somebody who types waits for the whole of it."""
ROWS = 50
"""Rows looked at in one transaction, most of which may ask for nothing."""

_HISTORY = ("visit", "issue")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One import that is remembered. records: how many it saved; standing: how many of them were not taken back.

    undone_at: when it was; what stands since was written or decided by somebody.
    """

    id: str
    name: str
    at: datetime
    records: int
    standing: int
    undone_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What came in. stopped: the error that ended it before the last row, None if nothing did."""

    id: str
    records: int
    rows: int
    left: int
    """Rows not reached."""
    stopped: SscsError | None = None


@dataclass(frozen=True, kw_only=True)
class Stayed:
    """A record that an undo left, and whom it is about."""

    kind: str
    record: Any
    name: str


@dataclass(frozen=True, kw_only=True)
class Undone:
    """How many records an undo took back, and what it left. stopped: the error that ended it before the last one."""

    taken_back: int
    stayed: tuple[Stayed, ...]
    stopped: SscsError | None = None


def trial(session: Session, reading: RosterReading, told: Told = unheard) -> tuple[Line, ...]:
    """Return what would become of each row, in the order of the file; nothing is written. told: between rows."""
    known, seen, rows = Known(session), set[str](), _rows(reading)
    lines: list[Line] = []
    for place, row in enumerate(rows):
        if place % ROWS == 0:
            told(place, len(rows))
        lines.append(_tried(session, row, known, seen))
    return with_problems(lines, reading)


def apply(store: Store, reading: RosterReading, name: str, told: Told = unheard) -> Applied:
    """Save what the rows ask for, chunk by chunk, and remember it under the file's `name`.

    A row whose records are unsound or whose object is not here is passed over, as the trial said. told: between
    chunks; what it raises ends the work there.
    """
    wanted = _rows(reading)
    with store.read() as session:
        known = Known(session)
    made, done, records = new_id(), 0, 0
    try:
        while done < len(wanted):
            told(done, len(wanted))
            with store.write() as session:
                ending, steps = _next(session, wanted, done, known)
                if steps and not records:
                    session.run(insert(intake).values(id=made, name=name, at=clock.now()))
                for no, step in enumerate(steps, start=records):
                    _save(session, made, no, step)
            done, records = ending, records + len(steps)
    except SscsError as error:
        return Applied(id=made, records=records, rows=done, left=len(wanted) - done, stopped=error)
    return Applied(id=made, records=records, rows=done, left=0)


def taken(session: Session) -> tuple[Taken, ...]:
    """Return the imports that saved anything, newest first."""
    standing = func.sum(func.iif(intake_row.c.is_undone, 0, 1))
    query = (
        select(*intake.c, func.count().label("records"), standing.label("standing"))
        .join_from(intake, intake_row, intake_row.c.intake_id == intake.c.id)
        .group_by(intake.c.id)
        .order_by(intake.c.at.desc(), intake.c.id.desc())
    )
    return tuple(Taken(**row) for row in session.all(query))


def undo(store: Store, intake_id: str, told: Told = unheard) -> Undone:
    """Take back what an import saved, the newest first, but for what somebody else wrote or decided since.

    told: as `apply`.
    """
    t = intake_row
    standing = select(t).where(t.c.intake_id == intake_id, t.c.is_undone.is_(False))
    with store.read() as session:
        held = session.all(standing.order_by(t.c.no.desc()))
    done, stayed = 0, list[Stayed]()
    try:
        while done < len(held):
            told(done, len(held))
            chunk = held[done : done + CHUNK]
            with store.write() as session:
                left = _taken_back(session, intake_id, chunk)
            done, stayed = done + len(chunk), stayed + left
        with store.write() as session:
            session.run(update(intake).where(intake.c.id == intake_id).values(undone_at=clock.now()))
    except SscsError as error:
        return Undone(taken_back=done - len(stayed), stayed=tuple(stayed), stopped=error)
    return Undone(taken_back=done - len(stayed), stayed=tuple(stayed))


def _rows(reading: RosterReading) -> list[SourceRow]:
    return [*reading.rows, *reading.history]


def _tried(session: Session, row: SourceRow, known: Known, seen: set[str]) -> Line:
    line = Line(sheet=row.sheet, row=row.row, name=row.name, outcome=Outcome.SAME)
    try:
        steps = [step for step in _sound(session, row, known) if step.about not in seen]
    except Invalid as error:
        problems = {_heading(row, name): code for name, code in error.problems.items()}
        return replace(line, outcome=Outcome.REFUSED, problems=problems)
    if not steps:
        return line
    seen.update(step.about for step in steps)
    outcome = Outcome.NEW if steps[0].kind in _HISTORY else Outcome.CHANGED
    return replace(line, outcome=outcome, changes=tuple(step.change for step in steps))


def _sound(session: Session, row: SourceRow, known: Known) -> tuple[Step, ...]:
    """Return what a row asks for. Raises Invalid when any of it is unsound."""
    steps = steps_of(session, row, known)
    for step in steps:
        _CHECKS[step.kind](step.record, clock.today())
    return steps


def _heading(row: SourceRow, name: str) -> str:
    """Return the heading under which a person finds what is unsound."""
    kinds = ("project",) if isinstance(row, ProjectRow) else ("visit", "issue", "enterprise")
    return next((words for kind in kinds if (words := label(kind, name)) != name), name)


def _next(session: Session, wanted: Sequence[SourceRow], first: int, known: Known) -> tuple[int, list[Step]]:
    """Return the records of the next rows, whole rows only, and where the row after them stands."""
    steps: list[Step] = []
    seen: set[str] = set()
    for at in range(first, min(first + ROWS, len(wanted))):
        try:
            more = [step for step in _sound(session, wanted[at], known) if step.about not in seen]
        except Invalid:
            continue
        if steps and len(steps) + len(more) > CHUNK:
            return at, steps
        steps += more
        seen.update(step.about for step in more)
    return min(first + ROWS, len(wanted)), steps


def _save(session: Session, made: str, no: int, step: Step) -> None:
    """Save one record by the way that its kind is always saved, and remember it."""
    record, today = step.record, clock.today()
    shown = overlay.seen(session, step.kind, record.id)
    match step.kind:
        case "visit":
            visits.save(session, record, None, today=today)
        case "issue":
            issues.file(session, record, today=today)
        case "figure":
            enterprises.save_figure(session, record, shown, today=today)
        case "profile":
            enterprises.save_profile(session, record, shown)
        case "proposal":
            enterprises.propose(session, record)
    before, data = codec.data_of(step.before), codec.data_of(record)
    after = {name: data[name] for name in KINDS[step.kind].together(set(before))}
    values = {"intake_id": made, "no": no, "kind": step.kind, "id": record.id, "key": step.key, "is_undone": False}
    session.run(insert(intake_row).values(**values, before=before, after=after))


def _taken_back(session: Session, intake_id: str, held: Sequence[Any]) -> list[Stayed]:
    """Take records back and remember which; return those that stay."""
    t, stayed = intake_row, list[Stayed]()
    for row in held:
        if left := _take_back(session, row):
            stayed.append(left)
        else:
            is_it = (t.c.intake_id == intake_id) & (t.c.no == row["no"])
            session.run(update(t).where(is_it).values(is_undone=True))
    return stayed


def _take_back(session: Session, row: Any) -> Stayed | None:
    """Take one record back; return it if anything of it was written or decided since, and stays."""
    kind, seen = row["kind"], overlay.seen(session, row["kind"], row["id"])
    if seen is None:
        return None  # deleted or handed over since
    take: Callable[[], bool] = {
        "visit": lambda: _delete(session, kind, seen),
        "proposal": lambda: _delete(session, kind, seen),
        "issue": lambda: _withdraw(session, seen),
        "figure": lambda: _restore(session, kind, seen, row),
        "profile": lambda: _restore(session, kind, seen, row),
    }[kind]
    if not seen.is_parked and take():
        return None
    about = seen.record.enterprise_id, getattr(seen.record, "project_id", None)
    return Stayed(kind=kind, record=seen.record, name=subjects.name(session, *about))


def _delete(session: Session, kind: str, seen: Seen) -> bool:
    """Delete a visit on which nothing hangs, or a proposal nobody decided yet."""
    if seen.children or (kind == "proposal" and seen.record.state is not ProposalState.PENDING):
        return False
    outbox.delete(session, kind, seen.record.id, seen)
    return True


def _withdraw(session: Session, seen: Seen) -> bool:
    """Withdraw a problem that the county has not accepted."""
    if not may(EventVerb.WITHDRAW, seen.record.state):
        return False
    issues.withdraw(session, seen)
    return True


def _restore(session: Session, kind: str, seen: Seen, row: Any) -> bool:
    """Put back what still says what the import wrote, a figure whole or not at all; tell whether nothing is left."""
    _let_go(session, row)
    present, today = codec.data_of(seen.record), clock.today()
    changed = {name for name, value in row["after"].items() if present[name] != value}
    stays = KINDS[kind].together(changed)
    back = {name: value for name, value in row["before"].items() if name not in stays}
    if not back:
        return all(present[name] == value for name, value in row["before"].items())
    record = codec.record_of(kind, {**present, **back})
    if kind == "profile":
        enterprises.save_profile(session, record, seen)
    elif record.value is None:  # whoever takes a value back says so
        taken_back = replace(record, filled_by_name=session.account.user_name, filled_on=today)
        enterprises.save_figure(session, taken_back, seen, today=today)
    else:
        enterprises.save_figure(session, record, seen, today=today)
    return not stays


def _let_go(session: Session, row: Any) -> None:
    """Let a colleague's value stand where the import's still waits to be decided."""
    for one in conflicts.open_about(session, row["id"]):
        if {side.field: side.mine for side in one.sides}.items() <= row["after"].items():
            conflicts.keep_theirs(session, one)


_CHECKS: Mapping[str, Callable[[Any, date], None]] = {
    "visit": rules.check_visit,
    "issue": lambda issue, today: rules.check_issue(replace(issue, number="0"), today),  # it gets one when it is filed
    "figure": rules.check_figure,
    "profile": lambda profile, _today: rules.check_profile(profile),
    "proposal": lambda proposal, _today: rules.check_proposal(proposal),
}
