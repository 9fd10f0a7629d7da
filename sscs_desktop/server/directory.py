"""The directory as one object: everything its API and its administrator ask of it, over one database."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, insert, make_url, select
from sqlalchemy.exc import ArgumentError

import sscs_desktop
from sscs_desktop.base import clock
from sscs_desktop.base.database import open_directory
from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.base.files import private_folder
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.migrations import upgrade, version_of
from sscs_desktop.server import accounts, feed, ledger, matters, numbers, office, parcels, proposals, reviews, signing
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.blobs import Blobs
from sscs_desktop.server.lines import Lines, within_reach
from sscs_desktop.server.sums import Sums
from sscs_desktop.server.tables import counter, meta, replica
from sscs_desktop.wire import parcel
from sscs_desktop.wire.decisions import Decision, IssueAnswer, IssueListAnswer, Matter, MattersAnswer, Move
from sscs_desktop.wire.messages import (
    SCHEMA_MAX,
    SCHEMA_MIN,
    HealAnswer,
    HealRequest,
    HelloAnswer,
    LoadAnswer,
    LoadRequest,
    NumbersAnswer,
    NumbersRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    RedeemRequest,
    ReplicaAnswer,
    SessionAnswer,
    SessionRequest,
    SumsAnswer,
    SumsRequest,
)
from sscs_desktop.wire.parcel import Acceptance, Forward, Forwarded

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
FILE_NAME = "directory.db"
FILES_SUFFIX = ".files"


class Directory:
    """One service directory. Safe to use from several threads; `close` ends its connections."""

    def __init__(self, engine: Engine, files: Path | None = None) -> None:
        self.lines = Lines(engine)
        self.engine = engine
        self._sums = Sums()
        self.blobs = Blobs(self.lines, files)

    @classmethod
    def open(cls, place: str | Path, *, name: str = "", files: Path | None = None) -> Self:
        """Open a data folder, an SQLite file or a PostgreSQL address, made and brought up to date as needed.

        files: the folder of what is attached; beside an SQLite file unless named, which PostgreSQL needs.
        Raises DiskTrouble, InUse("file_busy"), Refused("no_database"), TooNew("file_too_new").
        """
        engine = open_directory(_database(place))
        try:
            backup = None if engine.dialect.name != "sqlite" else Path(str(engine.url.database) + ".before-upgrade")
            with within_reach(Refused("no_database")):
                upgrade(engine, MIGRATIONS, backup=backup)
            if files is None and engine.dialect.name == "sqlite":
                files = Path(str(engine.url.database)).with_suffix(FILES_SUFFIX)
            directory = cls(engine, files)
            directory.lines.write(lambda connection: _set_up(connection, name))
        except BaseException:
            engine.dispose()
            raise
        return directory

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    # ---- who

    def hello(self) -> HelloAnswer:
        """Return what anybody may know."""
        known = self.lines.read(lambda c: {row.key: row.value for row in c.execute(select(meta))})
        return HelloAnswer(
            name=known["name"],
            version=sscs_desktop.__version__,
            schema_min=SCHEMA_MIN,
            schema_max=SCHEMA_MAX,
            epoch=known["epoch"],
            now=clock.now(),
        )

    def sign_in(self, request: SessionRequest) -> SessionAnswer:
        """Open a session by password. LoginNeeded: wrong_password, account_locked."""
        return accounts.sign_in(self.lines, request.account, request.password, request.device)

    def redeem(self, request: RedeemRequest) -> SessionAnswer:
        """Open a session by an invitation's code and set the password. Refused: code_wrong."""
        return accounts.redeem(self.lines, request.account, request.code, request.password, request.device)

    def member(self, token: str) -> Member:
        """Return who a token stands for, and keep a session that is used alive. LoginNeeded: login_needed."""
        who, is_due = self.lines.read(lambda connection: accounts.find_session(connection, token))
        if is_due:
            self.lines.write(lambda connection: accounts.renew(connection, token))
        return who

    def register(self, member: Member, device: str = "") -> ReplicaAnswer:
        """Give a new desk file its replica, its first numbers and the key of the signing."""

        def work(connection: Connection) -> ReplicaAnswer:
            name = new_id()
            row = {"id": name, "account_id": member.id, "device": device[:100], "created_at": clock.now()}
            connection.execute(insert(replica).values(**row))
            kinds = sorted(numbers.PREFIXES)
            blocks = tuple(numbers.reserve(connection, k, member.county_code, name, "") for k in kinds)
            key, key_id = signing.public_key(connection)
            sealing = parcels.keys_for(connection, name, member.id)
            return ReplicaAnswer(
                replica=name,
                blocks=blocks,
                receipt_key=key,
                key_id=key_id,
                parcel_key=sealing.key,
                parcel_secret=sealing.secret,
            )

        return self.lines.write(work)

    def numbers(self, member: Member, request: NumbersRequest) -> NumbersAnswer:
        """Reserve more numbers for a branch. Invalid: kinds; Refused: not_your_replica."""
        if not request.kinds or set(request.kinds) - set(numbers.PREFIXES):
            raise Invalid({"kinds": "unknown_choice"})

        def work(connection: Connection) -> NumbersAnswer:
            _own_replica(connection, member, request.replica)
            common = (member.county_code, request.replica, request.branch)
            kinds = sorted(set(request.kinds))
            return NumbersAnswer(blocks=tuple(numbers.reserve(connection, k, *common) for k in kinds))

        return self.lines.write(work)

    # ---- rounds

    def push(self, member: Member, request: PushRequest) -> PushAnswer:
        """File operations."""
        return ledger.push(self.lines, member, request)

    def pull(self, member: Member, request: PullRequest) -> PullAnswer:
        """Return one page of what changed; scopes are those of the page's own snapshot."""

        def work(connection: Connection) -> PullAnswer:
            who = _present(connection, member, request.replica)
            return self._sums.compare(connection, who, request, feed.pull(connection, who, request))

        return self.lines.read(work)

    def load(self, member: Member, request: LoadRequest) -> LoadAnswer:
        """Return one page of what stands in scopes being entered."""
        return self.lines.read(lambda c: feed.load(c, _present(c, member, request.replica), request))

    def sums(self, member: Member, request: SumsRequest) -> SumsAnswer:
        """Say what stands in the scopes held, in numbers, or list some of it anew."""
        return self.lines.read(lambda c: self._sums.answer(c, _present(c, member, request.replica), request))

    def heal(self, member: Member, request: HealRequest) -> HealAnswer:
        """Say where a desk and this directory part, and which of its operations stand here."""

        def work(connection: Connection) -> HealAnswer:
            who = _present(connection, member, request.replica)
            known = ledger.stored_answers(connection, request.journal)
            mine = tuple(known[i][1] for i in request.journal if i in known and known[i][0] == request.replica)
            common = feed.describe(connection, who)
            return HealAnswer(fork=feed.common_position(connection, request.history), known=mine, **common)

        return self.lines.read(work)

    # ---- by file

    def take_parcel(self, file: Path) -> parcels.Outcome:
        """File what a desk's parcel brings, with the attached files behind it, and return the answer for that desk.

        Raises as parcels.take; a file that is damaged or may not be here is left out of the answer, no more.
        """
        raw = parcel.read_file(file)
        return parcels.take(self.lines, raw, partial(self.blobs.bring, file, len(raw)))

    # ---- hand-over

    def forward(self, member: Member, brought: Forward) -> Forwarded:
        """File a predecessor's parcel and note who took his work."""
        return parcels.forward(self.lines, member, brought)

    def acceptance(self, member: Member, handover_id: str) -> Acceptance:
        """Return who took a hand-over that this member gave. Refused: not_found."""
        return parcels.acceptance(self.lines, member, handover_id)

    # ---- office and department

    def issues(self, member: Member, state: str = office.OPEN, limit: int = 50, offset: int = 0) -> IssueListAnswer:
        """Return issues this member reads."""
        return self.lines.read(lambda c: office.listing(c, member, state, limit, offset))

    def issue(self, member: Member, issue_id: str) -> IssueAnswer:
        """Return one issue with its events."""
        return self.lines.read(lambda c: office.get(c, member, issue_id))

    def move(self, member: Member, issue_id: str, said: Move) -> IssueAnswer:
        """Make one move of office or department."""
        return self.lines.write(lambda c: office.make(c, member, issue_id, said))

    def matters(self, member: Member | None, kind: str, state: str, limit: int = 50, offset: int = 0) -> MattersAnswer:
        """Return late reports or proposed corrections this member reads; None is the administrator."""
        return self.lines.read(lambda c: matters.listing(c, member, kind, state, limit, offset))

    def decide(self, member: Member | None, kind: str, id: str, decision: Decision) -> Matter:
        """Decide about one late report or proposed correction; None is the administrator."""
        act = reviews.decide if kind == matters.REVIEW else proposals.decide
        return self.lines.write(lambda c: matters.one(c, act(c, member, id, decision)))

    def organisations(self) -> tuple[dict[str, Any], ...]:
        """Return every organisation."""
        return self.lines.read(office.organisations)


