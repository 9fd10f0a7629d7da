"""What an import does beside the window: everything here runs in a lane and knows no window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.headings import EVERYTHING, Meanings, Said
from sscs_desktop.exchange.outcome import Line
from sscs_desktop.exchange.roster import RosterReading, read_sheets
from sscs_desktop.store import intake
from sscs_desktop.store.intake import Applied, Undone
from sscs_desktop.store.store import Store
from sscs_desktop.ui import import_words, messages
from sscs_desktop.ui.widgets.record_model import Row


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A file as it was read, and what would become of its rows."""

    reading: RosterReading
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    """The lines as the report shows them: to make those of 20,000 takes a third of a second."""

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

    def remember(self, reading: RosterReading, said: Said) -> None:
        """Keep what a person said headings mean as soon as it is said: one may be called away. Raises DiskTrouble."""
        meanings = self.meanings.saying(said)
        for sheet in reading.sheets:
            meanings.keep(sheet.texts)

    def tried(self, said: Said, told: Told) -> Tried:
        """Try the file with what a person said its headings mean, and remember that. Raises Unreadable, DiskTrouble."""
        meanings = self.meanings.saying(said)
        found = self.again(read_sheets(self.file, EVERYTHING, meanings), told)
        for sheet in found.reading.sheets:
            if sheet.taken_for in EVERYTHING:
                meanings.keep(sheet.texts)
        return found

    def again(self, reading: RosterReading, told: Told = unheard) -> Tried:
        """Try a reading against what stands in the store now."""
        with self.store.read() as session:
            lines = intake.trial(session, reading, told)
        rows = tuple(import_words.row(line, line.is_taken or None) for line in lines)
        return Tried(reading=reading, lines=lines, rows=rows)

    def bring_in(self, reading: RosterReading, chosen: frozenset[tuple[str, int]], told: Told) -> Applied:
        """Bring the chosen rows in."""
        wanted = reading.only(lambda sheet, row: (sheet, row) in chosen)
        return intake.apply(self.store, wanted, self.file.name, told)

    def undo(self, imports: Sequence[str], told: Told) -> Undone:
        """Take imports back, the last first: one that was stopped and gone on with is two."""
        whole = Undone(taken_back=0, stayed=())
        for each in reversed(imports):
            done = intake.undo(self.store, each, told)
            whole = replace(done, taken_back=whole.taken_back + done.taken_back, stayed=whole.stayed + done.stayed)
            if whole.stopped is not None:
                break
        return whole

    def stopped(self, known: Sequence[str]) -> tuple[str, ...]:
        """Return the last import if it is one of this file that is not known yet, and any of it stands."""
        with self.store.read() as session:
            last = next(iter(intake.taken(session)), None)
        is_ours = last is not None and last.name == self.file.name and last.standing and last.id not in known
        return (last.id,) if last is not None and is_ours else ()

    def write_refused(self, target: Path, found: Tried, title: str) -> Path:
        """Write the rows with something wrong under their own headings, with the reason beside them."""
        return returns.write_refused(target, found.reading, found.lines, messages.problem, title=title)
