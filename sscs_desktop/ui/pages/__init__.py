"""The pages there are: a new page is one file here and one line in PAGES."""

from __future__ import annotations

from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages.cards import CardsPage
from sscs_desktop.ui.pages.enterprises import EnterprisesPage
from sscs_desktop.ui.pages.issues import IssuesPage
from sscs_desktop.ui.pages.month import MonthPage
from sscs_desktop.ui.pages.projects import ProjectsPage
from sscs_desktop.ui.pages.report import ReportPage
from sscs_desktop.ui.pages.settings import SettingsPage
from sscs_desktop.ui.pages.today import TodayPage
from sscs_desktop.ui.pages.visits import VisitsPage

PAGES: tuple[type[Page], ...] = (
    TodayPage,
    EnterprisesPage,
    ProjectsPage,
    VisitsPage,
    IssuesPage,
    CardsPage,
    MonthPage,
    ReportPage,
    SettingsPage,
)
"""In any order: the frame's nav has its own, and shows the entries whose page is here."""
