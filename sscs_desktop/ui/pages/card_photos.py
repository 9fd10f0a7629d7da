"""Photos of signed cards: each finds its card by the code on the paper, and is attached to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base.errors import SscsError, Unreadable
from sscs_desktop.domain.card import Scan, scan_of
from sscs_desktop.printing import qr
from sscs_desktop.store import attachments, cards
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.store.store import Store
from sscs_desktop.ui import pictures
from sscs_desktop.ui.attaching import MOST
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.jobs import Task

_SUFFIXES = tuple(suffix for suffix in pictures.SUFFIXES if suffix != "pdf")


@dataclass(kw_only=True)
class Sorted:
    """What became of some photos: the papers whose cards have them now, the names of the files that none has."""

    scans: list[Scan] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


class CardPhotos(QObject):
    """Takes photos from a file dialog or dropped on a page; `shown` gets the first paper that found its card."""

    def __init__(self, desk: Desk, page: QWidget, shown: Callable[[Scan], object]) -> None:
        super().__init__(page)
        self._desk, self._page, self._shown = desk, page, shown
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def ask(self) -> None:
        """Let the person choose photos."""
        kinds = " ".join(f"*.{suffix}" for suffix in _SUFFIXES)
        title = self.tr("选签回的卡的照片：按纸上的二维码各附到自己的卡上")
        chosen, _kind = QFileDialog.getOpenFileNames(self._page, title, "", f"{self.tr('照片')} ({kinds})")
        self.take([Path(name) for name in chosen])

    def take(self, files: Sequence[Path]) -> None:
        """Attach each photo to the card it shows, off the GUI thread; those beyond MOST are left and named."""
        if not files:
            return
        done = Sorted(left=[file.name for file in files[MOST:]])

        def work(task: Task) -> None:
            for file in files[:MOST]:
                task.check()
                _sort(self._desk.store, file, done)

        def failed(error: SscsError) -> None:
            self._show(done)
            tell(error, self._page)

        self._desk.jobs.start("desk", work, owner=self, done=lambda _: self._say(done), failed=failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if files:
                event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.take(files)
            return True
        return super().eventFilter(watched, event)

    def _show(self, done: Sorted) -> None:
        if done.scans:
            self._shown(done.scans[0])

    def _say(self, done: Sorted) -> None:
        self._show(done)
        if done.left:
            names = "、".join(done.left)
            tell(Unreadable("photos_left", found=len(done.scans), left=len(done.left), names=names), self._page)


def _sort(store: Store, file: Path, done: Sorted) -> None:
    """Attach one photo to the card it shows; once, however often it comes. Raises DiskTrouble."""
    try:
        photo = pictures.prepare(file)
    except SscsError:  # no picture, or too large: named with those that show no card
        done.left.append(file.name)
        return
    scan = _scan(photo)
    with store.read() as session:
        card = cards.by_number(session, scan.number) if scan is not None else None
        is_ours = card is not None and cards.may_write(session, card)
    if scan is None or card is None or not is_ours:
        done.left.append(file.name)
        return
    held = attachments.hold(store, photo)
    with store.write() as session:
        if held.sha256 not in {line.record.sha256 for line in attachments.of(session, card.id)}:
            attachments.add(session, held, card_id=card.id)
    done.scans.append(scan)


def _scan(photo: Prepared) -> Scan | None:
    """Return what the code of a card says: a paper may bear others, of a shop or a messenger."""
    scans = (scan_of(each.text) for each in qr.readings(pictures.from_jpeg(photo.content)))
    return next((scan for scan in scans if scan is not None), None)
