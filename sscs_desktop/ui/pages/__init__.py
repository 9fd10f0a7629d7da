"""The pages there are: a new page is one file here and one line in PAGES."""

from __future__ import annotations

from sscs_desktop.ui.page import Page

PAGES: tuple[type[Page], ...] = ()
"""In any order: the frame's nav has its own, and shows the entries whose page is here."""
