"""Signed cards that come back as pictures: each photo and each page of a scan is attached to its own card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage, QTransform

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.domain.card import Card, Scan, scan_of, scanned_print
from sscs_desktop.domain.vocabulary import CardState
from sscs_desktop.printing import qr
from sscs_desktop.store import attachments, cards
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.store.store import Store
from sscs_desktop.ui import pictures
from sscs_desktop.ui.jobs import Task


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a picture was: a file's name, and the page of it. page: 0 for a photo."""

    name: str
    page: int = 0


@dataclass(kw_only=True)
class Sorted:
    """What became of some files; a place stands with the number of the card that it is at.

    followed: the pages without a code. past: the papers of a void card, and those that are not its last print.
    """

    papers: list[Scan] = field(default_factory=list)
    past: list[tuple[Place, str]] = field(default_factory=list)
    followed: list[tuple[Place, str]] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)
    unread: list[Unreadable] = field(default_factory=list)

    @property
    def attached(self) -> int:
        """Return how many pictures their cards have now."""
        return len(self.papers) + len(self.followed)


class Sorting:
    """Runs in a lane; what is done stands in `done`, also when it is stopped or the disk fails amid it."""

    def __init__(self, store: Store, task: Task, done: Sorted) -> None:
        self._store, self._task, self.done = store, task, done

    def sort(self, files: Sequence[Path]) -> None:
        """Attach what the files show of our cards, each picture once however often it comes. Raises DiskTrouble."""
        for at, file in enumerate(files, start=1):
            if pictures.is_pdf(file):
                self._stack(file, self._drawn(file))
            elif (count := pictures.page_count(file)) > 1:
                self._stack(file, ((count, pictures.page(file, each)) for each in range(count)))
            else:
                self._task.progress(at, len(files))
                self._photo(file)

    def _photo(self, file: Path) -> None:
        try:
            photo = pictures.prepare(file)
        except (Refused, Unreadable):  # no picture, or too large: named with those that show no card
            self.done.left.append(Place(name=file.name))
            return
        scan, _turn = _read(pictures.from_jpeg(photo.content))
        card = self._ours(scan)
        if scan is None or card is None:
            self.done.left.append(Place(name=file.name))
            return
        self._attach(photo, card)
        self._note(scan, card, Place(name=file.name))

    def _stack(self, file: Path, leaves: Iterable[tuple[int, QImage]]) -> None:
        """Attach the pages of a scanned stack; what is amiss with the file is said of it, the next one has its turn."""
        before: Card | None = None
        try:
            for number, (count, image) in enumerate(leaves, start=1):
                self._task.progress(number, count)
                before = self._page(image, file, number, before)
        except Unreadable as error:
            error.data["name"] = file.name
            self.done.unread.append(error)

    def _drawn(self, file: Path) -> Iterator[tuple[int, QImage]]:
        """Yield of how many pages a PDF is and the next one, null if it cannot be drawn. Raises Unreadable."""
        from sscs_desktop.exchange import pdf_pages

        for page in pdf_pages.pages(file, self._task.check):
            yield page.count, QImage(page.pixels, page.width, page.height, QImage.Format.Format_RGB32)

    def _page(self, image: QImage, file: Path, number: int, before: Card | None) -> Card | None:
        """Attach one page and return whose it is; every sheet has a code, so one without lies behind the one before."""
        place = Place(name=file.name, page=number)
        if image.isNull():
            self.done.left.append(place)
            return None
        scan, turn = _read(image)
        if scan is None and pictures.is_blank(image):
            return before
        card = before if scan is None else self._ours(scan)
        if card is None:
            self.done.left.append(place)
            return None
        self._attach(pictures.of_page(_upright(image, turn), file, number), card)
        if scan is None:
            self.done.followed.append((place, card.number))
        else:
            self._note(scan, card, place)
        return card

    def _note(self, scan: Scan, card: Card, place: Place) -> None:
        self.done.papers.append(scan)
        if card.state is CardState.VOID or scanned_print(card, scan.mark) != len(card.prints):
            self.done.past.append((place, card.number))

    def _ours(self, scan: Scan | None) -> Card | None:
        """Return the card of a code where it is here and this person's to write."""
        with self._store.read() as session:
            card = cards.by_number(session, scan.number) if scan is not None else None
            return card if card is not None and cards.may_write(session, card) else None

    def _attach(self, picture: Prepared, card: Card) -> None:
        held = attachments.hold(self._store, picture)
        with self._store.write() as session:
            if held.sha256 not in {line.record.sha256 for line in attachments.of(session, card.id)}:
                attachments.add(session, held, card_id=card.id)


def _read(photo: QImage) -> tuple[Scan | None, int]:
    """Return what the code of a card says, and how it is turned: a paper may bear others, of a shop or a messenger."""
    for each in qr.readings(photo):
        if (scan := scan_of(each.text)) is not None:
            return scan, each.turn
    return None, 0


def _upright(page: QImage, turn: int) -> QImage:
    """Turn a page that went through the feeder sideways or upside down; one that lies askew stays as it is."""
    quarters = round(turn / 90)
    return page.transformed(QTransform().rotate(-90 * quarters)) if quarters else page
