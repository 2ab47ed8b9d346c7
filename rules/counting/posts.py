"""What the rules about single posts share: choosing the posts of a check and bundling them into one alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from rules.base import Rule, View, fingerprint
from rules.counting.amounts import amount
from storage import records
from storage.errors import QueryError

if TYPE_CHECKING:
    from rules.query import Filter
    from storage.records import Alert, Hit

MOST_EVIDENCE = 20
NAMED_AUTHORS = 3


class PostRule(Rule):
    """A rule that looks at each new post of its scope; all that it finds in one check is one alert."""

    filter: str = Field(
        "",
        description="Only posts that satisfy this expression, as 'rating:[1 TO 2] NOT language:fr'; tone: and "
        "intent: need a rule that waits for the reading",
    )
    cooldown: timedelta = Field(
        timedelta(hours=1), gt=timedelta(0), description="The alert counts as over when nothing new came for this long"
    )

    @field_validator("filter")
    @classmethod
    def _parses(cls, filter: str) -> str:
        if filter:
            try:
                _compiled(filter)
            except QueryError as error:
                raise ValueError(f"{error}, in {filter!r}") from error
        return filter

    def found(self, view: View, suits: Callable[[Hit], bool]) -> list[Hit]:
        """The live hits of this scope that suit, the last row of each mention, newest said first."""
        wanted = (hit for hit in view.hits if hit.live and self.scope in hit.scopes and self._passes(hit))
        by_mention = {hit.stored.id: hit for hit in wanted if suits(hit)}
        return sorted(by_mention.values(), key=lambda hit: (hit.stored.mention.said_at, hit.stored.id), reverse=True)

    def alert(self, hits: Sequence[Hit], what: str, why: Sequence[str], now: datetime, many: str = "") -> Alert:
        """One alert about these hits. `what` continues "3 posts …" and "1 post …"; `many` continues "3 posts …" also
        where there is one now, for when further ones join it."""
        said = [hit.stored.mention.said_at for hit in hits]
        return records.Alert(
            rule=self.name,
            scope=self.scope,
            severity=self.severity,
            fingerprint=fingerprint(self.name, self.scope),
            starts_at=min(*said, now),
            ends_at=now + self.cooldown,
            value=float(len(hits)),
            summary=f"{amount(len(hits))} {what}",
            many=many,
            reasons=(*why, *_authors(hits)),
            evidence=tuple(hit.stored.id for hit in hits[:MOST_EVIDENCE]),
        )

    def _passes(self, hit: Hit) -> bool:
        return not self.filter or _compiled(self.filter).matches(hit.stored, scope=self.scope) is not None


@cache
def _compiled(expression: str) -> Filter:
    from rules.query import Filter

    return Filter(expression)


def _authors(hits: Sequence[Hit]) -> list[str]:
    """Who wrote most of it, where authors are known and there is more than one post."""
    authors = [hit.stored.mention.author for hit in hits]
    counts = Counter(who for author in authors if (who := author.identity))
    if len(hits) < 2 or not counts:
        return []
    names = {author.identity: author.handle or author.name or author.id for author in authors}
    named = ", ".join(f"{names[who]} ({count})" for who, count in counts.most_common(NAMED_AUTHORS))
    return [f"Written by {len(counts)} known author{'s' if len(counts) > 1 else ''}, most by {named}."]
