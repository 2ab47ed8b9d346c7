"""Rule `rating`: tells of reviews with few stars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rules.base import View, rule
from rules.counting.posts import PostRule
from rules.wording.scopes import subject

if TYPE_CHECKING:
    from storage.records import Alert, Hit, Rating

SHOWN = 5


@rule("rating")
class LowRating(PostRule):
    """Alerts on each review of its scope that gives few stars; it does not wait for the review to be read.

    Every scale is converted to one from 1 (worst) to 5 stars (best), also those on which the smaller number is better.
    """

    needs: ClassVar[Literal["series", "matches", "readings"]] = "matches"

    stars: float = Field(2, ge=1, lt=5, description="So many stars or fewer, on a scale from 1 to 5")

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        found = self.found(view, self._suits)
        if not found:
            return []
        what = f"{subject(self.scope)} {self.stars:g} of 5 stars or fewer"
        verb = "gives" if len(found) == 1 else "give"
        given = ", ".join(_written(hit.stored.mention.rating) for hit in found[:SHOWN] if hit.stored.mention.rating)
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        why = f"Ratings, newest first: {given}{more}."
        return [self.alert(found, f"{verb} {what}", (why,), now, f"give {what}")]

    def _suits(self, hit: Hit) -> bool:
        rating = hit.stored.mention.rating
        return rating is not None and rating.best != rating.worst and _stars(rating) <= self.stars


def _stars(rating: Rating) -> float:
    """On a scale from 1 to 5; beyond it where the review lies outside its own scale."""
    return 1 + 4 * (rating.value - rating.worst) / (rating.best - rating.worst)


def _written(rating: Rating) -> str:
    """The rating on its own scale."""
    return f"{rating.value:g} from {rating.worst:g} (worst) to {rating.best:g} (best)"
