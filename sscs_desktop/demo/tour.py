"""The tour as seen from outside: fills a directory, starts the walk as a process, outlives it, counts, sums up."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.demo import county, processes
from sscs_desktop.demo.count import count
from sscs_desktop.sync import account_files

WALK_S = 600.0
HUNG = 124
"""The exit code of a walk that did not end within WALK_S, as `timeout` gives it."""
SCALE = "1.25"
"""A 1366×768 laptop at 125 %."""


def run(folder: Path) -> int:
    """Walk the main job; leave pages/, papers/, card.pdf and summary.json in `folder`. Return 0 if all was well."""
    folder = folder.resolve()
    for old in ("pages", "papers", "data"):
        shutil.rmtree(folder / old, ignore_errors=True)
    for old in ("summary.json", "card.pdf", "walk.json"):
        (folder / old).unlink(missing_ok=True)
    for new in ("pages", "papers"):
        (folder / new).mkdir(parents=True)
    clock.stand_at(county.OPENING)
    os.environ["SSCS_HOME"] = str(folder / "data" / "home")
    began = time.monotonic()
    filled = county.found(folder / "data" / "directory")
    steps = [_step("roster and campaign", began, {"enterprises": filled.enterprises, "projects": filled.projects})]
    told: dict[str, Any] = {"passwords": filled.passwords, "passphrase": secrets.token_urlsafe(16)}
    code = _walk(folder, told)
    walked = _walked(folder)
    steps += walked["steps"]
    if code == HUNG:
        steps.append({"name": "walk hung", "ok": False, "seconds": WALK_S, "counts": {}})
    began = time.monotonic()
    counted = count(
        folder / "data" / "directory" / "directory.db",
        (county.CADRE, county.COLLEAGUE),
        account_files.passphrase_keystore(told["passphrase"]),
        [(kind, words) for kind, words in walked["typed"]],
    )
    is_whole = code == 0 and bool(walked["typed"]) and counted.lost == counted.duplicated == 0
    steps.append({**_step("count", began, counted.found), "ok": is_whole})
    summary = {"steps": steps, "lost": counted.lost, "duplicated": counted.duplicated}
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), "utf-8")
    _say(summary)
    return 0 if is_whole and all(step["ok"] for step in steps) else 1


def _walk(folder: Path, told: dict[str, Any]) -> int:
    """Run the walk as a process of its own: offscreen unless there is a display, at the laptop's scale."""
    more = {"QT_SCALE_FACTOR": SCALE, "QT_QPA_PLATFORM": "offscreen"}
    try:
        walking = subprocess.run(
            processes.command("demo", "--walk", str(folder)),
            env=processes.environment(**more),
            input=json.dumps(told).encode(),
            timeout=WALK_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return HUNG
    return walking.returncode


def _walked(folder: Path) -> dict[str, Any]:
    """Return what the walk wrote down; a walk that died before its first step wrote nothing."""
    file = folder / "walk.json"
    if not file.is_file():
        return {"steps": [{"name": "walk", "ok": False, "seconds": 0, "counts": {}}], "typed": []}
    walked: dict[str, Any] = json.loads(file.read_text("utf-8"))
    file.unlink()
    return walked


def _step(name: str, began: float, counts: dict[str, int]) -> dict[str, Any]:
    return {"name": name, "ok": True, "seconds": round(time.monotonic() - began, 3), "counts": counts}


def _say(summary: dict[str, Any]) -> None:
    for step in summary["steps"]:
        mark = "ok  " if step["ok"] else "FAIL"
        sys.stdout.write(f"{mark} {step['seconds']:7.2f} s  {step['name']}  {step['counts']}\n")
    sys.stdout.write(f"lost {summary['lost']}, duplicated {summary['duplicated']}\n")
