"""Which package opens where, whose it is then, and what becomes of unsent work that does not go through."""

from __future__ import annotations

from pathlib import Path

import pytest

from sscs_desktop.base.errors import Invalid, Refused, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.server import admin
from sscs_desktop.sync import handover
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.wire import routes
from tests.sync.acts import (
    filed_visits,
    names,
    save,
    visit_of,
)
from tests.sync.county import County, Desk
from tests.sync.handing import (
    PASSPHRASE,
    OpenDesk,
    close,
    counts,
    drafts_on,
    handed,
    laid,
    left_draft,
    package,
    take,
)


def test_only_one_successor_takes_a_package(county: County, old: Desk, new: Desk, open_desk: OpenDesk) -> None:
    another = open_desk("zhao")
    another.round()
    raw = package(old)
    take(another, raw), take(new, raw)
    new.round(), another.round()
    assert handed(another).code == "handover_taken" and not handover.receipts(another.store)
    delivered = len(another.line.sent("/v1/parcels"))
    another.round()
    assert len(another.line.sent("/v1/parcels")) == delivered == 1  # asked once: it would be told the same
    old.round()
    assert handed(old).person == "干部li"


def test_a_package_opens_for_its_passphrase_and_its_successor_alone(old: Desk, new: Desk, firm: Enterprise) -> None:
    left_draft(old, "绝不能让旁人看见")
    raw = package(old)
    assert "绝不能让旁人看见".encode() not in raw and firm.name.encode() not in raw
    before = counts(new)
    for content, passphrase in ((raw, "别的口令别的口令"), (raw[:-20], PASSPHRASE), (b"PK", PASSPHRASE)):
        with pytest.raises(Unreadable, match="handover_unreadable"):
            handover.take(new.store, laid(new, content), passphrase)
    with pytest.raises(Refused, match="handover_own"):
        take(old, raw)
    assert counts(new) == before
    take(new, raw)
    with pytest.raises(Refused, match="handover_again"):
        take(new, raw)
    assert len(drafts_on(new)) == 1
    with pytest.raises(Invalid):
        handover.give(old.store, old.path.with_name("x"), "太短")


def test_a_package_of_another_county_is_not_taken(county: County, old: Desk, tmp_path: Path, firm: Enterprise) -> None:
    raw = package(old)
    (tmp_path / "elsewhere").mkdir()
    elsewhere = County(tmp_path / "elsewhere")
    stranger = elsewhere.desk("sun", elsewhere.dalu)
    try:
        stranger.round()
        with pytest.raises(Refused, match="parcel_foreign"):
            take(stranger, raw)
    finally:
        stranger.close()
        elsewhere.close()


def test_an_ordinary_parcel_is_no_hand_over(county: County, old: Desk, new: Desk, firm: Enterprise) -> None:
    """Whoever finds a colleague's parcel cannot have himself noted as the successor."""
    from sscs_desktop.wire import parcel

    save(old, visit_of(old, firm))
    raw = by_file.pack(old.store)
    found = new.gateway.forward(parcel.Forward(handover=parcel.header_of(raw, parcel.UP).id, parcel=raw))
    assert found.code == "parcel_foreign" and not found.is_whole and filed_visits(county) == []


def test_unsent_work_that_does_not_connect_is_told_and_kept(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    copy = county.back_up()
    first = save(old, visit_of(old, firm))
    old.round()
    save(old, visit_of(old, firm, situation="恢复以后才交的"))
    take(new, package(old))
    county.put_back(copy)
    new.sign_in(), old.sign_in()
    new.round()
    assert handed(new).code == "handover_not_whole" and handed(new).settled_at is None
    old.round()  # its author heals online, and what waits there is whole again
    new.round()
    assert handed(new).settled_at is not None and len(filed_visits(county)) == 2
    old.round()
    assert county.data(first.id) and close(old) == 2


def test_a_closed_account_is_told_to_the_successor_and_filed_once_it_is_opened(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    typed = save(old, visit_of(old, firm))
    take(new, package(old))
    admin.close_account(county.directory, old.account_id)
    new.round()
    assert handed(new).code == "account_closed" and filed_visits(county) == []
    admin.close_account(county.directory, old.account_id, is_closed=False)
    new.round()
    assert filed_visits(county) == [typed.id] and close(old, handover.receipts(new.store)[0].answer) == 1


def test_a_lost_answer_to_the_successor_leaves_nothing_undone(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    from sscs_desktop.base.errors import Offline

    typed = save(old, visit_of(old, firm))
    take(new, package(old))
    new.line.only, new.line.lose_answers = "/v1/parcels", 1
    with pytest.raises(Offline):
        new.round()
    new.round()
    assert filed_visits(county) == [typed.id] and handed(new).settled_at is not None


def test_work_that_the_directory_will_not_even_read_does_not_keep_the_successor_from_reading(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    typed = save(old, visit_of(old, firm))
    take(new, package(old))
    other = county.enterprise(county.dalu, "新来的企业（示例）")
    new.line.only, new.line.statuses = routes.PARCELS, [413]
    new.round()
    assert handed(new).code == "too_large" and names(new) == {firm.name, other.name}
    new.round()
    assert filed_visits(county) == [typed.id] and handed(new).settled_at is not None
