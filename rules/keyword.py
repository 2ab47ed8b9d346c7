"""Rule `keyword`: tells of every post of its scope, or of those with certain words."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from rules.base import View, rule
from rules.counting.posts import PostRule
from rules.wording.scopes import subject
from storage.intake.scripts import is_unspaced
from storage.records import Alert, Hit


@rule("keyword")
class Keyword(PostRule):
    """Alerts on each post that newly belongs to its scope; it does not wait for the post to be read."""

    needs: ClassVar[Literal["series", "matches", "readings"]] = "matches"

    words: tuple[str, ...] = Field(
        (), description="Only posts with one of these whole words or phrases, in any case; none: every post"
    )

    @field_validator("words")
    @classmethod
    def _not_blank(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(not word.strip() for word in words):
            raise ValueError("an empty word would match every post; remove it")
        return words

    def check(self, view: View, now: datetime) -> Iterable[Alert]:
        found = self.found(view, self._suits)
        if not found:
            return []
        what = subject(self.scope)
        if self.words:
            what += " with " + ", ".join(f'"{word}"' for word in self._words_in(found))
        verb = "mentions" if len(found) == 1 else "mention"
        why = f'The rule "{self.name}" tells of every such post.'
        return [self.alert(found, f"{verb} {what}", (why,), now, f"mention {what}")]

    def _words_in(self, hits: Iterable[Hit]) -> list[str]:
        """The words that were found, in lower case, the most frequent first."""
        texts = (f"{hit.stored.mention.title}\n{hit.stored.mention.text}" for hit in hits)
        counts = Counter(word.lower() for text in texts for word in _pattern(self.words).findall(text))
        return [word for word, _ in counts.most_common()]

    def _suits(self, hit: Hit) -> bool:
        mention = hit.stored.mention
        return not self.words or bool(_pattern(self.words).search(f"{mention.title}\n{mention.text}"))


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_whole(word.strip()) for word in words), re.IGNORECASE)


def _whole(word: str) -> str:
    """A word as a pattern: any white space between its parts, no letter, digit, # or @ touching it."""
    body = r"\s+".join(re.escape(part) for part in word.split())
    # Where words are not told by spaces, one may touch its neighbours.
    before = "" if is_unspaced(word[0]) else r"(?<![\w#@])"
    after = "" if is_unspaced(word[-1]) else r"(?!\w)"
    return before + body + after
