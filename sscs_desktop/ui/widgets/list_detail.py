"""List and detail, one hairline between: the frame of 企业, 项目, 走访, 问题."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.record_list import RecordList
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.search_field import SearchField
from sscs_desktop.ui.widgets.tabs import TabRow
from sscs_desktop.ui.widgets.text import Elided, Label

_NARROW_LIST = 320
_NARROW_DETAIL = 520
_ONE_PANE = 640


class ListPane(Area):
    """Head 48 (title, count, filter), chips 36, and the rows. `body` may show something else instead of the rows."""

    def __init__(self, title: str, hint: str, *, short_hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self.filter = SearchField(hint, short_hint=short_hint)
        self.filter.setObjectName("filter")
        self.list = RecordList()
        self.list.setAccessibleName(title)
        self.count = Label("", "caption", "ink3")
        self.body = QStackedWidget()
        self.body.addWidget(self.list)
        self._chips: list[Chip] = []
        head = Area(None, height=48)
        row = head.row((16, 8, 16, 8))
        row.addWidget(Label(title, "page"))
        row.addWidget(self.count)
        row.addWidget(self.filter, 1)
        self._head_row = row
        self._bar = Area(None, "b", height=36)
        self._bar.setVisible(False)
        self._chip_row = self._bar.row((16, 0, 12, 8))
        self._fold = Chip(self.tr("筛选"))
        self._fold.set_choices([(None, "")])
        self._fold.clicked.disconnect()
        self._fold.clicked.connect(self._open_fold)
        self._fold.setVisible(False)
        self._chip_row.addWidget(self._fold)
        self._chip_row.addStretch(1)
        self._head = head
        column = self.column()
        column.addWidget(head)
        column.addWidget(self._bar)
        column.addWidget(self.body, 1)

    def add_chip(self, chip: Chip) -> Chip:
        """Put a filter chip at the end of the bar; all but the first fold into 筛选 when room is short."""
        self._chips.append(chip)
        self._chip_row.insertWidget(self._chip_row.count() - 2, chip)
        chip.chosen.connect(self._mark_fold)
        self._bar.setVisible(True)
        return chip

    def add_tool(self, button: Button) -> Button:
        """Put a bare button (sorting) at the right end of the bar."""
        self._chip_row.addWidget(button)
        self._bar.setVisible(True)
        return button

    def add_verb(self, button: Button) -> Button:
        """Put a bare button for the whole list behind the filter."""
        self._head_row.addWidget(button)
        return button

    def set_count(self, words: str) -> None:
        """Say how many there are, with the counting word (18 家)."""
        self.count.setText(words)

    def add_other(self, widget: QWidget) -> None:
        """Take an empty state in: it lives and goes with the pane, whether it is ever shown or not."""
        self.body.addWidget(widget)

    def show_other(self, widget: QWidget | None) -> None:
        """Show an empty state instead of the rows, or the rows again (None)."""
        self.body.setCurrentWidget(widget if widget is not None else self.list)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def measure(self) -> None:
        super().measure()
        if hasattr(self, "_head"):
            self._fit()

    def _fit(self) -> None:
        narrow = self.width() / theme.zoom() < _NARROW_LIST
        fold = narrow and len(self._chips) > 2
        for chip in self._chips[1:]:
            chip.setVisible(not fold)
        self._fold.setVisible(fold)
        self._mark_fold()

    def _mark_fold(self) -> None:
        on = any(chip.value() is not None for chip in self._chips[1:])
        self._fold.setChecked(on)

    def fill_fold(self, menu: QMenu) -> None:
        """Put the folded chips into the menu 筛选: one of several values as a submenu, on or off as one line."""
        for chip in self._chips[1:]:
            chip.fill(menu.addMenu(chip.text()) if chip.choices() else menu)

    def _open_fold(self) -> None:
        menu = QMenu(self._fold)
        self.fill_fold(menu)
        menu.exec(self._fold.mapToGlobal(self._fold.rect().bottomLeft()))
        menu.deleteLater()
        self._mark_fold()


class DetailPane(Area):
    """Name 15 pt with its verbs, a line of facts, tabs 36, one page a tab. Verbs become icons below 520 px."""

    back = Signal()

    def __init__(self, tabs: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self.name = Elided("", "page")
        self.facts = Elided("", "caption", "ink3")
        self.tabs = TabRow(tabs)
        if not tabs:
            self.tabs.hide()  # never show(): a widget without a parent would flash up as a window
        self.stack = QStackedWidget()
        self.tabs.chosen.connect(self.stack.setCurrentIndex)
        self._verbs: list[Button] = []
        self._back = Button("", "bare", "chevron-left", tip=self.tr("返回列表"), on=self.back.emit)
        self._back.setVisible(False)
        self._head = Area(None, "b")
        column = self._head.column((24, 8, 16, 0))
        self._first = QHBoxLayout()
        self._first.setSpacing(8)
        self._first.addWidget(self._back)
        self._first.addWidget(self.name, 1)
        column.addLayout(self._first)
        column.addSpacing(4)
        column.addWidget(self.facts)
        column.addWidget(self.tabs)
        whole = self.column()
        whole.addWidget(self._head)
        whole.addWidget(self.stack, 1)

    def set_head(self, name: str, facts: Sequence[str] = ()) -> None:
        """Say whose detail this is; facts are set apart by a wide space."""
        self.name.setText(name)
        self.facts.setText("　".join(fact for fact in facts if fact))

    def add_verb(self, button: Button) -> Button:
        """Put a verb on the name's line."""
        self._verbs.append(button)
        self._first.addWidget(button)
        return button

    def add_page(self, page: QWidget) -> None:
        """Put the page of the next tab."""
        self.stack.addWidget(page)

    def show_back(self, shown: bool) -> None:
        """Offer the way back to the list when only one of the two is seen."""
        self._back.setVisible(shown)

    def next_tab(self, step: int = 1) -> None:
        """Go to a neighbouring tab."""
        self.tabs.choose(self.tabs.current() + step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def measure(self) -> None:
        super().measure()
        if hasattr(self, "_head"):
            self._fit()

    def _fit(self) -> None:
        for verb in self._verbs:
            verb.fold(self.width() / theme.zoom() < _NARROW_DETAIL)


class ListDetail(Restyled, QWidget):
    """A list of 36 % (280–420 by zoom) and the detail; below 640 one of the two, Enter going in and Esc back."""

    def __init__(
        self, pane: ListPane, detail: QWidget, *, width: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.pane = pane
        self.detail = detail
        self._fixed = width
        self._inside = False
        self._one = False
        self._edge = Area("surface", "r", parent=self)
        inside = self._edge.column()
        inside.addWidget(pane)
        inside.setContentsMargins(0, 0, 1, 0)
        detail.setParent(self)
        pane.list.opened.connect(lambda _row: self.go_in())
        if isinstance(detail, DetailPane):
            detail.back.connect(self.go_back)

    def is_one_pane(self) -> bool:
        """Tell whether there is room for one of the two only."""
        return self._one

    def go_in(self) -> None:
        """Go from the list into the detail."""
        self._inside = True
        self._arrange()
        self.detail.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_back(self) -> bool:
        """Come back to the list; tell whether that changed what is seen."""
        changed = self._one and self._inside
        self._inside = False
        self._arrange()
        self.pane.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return changed

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.S(280), 240)

    def measure(self) -> None:
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        zoom, whole, high = theme.zoom(), self.width(), self.height()
        self._one = whole / zoom < _ONE_PANE
        if self._one:
            self._edge.setVisible(not self._inside)
            self.detail.setVisible(self._inside)
            self._edge.setGeometry(0, 0, whole, high)
            self.detail.setGeometry(0, 0, whole, high)
        else:
            share = self._fixed * zoom if self._fixed else min(max(0.36 * whole, 280 * zoom), 420 * zoom)
            width = int(share / 4) * 4
            self._edge.setVisible(True)
            self.detail.setVisible(True)
            self._edge.setGeometry(0, 0, width, high)
            self.detail.setGeometry(width, 0, whole - width, high)
        self._edge.set_edges("" if self._one else "r")
        if isinstance(self.detail, DetailPane):
            self.detail.show_back(self._one)


class PageHead(Area):
    """Head 48 of a page without a list head of its own: title, one sentence, verbs at the right."""

    def __init__(
        self,
        title: str,
        sentence: str = "",
        verbs: Sequence[Button] = (),
        *,
        height: int = 48,
        edges: str = "b",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("surface", edges, height=height, parent=parent)
        self.title = Label(title, "page")
        self.sentence = Elided(sentence, "body", "ink2")
        row = self.row((16, 0, 16, 0))
        row.addWidget(self.title)
        row.addSpacing(8)
        row.addWidget(self.sentence, 1)
        for verb in verbs:
            row.addWidget(verb)
