"""A page tells a desk of its own words by their number alone, and in full where the desk does not hold that number."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from sscs_desktop.server import admin
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.messages import PullRequest
from tests.line import body_of
from tests.sync.acts import save, visit_of, visit_on
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


def asked(desk: Desk, act: Callable[[], object]) -> list[bool]:
    """Return which of the pages asked for meanwhile were to be brief."""
    before = len(desk.line.sent(routes.PULL))
    act()
    return [codec.decode(body_of(each), PullRequest).brief for each in desk.line.sent(routes.PULL)[before:]]


def test_a_desk_that_holds_its_own_words_asks_for_no_page_again(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    assert asked(desk, desk.round) == [True]
    assert visit_on(desk, typed.id) == typed
    assert asked(desk, desk.round) == [False]


def test_a_visit_filed_elsewhere_than_it_was_typed_comes_in_full(county: County, desk: Desk) -> None:
    """The directory filed it below the row that stays: the number is the desk's own, what stands there is not."""
    kept, double = county.enterprise(county.dalu), county.enterprise(county.dalu, "同一家企业（示例）")
    desk.round()
    typed = save(desk, visit_of(desk, double))
    admin.join(county.directory, double.id, kept.id)
    assert False in asked(desk, desk.round)
    shown = visit_on(desk, typed.id)
    assert shown is not None and shown.enterprise_id == kept.id


def test_a_copied_file_hears_in_full_what_the_other_copy_said(county: County, open_desk: OpenDesk) -> None:
    """Both are one replica to the directory, and each of them holds its own words alone."""
    firm = county.enterprise(county.dalu)
    one = open_desk()
    one.round()
    one.close()
    shutil.copy(one.path, one.path.with_name("copy.db"))
    one, two = open_desk(), open_desk(file="copy")
    first, second = save(one, visit_of(one, firm)), save(two, visit_of(two, firm, situation="另一台上写的"))
    one.round()
    assert asked(two, two.round) == [True, False]
    assert visit_on(two, first.id) == first and visit_on(two, second.id) == second
