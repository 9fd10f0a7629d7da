"""The chain of each desk file and its branches: which operation continues which, and who is the same writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from sscs_desktop.server.tables import branch, operation
from sscs_desktop.server.work import Clock
from sscs_desktop.wire.messages import Operation

GAP = "gap"
EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One line of operations; `parent` and `fork_n` say where it left another."""

    id: str
    parent: str | None
    fork_n: int
    head: str
    n: int
    purged_n: int = 0


class Chain:
    """The branches of one replica, locked, with the places of the operations that a request speaks of."""

    def __init__(self, connection: Connection, replica: str, operations: Iterable[Operation]) -> None:
        self._connection = connection
        self._replica = replica
        query = select(branch).where(branch.c.replica == replica).order_by(branch.c.id).with_for_update()
        self._branches = {found.id: _branch(found) for found in connection.execute(query)}
        self._stored = dict(self._branches)
        named = sorted({name for o in operations for name in (o.op_id, o.prev) if name})
        places = select(operation.c.op_id, operation.c.branch).where(
            operation.c.op_id.in_(named), operation.c.replica == replica, operation.c.branch != ""
        )
        self._where: dict[str, str] = {found.op_id: found.branch for found in connection.execute(places)}

    def branch_of(self, op_id: str) -> str:
        """Return the branch a known operation stands on, "" for none."""
        return self._where.get(op_id, "")

    def place(self, op: Operation) -> str:
        """Put the operation where it belongs and return that branch, or GAP, or EXPIRED (nothing is placed then).

        Called before permission is asked: refused operations advance the chain too.
        """
        root = self._branches.get(self._replica)
        if op.prev is None and root is None:
            return self._open(op, self._replica, None, 0)
        up = self._where.get(op.prev) if op.prev else None
        if up is not None and self._branches[up].head == op.prev:  # a head is never purged: nothing followed it yet
            self._branches[up] = replace(self._branches[up], head=op.op_id, n=op.n)
            self._where[op.op_id] = up
            return up
        purged = max((line.purged_n for line in self._branches.values()), default=0)
        if op.n <= purged:
            return EXPIRED
        if up is None and op.prev is not None and not op.root and op.n - 1 > purged:
            return GAP
        return self._open(op, f"{self._replica}/{len(self._branches)}", up, op.n - 1 if up else 0)

    def is_own(self, clock: Clock, line: str, n: int) -> bool:
        """Tell whether the author of operation `n` on branch `line` set the clock himself, earlier."""
        present: str | None = line
        while clock[1] and present is not None:
            if clock[1] == present:
                return clock[2] < n
            here = self._branches[present]
            present, n = here.parent, min(n, here.fork_n + 1)
        return False

    def write(self) -> None:
        """Put new and advanced branches down."""
        changed = [b for b in self._branches.values() if b is not self._stored.get(b.id)]
        fresh = [b for b in changed if b.id not in self._stored]
        if fresh:
            self._connection.execute(insert(branch), [{"replica": self._replica, **vars(b)} for b in fresh])
        moved = [{"key": b.id, "head": b.head, "n": b.n} for b in changed if b.id in self._stored]
        if moved:
            query = update(branch).where(branch.c.id == bindparam("key"))
            self._connection.execute(query.values(head=bindparam("head"), n=bindparam("n")), moved)

    def _open(self, op: Operation, name: str, parent: str | None, fork_n: int) -> str:
        self._branches[name] = Branch(id=name, parent=parent, fork_n=fork_n, head=op.op_id, n=op.n)
        self._where[op.op_id] = name
        return name


def _branch(found: Any) -> Branch:
    return Branch(
        id=found.id,
        parent=found.parent,
        fork_n=found.fork_n,
        head=found.head,
        n=found.n,
        purged_n=found.purged_n,
    )
