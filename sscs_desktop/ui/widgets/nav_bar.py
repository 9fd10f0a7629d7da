"""The eleven words at the left; a rail of icons when the window is narrow or the text large."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.nav import Entry
from sscs_desktop.ui.theme import Role
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Elided, Label

WIDE = 128
RAIL = 56
_FOOT_SIDES = 28


class NavBar(Area):
    """Shows entries, one current; no counters, no dots. Who I am stands at the foot."""

    chosen = Signal(str)

    def __init__(self, title: str, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__("canvas", "r", parent=parent)
        self._title = Elided(title, "record")
        self._who = Elided("", "body")
        self._unit = _TwoLines("caption", "ink3")
        self._unit.setObjectName("unit")
        self._buttons = {entry.key: _NavButton(entry) for entry in entries}
        self._head = Area(None, height=48)
        self._head.row((20, 0, 8, 0)).addWidget(self._title)
        self._rail_top = Area(None, height=8)
        self._foot = Area(None)
        foot = self._foot.column((20, 0, 8, 8), 4)
        foot.addWidget(self._who)
        foot.addWidget(self._unit)
        column = self.column()
        column.addWidget(self._head)
        column.addWidget(self._rail_top)
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                column.addSpacing(8)
                group = entry.group
            column.addWidget(self._buttons[entry.key])
            self._buttons[entry.key].clicked.connect(lambda _on=False, key=entry.key: self.chosen.emit(key))
        column.addStretch(1)
        column.addWidget(self._foot)
        self.set_rail(False)

    def set_who(self, name: str, unit: str) -> None:
        """Say who is signed in."""
        self._who.setText(name)
        self._unit.show_words(unit)

    def set_current(self, key: str) -> None:
        """Mark a page as the current one."""
        for each, button in self._buttons.items():
            button.setChecked(each == key)

    def set_rail(self, rail: bool) -> None:
        """Fold to icons, or unfold to words."""
        self._rail = rail
        for part in (self._head, self._foot):
            part.setVisible(not rail)
        self._rail_top.setVisible(rail)
        for button in self._buttons.values():
            button.set_rail(rail)
        self.setFixedWidth(RAIL if rail else WIDE)

    def is_rail(self) -> bool:
        """Tell whether only icons are shown."""
        return self._rail

    def first_button(self) -> QWidget | None:
        """Return the current entry (or the first), where F6 lands."""
        current = next((b for b in self._buttons.values() if b.isChecked()), None)
        return current or next(iter(self._buttons.values()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        buttons: list[QWidget] = list(self._buttons.values())
        focused = self.focusWidget()
        if step and focused in buttons:
            at = buttons.index(focused) + step
            if 0 <= at < len(buttons):
                buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class _TwoLines(Label):
    """Takes a second line where the words need one, and yields only what two cannot hold."""

    def __init__(self, role: Role, token: str) -> None:
        self._whole = ""
        super().__init__("", role, token, wrap=True)

    def show_words(self, words: str) -> None:
        """Show other words."""
        self._whole = words
        self.measure()

    def measure(self) -> None:
        super().measure()
        metrics = QFontMetricsF(self.font())
        room = 2 * (WIDE - _FOOT_SIDES) - metrics.averageCharWidth() * 2  # a line may end before a whole character
        said = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(said)
        self.setToolTip(self._whole if said != self._whole else "")
        lines = 1 if metrics.horizontalAdvance(said) <= WIDE - _FOOT_SIDES else 2
        self.setFixedHeight(lines * math.ceil(metrics.lineSpacing()))


class _NavButton(Restyled, QAbstractButton):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry
        self._rail = False
        self.setObjectName(f"nav_{entry.key}")
        self.setText(entry.word)
        self.setAccessibleName(entry.word)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        words = f"{self._entry.word} {self._entry.shortcut}" if rail else self._entry.shortcut
        self.setToolTip(words)
        self.measure()
        self.updateGeometry()

    def nextCheckState(self) -> None:
        """Leave the mark to `set_current`: a press on the current page must not unmark it."""

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(min(40, theme.S(36)) if self._rail else theme.S(36))

    def sizeHint(self) -> QSize:
        return QSize(RAIL if self._rail else WIDE, self.height())

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        return (0, 0) if self._rail else (painting.width_of(self._entry.word), self.width() - 46 - 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(8, 2, self.width() - 16, self.height() - 4)
        on = self.isChecked()
        if on or self.underMouse():
            painting.outline(painter, box, 5, stroke=None, fill="sel" if on else "sel_off")
        if on:
            painter.fillRect(QRectF(8, box.center().y() - 8, 3, 16), theme.colour("accent"))
        ink = "accent" if on else "ink2"
        left = (self.width() - 16) / 2 if self._rail else 20
        icons.paint(painter, self._entry.icon, QRectF(left, self.height() / 2 - 8, 16, 16), ink)
        if not self._rail:
            rect = QRectF(46, 0, self.width() - 46 - 8, self.height())
            painting.text(painter, rect, self._entry.word, token="accent" if on else "ink")
