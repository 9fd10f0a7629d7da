"""Proposed corrections: accepted they are a change like any other, refused they say why; the author is told either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused, Unreadable
from sscs_desktop.domain import rules
from sscs_desktop.domain.enterprise import Proposal
from sscs_desktop.domain.vocabulary import ProposalState
from sscs_desktop.server import deciding, joining, scopes
from sscs_desktop.server.accounts import OFFICE, Member
from sscs_desktop.server.act import follow
from sscs_desktop.server.work import LEVEL, Row, Work, read_rows
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import ACCEPT, REFUSE, Decision
from sscs_desktop.wire.kinds import KINDS

_STATES = {ACCEPT: ProposalState.ACCEPTED, REFUSE: ProposalState.REFUSED}
_CHECKS: Mapping[str, Callable[[Any], None]] = {"enterprise": rules.check_enterprise, "project": rules.check_project}


def decide(connection: Connection, member: Member | None, proposal_id: str, decision: Decision) -> Row:
    """Accept a correction, which becomes the field's value, or refuse it; None is the administrator.

    Refused: not_found, not_allowed, already_decided, state_moved (the field says something else than the office saw),
    unknown_field. Invalid: act, text, new_value.
    """
    state = deciding.state_of(decision, _STATES, ProposalState.REFUSED)
    known = read_rows(connection, [proposal_id]).get(proposal_id)
    if known is None or known.kind != "proposal" or known.parent is None:
        raise Refused("not_found")
    work = Work(connection, clock.now())
    work.hold({proposal_id, known.parent})
    row = work.rows[proposal_id]
    if row.deleted or row.parent != known.parent:
        raise Refused("not_found")
    subject = work.rows[known.parent]
    _allow(member, subject)
    if row.data["state"] != ProposalState.PENDING.value:
        raise Refused("already_decided")
    work.by = member.name if member is not None else joining.OFFICE
    if state is ProposalState.ACCEPTED:
        _accept(work, subject, codec.record_of("proposal", dict(row.data)), decision.present)
    return deciding.put_down(work, proposal_id, state, decision)


def present_value(subject: Row, field: str) -> str:
    """Return what a field says now, as a proposal writes it."""
    value = subject.data.get(field)
    return "" if value is None else str(value)


def _allow(member: Member | None, subject: Row) -> None:
    """Raise Refused unless this is an office over the object."""
    if member is None:
        return
    if not subject.scopes & member.scopes:
        raise Refused("not_found")
    if member.role != OFFICE or (scopes.unit_scope(member.unit_id), LEVEL) not in subject.stands:
        raise Refused("not_allowed")


def _accept(work: Work, subject: Row, wish: Proposal, present: str | None) -> None:
    """Write the proposed value under the directory's name, checked like a roster's cell."""
    if wish.field not in KINDS[subject.kind].field_names or wish.field in ("id", joining.MERGED_INTO):
        raise Refused("unknown_field", field=wish.field)
    if present is not None and present != present_value(subject, wish.field):
        raise Refused("state_moved")
    try:
        whole = codec.record_of(subject.kind, {**subject.data, wish.field: wish.new_value})
        _CHECKS[subject.kind](whole)
    except Unreadable as error:
        raise Invalid({"new_value": "bad_format"}) from error
    except Invalid as error:
        if wish.field in error.problems:
            raise Invalid({"new_value": error.problems[wish.field]}) from error
    follow(work, subject.id, {wish.field: codec.data_of(whole)[wish.field]}, None)
