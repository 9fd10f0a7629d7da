"""A little of the chaos proof with every run of the suite; thousands of walks more are `python tests/chaos/run.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.chaos import morning as mornings
from tests.chaos.machine import machine, settled
from tests.chaos.variants import VARIANTS, broken
from tests.chaos.walks import RAISED, walk
from tests.chaos.world import Morning


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    with mornings.in_haste():
        yield mornings.make(tmp_path_factory.mktemp("chaos") / "made")


def test_on_a_walk_nothing_is_lost_doubled_or_overwritten_unseen(tmp_path: Path, morning: Morning) -> None:
    violation, world = walk(morning, tmp_path / "walk", 0, 12)
    assert violation is None, world.trace[-40:]
    assert world.truth.applied.total() > morning.truth.applied.total()


@pytest.mark.proof
def test_a_county_is_the_same_each_time_it_is_made(tmp_path: Path, morning: Morning) -> None:
    """Else a replay file is worth nothing: rows are picked in the order of their ids."""
    again = mornings.make(tmp_path / "made")
    assert (again.units, again.departments, again.homes) == (morning.units, morning.departments, morning.homes)
    assert again.firms == morning.firms
    assert again.truth.ops.keys() == morning.truth.ops.keys()


@pytest.mark.proof
def test_nor_on_walks_that_hypothesis_draws(tmp_path: Path, morning: Morning) -> None:
    run_state_machine_as_test(machine(morning, tmp_path / "walk"), settings=settled(2, 4))


@pytest.mark.proof
@pytest.mark.parametrize("name", ["row_base", "complete_blind"])
def test_a_walk_notices_a_rule_that_is_broken(
    name: str, tmp_path: Path, morning: Morning, quiet_log: list[str]
) -> None:
    with broken(name):
        violation, _ = walk(morning, tmp_path / "walk", 0, 0, VARIANTS[name].scene)
    assert violation is not None and not str(violation).startswith(RAISED)
    quiet_log.clear()  # the judge sits in the directory, which logs what it raises


def test_every_rule_that_a_proof_breaks_still_stands_in_the_program_by_its_words() -> None:
    for name in VARIANTS:
        with broken(name):
            pass
