"""Which playbook fits what the posts of an incident are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rules.wording.risks import in_words
from storage.records import StoredMention
from storage.records.mention import NO_RISK

FITTING = {
    "safety": "product-safety",
    "breach": "data-breach",
    "outage": "outage",
    "discrimination": "offensive-statement",
}
"""Of those that come along. One of an installation that bears the name of a risk comes before them."""
PART = 1 / 3
"""Of the posts that were read for a risk, the part that must be about one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A playbook, and why."""

    playbook: str
    reason: str


def suggested(posts: Iterable[StoredMention], books: Collection[str]) -> Suggestion | None:
    """The playbook for the risk that most of these posts are about; None where few are, or there is none for it."""
    found = Counter(label for each in posts if each.classification and (label := each.classification.label("risk")))
    risk = next((each for each, _ in found.most_common() if each != NO_RISK), "")
    book = risk if risk in books else FITTING.get(risk, "")
    if book not in books or found[risk] < PART * found.total():
        return None
    reason = f"{found[risk]} of {found.total()} posts that were read are about {in_words(risk)}"
    return Suggestion(playbook=book, reason=reason)
