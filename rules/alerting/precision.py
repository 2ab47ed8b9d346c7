"""How often a rule is right, as people judge its alerts; pure."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rules.counting.intervals import wilson

if TYPE_CHECKING:
    from storage.records import Incident, Verdict

SPAN = timedelta(days=90)
"""How far back verdicts count."""
WEEK = timedelta(days=7)
BUDGET = 2.0
"""How many alerts a week may be noise."""
ENOUGH = 5
"""So many verdicts say something about a rule."""
RECENT = timedelta(days=14)
"""A rule that had no noise for so long, as it was tuned or removed, is not complained about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePrecision:
    """A rule's verdicts of the last 90 days.

    Attributes:
        useful, noise: Incidents, each counted once: the last word about it counts.
        week: Those among `noise` that were judged in the last 7 days.
        last_noise_at: When it was last called noise.
        low, high: The 95 % interval of `share`, after Wilson.
    """

    rule: str
    useful: int
    noise: int
    week: int
    last_noise_at: datetime | None
    low: float
    high: float

    @property
    def verdicts(self) -> int:
        """How many there are."""
        return self.useful + self.noise

    @property
    def share(self) -> float | None:
        """Useful ones among all, 0 to 1; None without any verdict."""
        return self.useful / self.verdicts if self.verdicts else None


def precisions(verdicts: Iterable[Verdict], now: datetime) -> dict[str, RulePrecision]:
    """Each judged rule's precision."""
    last: dict[str, dict[int, Verdict]] = {}
    for one in sorted(verdicts, key=lambda verdict: verdict.at):
        if one.at > now - SPAN:
            last.setdefault(one.rule, {})[one.incident_id] = one
    return {rule: precision(rule, tuple(judged.values()), now) for rule, judged in last.items()}


def precision(rule: str, verdicts: Sequence[Verdict], now: datetime) -> RulePrecision:
    """What verdicts, one for each incident, say about their rule."""
    noise = [one.at for one in verdicts if not one.useful]
    useful = len(verdicts) - len(noise)
    low, high = wilson(useful, len(verdicts))
    return RulePrecision(
        rule=rule,
        useful=useful,
        noise=len(noise),
        week=sum(at > now - WEEK for at in noise),
        last_noise_at=max(noise, default=None),
        low=low,
        high=high,
    )


def complaint(found: RulePrecision, now: datetime) -> str | None:
    """What to say of a rule that is mostly noise, lately too; None for all others."""
    lately = found.last_noise_at is not None and found.last_noise_at > now - RECENT
    if found.verdicts < ENOUGH or found.noise <= found.useful or not lately:
        return None
    return (
        f'the rule "{found.rule}" is mostly noise: {found.noise} of {found.verdicts} alerts were noise; make it less '
        f"sensitive with `listener rules tune {shlex.quote(found.rule)}`, or narrow its scope or its words"
    )


def fired(incidents: Iterable[Incident], since: datetime) -> Counter[str]:
    """In how many incidents that opened since then each rule had an alert; drills left out."""
    real = (each for each in incidents if each.opened_at >= since and not each.drill)
    return Counter(rule for each in real for rule in {alert.rule for alert in each.alerts})
