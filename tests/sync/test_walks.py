"""Two short walks of the chaos proof with every run of the suite; thousands more are `python tests/chaos/run.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import morning as mornings
from tests.chaos.walks import walk
from tests.chaos.world import Morning


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory, blanks: Path) -> Iterator[Morning]:
    with mornings.in_haste():
        yield mornings.make(tmp_path_factory.mktemp("chaos") / "made", blanks)


def test_on_a_walk_nothing_is_lost_doubled_or_overwritten_unseen(tmp_path: Path, morning: Morning) -> None:
    for seed in range(2):
        violation, world = walk(morning, tmp_path / f"walk{seed}", seed, 20)
        assert violation is None, world.trace[-40:]
        assert world.truth.judged["new"] and world.truth.judged["edit"]
