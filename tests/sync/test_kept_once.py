"""A profile and a figure made offline at two desks: one row on both, and no text lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sscs_desktop.base.errors import Offline
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile, figure_id, profile_id
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.store import conflicts, enterprises, outbox
from sscs_desktop.wire import routes
from tests.store.building import TODAY
from tests.sync.county import Desk

OpenDesk = Callable[..., Desk]


@pytest.fixture
def desks(open_desk: OpenDesk, firm: Enterprise) -> tuple[Desk, Desk]:
    """Two desks of one unit that have the enterprise."""
    both = open_desk("wang"), open_desk("li")
    for desk in both:
        desk.round()
    return both


def keep(desk: Desk, firm: Enterprise, **more: Any) -> None:
    unit = desk.store.account.unit_id
    record = Profile(id=profile_id(unit, firm.id), enterprise_id=firm.id, unit_id=unit, **more)
    with desk.store.write() as session:
        enterprises.save_profile(session, record, None)


def fill(desk: Desk, firm: Enterprise, value: int) -> None:
    period = "2018年1—8月"
    record = Figure(
        id=figure_id(firm.id, Indicator.TAX, period, FilledBy.CADRE),
        enterprise_id=firm.id,
        indicator=Indicator.TAX,
        value=Decimal(value),
        unit="万元",
        period=period,
        filled_by=FilledBy.CADRE,
        filled_on=date(2018, 9, 26),
    )
    with desk.store.write() as session:
        enterprises.save_figure(session, record, None, today=TODAY)


def profile_on(desk: Desk, firm: Enterprise) -> Profile:
    with desk.store.read() as session:
        found = enterprises.profile(session, firm.id)
        assert found is not None
        return found


def figures_on(desk: Desk, firm: Enterprise) -> list[Decimal]:
    with desk.store.read() as session:
        return [figure.value for figure in enterprises.figures(session, firm.id)]


def decide(desk: Desk) -> list[conflicts.Conflict]:
    """Let this person's value stand wherever he is asked."""
    with desk.store.write() as session:
        found = list(conflicts.listing(session))
        for each in found:
            conflicts.keep_mine(session, each)
    return found


def test_two_profiles_made_offline_are_one_row_and_the_other_text_waits_for_a_decision(
    desks: tuple[Desk, Desk], firm: Enterprise
) -> None:
    wang, li = desks
    keep(wang, firm, remark="王的", quiet_days="每月27日")
    keep(li, firm, remark="李的", preferred_contact="上午")
    wang.round()
    assert li.round().refused == 0
    shown = profile_on(li, firm)
    assert (shown.remark, shown.quiet_days, shown.preferred_contact) == ("王的", "每月27日", "上午")
    (asked,) = decide(li)
    assert [(s.field, s.before, s.mine, s.theirs) for s in asked.sides] == [("remark", None, "李的", "王的")]
    assert asked.theirs_by == "干部wang" and asked.theirs_at is not None
    li.round()
    wang.round()
    assert profile_on(wang, firm) == profile_on(li, firm)
    assert profile_on(wang, firm).remark == "李的"


def test_two_figures_of_one_period_made_offline_are_decided_whole(desks: tuple[Desk, Desk], firm: Enterprise) -> None:
    wang, li = desks
    fill(wang, firm, 172)
    fill(li, firm, 180)
    wang.round()
    li.round()
    assert figures_on(li, firm) == [Decimal(172)]
    (asked,) = decide(li)
    assert {side.field for side in asked.sides} >= {"value", "unit", "period"}
    li.round()
    wang.round()
    assert figures_on(wang, firm) == figures_on(li, firm) == [Decimal(180)]


def test_the_answer_alone_leaves_my_figure_on_the_screen_until_the_page_comes(
    desks: tuple[Desk, Desk], firm: Enterprise
) -> None:
    wang, li = desks
    fill(wang, firm, 172)
    fill(li, firm, 180)
    wang.round()
    li.line.only, li.line.lose_requests = routes.PULL, 1
    with pytest.raises(Offline):
        li.round()
    assert figures_on(li, firm) == [Decimal(180)]
    with li.store.read() as session:
        assert conflicts.count(session) == 1 and outbox.waiting(session) == 0
        seen = enterprises.seen(session, "figure", figure_id(firm.id, Indicator.TAX, "2018年1—8月", FilledBy.CADRE))
        assert seen is not None and seen.base == 0 and not any(seen.field_bases.values())  # his was not shown yet
    li.round()
    assert figures_on(li, firm) == [Decimal(172)]


def test_a_page_that_comes_over_my_unsent_profile_keeps_both_texts(desks: tuple[Desk, Desk], firm: Enterprise) -> None:
    wang, li = desks
    keep(wang, firm, remark="王的")
    wang.round()
    keep(li, firm, remark="李的")
    li.line.only, li.line.lose_answers = routes.PUSH, 1
    with pytest.raises(Offline):
        li.round()
    li.round()
    assert profile_on(li, firm).remark == "王的"
    (asked,) = decide(li)
    assert asked.sides[0].mine == "李的"


def test_a_profile_that_came_while_a_new_one_was_typed_is_not_overwritten_unseen(
    desks: tuple[Desk, Desk], firm: Enterprise
) -> None:
    wang, li = desks
    keep(wang, firm, remark="王的")
    wang.round()
    li.round()  # the form was opened before this
    keep(li, firm, remark="李的", quiet_days="周五")
    li.round()
    shown = profile_on(li, firm)
    assert (shown.remark, shown.quiet_days) == ("王的", "周五")
    (asked,) = decide(li)
    assert asked.sides[0].mine == "李的"
