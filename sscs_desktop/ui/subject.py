"""Whom a verb is about: one enterprise or one project."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """`kind` is the wire's: enterprise or project."""

    kind: str
    id: str

    @property
    def enterprise_id(self) -> str | None:
        """Return the id if this is an enterprise."""
        return self.id if self.kind == "enterprise" else None

    @property
    def project_id(self) -> str | None:
        """Return the id if this is a project."""
        return self.id if self.kind == "project" else None
