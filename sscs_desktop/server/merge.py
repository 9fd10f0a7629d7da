"""Apply one operation to the records: new, edit, delete. Commands on an issue's state stand in tracking.

A field group conflicts iff its clock is newer than the base its author's form showed, the clock is not his own, and
the values differ. Raises Refused(code) for what may not be; the ledger turns that into a refused answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, text

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import is_id
from sscs_desktop.domain.issue import COMMANDS
from sscs_desktop.domain.vocabulary import EventVerb
from sscs_desktop.server import checks, joining, numbers, scopes, tracking
from sscs_desktop.server.act import Act, groups_of
from sscs_desktop.server.tables import account, operation
from sscs_desktop.server.work import Row, Stand
from sscs_desktop.wire import schema
from sscs_desktop.wire.kinds import DELETE, EDIT, HOLE, KINDS, NEW, Kind, Owner
from sscs_desktop.wire.messages import Operation, OperationAnswer, Theirs

DELETED = "__del__"
"""The name under which a refused deletion's conflict is told."""

_BLANK: tuple[object, ...] = (None, "", [], ())
_COMMANDS = frozenset(verb.value for verb in COMMANDS)


def apply(act: Act) -> OperationAnswer:
    """Apply the operation; the answer's numbers are provisional."""
    op = act.op
    if op.verb == HOLE:
        raise Refused("hole")
    op = schema.upcast(op)
    if op is not act.op:
        act = replace(act, op=op)
    if not is_id(op.id) or checks.has_nul((op.fields, op.args)):
        raise Refused("bad_record")
    kind = checks.kind_of(op.kind)
    if op.verb == NEW:
        return _new(act, kind)
    if op.verb == EDIT:
        return _edit(act, kind)
    if op.verb == DELETE:
        return _delete(act, kind)
    if kind.name == "issue" and op.verb in _COMMANDS:
        return tracking.command(act, EventVerb(op.verb))
    raise Refused("bad_verb")


def wait_for_makers(connection: Connection, ops: Sequence[Operation]) -> None:
    """Let whoever is just making the same rows that are kept once finish first, before anything is read."""
    ids = {o.id for o in ops if o.verb == NEW and o.kind in KINDS and KINDS[o.kind].owner is Owner.UNIT}
    if connection.dialect.name == "postgresql":
        for row_id in sorted(ids):
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 1))"), {"id": row_id})


def done(act: Act, seq: int, taken: set[str], *, complete: bool, conflicts: dict[str, Theirs]) -> OperationAnswer:
    """Answer an operation that was not refused, with where its row stands now."""
    return OperationAnswer(
        op_id=act.op.op_id,
        result="conflict" if conflicts else "ok",
        seq=seq,
        scopes=tuple(sorted(act.work.rows[act.op.id].scopes)),
        taken=tuple(sorted(taken)),
        conflicts=conflicts,
        complete=complete,
    )


def _new(act: Act, kind: Kind) -> OperationAnswer:
    op, work = act.op, act.work
    fields = checks.filed(kind, op.fields, act.member)
    if op.id in work.rows:
        return _again(act, kind, fields)
    if fields.get("id") != op.id:
        raise Refused("bad_record")
    stands, fields = _filed_in(act, kind, fields)
    data = checks.sound(kind.name, fields, act.today)
    parent = kind.parent_of(data)
    row = work.add(
        kind.name, op.id, data, act.stamp, author=act.member.id, stands=stands, parent=parent[1] if parent else None
    )
    taken = {name for name, value in op.fields.items() if name in data and data[name] == value}
    _settle_number(act, kind)
    if kind.name == "issue":
        tracking.filed(act, op.id)
    return done(act, row.seq, taken, complete=work.rows[op.id].seq == row.seq, conflicts={})


def _again(act: Act, kind: Kind, fields: dict[str, Any]) -> OperationAnswer:
    """Merge a second creation of what a unit keeps once (its id follows from what it is about) like an edit.

    Its author saw nothing of the row: what he said stands against what others said, and neither text is lost. What
    nobody filled in is free. Any other id is used once.
    """
    row = act.target() if kind.owner is Owner.UNIT and act.op.kind == act.work.rows[act.op.id].kind else None
    if row is None or kind.parent_of(fields) != kind.parent_of(dict(row.data)):
        raise Refused("exists")
    checks.may_write(kind, row.data, row.author, act.member)
    said = {name for name, value in fields.items() if value not in _BLANK and row.data.get(name) != value}
    names = kind.together(said - checks.FIXED - {name for name, _ in kind.parents})
    op = replace(act.op, fields={n: fields.get(n) for n in kind.field_names if n in names}, base=0, field_bases={})
    act = replace(act, op=op)
    return _put_down(act, kind, row)


def _is_free(kind: Kind, row: Row, group: str) -> bool:
    """Tell whether a group of fields is as the row's creation left it, empty: nobody wrote anything there."""
    names = kind.together({group})
    return kind.owner is Owner.UNIT and group not in row.clocks and all(row.data.get(n) in _BLANK for n in names)


