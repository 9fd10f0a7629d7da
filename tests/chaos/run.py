"""Prove the sync engine by trying to break it: python tests/chaos/run.py --runs N --steps M --seed S [--variant NAME].

The last line says runs, steps, violations and seconds. A violation ends with 1 and a replay file, to be run again
with --replay FILE. --variants breaks one rule of the protocol after the other and ends with 1 if one is not caught:
each walk begins with the scene that leads to where the rule matters, which must be clean while the rule holds.
--blind leaves the scenes out: what chance alone finds.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
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
from tests.chaos.stage import SCENES
from tests.chaos.variants import VARIANTS, broken
from tests.chaos.walks import RAISED, walk
from tests.sync import county as counties

WEDNESDAY = datetime(2018, 9, 26, 15, 20, tzinfo=clock.SHANGHAI)
MEMORY = Path("/dev/shm")


class Proof:
    """Walks in a folder that lives in memory where the machine has one."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chaos-", dir=MEMORY if MEMORY.is_dir() else None))
        self.judged: Counter[str] = Counter()
        clock.stand_at(WEDNESDAY)
        self.morning = morning.make(self.folder / "made")
        gc.freeze()

    def run(self, seed: int, steps: int, scene: str = "", variant: str = "", replay: Path | None = None) -> str:
        """Walk once; return the violation, "" for none."""
        place = self.folder / "walk"
        clock.stand_at(WEDNESDAY)
        try:
            with broken(variant):
                violation, world = walk(self.morning, place, seed, steps, scene)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        self.judged.update(world.truth.judged)
        if violation is None:
            return ""
        if replay is not None:
            data = {"seed": seed, "steps": steps, "scene": scene, "variant": variant, "violation": str(violation)}
            why = "".join(traceback.format_exception(violation))
            text = json.dumps({**data, "why": why, "trace": world.trace}, ensure_ascii=False, indent=1)
            replay.write_text(text, "utf-8")
        return str(violation)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def prove(proof: Proof, given: argparse.Namespace) -> int:
    """Walk `runs` times; say what was found."""
    began, found = time.monotonic(), 0
    scene = given.scene or ("" if given.blind or not given.variant else VARIANTS[given.variant].scene)
    for seed in range(given.seed, given.seed + given.runs):
        violation = proof.run(seed, given.steps, scene, given.variant, None if found else given.write)
        if violation:
            found += 1
            print(f"seed {seed}: {violation}", flush=True)
    print("judged " + ", ".join(f"{name} {n}" for name, n in sorted(proof.judged.items())))
    print(f"runs {given.runs} steps {given.steps} violations {found} seconds {time.monotonic() - began:.1f}")
    return 1 if found else 0


def prove_variants(proof: Proof, given: argparse.Namespace) -> int:
    """Break one rule after the other until a walk notices; say which were not caught, and which scenes not clean."""
    began, missed, dirty = time.monotonic(), [], []
    for scene in () if given.blind else SCENES:
        if violation := proof.run(given.seed, 0, scene):
            dirty.append(scene)
            print(f"scene {scene} is not clean: {violation}", flush=True)
    for name, variant in VARIANTS.items():
        scene = "" if given.blind else variant.scene
        caught = _first_caught(proof, given, name, scene)
        missed += [] if caught else [name]
        print(f"{name}: {caught or f'NOT caught in {given.runs} runs'}", flush=True)
    print(
        f"variants {len(VARIANTS)} caught {len(VARIANTS) - len(missed)} missed {len(missed)} "
        f"scenes {len(SCENES)} unclean {len(dirty)} seconds {time.monotonic() - began:.1f}"
    )
    return 1 if missed or dirty else 0


def _first_caught(proof: Proof, given: argparse.Namespace, name: str, scene: str) -> str:
    """Return by which seed a variant is caught, "" for none: after the scene alone, then by walks that go on."""
    for run in range(given.runs):
        steps = given.steps if run or not scene else 0
        why = proof.run(given.seed + run, steps, scene, name)
        if why.startswith(RAISED):
            print(f"{name}: {why}", flush=True)  # a program that falls over is no proof that the judge sees
        elif why:
            return f"caught in run {run + 1} by seed {given.seed + run}, steps {steps}, {scene or 'blind'}: {why}"
    return ""


def main() -> int:
    """Read the arguments and prove, in a process that walks the same way for the same seed."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--variant", default="", choices=["", *VARIANTS])
    parser.add_argument("--scene", default="", choices=["", *SCENES], help="what every walk begins with")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--blind", action="store_true", help="break rules without their scenes")
    parser.add_argument("--replay", type=Path, help="run the walk of a replay file again")
    parser.add_argument("--write", type=Path, default=Path("chaos-replay.json"), help="where a violation is written")
    given = parser.parse_args()
    if given.replay is not None:
        told = json.loads(given.replay.read_text("utf-8"))
        given.runs, given.blind = 1, True
        for name in ("seed", "steps", "scene", "variant"):
            setattr(given, name, told[name])
    logging.disable(logging.CRITICAL)
    counties.KEY = None
    with morning.in_haste():
        proof = Proof()
        try:
            return prove_variants(proof, given) if given.variants else prove(proof, given)
        finally:
            proof.close()


if __name__ == "__main__":
    sys.exit(main())
