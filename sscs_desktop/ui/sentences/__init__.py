"""The words of ui/messages.py: for each code what happened, whether anything was lost, and what to do."""

from __future__ import annotations

from sscs_desktop.ui.sentences import attached, carried, clerk, county, machine, paper, record, tables
from sscs_desktop.ui.sentences.fields import PROBLEMS
from sscs_desktop.ui.sentences.news import DIGEST

__all__ = ["DIGEST", "PROBLEMS", "SENTENCES"]

SENTENCES: dict[str, str] = {
    **county.SENTENCES,
    **record.SENTENCES,
    **machine.SENTENCES,
    **clerk.SENTENCES,
    **tables.SENTENCES,
    **paper.SENTENCES,
    **carried.SENTENCES,
    **attached.SENTENCES,
}
