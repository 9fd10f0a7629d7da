"""Push: operations applied in their order, each exactly once, each with its ledger row, answer and receipt.

One transaction at a time per replica: of a whole request where all of it simply goes through, else of at most CHUNK
operations, each in a savepoint. Locks are taken at once before anything is read, in the order: replica, branches,
records by (depth, id); the counter is the last of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from sscs_desktop.base import clock
from sscs_desktop.base.bulk import insert_many
from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.base.ids import is_id, new_id
from sscs_desktop.server import accounts, checks, joining, merge, reviews, signing
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.act import Act
from sscs_desktop.server.chain import EXPIRED, GAP, Chain
from sscs_desktop.server.dispatch import Rulebook, rulebook
from sscs_desktop.server.feed import head_position, is_below_floor, is_known, is_silent
from sscs_desktop.server.lines import Lines
from sscs_desktop.server.tables import batch, meta, operation, replica, review
from sscs_desktop.server.work import Work, select_among
from sscs_desktop.wire import codec, receipts
from sscs_desktop.wire.bounds import is_within_reach
from sscs_desktop.wire.kinds import DELETE, EDIT, KINDS, NEW
from sscs_desktop.wire.messages import START, Operation, OperationAnswer, PushAnswer, PushRequest, Receipt

CHUNK = 50
"""Operations of one transaction if one of them is unusual: others wait for it."""
OPERATIONS_MAX = 500

_LEDGER = tuple(column.name for column in operation.columns)

_log = logging.getLogger(__name__)


def push(lines: Lines, member: Member, request: PushRequest) -> PushAnswer:
    """File the operations of one request. Refused: too_large, not_your_replica; Unreadable: bad_message."""
    if len(request.operations) > OPERATIONS_MAX:
        raise Refused("too_large")
    if not all(_has_place(o) for o in request.operations):
        raise Unreadable("bad_message")
    if len({o.op_id for o in request.operations}) < len(request.operations):
        raise Unreadable("bad_message")
    answers: tuple[OperationAnswer, ...] = ()
    answer = PushAnswer(status="ok")
    parts = [request.operations]
    while parts and answer.status == "ok":
        part = parts.pop(0)
        try:
            answer = lines.write(_transaction(member, request, part))
            answers += answer.answers
        except _Unusual:
            parts += [part[start : start + CHUNK] for start in range(0, len(part), CHUNK)]
    return replace(answer, answers=answers)


def _has_place(op: Operation) -> bool:
    """Tell whether an operation says where in a chain and when it was made, so that it can be filed or refused."""
    is_named = is_id(op.op_id) and (op.prev is None or is_id(op.prev))
    return is_named and op.n > 0 and is_within_reach(op.happened_at)


def _transaction(member: Member, request: PushRequest, part: Sequence[Operation]) -> Callable[[Connection], PushAnswer]:
    return lambda connection: _Batch(connection, member, request, part).file()


@dataclass
class _Entry:
    """One operation of this transaction. The answer's numbers are provisional until it is signed.

    stored: the answer as the ledger keeps it, once it is signed.
    """

    op: Operation
    line: str
    answer: OperationAnswer
    content: str
    stored: OperationAnswer | None = None


class _Unusual(Exception):
    """There is more to one of these operations than filing it; nothing is done."""


class _Batch:
    """One transaction of the ledger."""

    def __init__(self, connection: Connection, member: Member, request: PushRequest, part: Sequence[Operation]) -> None:
        self._connection = connection
        self._member = member
        self._request = request
        self._part = part
        self._now = clock.now()
        self._id = new_id()
        self._entries: list[_Entry] = []

    def file(self) -> PushAnswer:
        _one_at_a_time(self._connection, self._request.replica, self._member)
        self._member = accounts.as_now(self._connection, self._member)  # as he stands in this transaction
        epoch = self._connection.execute(select(meta.c.value).where(meta.c.key == "epoch")).scalar_one()
        status = self._unfit()
        if status:
            return PushAnswer(status=status, head=head_position(self._connection), epoch=epoch)
        chain = Chain(self._connection, self._request.replica, self._part)
        known = stored_answers(self._connection, [o.op_id for o in self._part])
        work = self._hold([o for o in self._part if o.op_id not in known])
        status, line = "ok", ""
        placed: list[tuple[Operation, str]] = []
        for op in self._part:
            if op.op_id in known:
                line = chain.branch_of(op.op_id) or line
                continue
            place = chain.place(op)
            if place == GAP:
                status = GAP
                break
            placed.append((op, place))
            line = line if place == EXPIRED else place
        chain.write()
        is_simple = self._file_together(work, chain, placed)
        if not is_simple:
            self._file_each(work, chain, placed)
        return PushAnswer(
            status=status,
            answers=tuple(self._answers(known)),
            head=head_position(self._connection),
            branch=line,
            epoch=epoch,
            is_all=is_simple and self._is_all(work),
        )

    def _answers(self, known: dict[str, tuple[str, OperationAnswer]]) -> Iterator[OperationAnswer]:
        """Yield the answers in the order of the request, up to a gap."""
        made = {entry.op.op_id: entry.answer for entry in self._entries}
        for op in self._part:
            if op.op_id in known:
                owner, answer = known[op.op_id]
                yield answer if owner == self._request.replica else _taken_id(op)
            elif op.op_id in made:
                yield made[op.op_id]
            else:
                return

    @cached_property
    def _rules(self) -> Rulebook:
        return rulebook(self._connection)

    def _unfit(self) -> str:
        """Return why this desk cannot push now: its cursor is too old, or this is not the directory it remembers."""
        if self._request.cursor != START and is_below_floor(self._connection, self._request.cursor):
            return "floor"
        both = (self._request.cursor, self._request.head)
        return "" if all(is_known(self._connection, position) for position in both) else "fork"

    def _hold(self, ops: Sequence[Operation]) -> Work:
        """Lock every record these operations touch: the strongest lock each needs, before anything is read."""
        merge.wait_for_makers(self._connection, ops)
        strong = _ids(o.id for o in ops)
        shared = _ids(o.parent for o in ops if o.verb == NEW)
        shared |= _ids(p[1] for o in ops if o.verb == NEW and (p := _named_parent(o)))
        shared |= joining.heirs(self._connection, shared)
        if self._may_dispatch(ops):
            strong |= shared
        families = _ids(o.id for o in ops if o.verb == DELETE)
        work = Work(self._connection, self._now)
        work.hold(strong, shared, families, climbing=families)
        return work

    def _may_dispatch(self, ops: Sequence[Operation]) -> bool:
        """Tell whether filing may give an issue to a department, so that its ancestors come to stand there too."""
        return any(o.verb == NEW and o.kind == "issue" for o in ops) and self._rules.is_automatic

    def _file_together(self, work: Work, chain: Chain, placed: Sequence[tuple[Operation, str]]) -> bool:
        """File creations and edits in one savepoint, each row written once; False and nothing done if one is odd."""
        if len(placed) < 2 or any(line == EXPIRED or op.verb not in (NEW, EDIT) for op, line in placed):
            return False
        point, savepoint = work.here(), self._connection.begin_nested()
        work.by = self._member.name
        try:
            for op, line in placed:
                self._entries.append(self._entry(op, line, merge.apply(self._act(work, chain, op, line))))
                if self._entries[-1].answer.result != "ok":
                    raise _Unusual
            work.number()
            work.write()
            self._sign(work)
            self._insert(self._entries)
            savepoint.commit()
        except (_Unusual, Refused, DBAPIError) as error:
            if isinstance(error, DBAPIError) and not _is_about_data(error):
                raise
            savepoint.rollback()
            work.back_to(point)
            self._entries.clear()
            return False
        return True

    def _is_all(self, work: Work) -> bool:
        """Tell whether the feed has nothing for this desk, from its cursor to the head, but these operations."""
        cursor = self._request.cursor
        is_plain = work.emitted == len(self._entries) and all(entry.answer.complete for entry in self._entries)
        return is_plain and cursor != START and is_silent(self._connection, self._member.scopes, cursor[0], work.first)

    def _file_each(self, work: Work, chain: Chain, placed: Sequence[tuple[Operation, str]]) -> None:
        """File operations one by one, each in its savepoint; their numbers come when all are done."""
        if len(placed) > CHUNK:
            raise _Unusual
        for op, line in placed:
            if line == EXPIRED:
                self._expire(op)
            else:
                self._apply(work, chain, op, line)
        work.number()
        if not self._entries:
            return
        self._sign(work)
        query = update(operation).where(operation.c.op_id == bindparam("key"))
        rows = [{"key": e.op.op_id, "number": e.answer.seq, "answer": e.stored} for e in self._entries]
        self._connection.execute(query.values(seq=bindparam("number"), result=bindparam("answer")), rows)

    def _act(self, work: Work, chain: Chain, op: Operation, line: str) -> Act:
        return Act(work=work, chain=chain, member=self._member, rules=lambda: self._rules, op=op, line=line)

    def _apply(self, work: Work, chain: Chain, op: Operation, line: str) -> None:
        """Apply one operation in its savepoint; whatever it may not do refuses it and never fails the batch."""
        act = self._act(work, chain, op, line)
        point, savepoint = work.here(), self._connection.begin_nested()
        work.by = self._member.name
        try:
            entry = self._entry(op, line, merge.apply(act))
            work.write()
            self._insert([entry], len(self._entries))
            savepoint.commit()
        except (Refused, DBAPIError) as error:
            if isinstance(error, DBAPIError) and not _is_about_data(error):
                raise
            savepoint.rollback()
            work.back_to(point)
            code = error.code if isinstance(error, Refused) else "bad_record"
            reviews.note_late(act, code)
            self._refuse(op, line, code or "refused")
            return
        self._entries.append(entry)

    def _refuse(self, op: Operation, line: str, code: str) -> None:
        _log.info("operation %s refused: %s", op.op_id, code)
        entry = self._entry(op, line, OperationAnswer(op_id=op.op_id, result="refused", code=code))
        self._review(entry, code)

    def _expire(self, op: Operation) -> None:
        self._review(self._entry(op, "", OperationAnswer(op_id=op.op_id, result="expired")), "expired")

    def _review(self, entry: _Entry, reason: str) -> None:
        self._insert([entry], len(self._entries))
        self._connection.execute(insert(review).values(op_id=entry.op.op_id, reason=reason, at=self._now))
        self._entries.append(entry)

    def _entry(self, op: Operation, line: str, answer: OperationAnswer) -> _Entry:
        return _Entry(op=op, line=line, answer=answer, content=receipts.content_of(op))

    def _insert(self, entries: Sequence[_Entry], first: int = 0) -> None:
        rows = [self._ledger_row(entry, leaf) for leaf, entry in enumerate(entries, first)]
        insert_many(self._connection, operation, _LEDGER, rows)

    def _ledger_row(self, entry: _Entry, leaf: int) -> tuple[Any, ...]:
        op, line, said = entry.op, entry.line, entry.stored
        bases = {"base": op.base, "field_bases": op.field_bases, "state_seq": op.state_seq, "after": op.after}
        more = {"children": op.children, "prev": op.prev, "parent": op.parent, "scope": op.scope, "args": op.args}
        what = (op.kind, op.id, op.verb, op.fields, {**bases, **more})
        if entry.answer.result in ("refused", "expired"):
            what = checks.without_nul(what)
        author = (op.op_id, self._request.replica, line, op.n, self._member.id)
        result = (0, {}) if said is None else (said.seq, said)
        filed = (op.schema, op.happened_at, entry.content, *result, self._id, leaf, self._now)
        return (*author, *what, *filed)

    def _sign(self, work: Work) -> None:
        """Give the answers their true numbers and receipts, under one signature."""
        for entry in self._entries:
            entry.answer = entry.stored = _numbered(entry.answer, work)
        leaves = [_leaf(e.op.op_id, e.content, e.answer, self._now) for e in self._entries]
        root, paths = receipts.tree(leaves)
        signature, key_id = signing.sign(self._connection, root)
        signed: dict[str, Any] = {"root": root, "signature": signature, "key_id": key_id, "received_at": self._now}
        self._connection.execute(insert(batch).values(id=self._id, **signed))
        for entry, path in zip(self._entries, paths, strict=True):
            receipt = Receipt(content=entry.content, path=path, **signed)
            entry.answer = replace(entry.answer, receipt=receipt)


def stored_answers(connection: Connection, op_ids: Sequence[str]) -> dict[str, tuple[str, OperationAnswer]]:
    """Return {op_id: (replica, answer as first given)}; the receipts are derived again from the ledger."""
    query = select(operation.c.op_id, operation.c.replica, operation.c.batch, operation.c.result)
    found = select_among(connection, query, operation.c.op_id, set(op_ids))
    proofs = _proofs(connection, sorted({row.batch for row in found}))
    known = {}
    for row in found:
        answer = codec.message_of(row.result, OperationAnswer)
        known[row.op_id] = row.replica, replace(answer, receipt=proofs[row.op_id])
    return known


def _proofs(connection: Connection, batches: list[str]) -> dict[str, Receipt]:
    signed = {b.id: b for b in select_among(connection, select(batch), batch.c.id, batches)}
    query = select(
        operation.c.op_id, operation.c.content, operation.c.result, operation.c.batch, operation.c.received_at
    )
    leaves: dict[str, list[tuple[str, str, str]]] = {}
    for row in select_among(connection, query.order_by(operation.c.leaf), operation.c.batch, batches):
        answer = codec.message_of(row.result, OperationAnswer)
        leaves.setdefault(row.batch, []).append(
            (row.op_id, row.content, _leaf(row.op_id, row.content, answer, row.received_at))
        )
    proofs = {}
    for name, members in leaves.items():
        _, paths = receipts.tree([value for _, _, value in members])
        seal = signed[name]
        for (op_id, content, _), path in zip(members, paths, strict=True):
            proofs[op_id] = Receipt(
                content=content,
                received_at=seal.received_at,
                path=path,
                root=seal.root,
                signature=seal.signature,
                key_id=seal.key_id,
            )
    return proofs


def _one_at_a_time(connection: Connection, name: str, member: Member) -> None:
    """Wait for any other push of this replica, and see that it belongs to who asks."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    owner = connection.execute(select(replica.c.account_id).where(replica.c.id == name)).scalar_one_or_none()
    if owner != member.id:
        raise Refused("not_your_replica")


