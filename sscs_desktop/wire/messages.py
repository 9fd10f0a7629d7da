"""The messages of the protocol, in their final shape. Plain data; bytes are made in codec, addresses in routes.

Numbers: `seq` is a feed number of the directory's one commit-ordered counter; `mark` 63 random bits that go with it.
A position (seq, mark) travels as a two-element list. Times are aware UTC. Ids are UUIDs in canonical text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sscs_desktop.wire.bounds import Moment, Number, Small, StateClock, Sum

SCHEMA = 1
"""The schema this program writes operations with."""
SCHEMA_MIN = 1
"""The oldest schema this program still understands."""
SCHEMA_MAX = SCHEMA + 1
"""The newest schema whose shared fields it takes: unknown fields are kept as they came."""

Position = tuple[Number, Number]
"""(seq, mark)."""

START: Position = (0, 0)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One durable act of a person. `fields` are values of the record; `args` what a command says besides.

    base: the row's seq that the form showed when it was opened (0: nothing). field_bases: for each field that showed
    an own pending value, that operation's base, or its seq once answered. prev: the op_id before it in its chain.
    state_seq / after: for commands on a state: the clock of the state seen, or the own operation that caused it.
    children: for a delete, the live children it saw with their bases. root: opens a branch after a heal.
    """

    op_id: str
    n: Number
    prev: str | None
    kind: str
    id: str
    verb: str
    parent: str | None = None
    scope: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    args: dict[str, Any] = field(default_factory=dict)
    base: Number = 0
    field_bases: dict[str, Number] = field(default_factory=dict)
    state_seq: StateClock | None = None
    after: str | None = None
    children: dict[str, Number] = field(default_factory=dict)
    root: bool = False
    schema: Small = SCHEMA
    happened_at: Moment


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """The directory's side of one conflicting field."""

    value: Any
    seq: Number
    by: str = ""
    at: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Proof that an operation was received: its leaf's path in the Merkle tree of one directory transaction.

    leaf = sha256 of the canonical JSON [op_id, content, result, seq, received_at]; content: receipts.content_of.
    path: sibling hashes, leaf first, "L" or "R" + 64 hex digits each.
    """

    content: str
    received_at: Moment
    path: tuple[str, ...]
    root: str
    signature: str
    key_id: str


@dataclass(frozen=True, kw_only=True)
class OperationAnswer:
    """What became of one operation. result: ok, conflict, refused, expired; `code` says why it was refused.

    taken: names of the fields written. scopes: where the row now stands (None: nowhere). complete: nobody else,
    the directory's own follow-ups included, wrote this row since the base. An unchanged stored answer is repeated.
    """

    op_id: str
    result: str
    code: str = ""
    seq: Number = 0
    scopes: tuple[str, ...] | None = None
    taken: tuple[str, ...] = ()
    conflicts: dict[str, Theirs] = field(default_factory=dict)
    complete: bool = False
    receipt: Receipt | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """Human numbers reserved for one branch: `prefix` + serial, first..last inclusive. kind: issue, card."""

    kind: str
    prefix: str
    width: Small
    first: Number
    last: Number
    expires_at: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class PushRequest:
    """The oldest unanswered operations, a prefix of the queue."""

    replica: str
    cursor: Position
    head: Position
    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True)
class PushAnswer:
    """status: ok, fork (cursor or head unknown here), gap (`prev` unknown: what came before it is answered), floor.

    branch: the chain's branch after the last operation; a desk that reads another name than it knew asks for numbers.
    is_all: between the request's cursor and this head the feed has nothing for the desk but what is answered here.
    """

    status: str
    answers: tuple[OperationAnswer, ...] = ()
    head: Position = START
    branch: str = ""
    epoch: str = ""
    is_all: bool = False


@dataclass(frozen=True, kw_only=True)
class BlobAnswer:
    """What the directory has of a file. held: (first byte, number); sealed: all of it, and its hash is right."""

    sealed: bool
    held: tuple[tuple[Number, Number], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the feed: put, leave, move or gone. data and parent only with put; scopes with put and move.

    state_seq: the clock of an issue's state, for commands. by / at: who wrote last and when, for people.
    """

    seq: Number
    what: str
    kind: str
    id: str
    parent: str | None = None
    scopes: tuple[str, ...] = ()
    data: dict[str, Any] | None = None
    state_seq: Number = 0
    by: str = ""
    at: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class PullRequest:
    """held: digest of the scopes held (see codec.scopes_digest). total: the combined 64-bit sum, for repair.

    schema: the desk's; it decides which kinds are counted. brief: what only this replica has changed since the cursor
    comes without its data; a desk that does not hold that number of it asks again for the whole page.
    """

    replica: str
    cursor: Position
    head: Position
    held: str
    limit: Small = 50
    total: Sum | None = None
    schema: Small = 1
    brief: bool = False


