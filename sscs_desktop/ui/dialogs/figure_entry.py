"""From what is typed for an operating figure to its record: one of the same period is changed, not added."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.domain.enterprise import UNITS, Figure, figure_id, plain_period
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.store import enterprises
from sscs_desktop.store.outbox import Seen
from sscs_desktop.store.session import Session
from sscs_desktop.ui import phrases

BY = (FilledBy.ENTERPRISE, FilledBy.CADRE)
"""Who fills a figure in at a desk; what a department gives is read."""
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,4})?")


def number_of(text: str) -> Decimal | None:
    """Return the number a person typed, None if it is none."""
    plain = unicodedata.normalize("NFKC", clean(text)).replace(",", "").replace(" ", "")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def own_figures(session: Session, enterprise_id: str) -> dict[str, Seen]:
    """Return the enterprise's figures that its cadres may change, newest first, emptied ones too.

    What a department gave is not among them.
    """
    held = enterprises.figures(session, enterprise_id, also_emptied=True)
    own = (figure for figure in held if figure.filled_by in BY)
    found = {figure.id: enterprises.seen(session, "figure", figure.id) for figure in own}
    return {id: seen for id, seen in found.items() if seen is not None}


def standing(known: Mapping[str, Seen], indicator: Indicator, period: str) -> Seen | None:
    """Return the figure of an indicator and period among those that stood when the form opened."""
    key = indicator, plain_period(period)
    return next((s for s in known.values() if (s.record.indicator, plain_period(s.record.period)) == key), None)


def figure(
    enterprise_id: str,
    indicator: Indicator,
    value: Decimal | None,
    period: str,
    by: FilledBy,
    by_name: str,
    seen: Seen | None,
) -> Figure:
    """Return the record: `seen` changed, or a new one under the id that its period gives it.

    value: None empties it. Who says what stands there already leaves it as it is.
    """
    said: dict[str, Any] = {
        "value": value,
        "unit": UNITS[indicator],
        "period": clean(period),
        "filled_by": by,
        "filled_by_name": by_name,
        "filled_on": clock.today(),
    }
    if seen is not None:
        known: Figure = seen.record
        is_same = (known.value, known.filled_by, plain_period(known.period)) == (value, by, plain_period(period))
        return known if is_same else replace(known, **said)
    id = figure_id(enterprise_id, indicator, said["period"], by)
    return Figure(id=id, enterprise_id=enterprise_id, indicator=indicator, **said)


def shown_texts(printed: Iterable[Figure], indicator: Indicator) -> tuple[str, str]:
    """Return value and period of an indicator as the paper says them, whoever gave them; without one, this month."""
    figure = next((each for each in printed if each.indicator is indicator), None)
    if figure is None:
        today = clock.today()
        return "", f"{today.year}年{today.month}月"
    return number_text(figure), figure.period


def number_text(figure: Figure) -> str:
    """Return a figure's number as a field shows it; "" if it was emptied."""
    return "" if figure.value is None else phrases.number(figure.value)


def typed(
    enterprise_id: str,
    known: Mapping[str, Seen],
    texts: Mapping[Indicator, tuple[str, str]],
    by: FilledBy,
    by_name: str,
) -> tuple[tuple[tuple[Figure, Seen | None], ...], dict[str, str]]:
    """Return the figures that texts say and, by figures.<indicator>, the codes of what is no number.

    An emptied line says nothing: what the paper leaves out is not taken back.
    """
    found: list[tuple[Figure, Seen | None]] = []
    problems: dict[str, str] = {}
    for indicator, (text, period) in texts.items():
        value = number_of(text)
        if value is not None:
            seen = standing(known, indicator, period)
            found.append((figure(enterprise_id, indicator, value, period, by, by_name, seen), seen))
        elif clean(text):
            problems[f"figures.{indicator}"] = "not_a_number"
    return tuple(found), problems
