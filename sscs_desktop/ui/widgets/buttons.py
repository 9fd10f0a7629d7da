"""Things to press. Filled once per window at most, tonal for 记走访, plain outlined, quiet a word, bare an icon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.theme import Role
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

Kind = Literal["filled", "tonal", "plain", "quiet", "bare"]
_PRIMARY = 88
_PAD = 12


class Button(Restyled, QAbstractButton):
    """A button of one kind; `key` (a tested QKeySequence text) is said in the tooltip, never bound here.

    `height` is 32, 28 in rows, 24 in captions. `folded` leaves only the icon, the text becoming its tooltip.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = "plain",
        icon: str = "",
        *,
        key: str = "",
        tip: str = "",
        height: int = 32,
        on: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon = icon
        self._height = height
        self._folded = False
        self._key = key
        self._tip = tip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if kind != "bare" else Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self.setAccessibleName(text or tip)
        self._tell()
        if on is not None:
            self.clicked.connect(lambda: on())
        self.measure()

    def fold(self, folded: bool) -> None:
        """Show only the icon when room is short."""
        if folded != self._folded and self._icon:
            self._folded = folded
            self._tell()
            self.updateGeometry()
            self.update()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_words(self, text: str) -> None:
        """Show another text and say it to screen readers."""
        self.setText(text)
        self.setAccessibleName(text)
        self._tell()
        self.updateGeometry()

    def role(self) -> Role:
        """Return the type size the button is written in."""
        return "caption" if self._height < 28 else "body"

    def measure(self) -> None:
        self.setFont(theme.font(self.role()))
        self.setFixedHeight(theme.S(self._height))

    def sizeHint(self) -> QSize:
        height = theme.S(self._height)
        if self._bare():
            return QSize(height, height)
        width = painting.width_of(self.text(), self.role())
        width += self._icon_side() + self._gap() if self._icon else 0
        width += 2 * (_PAD if self._kind != "quiet" else 8)
        if self._kind == "filled":
            width = max(width, theme.S(_PRIMARY))
        return QSize(4 * -(-int(width + 0.99) // 4), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        if self._bare():
            return 0, 0
        pads = 2 * (8 if self._kind == "quiet" else _PAD) + (self._icon_side() + self._gap() if self._icon else 0)
        return painting.width_of(self.text(), self.role()), self.width() - pads + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        stroke, fill, ink = self._tokens()
        if stroke or fill:
            painting.outline(painter, rect, 4, stroke=stroke, fill=fill)
        side = self._icon_side()
        if self._bare():
            box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            icons.paint(painter, self._icon, box, ink)
            return
        width = painting.width_of(self.text(), self.role())
        whole = width + (side + self._gap() if self._icon else 0)
        x = rect.center().x() - whole / 2
        if self._icon:
            icons.paint(painter, self._icon, QRectF(x, rect.center().y() - side / 2, side, side), self._icon_ink(ink))
            x += side + self._gap()
        painting.text(painter, QRectF(x, 0, width + 1, rect.height()), self.text(), role=self.role(), token=ink)

    def _tokens(self) -> tuple[str | None, str | None, str]:
        """Return outline, ground and ink for the present state."""
        over, down = self.underMouse() and self.isEnabled(), self.isDown()
        if not self.isEnabled():
            ground = "disabled_bg" if self._kind in ("filled", "tonal", "plain") else None
            return ("line" if ground else None), ground, "disabled"
        if self._kind == "filled":
            return None, "fill_press" if down else "fill_hover" if over else "fill", "on_fill"
        if self._kind == "tonal":
            return "accent", "sel_off" if down else "sel", "accent"
        ground = "sel_off" if down else "hover" if over else None
        if self._kind == "plain":
            return "border", ground or "surface", "ink"
        return None, ground, "accent" if self._kind == "quiet" else "ink2"

    def _icon_ink(self, ink: str) -> str:
        return "ink2" if ink == "ink" else ink

    def _bare(self) -> bool:
        return bool(self._icon) and (self._folded or not self.text())

    def _icon_side(self) -> int:
        return theme.S(16) if self.role() == "body" else theme.S(12)

    def _gap(self) -> int:
        return 7 if self.role() == "body" else 5

    def _tell(self) -> None:
        key = QKeySequence(self._key).toString(QKeySequence.SequenceFormat.NativeText) if self._key else ""
        words = self._tip or (self.text() if self._folded else "")
        self.setToolTip(f"{words} {key}".strip())


class Chip(Restyled, QAbstractButton):
    """A filter: on or off (`set_choices` absent), or one of several values from a menu."""

    chosen = Signal(object)
    """The value chosen (a menu chip), or True/False (a plain one), by the person."""

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = text
        self._choices: list[tuple[object, str]] = []
        self._value: object = None
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(text)
        self.setAccessibleName(text)
        self.clicked.connect(self._pressed)
        self.measure()

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer a menu: (value, word) pairs; the first, normally (None, "全部…"), is the one that filters nothing."""
        self._choices = list(choices)
        self.updateGeometry()

    def choices(self) -> list[tuple[object, str]]:
        """Return the (value, word) pairs offered."""
        return list(self._choices)

    def value(self) -> object:
        """Return the value chosen: None filters nothing; a plain chip answers True or None."""
        if not self._choices:
            return True if self.isChecked() else None
        return self._value

    def set_value(self, value: object) -> None:
        """Choose a value without telling anybody."""
        self._value = value
        self.setChecked(value not in (None, False))
        if self._choices:
            words = dict((v, w) for v, w in self._choices)
            self.setText(words.get(value, self._word) if value is not None else self._word)
        self.updateGeometry()
        self.update()

    def open_menu(self) -> None:
        """Show the values under the chip."""
        menu = QMenu(self)
        self.fill(menu)
        menu.exec(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def fill(self, menu: QMenu) -> None:
        """Put the values into a menu, the one chosen ticked; a plain chip is one line to tick."""
        if not self._choices:
            line = menu.addAction(self.text())
            line.setCheckable(True)
            line.setChecked(self.isChecked())
            line.triggered.connect(self._choose)
        for value, word in self._choices:
            line = menu.addAction(word)
            line.setCheckable(True)
            line.setChecked(value == self._value)
            line.triggered.connect(partial(self._choose, value))

    def measure(self) -> None:
        self.setFont(theme.font("caption"))
        self.setFixedHeight(theme.S(24))

    def sizeHint(self) -> QSize:
        width = painting.width_of(self.text(), "caption") + 20
        if self._choices:
            width += theme.S(12) + 4
        return QSize(int(width + 0.99), theme.S(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        extra = 20 + (theme.S(12) + 4 if self._choices else 0)
        return painting.width_of(self.text(), "caption"), self.width() - extra + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        ground = "sel" if on else "hover" if self.underMouse() else "surface"
        stroke, ink = ("accent", "accent") if on else ("border", "ink2")
        painting.outline(painter, rect, rect.height() / 2, stroke=stroke, fill=ground)
        used = painting.text(painter, rect.adjusted(10, 0, 0, 0), self.text(), role="caption", token=ink)
        if self._choices:
            side = theme.S(12)
            box = QRectF(10 + used + 4, rect.center().y() - side / 2, side, side)
            icons.paint(painter, "chevron-down", box, ink)

    def _pressed(self) -> None:
        if self._choices:
            self.setChecked(self._value is not None)
            self.open_menu()
        else:
            self.chosen.emit(self.isChecked())

    def _choose(self, value: object, _checked: bool = False) -> None:
        self.set_value(value)
        self.chosen.emit(value)
