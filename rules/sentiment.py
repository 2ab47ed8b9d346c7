"""Rule `sentiment`: tells of posts with a certain tone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rules.base import View, rule
from rules.counting.posts import PostRule
from rules.wording.figures import per_cent
from rules.wording.scopes import subject

if TYPE_CHECKING:
    from storage.records import Alert, Hit


@rule("sentiment")
class Sentiment(PostRule):
    """Alerts on each post of its scope that was read with that tone; spam is left out.

    It is the tone toward the brand of its scope where that was read, else that of the whole post.
    It judges post by post. To be told only when many such posts come together, use a rule of type "volume" with
    measure = "tone:negative", or "negative_share": those know how many are usual.
    """

    needs: ClassVar[Literal["series", "matches", "readings"]] = "readings"

    label: Literal["negative", "neutral", "positive"] = Field(
        "negative", title="Tone", description="The tone to tell of"
    )
    probability: float = Field(0.8, ge=0, le=1, description="Only readings at least this sure")
    followers: int = Field(
        0, ge=0, description="Only authors with at least so many followers; above 0, authors without a count are out"
    )

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        found = self.found(view, self._suits)
        if not found:
            return []
        sure = min(reading.probability for hit in found if (reading := hit.stored.tone(self.scope)))
        asked = per_cent(self.probability)
        why = [f"Read as {self.label}, each with a probability of at least {per_cent(sure)} (asked: {asked})."]
        if self.followers:
            why.append(f"Each author has at least {self.followers:,} followers.")
        what = f"{self.label} about {subject(self.scope)}"
        return [self.alert(found, f"{'is' if len(found) == 1 else 'are'} {what}", why, now, f"are {what}")]

    def _suits(self, hit: Hit) -> bool:
        reading = hit.stored.tone(self.scope)
        followers = hit.stored.mention.author.followers or 0
        return (
            reading is not None
            and reading.label == self.label
            and reading.probability >= self.probability
            and followers >= self.followers
        )
