"""The log: five files of 1 MB that carry ids, codes and tracebacks, never what people typed."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.files import disk_code, keep_private, private_folder

FILE_BYTES = 1_000_000
FILES = 5

_MASKS = (
    (re.compile(r"(?<=://)[^\s/@]+(?=@)"), "[login]"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    # GB 32100 credit codes and GB 11643 identity numbers: both 18 characters, digits from the third to the eighth
    (re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{2}\d{6}[0-9A-Za-z]{10}(?![0-9A-Za-z])"), "[code]"),
    (re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])"), "[phone]"),
    (re.compile(r"(?<![0-9A-Za-z-])0\d{2,3}[ -]?\d{7,8}(?![0-9A-Za-z-])"), "[phone]"),
    (re.compile(r"(?<![0-9A-Za-z-])\d{11}(?![0-9A-Za-z-])"), "[phone]"),
)

_OURS = __name__.partition(".")[0]
_log = logging.getLogger(__name__)


def start(directory: Path, level: int = logging.INFO, *, name: str = "desk") -> None:
    """Write the log of this process to `directory/<name>.log` and note what nobody catches; undone by stop()."""
    global _running
    stop()
    try:
        place = private_folder(directory) / f"{name}.log"
        handler = _PrivateFiles(place, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8")
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error
    handler.setFormatter(_Masking("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    ours = logging.getLogger(_OURS)
    _running = _Running(handler, root.level, ours.level, sys.excepthook, threading.excepthook)
    root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))  # what libraries tell of their daily work would push ours out
    ours.setLevel(level)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def stop() -> None:
    """Close the log and put the hooks back; nothing happens if it was not started."""
    global _running
    if _running is None:
        return
    running, _running = _running, None
    root = logging.getLogger()
    root.removeHandler(running.handler)
    root.setLevel(running.level)
    logging.getLogger(_OURS).setLevel(running.our_level)
    running.handler.close()
    sys.excepthook = running.hook
    threading.excepthook = running.thread_hook


def report(error: BaseException) -> str:
    """Return the traceback of `error` for a crash report: places and masked messages, no local values."""
    return mask("".join(traceback.format_exception(error)))


def mask(text: str) -> str:
    """Hide what looks like a phone, a credit code or an e-mail. A belt only: callers log ids."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text


class _PrivateFiles(RotatingFileHandler):
    """Opens each file for this user alone: even ids tell who was where."""

    def _open(self) -> TextIOWrapper:
        keep_private(Path(self.baseFilename))
        return super()._open()


class _Masking(logging.Formatter):
    """Masks the finished line, so that arguments and tracebacks are covered too."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))


@dataclass(frozen=True)
class _Running:
    handler: logging.Handler
    level: int
    our_level: int
    hook: Callable[[type[BaseException], BaseException, TracebackType | None], object]
    thread_hook: Callable[[threading.ExceptHookArgs], object]


_running: _Running | None = None


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if _running is None:
        sys.__excepthook__(kind, error, trace)
        return
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("uncaught", exc_info=(kind, error, trace))
    _running.hook(kind, error, trace)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if _running is None:
        threading.__excepthook__(args)
        return
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        _log.critical("uncaught in a thread", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
    _running.thread_hook(args)
