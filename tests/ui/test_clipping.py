"""The clipping helper sees each kind of cut text, and nothing where all is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine
from tests.ui import gallery
from tests.ui.clipping import clipped
from tests.ui.conftest import Look


def test_each_kind_of_cut_text_is_found(look: Look, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 240)
    label = QLabel("河北冠通线缆有限公司", window)
    label.setGeometry(0, 0, 40, 20)
    combo = QComboBox(window)
    combo.addItem("人才团队引进")
    combo.setGeometry(0, 30, 90, 28)
    holder = QWidget(window)
    holder.setGeometry(0, 70, 50, 40)
    inner = QPushButton("提出更正", holder)
    inner.setGeometry(0, 0, 120, 30)
    own = Button("提出更正", parent=window)
    own.setGeometry(0, 120, 40, 32)
    low = QLabel("走访", window)
    low.setGeometry(0, 170, 100, 9)
    wrapped = QLabel("没有附：" * 9, window)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(0, 190, 100, 30)
    window.show()
    found = clipped(window)
    kinds = ("QLabel", "QComboBox", "QPushButton", "Button", "走访", "没有附")
    assert [kind for kind in kinds if not any(kind in line for line in found)] == []
    assert len(found) == 6


def test_text_with_room_enough_is_left_alone(look: Look, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 100)
    label = QLabel("企业", window)
    label.setGeometry(0, 0, 100, 24)
    combo = QComboBox(window)
    combo.addItem("资金")
    combo.setGeometry(0, 30, 120, 28)
    window.show()
    assert clipped(window) == []


@pytest.mark.parametrize(
    ("name", "percent", "size", "language"),
    [
        ("light", 100, (1093, 614), "zh"),
        ("dark", 100, (1093, 535), "en"),
        ("light", 100, (820, 520), "en"),
        ("contrast", 150, (1093, 614), "zh"),
        ("light", 200, (1093, 614), "en"),
    ],
)
def test_the_frame_and_every_widget_show_their_whole_text(
    look: Look, desk: Desk, qtbot: QtBot, name: str, percent: int, size: tuple[int, int], language: str
) -> None:
    look(name, percent, language)
    window = gallery.window(desk)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    faults = []
    for page in gallery.PAGES:
        window.nav.chosen.emit(page.key)
        gallery.settle()
        faults += [f"{page.key}: {line}" for line in clipped(window)]
    box = gallery.dialog()
    qtbot.addWidget(box)
    box.show()
    gallery.settle()
    faults += [f"dialog: {line}" for line in clipped(box)]
    assert faults == []


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_the_gallery_is_painted_in_every_theme(look: Look, desk: Desk, tmp_path: Path, name: str) -> None:
    look(name)
    for file in gallery.paint_all(desk, tmp_path, name):
        image = QImage(str(file))
        tones = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(tones) > 8, file.name


@pytest.mark.parametrize("label", ["资金", "Talent and labour", "A category that has far too many words"])
def test_the_label_of_a_line_ends_before_what_it_says(look: Look, qtbot: QtBot, label: str) -> None:
    look("light")
    alone, whole = (_painted(qtbot, IssueLine(label, what)) for what in ("", "夜班缺熟练工"))
    ground = alone.pixelColor(alone.width() - 1, 0)
    inked = {x for x in range(alone.width()) for y in range(alone.height()) if alone.pixelColor(x, y) != ground}
    end = max(inked) + 4
    assert alone.copy(0, 0, end, alone.height()) == whole.copy(0, 0, end, alone.height())
    assert alone != whole


def _painted(qtbot: QtBot, line: IssueLine) -> QImage:
    qtbot.addWidget(line)
    line.resize(600, line.height())
    return line.grab().toImage()
