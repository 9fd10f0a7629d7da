"""Hold a built wheel against what it must carry. Usage: wheel_checks.py DIR; exits 1 if something is missing."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def missing(names: set[str]) -> list[str]:
    """Return what the wheel lacks: each resource, each translation, each migration, and the console script."""
    wanted = {f"sscs_desktop/{file.relative_to(ROOT)}" for file in (ROOT / "resources").rglob("*") if file.is_file()}
    wanted |= {"sscs_desktop/i18n/sscs_en.qm"}
    wanted |= {
        str(file.relative_to(ROOT))
        for wing in ("store", "server")
        for file in (ROOT / "sscs_desktop" / wing / "migrations").rglob("*.py")
    }
    lacking = sorted(wanted - names)
    if not any(name.endswith("entry_points.txt") for name in names):
        lacking.append("entry_points.txt")
    return lacking


def main() -> int:
    """Check the one wheel in the folder named on the command line."""
    (wheel,) = Path(sys.argv[1]).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        lacking = missing(set(archive.namelist()))
    for name in lacking:
        print(f"the wheel lacks {name}", file=sys.stderr)
    print(f"wheel: {'whole' if not lacking else f'{len(lacking)} files missing'}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
