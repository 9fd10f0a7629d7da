"""What is kept in the repository names no registry, no mirror and no machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".lock", ".spec", ".ts", ".json", ".qss", ".yml", ".yaml", ".cfg", ".txt", ".in", ""}
FOREIGN = {
    "a package index": re.compile(r"https?://[^\s\"'`)]*(?:/simple\b|pypi|pythonhosted|registry\.npmjs|/npm/)", re.I),
    "an index option": re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|PIP_INDEX"),
    "a path of somebody's machine": re.compile(r"(?<![\w.:/}])/(?:work|root|mnt|Users|home)/\w|\bC:\\\\?Users\b"),
    "an address inside": re.compile(r"\b(?:10\.(?!0\.0\.)\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b"),
}


def kept() -> list[Path]:
    """Return every text file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a checkout")
    names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [file for file in names if file.suffix in TEXT and file.is_file()]


def foreign(files: list[Path]) -> Iterator[str]:
    """Yield each line that names something foreign."""
    for file in files:
        if file == Path(__file__).resolve():
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            for what, pattern in FOREIGN.items():
                if pattern.search(line):
                    yield f"{file.relative_to(ROOT)}:{number}: {what}"


def test_no_file_names_a_registry_or_a_machine() -> None:
    files = kept()
    assert len(files) > 300
    assert list(foreign(files)) == []


def test_the_locks_pin_and_hash_every_package_and_hold_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[a-z0-9][\w.\-]*==\S+", text, re.MULTILINE)
        assert len(pins) > 20 and text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


@pytest.mark.parametrize(
    "line",
    [
        "https://pypi.example/simple",
        "pip install --index-url x",
        "open('/root/x')",
        "see /work/x",
        "http://10.1.2.3:80",
        r"C:\Users\x",
    ],
)
def test_the_search_would_find_one(tmp_path: Path, line: str) -> None:
    assert any(pattern.search(line) for pattern in FOREIGN.values())
