"""The programs compared with, installed outside the repository: Anki's own sync and PouchDB with its HTTP server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One program; its script prints push_s and pull_s as the last line, JSON."""

    name: str
    command: tuple[str, ...]
    folder: Path

    def run(self, count: int) -> dict[str, float]:
        """Push `count` records to its own server and pull them into a fresh copy; return wall seconds."""
        done = subprocess.run(
            [*self.command, str(count)],
            cwd=self.folder,
            env={**os.environ, "RUST_LOG": "error"},
            capture_output=True,
            text=True,
            timeout=MINUTES * 60,
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: {done.stderr[-2000:]}")
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


def installed(folder: Path) -> tuple[Peer, ...]:
    """Install both into `folder` unless they stand there already."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "anki" / "bin" / "python"
    if not python.exists():
        _do([sys.executable, "-m", "venv", str(folder / "anki")], folder)
        _do([str(python), "-m", "pip", "install", "--quiet", "anki"], folder)
    pouch = folder / "pouch"
    if not (pouch / "node_modules" / "express-pouchdb").exists():
        pouch.mkdir(exist_ok=True)
        (pouch / "package.json").write_text('{"private": true}\n')
        _do(["npm", "install", "--silent", "--no-fund", "--no-audit", "pouchdb", "express-pouchdb", "express@4"], pouch)
    return (
        Peer(name="anki", command=(str(python), str(HERE / "peer_anki.py")), folder=folder),
        Peer(name="pouchdb", command=("node", str(HERE / "peer_pouchdb.js")), folder=pouch),
    )


def _do(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=MINUTES * 60, stdout=sys.stderr)
