"""A date as people write it: 今天, 昨天, 9-30, 0930."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QMenu, QWidget, QWidgetAction

from sscs_desktop.base import clock
from sscs_desktop.domain import entry
from sscs_desktop.ui.widgets.fields import LineField


class DayField(LineField):
    """Reads a day while one types; Alt+Down opens a month. `changed` carries the day or None."""

    changed = Signal(object)

    def __init__(
        self,
        hint: str = "",
        *,
        shown: Callable[[date], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(hint, parent=parent)
        self._day: date | None = None
        self._shown = shown or (lambda day: f"{day.month}-{day.day}")
        self.textEdited.connect(self._read)
        self.editingFinished.connect(self._settle)

    def day(self) -> date | None:
        """Return the day read from the text, None if empty or not a day."""
        return self._day

    def is_unclear(self) -> bool:
        """Tell whether something stands there that is no day."""
        return self._day is None and bool(self.text().strip())

    def set_day(self, day: date | None) -> None:
        """Show a day without telling anybody."""
        self._day = day
        self.setText(self._shown(day) if day else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_month()
        else:
            super().keyPressEvent(event)

    def open_month(self) -> None:
        """Open a month under the field to choose from."""
        menu = QMenu(self)
        month = QCalendarWidget(menu)
        month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        start = self._day or clock.today()
        month.setSelectedDate(QDate(start.year, start.month, start.day))
        month.activated.connect(lambda day: self._choose(menu, day))
        month.clicked.connect(lambda day: self._choose(menu, day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(month)
        menu.addAction(action)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        month.setFocus()

    def _choose(self, menu: QMenu, day: QDate) -> None:
        menu.close()
        self.set_day(date(day.year(), day.month(), day.day()))
        self.changed.emit(self._day)

    def _read(self, text: str) -> None:
        day = entry.parse_day(text, clock.today()) if text.strip() else None
        if day != self._day:
            self._day = day
            self.changed.emit(day)

    def _settle(self) -> None:
        if self._day is not None:
            self.setText(self._shown(self._day))
