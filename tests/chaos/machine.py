"""The walks as a state machine of Hypothesis, which looks for the shortest way to a violation.

python tests/chaos/machine.py --examples N --steps M [--variant NAME]

The rules are the acts of the walks, over the same world and before the same judge; what a walk leaves to chance
Hypothesis draws. Ends with 1 and the shortest example if something does not hold.
"""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sscs_desktop.base import clock
from tests.chaos import ends, faults
from tests.chaos import morning as mornings
from tests.chaos.run import MEMORY, WEDNESDAY, counties
from tests.chaos.stage import SCENES
from tests.chaos.variants import VARIANTS, broken
from tests.chaos.walks import COUNTY, FILES, LIFE, WORK, Act, happen
from tests.chaos.watch import watching
from tests.chaos.world import Morning, World, numbered

CHANCE = st.randoms(use_true_random=False)
SEATS = st.integers(0, 5)


def _acts(weights: Mapping[Act, int]) -> st.SearchStrategy[Act]:
    return st.sampled_from([act for act, weight in weights.items() for _ in range(weight)])


class Walk(RuleBasedStateMachine):
    """One walk; `machine` says where it begins."""

    morning: Morning
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.guards = ExitStack()
        self.guards.enter_context(numbered(2, 0))
        self.world = World(self.morning, self.folder, 0)
        self.guards.callback(self.world.close)
        self.guards.enter_context(watching(self.world.truth))
        self.guards.enter_context(faults.crashing(self.world))
        self.is_whole = True

    @initialize(scene=st.sampled_from(["", "", *SCENES]))
    def begin(self, scene: str) -> None:
        """Begin with a scene, or with the morning alone."""
        self.is_whole = False
        if scene:
            SCENES[scene](self.world)
        self.is_whole = True

    @rule(act=_acts(WORK), seat=SEATS, chance=CHANCE)
    def work(self, act: Act, seat: int, chance: random.Random) -> None:
        """Let people do something at a desk."""
        self._happen(act, seat, chance)

    @rule(seat=SEATS, chance=CHANCE)
    def exchange(self, seat: int, chance: random.Random) -> None:
        """Go a round that something may happen to."""
        self._happen(faults.round_, seat, chance)

    @rule(act=_acts(COUNTY), seat=SEATS, chance=CHANCE)
    def county(self, act: Act, seat: int, chance: random.Random) -> None:
        """Let the county do something."""
        self._happen(act, seat, chance)

    @rule(act=_acts(FILES), seat=SEATS, chance=CHANCE)
    def file(self, act: Act, seat: int, chance: random.Random) -> None:
        """Let something go by file."""
        self._happen(act, seat, chance)

    @rule(act=_acts(LIFE), seat=SEATS, chance=CHANCE)
    def life(self, act: Act, seat: int, chance: random.Random) -> None:
        """Let something happen to files."""
        self._happen(act, seat, chance)

    def _happen(self, act: Act, seat: int, chance: random.Random) -> None:
        self.is_whole = False
        self.world.chance = chance
        happen(self.world, act, self.world.seats[seat % len(self.world.seats)])
        self.is_whole = True

    def teardown(self) -> None:
        """Let all go quiet and check, unless something failed already."""
        with self.guards:
            if self.is_whole:
                self.world.chance = random.Random(0)
                ends.quiet(self.world)


def machine(start: Morning, place: Path) -> type[Walk]:
    """Return the machine whose walks begin with `start` and happen in the folder `place`."""
    return type("Walk", (Walk,), {"morning": start, "folder": place})


def settled(examples: int, steps: int, *, is_shrinking: bool = False) -> settings:
    """Return how Hypothesis is to run it, the same each time."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if is_shrinking else (Phase.generate,),
    )


def main() -> int:
    """Read the arguments and run the machine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--variant", default="", choices=["", *VARIANTS])
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    counties.KEY = None
    began, place = time.monotonic(), Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    failed = ""
    try:
        with mornings.in_haste():
            clock.stand_at(WEDNESDAY)
            start = mornings.make(place / "made")
            with broken(given.variant):
                how = settled(given.examples, given.steps, is_shrinking=True)
                run_state_machine_as_test(machine(start, place / "walk"), settings=how)
    except Exception as error:
        failed = "\n".join([repr(error), *getattr(error, "__notes__", [])])
        print(failed)
    finally:
        shutil.rmtree(place)
    print(
        f"runs {given.examples} steps {given.steps} violations {1 if failed else 0} "
        f"seconds {time.monotonic() - began:.1f}"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
