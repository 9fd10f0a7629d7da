"""What the county does beside the desks: it moves issues, writes, reassigns, changes who holds what, and forgets.

Each takes the world and a seat, as every act does; most look at nobody in particular.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select, update

from sscs_desktop.base import clock
from sscs_desktop.server import admin, joining
from sscs_desktop.server.act import follow
from sscs_desktop.server.tables import branch, counter, feed, meta, operation, record, review
from sscs_desktop.server.work import Work
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS
from tests.chaos.truth import TYPED
from tests.chaos.world import Seat, World


def office(world: World, seat: Seat) -> None:
    """Let office or department move one issue by one step."""
    query = select(record.c.id).where(record.c.kind == "issue").order_by(record.c.id)
    known = _column(world, query)
    if known:
        move(world, world.chance.choice(known[-3:] if world.chance.random() < 0.7 else known))


def move(world: World, one: str, *verbs: str) -> None:
    """Move an issue by a legal step, by one of `verbs` if any are named."""
    data = world.county.data(one)
    lands = "land" if data.get("department_id") == world.county.department else "taxes"
    answer = {"verb": "answer", "answer_how": "办", "answer_who": "局", "outcome": "solved"}
    dispatch = ("office", {"verb": "dispatch", "department_id": world.chance.choice(world.departments)})
    moves: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "filed": [("office", {"verb": "accept"}), ("office", {"verb": "return", "text": "补图"})],
        "accepted": [dispatch],
        "redo": [(lands, {"verb": "take"}), dispatch],
        "dispatched": [(lands, {"verb": "take"})],
        "handling": [(lands, answer)],
        "answered": [("office", {"verb": "close"})],
        "confirming": [("office", {"verb": "close"})],
    }
    fitting = [m for m in moves.get(str(data.get("state")), []) if not verbs or m[1]["verb"] in verbs]
    if fitting:
        who, said = world.chance.choice(fitting)
        world.county.move(who, one, **said)


def office_edit(world: World, seat: Seat) -> None:
    """Let the directory itself write where a unit writes too."""
    kinds = ("profile", "figure", "enterprise")
    query = select(record.c.id).where(record.c.kind.in_(kinds), record.c.deleted.is_(False)).order_by(record.c.id)
    write(world, world.chance.choice(_column(world, query)))


def write(world: World, one: str) -> None:
    """Let the directory type over a profile, a figure or an enterprise."""
    values = {
        "profile": {"remark": f"办{world.number()}"},
        "figure": {"value": str(world.number()), "filled_by_name": f"办{world.number()}"},
        "enterprise": {"products": f"办{world.number()}"},
    }
    written: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def work(connection: Connection) -> None:
        work = Work(connection, clock.now())
        work.hold({one})
        row = work.rows[one]
        new = {**row.data, **values[row.kind]}
        if row.kind == "figure":
            new = codec.data_of(codec.record_of("figure", new))
        said: dict[str, Any] = {name: new[name] for name in values[row.kind]}
        written.append((row.kind, dict(row.data), said))
        whole = KINDS[row.kind].together(set(said))
        follow(work, one, {name: new[name] for name in sorted(whole)}, None)
        work.write()
        work.number()

    world.county.directory.lines.write(work)
    world.truth.directory_typed(*written[-1])


def reassign(world: World, seat: Seat) -> None:
    """Give a firm with all below it to another unit."""
    firm = world.chance.choice(world.firms)
    held = units_of(world, firm.id)
    free = [unit for unit in world.units if unit not in held]
    if free:
        give(world, firm.id, world.chance.choice(held), world.chance.choice(free))


def move_visit(world: World, seat: Seat) -> None:
    """Bring a visit to another firm."""
    query = select(record.c.id, record.c.parent).where(record.c.kind == "visit", record.c.deleted.is_(False))
    visits = world.county.directory.lines.read(lambda c: c.execute(query.order_by(record.c.id)).all())
    if visits:
        one = world.chance.choice(visits[-5:])
        others = [firm.id for firm in world.firms if firm.id != one.parent]
        joining.move_visit(world.county.directory.lines, one.id, world.chance.choice(others))


def join(world: World, seat: Seat) -> None:
    """Make two of the firms one, once in a walk."""
    if len(world.firms) == 3:
        old, kept = world.chance.sample(world.firms, 2)
        for kind in ("profile", "figure"):
            below = _column(world, select(record.c.data).where(record.c.parent == old.id, record.c.kind == kind))
            world.truth.directory_moved(data[name] for data in below for name in TYPED[kind])
        joining.join(world.county.directory.lines, old.id, kept.id)
        world.firms = tuple(firm for firm in world.firms if firm is not old)


def give(world: World, firm_id: str, old: str, new: str) -> None:
    admin.reassign(world.county.directory, firm_id, new, from_unit_id=old)


def units_of(world: World, firm_id: str) -> list[str]:
    """Return the units a firm is assigned to."""
    query = select(record.c.data).where(record.c.parent == firm_id, record.c.kind == "assignment")
    return sorted(link["unit_id"] for link in _column(world, query))


def membership(world: World, seat: Seat) -> None:
    """Change which units' records a person reads and writes."""
    every = [*world.units, *world.departments]
    held = world.chance.sample(every, world.chance.choice([1, 1, 2, 3]))
    home = world.homes[seat.desk.login]
    hold(world, seat, *(sorted({home, *held}) if world.chance.random() < 0.8 else held))


