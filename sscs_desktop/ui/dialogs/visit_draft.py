"""A visit as it stands in an unfinished form: plain JSON, so that it survives a kill to the last pause.

The keys are those of the visit's wire fields, because what the directory refused comes back in that very shape;
besides them stand the texts typed that are no value yet, and the issues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sscs_desktop.domain.vocabulary import Category, Urgency, VisitMode
from sscs_desktop.store.attachments import Held
from sscs_desktop.store.outbox import Seen
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.dialogs.issue_block import IssueText
from sscs_desktop.wire import codec

FORM = "visit"
ISSUE_FORM = "issue"


def issues_data(texts: Sequence[IssueText]) -> list[dict[str, Any]]:
    """Return blocks as plain JSON."""
    return [asdict(text) for text in texts]


def issues_of(data: object) -> tuple[IssueText, ...]:
    """Return the blocks that a draft holds; what is damaged is left out."""
    return tuple(issue_of(each) for each in data if isinstance(each, Mapping)) if isinstance(data, list) else ()


def issue_of(data: Mapping[str, Any]) -> IssueText:
    """Return one block out of its JSON, or out of a refused issue's wire fields."""
    known = {name: str(data[name]) for name in ("id", "description", "wish", "same_as") if data.get(name)}
    category, urgency = str(data.get("category") or ""), str(data.get("urgency") or "")
    return IssueText(
        **known,
        category=Category(category) if category in set(Category) else None,
        urgency=Urgency(urgency) if urgency in set(Urgency) else Urgency.NORMAL,
        can_solve_here=data.get("can_solve_here") is True,
    )


def held_data(held: Iterable[Held]) -> list[dict[str, Any]]:
    """Return the files attached in a form as plain JSON; their bytes are kept on this machine already."""
    return [asdict(each) for each in held]


def held_of(data: object) -> tuple[Held, ...]:
    """Return the files that a draft names; what is damaged is left out."""
    found = []
    for each in data if isinstance(data, list) else ():
        known = {f.name: each[f.name] for f in fields(Held) if isinstance(each, Mapping) and f.name in each}
        is_whole = {"sha256", "name", "media_type", "size"} <= set(known) and isinstance(known["size"], int)
        if is_whole and all(isinstance(value, str) for name, value in known.items() if name != "size"):
            found.append(Held(**known))
    return tuple(found)


def seen_data(seen: Seen) -> dict[str, Any]:
    """Return what the form was opened with, to be kept beside an unfinished edit."""
    return codec.message_data(seen)


def seen_of(data: Mapping[str, Any]) -> Seen:
    """Return what an unfinished edit was opened with; its bases are those that were shown then (Unreadable)."""
    record = codec.received(str(data["kind"]), data["record"])
    rest = {f.name: data[f.name] for f in fields(Seen) if f.name not in ("kind", "record") and f.name in data}
    return Seen(kind=str(data["kind"]), record=record, **rest)


def mode_of(data: Mapping[str, Any]) -> VisitMode:
    """Return the way of contact a draft says."""
    mode = str(data.get("mode") or "")
    return VisitMode(mode) if mode in set(VisitMode) else VisitMode.ON_SITE


def texts_of(value: object) -> tuple[str, ...]:
    """Return the texts of a list in a draft."""
    return tuple(str(each) for each in value) if isinstance(value, (list, tuple)) else ()


def moment_of(value: object) -> datetime | None:
    """Return a moment written in a draft."""
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def day_of(value: object) -> date | None:
    """Return a day written in a draft."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def record_id(key: str) -> str:
    """Return the record a draft's key names: what a refused operation left may be kept as id#draft."""
    return key.partition("#")[0]


def subject_of(data: Mapping[str, Any]) -> Subject | None:
    """Return whom a draft or record is about."""
    for kind in ("enterprise", "project"):
        if data.get(f"{kind}_id"):
            return Subject(kind, str(data[f"{kind}_id"]))
    return None
