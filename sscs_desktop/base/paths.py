"""Where things lie: shipped files in checkout, wheel and frozen app alike; the user's files where the system says."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from sscs_desktop.base.files import private_folder

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
    """Return the user's data folder (SSCS_HOME overrides it), made if missing; raise DiskTrouble if it cannot be."""
    return private_folder(_home() or platformdirs.user_data_path(_APP, appauthor=False))


def pin_home() -> None:
    """Let a relative SSCS_HOME go on to mean the same folder when the program works in another."""
    if (home := _home()) is not None:
        os.environ["SSCS_HOME"] = str(home)


def log_dir() -> Path:
    """Return the folder of the log files, made if missing."""
    home = _home()
    return private_folder(home / "logs" if home else platformdirs.user_log_path(_APP, appauthor=False))


def cache_dir() -> Path:
    """Return the folder of what can be made again, made if missing."""
    home = _home()
    return private_folder(home / "cache" if home else platformdirs.user_cache_path(_APP, appauthor=False))


def _home() -> Path | None:
    """Return SSCS_HOME; set but empty counts as unset, else the data would land in the working folder."""
    named = os.environ.get("SSCS_HOME")
    return Path(named).absolute() if named else None
