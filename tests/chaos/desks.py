"""What people do at their desks: write, edit, leave forms open, command, delete, decide.

The functions go by the world and a seat; `what chance chooses` may be named instead by those who direct a scene.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Figure, Profile, figure_id, profile_id
from sscs_desktop.domain.issue import STATE_SEEN
from sscs_desktop.domain.visit import Attachment
from sscs_desktop.domain.vocabulary import EventVerb, FilledBy, Indicator, Satisfaction
from sscs_desktop.store import conflicts, enterprises, issues, outbox, overlay, rows, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import codec
from tests.chaos.truth import TYPED, Shown
from tests.chaos.world import Seat, World
from tests.store import building
from tests.store.building import TODAY

Form = tuple[Any, Shown]
"""What the program remembers of an open form, and what the person before it really sees."""

# ---- new records


def visit(world: World, seat: Seat, firm_id: str = "") -> str:
    with world.typing(seat) as session:
        if not (firm := _firm(world, session, firm_id)):
            return ""
        record = building.visit(firm, **_mine(seat), situation=world.words(), remark=world.words())
        visits.save(session, record, None, today=TODAY)
        return record.id


def issue(world: World, seat: Seat, firm_id: str = "") -> str:
    try:
        with world.typing(seat) as session:
            if not (firm := _firm(world, session, firm_id)):
                return ""
            record = building.issue(firm, **_mine(seat), wish=world.words(), involved=world.words())
            issues.file(session, record, today=TODAY)
            return record.id
    except Refused as error:
        if error.code != "numbers_exhausted":  # before its first round a desk has none
            raise
        return ""


def profile(world: World, seat: Seat, firm_id: str = "") -> str:
    with world.typing(seat) as session:
        if not (firm := _firm(world, session, firm_id)):
            return ""
        unit = seat.store.account.unit_id
        id = new_id() if firm_id else profile_id(seat.store.account.unit_id, firm.id)
        record = Profile(id=id, enterprise_id=firm.id, unit_id=unit, remark=world.words())
        enterprises.save_profile(session, record, None)
        return record.id


def figure(world: World, seat: Seat, firm_id: str = "") -> str:
    with world.typing(seat) as session:
        if not (firm := _firm(world, session, firm_id)):
            return ""
        period, who = world.chance.choice(["2018年8月", "2018年7月"]), next(iter(FilledBy))
        record = Figure(
            id=new_id() if firm_id else figure_id(firm.id, Indicator.REVENUE, period, who),
            enterprise_id=firm.id,
            indicator=Indicator.REVENUE,
            value=Decimal(world.number()),
            unit="万元",
            period=period,
            filled_by=who,
            filled_by_name=world.words(),
            filled_on=TODAY,
        )
        enterprises.save_figure(session, record, None, today=TODAY)
        return record.id


def attach(world: World, seat: Seat, visit_id: str = "") -> str:
    """Hang a picture's reference on a visit, a colleague's too."""
    with world.typing(seat) as session:
        seen = overlay.seen(session, "visit", visit_id) if visit_id else world.some(session, "visit")
        if seen is None:
            return ""
        record = Attachment(
            id=new_id(),
            visit_id=seen.record.id,
            sha256=f"{world.number():064x}",
            name=world.words(),
            media_type="image/jpeg",
            size=1,
            author_id=seat.store.account.user_id,
            added_at=building.NOON,
        )
        outbox.save_record(session, "attachment", record, None)
        return record.id


def _mine(seat: Seat) -> dict[str, Any]:
    who = seat.store.account
    return {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id}


def _firm(world: World, session: Session, firm_id: str) -> Any | None:
    if firm_id:
        return enterprises.get(session, firm_id)
    table = RECORDS["enterprise"]
    found = session.column(select(table.c.id).where(rows.shown("enterprise"), ~table.c.parked).order_by(table.c.id))
    return enterprises.get(session, world.chance.choice(found)) if found else None


# ---- what stands there, edited


def look(world: World, seat: Seat, kinds: tuple[str, ...], *more: Any) -> Form | None:
    """Open a form on a row that chance chooses, mostly an own one."""
    with seat.store.read() as session:
        for kind in world.chance.sample(kinds, len(kinds)):
            own = _own(seat, kind) if world.chance.random() < 0.95 else ()
            seen = world.some(session, kind, *own, *more)
            if seen is not None:
                return seen, _shown(world, session, seen)
    return None


def open_on(world: World, seat: Seat, kind: str, id: str) -> Form:
    """Open a form on this row. Raises LookupError if it does not stand on the screen."""
    with seat.store.read() as session:
        seen = overlay.seen(session, kind, id)
        if seen is None:
            raise LookupError(f"the {kind} of this scene does not stand on {seat.name}")
        return seen, _shown(world, session, seen)


def _shown(world: World, session: Session, seen: Any) -> Shown:
    return world.truth.shown(session, seen.kind, seen.record, codec.data_of(seen.record), seen.heals)


def _own(seat: Seat, kind: str) -> tuple[Any, ...]:
    """Return what narrows a choice to what this person may edit."""
    table, who = RECORDS[kind], seat.store.account
    if "author_id" in table.c:
        return (table.c.author_id == who.user_id,)
    return (table.c.unit_id == who.unit_id,) if "unit_id" in table.c else ()


def open_form(world: World, seat: Seat) -> None:
    if len(seat.forms) < 2 and (form := look(world, seat, ("visit", "profile", "figure", "issue"))):
        seat.forms.append(form)


def close_form(world: World, seat: Seat) -> None:
    mine = [each for each in [seat, *world.seats] if each.forms]
    if mine:
        save(world, mine[0], mine[0].forms.pop(0))


def edit(world: World, seat: Seat) -> None:
    form = look(world, seat, ("visit", "profile", "profile", "figure", "figure", "issue", "attachment"))
    if form is not None:
        save(world, seat, form)


def empty(world: World, seat: Seat) -> None:
    """Take the value of a figure back."""
    form = look(world, seat, ("figure",))
    if form is not None:
        put(world, seat, form, replace(form[0].record, value=None, filled_by_name=world.words()))


def save(world: World, seat: Seat, form: Form, *names: str) -> None:
    """Type over some fields of a form, by default those that chance chooses, and save it."""
    put(world, seat, form, _changed(world, form[0], names))


def put(world: World, seat: Seat, form: Form, record: Any) -> None:
    """Save what a form says now."""
    seen, shown = form
    try:
        with world.typing(seat, shown) as session:
            outbox.save_record(session, seen.kind, record, seen)
    except Refused as error:
        if error.code not in ("not_author", "row_gone"):
            raise


def _changed(world: World, seen: Any, names: tuple[str, ...]) -> Any:
    typed = TYPED[seen.kind]
    if not names and seen.kind == "figure":
        names = (world.chance.choice(typed),)
    names = names or world.chance.choice([typed[:1], typed[-1:], typed])
    return replace(seen.record, **{name: _new(world, seen.kind, name) for name in names})


def _new(world: World, kind: str, name: str) -> Any:
    return Decimal(world.number()) if (kind, name) == ("figure", "value") else world.words()


# ---- commands, deletes, decisions


def command(world: World, seat: Seat) -> None:
    """Move an own issue, most often by what depends on the state that is shown."""
    form = look(world, seat, ("issue",))
    legal = issues.moves(form[0].record) if form is not None else ()
    if form is not None and legal:
        give(world, seat, form, world.chance.choices(legal, [5 if verb in STATE_SEEN else 1 for verb in legal])[0])


def give(world: World, seat: Seat, form: Form, verb: EventVerb) -> None:
    """Give one command from an issue's page."""
    seen, shown = form
    with contextlib.suppress(Refused), world.typing(seat, shown) as session:
        if verb is EventVerb.RATE:
            issues.rate(session, seen, world.chance.choice(list(Satisfaction)), world.words())
        else:
            getattr(issues, verb.value)(session, seen, world.words())


