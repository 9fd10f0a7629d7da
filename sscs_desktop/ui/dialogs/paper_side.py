"""The paper beside the form it is typed into: pictures of the one that came back, then the card as it was printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from sscs_desktop.domain.visit import JPEG
from sscs_desktop.printing.form import Pages
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.attachments import Held
from sscs_desktop.ui import pictures
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.paper_view import PaperView


class PaperSide(Area):
    """`look_at` shows the pictures among some files before the pages; those attached to the card stand with them."""

    def __init__(self, desk: Desk, pages: Pages, card_id: str, parent: QWidget | None = None) -> None:
        super().__init__("canvas", "r", parent=parent)
        self._desk = desk
        self._pages = pages
        self._shown: tuple[str, ...] = ()
        self.paper = PaperView()
        self.column().addWidget(self.paper)
        self.paper.show_pages(pages)
        with desk.store.read() as session:
            lines = attachments.of(session, card_id)
        self._attached = tuple(line.record.sha256 for line in lines if line.is_here and line.record.media_type == JPEG)
        self.look_at(())

    def look_at(self, files: Sequence[Held]) -> None:
        """Show the pictures among `files`, read off the GUI thread."""
        fresh = (held.sha256 for held in files if held.media_type == JPEG)
        wanted = tuple(dict.fromkeys((*fresh, *self._attached)))
        if wanted == self._shown:
            return
        self._shown = wanted
        store = self._desk.store
        self._desk.jobs.start(
            "desk",
            lambda _task: [pictures.from_jpeg(blobs.content(store, sha256)) for sha256 in wanted],
            owner=self,
            done=lambda images: self._show(wanted, images),
        )

    def _show(self, wanted: tuple[str, ...], images: Sequence[QImage]) -> None:
        if wanted == self._shown:  # else others were asked for meanwhile, and are on their way
            self.paper.show_pages(self._pages, [image for image in images if not image.isNull()])
