"""What this machine remembers about its user: one small JSON file, typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from sscs_desktop.base.errors import Invalid
from sscs_desktop.base.files import write_atomically

THEMES = ("system", "light", "dark", "contrast")
LANGUAGES = ("zh", "en")
TEXT_PERCENT = range(100, 201)

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the desk looks and whom it talks to; raises Invalid with a field's name and problem code."""

    theme: str = "system"
    text_percent: int = 100
    language: str = "zh"
    quiet: bool = False
    directory_address: str = ""
    account: str = ""
    unknown: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """What a newer desk wrote here: kept, so that going back one version loses nothing."""

    def __post_init__(self) -> None:
        problems = {name: code for name, code in ((n, _problem(n, getattr(self, n))) for n in _RULES) if code}
        if problems:
            raise Invalid(problems)


def load(path: Path) -> Settings:
    """Return the settings at `path`; a value that makes no sense counts as unset.

    A file that is no JSON object is moved aside to `<path>.bad` and the defaults are returned.
    """
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except ValueError:  # covers broken UTF-8 and broken JSON
        held = None
    if not isinstance(held, dict):
        path.replace(path.with_name(path.name + ".bad"))
        return Settings()
    known = {name: held.pop(name) for name in _RULES if name in held}
    return Settings(**{n: v for n, v in known.items() if _problem(n, v) is None}, unknown=held)


def save(path: Path, settings: Settings) -> None:
    """Write `settings` whole or not at all; raise DiskTrouble if the disk refuses."""
    held = dict(settings.unknown) | {f.name: getattr(settings, f.name) for f in fields(settings)}
    del held["unknown"]
    write_atomically(path, json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8"))


def _problem(name: str, value: object) -> str | None:
    return _RULES[name](value)


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str | None]:
    return lambda value: None if value in choices else "unknown_choice"


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else "not_text"


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else "not_a_flag"


def _percent(value: object) -> str | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return None if is_number and value in TEXT_PERCENT else "out_of_range"


_RULES: Mapping[str, Callable[[object], str | None]] = MappingProxyType(
    {
        "theme": _one_of(THEMES),
        "text_percent": _percent,
        "language": _one_of(LANGUAGES),
        "quiet": _flag,
        "directory_address": _text,
        "account": _text,
    }
)
