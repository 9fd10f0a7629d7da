"""Two short walks of the chaos proof with every run of the suite; thousands more are `python tests/chaos/run.py`."""

from __future__ import annotations

from pathlib import Path

from tests.chaos.world import in_haste, walk


def test_on_a_walk_nothing_is_lost_doubled_or_overwritten_unseen(tmp_path: Path, blanks: Path) -> None:
    with in_haste():
        for seed in range(2):
            violation, world = walk(tmp_path / f"walk{seed}", blanks, seed, 20)
            assert violation is None, world.trace[-40:]
            assert world.truth.judged["new"] and world.truth.judged["edit"]
