"""反馈卡: the list by state, the life of one card, and the scanner's text wherever it may be typed."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.card import Card, mark_of
from sscs_desktop.domain.visit import PDF
from sscs_desktop.domain.vocabulary import CardState, PrintWay, Signature
from sscs_desktop.paperwork import card_paper
from sscs_desktop.store import attachments, cards, enterprises, issues, visits
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import finding
from sscs_desktop.ui.dialogs.card_entry import CardEntry
from sscs_desktop.ui.dialogs.card_preview import CardPreview
from sscs_desktop.ui.dialogs.card_void_dialog import CardVoidDialog
from sscs_desktop.ui.pages.cards import CardsPage
from sscs_desktop.ui.pages.visits import VisitsPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine
from sscs_desktop.ui.widgets.table import HeadedTable
from sscs_desktop.ui.widgets.text import Elided, Label
from sscs_desktop.ui.widgets.thumb_line import ThumbLine
from tests.paperwork.printed_card import printed_card
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import TODAY, World

FIRM = "河北冠通线缆"


@pytest.fixture
def card(world: World) -> Card:
    return printed_card(world.store, Subject("enterprise", world.firms[FIRM].id), PrintWay.PAPER)


@pytest.fixture
def page(world: World, card: Card, frame: Frame) -> CardsPage:
    found = cast(CardsPage, frame.page("cards"))
    found.open(Target("card", card.id))
    return found


def kept(world: World, card: Card) -> Card:
    with world.store.read() as session:
        found = cards.get(session, card.id)
    assert found is not None
    return found


def said(page: QWidget) -> str:
    return "\n".join(label.text() for kind in (Label, Elided) for label in seen(page, kind))


def scan(page: CardsPage, qtbot: QtBot, text: str) -> None:
    page.focus_filter()
    qtbot.keyClicks(page.pane.filter.edit, text)
    qtbot.keyClick(page.pane.filter.edit, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_every_card_is_listed_with_its_state_and_found_by_number(page: CardsPage, card: Card, qtbot: QtBot) -> None:
    assert {(row.name, row.word) for row in page.pane.list.rows()} == {
        ("河北冠通线缆有限公司（示例）", "已打印"),
        ("宁兴纺织有限公司（示例）", "已打印"),
    }
    page.pane.filter.edit.setText(card.number)
    qtbot.waitUntil(lambda: [row.id for row in page.pane.list.rows()] == [card.id])


def test_a_scanned_paper_opens_its_card_and_is_known_as_the_latest(
    world: World, page: CardsPage, card: Card, qtbot: QtBot
) -> None:
    other = printed_card(world.store, Subject("enterprise", world.firms["凤来食品"].id), PrintWay.PAPER)
    scan(page, qtbot, f"{other.number} {mark_of(other.prints[0].content_hash)}")
    qtbot.waitUntil(lambda: (row := page.pane.list.current()) is not None and row.id == other.id)
    assert page.pane.filter.text() == ""
    assert "最新的一次打印（第 1 次）" in said(page.detail)
    page.pane.list.select(card.id)
    assert "手里的纸" not in said(page.detail)


def test_a_scanned_paper_older_than_the_last_print_says_so(
    world: World, page: CardsPage, card: Card, qtbot: QtBot
) -> None:
    with world.store.write() as session:
        cards.record_print(session, card, PrintWay.PAPER, "b" * 64, today=TODAY)
    scan(page, qtbot, f"{card.number} {mark_of(card.prints[0].content_hash)}")
    assert "第 1 次打印的旧样" in said(page.detail)
    scan(page, qtbot, f"{card.number} {'B' * 16}")
    assert "最新的一次打印（第 2 次）" in said(page.detail)
    scan(page, qtbot, f"{card.number} {'C' * 16}")
    assert "对不上" in said(page.detail)


def test_a_scanned_paper_that_is_void_says_so(world: World, page: CardsPage, card: Card, qtbot: QtBot) -> None:
    with world.store.write() as session:
        known = cards.seen(session, card.id)
        assert known is not None
        cards.void(session, known, "内容写错了", today=TODAY)
    scan(page, qtbot, f"{card.number} {mark_of(card.prints[0].content_hash)}")
    assert "手里的纸已经作废" in said(page.detail) and "最新的一次打印" not in said(page.detail)


def test_the_problems_of_a_card_stand_in_its_order_and_those_not_here_are_told(
    world: World, page: CardsPage, card: Card
) -> None:
    with world.store.read() as session:
        every = [line.id for line in issues.listing(session)]
    written = (every[2], every[0], "gone", every[1])  # one of them was moved to another firm
    world.pull(("card", replace(card, id="other", number="0528-0901", issue_ids=written)))
    page.open(Target("card", "other"))
    page.refresh()
    with world.store.read() as session:
        assert [line.id for line in issues.lines_of(session, written)] == [every[2], every[0], every[1]]
    assert "有 1 个已不在本机" in said(page.detail)


def test_a_scanned_paper_of_another_machine_is_said_not_to_be_here(page: CardsPage, qtbot: QtBot) -> None:
    scan(page, qtbot, "FK-130528-2018-009999 0123456789ABCDEF")
    assert not page._pause.isActive()  # nothing brings the whole list back behind one's back
    assert "FK-130528-2018-009999" in said(page.pane) and not page.pane.list.rows()
    next(button for button in seen(page.pane, Button) if button.objectName() == "empty_back").click()
    assert len(page.pane.list.rows()) == 2
    scan(page, qtbot, "FK-130528-2018-009999 0123456789ABCDEF")
    page.pane.filter.edit.setText("冠通")
    qtbot.waitUntil(lambda: len(page.pane.list.rows()) == 1)


def test_the_search_of_the_window_takes_a_scan_to_its_card_and_says_which_print_it_is(
    world: World, page: CardsPage, card: Card, frame: Frame
) -> None:
    frame.window.go(Target("page:firms"))
    with world.store.read() as session:
        (row,) = finding.found(session, f"{card.number} {mark_of(card.prints[0].content_hash)}")
        assert [each.kind for each in finding.found(session, card.number)] == ["card"]
    world.pull(("card", replace(card, id="longer", number=f"{card.number}0")))
    with world.store.read() as session:
        assert finding.found(session, f"{card.number} {mark_of(card.prints[0].content_hash)}") == [row]
        assert finding.found(session, f"FK-999 {'A' * 16}") == []
    frame.window.go(Target(row.kind, row.id))
    QApplication.processEvents()
    assert "最新的一次打印" in said(page.detail)


def test_every_print_stands_in_the_log_the_latest_first(world: World, page: CardsPage, card: Card) -> None:
    with world.store.write() as session:
        cards.record_print(session, card, PrintWay.PDF, "b" * 64, today=TODAY)
    page.refresh()
    page.detail.next_tab(1)
    (table,) = seen(page, HeadedTable)
    first, second = table.accessibleName().split("；")
    assert first.startswith("2，") and "王建国，存 PDF，BBBB-BBBB-BBBB-BBBB" in first
    assert second.startswith("1，") and "打印" in second


def test_a_card_is_voided_with_a_reason_and_the_step_can_be_taken_back(
    world: World, page: CardsPage, card: Card, frame: Frame
) -> None:
    page.void()
    (dialog,) = frame.window.findChildren(CardVoidDialog)
    dialog.accept_typed()
    assert kept(world, card).state is CardState.PRINTED
    dialog.reason.setText("纸损坏了")
    dialog.accept_typed()
    assert kept(world, card).void_reason == "纸损坏了"
    page.refresh()
    assert "原因：纸损坏了。还没有打印替换的新卡" in said(page.detail)
    undo = next(button for button in seen(page, Button) if button.objectName() == "undo")
    undo.click()
    assert kept(world, card) == card


def test_a_voided_card_leads_to_the_card_in_its_stead(world: World, page: CardsPage, card: Card, frame: Frame) -> None:
    with world.store.write() as session:
        known = cards.seen(session, card.id)
        assert known is not None
        cards.void(session, known, "破损", today=TODAY)
    page.refresh()
    row = page.pane.list.current()
    assert row is not None
    page.step(row)
    (preview,) = frame.window.findChildren(CardPreview)
    card_paper.record_content(world.store, preview._content, PrintWay.PAPER)
    page.refresh()
    assert "由 0528-0003 替换" in said(page.detail)
    shown = {button.objectName() for button in seen(page.detail, Button)}
    assert not shown & {"undo", "card_instead"}, "two cards would stand for one"


def test_the_visit_on_a_card_leads_to_where_it_is_filed(
    world: World, page: CardsPage, card: Card, frame: Frame
) -> None:
    assert card.visit_id and "卡上的走访" in said(page.detail)
    with world.store.read() as session:
        visit = visits.get(session, card.visit_id)
    assert visit is not None
    line = next(each for each in seen(page.detail, IssueLine) if visit.visitors[0] in each.accessibleName())
    line.pressed.emit()
    shown = frame.window.current()
    assert isinstance(shown, VisitsPage) and (row := shown.pane.list.current()) and row.id == visit.id


def test_half_of_a_scan_finds_the_card_while_the_rest_comes(page: CardsPage, card: Card, qtbot: QtBot) -> None:
    mark = mark_of(card.prints[0].content_hash)
    page.focus_filter()
    qtbot.keyClicks(page.pane.filter.edit, f"{card.number} {mark[:5]}")
    qtbot.waitUntil(lambda: [row.id for row in page.pane.list.rows()] == [card.id])
    assert page.pane.filter.edit.text() == f"{card.number} {mark[:5]}"
    qtbot.keyClicks(page.pane.filter.edit, mark[5:])
    assert "手里的纸是最新的一次打印" in said(page.detail)


@pytest.mark.parametrize("ends_in_enter", [False, True])
def test_a_stack_of_cards_is_scanned_and_typed_in_without_the_mouse(
    page: CardsPage, card: Card, frame: Frame, ends_in_enter: bool
) -> None:
    page.pane.list.setFocus()
    for letter in f"{card.number} {mark_of(card.prints[0].content_hash)}":
        QTest.keyClicks(frame.window.focusWidget(), letter)
    if ends_in_enter:
        QTest.keyClick(frame.window.focusWidget(), Qt.Key.Key_Return)
    assert "手里的纸是最新的一次打印" in said(page.detail) and page.pane.filter.text() == ""
    QTest.keyClick(frame.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (entry,) = page.findChildren(CardEntry)
    assert entry.isVisible()


def test_the_scan_of_a_signed_paper_is_seen_with_its_card(world: World, page: CardsPage, card: Card) -> None:
    held = attachments.hold(world.store, Prepared(content=b"%PDF-1.4 ", name="签回.pdf", media_type=PDF))
    with world.store.write() as session:
        attachments.add(session, held, card_id=card.id)
    page.refresh()
    assert [line.name() for line in seen(page.detail, ThumbLine)] == ["签回.pdf"]


def test_the_next_step_of_a_printed_card_is_to_type_it_in(page: CardsPage, card: Card, frame: Frame) -> None:
    row = page.pane.list.current()
    assert row is not None
    page.step(row)
    (dialog,) = frame.window.findChildren(CardEntry)
    assert card.number in dialog.paper.accessibleName() or dialog.paper.count() == 2


def test_a_signed_card_says_what_it_bears_and_can_be_unsigned(world: World, page: CardsPage, card: Card) -> None:
    with world.store.write() as session:
        known = cards.seen(session, card.id)
        assert known is not None
        signed = replace(card, signed_on=TODAY, signatures=(Signature.SEAL,))
        cards.sign(session, signed, known, today=TODAY)
    page.refresh()
    assert "企业或项目单位盖章" in said(page.detail)
    next(button for button in seen(page, Button) if button.objectName() == "undo").click()
    assert kept(world, card) == card


def shown_of_others(world: World, page: CardsPage, theirs: Card) -> set[str]:
    world.pull(("card", replace(theirs, id="theirs", number="0528-0900", author_id="p-li", author_name="李慧")))
    page.open(Target("card", "theirs"))
    page.refresh()
    return {button.objectName() for button in seen(page.detail, Button)}


def test_a_colleagues_card_of_the_unit_is_signed_and_printed_like_ones_own(
    world: World, page: CardsPage, card: Card
) -> None:
    shown = shown_of_others(world, page, card)
    assert shown == {"more", "attach", "card_enter", "card_again"}
    assert "由现在的责任单位办" not in said(page.detail)
    row = page.pane.list.current()
    assert row is not None and "作废…" in [word for word, _ in page.acts(row)]


def test_a_card_of_another_units_firm_is_read_not_changed(world: World, page: CardsPage, card: Card) -> None:
    with world.store.read() as session:
        (ours,) = enterprises.assignments(session, card.enterprise_id or "")
    world.pull(("assignment", replace(ours, unit_id="u-other", unit_name="河渠镇经济发展办")))
    assert shown_of_others(world, page, card) == {"more"}
    assert "李慧打的卡：录入签回、重打、作废由现在的责任单位办" in said(page.detail)
    row = page.pane.list.current()
    assert row is not None and [word for word, _ in page.acts(row)] == ["打开企业或项目", "复制成一行文字"]
