"""What can be typed in, driven by keys and by an input method."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.vocabulary import Urgency
from sscs_desktop.ui.widgets.agenda import Agenda, Group, Item
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Chip
from sscs_desktop.ui.widgets.day_field import DayField
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField
from sscs_desktop.ui.widgets.list_detail import ListPane
from sscs_desktop.ui.widgets.search_field import SearchField
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.token_field import TokenField
from tests.ui.conftest import Look

pytestmark = pytest.mark.usefixtures("look")


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)


def composing(text: str, commit: str = "") -> QInputMethodEvent:
    event = QInputMethodEvent(text, [])
    if commit:
        event.setCommitString(commit)
    return event


def test_search_matches_what_the_input_method_is_still_composing(qtbot: QtBot) -> None:
    field = SearchField("名称或首字母")
    shown(qtbot, field)
    heard: list[str] = []
    field.sought.connect(heard.append)
    QApplication.sendEvent(field.edit, composing("hbgt"))
    assert heard[-1] == "hbgt"
    assert field.text() == ""
    QApplication.sendEvent(field.edit, composing("", "河北"))
    assert heard[-1] == "河北"


def test_search_forgets_a_composition_that_was_given_up(qtbot: QtBot) -> None:
    field = SearchField("名称或首字母")
    shown(qtbot, field)
    heard: list[str] = []
    field.sought.connect(heard.append)
    QApplication.sendEvent(field.edit, composing("hb"))
    QApplication.sendEvent(field.edit, composing(""))
    assert heard[-1] == ""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("今天", date(2018, 9, 26)),
        ("昨天", date(2018, 9, 25)),
        ("9-30", date(2018, 9, 30)),
        ("0930", date(2018, 9, 30)),
    ],
)
def test_a_day_is_read_as_people_write_it(qtbot: QtBot, typed: str, day: date) -> None:
    field = DayField()
    shown(qtbot, field)
    heard: list[object] = []
    field.changed.connect(heard.append)
    field.setText("")
    field.insert(typed)
    field.textEdited.emit(field.text())
    assert field.day() == day
    assert heard == [day]


def test_what_is_no_day_is_known_to_be_unclear(qtbot: QtBot) -> None:
    field = DayField()
    shown(qtbot, field)
    QTest.keyClicks(field, "99-99")
    assert field.day() is None
    assert field.is_unclear()


def test_tokens_are_added_by_enter_and_taken_away_by_backspace(qtbot: QtBot) -> None:
    field = TokenField()
    shown(qtbot, field)
    field.set_tokens(["王建国"])
    QTest.keyClicks(field.edit, "lihui")
    assert field.tokens() == ("王建国", "lihui")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.tokens() == ("王建国",)


def test_the_same_token_is_not_added_twice(qtbot: QtBot) -> None:
    field = TokenField()
    shown(qtbot, field)
    field.set_tokens(["王建国", " 王建国 ", ""])
    field.edit.setText("王建国")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.tokens() == ("王建国",)


def test_segments_are_walked_with_the_arrow_keys(qtbot: QtBot) -> None:
    segments = Segments([("on_site", "实地走访"), ("phone", "电话")])
    shown(qtbot, segments)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    assert segments.value() == "phone"
    QTest.keyClick(segments, Qt.Key.Key_Right)
    assert segments.value() == "phone"


def test_a_drop_down_keeps_its_value_when_its_choices_change(qtbot: QtBot) -> None:
    choice = Choice([("a", "甲"), ("b", "乙")])
    shown(qtbot, choice)
    choice.set_value("b")
    choice.set_choices([("b", "乙"), ("c", "丙")])
    assert choice.value() == "b"
    choice.set_choices([("c", "丙")])
    assert choice.value() is None


def test_typing_takes_the_mark_of_a_wrong_field_away(qtbot: QtBot) -> None:
    line, text = LineField(), TextField()
    shown(qtbot, line)
    shown(qtbot, text)
    for field, edit in ((line, line), (text, text.edit)):
        field.set_wrong("请填写这一项")
        assert field.toolTip() == "请填写这一项"
        QTest.keyClicks(edit, "a")
        assert field.toolTip() == ""


def test_a_drop_down_gives_back_the_very_value_that_was_put_in(qtbot: QtBot) -> None:
    choice = Choice([(Urgency.NORMAL, "一般"), (Urgency.URGENT, "紧急"), (100, "100%")])
    shown(qtbot, choice)
    choice.set_value(Urgency.URGENT)
    assert choice.value() is Urgency.URGENT
    choice.set_value(100)
    assert choice.value() == 100


def test_enter_in_an_empty_token_field_leads_on_and_after_a_word_does_not(qtbot: QtBot) -> None:
    class Holder(QWidget):
        entered = 0

        def keyPressEvent(self, event: QKeyEvent) -> None:
            self.entered += 1

    holder = Holder()
    field = TokenField(parent=holder)
    shown(qtbot, holder)
    QTest.keyClicks(field.edit, "lihui")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.tokens(), holder.entered) == (("lihui",), 0)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert holder.entered == 1


@pytest.mark.parametrize("percent", [100, 125, 150, 200])
def test_a_text_field_of_56_holds_two_whole_lines(qtbot: QtBot, look: Look, percent: int) -> None:
    look("light", percent)
    field = TextField(height=56)
    field.set_text("第一行\n第二行")
    shown(qtbot, field)
    assert field.edit.verticalScrollBar().maximum() == 0


def test_what_a_column_lets_go_never_becomes_a_window(qtbot: QtBot) -> None:
    column, part = ScrollColumn(), TextField()
    column.add(part)
    shown(qtbot, column)
    column.clear()
    assert not part.isWindow()
    assert not part.isVisible()


def test_rows_let_go_are_no_longer_lines_of_the_agenda(qtbot: QtBot) -> None:
    agenda = Agenda()
    shown(qtbot, agenda)
    for name in ("甲", "乙"):
        agenda.show_groups([Group(icon="sun", name="到期", items=(Item(id=name, who=name, step="催办"),))])
    assert [line.item.id for line in agenda.lines()] == ["乙"]


def test_a_plain_chip_folded_away_is_one_line_to_tick(qtbot: QtBot) -> None:
    pane = ListPane("问题", "内容")
    shown(qtbot, pane)
    pane.add_chip(Chip("未办结"))
    plain, several = pane.add_chip(Chip("退回")), pane.add_chip(Chip("层级"))
    several.set_choices([(None, "全部层级"), ("city", "市级")])
    several.set_value("city")
    heard: list[object] = []
    plain.chosen.connect(heard.append)
    menu = QMenu(pane)
    pane.fill_fold(menu)
    line, submenu = menu.actions()
    assert (line.text(), line.isCheckable(), line.isChecked(), line.menu()) == ("退回", True, False, None)
    line.trigger()
    assert heard == [True]
    assert plain.value() is True
    inner = submenu.menu()
    assert isinstance(inner, QMenu)
    assert [(each.text(), each.isChecked()) for each in inner.actions()] == [("全部层级", False), ("市级", True)]
