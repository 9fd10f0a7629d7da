"""Migrate the directory's database."""

from sscs_desktop.base import migrations
from sscs_desktop.server.tables import metadata

migrations.environment(metadata)
