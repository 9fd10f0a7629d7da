"""What decisions about late reports and corrections share: two acts, words where one says no, who said it when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sscs_desktop.base.errors import Invalid
from sscs_desktop.server import checks
from sscs_desktop.server.act import follow
from sscs_desktop.server.work import Row, Work
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import Decision

State = TypeVar("State")


def state_of(decision: Decision, states: Mapping[str, State], saying_no: State) -> State:
    """Return the state that a decision leads to. Invalid: act, text (no reason given for a no)."""
    state = states.get(decision.act)
    if state is None:
        raise Invalid({"act": "unknown_choice"})
    if checks.has_nul(decision.text) or (state is saying_no and not decision.text.strip()):
        raise Invalid({"text": "required"})
    return state


def put_down(work: Work, row_id: str, state: object, decision: Decision) -> Row:
    """Write the decision to its matter, and all of this work to the database; return the matter as it stands then."""
    answered = {"answered_by": work.by, "answered_at": work.at}
    plain: dict[str, Any] = codec.data_of({"state": state, "answer": decision.text.strip(), **answered})
    follow(work, row_id, plain, None)
    work.write()
    work.number()
    return work.rows[row_id]
