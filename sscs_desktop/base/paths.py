"""Where things lie: shipped files in checkout, wheel and frozen app alike; the user's files in the platform's folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_APP = "sscs-desktop"


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / name] if frozen else []
    places += [package / name, package.parent / name]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(name)


def resources(*parts: str) -> Path:
    """Return a path under resources/."""
    return _shipped("resources").joinpath(*parts)


def translations() -> Path:
    """Return the folder of the .ts sources and the .qm files built from them."""
    return _shipped("i18n")


def data_dir() -> Path:
    """Return the user's data folder (SSCS_HOME overrides it), made if missing."""
    return _made(Path(os.environ["SSCS_HOME"]) if "SSCS_HOME" in os.environ else platformdirs.user_data_path(_APP))


def log_dir() -> Path:
    """Return the folder of the log files, made if missing."""
    return _made(data_dir() / "logs" if "SSCS_HOME" in os.environ else platformdirs.user_log_path(_APP))


def cache_dir() -> Path:
    """Return the folder of what can be made again, made if missing."""
    return _made(data_dir() / "cache" if "SSCS_HOME" in os.environ else platformdirs.user_cache_path(_APP))


def _made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
