"""What one copies from a PDF."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def copied(path: Path, *, is_raw: bool = False) -> str:
    """Return a PDF's text in reading order or, raw, in the order it was painted; skip where nothing here reads one."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (package poppler-utils)")
    command = ["pdftotext", "-enc", "UTF-8", "-raw" if is_raw else "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()
