"""前期跑办 → 推进建设 → 竣工投产: where a project stands, and since when it stood at each stage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.domain.project import StageChange
from sscs_desktop.domain.vocabulary import Stage
from sscs_desktop.ui import phrases, theme, words
from sscs_desktop.ui.widgets import painting, states
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State


class StageRail(Restyled, QWidget):
    """Three stations on a line: passed with a tick, present half full, ahead a dashed ring; days below."""

    def __init__(self, stage: Stage, moves: Sequence[StageChange], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._since = {move.stage: phrases.day(move.on) for move in moves}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words.say(stage))
        self.measure()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(56))

    def sizeHint(self) -> QSize:
        return QSize(theme.S(320), theme.S(56))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.S(200), theme.S(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        stages = list(Stage)
        now = stages.index(self._stage) if self._stage in stages else -1
        width = self.width() / len(stages)
        for at, stage in enumerate(stages):
            self._station(painter, QRectF(at * width, 0, width, self.height()), stage, at, now)

    def _station(self, painter: QPainter, rect: QRectF, stage: Stage, at: int, now: int) -> None:
        state = State.DONE if at < now else State.WORKING if at == now else State.DRAFT
        side = theme.S(12)
        glyph = QRectF(rect.left(), theme.S(16) - side / 2, side, side)
        states.paint_glyph(painter, state, glyph)
        name = QRectF(rect.left() + side + 8, theme.S(4), rect.width() - side - 16, theme.S(24))
        used = painting.text(painter, name, words.say(stage), token="ink" if at == now else "ink2")
        since = QRectF(name.left(), theme.S(28), name.width(), theme.line("caption"))
        painting.text(painter, since, self._since.get(stage, ""), role="caption", token="ink3")
        if at < len(Stage) - 1:
            left = name.left() + used + 12
            line = QRectF(left, theme.S(16), rect.right() - left - 12, 1)
            if line.width() > 8:
                painter.fillRect(line, theme.colour("border" if at < now else "line"))