def hold(world: World, seat: Seat, *units: str) -> None:
    admin.hold_scopes(world.county.directory, seat.desk.account_id, units)


def rule(world: World, seat: Seat) -> None:
    """Switch the rule table that accepts and dispatches by itself."""
    set_rule(world, is_automatic=world.chance.random() < 0.5)


def set_rule(world: World, *, is_automatic: bool) -> None:
    admin.dispatch_by_rule(world.county.directory, is_automatic)


# ---- the directory's own life


def back_up(world: World, seat: Seat) -> None:
    if world.truth.purged:
        return
    n = head(world)
    world.copy = world.county.back_up(), world.truth.kept(), n


def put_back(world: World, seat: Seat) -> None:
    """Put the directory back from its copy and tell nobody."""
    if world.copy is None or world.put_backs == 2 or world.is_busy:
        return
    world.put_backs += 1
    file, then, n = world.copy
    world.county.put_back(file)
    world.truth.go_back(then, n)
    for each in world.seats:
        each.desk.sign_in()


def forget_feed(world: World, seat: Seat) -> None:
    """Drop the older half of the feed, as after four hundred days: who has not read it loads all anew."""
    n = head(world)
    drop_feed(world, world.chance.randrange(n // 2, n))


def drop_feed(world: World, floor: int) -> None:
    def work(connection: Connection) -> None:
        connection.execute(delete(feed).where(feed.c.seq < floor))
        connection.execute(update(meta).where(meta.c.key == "floor").values(value=str(floor)))

    world.county.directory.lines.write(work)


def forget_ledger(world: World, seat: Seat) -> None:
    """Drop the oldest operations of a desk's file from the ledger, never the head of its chain."""
    if world.copy is not None:
        return  # a directory that lost its purging is another story than one that lost its work
    drop_ledger(world, seat, world.chance.randrange(1, 9))


def drop_ledger(world: World, seat: Seat, most: int) -> None:
    name = seat.replica

    def work(connection: Connection) -> set[str]:
        found = connection.execute(select(branch).where(branch.c.id == name)).first()
        if found is None:
            return set()
        rows = connection.execute(
            select(operation.c.op_id, operation.c.n)
            .where(operation.c.branch == name, operation.c.n < found.n)
            .order_by(operation.c.n)
            .limit(most)
        ).all()
        gone = [row.op_id for row in rows]
        if gone:
            connection.execute(delete(review).where(review.c.op_id.in_(gone)))
            connection.execute(delete(operation).where(operation.c.op_id.in_(gone)))
            connection.execute(update(branch).where(branch.c.id == name).values(purged_n=rows[-1].n))
        return set(gone)

    world.truth.purged |= world.county.directory.lines.write(work)


def head(world: World) -> int:
    """Return the directory's highest feed number."""
    return int(_column(world, select(counter.c.n))[0])


def _column(world: World, query: Any) -> list[Any]:
    return world.county.directory.lines.read(lambda c: list(c.execute(query).scalars()))
