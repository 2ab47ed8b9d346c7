"""Which mentions are put in the inbox, for whom, until when, and why: rules in order, of which the first counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.cases.inbox import InboxRule
from rules.query import Filter
from rules.wording.durations import span

if TYPE_CHECKING:
    from storage.records import Span, StoredMention

NO_LISTS: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A rule that a mention satisfies, and why."""

    rule: InboxRule
    reason: str


class Unread(Exception):
    """What decides is not known before the mention has been read."""


class Inbox:
    """The compiled rules of a configuration. Raises QueryError."""

    def __init__(self, rules: Sequence[InboxRule], lists: Mapping[str, Sequence[str]] = NO_LISTS) -> None:
        self._rules = tuple(_Compiled(rule, lists) for rule in rules)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def decide(self, stored: StoredMention, *, final: bool) -> Taken | None:
        """The rule that puts it in; None: it stays out. Unless `final`, raises Unread where that depends on a reading
        that is still to come."""
        for each in self._rules:
            if not final and stored.classification is None and each.needs_reading(stored) and each.may_hold(stored):
                raise Unread
            reason = each.holds(stored)
            if reason is not None:
                return Taken(rule=each.rule, reason=reason) if each.rule.put == "in" else None
        return None


class _Compiled:
    def __init__(self, rule: InboxRule, lists: Mapping[str, Sequence[str]]) -> None:
        self.rule = rule
        self._filter = Filter(rule.expression, lists) if rule.expression.strip() else None

    def needs_reading(self, stored: StoredMention) -> bool:
        """Whether what it asks for may still be read in this mention."""
        asked = self._filter.fields if self._filter else frozenset[str]()
        return not READ.isdisjoint(asked) or ("language" in asked and stored.mention.language is None)

    def may_hold(self, stored: StoredMention) -> bool:
        """Whether it satisfies what the expression does not say."""
        wanted, least = self.rule.brands, self.rule.followers
        if wanted and not any(match.brand in wanted for match in stored.matches):
            return False
        followers = stored.mention.author.followers
        return least is None or (followers is not None and followers >= least)

    def holds(self, stored: StoredMention) -> str | None:
        """Why it satisfies the rule; None if it does not."""
        if not self.may_hold(stored):
            return None
        spans = self._filter.matches(stored) if self._filter else ()
        if spans is None:
            return None
        read = self._filter is not None and not READ.isdisjoint(self._filter.fields)
        return reason(self.rule, stored, spans, read=read)


READ = frozenset({"tone", "sentiment", "toward", "intent", "emotion", "irony", "offensive", "topic", "risk", "label"})
"""Fields of which nothing is known before a mention has been read."""


def reason(rule: InboxRule, stored: StoredMention, spans: Sequence[Span] = (), *, read: bool = False) -> str:
    """Why a mention is in the inbox: the rule, what was read (where it asks for that) and found, who says it, what is
    promised."""
    parts = []
    if read and stored.classification:
        tone = stored.classification.tone(stored.only_brand)
        said = (stored.classification.label("intent"), tone.label if tone else None, stored.classification.risk)
        parts.append(", ".join(filter(None, said)))
    if words := _words(stored, spans):
        parts.append(", ".join(f"“{word}”" for word in words))
    if rule.followers is not None and stored.mention.author.followers is not None:
        parts.append(f"{stored.mention.author.followers:,} followers")
    if rule.due:
        parts.append(f"answer within {span(rule.due)}")
    said_so = " · ".join(filter(None, parts))
    return f"{rule.name}: {said_so}" if said_so else rule.name


def _words(stored: StoredMention, spans: Sequence[Span], most: int = 3) -> list[str]:
    """What stands at some places, each once."""
    texts = {"title": stored.mention.title, "text": stored.mention.text}
    found = (texts[field][start:end].strip() for field, start, end in spans if field in texts)
    once = {word.casefold(): word for word in reversed(list(found)) if word}
    return [" ".join(word.split())[:40] for word in reversed(once.values())][:most]
