"""A Linux without a desktop lacks libraries that Qt needs: say which packages to install, before Qt aborts."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN_PACKAGES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Needed only where a real X11 screen is used."""


def has_screen() -> bool:
    """Tell whether a window would be seen: on Linux a display is named, or the person chose how Qt paints."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def missing(*, screen: bool | None = None, is_there: Callable[[str], bool] | None = None) -> tuple[str, ...]:
    """Return the Debian packages that Qt lacks here; `screen` defaults to whether an X11 display is set."""
    if not sys.platform.startswith("linux"):
        return ()
    look = is_there or _loads
    if screen is None:
        offscreen = os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen")
        screen = bool(os.environ.get("DISPLAY")) and not offscreen
    wanted = PACKAGES | (SCREEN_PACKAGES if screen else {})
    return tuple(package for library, package in wanted.items() if not look(library))


def advice(packages: tuple[str, ...]) -> str:
    """Return the sentence for the terminal, in both languages; empty when nothing is missing."""
    if not packages:
        return ""
    command = f"sudo apt install {' '.join(packages)}"
    return f"缺少显示界面所需的系统库，请先安装：{command}\nSystem libraries that Qt needs are missing: {command}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
