"""Proposes the setting with which a rule fires as often as is welcome, by back-tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from listener.trials.backtest import Past
from rules.base import Rule

STEPS: Mapping[str, Sequence[float]] = {
    "sensitivity": (50, 30, 20, 15, 10, 8, 6, 5, 4, 3, 2.5, 2, 1.75, 1.5, 1.25, 1.1, 1, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1),
    "per_week": (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 10, 14, 20),
    "probability": (0.99, 0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5),
    "share": (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2),
    "followers": (1e6, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000),
    "stars": (1, 1.5, 2, 2.5, 3, 3.5, 4),
    "at_least": (500, 300, 200, 100, 70, 50, 30, 20, 15, 10, 7, 5, 3, 2, 1),
}
"""What can be tuned, the first that a rule has; from the fewest alerts to the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value that was tried, and how many alerts a week it would have given."""

    value: float
    per_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to write.

    Attributes:
        setting: Name of the setting.
        present: What the rule has now, and `present_per_week` what it gives.
        best: The value with the most alerts that are still welcome; the strictest of all where none is.
        welcome: Whether `best` gives no more alerts a week than are welcome.
        tried: Every value that was tried, from the strictest on.
    """

    setting: str
    present: object
    present_per_week: float
    best: Setting
    welcome: bool
    tried: tuple[Setting, ...]

    @property
    def keep(self) -> bool:
        """Whether the present value does as well."""
        return self.present_per_week == self.best.per_week


def tunable(rule: Rule) -> str | None:
    """The setting of a rule that can be tuned."""
    offered = [name for name in STEPS if name in type(rule).model_fields and getattr(rule, name)]
    return offered[0] if offered else None


def propose(past: Past, rule: Rule, setting: str, per_week: float) -> Proposal:
    """Halve the steps until the last one that is welcome is found: a more sensitive value gives no fewer alerts.

    Where the rule is too quiet now, the strictest value that gives as many alerts: no leap beyond what is stored.
    """
    ladder, present = _Ladder(past, rule, setting), past.replay(rule).per_week
    low, high = 0, len(ladder.rules) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if ladder.trial(middle).per_week <= per_week else (low, middle - 1)
    best = ladder.trial(low)
    while present < best.per_week and low and ladder.trial(low - 1).per_week == best.per_week:
        low -= 1
        best = ladder.trial(low)
    return Proposal(
        setting=setting,
        present=getattr(rule, setting),
        present_per_week=present,
        best=best,
        welcome=best.per_week <= per_week,
        tried=ladder.tried,
    )


class _Ladder:
    """A rule with each value of a setting that it accepts, each tried once when it is asked for."""

    def __init__(self, past: Past, rule: Rule, setting: str) -> None:
        self._past, self._trials = past, dict[int, Setting]()
        given = ((value, turned(rule, setting, value)) for value in STEPS[setting])
        self.rules = [(value, other) for value, other in given if other]

    def trial(self, index: int) -> Setting:
        if index not in self._trials:
            value, rule = self.rules[index]
            self._trials[index] = Setting(value=value, per_week=self._past.replay(rule).per_week)
        return self._trials[index]

    @property
    def tried(self) -> tuple[Setting, ...]:
        return tuple(self._trials[index] for index in sorted(self._trials))


def turned(rule: Rule, setting: str, value: float | str) -> Rule | None:
    """The rule with another value; None where that cannot be."""
    written = (
        value if isinstance(value, str) else _whole(value) if setting in ("at_least", "followers") else float(value)
    )
    try:
        return type(rule).model_validate({**rule.model_dump(), setting: written})
    except ValidationError:
        return None


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