def check_address(address: str) -> None:
    """Raise Refused("bad_database") unless `address` names a PostgreSQL database: anything else would become a file."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # a port that is no number is the latter
        raise Refused("bad_database") from error
    if url.drivername not in ("postgresql", "postgresql+psycopg") or not url.database:
        raise Refused("bad_database")


def is_set_up(address: str) -> bool:
    """Tell whether a directory stands in this PostgreSQL database; nothing is made. Refused: no_database."""
    engine = open_directory(address)
    try:
        with within_reach(Refused("no_database")):
            return version_of(engine) is not None
    finally:
        engine.dispose()


def file_of(place: str | Path) -> Path | None:
    """Return the SQLite file of the directory at `place`, None for PostgreSQL."""
    found = _database(place)
    return found if isinstance(found, Path) else None


def _database(place: str | Path) -> str | Path:
    if isinstance(place, str) and "://" in place:
        return place
    path = Path(place)
    if path.suffix:
        return path
    return private_folder(path) / FILE_NAME


def _set_up(connection: Connection, name: str) -> None:
    """Give a new database its counter, epoch, name and signing key; change nothing in one that has them."""
    if connection.execute(select(counter.c.id)).first() is not None:
        return
    connection.execute(insert(counter).values(id=1, n=0))
    values = {"epoch": secrets.token_hex(4), "name": name, "floor": "0", "automatic": "0"}
    connection.execute(insert(meta), [{"key": key, "value": value} for key, value in sorted(values.items())])
    signing.new_key(connection)


def _present(connection: Connection, member: Member, replica_id: str) -> Member:
    """Return the member as this snapshot knows him, so that page and scopes are of one moment."""
    _own_replica(connection, member, replica_id)
    return accounts.as_now(connection, member)


def _own_replica(connection: Connection, member: Member, replica_id: str) -> None:
    found = connection.execute(select(replica.c.account_id).where(replica.c.id == replica_id)).scalar_one_or_none()
    if found != member.id:
        raise Refused("not_your_replica")
