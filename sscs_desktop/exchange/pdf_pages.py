"""The pages of a PDF from outside as pictures, drawn one by one in a process of their own.

PDFium takes no two threads, and a hostile or broken file may make it hang, eat the memory or die. So it never runs
beside the local file and its key: what goes wrong ends that process and is said of the file.
"""

from __future__ import annotations

import multiprocessing
import os
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING

from sscs_desktop.base.errors import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

SIDE = 2048
"""Pixels of a page's longer side at most, however large the paper claims to be: 175 dpi of A4."""
MOST = 600
"""Pages of a file: both sheets of as many cards as are printed in one go."""
PAGE_S = 60.0
"""Seconds that one page may take; a whole sheet of 600 dpi takes one on a slow machine."""
MEMORY = 1024**3
"""Bytes of address space for the drawing, where the system can bound it: A3 in colour at 600 dpi takes a quarter."""

_DPI = 300
_READY = b"ready"
_LOCKED, _DAMAGED = -1, -2
_COUNT = struct.Struct("<i")
_SIZE = struct.Struct("<ii")
_LONGEST = _SIZE.size + 4 * (SIDE + 1) ** 2
_LOOK_S = 0.1
_SMALLEST = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
trailer<</Root 1 0 R>>
"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Page `number` (from 1) of `count`. pixels: rows of blue, green, red, unused; b"" if it could not be drawn."""

    number: int
    count: int
    width: int
    height: int
    pixels: bytes


def pages(file: Path, check: Callable[[], object]) -> Iterator[Page]:
    """Yield the pages of a PDF, the next one being drawn meanwhile; what `check` raises ends the drawing at once.

    Raises Unreadable: scan_not_drawn where this machine draws nothing, whatever the file; scan_locked, scan_damaged,
    scan_too_long before the first page, scan_broken_off amid them.
    """
    with _drawing(file) as pipe:
        _await_ready(pipe, check)
        count = _count(pipe, check)
        for number in range(1, count + 1):
            yield _page(pipe, check, number, count)


def can_draw() -> bool:
    """Tell whether pages are drawn here: nothing of the program is missing, and nobody stops its processes."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "page.pdf")
            file.write_bytes(_SMALLEST)
            return all(page.pixels for page in pages(file, lambda: None))
    except (OSError, Unreadable):
        return False


@contextmanager
def _drawing(file: Path) -> Iterator[Connection]:
    """Start the process that draws, and end it, however far it is."""
    try:
        drawing, pipe = _started(file)
    except OSError as error:
        raise Unreadable("scan_not_drawn") from error
    with pipe:
        try:
            yield pipe
        finally:
            drawing.kill()
            drawing.join()
            drawing.close()


def _started(file: Path) -> tuple[SpawnProcess, Connection]:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    with there:
        drawing = spawn.Process(target=_draw, args=(str(file), there), daemon=True)
        drawing.start()
    return drawing, here


def _await_ready(pipe: Connection, check: Callable[[], object]) -> None:
    try:
        _next(pipe, check)
    except (EOFError, OSError) as error:
        raise Unreadable("scan_not_drawn") from error


def _count(pipe: Connection, check: Callable[[], object]) -> int:
    try:
        (count,) = _COUNT.unpack(_next(pipe, check))
    except (EOFError, OSError) as error:
        raise Unreadable("scan_damaged") from error
    if count == _LOCKED:
        raise Unreadable("scan_locked")
    if count < 1:
        raise Unreadable("scan_damaged")
    if count > MOST:
        raise Unreadable("scan_too_long", found=count, most=MOST)
    return int(count)


def _page(pipe: Connection, check: Callable[[], object], number: int, count: int) -> Page:
    try:
        drawn = _next(pipe, check)
    except (EOFError, OSError) as error:
        raise Unreadable("scan_broken_off", page=number) from error
    width, height = _SIZE.unpack_from(drawn)
    pixels = drawn[_SIZE.size :]
    if len(pixels) != 4 * width * height:  # whoever paints them reads as far as the size says
        raise Unreadable("scan_broken_off", page=number)
    return Page(number=number, count=count, width=width, height=height, pixels=pixels)


def _next(pipe: Connection, check: Callable[[], object]) -> bytes:
    """Return what the drawing sends next. Raises EOFError when it died, TimeoutError when it hangs."""
    until = time.monotonic() + PAGE_S
    check()
    while not pipe.poll(_LOOK_S):
        if time.monotonic() > until:
            raise TimeoutError
        check()
    return pipe.recv_bytes(_LONGEST)


# ---- in the process of its own


def _draw(file: str, pipe: Connection) -> None:
    """Send how many pages a PDF has, then each as a picture, until nobody listens any more."""
    _bound_memory()
    threading.Thread(target=_end_with_desk, daemon=True).start()
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

    pipe.send_bytes(_READY)
    try:
        with Path(file).open("rb") as stream, PdfDocument(stream) as document:
            pipe.send_bytes(_COUNT.pack(len(document)))
            for at in range(min(len(document), MOST)):
                pipe.send_bytes(_drawn(document, at))
    except PdfiumError as error:
        is_locked = error.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY)
        pipe.send_bytes(_COUNT.pack(_LOCKED if is_locked else _DAMAGED))
    except OSError:  # the file cannot be read, or nobody listens: the pipe's end tells both
        pipe.close()


def _drawn(document: PdfDocument, at: int) -> bytes:
    """Return the size of a page's picture and its pixels, none if PDFium cannot make it."""
    from pypdfium2 import PdfiumError

    try:
        page = document[at]
        scale = min(SIDE / max(page.get_size()), _DPI / 72)
        picture = page.render(scale=scale, prefer_bgrx=True)
    except (PdfiumError, ArithmeticError, ValueError, MemoryError):
        return _SIZE.pack(0, 0)
    return b"".join((_SIZE.pack(picture.width, picture.height), picture.buffer))


def _end_with_desk() -> None:
    """End as soon as the desk is gone: killed amid a page that hangs, it would leave this one at work for ever."""
    if (desk := multiprocessing.parent_process()) is not None:
        desk.join()
        os._exit(1)


def _bound_memory() -> None:
    """Let the drawing die before the machine runs out of memory; Windows has no such bound for a process itself."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
