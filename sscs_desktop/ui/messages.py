"""Codes become sentences here and nowhere else: what happened, whether anything was lost, what to do.

Works without an application too: the command line prints the same sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base.errors import Invalid, SscsError
from sscs_desktop.store.change import News
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP
from sscs_desktop.ui.sentences import DIGEST, PROBLEMS, SENTENCES

__all__ = ["AWAY", "DIGEST", "PROBLEMS", "SENTENCES", "digest", "digest_lines", "of_round", "problem", "sentence"]

AWAY = frozenset({"offline", "unreachable", "timeout"})
"""Codes that mean no more than that there is no network just now: a normal state, told quietly."""


def sentence(error: SscsError) -> str:
    """Return what to tell about an error; a code nobody wrote a sentence for is named, never hidden."""
    if isinstance(error, Invalid):
        return "\n".join(problem(code) for code in dict.fromkeys(error.problems.values()))
    words = _by_reason(error) or SENTENCES.get(error.code)
    if words is None:
        return _translated(_GENERIC).format(code=error.code)
    return _filled(_translated(words), error.data)


def of_round(code: str) -> str:
    """Return what to tell of a round that the error `code` stopped: a round has its own words for what is next."""
    words = SENTENCES.get(f"{code}:round") or SENTENCES.get(code)
    return _filled(_translated(words), {}) if words else _translated(_GENERIC).format(code=code)


def problem(code: str, data: Mapping[str, object] | None = None) -> str:
    """Return the few words beside a field for one code of Invalid.problems or of a Caution."""
    words = PROBLEMS.get(code)
    if words is None:
        return _translated(_GENERIC_PROBLEM).format(code=code)
    return _filled(_translated(words), data or {})


def digest(news: Iterable[News], sent: int = 0) -> str:
    """Return one sentence about a round: what it sent and its news, "" if none is worth one."""
    return _translated(_COMMA).join(words for _icon, words in [*sent_lines(sent), *digest_lines(news)])


def digest_lines(news: Iterable[News]) -> list[tuple[str, str]]:
    """Return a round's news as (icon, words), most needed first, for 今日."""
    counts = Counter(each.code for each in news)
    return [(icon, _translated(words).format(n=counts[code])) for code, icon, words in DIGEST if counts[code]]


def sent_lines(sent: int) -> list[tuple[str, str]]:
    """Return what a round sent as (icon, words), nothing for none."""
    return [("cloud-upload", _translated(_SENT).format(n=sent))] if sent else []


def _by_reason(error: SscsError) -> str | None:
    return SENTENCES.get(f"{error.code}:{error.data.get('reason', '')}")


def _translated(words: str) -> str:
    return QCoreApplication.translate("messages", words)


def _filled(words: str, data: Mapping[str, object]) -> str:
    return words.format_map(_Data(data))


class _Data(dict[str, str]):
    """What a sentence may name; what an error did not say stays out of it."""

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__({name: _said(value) for name, value in data.items()})

    def __missing__(self, name: str) -> str:
        return ""


def _said(value: object) -> str:
    if isinstance(value, date):
        return _translated(_DAY).format(month=value.month, day=value.day)
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(str(each) for each in value)
    return str(value)


_GENERIC = QT_TRANSLATE_NOOP(
    "messages", "没有办成（{code}）。已存的内容都在本机，请再试一次；还不行就把括号里的代码告诉管理员。"
)
_GENERIC_PROBLEM = QT_TRANSLATE_NOOP("messages", "这一项填得不对（{code}）")
_SENT = QT_TRANSLATE_NOOP("messages", "上报 {n} 条")
_COMMA = QT_TRANSLATE_NOOP("messages", "，")
_DAY = QT_TRANSLATE_NOOP("messages", "{month}月{day}日")
