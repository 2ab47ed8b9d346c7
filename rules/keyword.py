"""Rule `keyword`: tells of every post of its scope, or of those with certain words."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from rules.base import View, rule
from rules.counting.posts import PostRule
from rules.wording.scopes import subject
from storage.errors import QueryError
from storage.records import Query

if TYPE_CHECKING:
    from rules.query import Matcher
    from storage.records import Alert, Hit

PLAIN = 50
"""Characters of a word that is no question to anybody."""


@rule("keyword")
class Keyword(PostRule):
    """Alerts on each post that newly belongs to its scope; it does not wait for the post to be read."""

    needs: ClassVar[Literal["series", "matches", "readings"]] = "matches"

    words: tuple[str, ...] = Field(
        (),
        description="Only posts with one of these words or phrases, each written as in a query: fire, burn*, "
        "class action, #recall, {BT}; none: every post",
    )

    @field_validator("words")
    @classmethod
    def _not_blank(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(not word.strip() for word in words):
            raise ValueError("an empty word would match every post; remove it")
        for word in words:
            _readable(word)
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
        counts = Counter(word for hit in hits for word in _found(self.words, hit))
        return [word for word, _ in counts.most_common()]

    def _suits(self, hit: Hit) -> bool:
        return not self.words or bool(_matcher(self.words).match(hit.stored.mention))


def _found(words: tuple[str, ...], hit: Hit) -> list[str]:
    fields = {"title": hit.stored.mention.title, "text": hit.stored.mention.text}
    spans = [span for match in _matcher(words).match(hit.stored.mention) for span in match.spans]
    return [fields[field][start:end].lower() for field, start, end in spans if field in fields]


@functools.cache
def _matcher(words: tuple[str, ...]) -> Matcher:
    """Finds what a query of the words would find, so that a rule overlooks nothing that a search shows."""
    from rules.query import Matcher

    return Matcher([Query(name="words", brand="", expression=" OR ".join(map(_term, words)))])


def _term(word: str) -> str:
    """One word or phrase as an expression: AND, brackets and colons in it are words and signs like others."""
    word = word.strip()
    return word if word[0] + word[-1] == "{}" else '"' + word.replace('"', " ").strip() + '"'


def _readable(word: str) -> None:
    """Raises ValueError for what the language of the queries cannot look for; a plain word it always can, and commands
    that look for nothing start faster without it."""
    if len(word) <= PLAIN and word.isascii() and word.isalnum():
        return
    try:
        _matcher((word,))
    except QueryError as error:
        raise ValueError(f"{error}, in {word!r}") from error
