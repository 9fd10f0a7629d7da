"""What the directory has from one person, as a list to be printed and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One operation the directory signed for. result: ok, conflict, refused, expired.

    code: the beginning of the signed root, as the program shows it. is_proven: the signature was checked here.
    """

    op_id: str
    kind: str
    verb: str
    subject_name: str
    happened_at: datetime
    received_at: datetime
    result: str
    code: str
    is_proven: bool


@dataclass(frozen=True, kw_only=True)
class ReceiptRow:
    """One line in words."""

    what: str
    subject: str
    happened_at: datetime
    received_at: datetime
    result: str
    code: str
    op_id: str


@dataclass(frozen=True, kw_only=True)
class ReceiptList:
    """The list with its head. proven: how many of the rows bear a signature that was checked when it was made."""

    owner: str
    unit: str
    account: str
    made_at: datetime
    proven: int
    rows: tuple[ReceiptRow, ...]
