"""Keeps what stands in an open form: at every pause, at Ctrl+S, and when the form closes for whatever reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.store import drafts
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store

PAUSE_MS = 800
"""A person who stops for so long has finished a thought."""


class DraftKeeper(QObject):
    """`touch` after each change by the person; an untouched form leaves no draft."""

    kept = Signal(object)
    """When the draft was written, aware UTC."""
    touched = Signal()
    """What stands in the form is not in the file yet."""
    failed = Signal(object)
    """The SscsError; the form still has everything, and the next pause tries again."""

    def __init__(self, store: Store, form: str, key: str, read: Callable[[], dict[str, Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._form, self._key = form, key
        self._read = read
        self._written: dict[str, Any] | None = None
        self._kept_at = clock.now()
        self._touched = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep)

    def touch(self) -> None:
        """Note a change; the draft is written at the next pause."""
        self._touched = True
        self._pause.start()
        self.touched.emit()

    def keep(self) -> None:
        """Write the draft now, if anything changed since the last time."""
        self._pause.stop()
        if not self._touched:
            return
        data = self._read()
        if data == self._written:
            self.kept.emit(self._kept_at)
            return
        try:
            with self._store.write() as session:
                drafts.save(session, self._form, self._key, data)
        except SscsError as error:
            self.failed.emit(error)
            return
        self._written, self._kept_at = data, clock.now()
        self.kept.emit(self._kept_at)

    def finish(self, session: Session) -> None:
        """Throw the draft away in the transaction that files its content."""
        drafts.discard_form(session, self._form, self._key)

    def give_way(self, session: Session, draft_id: str) -> None:
        """Let the text that found no row stand instead of this draft, in the transaction that kept it."""
        drafts.take_place(session, self._form, self._key, draft_id, self._read())

    def stop(self) -> None:
        """Write no more: the content is filed."""
        self._touched = False
        self._pause.stop()


def find(store: Store, form: str, key: str) -> tuple[dict[str, Any], datetime] | None:
    """Return a draft's content and when it was written."""
    with store.read() as session:
        kept = drafts.find(session, form, key)
    return (kept.data, kept.saved_at) if kept else None


def unfinished_about(store: Store, form: str, subject_id: str) -> str | None:
    """Return the key of the newest draft of a new record about a subject: one goes on with it instead of anew."""
    with store.read() as session:
        kept = drafts.listing(session, refused=False)
    for each in kept:
        is_new = each.form == form and "seen" not in each.data
        if is_new and subject_id in (each.data.get("enterprise_id"), each.data.get("project_id")):
            return each.key
    return None
