"""What a desk may read comes to it, and what it may read no more leaves it, with all that hangs on it."""

from collections.abc import Callable

from sscs_desktop.server import admin
from sscs_desktop.store import drafts, enterprises, visits
from tests.sync.acts import names, save, visit_of, visit_on, waiting
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


def test_a_reassigned_enterprise_moves_with_all_that_hangs_on_it(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, zhao = open_desk("wang"), open_desk("zhao", county.other)
    wang.round()
    zhao.round()
    typed = save(wang, visit_of(wang, firm))
    wang.round()
    late = save(wang, visit_of(wang, firm, situation="转走之前写的"))
    county.reassign(firm, county.other)
    found = wang.round()
    assert [n.data["code"] for n in found.news if n.code == "refused"] == ["scope"]
    assert [n.id for n in found.news if n.code == "lost"] == [firm.id]
    gained = zhao.round()
    assert [n.id for n in gained.news if n.code == "gained"] == [firm.id]
    assert visit_on(zhao, typed.id) == typed
    with wang.store.read() as session:
        assert enterprises.listing(session) == () and visits.count(session) == 0
        kept = drafts.listing(session, refused=True)
        assert [d.data["situation"] for d in kept] == [late.situation]
    assert waiting(wang) == 0


def test_a_gained_scope_is_loaded_and_a_lost_one_leaves(county: County, desk: Desk) -> None:
    mine, other = county.enterprise(county.dalu), county.enterprise(county.other, "别镇企业（示例）")
    desk.round()
    admin.hold_scopes(county.directory, desk.account_id, [county.dalu, county.other])
    desk.round()
    assert names(desk) == {mine.name, other.name}
    admin.hold_scopes(county.directory, desk.account_id, [county.other])
    desk.round()
    assert names(desk) == {other.name}
