"""The local file: one writer at a time, readers beside it, and who is told of a commit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from sscs_desktop.base import database, migrations
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import FileLock, hold
from sscs_desktop.base.turnstile import Turnstile
from sscs_desktop.store import meta, upkeep
from sscs_desktop.store.change import Change
from sscs_desktop.store.session import Account, Session

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

Listener = Callable[[Change], None]


class Store:
    """One account's file, open. Any thread may use it: writers wait for each other, readers for nobody."""

    def __init__(self, engine: Engine, account: Account, lock: FileLock) -> None:
        self.engine = engine
        self.account = account
        self._file = lock
        self._writer = Turnstile()
        self._writing: int | None = None
        self._listeners: list[Listener] = []

    @classmethod
    def open(
        cls, path: Path, key: bytes | None, account: Account | None = None, *, backup: Path | None = None
    ) -> Store:
        """Open or make the file and bring it to this program's version (copied to `backup` first, if old).

        `account` is written into the file; without it the file says whose it is. Raises InUse("file_in_use"),
        WrongKey, TooNew("file_too_new"), DiskTrouble, Refused("other_account", "no_account").
        """
        lock = hold(path)
        try:
            engine = database.open_local(path, key)
            try:
                migrations.upgrade(engine, MIGRATIONS, backup=backup)
                store = cls(engine, _owner(engine, account), lock)
                store._take_over()
                return store
            except BaseException:
                engine.dispose()
                raise
        except BaseException:
            lock.release()
            raise

    @property
    def files(self) -> Path:
        """Return the folder beside the file where the bytes of attachments lie, encrypted; made when first needed."""
        return Path(str(self.engine.url.database)).with_suffix(".files")

    @contextmanager
    def write(self, origin: str = "user", *, replayable: bool = False) -> Iterator[Session]:
        """Yield the one write session; commit at the end or undo everything, then tell the listeners.

        Raises DiskTrouble if nothing could be written. `replayable` is for pages that can be pulled again.
        """
        me = threading.get_ident()
        if self._writing == me:
            raise RuntimeError("a write inside a write")
        with self._writer:
            self._writing = me
            try:
                with database.write_transaction(self.engine, replayable=replayable) as connection:
                    session = Session(connection, self.account)
                    yield session
            finally:
                self._writing = None
        self._announce(session, origin)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state of the file; it never waits for a writer and cannot write."""
        with database.read_snapshot(self.engine) as connection:
            yield Session(connection, self.account)

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` after each commit, in the thread that wrote."""
        self._listeners.append(listener)

    def take_account(self, account: Account) -> None:
        """Write down what the directory says anew about the same person (unit, name, role)."""
        if account.user_id != self.account.user_id:
            raise Refused("other_account")
        if account != self.account:
            with self.write("sync") as session:
                meta.put_account(session, account)
            self.account = account

    def close(self) -> None:
        """Close the file and let another desk have it."""
        self._listeners.clear()
        self.engine.dispose()
        self._file.release()

    def _take_over(self) -> None:
        """See, after an update, to the fields that the older program kept without knowing them."""
        with self.read() as session:
            is_new = upkeep.is_new_here(session)
        if is_new:
            with self.write("sync") as session:
                upkeep.adopt(session)

    def _announce(self, session: Session, origin: str) -> None:
        if not session.kinds and not session.news:
            return
        change = Change(kinds=frozenset(session.kinds), origin=origin, news=tuple(session.news))
        for listener in tuple(self._listeners):
            listener(change)


def _owner(engine: Engine, account: Account | None) -> Account:
    with database.read_snapshot(engine) as connection:
        known = meta.account(Session(connection, account or _NOBODY))
    if account is None:
        if known is None:
            raise Refused("no_account")
        return known
    if known is not None and known.user_id != account.user_id:
        raise Refused("other_account")
    if known != account:
        with database.write_transaction(engine) as connection:
            meta.put_account(Session(connection, account), account)
    return account


_NOBODY = Account(user_id="", account="", user_name="", unit_id="", unit_name="")
