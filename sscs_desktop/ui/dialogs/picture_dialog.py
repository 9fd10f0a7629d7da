"""An attached file opened: a picture here in the window, a PDF in the system's own program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base import paths
from sscs_desktop.base.errors import SscsError, Unreadable
from sscs_desktop.base.files import private_folder, write_atomically
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.visit import JPEG, Attachment
from sscs_desktop.ui import pictures, theme
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame


class PictureDialog(DialogFrame):
    """Shows one picture as large as the dialog; nothing of it is written to the disk unless saved by hand."""

    def __init__(self, name: str, content: bytes, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setObjectName("picture_dialog")
        self._name, self._content = name, content
        self.canvas = _Canvas(pictures.from_jpeg(content), name)
        self.body.addWidget(self.canvas, 1)
        self.say(name)
        keep = Button(self.tr("另存为…"), "plain", on=self.save_as)
        keep.setObjectName("save_as")
        close = Button(self.tr("关闭"), "filled", key="Esc", on=self.accept)
        close.setObjectName("accept")
        self.foot_right.addWidget(keep)
        self.foot_right.addWidget(close)
        close.setFocus()
        fit(self, 880, 600)

    def save_as(self) -> None:
        """Ask where, and write the picture there."""
        chosen, _filter = QFileDialog.getSaveFileName(self, self.tr("另存为"), self._name, "JPEG (*.jpg)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the picture to a file, whole or not at all."""
        try:
            write_atomically(path, self._content)
        except SscsError as error:
            tell(error, self)


def show(attachment: Attachment, content: bytes, parent: QWidget) -> None:
    """Open an attachment's bytes."""
    if attachment.media_type != JPEG:
        _open_outside(attachment, content, parent)
        return
    if pictures.from_jpeg(content).isNull():
        tell(Unreadable("attachment_damaged"), parent)
        return
    dialog = PictureDialog(attachment.name, content, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def clear_opened() -> None:
    """Remove what other programs were given to show: they lie readable in a folder of this user's."""
    folder = paths.cache_dir() / "opened"
    if folder.is_dir():
        for file in folder.iterdir():
            file.unlink(missing_ok=True)


def _open_outside(attachment: Attachment, content: bytes, parent: QWidget) -> None:
    """Give a PDF to the system; its ending follows from its kind, never from the name somebody sent."""
    file = paths.cache_dir() / "opened" / f"{new_id()}.pdf"
    try:
        private_folder(file.parent)
        write_atomically(file, content)
    except SscsError as error:
        tell(error, parent)
        return
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


class _Canvas(QWidget):
    def __init__(self, image: QImage, name: str) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        size = QSizeF(self._image.size())
        if size.width() > self.width() or size.height() > self.height():
            size.scale(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
