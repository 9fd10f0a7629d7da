"""填经营数据: a figure with its unit and period, new or in place of the one that stands; the next card prints it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.enterprise import UNITS, Figure
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.store import cards, drafts, enterprises
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.figures_dialog import FiguresDialog
from tests.store import building
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.hands import compose, words

Open = Callable[[Any], Any]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def figures(desk: Desk, world: World) -> tuple[Figure, ...]:
    with desk.store.read() as session:
        return enterprises.figures(session, world.firm.id)


def test_a_figure_typed_is_on_the_next_card_with_unit_period_and_who(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.indicator.set_value(Indicator.EMPLOYEES)
    assert words(dialog, "unit") == "人"
    compose(dialog.value, "１，１８６")
    dialog.period.setText("2018年9月")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (figure,) = figures(desk, world)
    assert (figure.indicator, figure.value, figure.unit) == (Indicator.EMPLOYEES, Decimal(1186), "人")
    assert (figure.period, figure.filled_by, figure.filled_by_name) == ("2018年9月", FilledBy.CADRE, "王建国")
    with desk.store.read() as session:
        assert cards.feedback_card(session, world.firm.id, today=building.TODAY).figures == (figure,)
        assert drafts.listing(session) == ()


def test_a_figure_of_the_same_period_is_changed_and_one_of_another_added(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    for period, value in (("2018年1—8月", "4800"), ("2018年1-8月", "4820"), ("2018年1—9月", "5300")):
        dialog = opened(FiguresDialog(desk, world.firm.id))
        dialog.value.setText(value)
        dialog.period.setText(period)
        assert ("4,800 万元" in words(dialog, "standing")) is (value == "4820")
        dialog.filled_by.setFocus()
        qtbot.keyClick(dialog.filled_by, Key.Key_Left)
        qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert sorted((f.period, f.value, f.filled_by_name) for f in figures(desk, world)) == [
        ("2018年1-8月", Decimal(4820), ""),
        ("2018年1—9月", Decimal(5300), ""),
    ]
    verbs = [(operation.kind, operation.verb) for operation in building.due(desk.store)]
    assert {kind for kind, _verb in verbs} == {"figure"}


def test_what_a_department_gave_is_not_overwritten(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    given = Figure(
        id=building.ids.new_id(),
        enterprise_id=world.firm.id,
        indicator=Indicator.TAX,
        value=Decimal(181),
        unit="万元",
        period="2018年9月",
        filled_by=FilledBy.DEPARTMENT,
        filled_by_name="县税务局",
        filled_on=building.TODAY,
    )
    building.pull(desk.store, world.feed.page(world.feed.put("figure", given)))
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.indicator.set_value(Indicator.TAX)
    dialog.value.setText("190")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert given in figures(desk, world)
    assert len(figures(desk, world)) == 2


def test_what_is_no_number_and_no_period_is_said_beside_the_field(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(FiguresDialog(desk, world.firm.id))
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_value") == "请填写这一项"
    for typed in ("四千八", "NaN", "1e999999"):
        dialog.value.setText(typed)
        qtbot.keyClick(dialog, Key.Key_Return, Control)
        assert words(dialog, "problem_value"), typed
    dialog.value.setText("4820")
    dialog.period.setText("去年")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_period") == "年份不对"
    assert figures(desk, world) == ()
    dialog.keeper.stop()


def test_a_number_taken_out_empties_the_figure_and_may_be_filled_in_again(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.value.setText("4800")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    dialog = opened(FiguresDialog(desk, world.firm.id))
    assert dialog.value.text() == "4,800", "what stands is shown"
    dialog.value.clear()
    assert words(dialog, "standing") == "这一期已填 4,800 万元（干部代填），保存后清空这一项"
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert figures(desk, world) == ()
    with desk.store.read() as session:
        (emptied,) = enterprises.figures(session, world.firm.id, also_emptied=True)
        assert (emptied.value, emptied.filled_by_name) == (None, "王建国")
        assert cards.feedback_card(session, world.firm.id, today=building.TODAY).figures == ()
    dialog = opened(FiguresDialog(desk, world.firm.id))
    assert (dialog.value.text(), words(dialog, "standing")) == ("", "这一期的数字已清空，可以再填")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_value") == "请填写这一项", "there is nothing to empty"
    dialog.value.setText("5100")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (figure,) = figures(desk, world)
    assert (figure.id, figure.value) == (emptied.id, Decimal(5100))


def test_looking_at_a_figure_changes_nothing_and_empties_no_other(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    told = [
        Figure(
            id=building.ids.new_id(),
            enterprise_id=world.firm.id,
            indicator=indicator,
            value=Decimal(value),
            unit=UNITS[indicator],
            period="2018年9月",
            filled_by=FilledBy.ENTERPRISE,
            filled_by_name="刘经理",
            filled_on=building.TODAY - timedelta(days=7),
        )
        for indicator, value in ((Indicator.TAX, 172), (Indicator.EMPLOYEES, 186))
    ]
    building.pull(desk.store, world.feed.page(*(world.feed.put("figure", each) for each in told)))
    before, waiting = figures(desk, world), len(building.due(desk.store))
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.indicator.set_value(Indicator.TAX)
    dialog.value.clear()
    dialog.indicator.set_value(Indicator.EMPLOYEES)
    assert dialog.value.text() == "186", "a number taken out was that of the other figure"
    dialog.indicator.set_value(Indicator.PROFIT)
    assert (dialog.value.text(), words(dialog, "standing")) == ("", "")
    dialog.indicator.set_value(Indicator.EMPLOYEES)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert (figures(desk, world), len(building.due(desk.store))) == (before, waiting)


def test_an_unfinished_figure_goes_on_where_it_was_left(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.indicator.set_value(Indicator.POWER)
    dialog.value.setText("12.5")
    qtbot.keyClick(dialog, Key.Key_Escape)
    again = opened(FiguresDialog(desk, world.firm.id))
    assert (again.indicator.value(), again.value.text(), again.unit.text()) == (Indicator.POWER, "12.5", "万千瓦时")


def test_a_number_taken_out_and_left_for_later_is_still_out(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.value.setText("4800")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    dialog = opened(FiguresDialog(desk, world.firm.id))
    dialog.value.clear()
    qtbot.keyClick(dialog, Key.Key_Escape)
    again = opened(FiguresDialog(desk, world.firm.id))
    assert again.value.text() == "" and "保存后清空" in words(again, "standing")
    qtbot.keyClick(again, Key.Key_Return, Control)
    assert figures(desk, world) == ()
