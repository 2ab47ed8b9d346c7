"""Authors: how many people speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from listener.metrics.base import Count, Metric
from rules.counting.amounts import UNITS
from storage.records import Author

AUTHORS = Metric(
    name="authors",
    definition="Different people who wrote the mentions, told apart by the platform's id, else the handle, else the "
    "name.",
    formula="number of distinct known authors; rules count each five minutes anew, and there a mention without a known "
    "author as one of its own",
    unit=UNITS["authors"][1],
    blind="as with mentions, there may be more",
)


def authors(found: Iterable[Author]) -> Count:
    """From the author of each mention; `unknown` are mentions that name none."""
    each = list(found)
    posts = written(each)
    return Count(value=len(posts), n=posts.total(), unknown=len(each) - posts.total())


def written(found: Iterable[Author]) -> Counter[str]:
    """How many of the mentions each known author wrote, by identity."""
    return Counter(who for author in found if (who := author.identity))
