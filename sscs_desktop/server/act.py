"""One operation being applied: who asks, where it stands in its chain, and what it works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.chain import Chain
from sscs_desktop.server.dispatch import Rulebook
from sscs_desktop.server.work import Clock, Row, Work
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import Operation


@dataclass(frozen=True, kw_only=True)
class Act:
    """An operation placed on its branch `line`."""

    work: Work
    chain: Chain
    member: Member
    rules: Callable[[], Rulebook]
    op: Operation
    line: str

    @property
    def stamp(self) -> tuple[str, int, str]:
        """What the author's clocks say besides their number."""
        return self.line, self.op.n, self.op.op_id

    @property
    def today(self) -> date:
        return clock.local(self.work.at).date()

    def is_own(self, mark: Clock) -> bool:
        """Tell whether the author himself set this clock, earlier in his chain."""
        return self.chain.is_own(mark, self.line, self.op.n)

    def is_foreign(self, row: Row, base: int) -> bool:
        """Tell whether anybody but the author wrote the row after `base`."""
        return any(c[0] > base and not self.is_own(c) for c in row.clocks.values())

    def target(self) -> Row:
        """Return the row to be changed. Refused: gone, scope."""
        row = self.work.rows.get(self.op.id)
        if row is None or row.deleted or row.kind != self.op.kind:
            raise Refused("gone")
        if not row.writable_by & self.member.scopes:
            raise Refused("scope")
        return row

    def by_the_directory(self, row_id: str, values: dict[str, Any]) -> None:
        """Write fields as the directory's own consequence of this operation: its own number, its own clocks."""
        follow(self.work, row_id, values, self.op.op_id)


def follow(work: Work, row_id: str, values: dict[str, Any], op_id: str | None) -> None:
    """Write fields under the directory's name and a number of their own; `op_id` is what caused it, if a desk did."""
    by, work.by = work.by, "" if op_id else work.by
    seq = work.touch(row_id)
    work.by = by
    row = work.rows[row_id]
    clocks = {group: (seq, "", 0, op_id) for group in groups_of(row, values)}
    work.change(row_id, data={**row.data, **values}, clocks={**row.clocks, **clocks})


def groups_of(row: Row, names: dict[str, Any]) -> set[str]:
    """Return the clocks under which these fields of a row are merged."""
    return {KINDS[row.kind].group_of(name) for name in names}
