"""One table of words in a database, for the tests that open, break and copy one."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine

from sscs_desktop.base import database
from sscs_desktop.base.database import (
    read_snapshot,
)

needs_cipher = pytest.mark.skipif(not database.cipher_available(), reason="no SQLCipher wheel for this machine")


def say(connection: Connection, said: str) -> None:
    connection.exec_driver_sql("INSERT INTO note (said) VALUES (?)", (said,))


def said(engine: Engine) -> list[str]:
    with read_snapshot(engine) as connection:
        return list(connection.exec_driver_sql("SELECT said FROM note ORDER BY id").scalars())
