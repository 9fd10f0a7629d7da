"""Choosing files, making them fit and keeping them, off the GUI thread: what the form and the visit's page share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.attachments import Held
from sscs_desktop.store.store import Store
from sscs_desktop.ui import pictures
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Task

MOST = 20
"""Files at once."""


def choose(parent: QWidget) -> list[Path]:
    """Ask for photos and PDFs."""
    kinds = " ".join(f"*.{suffix}" for suffix in pictures.SUFFIXES)
    words = QCoreApplication.translate("attaching", "照片和 PDF")
    title = QCoreApplication.translate("attaching", "附照片或文件（照片不带位置和机型；PDF 原样附上）")
    chosen, _filter = QFileDialog.getOpenFileNames(parent, title, "", f"{words} ({kinds})")
    return [Path(name) for name in chosen]


def start(
    desk: Desk,
    files: Sequence[Path],
    owner: QWidget,
    kept: Callable[[list[Held]], object],
    failed: Callable[[SscsError], object],
) -> None:
    """Make files fit and keep them here; `kept` gets those that were, before `failed` gets what stopped the rest."""
    found: list[Held] = []

    def work(task: Task) -> None:
        for file in files[:MOST]:
            task.check()
            found.append(attachments.hold(desk.store, pictures.prepare(file)))

    def stopped(error: SscsError) -> None:
        kept(found)
        failed(error)

    desk.jobs.start("desk", work, owner=owner, done=lambda _: kept(found), failed=stopped)


def small_picture(store: Store, sha256: str) -> QImage | None:
    """Return the thumbnail of a file, None where it has none or it is not here."""
    if not sha256:
        return None
    try:
        image = pictures.from_jpeg(blobs.content(store, sha256))
    except SscsError:  # it is fetched when there is a line; until then a paperclip stands for it
        return None
    return None if image.isNull() else image