@dataclass(frozen=True, kw_only=True)
class PullAnswer:
    """status: ok, scopes (membership differs: `scopes` is the present set), fork, floor, repair (sums differ)."""

    status: str
    entries: tuple[Entry, ...] = ()
    cursor: Position = START
    head: Position = START
    more: bool = False
    scopes: tuple[str, ...] = ()
    epoch: str = ""


@dataclass(frozen=True, kw_only=True)
class LoadRequest:
    """One keyset page of all live rows of the scopes being entered; place: (depth, id) of the last row, None: start."""

    replica: str
    cursor: Position
    head: Position
    entering: tuple[str, ...]
    held: str
    """Digest of held and entering scopes together: differs from membership -> status scopes."""
    place: tuple[Small, str] | None = None
    limit: Small = 500


@dataclass(frozen=True, kw_only=True)
class LoadAnswer:
    """status as in PullAnswer. A row is preceded by its ancestors; place None: this was the last page."""

    status: str
    entries: tuple[Entry, ...] = ()
    place: tuple[Small, str] | None = None
    head: Position = START
    scopes: tuple[str, ...] = ()
    epoch: str = ""


@dataclass(frozen=True, kw_only=True)
class HealRequest:
    """The desk's cursor history, newest first, and the op_ids of its journal in chain order."""

    replica: str
    history: tuple[Position, ...]
    journal: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HealAnswer:
    """fork: the newest position both know. known: the journal's operations that stand here, with stored answers."""

    fork: Position
    known: tuple[OperationAnswer, ...]
    head: Position
    scopes: tuple[str, ...]
    epoch: str = ""


@dataclass(frozen=True, kw_only=True)
class SumsRequest:
    """Ask for the sums per scope held, or per bucket of one scope, or for the rows of some of its buckets."""

    replica: str
    schema: Small = 1
    scope: str | None = None
    buckets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SumsAnswer:
    """64-bit sums of hash(kind, id, seq), and counts of rows, by scope or bucket; all from one snapshot.

    sums by scope name every scope held. entries: the rows of the buckets asked for, each preceded by its ancestors.
    """

    sums: dict[str, Sum]
    counts: dict[str, Number]
    head: Position
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HelloAnswer:
    """What anybody may know: whether desk and directory understand each other, and what time it is there."""

    name: str
    version: str
    schema_min: Small
    schema_max: Small
    epoch: str
    now: Moment


@dataclass(frozen=True, kw_only=True)
class SessionRequest:
    """Sign in. The password crosses the wire only here."""

    account: str
    password: str
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionAnswer:
    """A short opaque token and who it stands for. role: cadre, office, department."""

    token: str
    expires_at: Moment
    user_id: str
    user_name: str
    role: str
    unit_id: str
    unit_name: str
    county_code: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReplicaAnswer:
    """A new replica: the name under which this desk file's chain begins, its number blocks, the receipt key."""

    replica: str
    blocks: tuple[Block, ...]
    receipt_key: str
    """Ed25519 public key, 64 hex digits."""
    key_id: str
    parcel_key: str = ""
    """X25519 public key to which this replica seals its parcels, 64 hex digits."""
    parcel_secret: str = ""
    """What only this replica and the directory know: it proves who sealed a parcel. 64 hex digits."""


@dataclass(frozen=True, kw_only=True)
class NumbersRequest:
    """Refill numbers: branch as named in the last push answer ("" before the first)."""

    replica: str
    branch: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NumbersAnswer:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class ErrorAnswer:
    """Every answer that is not 2xx: the code of a situation and its data."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)
    request_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the first connection would have told a desk, for one that begins without network and goes by parcels."""

    replica: ReplicaAnswer
    user_id: str
    unit_id: str
    role: str
    county_code: str


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The file an office hands to a cadre: where the directory is and who he is there. Holds no password.

    ca: PEM of a pinned certificate authority, "" for the system's store. code: one-time sign-up code.
    """

    format: Small = 1
    address: str
    directory_name: str
    account: str
    user_name: str
    unit_name: str
    ca: str = ""
    code: str = ""
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class RedeemRequest:
    """First connection: the one-time code of the invitation sets the account's password."""

    account: str
    code: str
    password: str
    device: str = ""
