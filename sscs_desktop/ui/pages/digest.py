"""The last round in words: what it brought, each line leading to what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.store.change import News
from sscs_desktop.store.report import Round
from sscs_desktop.ui import icons, messages, phrases, theme
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

translate = QCoreApplication.translate

_RECORDS = frozenset({"issue", "enterprise", "project", "visit"})
_OUTBOX = frozenset({"conflict", "refused", "kept_as_draft", "review_attached", "review_discarded"})


@dataclass(frozen=True, kw_only=True)
class Digested:
    """One line of the digest, and where it leads."""

    icon: str
    words: str
    target: Target | None = None


def of_round(last: Round | None) -> list[Digested]:
    """Return what to say of the last round: its news, that there was nothing new, or why it stopped."""
    if last is None:
        return [Digested(icon="info", words=translate("digest", "还没有同步过"))]
    if last.result in messages.AWAY:
        words = translate("digest", "上次没有连上，会自动再试")
        return [Digested(icon="wifi-off", words=words, target=Target("page:outbox"))]
    if last.result != "ok":
        return [Digested(icon="info", words=messages.of_round(last.result), target=Target("page:outbox"))]
    sent = messages.sent_lines(last.counts.get("sent", 0))
    news = [News(**{name: each[name] for name in ("code", "kind", "id", "data") if name in each}) for each in last.news]
    found = [_line(code, [each for each in news if each.code == code]) for code, _icon, _words in messages.DIGEST]
    lines = [Digested(icon=icon, words=words, target=Target("page:outbox")) for icon, words in sent]
    lines += [line for line in found if line is not None]
    return lines or [Digested(icon="check", words=translate("digest", "没有新内容，本机与县里一致"))]


def _line(code: str, news: Sequence[News]) -> Digested | None:
    said = messages.digest_lines(news)
    if not said:
        return None
    icon, words = said[0]
    days = {str(each.data.get("due_on", "")) for each in news}
    if code == "due" and len(days) == 1 and "" not in days:
        text = translate("digest", "{count} 个时限改为 {day}")
        words = text.format(count=len(news), day=phrases.day(date.fromisoformat(days.pop())))
    return Digested(icon=icon, words=words, target=_target(code, news))


def _target(code: str, news: Sequence[News]) -> Target | None:
    if code in _OUTBOX:
        return Target("page:outbox")
    about = [each for each in news if each.kind in _RECORDS and each.id]
    if not about:
        return None
    if len(about) == 1:
        return Target(about[0].kind, about[0].id)
    pages = {"issue": "page:issues", "enterprise": "page:firms", "project": "page:projects", "visit": "page:visits"}
    return Target(pages[about[0].kind])


class DigestLines(QWidget):
    """The lines of a digest, one below another; a click or Enter leads on."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[_Line] = []

    def show_lines(self, lines: Sequence[Digested]) -> None:
        """Show these lines instead."""
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [_Line(line) for line in lines]
        for line in self._lines:
            line.pressed.connect(self.asked)
            self._column.addWidget(line)

    def words(self) -> list[str]:
        """Return the sentences shown."""
        return [line.line.words for line in self._lines]


class _Line(Restyled, QWidget):
    pressed = Signal(object)

    def __init__(self, line: Digested) -> None:
        super().__init__()
        self.line = line
        self.setAccessibleName(line.words)
        self.setToolTip(line.words)
        if line.target is not None:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.measure()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(24))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._press()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.S(12)
        middle = self.height() / 2
        icons.paint(painter, self.line.icon, QRectF(2, middle - side / 2, side, side), "ink2")
        left = theme.S(16) + 6
        rect = QRectF(left, 0, self.width() - left, self.height())
        painting.text(painter, rect, self.line.words, role="caption", token="ink2")

    def _press(self) -> None:
        if self.line.target is not None:
            self.pressed.emit(self.line.target)
