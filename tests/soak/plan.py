"""What goes wrong, and when: drawn once from a seed, so that a run can be repeated."""

from __future__ import annotations

import random
from dataclasses import dataclass

BACK, FORWARD = -600.0, 3600.0
"""Seconds by which the clock jumps: a wrong time server, then a laptop that slept."""
CALM = 0.68
"""From this share of the run on nothing goes wrong any more: what grows then, leaks."""
FULL = 60.0
MAIL_DEAD = 1 / 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of the run, in seconds from its beginning."""

    begins: float
    ends: float

    def holds(self, at: float, after: float = 0.0, longer: float = 0.0) -> bool:
        """Whether a moment lies in it; it may begin so much later and end so much later."""
        return self.begins + after <= at < self.ends + longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The faults of one run, in seconds from its beginning.

    Attributes:
        kills: When the service is killed.
        disk: While it is full.
        mail: While the mail server is dead.
        jumps: (when, by how much) the service's clock is set.
        calm: From when on nothing goes wrong.
    """

    seconds: float
    kills: tuple[float, ...]
    disk: Window
    mail: Window
    jumps: tuple[tuple[float, float], ...]
    calm: float


def plan(seconds: float, kills: int, seed: int) -> Plan:
    """Kills at random instants of the first two thirds, also while other things are wrong."""
    chance = random.Random(seed)
    full = 0.12 * seconds
    return Plan(
        seconds=seconds,
        kills=tuple(sorted(chance.uniform(0.02, CALM) * seconds for _ in range(kills))),
        disk=Window(begins=full, ends=full + min(FULL, 0.1 * seconds)),
        mail=Window(begins=0.26 * seconds, ends=(0.26 + MAIL_DEAD) * seconds),
        jumps=((0.50 * seconds, BACK), (0.59 * seconds, FORWARD)),
        calm=CALM * seconds,
    )
