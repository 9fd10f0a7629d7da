"""Does what is being typed read like an issue that is open already?"""

from __future__ import annotations

from collections.abc import Iterable

from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.vocabulary import Category

ENOUGH = 0.4
"""Share of the shorter text's pairs of characters that both have."""
SAME_CATEGORY = 0.1
FEWEST = 2
_COMMON = frozenset({"万元", "企业", "公司", "问题", "需要", "希望", "目前", "解决", "协调", "帮助", "困难"})


def closest(text: str, category: Category | None, issues: Iterable[Issue]) -> Issue | None:
    """Return the issue most like `text`, None if none is like enough; a hint, so a miss costs nothing."""
    typed = _pairs(text)
    best: tuple[float, Issue] | None = None
    for issue in issues:
        score = _score(typed, _pairs(issue.description))
        if score and issue.category is category:
            score += SAME_CATEGORY
        if score >= ENOUGH and (best is None or score > best[0]):
            best = (score, issue)
    return best[1] if best else None


def _score(a: frozenset[str], b: frozenset[str]) -> float:
    shared = len(a & b)
    return shared / min(len(a), len(b)) if shared >= FEWEST else 0.0


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters, without those that every problem has."""
    runs = "".join(ch if "\u3400" <= ch <= "\u9fff" else " " for ch in text)
    found = (runs[i : i + 2] for i in range(len(runs) - 1))
    return frozenset(pair for pair in found if " " not in pair) - _COMMON
