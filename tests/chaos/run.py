"""Prove the sync engine by trying to break it: python tests/chaos/run.py --runs N --steps M --seed S [--variant NAME].

The last line says runs, steps, violations and seconds. A violation ends with 1 and a replay file, to be run again
with --replay FILE. --variants breaks one rule of the protocol after the other and ends with 1 if one is not caught.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sscs_desktop.base import clock
from tests.chaos import morning
from tests.chaos.variants import VARIANTS, broken
from tests.chaos.walks import walk
from tests.sync import county as counties
from tests.sync.county import make_blanks

WEDNESDAY = datetime(2018, 9, 26, 15, 20, tzinfo=clock.SHANGHAI)
MEMORY = Path("/dev/shm")


class Proof:
    """Walks in a folder that lives in memory where the machine has one."""

    def __init__(self, steps: int, variant: str = "", replay: Path | None = None) -> None:
        self.steps, self.variant, self.replay = steps, variant, replay
        self.folder = Path(tempfile.mkdtemp(prefix="chaos-", dir=MEMORY if MEMORY.is_dir() else None))
        self.judged: Counter[str] = Counter()
        make_blanks(self.folder / "blanks")
        clock.stand_at(WEDNESDAY)
        self.morning = morning.make(self.folder / "made", self.folder / "blanks")

    def run(self, seed: int) -> str:
        """Walk once; return the violation, "" for none."""
        place = self.folder / "walk"
        clock.stand_at(WEDNESDAY)
        try:
            with broken(self.variant):
                violation, world = walk(self.morning, place, seed, self.steps)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        if world is not None:
            self.judged.update(world.truth.judged)
        if violation is None:
            return ""
        if self.replay is not None:
            why = "".join(traceback.format_exception(violation))
            data = {"seed": seed, "steps": self.steps, "variant": self.variant, "violation": str(violation)}
            trace = world.trace if world is not None else []
            self.replay.write_text(
                json.dumps({**data, "why": why, "trace": trace}, ensure_ascii=False, indent=1), "utf-8"
            )
        return str(violation)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def prove(runs: int, steps: int, seed: int, variant: str, replay: Path | None) -> int:
    """Walk `runs` times; say what was found."""
    began, found = time.monotonic(), 0
    proof = Proof(steps, variant, replay)
    try:
        for each in range(seed, seed + runs):
            violation = proof.run(each)
            if violation:
                found += 1
                print(f"seed {each}: {violation}", flush=True)
                if found == 1:
                    proof.replay = None
    finally:
        proof.close()
    print("judged " + ", ".join(f"{name} {n}" for name, n in sorted(proof.judged.items())))
    print(f"runs {runs} steps {steps} violations {found} seconds {time.monotonic() - began:.1f}")
    return 1 if found else 0


def prove_variants(runs: int, steps: int, seed: int) -> int:
    """Break one rule after the other until a walk notices; say which were not caught."""
    began, missed = time.monotonic(), []
    for name, variant in VARIANTS.items():
        proof = Proof(steps, name)
        try:
            most = max(runs, variant.runs)
            caught = next(((n, why) for n in range(most) if (why := proof.run(seed + n))), None)
        finally:
            proof.close()
        if caught is None:
            missed.append(name)
            print(f"{name}: NOT caught in {most} runs", flush=True)
        else:
            print(f"{name}: caught in run {caught[0] + 1} of at most {most}: {caught[1]}", flush=True)
    caught_all = len(VARIANTS) - len(missed)
    print(f"variants {len(VARIANTS)} caught {caught_all} missed {len(missed)} seconds {time.monotonic() - began:.1f}")
    return 1 if missed else 0


def main() -> int:
    """Read the arguments and prove."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--variant", default="", choices=["", *VARIANTS])
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--replay", type=Path, help="run the walk of a replay file again")
    parser.add_argument("--write", type=Path, default=Path("chaos-replay.json"), help="where a violation is written")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    counties.KEY = None
    with morning.in_haste():
        return start(given)


def start(given: argparse.Namespace) -> int:
    """Prove what is asked for."""
    if given.replay is not None:
        told = json.loads(given.replay.read_text("utf-8"))
        return prove(1, told["steps"], told["seed"], told["variant"], given.write)
    if given.variants:
        return prove_variants(given.runs, given.steps, given.seed)
    return prove(given.runs, given.steps, given.seed, given.variant, given.write)


if __name__ == "__main__":
    sys.exit(main())
