"""What really happened, kept by the test: who typed which value, over what, and what he had seen.

Every typed value is its own identity, and so is every state an issue was ever in. Nothing here trusts a base, a clock
or a scope that the program claims: a value was seen if it stood in the form, or if what stood there was typed over it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sscs_desktop.domain.issue import STATE_SEEN, may
from sscs_desktop.domain.vocabulary import EventVerb
from sscs_desktop.server.act import Act
from sscs_desktop.server.checks import issue_of, kind_of
from sscs_desktop.server.work import Row
from sscs_desktop.store import overlay, rows
from sscs_desktop.store.session import Session
from sscs_desktop.wire.kinds import DELETE, EDIT, NEW
from sscs_desktop.wire.messages import Entry, OperationAnswer

TYPED = {
    "visit": ("situation", "remark"),
    "profile": ("remark", "quiet_days"),
    "issue": ("wish", "involved"),
    "figure": ("value", "filled_by_name"),
    "attachment": ("name",),
}
"""Fields in which every value is typed once in a walk, so that the value is its own identity."""

STATE = "x_state"
"""The name under which the identity of an issue's state travels with it: a field this version does not know."""


class Violation(AssertionError):
    """One of the invariants I1–I17 did not hold."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a person had before him: values, the state's identity and the own acts that led there, the children."""

    values: Mapping[str, Any] = field(default_factory=dict)
    state: str | None = None
    acts: frozenset[str] = frozenset()
    children: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    heals: int = 0


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One operation as its author meant it."""

    op_id: str
    line: str
    n: int
    user: str
    kind: str
    id: str
    verb: str
    fields: Mapping[str, Any]
    shown: Shown


class Truth:
    """The memory of one walk."""

    def __init__(self) -> None:
        self.ops: dict[str, Typed] = {}
        self.lines: dict[str, tuple[str, int]] = {}
        self.typed_by: dict[Any, str] = {}
        self.over: dict[Any, Any] = {}
        self.again: set[Any] = set()
        self.sent: dict[tuple[str, str, Any], list[str]] = {}
        self.cause: dict[str, str | None] = {}
        self.pairs: set[tuple[Any, Any]] = set()
        self.capped: set[str] = set()
        self.applied: Counter[str] = Counter()
        self.floors: list[int] = []
        self.purged: set[str] = set()
        self.pending: list[str] = []
        self.points: dict[int, int] = {}
        self._states = 0
        self.judged: Counter[str] = Counter()
        self.violation: Violation | None = None

    def kept(self) -> tuple[Counter[str], set[str]]:
        """Return what a copy of the directory takes with it."""
        return Counter(self.applied), set(self.purged)

    def go_back(self, kept: tuple[Counter[str], set[str]], floor: int) -> None:
        """Forget what the directory forgot when it was put back from a copy whose highest number was `floor`."""
        self.applied, self.purged = Counter(kept[0]), set(kept[1])
        self.floors.append(floor)

    def fail(self, why: str) -> Violation:
        """Return the violation to raise; it is kept, too: what the directory raises may become its answer."""
        self.violation = self.violation or Violation(why)
        return self.violation

    # ---- what is typed

    def typed(self, op: Typed) -> None:
        """Remember an operation, and whose its values are."""
        self.ops[op.op_id] = op
        for name in TYPED.get(op.kind, ()):
            if op.fields.get(name) is not None and op.fields[name] != op.shown.values.get(name):
                self._whose(op.fields[name], op.op_id)
            if name in op.fields:
                self.sent.setdefault((op.id, name, op.fields[name]), []).append(op.op_id)
        if op.kind == "figure" and op.fields:
            self.pairs.add(pair_of(op.fields))

    def _whose(self, value: Any, op_id: str) -> None:
        if value in self.typed_by:
            self.again.add(value)
        else:
            self.typed_by[value] = op_id

    def directory_typed(self, kind: str, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Remember values that the directory wrote over others."""
        for name in TYPED.get(kind, ()):
            if name in values and values[name] != before.get(name):
                self.over[values[name]] = before.get(name)
        if kind == "figure":
            self.pairs.add(pair_of({**before, **values}))

    def directory_moved(self, values: Iterable[Any]) -> None:
        """Remember values that the directory itself carried to another row: they are its own there."""
        self.again.update(values)

    def is_own(self, earlier: str | None, op: Typed) -> bool:
        """Tell whether the author of `op` wrote `earlier` himself before it, in this file or one it was copied from."""
        if earlier is None or earlier not in self.ops:
            return False
        was = self.ops[earlier]
        line, n = op.line, op.n
        while True:
            if was.line == line:
                return was.n < n
            if line not in self.lines:
                return False
            line, fork = self.lines[line]
            n = min(n, fork + 1)

    def saw(self, op: Typed, name: str, value: Any, *, is_sure: bool = False) -> bool:
        """Tell whether the author knew `value`: it stood in his form, or what stood there was typed over it.

        is_sure: not if what stood there was sent over different values, and nobody can say which of them he knew.
        """
        if value in ("", None):
            return True
        ahead, passed = [op.shown.values.get(name)], set()
        while ahead:
            shown = ahead.pop()
            if shown == value:
                return True
            was_emptied = shown is None and (op.id, name, None) in self.sent  # over something, which he knew
            if (was_emptied or shown not in ("", None)) and shown not in passed:
                passed.add(shown)
                beneath = self._beneath(op.id, name, shown)
                ahead += beneath if not is_sure or len({*beneath}) == 1 else []
        return False

    def _beneath(self, id: str, name: str, value: Any) -> list[Any]:
        """Return what stood where `value` was typed: more than one where somebody decided for his own once more."""
        typed = {self.typed_by.get(value, ""), *self.sent.get((id, name, value), ())} & set(self.ops)
        return [self.ops[each].shown.values.get(name) for each in typed] or [self.over.get(value)]

    def said(self, op: Typed, name: str, value: Any) -> bool:
        """Tell whether the author sent `value` himself earlier: typed, or left as it stood beside what he typed."""
        return any(self.is_own(op_id, op) for op_id in self.sent.get((op.id, name, value), ()))

    def saw_state(self, op: Typed, state: str | None) -> bool:
        """Tell whether the author knew this very state: shown, his own, or what followed from his own act shown."""
        if state is None or self.is_own(state, op) or self.cause.get(state) in op.shown.acts:
            return True
        shown: str | None = op.shown.state
        while shown is not None:
            if shown == state:
                return True
            shown = self.ops[shown].shown.state if shown in self.ops else None
        return False

    # ---- what the directory does

    def judge(self, act: Act, before: Row | None, children: list[Row], answer: OperationAnswer) -> None:
        """Hold an applied operation against what its author had seen."""
        op = self.ops.get(act.op.op_id)
        if op is None:
            raise self.fail("an operation nobody typed")
        self.pending.append(op.op_id)
        self.judged[act.op.verb] += 1
        if answer.result == "conflict":
            self.judged["conflict"] += 1
        if act.op.verb in (EDIT, NEW) and before is not None:
            self._edited(act, op, before, answer)
        elif act.op.verb == DELETE and answer.result == "ok" and before is not None:
            self._deleted(op, before, children)
        elif act.op.verb in STATE_SEEN and before is not None and not self.saw_state(op, before.data.get(STATE)):
            raise self.fail(f"I10 {op.verb} took effect on a state its author had never seen")
        row = act.work.rows.get(act.op.id)
        if row is not None and not row.deleted and row.kind == "figure":
            self.check_pair(row.data)

    def _edited(self, act: Act, op: Typed, before: Row, answer: OperationAnswer) -> None:
        is_again = op.verb == NEW  # a second creation of what is kept once: what its author left empty says nothing
        names = [n for n in TYPED.get(op.kind, ()) if n in act.op.fields and not (is_again and not act.op.fields[n])]
        for name in names:
            value = before.data.get(name)
            if name in answer.conflicts:
                continue
            is_known = value == act.op.fields[name] or self.saw(op, name, value) or self.said(op, name, value)
            if is_known or self.is_own(self.typed_by.get(value), op) or self._was_shared(act, before, name):
                continue
            whose = self.ops.get(self.typed_by.get(value) or "")
            if whose is not None and whose.line == op.line:
                raise self.fail(f"I13 {op.kind}.{name}: an author's earlier value came back over his later one")
            mark = before.clock_of(kind_of(op.kind).group_of(name))
            at = f"{value!r} at {mark} by {op.fields[name]!r} on {op.shown.values.get(name)!r}"
            based = f"{op.verb} on {act.op.base} {act.op.field_bases.get(name)}"
            raise self.fail(f"I9 {op.kind}.{name}: overwritten by one who had never seen it: {at}, {based}")
        clashing = [name for name in names if name in answer.conflicts]
        if clashing and not self.floors:
            values = {name: before.data.get(name) for name in clashing}
            is_plain = not set(values.values()) & self.again and not any(v in ("", None) for v in values.values())
            known = (
                self.saw(op, n, v, is_sure=True) or self.is_own(self.typed_by.get(v), op) for n, v in values.items()
            )
            if is_plain and all(known):
                raise self.fail(f"I8 {op.kind}: a conflict over values the author had seen: {values}, {op.verb}")

    def _was_shared(self, act: Act, before: Row, name: str) -> bool:
        """Tell whether this value is older than a copy the directory was put back from, and than the base given.

        What was lost with the directory had been typed over it.
        """
        seq = before.clock_of(kind_of(before.kind).group_of(name))[0]
        base = act.op.field_bases.get(name, act.op.base)
        return act.op.op_id in self.capped and seq <= base and seq <= max(self.floors, default=0)

    def _deleted(self, op: Typed, before: Row, children: list[Row]) -> None:
        whole = [(before, op.shown.values)] + [(child, op.shown.children.get(child.id)) for child in children]
        for row, shown in whole:
            values = [(name, row.data.get(name)) for name in TYPED.get(row.kind, ())]
            foreign = [(n, v) for n, v in values if v not in ("", None) and not self.is_own(self.typed_by.get(v), op)]
            if any(shown is None or shown.get(n) != v for n, v in foreign) and op.op_id not in self.capped:
                raise self.fail(f"I17 a delete took away a {row.kind} its author had not seen so")

    def refused(self, act: Act, before: Row | None, code: str) -> None:
        """Hold a refusal against what its author had seen."""
        op = self.ops.get(act.op.op_id)
        if op is None:
            raise self.fail("an operation nobody typed")
        self.judged[f"refused {code}"] += 1
        if code != "state_moved" or before is None or op.op_id in self.capped:
            return
        if may(EventVerb(op.verb), issue_of(before.data).state) and self.saw_state(op, before.data.get(STATE)):
            raise self.fail(
                f"I11 {op.verb} was refused though nobody but its author moved the state: {act.op.state_seq} "
                f"{act.op.after} against {before.clock_of('state')}, {before.data.get(STATE)} after {op.shown.state}"
            )

    def applied_page(self, session: Session, entries: Sequence[Entry], before: Mapping[str, int]) -> None:
        """See that news older than what a row shows took nothing away. before: {id: base} of rows open to edits."""
        newest: dict[str, int] = {}
        for entry in entries:
            newest[entry.id] = max(newest.get(entry.id, 0), entry.seq)
        for entry in entries:
            base = before.get(entry.id, 0)
            row = rows.find(session, entry.kind, entry.id) if newest[entry.id] < base else None
            if newest[entry.id] < base and (row is None or row["parked"] or row["seq"] < base):
                raise self.fail(f"I4 news of number {entry.seq} took a {entry.kind} away that is of number {base}")

    def check_pair(self, data: Mapping[str, Any]) -> None:
        """Hold a figure against all that were ever typed as one."""
        if pair_of(data) not in self.pairs:
            raise self.fail(f"I12 {pair_of(data)} stand side by side, and nobody ever typed them so")

    def committed(self) -> None:
        """Count what the transaction that just ended applied; what it took back at a savepoint it did not."""
        self.points.clear()
        self.applied.update(self.pending)
        self.pending.clear()
        twice = [op_id for op_id, times in self.applied.items() if times > 1]
        if twice:
            raise self.fail("I1 an operation was applied twice")

    def undone(self) -> None:
        """Forget what a transaction that failed had applied."""
        self.pending.clear()

    def name_state(self, row: Row) -> str:
        """Give the state an issue has just got its identity: the act that set it, or one of the directory's own."""
        _, branch, _, op_id = row.clock_of("state")
        if branch and op_id:
            return op_id
        self._states += 1
        name = f"S{self._states}"
        self.cause[name] = op_id
        return name

    # ---- what a desk shows

    def shown(self, session: Session, kind: str, record: Any, data: Mapping[str, Any], heals: int) -> Shown:
        """Return what a form or a button has before it when it is opened."""
        state, acts = None, []
        if kind == "issue":
            row = rows.find(session, kind, record.id)
            state = row["unknown"].get(STATE) if row is not None else None
            for op in overlay.operations(session, kind, record.id):
                if "state" in op["fields"] or op["verb"] == NEW:
                    acts.append(op["op_id"])
            state = acts[-1] if acts else state
        children: dict[str, Mapping[str, Any]] = {}
        for child, id, _ in rows.children(session, kind, record.id):
            row = rows.find(session, child, id)
            if row is not None and rows.get(session, child, id) is not None:
                children[id] = rows.data_of(child, row)
        return Shown(values=dict(data), state=state, acts=frozenset(acts), children=children, heals=heals)


def pair_of(data: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return what of a figure means something only together."""
    return data.get("value"), data.get("filled_by_name")
