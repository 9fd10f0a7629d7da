"""Hold a finished tour against what it promises. Usage: tour_checks.py DIR; exits 1 if one is broken."""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

STEPS = (
    "first load",
    "directory stopped",
    "visit with two issues",
    "visit without issue",
    "card",
    "directory back",
    "round",
    "dispatch and answer",
    "answer arrives",
    "satisfaction",
    "closing",
    "papers",
    "second desk",
)
PAPERS = {
    "enterprise.xlsx": b"PK",
    "project.xlsx": b"PK",
    "visit.xlsx": b"PK",
    "issue.xlsx": b"PK",
    "briefing.docx": b"PK",
    "briefing.pdf": b"%PDF-",
}
PICTURES = 12
WHOLE_WINDOW = (1366, 768)


def broken(folder: Path) -> Iterator[str]:
    """Yield a sentence for each promise that does not hold."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    steps = {step["name"]: step for step in summary["steps"]}
    for name in STEPS:
        if name not in steps:
            yield f"step {name!r} was not walked"
    for step in summary["steps"]:
        if (
            step["ok"] is not True
            or not isinstance(step["seconds"], int | float)
            or not isinstance(step["counts"], dict)
        ):
            yield f"step {step['name']!r} is not as it should be: {step}"
    if summary["lost"] != 0 or summary["duplicated"] != 0:
        yield f"lost {summary['lost']}, duplicated {summary['duplicated']}"
    yield from _pictures(folder / "pages")
    card = (folder / "card.pdf").read_bytes()
    if not card.startswith(b"%PDF-") or len(card) < 10_000:
        yield "card.pdf is no card"
    for name, beginning in PAPERS.items():
        file = folder / "papers" / name
        if not file.is_file() or not file.read_bytes().startswith(beginning) or file.stat().st_size < 3_000:
            yield f"papers/{name} is not what its name says"


def _pictures(folder: Path) -> Iterator[str]:
    pictures = sorted(folder.glob("*.png"))
    if len(pictures) < PICTURES:
        yield f"{len(pictures)} pictures, {PICTURES} promised"
    contents = {picture.read_bytes() for picture in pictures}
    if len(contents) < len(pictures):
        yield "two pictures are the same"
    for picture in pictures:
        size = struct.unpack(">II", picture.read_bytes()[16:24])
        if size != WHOLE_WINDOW:
            yield f"{picture.name} is {size}, not a whole window"


def main() -> int:
    """Check the folder named on the command line."""
    problems = list(broken(Path(sys.argv[1])))
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"tour: {'as it should be' if not problems else f'{len(problems)} promises broken'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
