"""The week at a glance: days off, make-up working days, promised visits, quiet days. The legend is in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

_HEAD, _DAY, _MARKS, _GAP = 28, 24, 20, 8
_LEGEND = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekDay:
    """One day: `is_off` 休, `is_make_up` 班, `promised` visits, `is_quiet` 企业安静日 of somebody."""

    on: date
    is_today: bool = False
    is_weekend: bool = False
    is_off: bool = False
    is_make_up: bool = False
    promised: int = 0
    is_quiet: bool = False


class WeekStrip(Restyled, QWidget):
    """Seven days, Monday first, with their marks and what the marks mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: list[WeekDay] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()

    def show_days(self, days: Sequence[WeekDay]) -> None:
        """Show these days."""
        self._days = list(days)
        self.setAccessibleName("；".join(self._said(day) for day in self._days))
        self.measure()
        self.updateGeometry()
        self.update()

    def days(self) -> Sequence[WeekDay]:
        """Return the days shown."""
        return tuple(self._days)

    def measure(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        lines = len(self._legend_lines(max(self.width(), theme.S(200))))
        return QSize(theme.S(200), theme.S(_HEAD + _DAY + _MARKS + _GAP) + lines * theme.S(_LEGEND))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.S(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        names = self.tr("一 二 三 四 五 六 日").split()
        width = self.width() / 7
        middle = painting.Align.AlignHCenter
        for at, day in enumerate(self._days):
            head = QRectF(at * width, 0, width, theme.S(_HEAD))
            painting.text(painter, head, names[day.on.weekday()], role="caption", token="ink2", align=middle)
            self._number(painter, QRectF(at * width, theme.S(_HEAD), width, theme.S(_DAY)), day)
            self._marks(painter, QRectF(at * width, theme.S(_HEAD + _DAY), width, theme.S(_MARKS)), day)
        self._legend(painter, theme.S(_HEAD + _DAY + _MARKS + _GAP))

    def _number(self, painter: QPainter, rect: QRectF, day: WeekDay) -> None:
        token = "on_fill" if day.is_today else "ink3" if day.is_off else "ink"
        if day.is_today:
            side = theme.S(_DAY)
            box = QRectF(rect.center().x() - side / 2 - 1, rect.top(), side + 2, rect.height())
            painting.outline(painter, box, 4, stroke=None, fill="fill")
        middle = painting.Align.AlignHCenter
        painting.text(painter, rect, str(day.on.day), role="caption", token=token, align=middle)

    def _marks(self, painter: QPainter, rect: QRectF, day: WeekDay) -> None:
        marks = [mark for mark, is_there in self._kinds(day) if is_there]
        if not marks:
            return
        step = theme.S(12)
        x = rect.center().x() - step * len(marks) / 2
        for mark in marks:
            self._mark(painter, QRectF(x, rect.top(), step, rect.height()), mark)
            x += step

    def _mark(self, painter: QPainter, rect: QRectF, mark: str) -> None:
        middle = painting.Align.AlignHCenter
        if mark == "promised":
            side = theme.S(8) * 0.75
            dot = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            painting.outline(painter, dot, side / 2, stroke=None, fill="accent")
        elif mark == "quiet":
            y = painting.whole(painter, rect.center().y())
            painter.fillRect(QRectF(rect.left(), y - 0.8, rect.width(), 1.6), theme.colour("ink2"))
        else:
            word, token = (self.tr("班"), "warn") if mark == "make_up" else (self.tr("休"), "ink3")
            painting.text(painter, rect.adjusted(-8, 0, 8, 0), word, role="key", token=token, align=middle)

    @staticmethod
    def _kinds(day: WeekDay) -> list[tuple[str, bool]]:
        return [
            ("off", day.is_off and not day.is_weekend),
            ("make_up", day.is_make_up),
            ("promised", day.promised > 0),
            ("quiet", day.is_quiet),
        ]

    def _words(self) -> list[tuple[str, str]]:
        return [
            ("promised", self.tr("约访")),
            ("quiet", self.tr("安静日")),
            ("make_up", self.tr("调休上班")),
        ]

    def _legend_lines(self, width: float) -> list[list[tuple[str, str, float]]]:
        """Return the legend's lines of (mark, word, x), broken where the width ends."""
        lines: list[list[tuple[str, str, float]]] = [[]]
        x = 0.0
        for mark, word in self._words():
            need = theme.S(16) + painting.width_of(word, "caption")
            if lines[-1] and x + need > width:
                lines.append([])
                x = 0.0
            lines[-1].append((mark, word, x))
            x += need + 12
        return lines

    def _legend(self, painter: QPainter, top: float) -> None:
        height = theme.S(_LEGEND)
        for at, line in enumerate(self._legend_lines(self.width())):
            for mark, word, x in line:
                y = top + at * height
                self._mark(painter, QRectF(x, y, theme.S(12), height), mark)
                room = QRectF(x + theme.S(16), y, self.width() - x, height)
                painting.text(painter, room, word, role="caption", token="ink2")

    def _said(self, day: WeekDay) -> str:
        words = dict(self._words()) | {"off": self.tr("休")}
        said = [self.tr("{month}月{day}日").format(month=day.on.month, day=day.on.day)]
        return " ".join(said + [words[mark] for mark, is_there in self._kinds(day) if is_there])
