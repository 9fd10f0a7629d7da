"""Parcels at the directory: what a desk without network says is filed, and answered in a file of its own.

The same functions as in a round: push first, then what the desk has not read, from one snapshot. Reading a parcel twice
files nothing twice; its answer is made anew each time. A hand-over's parcel is brought by the successor.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused, SscsError, TooNew, Unreadable
from sscs_desktop.server import accounts, checks, feed, ledger, numbers
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.blobs import Brought
from sscs_desktop.server.lines import Lines
from sscs_desktop.server.sums import Sums
from sscs_desktop.server.tables import account, block, handover, operation, replica, signing_key
from sscs_desktop.server.work import select_among
from sscs_desktop.wire import codec, parcel
from sscs_desktop.wire.carried import CarriedFile
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.messages import (
    SCHEMA_MAX,
    SCHEMA_MIN,
    START,
    Block,
    HealAnswer,
    LoadAnswer,
    LoadRequest,
    Operation,
    OperationAnswer,
    Position,
    PullAnswer,
    PullRequest,
    PushRequest,
    SumsRequest,
)
from sscs_desktop.wire.parcel import Acceptance, DeskParcel, DirectoryLock, DirectoryParcel, Forward, Forwarded, Header

PAGE = 50
"""Entries of a page: the desk applies each in one transaction, and somebody may be typing beside it."""
FIRST_PAGE = 500

Bring = Callable[[Member, tuple[CarriedFile, ...]], Brought]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a desk's parcel. answer: the sealed file for that desk; the rest is for the clerk."""

    answer: bytes
    login: str
    user_name: str
    status: str
    filed: int
    known: int
    refused: int
    waiting: int
    files: int = 0
    files_lacking: int = 0
    """Attached files of the desk that are here now, and that are not."""
    trouble: str = ""
    """Why not all of them were looked at, "" if they were."""


@dataclass
class _Filing:
    """The push of one parcel. status: ok, fork, gap, floor."""

    status: str = "ok"
    answers: tuple[OperationAnswer, ...] = ()
    branch: str = ""
    failed: str = ""


def keys_for(connection: Connection, replica_id: str, account_id: str) -> parcel.Keys:
    """Return what a new replica is given to seal its parcels with."""
    found = connection.execute(select(signing_key).order_by(signing_key.c.created_at.desc()).limit(1)).one()
    return parcel.keys_of(parcel.lock_of(found.private, found.key_id, replica_id, account_id))


def take(lines: Lines, raw: bytes, bring: Bring | None = None) -> Outcome:
    """File what a desk's parcel brings and return the answer for that desk.

    bring: takes in the attached files behind it, once their records are filed, and says which are here.
    Unreadable: parcel_unreadable, parcel_wrong_way; Refused: parcel_foreign, no_such_account, account_closed; TooNew.
    """
    header, lock, asked = _open(lines, raw)
    member = lines.write(lambda connection: _member(connection, header))
    known = _known(lines, asked)
    filing = _file(lines, member, header.replica, asked)
    forwarded = tuple(forward(lines, member, each) for each in asked.forwards)
    brought = bring(member, asked.files) if bring is not None else Brought()
    answer = replace(_reading(lines, member, header, asked, filing), forwarded=forwarded, files=brought.held)
    return Outcome(
        answer=parcel.seal_down(answer, lock, header),
        login=member.login,
        user_name=member.name,
        status=answer.status,
        filed=sum(a.result not in ("refused", "expired") for a in filing.answers if a.op_id not in known),
        known=len(known),
        refused=sum(a.result in ("refused", "expired") for a in filing.answers if a.op_id not in known),
        waiting=len(asked.operations) - len(filing.answers),
        files=len(brought.held),
        files_lacking=len(asked.files) - len(brought.held),
        trouble=brought.trouble,
    )


def forward(lines: Lines, taker: Member, brought: Forward) -> Forwarded:
    """File the parcel of a hand-over that its successor brings, note who took it, and vouch for it to the giver.

    What stands in the way is the answer's `code`: the one who carries it can do nothing about it, and tries again.
    """
    try:
        return _forward(lines, taker, brought)
    except SscsError as error:
        _log.info("a forwarded parcel was not taken: %s", error.code)
        return Forwarded(handover=brought.handover, code=error.code)


def acceptance(lines: Lines, asking: Member, handover_id: str) -> Acceptance:
    """Return who took a hand-over that this member gave. Refused: not_found while nobody has."""
    found = lines.read(lambda connection: _taken(connection, handover_id))
    if found is None or found[0] != asking.id:
        raise Refused("not_found")
    return found[1]


# ---- who brings it


