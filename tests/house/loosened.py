"""Break each guard's rule on purpose, in a copy, and see the guard go red. Run as a script; exits 1 if one stays green.

A contract, a type rule, a lint rule or a test guard that was loosened lets its violation pass, and that is what fails.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One violation: `line` appended to `file` must make `command` fail with `says` in its output."""

    name: str
    file: str
    line: str
    command: tuple[str, ...]
    says: str


LINT = (str(BIN / "lint-imports"), "--no-cache")
MYPY = (sys.executable, "-m", "mypy")
RUFF = (sys.executable, "-m", "ruff", "check", "--no-cache", "sscs_desktop")
PYTEST = (sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "tests/house/test_breach.py")

CONTRACTS = (
    Breach(
        name="an import that goes up",
        file="sscs_desktop/domain/visit.py",
        line="import sscs_desktop.wire.messages",
        command=LINT,
        says="Imports go down the floors BROKEN",
    ),
    Breach(
        name="a folder without a floor",
        file="sscs_desktop/attic/__init__.py",
        line="",
        command=LINT,
        says="Imports go down the floors BROKEN",
    ),
    Breach(
        name="the directory in the desk's store",
        file="sscs_desktop/server/__init__.py",
        line="import sscs_desktop.store",
        command=LINT,
        says="neighbour of the desk, not a wing BROKEN",
    ),
    Breach(
        name="Qt in the store",
        file="sscs_desktop/store/__init__.py",
        line="import PySide6",
        command=LINT,
        says="Qt stays in ui, printing and the composition roots BROKEN",
    ),
    Breach(
        name="requests in the window",
        file="sscs_desktop/ui/__init__.py",
        line="import requests",
        command=LINT,
        says="requests only in the transport BROKEN",
    ),
    Breach(
        name="SQL in the engine",
        file="sscs_desktop/sync/__init__.py",
        line="import sqlalchemy",
        command=LINT,
        says="SQLAlchemy only in store, server and three rooms of base BROKEN",
    ),
    Breach(
        name="msgspec in the domain",
        file="sscs_desktop/domain/__init__.py",
        line="import msgspec",
        command=LINT,
        says="msgspec only in the codec and the wire's bounds BROKEN",
    ),
    Breach(
        name="keyring in the cli",
        file="sscs_desktop/base/paths.py",
        line="import keyring",
        command=LINT,
        says="keyring only in base/secrets BROKEN",
    ),
    Breach(
        name="a spreadsheet in the window",
        file="sscs_desktop/ui/__init__.py",
        line="import xlsxwriter",
        command=LINT,
        says="Spreadsheet and document libraries only in exchange BROKEN",
    ),
)
TYPES = (
    Breach(
        name="a function without types",
        file="sscs_desktop/base/ids.py",
        line="def breach(x): return x",
        command=MYPY,
        says="Function is missing a type annotation",
    ),
    Breach(
        name="a wrong type",
        file="sscs_desktop/base/ids.py",
        line="BREACH: int = 'text'",
        command=MYPY,
        says="Incompatible types in assignment",
    ),
)
LINTS = (
    Breach(
        name="a swallowed exception",
        file="sscs_desktop/base/ids.py",
        line="try:\n    pass\nexcept Exception:\n    pass",
        command=RUFF,
        says="BLE001",
    ),
    Breach(
        name="a clock without zone",
        file="sscs_desktop/base/ids.py",
        line="import datetime\ndatetime.datetime.now()",
        command=RUFF,
        says="DTZ005",
    ),
)
GUARDS = (
    Breach(
        name="a warning from our own module",
        file="tests/house/test_breach.py",
        line="import warnings\n\ndef test_breach():\n"
        "    warnings.warn_explicit('x', UserWarning, 'x.py', 1, module='sscs_desktop.base.ids')",
        command=PYTEST,
        says="UserWarning: x",
    ),
    Breach(
        name="a log line at WARNING",
        file="tests/house/test_breach.py",
        line="import logging\n\ndef test_breach():\n    logging.getLogger('x').warning('breach')",
        command=PYTEST,
        says="logged: ['x: breach']",
    ),
    Breach(
        name="a socket beyond loopback",
        file="tests/house/test_breach.py",
        line="import socket\n\ndef test_breach():\n    with socket.socket() as s:\n        s.settimeout(1)\n"
        "        s.connect(('192.0.2.1', 9))",
        command=PYTEST,
        says="a test reached out to 192.0.2.1",
    ),
    Breach(
        name="a thread left running",
        file="tests/house/test_breach.py",
        line="import threading, time\n\ndef test_breach():\n"
        "    threading.Thread(target=time.sleep, args=(6,), name='astray').start()",
        command=PYTEST,
        says="left open: ['astray']",
    ),
    Breach(
        name="a file left open",
        file="tests/house/test_breach.py",
        line="KEEP = []\n\ndef test_breach(tmp_path):\n    KEEP.append((tmp_path / 'astray').open('w'))",
        command=PYTEST,
        says="astray",
    ),
    Breach(
        name="a Qt warning",
        file="tests/house/test_breach.py",
        line="from PySide6.QtCore import qWarning\n\ndef test_breach(qapp):\n    qWarning('breach')",
        command=PYTEST,
        says="Qt messages with level WARNING or above emitted",
    ),
)


def copy_tree(target: Path) -> None:
    """Copy what git tracks or would track, without build products."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def red(breach: Breach, folder: Path) -> bool:
    """Commit the breach in `folder`, run its guard, mend it again; tell whether the guard saw it."""
    file = folder / breach.file
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((before or b"").decode() + "\n" + breach.line + "\n", encoding="utf-8")
    result = subprocess.run(breach.command, cwd=folder, capture_output=True, text=True, timeout=600)
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)
    return result.returncode != 0 and breach.says in result.stdout + result.stderr


def every_contract_has_a_breach() -> bool:
    """Tell whether each contract of pyproject.toml is broken by one of CONTRACTS."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    return all(any(breach.says.removesuffix(" BROKEN") in name for breach in CONTRACTS) for name in names)


def main() -> int:
    """Run every breach; print one line each."""
    green = [] if every_contract_has_a_breach() else ["a contract that nothing here breaks"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_tree(folder)
        for breach in (*CONTRACTS, *TYPES, *LINTS, *GUARDS):
            seen = red(breach, folder)
            print(f"{'red  ' if seen else 'GREEN'} {breach.name}", flush=True)
            if not seen:
                green.append(breach.name)
        shutil.rmtree(folder / "attic", ignore_errors=True)
    for name in green:
        print(f"loosened: {name}", file=sys.stderr)
    return 1 if green else 0


if __name__ == "__main__":
    sys.exit(main())
