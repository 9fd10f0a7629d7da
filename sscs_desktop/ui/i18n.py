"""The languages of the screen: Chinese is in the source, English in i18n/sscs_en.ts; Qt's own dialogs follow."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from sscs_desktop.base import paths

LANGUAGES = ("zh", "en")
_SAME_MOMENT_S = 2
"""An installer writes source and compilation at about the same moment, in either order."""


def install(app: QCoreApplication, language: str) -> None:
    """Speak `language` ("zh" or "en") from now on; windows made before keep their words."""
    QLocale.setDefault(QLocale("en" if language == "en" else "zh_CN"))
    for translator in app.findChildren(QTranslator, "sscs"):
        app.removeTranslator(translator)
        translator.deleteLater()
    for file in _files(language):
        translator = QTranslator(app)
        translator.setObjectName("sscs")
        if translator.load(str(file)):
            app.installTranslator(translator)


def compiled(source: Path) -> Path:
    """Return the .qm of a .ts, made now if missing or older; beside it, or in the cache if that cannot be written."""
    beside = source.with_suffix(".qm")
    if _is_fresh(beside, source):
        return beside
    cached = paths.cache_dir() / beside.name
    if _is_fresh(cached, source):
        return cached
    for target in (beside, cached):
        if _release(source, target):
            return target
    raise FileNotFoundError(beside)


@cache
def lrelease() -> Path | None:
    """Return the compiler of translations that PySide6's wheel brings, None where it is missing (a frozen app)."""
    spec = find_spec("PySide6")
    places = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    name = "lrelease.exe" if sys.platform == "win32" else "lrelease"
    found = [path for place in places for path in (place / name, place / "Qt" / "libexec" / name) if path.is_file()]
    return found[0] if found else None


def _files(language: str) -> list[Path]:
    if language == "en":
        return [compiled(paths.translations() / "sscs_en.ts")]
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return [folder / "qtbase_zh_CN.qm"]


def _is_fresh(made: Path, source: Path) -> bool:
    if not made.is_file():
        return False
    if not source.is_file() or lrelease() is None:
        return True
    return made.stat().st_mtime + _SAME_MOMENT_S >= source.stat().st_mtime


def _release(source: Path, target: Path) -> bool:
    """Compile into a file beside the target and move it there, so that no reader meets half a file."""
    tool = lrelease()
    if tool is None or not source.is_file():
        return False
    half = target.with_suffix(".qm.part")
    try:
        made = subprocess.run([tool, "-silent", source, "-qm", half], check=False, capture_output=True)
        if made.returncode == 0:
            half.replace(target)
        return made.returncode == 0
    except OSError:
        return False
