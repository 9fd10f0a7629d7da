"""A roster of 14,000 enterprises read and checked, beside the same cells through the bare library."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from python_calamine import CalamineWorkbook

from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.exchange.sample import write_sample_roster

ROWS = 14_000
Best = Callable[[Callable[[], object], int], float]


def measured(best: Best) -> Mapping[str, float]:
    """Return the keys of the roster."""
    with tempfile.TemporaryDirectory() as name:
        file = write_sample_roster(Path(name) / "roster.xlsx", enterprises=ROWS)
        took = best(lambda: read_roster(file), 3)
        floor = best(lambda: bare(file), 3)
    return {"roster_14k_s": round(took, 3), "roster_14k_vs_floor": round(took / floor, 2)}


def bare(file: Path) -> None:
    """Read every cell with the library alone."""
    with CalamineWorkbook.from_path(str(file)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()
