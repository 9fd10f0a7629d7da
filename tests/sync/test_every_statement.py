"""A few of the deaths of `python tests/chaos/every_statement.py` with every run of the suite: those around commits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX")
def test_killed_around_any_commit_both_are_there_or_neither_and_the_work_ends_as_always() -> None:
    scenes = ["--scene", "save", "--scene", "round"]
    proof = [sys.executable, "tests/chaos/every_statement.py", "--commits", *scenes]
    found = subprocess.run(proof, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    last = found.stdout.splitlines()[-1:]
    assert found.returncode == 0 and last and " violations 0 " in last[0], found.stdout + found.stderr
    assert int(last[0].split()[1]) >= 5, "fewer deaths than commits"
