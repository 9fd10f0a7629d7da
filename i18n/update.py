"""Bring i18n/sscs_en.ts up to the sources: `python i18n/update.py`, then fill in what is unfinished.

Files are listed in sorted order and lines are not noted, so that two people's changes meet without noise.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TS = HERE / "sscs_en.ts"


def sources() -> list[Path]:
    """Return every file that may hold a text for the screen."""
    return sorted((ROOT / "sscs_desktop").rglob("*.py"))


def extract(target: Path) -> None:
    """Merge the texts of all sources into `target`; texts no longer said are dropped."""
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("PySide6 is not installed")
    tool = Path(next(iter(spec.submodule_search_locations))) / ("lupdate.exe" if sys.platform == "win32" else "lupdate")
    files = [str(file.relative_to(ROOT)) for file in sources()]
    languages = ["-source-language", "zh_CN", "-target-language", "en_US"]
    plain = ["-locations", "none", "-no-obsolete", "-silent"]
    subprocess.run([tool, *plain, *languages, *files, "-ts", target], cwd=ROOT, check=True)


if __name__ == "__main__":
    extract(TS)
