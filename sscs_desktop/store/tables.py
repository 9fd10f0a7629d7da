"""The tables of the local file: one per kind of record, and what the rounds need to stay honest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from sscs_desktop.store.columns import Json, Moment, ScopeSet, record_columns
from sscs_desktop.wire.kinds import KINDS, Kind

metadata = MetaData()


def _record_table(kind: Kind) -> Table:
    """A kind's table: the record's fields and how the row stands towards the directory.

    seq: the row's base, 0 until the directory sent or answered it. unknown: fields this version does not know; they
    are kept and never sent back. state_seq: the clock of an issue's state in the shadow.
    """
    return Table(
        kind.name,
        metadata,
        *record_columns(kind),
        Column("seq", Integer, nullable=False),
        Column("scopes", ScopeSet, nullable=False),
        Column("parked", Boolean, nullable=False),
        Column("state_seq", Integer, nullable=False),
        Column("put_by", Text, nullable=False),
        Column("put_at", Moment),
        Column("unknown", Json, nullable=False),
    )


RECORDS: dict[str, Table] = {name: _record_table(kind) for name, kind in KINDS.items()}

Index("ix_visit_enterprise_time", RECORDS["visit"].c.enterprise_id, RECORDS["visit"].c.visited_at)
Index("ix_visit_time", RECORDS["visit"].c.visited_at)
Index("ix_issue_state", RECORDS["issue"].c.state)
Index("ix_issue_visit", RECORDS["issue"].c.visit_id)
Index("ix_issue_number", RECORDS["issue"].c.number)
Index("ix_enterprise_name", RECORDS["enterprise"].c.name)
Index("ix_enterprise_code", RECORDS["enterprise"].c.credit_code)
Index("ix_assignment_unit", RECORDS["assignment"].c.unit_id)


def _operation_columns() -> list[Column[Any]]:
    return [
        Column("n", Integer, primary_key=True),
        Column("op_id", Text, nullable=False, unique=True),
        Column("prev", Text),
        Column("kind", Text, nullable=False),
        Column("id", Text, nullable=False),
        Column("verb", Text, nullable=False),
        Column("parent", Text),
        Column("scope", Text),
        Column("fields", Json, nullable=False),
        Column("args", Json, nullable=False),
        Column("before", Json, nullable=False),
        Column("base", Integer, nullable=False),
        Column("field_bases", Json, nullable=False),
        Column("state_seq", Integer),
        Column("after", Text),
        Column("children", Json, nullable=False),
        Column("root", Boolean, nullable=False),
        Column("schema", Integer, nullable=False),
        Column("happened_at", Moment, nullable=False),
        Column("ack_seq", Integer),
    ]


sync_op = Table(
    "sync_op",
    metadata,
    *_operation_columns(),
    Column("state", Text, nullable=False),
    Column("odd", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Index("ix_sync_op_row", "kind", "id"),
)
"""The overlay and the queue: operations unanswered (ack_seq null), or answered and not yet in the shadow.

before: the values the form showed, for people; it is never sent. odd: the directory took other fields than held here.
"""

sync_journal = Table(
    "sync_journal",
    metadata,
    *_operation_columns(),
    Column("result", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Index("ix_sync_journal_row", "kind", "id"),
)
"""Answered operations; a refused one stays as an empty hole so that the chain is whole."""

sync_shadow = Table(
    "sync_shadow",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("base", Integer, nullable=False),
    Column("data", Json, nullable=False),
)
"""The last directory state of rows with operations in sync_op; the number it came with."""

sync_cursor = Table(
    "sync_cursor",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("mark", Integer, nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_mark", Integer, nullable=False),
    Column("scopes", ScopeSet, nullable=False),
    Column("entering", ScopeSet, nullable=False),
    Column("place", Json),
)

sync_cursor_history = Table(
    "sync_cursor_history",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("mark", Integer, nullable=False),
    Column("stored_at", Moment, nullable=False),
)

sync_conflict = Table(
    "sync_conflict",
    metadata,
    Column("conflict_id", Text, primary_key=True),
    Column("op_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("before", Json),
    Column("mine", Json),
    Column("theirs", Json),
    Column("theirs_seq", Integer, nullable=False),
    Column("theirs_by", Text, nullable=False),
    Column("theirs_at", Moment),
    Column("found_at", Moment, nullable=False),
    Column("decision", Text, nullable=False),
    Column("decided_at", Moment),
)
"""Values of mine that a colleague's stand against. clock: the group they are merged and decided under.

decision: "" while open, then mine, theirs, typed or draft; the loser's value stays here.
"""

sync_receipt = Table(
    "sync_receipt",
    metadata,
    Column("op_id", Text, primary_key=True),
    Column("result", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("receipt", Json, nullable=False),
)
"""content: what this desk sent (wire.receipts.content_of), to be held against what the directory signed."""

sync_blob = Table(
    "sync_blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("stored_at", Moment),
    Column("tried_at", Moment),
    Column("error", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("key", Text, nullable=False),
)
"""What is attached and here, or asked for. file: the name of its encrypted bytes; key: theirs alone, as hex digits."""

number_block = Table(
    "number_block",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("next", Integer, nullable=False),
    Column("expires_at", Moment),
    UniqueConstraint("kind", "prefix", "first"),
)

draft = Table(
    "draft",
    metadata,
    Column("draft_id", Text, primary_key=True),
    Column("form", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("op_id", Text, index=True),
    Column("verb", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("giver", Text, nullable=False),
    UniqueConstraint("form", "key"),
)
"""What is not yet or no longer an operation. reason: "" for a form left open, else why the directory refused it.

giver: who left it at a hand-over, "" for one's own.
"""

sync_handover = Table(
    "sync_handover",
    metadata,
    Column("handover_id", Text, primary_key=True),
    Column("way", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("parcel", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("code", Text, nullable=False),
    Column("settled_at", Moment),
    Column("data", Json, nullable=False),
)
"""Hand-overs given and taken. parcel: the giver's, sealed to the directory; answer: sealed to the giver's desk."""

GIVEN, TAKEN = "given", "taken"
"""The two ways of a hand-over."""

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Json, nullable=False))

sync_round = Table(
    "sync_round",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("result", Text, nullable=False),
    Column("counts", Json, nullable=False),
    Column("news", Json, nullable=False),
)
"""The last rounds' digests."""

audit = Table(
    "audit",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("detail", Json, nullable=False),
)
"""Append-only: what this person did on this machine. Ids and field names, never values."""

told = Table(
    "told",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("told_on", Date, nullable=False),
)
"""Answers and the like that the person has dealt with: 今日 shows them no more. Stays on this machine."""

intake = Table(
    "intake",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
)
"""Rosters and old ledgers brought in on this machine. name: the file's. undone_at: when it was taken back."""

intake_row = Table(
    "intake_row",
    metadata,
    Column("intake_id", Text, ForeignKey("intake.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("is_undone", Boolean, nullable=False),
    Index("ix_intake_row_key", "key"),
)
"""What an import saved, record by record: what an undo takes back.

key: what the id of an old visit or problem follows from. before, after: fields of a row that stood here already.
"""

search_entry = Table(
    "search_entry",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("kind", "id"),
)
"""What search_text was fed, because a contentless index is told the old text when a row goes."""

SEARCH_DDL = "CREATE VIRTUAL TABLE search_text USING fts5(text, content='', tokenize='unicode61')"
event.listen(metadata, "after_create", DDL(SEARCH_DDL))  # type: ignore[no-untyped-call]
