"""What 企业, 项目, 走访 and 问题 share: a list with its filters, a detail with its tabs, and the keys between them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.paperwork.prepared import Listed
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import PAGE
from sscs_desktop.ui import keys
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.export_dialog import ExportDialog
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages import import_verbs
from sscs_desktop.ui.pages.sheet import Sheet
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.list_detail import DetailPane, ListDetail, ListPane, PageHead
from sscs_desktop.ui.widgets.record_model import Row

Act = tuple[str, Callable[[], object]]
"""A word in a menu, and what it does."""


class RecordsPage(Page):
    """A subclass says which rows there are and fills the detail; selection, empty states and keys are here."""

    ledger: ClassVar[LedgerKind | None] = None
    """What its list is exported as."""

    def __init__(self, desk: Desk, title: str, hint: str, short_hint: str, tabs: Sequence[str]) -> None:
        super().__init__(desk)
        self.pane = ListPane(title, hint, short_hint=short_hint)
        self.pane.list.setObjectName("list")
        self.detail = DetailPane(tabs)
        self.detail.setObjectName("detail")
        self.detail.tabs.setObjectName("tabs")
        self.pages = [Sheet() for _ in tabs]
        for page in self.pages:
            self.detail.add_page(page)
        self.frame = ListDetail(self.pane, self.detail)
        self._wanted = ""
        self._shown_id = ""
        self._limit = PAGE
        self._has_more = False
        self._filter_text = ""
        self._nothing = self._unpicked()
        self.detail.add_page(self._nothing)
        title_of_none, advice = self.tr("没有符合的"), self.tr("换个写法，或者去掉筛选再看。")
        self._none_found = EmptyState("search", title_of_none, advice, (self._clear_button(),))
        self.pane.add_other(self._none_found)
        if self.ledger is not None:
            self.pane.add_verb(self._list_menu())
        self._stack = QStackedWidget()
        self._blank = self._blank_page(title)
        self._stack.addWidget(self.frame)
        self._stack.addWidget(self._blank)
        self._column = self.column()
        self._column.addWidget(self._stack)
        self._connect()
        self._bind()

    # ---- what a subclass says

    @abstractmethod
    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        """Return the first `limit` rows that the filters show, and how many there are in all."""

    @abstractmethod
    def is_bare(self, session: Session) -> bool:
        """Tell whether there is nothing at all to list, whatever the filters."""

    @abstractmethod
    def show_record(self, session: Session, id: str) -> bool:
        """Fill the detail with a record; tell whether it is there."""

    @abstractmethod
    def counted(self, count: int) -> str:
        """Return the count with its counting word: 18 家."""

    @abstractmethod
    def empty_state(self) -> EmptyState:
        """Return what a page says that has nothing to list, and what to do next."""

    def listed(self) -> Listed:
        """Return what reads the ids of everything that the filters show now, for the ledger of a page that has one."""
        raise NotImplementedError

    def list_acts(self) -> Sequence[Act]:
        """Return what can be done with the whole list of a page that has a ledger, for the menu at its head."""
        return (
            (self.tr("把筛出的导出成台账…"), self.export),
            *self.list_papers(),
            (self.tr("导入名单或台账…"), lambda: import_verbs.ask(self.desk, self)),
        )

    def list_papers(self) -> Sequence[Act]:
        """Return what of the list, or for it, goes on paper."""
        return ()

    def none_found(self) -> EmptyState:
        """Return what is shown where nothing is listed though the page has records."""
        return self._none_found

    def clear_chips(self) -> None:
        """Take the filters of the chips away."""

    def acts(self, row: Row) -> Sequence[Act]:
        """Return everything that can be done with a row, for its menu."""
        return ()

    def step(self, row: Row) -> None:
        """Do the row's one next step (Ctrl+Enter)."""

    def forget(self) -> None:
        """Forget what was asked to be shown of the record before: the next one starts afresh."""

    def copied(self) -> str:
        """Return the selected record as one line of text, "" if there is none."""
        row = self.pane.list.current()
        if row is None:
            return ""
        return "，".join(part for part in (row.name, row.topic, row.second, row.right, row.word) if part)

    def add_bar(self, bar: QWidget) -> None:
        """Put a line about work that is done above list and detail."""
        self._column.insertWidget(0, bar)

    # ---- what the frame asks

    def refresh(self) -> None:
        with self.desk.store.read() as session:
            is_bare = self.is_bare(session)
            rows, whole = ([], 0) if is_bare else self.read_rows(session, self._filter_text, self._limit)
        self._has_more = len(rows) < whole
        self._stack.setCurrentWidget(self._blank if is_bare else self.frame)
        self.pane.set_count(self.counted(whole))
        self.pane.list.show_rows(rows)
        self.pane.show_other(self.none_found() if not rows else None)
        self._keep_selection()

    def open(self, target: Target) -> None:
        self._wanted = target.id
        if self._stale:
            return  # shown in a moment: refresh selects it
        if self.pane.list.select(target.id):
            self._wanted = ""
        else:
            self._drop_filters()
            self.refresh()
        if self.frame.is_one_pane():
            self.frame.go_in()

    def selection(self) -> Target | None:
        row = self.pane.list.current()
        return self.target_of(row) if row is not None else None

    def target_of(self, row: Row) -> Target | None:
        """Return what the frame's verbs take along from a row."""
        return Target(row.kind, row.id)

    def focus_filter(self) -> None:
        self.pane.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pane.filter.edit.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.pane.list.setFocus()  # whoever comes to the page stands in the list, not in the filter

    def regions(self) -> list[QWidget]:
        return [self.pane.list, self.detail.tabs]

    def escape(self) -> bool:
        if self.frame.go_back():
            return True
        if not self.pane.filter.text():
            return False
        self.pane.filter.clear()
        self.pane.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def export(self) -> None:
        """Open the dialog that writes the list to a table."""
        ExportDialog(self.desk, self.ledger, self.listed(), self).open()

    # ---- inside

    def _connect(self) -> None:
        rows = self.pane.list
        self.pane.filter.sought.connect(self._seek)
        self.pane.filter.entered.connect(lambda: rows.setFocus(Qt.FocusReason.ShortcutFocusReason))
        rows.picked.connect(self._picked)
        rows.stepped.connect(self.step)
        rows.menu_asked.connect(self._menu)
        rows.verticalScrollBar().valueChanged.connect(self._reached)

    def _bind(self) -> None:
        keys.bind(keys.NEXT_TAB, self, lambda: self.detail.next_tab(1), within=True)
        keys.bind(keys.PREVIOUS_TAB, self, lambda: self.detail.next_tab(-1), within=True)
        keys.bind(keys.COPY, self.pane.list, self._copy, within=True)
        for part in (self.pane.filter, self.detail):  # the list itself knows the key
            keys.bind(keys.STEP, part, self._step, within=True)

    def _seek(self, text: str) -> None:
        self._filter_text = text.strip()
        self._limit = PAGE
        self.refresh()

    def refilter(self, _value: object = None) -> None:
        """Read the list again from its beginning, after a chip."""
        self._limit = PAGE
        self.refresh()

    def _drop_filters(self) -> None:
        self.clear_chips()
        self.pane.filter.clear()
        self._filter_text = ""

    def _clear_button(self) -> Button:
        return Button(self.tr("去掉筛选"), "plain", on=self._unfilter)

    def _unfilter(self) -> None:
        self._drop_filters()
        self.refresh()

    def _reached(self, value: int) -> None:
        if self._has_more and value == self.pane.list.verticalScrollBar().maximum():
            self._limit += PAGE
            self._has_more = False
            self.refresh()

    def _keep_selection(self) -> None:
        with QSignalBlocker(self.pane.list):  # what is picked here is shown once, below
            if self._wanted and self.pane.list.select(self._wanted):
                self._wanted = ""
            self.pane.list.select_first()
        row = self.pane.list.current()
        if row is None:
            self._show_nothing()
        elif row.id == self._shown_id:
            self._show(row.id)
        else:
            self._picked(row)

    def _picked(self, row: Row | None) -> None:
        if row is not None and row.id != self._shown_id:
            self.detail.tabs.choose(0)
            self.forget()
            self._show(row.id)

    def _show(self, id: str) -> None:
        with self.desk.store.read() as session:
            is_there = self.show_record(session, id)
        if not is_there:
            self._show_nothing()
            return
        self._shown_id = id
        self.detail.tabs.setVisible(True)
        self.detail.stack.setCurrentIndex(self.detail.tabs.current())

    def _show_nothing(self) -> None:
        self._shown_id = ""
        self.detail.set_head("")
        self.detail.tabs.setVisible(False)
        self.detail.stack.setCurrentWidget(self._nothing)
        self.show_verbs(False)

    def show_verbs(self, shown: bool) -> None:
        """Show or hide the verbs of the detail's head."""

    def fill(self, at: int, widgets: Sequence[QWidget]) -> None:
        """Show these widgets on one tab, keeping how far it was scrolled."""
        self.pages[at].show_widgets(widgets)

    def _menu(self, row: Row, place: QPoint) -> None:
        self._offer(self.acts(row), place)

    def _list_menu(self) -> Button:
        """Return the button of what can be done with the whole list: also an empty one can be filled from a file."""
        tip = self.tr("导出、打印、导入")
        button = Button("", "bare", "ellipsis", tip=tip, on=lambda: self._offer_below(button))
        button.setObjectName("list_menu")
        return button

    def _offer_below(self, button: Button) -> None:
        self._offer(self.list_acts(), button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _offer(self, acts: Sequence[Act], place: QPoint) -> None:
        if not acts:
            return
        menu = QMenu(self)
        for word, act in acts:
            menu.addAction(word).triggered.connect(lambda _on=False, act=act: act())
        menu.exec(place)
        menu.deleteLater()

    def add_more(self) -> Button:
        """Put the button of the rarer verbs at the end of the detail's head: three dots in an outline."""
        button = Button("", "plain", "ellipsis", tip=self.tr("更多"), on=lambda: self._more(button))
        button.setObjectName("more")
        return self.detail.add_verb(button)

    def _more(self, button: Button) -> None:
        row = self.pane.list.current()
        if row is not None:
            self._menu(row, button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _step(self) -> None:
        row = self.pane.list.current()
        if row is not None:
            self.step(row)

    def _copy(self) -> None:
        text = self.copied()
        if text:
            QGuiApplication.clipboard().setText(text)

    def _unpicked(self) -> EmptyState:
        return EmptyState("info", self.tr("没有选中的"), self.tr("在左边的名单里选一条，这里就是它的详情。"))

    def _blank_page(self, title: str) -> QWidget:
        verbs = () if self.ledger is None else (self._list_menu(),)
        head = PageHead(title, "", verbs, edges="")
        blank = QWidget()
        column = QVBoxLayout(blank)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.empty_state(), 1)
        return blank