def _ids(named: Iterable[str | None]) -> set[str]:
    """Return those that are ids; what is none names no row, and may hold what no database takes."""
    return {name for name in named if name is not None and is_id(name)}


def _named_parent(op: Operation) -> tuple[str, str] | None:
    kind = KINDS.get(op.kind)
    named = kind.parent_of(op.fields) if kind else None
    return named if named and isinstance(named[1], str) else None


def _taken_id(op: Operation) -> OperationAnswer:
    return OperationAnswer(op_id=op.op_id, result="refused", code="op_id_taken")


def _leaf(op_id: str, content: str, answer: OperationAnswer, received_at: Any) -> str:
    return receipts.leaf(op_id, content, answer.result, answer.seq, received_at)


def _numbered(answer: OperationAnswer, work: Work) -> OperationAnswer:
    theirs = {name: replace(t, seq=work.real(t.seq)) for name, t in answer.conflicts.items()}
    return replace(answer, seq=work.real(answer.seq), conflicts=theirs)


def _is_about_data(error: DBAPIError) -> bool:
    """Tell whether the database refused the values of one operation, rather than failed."""
    state = str(getattr(error.orig, "sqlstate", "") or "")
    name = str(getattr(error.orig, "sqlite_errorname", "") or "")
    return state.startswith(("22", "23")) or name.startswith(("SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_TOOBIG"))
