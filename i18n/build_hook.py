"""Compile the translations into the wheel: .qm files are build products, never committed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationHook(BuildHookInterface[Any]):
    """Run lrelease of the PySide6 wheel on each .ts; the folder is then taken along as it is."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        spec = find_spec("PySide6")
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError("PySide6 is needed to compile the translations")
        folder = Path(next(iter(spec.submodule_search_locations)))
        tool = folder / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
        for source in sorted(Path(self.root, "i18n").glob("*.ts")):
            subprocess.run([tool, "-silent", source, "-qm", source.with_suffix(".qm")], check=True)
