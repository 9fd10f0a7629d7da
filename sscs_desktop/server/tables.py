"""The tables of the directory, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from sscs_desktop.server.columns import Json, Moment

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""name, epoch, floor (feed numbers up to it are purged), automatic (the rule table accepts by itself)."""

counter = Table("counter", metadata, Column("id", Integer, primary_key=True), Column("n", BigInteger, nullable=False))

# --- records --------------------------------------------------------------------------------------------------

record = Table(
    "record",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("parent", Text, ForeignKey("record.id")),
    Column("depth", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("field_clock", Json, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", Moment, nullable=False),
    Index("ix_record_parent", "parent"),
    Index("ix_record_kind", "kind", "state", "id"),
)
"""field_clock: {group: [seq, branch, n, op_id]}, "*" for every group without its own. state: an issue's, for lists."""

record_scope = Table(
    "record_scope",
    metadata,
    Column("id", Text, ForeignKey("record.id"), primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("why", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("depth", Integer, nullable=False),
    Index("ix_record_scope_scope", "scope", "depth", "id"),
    sqlite_with_rowid=False,
)
"""depth is the record's: a scope is loaded in the order (depth, id) without looking at the others."""

feed = Table(
    "feed",
    metadata,
    Column("seq", BigInteger, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("mark", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Index("ix_feed_scope", "scope", "seq"),
    sqlite_with_rowid=False,
)
"""A change nobody sees stands under the empty scope: its number has a mark all the same."""

follow_up = Table(
    "follow_up",
    metadata,
    Column("issue_id", Text, primary_key=True),
    Column("leg", Text, primary_key=True),
    Column("op_id", Text),
    Column("at", Moment, nullable=False),
)
"""What the directory did to an issue, once for each leg: a dispatch worker that comes second breaks the key."""

# --- the ledger -----------------------------------------------------------------------------------------------

replica = Table(
    "replica",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

branch = Table(
    "branch",
    metadata,
    Column("id", Text, primary_key=True),
    Column("replica", Text, nullable=False),
    Column("parent", Text),
    Column("fork_n", BigInteger, nullable=False),
    Column("head", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("purged_n", BigInteger, nullable=False),
    Index("ix_branch_replica", "replica"),
)

operation = Table(
    "operation",
    metadata,
    Column("op_id", Text, primary_key=True),
    Column("replica", Text, nullable=False),
    Column("branch", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("fields", Json, nullable=False),
    Column("bases", Json, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("content", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("result", Json, nullable=False),
    Column("batch", Text, nullable=False),
    Column("leaf", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index("ix_operation_batch", "batch", "leaf"),
    Index("ix_operation_record", "id"),
)
"""branch is empty for an operation answered `expired`: it has no place in a chain. result: the answer, no receipt."""

batch = Table(
    "batch",
    metadata,
    Column("id", Text, primary_key=True),
    Column("root", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("private", LargeBinary, nullable=False),
    Column("public", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

handover = Table(
    "handover",
    metadata,
    Column("id", Text, primary_key=True),
    Column("giver", Text, nullable=False),
    Column("taker", Text, nullable=False),
    Column("taken_at", Moment, nullable=False),
)
"""Hand-overs accepted: one taker each. id: of the giver's parcel."""

review = Table(
    "review",
    metadata,
    Column("op_id", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# --- imports --------------------------------------------------------------------------------------------------

roster_import = Table(
    "roster_import",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("undone_at", Moment),
)
"""first, last: its feed numbers; a clock that bears one of them was set by it."""

roster_import_row = Table(
    "roster_import_row",
    metadata,
    Column("import_id", Text, ForeignKey("roster_import.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("before", Json),
    sqlite_with_rowid=False,
)
"""before: the fields it changed as they were; none for a row that it added."""

# --- human numbers --------------------------------------------------------------------------------------------

series = Table(
    "series",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
)

block = Table(
    "block",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("replica", Text, nullable=False),
    Column("branch", Text, nullable=False),
    Column("parcel", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_block_replica", "replica"),
)
"""parcel: the id of the parcel that asked for it, "" for a round; read twice, it is given the same numbers."""

number_used = Table(
    "number_used",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("id", Text, nullable=False),
)

# --- people ---------------------------------------------------------------------------------------------------

account = Table(
    "account",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("user_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("password_hash", Text),
    Column("code_hash", Text),
    Column("code_expires_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("account.id"), nullable=False),
    Column("device", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_session_account", "account_id"),
)

scope_member = Table(
    "scope_member",
    metadata,
    Column("account_id", Text, ForeignKey("account.id"), primary_key=True),
    Column("scope", Text, primary_key=True),
)

# --- attachments ----------------------------------------------------------------------------------------------

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("account.id"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sealed_at", Moment),
    Index("ix_blob_account", "account_id"),
)
"""Who brought a file first, and how large it is. What is there of it, parts too, the folder alone says."""
