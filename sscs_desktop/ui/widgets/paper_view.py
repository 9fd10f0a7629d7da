"""Papers as they will come out of the printer: white sheets one below another, one paper of a run at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.printing import printer
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Preview
from sscs_desktop.ui.widgets.area import ScrollColumn

translate = QCoreApplication.translate

GAP = 16
_WIDEST = 760
_NARROWEST = 200


class PaperView(ScrollColumn):
    """`show_run` shows a run's first paper; turning past its last sheet goes on to the next paper.

    A paper is laid out when it is shown, so that a run of hundreds opens at once. `moved` fires when another sheet
    is looked at.
    """

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", (0, GAP, 0, GAP), GAP, parent)
        self.setObjectName("sheets")
        self._preview: Preview | None = None
        self._at = 0
        self._sheets: list[_White] = []
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())
        self.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self.moved.emit())

    def show_run(self, preview: Preview | None, at: int = 0) -> None:
        """Show a run from paper `at` on, or nothing."""
        self._preview = preview
        self._at = min(at, len(preview) - 1) if preview is not None else 0
        self._lay()

    def show_pages(self, pages: Pages | None, scans: Sequence[QImage] = ()) -> None:
        """Show a single paper that is laid out already, or nothing; before it, pictures of it as it came back."""
        self._preview = None
        laid_out = [] if pages is None else [_Sheet(pages, index) for index in range(pages.count)]
        self._put([*(_Scan(scan) for scan in scans), *laid_out])

    def paper(self) -> int:
        """Return the index of the paper shown."""
        return self._at

    def sheet(self) -> int:
        """Return the index of the sheet looked at."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return next((at for at, sheet in enumerate(self._sheets) if sheet.geometry().bottom() > middle), 0)

    def count(self) -> int:
        """Return how many sheets the paper shown has."""
        return len(self._sheets)

    def turn(self, by: int) -> None:
        """Show the next (1) or the previous (-1) sheet, of the neighbouring paper at the end of this one."""
        at = self.sheet() + by
        if 0 <= at < len(self._sheets):
            self.verticalScrollBar().setValue(max(0, self._sheets[at].y() - GAP))
            self.moved.emit()
        elif self._preview is not None and 0 <= self._at + by < len(self._preview):
            self._at += by
            self._lay()

    def _lay(self) -> None:
        pages = self._preview.pages(self._at) if self._preview is not None else None
        self._put([] if pages is None else [_Sheet(pages, index) for index in range(pages.count)])

    def _put(self, sheets: Sequence[_White]) -> None:
        self.clear()
        self._sheets = list(sheets)
        for sheet in sheets:
            self.add(sheet)
        self.verticalScrollBar().setValue(0)
        self.moved.emit()


class _White(QWidget):
    """One sheet, as wide as there is room. A subclass draws it `width` logical pixels wide."""

    def __init__(self, name: str, shape: float) -> None:
        super().__init__()
        self._shape = shape
        """Height by width."""
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def drawn(self, width: int, ratio: float) -> QImage:
        """Return the sheet for a device pixel ratio."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(self._paper_width(), self._paper_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setFixedHeight(self._paper_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        width, ratio = self._paper_width(), self.devicePixelRatioF()
        if self._image is None or self._image.width() != round(width * ratio):
            self._image = self.drawn(width, ratio)
        QPainter(self).drawImage((self.width() - width) // 2, 0, self._image)

    def _paper_width(self) -> int:
        return max(_NARROWEST, min(self.width() - 2 * GAP, _WIDEST))

    def _paper_height(self) -> int:
        return round(self._paper_width() * self._shape)


class _Sheet(_White):
    """One page of a paper that is laid out."""

    def __init__(self, pages: Pages, index: int) -> None:
        super().__init__(pages.title, pages.height_mm / pages.width_mm)
        self._pages, self._index = pages, index

    def drawn(self, width: int, ratio: float) -> QImage:
        return printer.preview(self._pages, self._index, width, ratio)


class _Scan(_White):
    """A picture of a paper."""

    def __init__(self, scan: QImage) -> None:
        super().__init__(translate("PaperView", "扫描件"), scan.height() / scan.width())
        self._scan = scan

    def drawn(self, width: int, ratio: float) -> QImage:
        image = self._scan.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image
