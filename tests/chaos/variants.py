"""Easy misreadings of the protocol, each switched on from outside by changing one rule of the running program.

A variant names the function, the words that hold the rule, and what stands there instead; where the words are no
longer found it fails, so that a rule that moved is followed here.
"""

from __future__ import annotations
import __future__

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sscs_desktop.server import act, chain, feed, ledger, scopes, tracking, work
from sscs_desktop.server import merge as directory
from sscs_desktop.store import answers, conflicts, heal, merge, outbox, overlay
from sscs_desktop.sync import engine, parcel
from sscs_desktop.wire import kinds


@dataclass(frozen=True, kw_only=True)
class Change:
    """Other words in one function. owner: its module or class."""

    owner: Any
    name: str
    old: str
    new: str


def _made(owner: Any, name: str, changes: Iterable[Change]) -> Any:
    """Return a function of the program with other words."""
    function = owner.__dict__[name]
    source = textwrap.dedent(inspect.getsource(function))
    for change in changes:
        if change.old not in source:
            raise LookupError(f"{name} no longer says {change.old!r}")
        source = source.replace(change.old, change.new)
    code = compile(source, inspect.getfile(function), "exec", __future__.annotations.compiler_flag)
    made: dict[str, Any] = {}
    exec(code, function.__globals__, made)
    return made[name]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One misreading, and the scene that leads to where it matters."""

    says: str
    changes: tuple[Change, ...]
    scene: str


def _one(says: str, scene: str, owner: Any, name: str, old: str, new: str) -> Variant:
    return Variant(says=says, scene=scene, changes=(Change(owner=owner, name=name, old=old, new=new),))


def _body(owner: Any, name: str, doc: str, new: str) -> Change:
    """Return a change that leaves a function at once, after the first words of its docstring."""
    return Change(owner=owner, name=name, old=f'"""{doc}', new=f'{new}\n    """{doc}')


VARIANTS: dict[str, Variant] = {
    "row_base": _one(
        "the base is the row's, not that of each value shown",
        "colleague_beneath",
        overlay,
        "seen",
        'field_bases[name] = op["ack_seq"] or op["field_bases"].get(name, op["base"])',
        "pass",
    ),
    "form_save": _one(
        "a form is compared with the row as it is now",
        "form_over_round",
        outbox,
        "save_record",
        "seen = overlay.as_of_now(session, seen)",
        "seen = overlay.seen(session, kind, record.id) or seen",
    ),
    "cascade": _one(
        "a parked row goes with its children",
        "visited_while_leaving",
        overlay,
        "tidy",
        "if _is_waiting(session, kind, id) or rows.has_children(session, kind, id):",
        "if _is_waiting(session, kind, id):",
    ),
    "leave_noguard": _one(
        "a leave is applied whatever its number",
        "older_than_shown",
        merge,
        "_leave",
        'if row is None or row["seq"] > entry.seq:',
        "if row is None:",
    ),
    "no_rescope": _one(
        "membership is not compared",
        "lost_one_then_the_other",
        feed,
        "pull",
        "if request.held != scopes_digest(member.scopes):",
        "if False:",
    ),
    "superseded": _one(
        "a child comes without the put of its parent that was skipped",
        "parent_written_later",
        feed,
        "_entries",
        "[] if row.deleted else _ancestors(rows, row.id)",
        "[]",
    ),
    "no_branch": _one(
        "the same replica is the same writer",
        "both_copies_write",
        chain.Chain,
        "is_own",
        "present: str | None = line",
        'return bool(clock[1]) and clock[1].split("/")[0] == line.split("/")[0]\n    present = line',
    ),
    "no_mark": _one(
        "numbers bear no mark", "answered_and_put_back", feed, "is_known", "if position == START:", "if True:"
    ),
    "expect_value": _one(
        "a command is accepted on legality alone",
        "answered_twice",
        tracking,
        "_saw_state",
        "mark, op = ",
        "return True\n    mark, op = ",
    ),
    "expect_nochain": _one(
        "a command on one's own act is accepted only once that is answered",
        "filed_and_withdrawn",
        tracking,
        "_saw_state",
        "mark[0] == op.state_seq or (op.after is not None and mark[3] == op.after)",
        "mark[0] == op.state_seq",
    ),
    "ack_noscope": _one(
        "the scopes of the answer are not taken",
        "filed_elsewhere",
        answers,
        "_stand",
        "if answer.scopes and not is_passed and answer.seq >= base:",
        "if False:",
    ),
    "elide": _one(
        "a leave is dropped where the reader still sees the row",
        "left_one_of_two",
        feed,
        "_entries",
        "entries.append(_departure(change, row, held))",
        "entries += [] if row.scopes & held else [_departure(change, row, held)]",
    ),
    "no_unpark": _one(
        "a put of the same number leaves the row parked",
        "all_entered_anew",
        merge,
        "_same",
        'if old["seq"] != entry.seq:',
        "if True:",
    ),
    "old_fold": _one(
        "an answer that the feed has passed is folded",
        "late_answer",
        answers,
        "_stand",
        "is_passed = 0 < answer.seq <= at.position[0]",
        "is_passed = False",
    ),
    "side_effect": _one(
        "what the directory does of its own stands under the operation's number",
        "deadline_on_filing",
        act,
        "follow",
        "seq = work.touch(row_id)",
        "seq = work.rows[row_id].seq if op_id else work.touch(row_id)",
    ),
    "coalesce": _one(
        "one number for a row and transaction",
        "one_field_twice",
        work.Work,
        "touch",
        "row = self.rows[row_id]",
        "row = self.rows[row_id]\n    if row.seq >= PROVISIONAL:\n        return row.seq",
    ),
    "resolve_base_now": _one(
        "a decision's base is the row's when it is made",
        "decision_left_open",
        conflicts,
        "_set",
        "{name: conflict.theirs_seq for name in fields}",
        "{}",
    ),
    "refused_stays": Variant(
        says="a refused creation stays on the screen",
        scene="refused_creation",
        changes=(_body(outbox, "withdraw_creation", "Take a creation", "return"),),
    ),
    "del_kids": Variant(
        says="a delete looks at the row's own clocks alone",
        scene="deleted_with_child",
        changes=(_body(directory, "_is_unseen", "Tell whether a delete", "return False"),),
    ),
    "group_split": Variant(
        says="the fields of a group are merged one by one",
        scene="two_of_one_group",
        changes=(
            _body(kinds.Kind, "group_of", "Return the clock", "return field"),
            _body(kinds.Kind, "together", "Return `names`", "return names"),
        ),
    ),
    "put_new_only": Variant(
        says="a change of scopes is fed to the scopes gained alone",
        scene="moved_unread",
        changes=(
            Change(owner=scopes, name="_move", old="    lost = ", new="    before = row.scopes\n    lost = "),
            Change(
                owner=scopes,
                name="_move",
                old="seq = work.touch(row.id)",
                new='seq = work.emit(row.id, row.scopes - before, "put"); work.change(row.id, seq=seq)',
            ),
        ),
    ),
    "no_closure": Variant(
        says="a child is read where its parent is not",
        scene="given_to_departments",
        changes=(_body(scopes, "_below", "Return the scopes", "return set()"),),
    ),
    "stale_scopes": _one(
        "a lost scope stays in the rows stored",
        "lost_one_then_the_other",
        merge,
        "_strike",
        'rows.set_standing(session, kind, row["id"], scopes=left)',
        "pass",
    ),
    "cursor_first": _one(
        "the cursor is stored before its page",
        "death_inside_a_page",
        engine.SyncEngine,
        "_pull",
        "for page in pages:\n",
        "for page in pages:\n"
        "            with self._write(tally) as session:\n"
        "                cursor.save(session, type(at)(**{**vars(at), 'position': page.cursor, 'head': page.head}))\n",
    ),
    "no_lowering": Variant(
        says="bases above the fork stay as they were",
        scene="above_the_fork",
        changes=(_body(heal, "_lower", "Lower every base", "return"),),
    ),
    "heal_forgets": Variant(
        says="what the directory lacks is not sent again",
        scene="answered_and_put_back",
        changes=(_body(heal, "_queue_again", "Put answered", "return 0"),),
    ),
    "mark_cursor": Variant(
        says="the mark is compared at the cursor alone, not at the head seen last",
        scene="answered_and_put_back",
        changes=(
            Change(owner=feed, name="pull", old="(request.cursor, request.head)", new="(request.cursor,)"),
            Change(owner=feed, name="load", old="(request.cursor, request.head)", new="(request.cursor,)"),
            Change(owner=ledger._Batch, name="_unfit", old=", self._request.head)", new=",)"),
        ),
    ),
    "resolve_base_op": _one(
        "a decision's base is that of the whole row",
        "decision_left_open",
        conflicts,
        "_set",
        '0 if row is None else row["seq"],\n        {name: conflict.theirs_seq for name in fields}',
        '0 if row is None else max(row["seq"], conflict.theirs_seq),\n        {}',
    ),
    "complete_blind": _one(
        "complete says that nothing was in conflict",
        "two_fields",
        directory,
        "_put_down",
        "complete = not conflicts and not act.is_foreign(row, op.base)",
        "complete = not conflicts",
    ),
    "purge": _one(
        "what is older than the ledger is taken as new",
        "old_request",
        chain.Chain,
        "place",
        "if op.n <= purged:",
        "if False:",
    ),
    "parcel_sent": Variant(
        says="what was put into a parcel counts as sent",
        scene="lost_parcel",
        changes=(
            Change(owner=parcel, name="pack", old="store.read()", new='store.write("sync")'),
            Change(
                owner=parcel,
                name="pack",
                old="        )\n    return",
                new="        )\n        session.run(outbox.sync_op.delete())\n    return",
            ),
        ),
    ),
    "own_words_are_all": _one(
        "a push moves the cursor past what others wrote since",
        "colleague_between",
        ledger._Batch,
        "_is_all",
        " and is_silent(self._connection, self._member.scopes, cursor[0], work.first)",
        "",
    ),
    "parcel_over_head": _one(
        "an answer by file is applied whatever head was seen since it was asked for",
        "parcel_from_before",
        parcel,
        "_place",
        "is_asked_from = at.head in (answer.asked_head, answer.head) and scopes_digest",
        "is_asked_from = scopes_digest",
    ),
    "handover_resigned": _one(
        "what is handed over bears new ids",
        "handed_over",
        parcel,
        "pack",
        "operations=outbox.due(session, ALL, ALL)",
        "operations=tuple(type(o)(**{**vars(o), 'op_id': o.op_id[:-4] + 'ffff' if is_handover else o.op_id})"
        " for o in outbox.due(session, ALL, ALL))",
    ),
}
"""The rules broken one at a time."""


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Break one rule for a while; "" breaks none."""
    undo: list[Callable[[], None]] = []

    def put(owner: Any, name: str, value: Any) -> None:
        before = owner.__dict__[name]
        undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)

    try:
        changes = VARIANTS[name].changes if name else ()
        for owner, function in dict.fromkeys((change.owner, change.name) for change in changes):
            made = _made(owner, function, [c for c in changes if (c.owner, c.name) == (owner, function)])
            before = owner.__dict__[function]
            for place in (owner, *_rooms()):
                if place.__dict__.get(function) is before:
                    put(place, function, made)
        yield
    finally:
        for step in reversed(undo):
            step()


def _rooms() -> list[Any]:
    """Return the modules of the program: some hold functions of others under their own name."""
    return [module for name, module in list(sys.modules.items()) if name.startswith("sscs_desktop.")]
