"""A colleague to whom a signed card comes: its scan reaches the author; the card itself stays the author's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.store import attachments, cards
from sscs_desktop.store.attachments import Prepared
from tests.sync.county import County, Desk


def test_the_scan_goes_to_the_author_and_signing_stays_his(county: County, open_desk: Callable[..., Desk]) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    with wang.store.write() as session:
        draft = cards.feedback_card(session, firm.id, today=clock.today()).card
        card, _saved = cards.record_print(session, draft, PrintWay.PAPER, "a" * 64, today=clock.today())
    wang.round()
    li.round()
    held = attachments.hold(li.store, Prepared(name="签回.pdf", media_type="application/pdf", content=b"%PDF-1.4 x"))
    with li.store.write() as session:
        attachments.add(session, held, card_id=card.id)
    told = li.round()
    assert (told.refused, told.conflicts) == (0, 0)
    wang.round()
    with wang.store.read() as session:
        (line,) = attachments.of(session, card.id)
    assert (line.record.name, line.may_delete) == ("签回.pdf", False)
    with li.store.write() as session, pytest.raises(Refused) as caught:
        known = cards.seen(session, card.id)
        assert known is not None
        cards.void(session, known, "纸丢失了", today=clock.today())
    assert caught.value.code == "not_author"
