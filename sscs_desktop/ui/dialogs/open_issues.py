"""A subject's open issues beside what is typed: one that reads like it is offered, and goes along as it was shown."""

from __future__ import annotations

from sscs_desktop.store import issues
from sscs_desktop.store.outbox import Seen
from sscs_desktop.store.store import Store
from sscs_desktop.ui.dialogs import likeness
from sscs_desktop.ui.dialogs.issue_block import IssueText, Similar
from sscs_desktop.ui.dialogs.reading import SubjectFacts


class OpenIssues:
    """`seen` holds each issue as it was first shown."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.facts: SubjectFacts | None = None
        """Whom the form is about, None while nobody."""
        self.seen: dict[str, Seen] = {}

    def closest(self, text: IssueText) -> Similar | None:
        """Return the open issue that reads like a text."""
        known = self.facts.open_issues if self.facts else ()
        found = likeness.closest(text.description, text.category, known)
        return self.by_id().get(found.id) if found else None

    def by_id(self) -> dict[str, Similar]:
        """Return all of them that still stand here, as a draft may name them."""
        found: dict[str, Similar] = {}
        with self._store.read() as session:
            for issue in self.facts.open_issues if self.facts else ():
                shown = self.seen.get(issue.id) or issues.seen(session, issue.id)
                if shown is not None:
                    self.seen[issue.id] = shown
                    found[issue.id] = Similar(id=issue.id, number=issue.number, description=issue.description)
        return found
