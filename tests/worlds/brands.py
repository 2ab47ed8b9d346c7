"""Figures of brands over a store, for tests."""

from __future__ import annotations

from listener.brands.asked import Asked
from listener.brands.figures import Figures, figures
from listener.brands.memory import Memory
from listener.config.config import Config
from listener.wording.periods import Period
from storage.store import Store


def over(period: Period) -> Asked:
    """Somebody asks for exactly this time."""
    fields = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return Asked(period=period, span=None, fields=fields)


def of(store: Store, config: Config, period: Period, name: str = "Acme", memory: Memory | None = None) -> Figures:
    """One brand's figures."""
    return figures(memory or Memory(), store, config, [name], over(period))[name]