def _open(lines: Lines, raw: bytes) -> tuple[Header, DirectoryLock, DeskParcel]:
    header = parcel.header_of(raw, parcel.UP)
    query = select(signing_key.c.private).where(signing_key.c.key_id == header.key_id)
    seed = lines.read(lambda connection: connection.execute(query).scalar_one_or_none())
    if seed is None:
        raise Refused("parcel_foreign")
    lock = parcel.lock_of(seed, header.key_id, header.replica, header.account)
    asked = parcel.open_up(raw, lock)
    said = replace(asked, operations=(), forwards=())  # operations are judged one by one, forwards when they are opened
    if checks.has_nul(codec.data_of(said)) or any("\x00" in op.op_id for op in asked.operations):
        raise Unreadable("parcel_unreadable")
    if asked.schema < SCHEMA_MIN:
        raise TooNew("desk_too_old", minimum=SCHEMA_MIN)
    if asked.schema > SCHEMA_MAX:
        raise TooNew("directory_too_old", maximum=SCHEMA_MAX)
    return header, lock, asked


def _member(connection: Connection, header: Header) -> Member:
    """Return whose parcel it is; a replica younger than the copy this directory was put back from is known again.

    Its secret proves that this directory registered it, for this account.
    """
    is_active = connection.execute(select(account.c.is_active).where(account.c.id == header.account)).scalar()
    if not is_active:
        raise Refused("no_such_account" if is_active is None else "account_closed")
    row = {"id": header.replica, "account_id": header.account, "device": "", "created_at": clock.now()}
    numbers.insert_once(connection, replica, **row)
    owner = connection.execute(select(replica.c.account_id).where(replica.c.id == header.replica)).scalar_one()
    if owner != header.account:
        raise Refused("parcel_foreign")
    return accounts.member(connection, header.account)


# ---- filing


def _known(lines: Lines, asked: DeskParcel) -> set[str]:
    query = select(operation.c.op_id)
    ids = {op.op_id for op in asked.operations}
    return {row.op_id for row in lines.read(lambda c: select_among(c, query, operation.c.op_id, ids))}


def _file(lines: Lines, member: Member, replica_id: str, asked: DeskParcel) -> _Filing:
    """File all operations in their order, as a round would."""
    filing = _Filing(status=lines.read(lambda connection: _standing(connection, asked)))
    at = (asked.cursor, asked.head)
    if filing.status == "floor":
        at = (START, START)  # as in a round: all is loaded anew, and the bases hold
    elif filing.status != "ok":
        return filing
    is_floor = filing.status == "floor"
    for start in range(0, len(asked.operations), ledger.OPERATIONS_MAX):
        _push(lines, member, replica_id, at, asked.operations[start : start + ledger.OPERATIONS_MAX], filing)
        if filing.failed or filing.status not in ("ok", "floor"):
            break
    if is_floor and filing.status == "ok":
        filing.status = "floor"
    return filing


def _push(
    lines: Lines,
    member: Member,
    replica_id: str,
    at: tuple[Position, Position],
    operations: Sequence[Operation],
    filing: _Filing,
) -> None:
    """Push some; where the directory fails over them, one by one up to the one it fails over."""
    request = PushRequest(replica=replica_id, cursor=at[0], head=at[1], operations=tuple(operations))
    try:
        answer = ledger.push(lines, member, request)
    except SscsError:
        raise
    except Exception:  # noqa: BLE001  our bug, over one operation: what came before it is filed all the same
        if len(operations) == 1:
            _log.error("operation %s failed", operations[0].op_id, exc_info=True)
            filing.failed = operations[0].op_id
            return
        for each in operations:
            _push(lines, member, replica_id, at, [each], filing)
            if filing.failed or filing.status in ("fork", "gap"):
                return
        return
    filing.answers += answer.answers
    filing.branch = answer.branch or filing.branch
    filing.status = answer.status


def _standing(connection: Connection, asked: DeskParcel) -> str:
    if asked.cursor != START and feed.is_below_floor(connection, asked.cursor):
        return "floor"
    return "ok" if all(feed.is_known(connection, each) for each in (asked.cursor, asked.head)) else "fork"


# ---- what the desk is to read


def _reading(lines: Lines, member: Member, header: Header, asked: DeskParcel, filing: _Filing) -> DirectoryParcel:
    blocks = lines.write(lambda connection: _numbers(connection, member, header, asked, filing.branch))
    answer = lines.read(lambda connection: _pages(connection, member, header.replica, asked, filing.status))
    return replace(
        answer,
        cursor=asked.cursor,
        asked_head=asked.head,
        held=asked.held,
        answers=filing.answers,
        branch=filing.branch,
        failed=filing.failed,
        blocks=blocks,
    )


def _pages(connection: Connection, member: Member, replica_id: str, asked: DeskParcel, status: str) -> DirectoryParcel:
    """Return the feed after the desk's cursor, or all it holds where the feed does not lead there: of one snapshot."""
    who = accounts.as_now(connection, member)
    said = feed.describe(connection, who)
    counted = Sums().answer(connection, who, SumsRequest(replica=replica_id, schema=asked.schema))
    common = {**said, "counts": counted.counts}
    if status in ("fork", "gap"):
        return DirectoryParcel(
            status="heal",
            heal=_heal(connection, replica_id, asked, said),
            loads=tuple(_loads(connection, who, replica_id, common["head"], PAGE)),
            **common,
        )
    is_led = status == "ok" and not asked.is_entering and asked.held == scopes_digest(who.scopes)
    if not is_led or asked.cursor == START:
        size = FIRST_PAGE if asked.cursor == START else PAGE
        loads = tuple(_loads(connection, who, replica_id, common["head"], size))
        return DirectoryParcel(status="load", loads=loads, **common)
    return DirectoryParcel(status="feed", pages=tuple(_feed(connection, who, replica_id, asked, common)), **common)


