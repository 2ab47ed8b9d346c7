"""What one step more or less of a rule's setting would have told, by back-tests of its own code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from listener.trials.backtest import Firing, History, past
from listener.trials.tuning import STEPS, tunable, turned
from rules.base import Rule

NAMED = ("fewer", "balanced", "more")
"""Values that some settings have beside numbers, from the fewest alerts to the most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notch:
    """A rule with its setting one step further.

    Attributes:
        value: What the setting would be.
        firings: When it would have spoken up.
        other: Those among what only one of both settings tells: more of them where it is looser, fewer where stricter.
    """

    value: float | str
    firings: Sequence[Firing]
    other: Sequence[Firing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notched:
    """A rule beside its neighbours; None where its setting has no further step.

    Attributes:
        setting: Name of the setting, and `value` what it is.
    """

    rule: Rule
    setting: str
    value: float | str
    firings: Sequence[Firing]
    stricter: Notch | None
    looser: Notch | None


def notched(store: History, rule: Rule, *, days: int, now: datetime) -> Notched | None:
    """Replay the last days with three settings; None for a rule that has none to turn."""
    setting = tunable(rule)
    if setting is None:
        return None
    then, present = past(store, rule, days=days, now=now), getattr(rule, setting)
    firings = then.replay(rule).firings

    def further(value: float | str | None, *, looser: bool) -> Notch | None:
        other = None if value is None else turned(rule, setting, value)
        if value is None or other is None:
            return None
        found = then.replay(other).firings
        more, less = (found, firings) if looser else (firings, found)
        alone = [each for each in more if not any(_overlap(each, one) for one in less)]
        return Notch(value=value, firings=found, other=alone)

    stricter, looser = neighbours(setting, present)
    return Notched(
        rule=rule,
        setting=setting,
        value=present,
        firings=firings,
        stricter=further(stricter, looser=False),
        looser=further(looser, looser=True),
    )


def neighbours(setting: str, value: float | str) -> tuple[float | str | None, float | str | None]:
    """The next stricter and the next looser value of a setting."""
    if isinstance(value, str):
        place = NAMED.index(value)
        return (NAMED[place - 1] if place else None), (NAMED[place + 1] if place + 1 < len(NAMED) else None)
    steps = STEPS[setting]
    falling = steps[0] > steps[-1]
    before = [step for step in steps if (step > value if falling else step < value)]
    after = [step for step in steps if (step < value if falling else step > value)]
    return (before[-1] if before else None), (after[0] if after else None)


def _overlap(one: Firing, other: Firing) -> bool:
    return one.alert.starts_at < other.alert.ends_at and other.alert.starts_at < one.alert.ends_at
