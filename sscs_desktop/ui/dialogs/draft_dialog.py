"""What every dialog that writes does alike: keep a draft at each pause, file in one transaction, lose nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused, SscsError
from sscs_desktop.store.outbox import Saved
from sscs_desktop.store.session import Session
from sscs_desktop.ui import keys, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.draft_keeper import DraftKeeper, find
from sscs_desktop.ui.dialogs.enter_key import step_on
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame


class DraftDialog(DialogFrame):
    """A subclass reads its draft by `open_draft`, calls `keeper.touch` after changes, and files by `file`.

    Esc keeps the draft and asks nothing.
    """

    keeper: DraftKeeper

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__("", parent)
        self.desk = desk
        self._kept_at: datetime | None = None

    def open_draft(self, form: str, key: str) -> Mapping[str, Any]:
        """Make the keeper of a form's draft and return what the draft holds, empty if there is none."""
        found = find(self.desk.store, form, key)
        self.keeper = DraftKeeper(self.desk.store, form, key, self.draft, self)
        self.keeper.kept.connect(self._say_kept)
        self.keeper.failed.connect(self._say_failed)
        self.keeper.touched.connect(self._say_touched)
        keys.bind(keys.KEEP, self, self._keep_now)
        if found is None:
            return {}
        self._say_kept(found[1])
        return found[0]

    def draft(self) -> dict[str, Any]:
        """Return everything that stands in the form as plain JSON."""
        raise NotImplementedError

    def show_problems(self, codes: Mapping[str, str]) -> None:
        """Put words beside the fields, by the codes of Invalid.problems."""
        raise NotImplementedError

    def file(self, write: Callable[[Session], Saved], *, closes: bool = True) -> Saved | None:
        """Write in one transaction that ends the draft too, and close; None if nothing was filed (and it was said)."""
        try:
            with self.desk.store.write() as session:
                saved = write(session)
                if saved.draft_id is None:
                    self.keeper.finish(session)
                else:
                    self.keeper.give_way(session, saved.draft_id)
        except Invalid as error:
            self.show_problems(error.problems)
            return None
        except SscsError as error:
            self.keeper.keep()
            tell(error, self)
            return None
        self.keeper.stop()
        if closes or saved.draft_id is not None:
            self.accept()
        if saved.draft_id is not None:
            tell(Refused("row_gone"), self.parentWidget())
        return saved

    def commit_composition(self) -> None:
        """Take what an input method is still composing into the field, before the form is read."""
        QGuiApplication.inputMethod().commit()

    def waits_for(self, files: AttachmentField) -> bool:
        """Tell whether a file is still being made fit, and say so: saved now, the form would go without it."""
        if files.is_busy:
            self.say(self.tr("照片还在处理，稍等一下再保存"), "info", "ink2")
        return files.is_busy

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.keep()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not step_on(self, event):
            super().keyPressEvent(event)

    def _keep_now(self) -> None:
        self.keeper.touch()
        self.keeper.keep()

    def _say_touched(self) -> None:
        self.say(self.tr("还没存，停一下就自动存"), "pencil-line", "ink2")

    def _say_kept(self, at: datetime) -> None:
        at = clock.local(at)
        if at.date() == clock.today():
            sentence = self.tr("草稿 {time} 已存在本机").format(time=f"{at:%H:%M}")
        else:
            sentence = self.tr("草稿 {m}月{d}日 {time} 已存在本机").format(m=at.month, d=at.day, time=f"{at:%H:%M}")
        self.say(sentence, "check", "ok")
        self.note.set_token("ink2")

    def _say_failed(self, error: SscsError) -> None:
        self.say(messages.sentence(error), "info", "bad")
