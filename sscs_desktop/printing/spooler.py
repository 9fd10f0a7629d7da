"""What CUPS, the print service of Linux, takes and has taken: Qt hands a job over and asks nobody what became of it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, POINTER, Structure, c_char_p, c_int, c_void_p
from functools import cache

from sscs_desktop.base.errors import DiskTrouble, Refused

_LIBRARY = "libcups.so.2"
"""The one Qt's own plugin prints by."""
_ROOM = 32 * 1024 * 1024
"""Bytes: Qt writes a job into a file before it hands it over; 300 cards take a fourth of this."""
_WRONG = 0x100
"""The first status of IPP that is no success (RFC 8011, appendix B)."""
_NOWHERE = b"/nonexistent/cups.sock"


class _Option(Structure):
    """cups_option_t of cups/cups.h."""

    _fields_ = [("name", c_char_p), ("value", c_char_p)]


class _Queue(Structure):
    """cups_dest_t of cups/cups.h."""

    _fields_ = [
        ("name", c_char_p),
        ("instance", c_char_p),
        ("is_default", c_int),
        ("num_options", c_int),
        ("options", POINTER(_Option)),
    ]


def check(name: str) -> None:
    """Raise Refused("printer_refuses") for a queue that is gone or takes no jobs, DiskTrouble where one has no room."""
    if (cups := _cups()) is None:
        return
    if not _takes_jobs(cups, name):
        raise Refused("printer_refuses")
    if shutil.disk_usage(tempfile.gettempdir()).free < _ROOM:
        raise DiskTrouble("disk_full")


def has_taken() -> bool:
    """Tell whether the job that this thread has just handed over was taken; True where there is no CUPS."""
    cups = _cups()
    return cups is None or cups.cupsLastError() < _WRONG


@contextmanager
def cut_off() -> Iterator[None]:
    """Let nothing that this thread hands over meanwhile arrive: Qt hands over even what was aborted."""
    if (cups := _cups()) is None:
        yield
        return
    cups.cupsSetServer(_NOWHERE)
    try:
        yield
    finally:
        cups.cupsSetServer(None)


def _takes_jobs(cups: CDLL, name: str) -> bool:
    queue_name, _, instance = name.encode().partition(b"/")
    queue = cups.cupsGetNamedDest(None, queue_name, instance or None)
    if not queue:
        return False
    try:
        said = cups.cupsGetOption(b"printer-is-accepting-jobs", queue.contents.num_options, queue.contents.options)
        return bool(said != b"false")
    finally:
        cups.cupsFreeDests(1, queue)


@cache
def _cups() -> CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        cups = CDLL(_LIBRARY)
    except OSError:
        return None
    cups.cupsGetNamedDest.argtypes, cups.cupsGetNamedDest.restype = (c_void_p, c_char_p, c_char_p), POINTER(_Queue)
    cups.cupsGetOption.argtypes, cups.cupsGetOption.restype = (c_char_p, c_int, POINTER(_Option)), c_char_p
    cups.cupsFreeDests.argtypes = (c_int, POINTER(_Queue))
    cups.cupsSetServer.argtypes = (c_char_p,)
    return cups
