"""Paper and tables, measured beside their floors: the same work done by the bare library, in the same run.

Usage: python tests/bench/paper.py [--json] [--only cards ...]. Times are the best of a few turns, processor seconds
of this process, so that other work on the machine counts little; asserts nothing. A key `..._vs_floor` is a ratio: it
travels to other machines, times do not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TURNS = 5
Figures = Mapping[str, float]


def cards() -> Figures:
    """Measure the feedback cards: 200 in one PDF, and a preview of 200 until its first page stands."""
    from tests.bench import sheets

    return sheets.measured(best)


def ledgers() -> Figures:
    """Measure a ledger of 14,000 enterprises written."""
    from tests.bench import tables

    return tables.measured(best)


def rosters() -> Figures:
    """Measure a roster of 14,000 enterprises read and checked."""
    from tests.bench import rosters as read

    return read.measured(best)


GROUPS: dict[str, Callable[[], Figures]] = {"cards": cards, "ledgers": ledgers, "rosters": rosters}


def best(work: Callable[[], object], turns: int = TURNS) -> float:
    """Return the processor seconds of the quickest of a few turns."""
    took: list[float] = []
    for _ in range(turns):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description="Paper and tables beside their floors")
    asked.add_argument("--json", action="store_true", help="one JSON object")
    asked.add_argument("--only", nargs="+", choices=tuple(GROUPS), default=tuple(GROUPS))
    chosen = asked.parse_args()
    found = {key: value for group in chosen.only for key, value in GROUPS[group]().items()}
    if chosen.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{key:24} {value:10.3f}" for key, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