def _filed_in(act: Act, kind: Kind, fields: dict[str, Any]) -> tuple[frozenset[Stand], dict[str, Any]]:
    """Return where a new row stands: its parent's present scopes, not those its author believed; and its fields.

    Below a row that was joined to another it is filed below that other, but for what is kept once: its id says
    about what, and another row may be kept there.
    """
    if not kind.parents:
        scope = act.op.scope or act.member.scope
        if scope not in act.member.scopes or not scope.startswith("unit:"):
            raise Refused("scope")
        return scopes.of_unit(act.work.connection, scope.removeprefix("unit:")), fields
    named = kind.parent_of(fields)
    if named is None or act.op.parent not in (None, named[1]):
        raise Refused("bad_record")
    known = act.work.rows.get(named[1])
    parent = joining.heir_of(act.work.rows, known)
    if parent is None or parent.deleted or parent.kind != named[0]:
        raise Refused("gone")
    if parent is not known and kind.owner is Owner.UNIT:
        raise Refused("gone")
    if not parent.writable_by & act.member.scopes:
        raise Refused("scope")
    return parent.own, fields if parent is known else {**fields, **joining.parent_fields(kind.name, parent)}


def _settle_number(act: Act, kind: Kind) -> None:
    """Keep the first use of a human number; a second one (a copied file) gets a new number from the directory."""
    if kind.name not in numbers.PREFIXES:
        return
    connection, row = act.work.connection, act.work.rows[act.op.id]
    if numbers.claim(connection, kind.name, str(row.data["number"]), row.id):
        return
    number = numbers.next_number(connection, kind.name, act.member.county_code)
    numbers.claim(connection, kind.name, number, row.id)
    act.by_the_directory(row.id, {"number": number})


def _edit(act: Act, kind: Kind) -> OperationAnswer:
    op, row = act.op, act.target()
    checks.may_edit(kind, row.data, row.author, op.fields, act.member, op.schema)
    return _put_down(act, kind, row)


def _put_down(act: Act, kind: Kind, row: Row) -> OperationAnswer:
    """Write the fields of an edit that are not in conflict, and answer it."""
    op, conflicts = act.op, _conflicts(act, kind, row)
    complete = not conflicts and not act.is_foreign(row, op.base)
    left = {name: _joined(kind, row, name, value) for name, value in op.fields.items() if name not in conflicts}
    if not left:
        return done(act, 0, set(), complete=complete, conflicts=conflicts)
    data = checks.sound(kind.name, {**row.data, **left}, act.today)
    seq = act.work.touch(row.id)
    clocks = {group: (seq, *act.stamp) for group in groups_of(row, left)}
    act.work.change(row.id, data=data, clocks={**row.clocks, **clocks})
    taken = {name for name in left if data[name] == op.fields[name]}
    return done(act, seq, taken, complete=complete, conflicts=conflicts)


def _conflicts(act: Act, kind: Kind, row: Row) -> dict[str, Theirs]:
    """Return the directory's side of every field whose group somebody else changed; a group is decided whole."""
    op = act.op
    found: dict[str, Theirs] = {}
    groups: dict[str, list[str]] = {}
    for name in op.fields:
        if name not in kind.grown:
            groups.setdefault(kind.group_of(name), []).append(name)
    for group, names in groups.items():
        mark = row.clock_of(group)
        base = min(op.field_bases.get(name, op.base) for name in names)
        is_newer = mark[0] > base and not act.is_own(mark) and not _is_free(kind, row, group)
        if is_newer and any(row.data.get(name) != op.fields[name] for name in names):
            by = _writer(act, mark[3] if mark[1] else None)
            found |= {n: Theirs(value=row.data.get(n), seq=mark[0], by=by, at=row.written_at) for n in names}
    return found


def _joined(kind: Kind, row: Row, name: str, value: Any) -> Any:
    """Return what a field says after an edit: of a list that only grows, what stood there and what is new."""
    if name not in kind.grown:
        return value
    stood = row.data.get(name) or []
    return [*stood, *(each for each in value if each not in stood)]


def _writer(act: Act, op_id: str | None) -> str:
    """Return who wrote a value; "" for the directory itself."""
    query = (
        select(account.c.user_name)
        .join(operation, operation.c.user_id == account.c.id)
        .where(operation.c.op_id == (op_id or ""))
    )
    return act.work.connection.execute(query).scalar_one_or_none() or ""


def _delete(act: Act, kind: Kind) -> OperationAnswer:
    op, work, row = act.op, act.work, act.target()
    if kind.owner in (Owner.ISSUE, Owner.HOLDER):
        raise Refused("directory_only")  # an issue is withdrawn, a card voided
    checks.may_write(kind, row.data, row.author, act.member)
    children = work.children(row.id)
    if act.is_foreign(row, op.base) or any(_is_unseen(act, child) for child in children):
        return done(act, row.seq, set(), complete=False, conflicts={DELETED: Theirs(value=None, seq=0)})
    for child in children:
        work.change(child.id, deleted=True)
        work.touch(child.id)
    work.change(row.id, deleted=True)
    seq = work.touch(row.id)
    scopes.close_upward(work, row.id)
    return done(act, seq, set(), complete=False, conflicts={})


def _is_unseen(act: Act, child: Row) -> bool:
    """Tell whether a delete would take away a child its author never saw as it is now."""
    if child.id not in act.op.children:
        return not all(act.is_own(c) for c in child.clocks.values())
    base = act.op.children[child.id]
    return child.seq > max(base, 0) and act.is_foreign(child, base)