def issue_and_command(world: World, seat: Seat) -> None:
    """File an issue and think again before anybody has it."""
    if id := issue(world, seat):
        give(world, seat, open_on(world, seat, "issue", id), world.chance.choice([EventVerb.WITHDRAW, EventVerb.URGE]))


def delete(world: World, seat: Seat) -> None:
    form = look(world, seat, ("visit", "visit", "attachment"))
    if form is not None:
        remove(world, seat, form)


def remove(world: World, seat: Seat, form: Form) -> None:
    with contextlib.suppress(Refused), world.typing(seat, form[1]) as session:
        outbox.delete(session, form[0].kind, form[0].record.id, form[0])


def decide(world: World, seat: Seat) -> None:
    found = open_conflicts(seat)
    if found:
        choose(world, seat, world.chance.choice(found), world.chance.choice(["mine", "theirs", "typed"]))


def open_conflicts(seat: Seat) -> list[tuple[Any, int]]:
    """Return the decisions that wait at a desk, each with how often its file was healed by now."""
    with seat.store.read() as session:
        heals = len(overlay.forks(session))
        return [(one, heals) for one in conflicts.listing(session)]


def choose(world: World, seat: Seat, conflict: tuple[Any, int], pick: str) -> None:
    one, heals = conflict
    theirs = Shown(values={side.field: side.theirs for side in one.sides}, heals=heals)
    with world.typing(seat, theirs) as session:
        if pick == "theirs":
            conflicts.keep_theirs(session, one)
        elif pick == "mine" or one.kind == "figure":
            conflicts.keep_mine(session, one)
        else:
            values = {s.field: world.words() if s.field in TYPED[one.kind] else s.mine for s in one.sides}
            conflicts.keep_typed(session, one, values)
