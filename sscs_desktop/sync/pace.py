"""When the next round runs: soon after a save, every few minutes, later and later while the directory is away."""

from __future__ import annotations

import random

AFTER_SAVE_S = 3.0
"""Seconds after the last save."""
EVERY_S = 300.0
FIRST_S = 2.0
LONGEST_S = 900.0


class Pace:
    """Counts failures in a row. The caller runs the timer."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self.failures = 0
        self._chance = chance or random.Random()

    def succeeded(self) -> float:
        """Return the seconds until the next regular round."""
        self.failures = 0
        return EVERY_S

    def failed(self) -> float:
        """Return the seconds until the next try: full jitter, so that a county does not come back at once."""
        longest = min(LONGEST_S, FIRST_S * 2**self.failures)
        self.failures = min(self.failures + 1, 30)
        return self._chance.uniform(0, longest)

    def saved(self) -> float:
        """Return the seconds until the round after a save; while the directory is away a save hurries nothing."""
        return AFTER_SAVE_S if self.failures == 0 else self._chance.uniform(AFTER_SAVE_S, EVERY_S)
