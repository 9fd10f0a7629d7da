"""录入签回的卡: what stands on the paper goes into figures, state, problems, ratings and the card, together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Figure
from sscs_desktop.domain.vocabulary import (
    CardState,
    Category,
    FilledBy,
    Indicator,
    IssueState,
    OperatingState,
    PrintWay,
    Satisfaction,
    Signature,
)
from sscs_desktop.store import attachments, cards, enterprises, issues, visits
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import sync_op
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.card_entry import FORM, CardEntry
from sscs_desktop.ui.dialogs.card_visit import CardVisit
from sscs_desktop.ui.dialogs.draft_keeper import find
from sscs_desktop.ui.dialogs.issue_block import IssueText
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.pages import opening
from sscs_desktop.ui.widgets.area import reveal
from tests.paperwork.printed_card import printed_card
from tests.store import building
from tests.store.building import TODAY
from tests.ui.conftest import Look
from tests.ui.dialogs.conftest import World

Open = Callable[[Any], Any]


@pytest.fixture
def card(desk: Desk, world: World) -> Card:
    with desk.store.write() as session:
        known = Figure(
            id="f-1",
            enterprise_id=world.firm.id,
            indicator=Indicator.REVENUE,
            value=Decimal("4820.5"),
            unit="万元",
            period="2018年1—8月",
            filled_by=FilledBy.CADRE,
            filled_on=date(2018, 9, 1),
        )
        enterprises.save_figure(session, known, None, today=TODAY)
    return printed_card(desk.store, world.subject, PrintWay.PAPER)


def kept(desk: Desk, card: Card) -> Card:
    with desk.store.read() as session:
        found = cards.get(session, card.id)
    assert found is not None
    return found


def figures(desk: Desk, world: World) -> dict[tuple[Indicator, str], Figure]:
    with desk.store.read() as session:
        return {(each.indicator, each.period): each for each in enterprises.figures(session, world.firm.id)}


def test_what_is_left_as_printed_writes_nothing_but_the_signature(
    desk: Desk, world: World, card: Card, opened: Open, qtbot: QtBot
) -> None:
    before = len(building.due(desk.store))
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.signatures[Signature.SEAL].setChecked(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    signed = kept(desk, card)
    assert (signed.state, signed.signed_on, signed.signatures) == (CardState.SIGNED, TODAY, (Signature.SEAL,))
    assert signed.filled_by is FilledBy.ENTERPRISE
    (operation,) = building.due(desk.store)[before:]
    assert operation.kind == "card"


def test_the_paper_is_typed_in_and_saved_in_one_go(
    desk: Desk, world: World, card: Card, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    form = dialog.form
    form.figures.show_texts(
        {Indicator.REVENUE: ("５，１００", "2018年1—8月"), Indicator.EMPLOYEES: ("186", "2018年9月")}
    )
    form.state.set_value(OperatingState.THIN)
    text = IssueText(category=Category.TALENT, description="夜班招不到人", wish="组织招聘")
    dialog.column.show_texts([text], {})
    form.suggestions.set_text("多组织银企对接")
    form.filled_by_name.setText("李秀芬")
    form.ratings[world.answered.id].set_value(Satisfaction.SATISFIED)
    dialog.accept_typed()
    assert dialog.isHidden()
    told = figures(desk, world)
    revenue, employees = told[Indicator.REVENUE, "2018年1—8月"], told[Indicator.EMPLOYEES, "2018年9月"]
    assert (revenue.id, revenue.value, revenue.filled_by) == ("f-1", Decimal(5100), FilledBy.ENTERPRISE)
    assert (employees.value, employees.filled_by_name) == (Decimal(186), "李秀芬")
    signed = kept(desk, card)
    assert (signed.suggestions, signed.filled_by_name) == ("多组织银企对接", "李秀芬")
    assert signed.issue_ids == (*card.issue_ids, text.id)
    with desk.store.read() as session:
        profile, raised = enterprises.profile(session, world.firm.id), issues.get(session, text.id)
        rated = issues.get(session, world.answered.id)
    assert profile is not None and profile.operating_state is OperatingState.THIN
    assert profile.quiet_days == "每月27日"
    assert raised is not None and raised.number and raised.wish == "组织招聘"
    assert rated is not None and rated.satisfaction is Satisfaction.SATISFIED


def test_a_departments_figure_on_the_paper_is_what_is_typed_over(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    with desk.store.read() as session:
        own = enterprises.figures(session, world.firm.id)[0]
    given = replace(own, id="f-tax", period="2018年9月", filled_by=FilledBy.DEPARTMENT, value=Decimal(5000))
    given = replace(given, filled_by_name="县税务局", filled_on=TODAY)
    building.pull(desk.store, world.feed.page(world.feed.put("figure", given)))
    dialog = opened(CardEntry(desk, card.id))
    assert dialog.form.figures.texts()[Indicator.REVENUE] == ("5,000", "2018年9月")
    dialog.accept_typed()
    assert set(figures(desk, world).values()) == {own, given}, "what stands on the paper is left as it is"
    again = opened(CardEntry(desk, card.id))
    again.form.figures.show_texts({Indicator.REVENUE: ("4900", "2018年9月")})
    again.accept_typed()
    with desk.store.read() as session:
        told = {each.filled_by: each.value for each in enterprises.figures(session, world.firm.id)}
    assert told[FilledBy.DEPARTMENT] == Decimal(5000) and told[FilledBy.ENTERPRISE] == Decimal(4900)


def test_a_signed_card_opened_again_and_left_as_it_was_saves_nothing(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.filled_by_name.setText("")
    dialog.accept_typed()
    before = len(building.due(desk.store))
    again = opened(CardEntry(desk, card.id))
    again.accept_typed()
    assert again.isHidden() and kept(desk, card).filled_by_name == ""
    assert len(building.due(desk.store)) == before


def test_a_figure_that_was_emptied_is_filled_in_again_from_the_paper(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    with desk.store.write() as session:
        shown = enterprises.seen(session, "figure", "f-1")
        assert shown is not None
        enterprises.save_figure(session, replace(shown.record, value=None), shown, today=TODAY)
    dialog = opened(CardEntry(desk, card.id))
    grid = dialog.form.figures
    assert grid.texts()[Indicator.REVENUE] == ("", "2018年9月")
    grid.show_texts({Indicator.REVENUE: ("5100", "2018年1—8月"), Indicator.TAX: ("", "2018年1—8月")})
    dialog.accept_typed()
    told = figures(desk, world)
    assert [(each.id, each.value) for each in told.values()] == [("f-1", Decimal(5100))]


def test_nothing_is_saved_while_one_thing_is_wrong(desk: Desk, world: World, card: Card, opened: Open) -> None:
    before = building.due(desk.store)
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.figures.show_texts({Indicator.TAX: ("很多", "2018年9月")})
    dialog.form.suggestions.set_text("都好")
    dialog.accept_typed()
    assert not dialog.isHidden() and building.due(desk.store) == before
    assert kept(desk, card).state is CardState.PRINTED
    dialog.form.figures.show_texts({Indicator.TAX: ("", "2018年9月")})
    dialog.column.show_texts([IssueText(description="缺电")], {})
    dialog.accept_typed()
    assert not dialog.isHidden() and building.due(desk.store) == before
    dialog.form.signed_on.setText("13-40")
    dialog.form.signed_on.textEdited.emit("13-40")
    dialog.accept_typed()
    assert kept(desk, card).state is CardState.PRINTED


def test_an_interrupted_entry_goes_on_where_it_was_left(desk: Desk, world: World, card: Card, opened: Open) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.figures.show_texts({Indicator.TAX: ("181", "2018年1—8月")})
    dialog.form.suggestions.set_text("写到一半")
    dialog.form.signatures[Signature.FILLER].setChecked(True)
    dialog.column.show_texts([IssueText(category=Category.FUNDS, description="贷款")], {})
    dialog.keeper.touch()
    dialog.reject()
    assert find(desk.store, FORM, card.id) is not None
    again = opened(CardEntry(desk, card.id))
    assert again.form.figures.texts()[Indicator.TAX] == ("181", "2018年1—8月")
    assert again.form.suggestions.text() == "写到一半" and again.form.signed() == (Signature.FILLER,)
    assert [text.description for text in again.column.texts()] == ["贷款"]
    again.accept_typed()
    assert find(desk.store, FORM, card.id) is None
    assert figures(desk, world)[Indicator.TAX, "2018年1—8月"].value == Decimal(181)


def test_a_rating_that_came_too_late_is_told(desk: Desk, world: World, card: Card, opened: Open) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.ratings[world.answered.id].set_value(Satisfaction.SATISFIED)
    dialog.reject()
    closed = replace(world.answered, state=IssueState.CLOSED)
    building.pull(desk.store, world.feed.page(world.feed.put("issue", closed)))
    again = opened(CardEntry(desk, card.id))
    assert again.form.ratings == {} and again.note.text().startswith("1 个问题现在不能再评满意度")


def test_an_entry_gone_on_with_writes_over_what_it_showed_and_not_what_came_meanwhile(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.figures.show_texts({Indicator.REVENUE: ("5100", "2018年1—8月")})
    dialog.keeper.touch()
    dialog.reject()
    with desk.store.write() as session:
        seen = enterprises.seen(session, "figure", "f-1")
        assert seen is not None
        enterprises.save_figure(session, replace(seen.record, value=Decimal(9999)), seen, today=TODAY)
    opened(CardEntry(desk, card.id)).accept_typed()
    with desk.store.read() as session:
        written = select(sync_op).where(sync_op.c.kind == "figure").order_by(sync_op.c.n.desc())
        assert session.all(written)[0]["before"]["value"] == "4820.5", "9999 was never shown"


def test_a_photo_of_the_paper_is_seen_before_its_layout(
    desk: Desk, world: World, card: Card, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    photo = QImage(600, 800, QImage.Format.Format_RGB32)
    photo.fill(Qt.GlobalColor.white)
    photo.save(str(tmp_path / "签回.jpg"))
    dialog = opened(CardEntry(desk, card.id))
    sheets = dialog.paper.count()
    dialog.files.add([tmp_path / "签回.jpg"])
    qtbot.waitUntil(lambda: dialog.paper.count() == sheets + 1)
    dialog.accept_typed()
    again = opened(CardEntry(desk, card.id))
    qtbot.waitUntil(lambda: again.paper.count() == sheets + 1)


def test_a_photo_of_the_signed_card_hangs_on_the_card(desk: Desk, world: World, card: Card, opened: Open) -> None:
    held = attachments.hold(desk.store, Prepared(name="签回.pdf", media_type="application/pdf", content=b"%PDF-1.4 x"))
    dialog = opened(CardEntry(desk, card.id))
    dialog.files.set_held([held])
    dialog.accept_typed()
    with desk.store.read() as session:
        (line,) = attachments.of(session, card.id)
    assert (line.record.card_id, line.record.name) == (card.id, "签回.pdf")


def test_enter_leads_from_number_to_number_and_tab_to_the_period(
    desk: Desk, card: Card, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    for key, name in (
        (Qt.Key.Key_Return, "figure_output"),
        (Qt.Key.Key_Enter, "figure_profit"),
        (Qt.Key.Key_Tab, "period_profit"),
        (Qt.Key.Key_Return, "figure_tax"),
    ):
        qtbot.keyClick(dialog.focusWidget(), key)
        assert dialog.focusWidget().objectName() == name
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isHidden(), "with Ctrl it saves as everywhere"


def test_tab_goes_on_from_a_problem_to_what_stands_below_it(desk: Desk, card: Card, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.visit.fold.setFocus()
    below = dialog.column.add_button
    dialog.column.show_texts([IssueText(description="缺电工"), IssueText(description="缺钳工")], {})
    first, second = dialog.column.blocks()
    passed = []
    while dialog.focusWidget() is not dialog.form.suggestions.edit and len(passed) < 30:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        passed.append(dialog.focusWidget())
    wanted = [first.category, first.description.edit, first.wish, second.category, second.wish, below]
    assert [each for each in passed if each in wanted] == wanted and passed[0] is first.category


def test_what_is_wrong_comes_into_view_and_so_does_the_figure_that_enter_leads_to(
    desk: Desk, card: Card, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.resize(1040, 300)
    figures, day = dialog.form.figures, dialog.form.signed_on
    figures.show_texts({Indicator.OUTPUT: ("许多", "2018年9月")})
    day.setFocus()
    reveal(day)
    dialog.accept_typed()
    output = dialog.focusWidget()
    assert output.objectName() == "figure_output"
    qtbot.waitUntil(lambda: output.visibleRegion().boundingRect().height() == output.height())
    for _figure in range(6):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    gas = dialog.focusWidget()
    assert gas.objectName() == "figure_gas" and gas.visibleRegion().boundingRect().height() == gas.height()


def unfolded(dialog: CardEntry) -> CardVisit:
    visit = dialog.form.visit
    assert visit is not None and not visit.is_open()
    visit.fold.click()
    return visit


def test_a_visit_written_on_the_paper_is_filed_with_its_problems(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    dialog.form.signed_on.set_day(date(2018, 9, 25))
    fields = unfolded(dialog)
    assert (fields.day.day(), fields.visitors.tokens()) == (date(2018, 9, 25), (desk.account.user_name,))
    assert fields.received_by.text() == "李秀芬 生产厂长"
    fields.situation.set_text("订单排到年底")
    text = IssueText(category=Category.TALENT, description="夜班招不到人")
    dialog.column.show_texts([text], {})
    dialog.accept_typed()
    with desk.store.read() as session:
        visit, raised = visits.recent(session, world.firm.id, 1)[0], issues.get(session, text.id)
    assert (visit.situation, visit.is_no_issue, visit.is_late_entry) == ("订单排到年底", False, True)
    assert raised is not None and raised.visit_id == visit.id != world.own.id
    assert kept(desk, card).visit_id == world.own.id, "what was printed on it stands on it"


def test_no_visit_is_filed_that_nobody_unfolded_or_that_was_folded_again(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    unfolded(dialog).fold.click()
    dialog.accept_typed()
    with desk.store.read() as session:
        assert [visit.id for visit in visits.recent(session, world.firm.id)] == [world.own.id]
    assert kept(desk, card).visit_id == card.visit_id and dialog.isHidden()


def test_a_visit_half_typed_is_kept_and_what_is_wrong_with_it_is_said(
    desk: Desk, world: World, card: Card, opened: Open
) -> None:
    dialog = opened(CardEntry(desk, card.id))
    fields = unfolded(dialog)
    fields.day.setText("9-45")
    fields.day.textEdited.emit("9-45")
    fields.visitors.set_tokens([])
    dialog.accept_typed()
    said = {name: fields.fields.findChild(QLabel, f"problem_{name}").text() for name in ("visited_at", "visitors")}
    assert not dialog.isHidden() and all(said.values())
    dialog.reject()
    again = opened(CardEntry(desk, card.id)).form.visit
    assert again is not None and again.is_open() and (again.day.text(), again.visitors.tokens()) == ("9-45", ())
    again.fold.click()
    folded = opened(CardEntry(desk, card.id)).form.visit if again.window().close() else None
    assert folded is not None and not folded.is_open() and folded.day.text() == "9-45"


def test_a_visit_of_that_day_that_is_filed_already_is_said(desk: Desk, card: Card, opened: Open) -> None:
    fields = unfolded(opened(CardEntry(desk, card.id)))
    assert fields.brake.text() == ""
    fields.day.setText("9-4")
    fields.day.textEdited.emit("9-4")
    assert "走访" in fields.brake.text()


@pytest.mark.parametrize(("percent", "is_seen"), [(100, True), (150, False)])
def test_who_has_no_room_for_the_paper_is_not_told_to_turn_it(
    desk: Desk, card: Card, opened: Open, look: Look, percent: int, is_seen: bool
) -> None:
    look("light", percent)
    dialog = opened(CardEntry(desk, card.id))
    assert ("PgUp" in dialog.note.text(), dialog.paper.isVisible()) == (is_seen, is_seen)


def test_a_projects_card_asks_for_no_figures(desk: Desk, world: World, opened: Open) -> None:
    made = printed_card(desk.store, Subject("project", world.project.id), PrintWay.PAPER)
    dialog = opened(CardEntry(desk, made.id))
    assert not dialog.form.figures.isVisible()
    dialog.form.suggestions.set_text("尽快通水")
    unfolded(dialog).situation.set_text("封顶")
    dialog.accept_typed()
    with desk.store.read() as session:
        (visit,) = visits.recent(session, world.project.id)
    assert (kept(desk, made).suggestions, kept(desk, made).visit_id) == ("尽快通水", visit.id)
    assert (visit.situation, visit.is_no_issue, visit.is_late_entry) == ("封顶", True, False)


def test_what_left_this_desk_a_moment_ago_is_told_and_not_opened(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    page = opened(QWidget())
    for open_it in (opening.card_entry, opening.visit_record, opening.order):
        open_it(desk, page, "gone")
    qtbot.waitUntil(lambda: len(page.findChildren(MessageDialog)) == 3)
    assert {dialog.objectName() for dialog in page.findChildren(QDialog) if dialog.isVisible()} == {"message_dialog"}


def test_a_card_voided_meanwhile_is_not_signed_unseen(desk: Desk, world: World, card: Card, opened: Open) -> None:
    dialog = opened(CardEntry(desk, card.id))
    with desk.store.write() as session:
        seen = cards.seen(session, card.id)
        assert seen is not None
        cards.void(session, seen, "破损", today=TODAY)
    dialog.accept_typed()
    assert dialog.findChild(MessageDialog) is not None
    assert kept(desk, card).state is CardState.VOID
