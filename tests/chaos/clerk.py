"""What a clerk does beside a directory that serves: every act opens its database anew and may be turned away."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import select

from sscs_desktop.base.errors import DiskTrouble, InUse, Refused
from sscs_desktop.base.files import write_atomically
from sscs_desktop.server import admin, joining, parcels
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import record

GOING, COMING = ".out", ".in"
"""Ends of the names of parcels on their way to the directory and back."""


class Clerk:
    """Who reassigns, corrects and carries at the county. firms: the first one wanders, the second is its double."""

    def __init__(
        self, place: Path, bag: Path, firms: list[str], units: list[str], chance: random.Random, counts: Counter[str]
    ) -> None:
        self.place, self.bag = place, bag
        self.firms, self.units = firms, units
        self.chance, self.counts = chance, counts

    def reassign(self) -> None:
        """Give an enterprise with all that hangs on it to the other unit."""
        self.units.reverse()
        self._do("reassignments", lambda directory: admin.reassign(directory, self.firms[0], self.units[0]))

    def move_visit(self) -> None:
        """Bring one of the latest visits to another enterprise."""

        def move(directory: Directory) -> None:
            query = select(record.c.id).where(record.c.kind == "visit", record.c.deleted.is_(False))
            latest = query.order_by(record.c.seq.desc()).limit(20)
            found = directory.lines.read(lambda c: list(c.execute(latest).scalars()))
            if found:
                joining.move_visit(directory.lines, self.chance.choice(found), self.chance.choice(self.firms))

        self._do("visits moved", move)

    def join(self) -> None:
        """Make the double one with the enterprise that wanders."""
        if len(self.firms) > 2:
            self._do("joinings", lambda directory: admin.join(directory, self.firms[1], self.firms[0]))
            if self.counts["joinings"]:
                del self.firms[1]

    def carry(self) -> None:
        """Read one of the latest parcels, one that was read before too, and lay the answer beside it."""
        found = sorted(self.bag.glob(f"*{GOING}"), key=lambda file: file.stat().st_mtime)[-4:]
        if found:
            parcel = self.chance.choice(found)
            self._do("parcels read", lambda directory: _read(directory, parcel))

    def _do(self, name: str, act: Callable[[Directory], None]) -> None:
        with suppress(DiskTrouble, InUse, Refused), closing(Directory.open(self.place)) as directory:
            act(directory)
            self.counts[name] += 1


def _read(directory: Directory, parcel: Path) -> None:
    answer = parcels.take(directory.lines, parcel.read_bytes()).answer
    write_atomically(parcel.with_suffix(COMING), answer)
