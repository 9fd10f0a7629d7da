"""照片和文件 of a visit, issue or card: what is attached, whether the county has it, and its bytes when asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QMenu, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.attachments import Held, Line
from sscs_desktop.ui import attaching, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import SectionHead
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.thumb_line import ThumbLine


class RecordFiles(QObject):
    """Belongs to the page of one kind, whose refresh after each commit shows what became of a file."""

    def __init__(self, desk: Desk, page: QWidget, kind: str) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._parent = f"{kind}_id"
        self._record_id = ""
        self._lines: dict[str, Line] = {}
        self._awaited = ""
        self._images: dict[str, QImage] = {}

    def show(self, record: Visit | Issue | Card, lines: Sequence[Line], *, may_add: bool = False) -> list[QWidget]:
        """Return the section's widgets; a file that was asked for and has come is opened.

        may_add: to a record that is not one's own, such as a card of the unit, whose paper may come to anybody.
        """
        if record.id != self._record_id:
            self._record_id, self._awaited = record.id, ""
            self._images.clear()
        self._lines = {line.record.id: line for line in lines}
        self._ask_for_thumbnails(lines)
        if self._awaited in self._lines and self._lines[self._awaited].is_here:
            awaited, self._awaited = self._awaited, ""
            self.open(awaited)
        may_add = may_add or record.author_id == self._desk.account.user_id
        if not lines and not may_add:
            return []
        add = Button(self.tr("附照片或文件"), "quiet", "paperclip", height=24, on=self.ask)
        add.setObjectName("attach")
        head = SectionHead(self.tr("照片和文件"), len(lines) or None, (add,) if may_add else ())
        return [head, *(self._line(line) for line in lines)]

    def ask(self) -> None:
        """Let the person choose files, and attach them to the record shown."""
        files = attaching.choose(self._page)
        record_id = self._record_id
        if files:
            attaching.start(self._desk, files, self._page, lambda held: self.attach(record_id, held), self._tell)

    def attach(self, record_id: str, held: Sequence[Held]) -> None:
        """File what was made fit."""
        if not held:
            return
        try:
            with self._desk.store.write() as session:
                for each in held:
                    attachments.add(session, each, **{self._parent: record_id})
        except SscsError as error:
            self._tell(error)

    def open(self, id: str) -> None:
        """Show a file that is here; ask the county for one that is not."""
        line = self._lines.get(id)
        if line is None:
            return
        if line.is_here:
            sha256 = line.record.sha256
            self._desk.jobs.start(
                "desk",
                lambda task: blobs.content(self._desk.store, sha256),
                owner=self,
                done=lambda content: self._opened(line, content),
                failed=self._tell,
            )
            return
        self._awaited = id
        try:
            with self._desk.store.write() as session:
                attachments.want(session, line.record)
                session.touch("attachment")
        except SscsError as error:
            self._tell(error)

    def remove(self, id: str) -> None:
        """Delete an own attachment."""
        try:
            with self._desk.store.write() as session:
                attachments.remove(session, id)
        except SscsError as error:
            self._tell(error)

    def _opened(self, line: Line, content: bytes) -> None:
        from sscs_desktop.ui.dialogs import picture_dialog

        picture_dialog.show(line.record, content, self._page)

    def _line(self, line: Line) -> ThumbLine:
        state, word = self._said(line)
        tip = messages.sentence(SscsError(line.blob.error)) if line.blob is not None and line.blob.error else ""
        removal = self.tr("删除这个附件") if line.may_delete else ""
        shown = ThumbLine(line.record.name, self._image(line), state, word, tip=tip, removal=removal)
        shown.setObjectName(f"file_{line.record.id}")
        shown.pressed.connect(lambda: self.open(line.record.id))
        shown.removed.connect(lambda: self._offer_removal(line.record.id))
        return shown

    def _said(self, line: Line) -> tuple[State, str]:
        blob = line.blob
        if blob is None:
            return State.PLAIN, self.tr("在县里，点开就取")
        if blob.state == blobs.STORED:
            return State.DONE, self.tr("已存到县里")
        if blob.state == blobs.REFUSED:
            is_damaged = blob.error == "attachment_damaged"
            return State.SENT_BACK, self.tr("本机的已损坏，请重新附") if is_damaged else self.tr("没有传成，稍后再传")
        if blob.state == blobs.WANTED:
            if blob.error == "not_found":
                return State.WAITING, self.tr("县里还没收到，等对方上传")
            return State.WAITING, self.tr("正在取，没有网络就等联网")
        if 0 < blob.sent < blob.size:
            return State.WORKING, self.tr("已上传 {percent}%").format(percent=100 * blob.sent // blob.size)
        return State.WAITING, self.tr("等待上传")

    def _image(self, line: Line) -> QImage | None:
        sha256 = line.record.thumbnail
        if sha256 not in self._images and line.thumbnail is not None and line.thumbnail.is_here:
            image = attaching.small_picture(self._desk.store, sha256)
            if image is not None:
                self._images[sha256] = image
        return self._images.get(sha256)

    def _ask_for_thumbnails(self, lines: Sequence[Line]) -> None:
        lacking = [line.record for line in lines if line.record.thumbnail and line.thumbnail is None]
        if not lacking:
            return

        def ask(_task: object) -> None:
            with self._desk.store.write() as session:
                attachments.want_thumbnails(session, lacking)

        self._desk.jobs.start("desk", ask, owner=self)

    def _offer_removal(self, id: str) -> None:
        """Ask once more where the pointer is: what the county has goes too."""
        menu = QMenu(self._page)
        menu.addAction(self.tr("删除这个附件，县里的也删")).triggered.connect(lambda: self.remove(id))
        menu.exec(QCursor.pos())
        menu.deleteLater()

    def _tell(self, error: SscsError) -> None:
        tell(error, self._page)
