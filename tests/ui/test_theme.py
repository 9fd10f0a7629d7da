"""The look: contrast is computed, lengths stay on the grid, switching is live."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.text import Label
from tests.ui.conftest import Look

PLAIN = ("canvas", "surface", "raised")
ROWS = (*PLAIN, "hover", "sel", "sel_off")
TEXT = {
    "ink": (*ROWS, "mark", "mute_bg"),
    "ink2": (*ROWS, "mute_bg"),
    "ink3": ROWS,
    "hint": ("surface",),
    "accent": ROWS,
    "on_fill": ("fill", "fill_hover", "fill_press"),
    "ok": (*ROWS, "ok_bg"),
    "info": (*ROWS, "info_bg"),
    "warn": (*ROWS, "warn_bg"),
    "bad": (*ROWS, "bad_bg"),
    "mute": (*ROWS, "mute_bg"),
}
SHAPES = {"border": PLAIN, "warn_shape": (*ROWS, "warn_bg"), "bad_shape": (*ROWS, "bad_bg"), "accent": ROWS}
PAIRS = [(ink, ground, 4.5) for ink, grounds in TEXT.items() for ground in grounds]
PAIRS += [(shape, ground, 3.0) for shape, grounds in SHAPES.items() for ground in grounds]


def luminance(hexed: str) -> float:
    """Relative luminance of WCAG 2."""
    channels = [int(hexed[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Contrast of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("column", range(3), ids=theme.NAMES)
def test_every_text_and_shape_is_seen_on_every_ground_it_is_used_on(column: int) -> None:
    weak = [
        f"{ink} on {ground}: {value:.2f}"
        for ink, ground, wanted in PAIRS
        if (value := ratio(theme.TOKENS[ink][column], theme.TOKENS[ground][column])) < wanted
    ]
    assert weak == []


def test_the_contrast_computation_knows_the_extremes_and_the_published_lowest() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio(theme.TOKENS["hint"][0], theme.TOKENS["surface"][0]) == pytest.approx(4.88, abs=0.01)


def test_lengths_grow_with_the_text_and_stay_on_the_four_px_grid(look: Look) -> None:
    look("light", 100)
    assert [theme.S(px) for px in (20, 32, 48)] == [20, 32, 48]
    look("light", 150)
    assert [theme.S(px) for px in (20, 32, 48)] == [32, 48, 72]
    assert all(theme.S(px) % 4 == 0 for px in range(1, 120))


def test_a_living_widget_takes_the_new_size_and_colour_at_once(look: Look) -> None:
    label, button, bar = Label("企业", "caption", "ink3"), Button("保存"), Area(height=48)
    widgets = (label, button, bar)
    look("dark", 150)
    assert label.font().pixelSize() == 18
    assert label.palette().windowText().color() == theme.colour("ink3")
    assert (button.height(), bar.height()) == (48, 72)
    for widget in widgets:
        widget.deleteLater()


def test_an_unknown_token_is_a_mistake_not_a_black_spot(look: Look) -> None:
    with pytest.raises(KeyError):
        theme.colour("nearly_ink")


def test_the_sheet_is_filled_in_completely(look: Look, qapp: QApplication) -> None:
    assert "@" not in qapp.styleSheet()


def test_an_icon_is_painted_in_the_colour_of_the_present_theme(look: Look) -> None:
    found = []
    for name in ("light", "dark"):
        look(name)
        image = QImage(32, 32, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        icons.icon("printer", "accent").paint(painter, image.rect())
        painter.end()
        inked = {
            image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
        }
        found.append(theme.colour("accent").name() in inked)
    assert found == [True, True]


@pytest.mark.parametrize("at", range(0, 24))
def test_a_hairline_is_never_lost_at_125_percent(look: Look, at: int) -> None:
    image = QImage(60, 60, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(1.25)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    box = QRectF(2, at * 0.5, 30, 20)
    painter.setClipRect(box)
    painting.hairline(painter, box, "tb")
    painter.end()
    column = [image.pixelColor(20, y) for y in range(60)]
    assert column.count(theme.colour("line")) == 2


def test_chinese_text_stands_in_the_middle_of_its_line(look: Look) -> None:
    metrics = QFontMetricsF(theme.font("body"))
    rect = QRectF(0, 0, 100, 32)
    glyph = metrics.tightBoundingRect("国")
    assert theme.baseline(rect, metrics) + glyph.center().y() == pytest.approx(16)
