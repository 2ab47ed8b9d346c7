"""Figures of brands over a store, for tests."""

from __future__ import annotations

from listener.brands.asked import Asked
from listener.brands.figures import Whole, whole
from listener.config.config import Config
from listener.explore.copy import Copy
from listener.wording.periods import Period
from storage.store import Store


def over(period: Period) -> Asked:
    """Somebody asks for exactly this time."""
    fields = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return Asked(period=period, span=None, fields=fields)


def of(store: Store, config: Config, period: Period, name: str = "Acme", copy: Copy | None = None) -> Whole:
    """One brand's figures."""
    return whole(copy or Copy(store), store, config, [name], over(period))[name]
