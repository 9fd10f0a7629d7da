"""Nouns of any program: clock, ids, paths, settings, secrets, logs, database, errors."""
