"""What a desk may write: sound records, whitelisted fields, its own author and unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sscs_desktop.base.errors import Invalid, Refused, Unreadable
from sscs_desktop.domain import rules
from sscs_desktop.domain.issue import EDITABLE_STATES, Issue
from sscs_desktop.domain.vocabulary import IssueState, ProposalState
from sscs_desktop.server.accounts import Member
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS, Kind, Owner
from sscs_desktop.wire.messages import SCHEMA

FIXED = frozenset({"id", "number", "author_id", "author_name", "unit_id", "recorded_at", "proposed_at", "written_at"})
"""Fields that say who and what a record is: they never change."""


ISSUE_OWN = frozenset(
    {
        "id",
        "number",
        "enterprise_id",
        "project_id",
        "visit_id",
        "category",
        "description",
        "wish",
        "urgency",
        "can_solve_here",
        "involved",
        "raised_by",
        "raised_on",
        "author_id",
        "author_name",
        "unit_id",
        "unit_name",
        "recorded_at",
    }
)
"""What an issue's author says when he files it; all else is the directory's."""

_NUL = b"\\u0000"
"""A NUL as JSON writes it."""

_Check = Callable[[Any, date], None]


def _dated(check: Callable[[Any], None]) -> _Check:
    return lambda record, today: check(record)


_CHECKS: Mapping[str, _Check] = {
    "visit": lambda record, today: rules.check_visit(record, today),
    "issue": rules.check_issue,
    "card": rules.check_card,
    "livelihood": rules.check_livelihood,
    "progress": _dated(rules.check_progress),
    "profile": _dated(rules.check_profile),
    "figure": rules.check_figure,
    "proposal": _dated(rules.check_proposal),
    "note": _dated(rules.check_note),
    "attachment": _dated(rules.check_attachment),
}


def sound(kind: str, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the record's data in its canonical form, unknown fields kept; else Refused("bad_record").

    A date in the future is no reason: the directory's clock is not better than the desk's.
    """
    if has_nul(data):
        raise Refused("bad_record")
    try:
        record = codec.record_of(kind, dict(data))
        if kind in _CHECKS:
            _CHECKS[kind](record, today)
    except Unreadable as error:
        raise Refused("bad_record") from error
    except Invalid as error:
        if set(error.problems.values()) - {"in_future"}:
            raise Refused("bad_record") from error
    return {**data, **codec.data_of(record)}


def filed(kind: Kind, fields: Mapping[str, Any], member: Member) -> dict[str, Any]:
    """Return what a new record holds of `fields`: an issue begins as the directory says, whatever the desk sent.

    Refused: directory_only, author (the record names somebody else).
    """
    if kind.owner is Owner.DIRECTORY:
        raise Refused("directory_only")
    if any(fields.get(name, own) != own for name, own in (("author_id", member.id), ("unit_id", member.unit_id))):
        raise Refused("author")
    if kind.owner is not Owner.ISSUE:
        return dict(fields)
    known = set(kind.field_names)
    kept = {name: value for name, value in fields.items() if name in ISSUE_OWN or name not in known}
    is_settled = fields.get("state") == IssueState.ON_SPOT.value and fields.get("can_solve_here") is True
    return {**kept, "state": IssueState.ON_SPOT.value} if is_settled else kept


def may_edit(
    kind: Kind,
    data: Mapping[str, Any],
    author: str,
    fields: Mapping[str, Any],
    member: Member,
    schema: int = SCHEMA,
) -> None:
    """Raise Refused unless this person may write these fields; `schema` is the one they were written with.

    A newer desk's fields are kept without being known; an older one's groups may lack what joined them since.

    directory_only, author, dispatched, fixed_field, already_decided.
    """
    may_write(kind, data, author, member)
    if kind.name == "proposal" and data["state"] != ProposalState.PENDING.value:
        raise Refused("already_decided")
    if kind.owner is Owner.ISSUE and IssueState(data["state"]) not in EDITABLE_STATES:
        raise Refused("dispatched")
    fixed = FIXED | {name for name, _ in kind.parents}
    known = set(kind.field_names)
    for name, value in fields.items():
        if schema > SCHEMA and name not in known:
            continue
        is_open = name not in fixed and (kind.desk_fields is None or name in kind.desk_fields)
        if not is_open and data.get(name) != value:
            raise Refused("fixed_field")
    if schema >= SCHEMA and set(fields) & known != kind.together(set(fields)):
        raise Refused("bad_record")  # half a group: an amount without its year


def may_write(kind: Kind, data: Mapping[str, Any], author: str, member: Member) -> None:
    """Raise Refused unless the record is this person's to change: directory_only, author."""
    if kind.owner is Owner.DIRECTORY:
        raise Refused("directory_only")
    if kind.owner in (Owner.AUTHOR, Owner.ISSUE) and author != member.id:
        raise Refused("author")
    if kind.owner is Owner.UNIT and data.get("unit_id", member.unit_id) != member.unit_id:
        raise Refused("author")


def has_nul(value: object) -> bool:
    """Tell whether a NUL hides anywhere in wire values: no database column holds one."""
    return _NUL in codec.encode(value) and _holds_nul(value)  # the text itself may say \\u0000


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(k) or _holds_nul(v) for k, v in value.items())
    return isinstance(value, list | tuple) and any(_holds_nul(each) for each in value)


def without_nul(value: Any) -> Any:
    """Return wire values as the ledger can keep them."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, Mapping):
        return {without_nul(k): without_nul(v) for k, v in value.items()}
    return [without_nul(each) for each in value] if isinstance(value, list | tuple) else value


def issue_of(data: Mapping[str, Any]) -> Issue:
    """Return the typed issue that stored data describes."""
    issue: Issue = codec.record_of("issue", dict(data))
    return issue


def kind_of(name: str) -> Kind:
    """Return the merge policy of a kind; a newer desk's unknown kind is Refused("bad_record")."""
    try:
        return KINDS[name]
    except KeyError as error:
        raise Refused("bad_record") from error
