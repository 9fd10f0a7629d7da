"""Column types: record values as the file keeps them, sortable text wherever order matters."""

from __future__ import annotations

import types
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.vocabulary import newer_words
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import Kind


class WordText(TypeDecorator[Any]):
    """A member of a code list, kept as its code."""

    impl = Text
    cache_ok = True

    def __init__(self, word: type[Enum]) -> None:
        super().__init__()
        self.word = word
        self._known = {each.value: each for each in word}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None or value in self._known:
            return self._known.get(value)
        with newer_words():
            return self.word(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as UTC text of one width so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number, kept as its digits: never a float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Nested(TypeDecorator[Any]):
    """A tuple or nested record, kept as JSON text and read back with its type."""

    impl = Text
    cache_ok = True

    def __init__(self, hint: Any) -> None:
        super().__init__()
        self.hint = hint

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else codec.encode(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        try:
            return codec.decode(value.encode(), self.hint)
        except Unreadable:
            with newer_words():
                return codec.decode(value.encode(), self.hint)


class Json(TypeDecorator[Any]):
    """Wire values (already plain JSON), kept as text with its Chinese readable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else codec.text_of(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else codec.value_of(value)


class ScopeSet(TypeDecorator[frozenset[str]]):
    """A set of scopes, kept as a sorted JSON list: a scope is found in it by its quoted name."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> str:
        return _scopes_text(value or frozenset())

    def process_result_value(self, value: Any, dialect: Dialect) -> frozenset[str]:
        return _scopes_of(value)


@lru_cache(maxsize=1024)
def _scopes_text(scopes: frozenset[str]) -> str:
    return codec.text_of(sorted(scopes))


@lru_cache(maxsize=1024)
def _scopes_of(text: str) -> frozenset[str]:
    return frozenset(codec.value_of(text))


def record_columns(kind: Kind) -> list[Column[Any]]:
    """Return one column per field of the kind's record, under the field's own name."""
    hints = get_type_hints(kind.record)
    return [_column(name, hints[name], dict(kind.parents)) for name in kind.field_names]


def _column(name: str, hint: Any, parents: dict[str, str]) -> Column[Any]:
    if name == "id":
        return Column("id", Text, primary_key=True)
    bare, is_optional = _unwrapped(hint)
    keys = [ForeignKey(f"{parents[name]}.id")] if name in parents else []
    return Column(name, _type(bare), *keys, nullable=is_optional, index=bool(keys))


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        return inner[0], True
    return hint, False


def _type(hint: Any) -> TypeEngine[Any]:
    plain: dict[Any, TypeEngine[Any]] = {
        str: Text(),
        bool: Boolean(),
        int: Integer(),
        date: Date(),
        datetime: Moment(),
        Decimal: Exact(),
    }
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return WordText(hint)
    return Nested(hint)
