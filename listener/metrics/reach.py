"""Reach: how many people follow those who speak."""

from __future__ import annotations

from collections.abc import Iterable

from listener.metrics.base import Metric, Value
from rules.counting.amounts import UNITS
from storage.records import Author

REACH = Metric(
    name="reach",
    definition="Followers of all authors whose followers a source tells, as known when their posts were collected; "
    "people who follow two of them count twice, and nobody knows who has read it.",
    formula="sum over distinct authors of their newest known number of followers; rules count each five minutes anew",
    unit=UNITS["reach"][1],
    blind="as with mentions, there may be more",
)


def reach(found: Iterable[Author]) -> Value:
    """From the author of each mention, oldest first; None where no source tells anything. `unknown` are authors."""
    each = followers(found)
    known = [count for count in each.values() if count is not None]
    return Value(value=sum(known) if known else None, n=len(known), unknown=len(each) - len(known))


def followers(found: Iterable[Author]) -> dict[str, int | None]:
    """The newest known number of each author's followers, in the order in which they first speak."""
    each: dict[str, int | None] = {}
    for author in found:
        if who := author.identity:
            each[who] = each.get(who) if author.followers is None else author.followers
    return each
