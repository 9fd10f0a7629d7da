"""The look: named colours for three themes, five sizes of type, and the 4-px grid that text zoom stretches.

Widgets ask at paint time (`colour`, `font`, `S`); `apply` switches everything that is alive.
No other file holds a colour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from sscs_desktop.base import paths

Name = Literal["light", "dark", "contrast"]
Role = Literal["key", "caption", "body", "record", "page"]

NAMES: tuple[Name, ...] = ("light", "dark", "contrast")
PERCENTS = (100, 115, 130, 150, 175, 200)
FAMILIES = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "FW Sans SC")
SIZES: dict[Role, int] = {"key": 11, "caption": 12, "body": 14, "record": 16, "page": 20}

# token: (light, dark, high contrast); what each is for and its computed ratios stand in docs of the look.
TOKENS: dict[str, tuple[str, str, str]] = {
    "canvas": ("#EEF0EE", "#17191C", "#000000"),  # window, nav, status bar, dialog footer
    "surface": ("#FFFFFF", "#1F2225", "#000000"),  # lists, detail, fields, top bar
    "raised": ("#F6F7F6", "#272B2F", "#000000"),  # issue side of a dialog, sums, read-only field
    "line": ("#D6DAD7", "#363B41", "#FFFFFF"),  # hairline between areas
    "border": ("#7B838A", "#7B848D", "#FFFFFF"),  # outline of what can be typed in or pressed
    "scroll": ("#B4BABF", "#4A5158", "#FFFFFF"),  # scroll handle at rest
    "ink": ("#1A1E23", "#DEE2E6", "#FFFFFF"),  # what is read first
    "ink2": ("#474E56", "#B8BFC6", "#FFFFFF"),  # what explains it
    "hint": ("#6A727A", "#8D969F", "#C8C8C8"),  # placeholder in an empty field
    "ink3": ("#5C646C", "#A6AEB6", "#FFFFFF"),  # labels, provenance, counts
    "accent": ("#1E58A5", "#8DB8F2", "#FFE14D"),  # links, quiet verbs, current page, ring
    "fill": ("#1E58A5", "#3468B4", "#FFE14D"),  # the one filled button, today's date
    "fill_hover": ("#184A8C", "#3F75C4", "#FFF0A0"),
    "fill_press": ("#123A70", "#2A579A", "#E0C32E"),
    "on_fill": ("#FFFFFF", "#FFFFFF", "#000000"),
    "hover": ("#F1F4F8", "#282D33", "#1F1F1F"),  # row under the pointer
    "sel": ("#DBE7F6", "#26405F", "#3A3300"),  # selected, focus here
    "sel_off": ("#E4E7E5", "#31363C", "#262626"),  # selected, focus elsewhere; pressed
    "mark": ("#FBE7B2", "#5A4715", "#5C5200"),  # differing or found characters, always underlined too
    "disabled": ("#8A9199", "#767F88", "#A6A6A6"),
    "disabled_bg": ("#EFF1EF", "#24282C", "#000000"),
    "ok": ("#1B6A3B", "#86D1A3", "#7CFC9A"),
    "ok_bg": ("#DFF0E5", "#1B3A29", "#000000"),
    "info": ("#1E58A5", "#9AC1F5", "#8FD3FF"),
    "info_bg": ("#E2ECF8", "#203755", "#000000"),
    "warn": ("#7F4A00", "#EFC673", "#FFE14D"),
    "warn_bg": ("#FBEBC8", "#40310F", "#000000"),
    "warn_shape": ("#A86600", "#E0A93B", "#FFE14D"),
    "bad": ("#AD1F1B", "#F6A9A2", "#FF9C94"),
    "bad_bg": ("#FBE3E0", "#4A2220", "#000000"),
    "bad_shape": ("#C8322B", "#EE7F76", "#FF9C94"),
    "mute": ("#474E56", "#BAC1C8", "#FFFFFF"),
    "mute_bg": ("#E9ECEA", "#30353A", "#1F1F1F"),
    "shadow": ("#000000", "#000000", "#000000"),
}


@dataclass(slots=True)
class _Look:
    column: int = 0
    zoom: float = 1.0


_look = _Look()


def apply(app: QApplication, name: Name = "light", text_percent: int = 100) -> None:
    """Dress the whole application; whatever is alive changes at once, and nothing is done if it wears that."""
    load_fonts()
    worn = _Look(NAMES.index(name), min(max(text_percent, 100), 200) / 100)
    if worn == _look and app.styleSheet() == _sheet():
        return
    _look.column, _look.zoom = worn.column, worn.zoom
    app.setStyle("Fusion")
    app.setPalette(_palette())
    app.setFont(font("body"))
    app.setStyleSheet(_sheet())


def resolve(choice: str) -> Name:
    """Return the theme meant by a setting; "system" follows the system's light or dark."""
    if choice in NAMES:
        return choice
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def name() -> Name:
    """Return the name of the present theme."""
    return NAMES[_look.column]


def zoom() -> float:
    """Return the text zoom, 1.0 to 2.0."""
    return _look.zoom


def colour(token: str) -> QColor:
    """Return the present colour of a token (KeyError for a token that does not exist)."""
    return QColor(TOKENS[token][_look.column])


def S(px: int) -> int:
    """Return a height or label width in px under the present text zoom, on the 4-px grid."""
    return px if _look.zoom == 1.0 else 4 * round(px * _look.zoom / 4)


def font(role: Role = "body") -> QFont:
    """Return the font of a role; rank is made by size and ink, never by weight."""
    result = QFont()
    result.setFamilies(list(FAMILIES))
    result.setPixelSize(round(SIZES[role] * _look.zoom))
    return result


def line(role: Role) -> int:
    """Return the line height in px that rows of a role are laid out with."""
    return S({"key": 16, "caption": 18, "body": 20, "record": 24, "page": 28}[role])


def baseline(rect: QRectF, metrics: QFontMetricsF) -> float:
    """Return the y on which to write so that Chinese text stands in the middle of `rect`."""
    return rect.center().y() - metrics.tightBoundingRect("国").center().y()


def load_fonts() -> None:
    """Make the bundled face known, once; system faces come before it on screen."""
    if "FW Sans SC" not in QFontDatabase.families():
        QFontDatabase.addApplicationFont(str(paths.resources("fonts", "FW-Regular.otf")))


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "canvas"),
        (roles.WindowText, "ink"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "raised"),
        (roles.Text, "ink"),
        (roles.PlaceholderText, "hint"),
        (roles.Button, "surface"),
        (roles.ButtonText, "ink"),
        (roles.BrightText, "bad"),
        (roles.Light, "surface"),
        (roles.Midlight, "raised"),
        (roles.Mid, "line"),
        (roles.Dark, "border"),
        (roles.Shadow, "shadow"),
        (roles.Highlight, "fill"),
        (roles.HighlightedText, "on_fill"),
        (roles.Accent, "accent"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
        (roles.ToolTipBase, "raised"),
        (roles.ToolTipText, "ink"),
    ):
        palette.setColor(role, colour(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("disabled"))
    palette.setColor(QPalette.ColorGroup.Disabled, roles.Base, colour("disabled_bg"))
    palette.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, colour("sel_off"))
    return palette


def _sheet() -> str:
    text = paths.resources("theme", "desk.qss").read_text(encoding="utf-8")
    return re.sub(r"@([a-z_]+|S\d+)", _filled, text)


def _filled(match: re.Match[str]) -> str:
    word = match[1]
    return f"{S(int(word[1:]))}px" if word[0] == "S" else colour(word).name()
