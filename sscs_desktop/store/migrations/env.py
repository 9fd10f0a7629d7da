"""Migrate the desk's file towards the tables of the store."""

from sscs_desktop.base.migrations import environment
from sscs_desktop.store.tables import metadata

environment(metadata)
