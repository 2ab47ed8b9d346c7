"""What is counted over time."""

from __future__ import annotations

from dataclasses import dataclass

from storage.records.scope import Scope


@dataclass(frozen=True, slots=True)
class Series:
    """A count over time that rules can ask for, in buckets of five minutes by event time.

    Attributes:
        measure: "mentions"; "tone:LABEL" (by `Classification.tone`, toward the brand of the scope); "HEAD:LABEL" of any
            other head (as "intent:complaint"); "stars:1" to "stars:5" and "stars:low"; or "authors", "stories", "reach"
            (followers), each author and story once a bucket.
    """

    scope: Scope
    measure: str = "mentions"
