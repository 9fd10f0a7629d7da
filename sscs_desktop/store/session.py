"""One transaction of the local file, as the nouns see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, RowMapping

from sscs_desktop.store.change import News


def unit_scope(unit_id: str) -> str:
    """Return the scope of a unit, as the directory names it."""
    return f"unit:{unit_id}"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whose file this is. role: cadre, office, department. No password, no token."""

    user_id: str
    account: str
    user_name: str
    unit_id: str
    unit_name: str
    role: str = "cadre"
    county_code: str = ""
    address: str = ""
    """The directory's address."""

    @property
    def is_office(self) -> bool:
        """Tell whether it is a leading group's office, which answers for all that stands here."""
        return self.role == "office"

    @property
    def scope(self) -> str:
        """Return the scope in which this account's root rows are filed."""
        return unit_scope(self.unit_id)


@dataclass
class Session:
    """A read snapshot, or the one write under way. Collects what changed, for the commit to announce."""

    connection: Connection
    account: Account
    kinds: set[str] = field(default_factory=set)
    news: list[News] = field(default_factory=list)

    def run(self, statement: Executable, rows: Sequence[Any] | dict[str, Any] | None = None) -> CursorResult[Any]:
        """Execute a statement; a list of dicts runs it once for each."""
        return self.connection.execute(statement, rows)

    def one(self, statement: Executable) -> RowMapping | None:
        """Return the first row, or None."""
        return self.connection.execute(statement).mappings().first()

    def all(self, statement: Executable) -> Sequence[RowMapping]:
        """Return all rows."""
        return self.connection.execute(statement).mappings().all()

    def scalar(self, statement: Executable) -> Any:
        """Return the first column of the first row, or None."""
        return self.connection.execute(statement).scalar()

    def column(self, statement: Executable) -> Sequence[Any]:
        """Return the first column of all rows."""
        return self.connection.execute(statement).scalars().all()

    def touch(self, *kinds: str) -> None:
        """Note that rows of these kinds changed."""
        self.kinds.update(kinds)

    def tell(self, code: str, kind: str = "", id: str = "", /, **data: Any) -> None:
        """Add one piece of news to this commit."""
        self.news.append(News(code=code, kind=kind, id=id, data=data))
