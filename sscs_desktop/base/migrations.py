"""The versions of a database, for the local file and the directory alike: which it has, and the way to the newest.

A folder of migrations is `env.py` (one call of `environment`) and `versions/`, read as files from the disk, so that
checkout, wheel and frozen app behave the same. Alembic costs start-up time: it is imported only when there is work.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from sscs_desktop.base import database
from sscs_desktop.base.errors import TooNew

if TYPE_CHECKING:
    from alembic.config import Config

_UPGRADE_LOCK = 0x55C5_0001
"""The PostgreSQL advisory lock under which two servers started at once upgrade one after the other."""
_REVISION = re.compile(r"^(down_revision|revision)\b[^=\n]*=\s*(?:[\"']([^\"']+)[\"']|None)", re.MULTILINE)


def upgrade(engine: Engine, script_location: Path, *, backup: Path | None) -> bool:
    """Bring the database to the newest version under `script_location`; tell whether there was anything to do.

    All steps are one transaction. A file that had a version is first copied to `backup` (SQLite; None: not copied).
    Raises TooNew("file_too_new") if a newer program wrote it, DiskTrouble, InUse("file_busy").
    """
    head, known = _versions(script_location)
    present = version_of(engine)
    if present == head:
        return False
    if present is not None and present not in known:
        raise TooNew("file_too_new")
    if present is not None and backup is not None:
        database.backup(engine, backup)
    from alembic import command

    with database.rebuild_transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(configured(connection, script_location), "head")
    return True


def version_of(engine: Engine) -> str | None:
    """Return the version the database stands at, None for one never set up."""
    with database.read_snapshot(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def head_of(script_location: Path) -> str:
    """Return the newest version under `script_location`, read from the files without importing Alembic."""
    return _versions(script_location)[0]


def configured(connection: Connection, script_location: Path) -> Config:
    """Return the Alembic configuration for `connection`; also what `alembic revision` needs in development."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def environment(metadata: Any) -> None:
    """Be the whole of an `env.py`: migrate on the connection that upgrade() opened, towards `metadata`."""
    from alembic import context

    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _versions(script_location: Path) -> tuple[str, set[str]]:
    known: set[str] = set()
    followed: set[str] = set()
    for place in sorted((script_location / "versions").glob("*.py")):
        named = dict(_REVISION.findall(place.read_text("utf-8")))
        if "revision" in named:
            known.add(named["revision"])
            followed.add(named.get("down_revision", ""))
    heads = known - followed
    if len(heads) != 1:
        raise RuntimeError(f"{script_location} has {len(heads)} newest versions")
    return heads.pop(), known
