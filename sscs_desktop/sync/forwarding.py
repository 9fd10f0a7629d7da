"""What a round does for hand-overs: a predecessor's parcel goes to the directory, and one's own is asked after."""

from __future__ import annotations

from sscs_desktop.base.errors import Refused
from sscs_desktop.store import handing
from sscs_desktop.store.store import Store
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.parcel import Forward, Forwarded


def exchange(store: Store, gateway: Gateway) -> None:
    """Forward what was taken, ask about what was given; a desk without hand-overs sends nothing. Raises Offline."""
    with store.read() as session:
        brought, given = handing.to_forward(session), handing.to_ask_for(session)
    for each in brought:
        answer = _forwarded(gateway, each)
        with store.write("sync") as session:
            handing.settle(session, (answer,), None)
    for name in given:
        try:
            accepted = gateway.acceptance(name)
        except Refused as error:
            if error.code != "not_found":
                raise
            continue  # nobody has taken it yet
        with store.write("sync") as session:
            handing.settle(session, (), accepted)


def _forwarded(gateway: Gateway, brought: Forward) -> Forwarded:
    """Bring one predecessor's parcel; whatever the directory has against it holds up nothing else of the round."""
    try:
        return gateway.forward(brought)
    except Refused as error:
        return Forwarded(handover=brought.handover, code=error.code)
