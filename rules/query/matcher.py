"""All queries against one mention: an automaton over required literals, then the trees of the few that remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.query.document import Document, body
from rules.query.literals import Literals, ask, required
from rules.query.nodes import Node
from rules.query.parser import NO_LISTS, parse
from rules.query.verdict import Test, compiled, without_overlaps

if TYPE_CHECKING:
    from storage.records import Ask, Match, Mention, Query

_MOST_PARTS = 8


class Matcher:
    """The compiled queries of a configuration. Raises QueryError for the first that cannot be parsed.

    Attributes:
        ask: What searching sources should be asked for.
    """

    def __init__(self, queries: Sequence[Query], lists: Mapping[str, Sequence[str]] = NO_LISTS) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation

        self._queries = tuple(queries)
        self._tests: list[Test] = []
        self._always: list[int] = []
        self._also: list[tuple[Need, ...]] = []
        nodes: list[Node] = []
        owners: dict[str, list[int]] = {}
        for number, query in enumerate(queries):
            node = parse(query.expression, lists)
            nodes.append(node)
            self._tests.append(compiled(node))
            groups = required(node)
            if not groups:
                self._always.append(number)
            for literal in sorted(groups[0]) if groups else ():
                owners.setdefault(literal, []).append(number)
            self._also.append(tuple(need for group in groups[1:] if (need := Need.of(group))))
        self.ask: Ask = ask(nodes)
        self._owners = [tuple(numbers) for numbers in owners.values()]
        self._automaton = AhoCorasick(owners, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def match(self, mention: Mention, *, source: str | None = None) -> tuple[Match, ...]:
        """The queries that the mention satisfies, in the order of the queries."""
        candidates = self._candidates(mention)
        if not candidates:
            return ()
        document = Document(mention, (source,) if source is not None else ())
        return tuple(self._matched(number, document) for number in candidates if self._tests[number].holds(document))

    def _candidates(self, mention: Mention) -> list[int]:
        """Queries whose required literals are all there, in order."""
        text = body(mention)
        hits = {hit[0] for hit in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        if not hits:
            return self._always
        words = set(text.split())
        found = {number for hit in hits for number in self._owners[hit]}
        kept = [number for number in found if _met(self._also[number], words, text)]
        return sorted(kept + self._always)

    def _matched(self, number: int, document: Document) -> Match:
        from storage.records import Match

        query = self._queries[number]
        return Match(query=query.name, brand=query.brand, spans=without_overlaps(self._tests[number].spans(document)))


@dataclass(frozen=True, slots=True)
class Need:
    """Literals of which one must be there: a quick look before a query's tree is asked.

    Attributes:
        words: Those that are whole words.
        parts: Phrases and beginnings of words.
    """

    words: frozenset[str]
    parts: tuple[str, ...]

    @classmethod
    def of(cls, literals: Literals) -> Need | None:
        """What to look for; None where looking would cost more than it saves."""
        single = {literal for literal in literals if literal[-1] == " " and " " not in literal[1:-1]}
        parts = tuple(sorted(literals - single))
        return cls(frozenset(word.strip() for word in single), parts) if len(parts) <= _MOST_PARTS else None


def _met(needs: tuple[Need, ...], words: set[str], text: str) -> bool:
    """Whether one literal of each is among the words, or stands in the text."""
    for need in needs:
        if need.words.isdisjoint(words):
            for part in need.parts:
                if part in text:
                    break
            else:
                return False
    return True
