"""What waits and whether there is a network, said once and calmly; each word leads to 上报."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from sscs_desktop.base import clock
from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets import painting, states
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State


class StatusBar(Area):
    """28 high. Offline is a normal state. The secrecy line at the right never yields."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", "t", height=28, parent=parent)
        self._said = self._trouble = ""
        self._net = _Word()
        self._waiting = _Word()
        self._last = _Word()
        self._message = _Word()
        self._secrecy = _Word("shield-alert")
        self._secrecy.set_words(self.tr("非涉密，严禁录入国家秘密"))
        self._secrecy.setEnabled(False)
        row = self.row((16, 0, 16, 0), 16)
        for word in (self._net, self._waiting, self._last, self._message):
            word.clicked.connect(self.pressed)
            row.addWidget(word)
        row.addStretch(1)
        row.addWidget(self._secrecy)
        self._message.setVisible(False)
        self.show_state(online=False, waiting=0, last_round_at=None)

    def show_state(
        self,
        *,
        online: bool,
        waiting: int,
        last_round_at: datetime | None,
        running: bool = False,
        deciding: int = 0,
        trouble: str = "",
    ) -> None:
        """Say the network's state, how many operations wait, how many need a decision, when the last round ended.

        trouble: the sentence on what stopped the last round; it stands until a round says otherwise.
        """
        if trouble:
            self._net.set_state(State.YELLOW)
            self._net.set_words(self.tr("没有同步成"))
        else:
            self._net.set_state(State.ONLINE if online else State.OFFLINE)
            self._net.set_words(self.tr("在线") if online else self.tr("离线可用"))
        self._trouble = trouble
        self._show_message()
        words = self.tr("待上报 {n}").format(n=waiting) if waiting else self.tr("没有待上报")
        if deciding:
            words += "　" + self.tr("待决定 {n}").format(n=deciding)
        self._waiting.set_words(words)
        self._last.set_words(self.tr("正在同步…") if running else self._when(last_round_at))
        self._fit()

    def say(self, sentence: str) -> None:
        """Show one sentence beside the state (a digest, a quiet trouble); an empty one takes it away."""
        self._said = sentence
        self._show_message()
        self._fit()

    def _show_message(self) -> None:
        words = self._said or self._trouble
        self._message.set_words(words)
        self._message.setVisible(bool(words))

    def first_word(self) -> QWidget:
        """Return where F6 lands."""
        return self._net

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def measure(self) -> None:
        super().measure()
        if hasattr(self, "_secrecy"):
            self._fit()

    def _fit(self) -> None:
        """Let the time of the last round yield first, then the message."""
        room = self.width() - 32 - 16
        fixed = sum(word.sizeHint().width() + 16 for word in (self._net, self._waiting, self._secrecy))
        last = self._last.sizeHint().width() + 16
        self._last.setVisible(fixed + last <= room)
        left = room - fixed - (last if fixed + last <= room else 0)
        self._message.set_limit(max(0, left - 16))

    def _when(self, moment: datetime | None) -> str:
        if moment is None:
            return self.tr("还没有同步过")
        local = clock.local(moment)
        at = f"{local:%H:%M}"
        days = (clock.today() - local.date()).days
        if days == 0:
            return self.tr("上次同步 今天 {at}").format(at=at)
        if days == 1:
            return self.tr("上次同步 昨天 {at}").format(at=at)
        return self.tr("上次同步 {month}月{day}日 {at}").format(month=local.month, day=local.day, at=at)


class _Word(Restyled, QAbstractButton):
    def __init__(self, icon: str = "") -> None:
        super().__init__()
        self._icon = icon
        self._state = State.PLAIN
        self._limit: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.measure()

    def set_words(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def set_state(self, state: State) -> None:
        self._state = state
        self.updateGeometry()
        self.update()

    def set_limit(self, width: int) -> None:
        self._limit = width
        self.setToolTip(self.text() if self._full() > width else "")
        self.updateGeometry()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(24))

    def sizeHint(self) -> QSize:
        width = self._full() if self._limit is None else min(self._full(), self._limit)
        return QSize(int(width), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        needs = painting.width_of(self.text(), "caption")
        return (0, 0) if self._limit is not None else (needs, self.width() - self._lead() + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        lead = self._lead()
        if self._icon:
            side = float(theme.S(12) + 2)
            icons.paint(painter, self._icon, QRectF(0, self.height() / 2 - side / 2, side, side), "ink2")
        elif self._state is not State.PLAIN:
            side = states.GLYPH * theme.S(12) / 12
            box = QRectF(0, self.height() / 2 - side / 2, side, side)
            states.paint_glyph(painter, self._state, box)
        token = "accent" if self.underMouse() and self.isEnabled() else "ink2"
        rect = QRectF(lead, 0, self.width() - lead, self.height())
        painting.text(painter, rect, self.text(), role="caption", token=token)

    def _lead(self) -> int:
        if self._icon:
            return theme.S(12) + 8
        return 0 if self._state is State.PLAIN else theme.S(12) + 4

    def _full(self) -> float:
        return self._lead() + painting.width_of(self.text(), "caption") + 1
