"""Rule `intent`: tells of posts whose author wants a certain thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rules.base import View, rule
from rules.counting.posts import PostRule
from rules.wording.figures import per_cent
from rules.wording.scopes import subject

if TYPE_CHECKING:
    from storage.records import Alert, Hit

Intention = Literal["complaint", "question", "praise", "purchase", "cancel", "suggestion", "news", "spam", "other"]


@rule("intent")
class Intent(PostRule):
    """Alerts on each post of its scope that was read as one of the intents."""

    needs: ClassVar[Literal["series", "matches", "readings"]] = "readings"

    intents: tuple[Intention, ...] = Field(
        ("cancel", "complaint"),
        min_length=1,
        description="What to tell of: complaint, question, praise, purchase, cancel, suggestion, news, spam, other",
    )
    probability: float = Field(0.6, ge=0, le=1, description="Only readings at least this sure")

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        found = self.found(view, self._suits)
        if not found:
            return []
        counts = self._counts(found)
        verb = "is" if len(found) == 1 else "are"
        what, read = f"about {subject(self.scope)}", f"read as {' or '.join(counts)}"
        mix = ", ".join(f"{count} {label}" for label, count in counts.items())
        why = f"Read as {mix}, each with a probability of at least {per_cent(self.probability)}."
        return [self.alert(found, f"{what} {verb} {read}", (why,), now, f"{what} are {read}")]

    def _suits(self, hit: Hit) -> bool:
        read = hit.stored.classification
        reading = read.heads.get("intent") if read else None
        return reading is not None and reading.label in self.intents and reading.probability >= self.probability

    def _counts(self, found: Sequence[Hit]) -> dict[str, int]:
        labels = Counter(hit.stored.classification.label("intent") or "" for hit in found if hit.stored.classification)
        return dict(labels.most_common())
