"""The setting with which a rule would have fired as often as is welcome, and what to write for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listener.config.catalogue import settings
from listener.trials.backtest import History, past
from listener.trials.tuning import Proposal, propose, tunable, turned
from rules.base import Rule
from storage.errors import ListenerError

DAYS = 30
MOST = 1000
"""Alerts a week that anybody can welcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What is proposed.

    Attributes:
        label: What the setting is called on pages.
        value: What to set, as the rule has it; None: it stays as it is.
        days: How many were replayed at most.
    """

    rule: str
    label: str
    proposal: Proposal
    welcome: float
    days: int
    value: float | None

    @property
    def words(self) -> str:
        """In a sentence or two."""
        found = self.proposal
        often = f"{found.present_per_week:.1f}"
        now = f"{self.label} at {_shown(found.present)} would have fired {often} times a week"
        if self.value is None:
            said = f"{now}: keep it."
        else:
            said = f"{now}, at {_shown(self.value)} {found.best.per_week:.1f} times."
        return said if found.welcome else f"{said} That is more than {self.welcome:g}: narrow what it looks at."

    @property
    def toml(self) -> str:
        """The line for the file."""
        return "" if self.value is None else f"{self.proposal.setting} = {_shown(self.value)}"


def tuned(store: History, rule: Rule, welcome: float, days: int, now: datetime, *, imports: bool = False) -> Tuned:
    """By back-tests over the last days; nothing is changed. ListenerError where the rule has nothing to tune.

    Args:
        welcome: How many alerts a week.
    """
    setting = setting_of(rule)
    before = past(store, rule, days=days, now=now, imports=imports)
    found = propose(before, rule, setting, welcome)
    other = None if found.keep else turned(rule, setting, found.best.value)
    return Tuned(
        rule=rule.name,
        label=next(each.label for each in settings(type(rule)) if each.name == setting),
        proposal=found,
        welcome=welcome,
        days=days,
        value=getattr(other, setting) if other else None,
    )


def setting_of(rule: Rule) -> str:
    """The one that can be tuned. ListenerError where there is none."""
    setting = tunable(rule)
    if setting is None:
        raise ListenerError(f'"{rule.name}" has no setting to tune; narrow its scope, its words or its names')
    return setting


def _shown(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)
