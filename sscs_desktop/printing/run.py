"""Many papers in one go: each is laid out when its turn comes, none is kept longer than it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sscs_desktop.base.telling import Told
from sscs_desktop.printing.form import Pages

Maker = Callable[[], Pages]
"""Lays out one paper. It is called in the thread that paints: fonts do not change threads."""
_KEPT = 8
"""Papers a preview keeps: as many as a person turns back without thinking, a few hundred kilobytes each."""


class Enough(Exception):
    """Raised by a maker or by `progress`: the papers before are whole and go their way, no more are made."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Papers to be made, in their order; the title goes on the PDF and the printer's list, so it names nobody."""

    title: str
    makers: Sequence[Maker]

    def __post_init__(self) -> None:
        if not self.makers:
            raise ValueError("a run has at least one paper")

    def __len__(self) -> int:
        return len(self.makers)

    def papers(self, progress: Told) -> Iterator[Pages]:
        """Make one paper after another, until all are made or it was Enough.

        progress: papers done, papers in all, before each and after the last; what it raises stops the run.
        """
        for done, make in enumerate(self.makers):
            try:
                progress(done, len(self))
                pages = make()
            except Enough:
                return
            yield pages
        progress(len(self), len(self))


class Preview:
    """The papers of a run as they are looked at: each laid out when it is first shown, the last few kept."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._pages = lru_cache(maxsize=_KEPT)(lambda index: run.makers[index]())

    def __len__(self) -> int:
        return len(self.run)

    def pages(self, index: int) -> Pages:
        """Return paper `index` (from 0), laid out."""
        return self._pages(index)


def one(pages: Pages) -> Run:
    """Return the run of a single paper that is laid out already."""
    return Run(title=pages.title, makers=(lambda: pages,))
