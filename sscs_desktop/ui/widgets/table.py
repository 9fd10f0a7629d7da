"""A quiet table: no grid, one hairline under the head, numbers right-aligned with their unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.theme import Role
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its head, its share of the spare width, numbers to the right, provenance in caption."""

    head: str
    share: int = 1
    number: bool = False
    quiet: bool = False


class HeadedTable(Restyled, QWidget):
    """A few dozen rows at most, painted; the widget grows with its rows and lies in a scroll area."""

    def __init__(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = list(columns)
        self._rows: list[tuple[str, ...]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_rows(rows)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows of texts, one text a column."""
        self._rows = [tuple(row) for row in rows]
        self.setAccessibleName("；".join("，".join(row) for row in self._rows))
        self.measure()
        self.update()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(28) * (len(self._rows) + 1))

    def sizeHint(self) -> QSize:
        return QSize(theme.S(320), theme.S(28) * (len(self._rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = theme.S(28)
        places = self._places()
        for column, place in zip(self._columns, places, strict=True):
            align = painting.Align.AlignRight if column.number else painting.Align.AlignLeft
            rect = QRectF(place[0], 0, place[1], height)
            painting.text(painter, rect, column.head, role="caption", token="ink3", align=align)
        painting.hairline(painter, QRectF(0, 0, self.width(), height), "b")
        for at, row in enumerate(self._rows):
            for first, (column, place) in enumerate(zip(self._columns, places, strict=True)):
                rect = QRectF(place[0], height * (at + 1), place[1], height)
                align = painting.Align.AlignRight if column.number else painting.Align.AlignLeft
                token = "ink3" if column.quiet else "ink" if column.number or first else "ink2"
                painting.text(painter, rect, row[first], role=self._role(column), token=token, align=align)

    @staticmethod
    def _role(column: Column) -> Role:
        return "caption" if column.quiet else "body"

    def _places(self) -> list[tuple[float, float]]:
        """Return left and width of each column: what its texts need, then the spare width by share."""
        needs = []
        for at, column in enumerate(self._columns):
            widths = [painting.width_of(row[at], self._role(column)) for row in self._rows]
            needs.append(max([painting.width_of(column.head, "caption"), *widths]))
        spare = self.width() - sum(needs) - 16 * (len(needs) - 1)
        total = sum(column.share for column in self._columns) or 1
        places, x = [], 0.0
        for need, column in zip(needs, self._columns, strict=True):
            width = max(0.0, need + spare * column.share / total)
            places.append((x, width))
            x += width + 16
        return places
