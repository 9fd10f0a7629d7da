"""What an import does beside the window: everything here runs in a lane and knows no window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sscs_desktop.exchange import returns
from sscs_desktop.exchange.headings import EVERYTHING, Meanings, Said
from sscs_desktop.exchange.outcome import Line
from sscs_desktop.exchange.roster import RosterReading, read_sheets
from sscs_desktop.store import intake
from sscs_desktop.store.intake import Applied, Progress, Undone
from sscs_desktop.store.store import Store
from sscs_desktop.ui import messages


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A file as it was read, and what would become of its rows."""

    reading: RosterReading
    lines: tuple[Line, ...]

    @property
    def is_table(self) -> bool:
        """Tell whether any sheet has headings that are known."""
        return any(sheet.taken_for in EVERYTHING for sheet in self.reading.sheets)


@dataclass(frozen=True, kw_only=True)
class ImportWork:
    """One file on its way into the store."""

    store: Store
    file: Path
    meanings: Meanings

    def read(self) -> RosterReading:
        """Read the file as far as its headings are known. Raises Unreadable."""
        return read_sheets(self.file, EVERYTHING, self.meanings)

    def tried(self, said: Said) -> Tried:
        """Try the file with what a person said its headings mean, and remember that. Raises Unreadable, DiskTrouble."""
        meanings = self.meanings.saying(said)
        found = self.again(read_sheets(self.file, EVERYTHING, meanings))
        for sheet in found.reading.sheets:
            if sheet.taken_for in EVERYTHING:
                meanings.keep(sheet.texts)
        return found

    def again(self, reading: RosterReading) -> Tried:
        """Try a reading against what stands in the store now."""
        with self.store.read() as session:
            return Tried(reading=reading, lines=intake.trial(session, reading))

    def bring_in(self, reading: RosterReading, chosen: frozenset[tuple[str, int]], progress: Progress) -> Applied:
        """Bring the chosen rows in."""
        wanted = reading.only(lambda sheet, row: (sheet, row) in chosen)
        return intake.apply(self.store, wanted, self.file.name, progress)

    def undo(self, done: Applied, progress: Progress) -> Undone:
        """Take an import back."""
        return intake.undo(self.store, done.id, progress)

    def stopped(self) -> Applied | None:
        """Return the last import, if it was of this file and any of it stands."""
        with self.store.read() as session:
            last = next(iter(intake.taken(session)), None)
        if last is None or last.name != self.file.name or not last.standing:
            return None
        return Applied(id=last.id, records=last.records, rows=0, left=0)

    def write_refused(self, target: Path, found: Tried, title: str) -> Path:
        """Write the rows with something wrong under their own headings, with the reason beside them."""
        return returns.write_refused(target, found.reading, found.lines, messages.problem, title=title)
