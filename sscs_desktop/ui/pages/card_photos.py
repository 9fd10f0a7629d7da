"""Photos and scans of signed cards, chosen or dropped: each finds its card by the code on the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base.errors import SscsError, Unreadable
from sscs_desktop.domain.card import Scan
from sscs_desktop.ui import pictures
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.pages.card_sorting import Place, Sorted, Sorting
from sscs_desktop.ui.pages.photos_bar import PhotosBar

_NAMED = 60
"""Pictures that are named one by one; of more it is said that there are more."""


class CardPhotos(QObject):
    """Takes files from a dialog or dropped on a page; `shown` gets the first paper that found its card."""

    def __init__(self, desk: Desk, page: QWidget, shown: Callable[[Scan], object]) -> None:
        super().__init__(page)
        self._desk, self._page, self._shown = desk, page, shown
        self._is_busy = False
        self._task: Task | None = None
        self.bar = PhotosBar(page)
        self.bar.stopped.connect(self._stop)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def ask(self) -> None:
        """Let the person choose photos and scans."""
        kinds, word = " ".join(f"*.{suffix}" for suffix in pictures.SUFFIXES), self.tr("照片或扫描件")
        title = self.tr("选签回的卡的照片或扫描件：按纸上的二维码各附到自己的卡上")
        chosen, _kind = QFileDialog.getOpenFileNames(self._page, title, "", f"{word} ({kinds})")
        self.take([Path(name) for name in chosen])

    def take(self, files: Sequence[Path]) -> None:
        """Attach each photo and page to the card it shows, off the GUI thread; not while others are looked at."""
        if not files or self._is_busy:
            return
        self._is_busy, done = True, Sorted()
        self._task = self._desk.jobs.start(
            "desk",
            lambda task: Sorting(self._desk.store, task, done).sort(files),
            owner=self,
            done=lambda _: self._say(done),
            failed=lambda error: self._say(done, error),
            progress=self.bar.show_progress,
            cancelled=lambda: self._say(done, is_stopped=True),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if files and not self._is_busy:
                event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.take(files)
            return True
        return super().eventFilter(watched, event)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _say(self, done: Sorted, *errors: SscsError, is_stopped: bool = False) -> None:
        """Show the first card, say how much was done, and what is amiss in a dialog that has to be closed."""
        self._is_busy, self._task = False, None
        if done.papers:
            self._shown(done.papers[0])
        amiss = (*errors, *self._amiss(done))
        self.bar.show_end(self._end(done, is_stopped=is_stopped))
        if amiss:
            tell(amiss[0], self._page, *amiss[1:])

    def _end(self, done: Sorted, *, is_stopped: bool) -> str:
        counts = {"found": done.attached, "cards": len({scan.number for scan in done.papers})}
        if is_stopped:
            return self.tr("停下了：附好 {found} 张，其余的没有认。接着来就再选一次，附过的不会重复。").format(**counts)
        return self.tr("附好 {found} 张，在 {cards} 张卡上").format(**counts) if done.attached > 1 else ""

    def _amiss(self, done: Sorted) -> list[SscsError]:
        found: list[SscsError] = []
        if done.left:
            names = self._named([self._place(run) for run in _runs(done.left)])
            found.append(Unreadable("photos_left", found=done.attached, left=len(done.left), names=names))
        if done.followed:
            found.append(Unreadable("pages_followed", found=len(done.followed), names=self._at_cards(done.followed)))
        if done.past and len(done.papers) > 1:  # of a single one the page says it that is opened
            found.append(Unreadable("papers_past", found=len(done.past), names=self._at_cards(done.past)))
        return [*found, *done.unread]

    def _at_cards(self, places: Sequence[tuple[Place, str]]) -> str:
        words = self.tr("{page}（{number}）")
        return self._named([words.format(page=self._place((each, each)), number=number) for each, number in places])

    def _named(self, names: Sequence[str]) -> str:
        most = "、".join(names[:_NAMED])
        return self.tr("{names} 等").format(names=most) if len(names) > _NAMED else most

    def _place(self, run: tuple[Place, Place]) -> str:
        first, last = run
        if not first.page:
            return first.name
        pages = str(first.page) if first == last else f"{first.page}–{last.page}"
        return self.tr("{name} 第 {pages} 页").format(name=first.name, pages=pages)


def _runs(places: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield the first and the last of pages that follow one another in a file."""
    for _key, run in groupby(enumerate(places), lambda each: (each[1].name, each[1].page and each[1].page - each[0])):
        same = [place for _at, place in run]
        yield same[0], same[-1]
