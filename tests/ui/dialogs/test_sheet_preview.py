"""走访记录单 and 交办单 from their pages: looked at, then printed or kept as PDF; they need no number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.issue import Event
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.domain.organisation import Organisation
from sscs_desktop.domain.papers import OrderKind
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Level, Light, OrganisationKind
from sscs_desktop.paperwork import sheet_content, sheet_paper
from sscs_desktop.printing import sheets
from sscs_desktop.store import cards
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.sheet_preview import SheetPreview
from tests.store import building
from tests.store.building import TODAY
from tests.ui.dialogs.conftest import World

Open = Callable[[Any], Any]


def test_a_visits_record_is_looked_at_and_kept_as_a_pdf(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    content = sheet_content.visit_record(desk.store, world.own.id)
    assert (content.entry.visit, content.entry.subject) == (world.own, world.firm)
    assert content.assignment is not None
    dialog = opened(SheetPreview(desk, partial(sheet_paper.visit_record, visit_id=world.own.id)))
    assert dialog.note.text() == "正在准备…" and not dialog.print_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.note.text().startswith("第 1 页，共 "))
    assert "走访记录单" in dialog.windowTitle() and dialog.print_button.isEnabled()
    dialog.save_pdf(tmp_path / "visit.pdf")
    qtbot.waitUntil(lambda: dialog.note.text() == "已存成 PDF")
    assert (tmp_path / "visit.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.open_button.isVisible() and dialog.open_button.toolTip() == str(tmp_path / "visit.pdf")
    with desk.store.read() as session:
        assert cards.listing(session) == ()


def test_the_sheet_of_an_issue_is_an_order_until_the_office_supervises_it(desk: Desk, world: World) -> None:
    content = sheet_content.order(desk.store, world.answered.id)
    assert (content.kind, content.issue, content.subject) == (OrderKind.DISPATCH, world.answered, world.firm)
    assert content.issued_on == TODAY


@pytest.mark.parametrize(("day", "light"), [(25, Light.RED), (27, Light.YELLOW), (30, None)])
def test_a_supervised_issue_bears_the_light_of_its_deadline(
    desk: Desk, world: World, day: int, light: Light | None
) -> None:
    due_on = TODAY.replace(day=day) if light else TODAY + timedelta(days=30)
    late = replace(world.open_issue, state=IssueState.HANDLING, due_on=due_on)
    urged = Event(id="supervised", issue_id=late.id, verb=EventVerb.SUPERVISE, text="请速办", happened_at=clock.now())
    building.pull(desk.store, world.feed.page(world.feed.put("issue", late), world.feed.put("event", urged)))
    content = sheet_content.order(desk.store, late.id)
    assert (content.kind, content.light, content.text) == (OrderKind.SUPERVISE, light, "请速办")


def test_the_units_enterprises_and_matters_are_those_of_the_unit(desk: Desk, world: World) -> None:
    ours = Livelihood(id="m1", name="田间路", author_id="a", author_name="李建国", unit_id=desk.account.unit_id)
    first = replace(ours, id="m2", name="路灯", due_on=TODAY)
    other = replace(ours, id="m3", unit_id="elsewhere")
    away = building.enterprise("河渠镇的企业")
    theirs = building.assignment(away, unit_id="elsewhere")
    shown = (("livelihood", ours), ("livelihood", first), ("livelihood", other))
    shown += (("enterprise", away), ("assignment", theirs))
    building.pull(desk.store, world.feed.page(*(world.feed.put(kind, record) for kind, record in shown)))
    assert [matter.name for matter in sheet_content.livelihood_list(desk.store).matters] == ["路灯", "田间路"]
    (entry,) = sheet_content.enterprise_ledger(desk.store).entries
    assert (entry.enterprise, entry.visits) == (world.firm, 1)
    named = [
        building.enterprise(f"{name}厂", division_code=code) for name, code in (("乙", "2"), ("丙", "1"), ("甲", "2"))
    ]
    served = [("assignment", building.assignment(firm)) for firm in named]
    puts = (world.feed.put(kind, record) for kind, record in (*(("enterprise", firm) for firm in named), *served))
    building.pull(desk.store, world.feed.page(*puts))
    ours_by_place = [entry.enterprise.name for entry in sheet_content.enterprise_ledger(desk.store).entries]
    assert ours_by_place == ["丙厂", world.firm.name, "乙厂", "甲厂"]


def test_an_order_says_when_it_was_given_by_which_office_and_who_helps(desk: Desk, world: World) -> None:
    def body(id: str, kind: OrganisationKind, level: Level) -> Organisation:
        return Organisation(id=id, name=f"{level.label}{id}", kind=kind, level=level)

    bodies = [body("a", OrganisationKind.OFFICE, Level.CITY), body("b", OrganisationKind.DEPARTMENT, Level.COUNTY)]
    bodies += [body("c", OrganisationKind.OFFICE, Level.COUNTY)]
    given = replace(world.open_issue, state=IssueState.HANDLING, helpers=("b", "nobody"))
    said = Event(id="g", issue_id=given.id, verb=EventVerb.DISPATCH, text="请牵头", happened_at=clock.now())
    before = replace(said, id="f", text="先前", happened_at=clock.now() - timedelta(days=2))
    put = world.feed.put
    building.pull(desk.store, world.feed.page(*(put("organisation", one) for one in bodies), put("issue", given)))
    building.pull(desk.store, world.feed.page(put("event", before), put("event", said)))
    content = sheet_content.order(desk.store, given.id)
    assert (content.office_name, content.helpers) == ("县c", ("县b",))
    assert (content.kind, content.text, content.dispatched_on) == (OrderKind.DISPATCH, "请牵头", TODAY)


def test_a_month_on_paper_has_its_visits_and_issues(desk: Desk, world: World) -> None:
    content = sheet_content.month_ledger(desk.store, TODAY)
    assert [entry.visit.id for entry in content.visits] == [world.own.id]
    assert sheets.month_ledger(content).count >= 1


def test_what_is_gone_is_said(desk: Desk, world: World) -> None:
    for ask in (sheet_content.visit_record, sheet_content.order):
        with pytest.raises(Refused) as caught:
            ask(desk.store, "nobody")
        assert caught.value.code == "row_gone"
