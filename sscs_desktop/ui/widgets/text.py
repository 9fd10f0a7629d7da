"""Words on the screen: plain text always, coloured by palette, cut with … only where it may be."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.theme import Role
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled


class Label(Restyled, QLabel):
    """A plain-text label in one of the five sizes; `wrap` for running text."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        token: str = "ink",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role: Role = role
        self._token = token
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(text)
        self.measure()

    def set_token(self, token: str) -> None:
        """Give the text another colour token."""
        self._token = token
        self.measure()

    def measure(self) -> None:
        self.setFont(theme.font(self._role))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.colour(self._token))
        self.setPalette(palette)


class Elided(Restyled, QWidget):
    """One line that yields its tail when there is no room; tooltip and accessible name keep the whole."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        token: str = "ink",
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._role: Role = role
        self._token = token
        self._align = align
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.measure()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self._tell()
        self.updateGeometry()
        self.update()

    def set_token(self, token: str) -> None:
        """Give the text another colour token."""
        self._token = token
        self.update()

    def measure(self) -> None:
        self.setFont(theme.font(self._role))
        self.setFixedHeight(theme.line(self._role))

    def sizeHint(self) -> QSize:
        return QSize(round(painting.width_of(self._text, self._role) + 0.99), theme.line(self._role))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.S(32)), theme.line(self._role))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        token = self._token if self.isEnabled() else "disabled"
        rect = QRectF(self.rect())
        painting.text(painter, rect, self._text, role=self._role, token=token, align=self._align)

    def _tell(self) -> None:
        metrics = QFontMetricsF(theme.font(self._role))
        self.setToolTip(self._text if metrics.horizontalAdvance(self._text) > self.width() + 0.5 else "")
