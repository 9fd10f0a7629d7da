"""Messages and records ↔ bytes. Decoding checks every type; what does not fit is Unreadable("bad_message")."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

import msgspec
import zstandard

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.vocabulary import newer_words
from sscs_desktop.wire.bounds import is_within_reach
from sscs_desktop.wire.kinds import KINDS

T = TypeVar("T")

ENCODING = "zstd"
LIMIT = 64 * 1024 * 1024
"""Largest message, bytes after decompression."""
_SMALL = 400


_decoders: dict[object, msgspec.json.Decoder[Any]] = {}
_encoder = msgspec.json.Encoder(decimal_format="string")


def encode(message: object) -> bytes:
    """Return a message as JSON bytes (UTF-8)."""
    return _encoder.encode(message)


def encode_lean(message: object) -> bytes:
    """Return a message as JSON bytes, without what stands at its default: an empty round stays small.

    So a default of a message never changes once it is released.
    """
    if not is_dataclass(message):
        return encode(message)
    said = {f.name: getattr(message, f.name) for f in fields(message)}
    return _encoder.encode({f.name: said[f.name] for f in fields(message) if f.default != said[f.name]})


def decode(body: bytes, kind: type[T]) -> T:
    """Return the message in `body`, checked against `kind`; unknown keys are ignored, wrong types are Unreadable."""
    try:
        message: T = _decoders.setdefault(kind, msgspec.json.Decoder(kind)).decode(body)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("bad_message") from error
    return message


def pack(body: bytes) -> tuple[bytes, str | None]:
    """Return (bytes, content encoding): compressed when that pays."""
    if len(body) < _SMALL:
        return body, None
    return zstandard.compress(body, 3), ENCODING


def unpack(body: bytes, encoding: str | None, limit: int = LIMIT) -> bytes:
    """Undo pack. Unreadable: bad_message for a damaged body, too_large for one of more than `limit` bytes."""
    if encoding != ENCODING:
        return body
    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            whole = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Unreadable("bad_message") from error
    if len(whole) > limit:
        raise Unreadable("too_large")
    return whole


def data_of(record: object) -> dict[str, Any]:
    """Return a record's fields as the wire would bring them: dates and decimals as text, words as codes, lists."""
    data: dict[str, Any] = msgspec.json.decode(_encoder.encode(record))
    return data


def record_of(kind: str, data: dict[str, Any]) -> Any:
    """Return the typed record of `kind` that `data` describes; unknown fields are ignored."""
    try:
        return _whole(msgspec.convert(data, KINDS[kind].record))
    except (msgspec.ValidationError, KeyError) as error:
        raise Unreadable("bad_record", kind=kind) from error


def received(kind: str, data: dict[str, Any]) -> Any:
    """Return the record that the directory sent, which may be newer: codes unknown here are kept as they came."""
    with newer_words():
        return record_of(kind, data)


def _whole(record: Any) -> Any:
    """Put defaults where `data` was silent: msgspec leaves them on the class, and would not send them again.

    Raises Unreadable("bad_record") for a day at the ends of time: it breaks whatever counts with it.
    """
    held = vars(record)
    defaults = _defaults(record.__class__)
    if len(held) < len(defaults):
        held.update({name: value for name, value in defaults.items() if name not in held})
    for value in held.values():
        if type(value) is tuple and value and is_dataclass(value[0]):
            for part in value:
                _whole(part)
        elif isinstance(value, date) and not is_within_reach(value):
            raise Unreadable("bad_record")
    return record


@cache
def _defaults(record: type[Any]) -> dict[str, Any]:
    return {each.name: each.default for each in fields(record)}


def text_of(value: object) -> str:
    """Return plain JSON values as text, for a column."""
    return _encoder.encode(value).decode()


def value_of(text: str) -> Any:
    """Return the plain JSON values in a column's text."""
    return msgspec.json.decode(text)


def message_data(message: object) -> dict[str, Any]:
    """Return any message as JSON values, for a column of stored messages."""
    return data_of(message)


def message_of(data: object, kind: type[T]) -> T:
    """Return the message that stored JSON values describe."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise Unreadable("bad_message") from error


def canonical(value: object) -> bytes:
    """Return JSON bytes that are equal for equal values: keys sorted, no spaces, UTF-8."""
    return msgspec.json.encode(msgspec.to_builtins(value), order="sorted")


def scopes_digest(scopes: Iterable[str]) -> str:
    """Return a short name for a set of scopes, equal on both ends iff the sets are."""
    return hashlib.sha256("\n".join(sorted(set(scopes))).encode()).hexdigest()[:16]
