"""A county in a box: a directory on loopback with the 2018 campaign and a roster, a desk signed in, and the tour."""

from __future__ import annotations

from pathlib import Path


def run() -> int:
    """Start the directory in a folder of its own, sign the demo cadre in and open the window."""
    from sscs_desktop.demo.show import run as show

    return show()


def run_tour(folder: Path) -> int:
    """Walk the main job without a display; write pictures, card and summary to `folder`. Return 0 if all is well."""
    from sscs_desktop.demo.tour import run as walk_outside

    return walk_outside(folder)


def run_walk(folder: Path) -> int:
    """Be the tour's desk: the process that the tour starts and outlives."""
    from sscs_desktop.demo.walk import run as walk_inside

    return walk_inside(folder)
