"""A walk: what happens next by chance, weighed by a bias, after an opening scene if one is named; then quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.chaos import desks, ends, faults, file_scenes, handovers, imports, office, parcels, scenes, scope_scenes
from tests.chaos.stage import SCENES
from tests.chaos.truth import Violation
from tests.chaos.watch import watching
from tests.chaos.world import Morning, Seat, World, numbered

Act = Callable[[World, Seat], object]

WITH_SCENES = (scenes, scope_scenes, file_scenes)
"""Modules whose scenes a walk may begin with; each adds its own to SCENES."""

RAISED = "raised"
"""What the violation begins with when the program, or a walk itself, fell over."""

WORK: dict[Act, int] = {
    desks.visit: 6,
    desks.issue: 6,
    desks.issue_and_command: 2,
    desks.profile: 3,
    desks.figure: 3,
    desks.empty: 2,
    imports.bring_in: 2,
    imports.take_back: 2,
    desks.attach: 5,
    desks.edit: 26,
    desks.open_form: 8,
    desks.close_form: 9,
    desks.command: 16,
    desks.delete: 4,
    desks.decide: 6,
}
"""What people do, and how often."""

COUNTY: dict[Act, int] = {
    office.office: 18,
    office.office_edit: 6,
    office.reassign: 3,
    office.move_visit: 2,
    office.join: 1,
    office.membership: 3,
    office.rule: 2,
}
"""What the county does."""

LIFE: dict[Act, int] = {
    faults.restart: 3,
    faults.copy_desk: 2,
    faults.put_desk_back: 1,
    faults.clone_desk: 1,
    office.back_up: 2,
    office.put_back: 1,
    office.forget_feed: 1,
    office.forget_ledger: 1,
}
"""What happens to files."""

FILES: dict[Act, int] = {
    parcels.pack: 5,
    parcels.carry: 5,
    parcels.receive: 6,
    handovers.give: 3,
    handovers.take: 4,
    handovers.bring_back: 2,
    handovers.retire: 3,
}
"""What goes by file."""

ACTS: dict[Act, int] = {**WORK, faults.round_: 50, **COUNTY, **LIFE, **FILES}


def step(world: World, weights: Mapping[Act, int] = ACTS) -> None:
    """Let one thing happen."""
    act = world.chance.choices(list(weights), list(weights.values()))[0]
    happen(world, act, world.chance.choice(world.seats))


def happen(world: World, act: Act, seat: Seat) -> None:
    """Let this happen at that seat."""
    world.trace.append(f"{act.__name__} {seat.name}")
    act(world, seat)
    world.no_violation()


def walk(morning: Morning, folder: Path, seed: int, steps: int, scene: str = "") -> tuple[Violation | None, World]:
    """Walk once; return what was violated, if anything, and the world as it was then."""
    with numbered(2, seed):
        return _walk(World(morning, folder, seed), steps, scene)


def _walk(world: World, steps: int, scene: str) -> tuple[Violation | None, World]:
    truth = world.truth
    try:
        with watching(truth), faults.crashing(world):
            try:
                if scene:
                    SCENES[scene](world)
                for _ in range(steps):
                    step(world)
                ends.quiet(world)
            except Violation as error:
                truth.violation = truth.violation or error
            except Exception as error:
                truth.violation = truth.violation or Violation(f"{RAISED} {error!r}")
                truth.violation.__cause__ = truth.violation.__cause__ or error
        return truth.violation, world
    finally:
        world.close()
