"""Drafts: forms left open, and what the directory refused with the reason. Both are finished or discarded by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import draft
from sscs_desktop.wire.kinds import EDIT, KINDS, NEW

_TOLD_APART = ("issues", "seen", "print_after")
"""What a form's draft holds besides the record: new issues are kept one by one, the rest says nothing."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A form's content as plain JSON. key: what the form is about (a row's id, or "new").

    reason: "" for a form left open, else why this is no operation (the directory's code, row_gone, set_aside).
    verb: what the refused operation wanted (new, edit, a command). giver: whose it was before a hand-over.
    """

    draft_id: str
    form: str
    key: str
    data: dict[str, Any]
    reason: str
    verb: str
    op_id: str | None
    saved_at: datetime
    giver: str = ""


def save(session: Session, form: str, key: str, data: dict[str, Any]) -> str:
    """Keep what stands in an open form; one draft for each form and key.

    What was refused stays refused, with its reason, while it is written on: only filing or discarding ends that.
    """
    known = find(session, form, key)
    if known is None:
        return _put(session, form, key, data, reason="", verb="", op_id=None)
    return _put(session, form, key, data, reason=known.reason, verb=known.verb, op_id=known.op_id)


def keep(
    session: Session,
    kind: str,
    id: str,
    data: dict[str, Any],
    *,
    reason: str,
    verb: str,
    op_id: str | None = None,
    before: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Keep the content of an operation that was refused or found no row; never over another operation's content.

    An edit goes into the draft of its row's creation if `before`, what it was typed over, stands there: a row that is
    kept once may have been made by somebody else.
    """
    known = find(session, kind, id)
    if known is not None and known.verb == NEW and verb == EDIT and _says(known.data, before):
        return _put(session, kind, id, {**known.data, **data}, reason=known.reason, verb=NEW, op_id=known.op_id)
    key = id if known is None else f"{id}#{new_id()}"
    return _put(session, kind, key, data, reason=reason, verb=verb, op_id=op_id)


def receive(session: Session, given: Draft, giver: str) -> str:
    """Keep a predecessor's draft beside one's own, under his name; return its new id."""
    is_free = find(session, given.form, given.key) is None
    key = given.key if is_free else f"{given.key.partition('#')[0]}#{new_id()}"
    kept = _put(session, given.form, key, given.data, reason=given.reason, verb=given.verb, op_id=None)
    session.run(update(draft).where(draft.c.draft_id == kept).values(giver=given.giver or giver))
    return kept


def take_place(session: Session, form: str, key: str, draft_id: str, data: dict[str, Any]) -> None:
    """Let a text that found no row stand instead of the form's own draft: one thing is one draft.

    What only the form held (files, half a figure) goes along; what became a draft or an operation of its own does not.
    """
    kept, standing = get(session, draft_id), find(session, form, key)
    if kept is None:
        return
    if standing is not None and standing.draft_id != draft_id:
        discard(session, standing.draft_id)
    said = {*KINDS[kept.form].field_names, *_TOLD_APART}
    whole = {**{name: value for name, value in data.items() if name not in said}, **kept.data}
    plain = kept.key.partition("#")[0]
    name = kept.key if find(session, kept.form, plain) else plain
    session.run(update(draft).where(draft.c.draft_id == draft_id).values(data=whole, key=name))


def get(session: Session, draft_id: str) -> Draft | None:
    """Return one draft."""
    return _one(session, draft.c.draft_id == draft_id)


def find(session: Session, form: str, key: str) -> Draft | None:
    """Return the draft of a form about one thing."""
    return _one(session, (draft.c.form == form) & (draft.c.key == key))


def listing(session: Session, *, refused: bool | None = None) -> tuple[Draft, ...]:
    """Return drafts, newest first; `refused` picks those with a reason (or those without)."""
    statement = select(draft).order_by(draft.c.saved_at.desc(), draft.c.draft_id.desc())
    if refused is not None:
        statement = statement.where((draft.c.reason != "") if refused else (draft.c.reason == ""))
    return tuple(_draft(row) for row in session.all(statement))


def discard(session: Session, draft_id: str) -> None:
    """Throw a draft away: it was finished, or its person no longer wants it."""
    session.run(delete(draft).where(draft.c.draft_id == draft_id))
    session.touch("draft")


def discard_form(session: Session, form: str, key: str) -> None:
    """Throw the draft of a form away, if there is one."""
    session.run(delete(draft).where(draft.c.form == form, draft.c.key == key))
    session.touch("draft")


def _says(data: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether a new record says this; what it leaves out is as it was left."""
    return bool(before) and all(data.get(name, value) == value for name, value in before.items())


def _put(
    session: Session, form: str, key: str, data: dict[str, Any], *, reason: str, verb: str, op_id: str | None
) -> str:
    added = insert(draft).values(
        draft_id=new_id(),
        form=form,
        key=key,
        data=data,
        reason=reason,
        verb=verb,
        op_id=op_id,
        saved_at=clock.now(),
        giver="",
    )
    fresh = {name: added.excluded[name] for name in ("data", "reason", "verb", "op_id", "saved_at")}
    session.run(added.on_conflict_do_update(index_elements=["form", "key"], set_=fresh))
    session.touch("draft")
    kept = find(session, form, key)
    assert kept is not None
    return kept.draft_id


def _one(session: Session, condition: Any) -> Draft | None:
    found: Sequence[Any] = session.all(select(draft).where(condition))
    return _draft(found[0]) if found else None


def _draft(row: Any) -> Draft:
    return Draft(**{name: row[name] for name in Draft.__dataclass_fields__})
