"""The places in the running program where `Truth` looks on: every operation, page, state and transaction passes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sscs_desktop.base.errors import Refused
from sscs_desktop.server import merge as server_merge
from sscs_desktop.server.act import Act
from sscs_desktop.server.lines import Lines
from sscs_desktop.server.work import Row, Work
from sscs_desktop.store import answers, overlay, rows
from sscs_desktop.store import merge as store_merge
from sscs_desktop.store.session import Session
from sscs_desktop.wire.kinds import DELETE, KINDS
from sscs_desktop.wire.messages import OperationAnswer, PullAnswer
from tests.chaos.truth import STATE, Truth


@contextmanager
def watching(truth: Truth) -> Iterator[None]:
    """Let every operation that the directory applies or refuses pass before `truth`."""
    undo: list[Callable[[], None]] = []

    def put(owner: Any, name: str, value: Any) -> Any:
        before = owner.__dict__[name]
        undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)
        return before

    def apply(act: Act) -> OperationAnswer:
        before = act.work.rows.get(act.op.id)
        children = act.work.children(act.op.id) if act.op.verb == DELETE else []
        try:
            answer: OperationAnswer = apply_really(act)
        except Refused as error:
            truth.refused(act, before, error.code or "")
            raise
        truth.judge(act, before, children, answer)
        return answer

    def once(self: Lines, work: Callable[[Any], Any], *how: Any) -> Any:
        try:
            result = once_really(self, work, *how)
        except BaseException:
            truth.undone()
            raise
        truth.committed()
        return result

    def change(self: Work, row_id: str, **fields: Any) -> Row:
        before = self.rows[row_id]
        row: Row = change_really(self, row_id, **fields)
        is_moved = "clocks" in fields and (not before.clocks or before.clock_of("state") != row.clock_of("state"))
        if row.kind == "issue" and is_moved:
            row = change_really(self, row_id, data={**row.data, STATE: truth.name_state(row)})
        return row

    def apply_page(session: Session, answer: PullAnswer) -> int:
        left = [entry for entry in answer.entries if entry.what == "leave"]
        found = [rows.find(session, entry.kind, entry.id) for entry in left if entry.kind in KINDS]
        before = {row["id"]: row["seq"] for row in found if row is not None and not row["parked"]}
        done: int = apply_page_really(session, answer)
        truth.applied_page(session, left, before)
        return done

    def here(self: Work) -> Any:
        point = here_really(self)
        truth.points[id(point)] = len(truth.pending)
        return point

    def back_to(self: Work, point: Any) -> None:
        back_to_really(self, point)
        del truth.pending[truth.points[id(point)] :]

    def fold(session: Session, kind: str, id: str, base: int, seq: int) -> None:
        moved = [
            op["op_id"]
            for op in overlay.operations(session, kind, id)
            if op["ack_seq"] is not None and base < op["ack_seq"] <= seq and "state" in op["fields"]
        ]
        fold_really(session, kind, id, base, seq)
        if moved:
            row = rows.find(session, kind, id)
            rows.set_standing(session, kind, id, unknown={**row["unknown"], STATE: moved[-1]})

    apply_really = put(server_merge, "apply", apply)
    once_really = put(Lines, "_once", once)
    change_really = put(Work, "change", change)
    here_really = put(Work, "here", here)
    back_to_really = put(Work, "back_to", back_to)
    fold_really = put(answers, "_fold", fold)
    apply_page_really = put(store_merge, "apply", apply_page)
    try:
        yield
    finally:
        for step in reversed(undo):
            step()