def _heal(connection: Connection, replica_id: str, asked: DeskParcel, common: dict[str, Any]) -> HealAnswer:
    known = ledger.stored_answers(connection, asked.journal)
    mine = tuple(known[i][1] for i in asked.journal if i in known and known[i][0] == replica_id)
    return HealAnswer(fork=feed.common_position(connection, asked.history), known=mine, **common)


def _feed(
    connection: Connection, who: Member, replica_id: str, asked: DeskParcel, common: dict[str, Any]
) -> Iterator[PullAnswer]:
    at, more = asked.cursor, True
    while more:
        where = {"cursor": at, "head": common["head"], "held": asked.held}
        request = PullRequest(replica=replica_id, limit=PAGE, schema=asked.schema, **where)
        page = feed.pull(connection, who, request)
        yield page
        at, more = page.cursor, page.more


def _loads(connection: Connection, who: Member, replica_id: str, head: Position, size: int) -> Iterator[LoadAnswer]:
    place, more = None, True
    while more:
        request = LoadRequest(
            replica=replica_id,
            cursor=head,
            head=head,
            entering=tuple(sorted(who.scopes)),
            held=scopes_digest(who.scopes),
            place=place,
            limit=size,
        )
        page = feed.load(connection, who, request)
        yield page
        place, more = page.place, page.place is not None


def _numbers(
    connection: Connection, member: Member, header: Header, asked: DeskParcel, branch: str
) -> tuple[Block, ...]:
    """Reserve the numbers that the desk wants, the same ones if the parcel was read before."""
    is_forked = bool(asked.branch and branch and branch != asked.branch)
    kinds = set(numbers.PREFIXES) if is_forked else set(asked.numbers) & set(numbers.PREFIXES)
    given = {}
    for found in connection.execute(select(block).where(block.c.parcel == header.id)):
        given[found.kind] = numbers.block_of(found)
    common = (member.county_code, header.replica, branch or asked.branch)
    return tuple(given.get(k) or numbers.reserve(connection, k, *common, parcel=header.id) for k in sorted(kinds))


# ---- hand-over


def _forward(lines: Lines, taker: Member, brought: Forward) -> Forwarded:
    header, lock, asked = _open(lines, brought.parcel)
    if not asked.is_handover or header.id != brought.handover:
        raise Refused("parcel_foreign")
    if header.account == taker.id:
        raise Refused("handover_own")
    giver = lines.write(lambda connection: _member(connection, header))
    found = lines.read(lambda connection: _taken(connection, header.id))
    if found is not None and found[1].by_id != taker.id:
        raise Refused("handover_taken")
    filing = _file(lines, giver, header.replica, asked)
    if len(filing.answers) < len(asked.operations):
        filing.answers = lines.read(lambda connection: _stored(connection, header.replica, asked))
    if len(filing.answers) < len(asked.operations):
        raise Refused("handover_not_whole")
    accepted = lines.write(lambda connection: _accept(connection, header, taker))
    head, epoch = lines.read(lambda c: (feed.head_position(c), feed.describe(c, giver)["epoch"]))
    answer = DirectoryParcel(
        status="answers", answers=filing.answers, branch=filing.branch, head=head, epoch=epoch, acceptance=accepted
    )
    refused = sum(each.result in ("refused", "expired") for each in filing.answers)
    return Forwarded(
        handover=header.id,
        answer=parcel.seal_down(answer, lock, header),
        filed=len(filing.answers) - refused,
        refused=refused,
        is_whole=True,
    )


def _stored(connection: Connection, replica_id: str, asked: DeskParcel) -> tuple[OperationAnswer, ...]:
    """Return the stored answers: the giver may have brought his work himself after the directory was put back."""
    wanted = [op.op_id for op in asked.operations]
    known = ledger.stored_answers(connection, wanted)
    return tuple(known[i][1] for i in wanted if i in known and known[i][0] == replica_id)


def _accept(connection: Connection, header: Header, taker: Member) -> Acceptance:
    """Note who took a hand-over; the first one stays. Refused: handover_taken."""
    at = clock.now()
    row = {"id": header.id, "giver": header.account, "taker": taker.id, "taken_at": at}
    numbers.insert_once(connection, handover, **row)
    found = _taken(connection, header.id)
    assert found is not None
    if found[1].by_id != taker.id:
        raise Refused("handover_taken")
    return found[1]


def _taken(connection: Connection, handover_id: str) -> tuple[str, Acceptance] | None:
    """Return the giver and who took it."""
    query = select(handover, account.c.user_name).join(account, account.c.id == handover.c.taker)
    found = connection.execute(query.where(handover.c.id == handover_id)).one_or_none()
    if found is None:
        return None
    by = Acceptance(handover=found.id, by_id=found.taker, by_name=found.user_name, at=found.taken_at)
    return found.giver, by
