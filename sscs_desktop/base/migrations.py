"""Alembic run from within the program, for the local file and the directory alike; imported only when there is work.

A folder of migrations is `env.py` (one call of `environment`) and `versions/`, read as files from the disk, so that
checkout, wheel and frozen app behave the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config


def run(connection: Any, script_location: Path) -> None:
    """Bring the database behind `connection` to the head, inside the transaction it is in."""
    command.upgrade(configured(connection, script_location), "head")


def configured(connection: Any, script_location: Path) -> Config:
    """Return the Alembic configuration for `connection`; also what `alembic revision` needs in development."""
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def environment(metadata: Any) -> None:
    """Be the whole of an `env.py`: migrate on the connection that run() was given, towards `metadata`."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
