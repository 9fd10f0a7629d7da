"""The frame: nav, search and verbs, the page, the status bar, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sscs_desktop.store import conflicts, outbox
from sscs_desktop.ui import keys, messages, nav, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.notifier import Notifier
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.focus_ring import FocusRing
from sscs_desktop.ui.widgets.key_table import KeyTable
from sscs_desktop.ui.widgets.nav_bar import NavBar
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.search_popup import SearchPopup
from sscs_desktop.ui.widgets.status_bar import StatusBar
from sscs_desktop.ui.widgets.top_bar import TopBar

Verb = Callable[[Target | None], object]
Finder = Callable[[str], Sequence[Row]]

_RAIL_BELOW = 1000
_RAIL_ZOOM = 1.15
_TRAIL = 50


class MainWindow(Restyled, QWidget):
    """Made of what it is given: pages by class, the three verbs ("visit", "issue", "card") and what search finds."""

    def __init__(
        self,
        desk: Desk,
        pages: Sequence[type[Page]],
        verbs: Mapping[str, Verb],
        find: Finder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._classes = {page.key: page for page in pages}
        self._pages: dict[str, Page] = {}
        self._verbs = dict(verbs)
        self._trail: list[Target] = []
        self._at = -1
        self.setObjectName("desk")
        self.setWindowTitle(self.tr("双创双服 服务直通"))
        self.setMinimumSize(820, 520)
        self._entries = nav.entries(set(self._classes))
        self.nav = NavBar(self.tr("双创双服"), self._entries)
        self.top = TopBar()
        self.stack = QStackedWidget()
        self.status = StatusBar()
        self.notifier = Notifier(desk.bus, self)
        self.popup = SearchPopup(self, self.top.search, self._found(find))
        self._lay_out()
        self._ring = FocusRing(self)
        self._connect()
        self._bind()
        self._restore()
        self.measure()
        self._tell()
        if self._entries:
            self.go(Target(f"page:{self._entries[0].key}"))

    def page(self, key: str) -> Page:
        """Return a page, built at first use (KeyError if there is none)."""
        if key not in self._pages:
            page = self._classes[key](self.desk)
            page.asked.connect(self.go)
            page.verb.connect(self.do_verb)
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._pages[key]

    def current(self) -> Page | None:
        """Return the page seen."""
        page = self.stack.currentWidget()
        return page if isinstance(page, Page) else None

    def go(self, target: Target) -> None:
        """Go to a page ("page:outbox") or to a record on the page of its kind, and remember the way."""
        if target.kind.startswith("verb:"):
            self.do_verb(target.kind.removeprefix("verb:"), None)
        elif self._show(target):
            self._remember(target)

    def do_verb(self, name: str, target: Target | None = None) -> None:
        """Do one of the three verbs, with the record given or the one selected."""
        page = self.current()
        self._verbs[name](target if target is not None or page is None else page.selection())

    def sizeHint(self) -> QSize:
        return QSize(1093, 614)

    def measure(self) -> None:
        if hasattr(self, "popup"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        memory = self._memory()
        memory.setValue("geometry", self.saveGeometry())
        memory.sync()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        for part, share in ((self.top, 0), (self.stack, 1), (self.status, 0)):
            column.addWidget(part, share)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.nav.chosen.connect(lambda key: self.go(Target(f"page:{key}")))
        self.top.verb.connect(self.do_verb)
        self.popup.chosen.connect(self.go)
        self.status.pressed.connect(lambda: self.go(Target("page:outbox")))
        self.desk.bus.changed.connect(self._tell)  # a lambda would outlive the window
        self.desk.bus.settled.connect(self._dress)
        self.desk.sync.changed.connect(self._tell)
        self.notifier.told.connect(self._say_news)

    def _bind(self) -> None:
        for key in keys.FRAME:
            keys.bind(key, self, partial(self._act, key.action))
        for entry in self._entries:
            keys.bind(keys.Key(entry.shortcut, entry.word), self, partial(self.go, Target(f"page:{entry.key}")))

    def _act(self, action: str) -> None:
        if action in self._verbs:
            self.do_verb(action)
            return
        page = self.current()
        acts: dict[str, Callable[[], object]] = {
            "search": self.popup.begin,
            "filter": page.focus_filter if page else self.popup.begin,
            "sync": self.desk.sync.sync_now,
            "next_region": partial(self._step_region, 1),
            "previous_region": partial(self._step_region, -1),
            "help": lambda: KeyTable(self).show(),
            "back": partial(self._walk, -1),
            "forward": partial(self._walk, 1),
            "larger": partial(self._zoom, 1),
            "smaller": partial(self._zoom, -1),
            "escape": self._escape,
        }
        acts[action]()

    def _show(self, target: Target) -> bool:
        """Bring the target's page to the front, and the record on it; tell whether there is such a page."""
        if target.kind.startswith("page:"):
            key = target.kind.removeprefix("page:")
        else:
            key = next((k for k, page in self._classes.items() if target.kind in page.kinds), "")
        if key not in self._classes:
            return False
        page = self.page(key)
        self.stack.setCurrentWidget(page)
        self.nav.set_current(key)
        if target.id:
            page.open(target)
        return True

    def _remember(self, target: Target) -> None:
        if self._at >= 0 and self._trail[self._at] == target:
            return
        self._trail = [*self._trail[: self._at + 1], target][-_TRAIL:]
        self._at = len(self._trail) - 1

    def _walk(self, step: int) -> None:
        if 0 <= self._at + step < len(self._trail):
            self._at += step
            self._show(self._trail[self._at])

    def _regions(self) -> list[QWidget]:
        page = self.current()
        first = self.nav.first_button()
        inner = [widget for widget in (page.regions() if page else []) if widget.isVisible()]
        return [*([first] if first else []), self.top.search.edit, *inner, self.status.first_word()]

    def _step_region(self, step: int) -> None:
        regions = self._regions()
        focus = QApplication.focusWidget()
        parents = (self.nav, self.top)
        here = next((at for at, r in enumerate(regions) if focus and (r is focus or r.isAncestorOf(focus))), None)
        if here is None and focus is not None:
            here = next((at for at, area in enumerate(parents) if area.isAncestorOf(focus)), None)
        at = 0 if here is None else (here + step) % len(regions)
        regions[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _escape(self) -> None:
        if self.popup.end():
            return
        page = self.current()
        if page is not None:
            page.escape()

    def _zoom(self, step: int) -> None:
        now = self.desk.settings.text_percent
        steps = [p for p in theme.PERCENTS if (p > now if step > 0 else p < now)]
        if steps:
            self.desk.remember(replace(self.desk.settings, text_percent=steps[0] if step > 0 else steps[-1]))

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, theme.resolve(self.desk.settings.theme), self.desk.settings.text_percent)

    def _fit(self) -> None:
        rail = self.width() < _RAIL_BELOW or theme.zoom() > _RAIL_ZOOM
        if rail != self.nav.is_rail():
            self.nav.set_rail(rail)
        self.popup.place()

    def _tell(self, _change: object = None) -> None:
        with self.desk.store.read() as session:
            waiting, deciding = outbox.waiting(session), conflicts.count(session)
        sync, me = self.desk.sync, self.desk.account
        self.nav.set_who(me.user_name, me.unit_name)
        stopped = sync.trouble.code if sync.trouble is not None else ""
        self.status.show_state(
            online=sync.is_online,
            waiting=waiting,
            last_round_at=sync.last_round_at,
            running=sync.is_running,
            deciding=deciding,
            trouble=messages.of_round(stopped) if stopped and stopped not in messages.AWAY else "",
        )

    def _say_news(self, words: str) -> None:
        self.status.say("" if self.desk.settings.quiet else words)

    def _found(self, find: Finder) -> Finder:
        """Return a finder that knows pages and verbs besides what the store finds."""

        def everything(words: str) -> Sequence[Row]:
            verbs = [
                ("visit", self.top.visit.text()),
                ("issue", self.top.issue.text()),
                ("card", self.top.card.text()),
            ]
            named = [Row(id=f"verb:{k}", kind=f"verb:{k}", name=word) for k, word in verbs if k in self._verbs]
            named += [Row(id=f"page:{e.key}", kind=f"page:{e.key}", name=e.word) for e in self._entries]
            return [*find(words), *(row for row in named if words and words in row.name)]

        return everything

    def _memory(self) -> QSettings:
        return QSettings(str(self.desk.settings_path.with_name("window.ini")), QSettings.Format.IniFormat)

    def _restore(self) -> None:
        kept = self._memory().value("geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(self.sizeHint().boundedTo(room))
