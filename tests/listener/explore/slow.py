"""The same answers from the definition: every mention is matched, and whatever is counted is counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from listener.explore.question import Question
from rules.query import Filter
from storage.exploring import Exploring
from storage.records import StoredMention
from storage.store import Querying

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kept(Querying, Exploring, Protocol):
    """What is read."""


Everything = Sequence[StoredMention]
"""All mentions, oldest first."""


def everything(store: Kept) -> Everything:
    """What there is."""
    return list(store.export())


def meant(there: Everything, question: Question) -> list[StoredMention]:
    """Oldest first."""
    filter = Filter(question.expression) if question.expression.strip() else None
    begin, end = ((at - EPOCH) // timedelta(microseconds=1) for at in (question.since, question.until))
    return [
        each
        for each in there
        if begin <= each.id < end
        and (not question.brand or any(match.brand == question.brand for match in each.matches))
        and (filter is None or filter.matches(each, question.scope) is not None)
    ]


def tones(found: Sequence[StoredMention], question: Question) -> Counter[str]:
    """By the tone that counts."""
    brands = ((each.classification, question.brand or each.only_brand) for each in found)
    answers = (reading.tone(brand) for reading, brand in brands if reading)
    return Counter(answer.label for answer in answers if answer)


def fitting(there: Everything, question: Question, fields: Sequence[str]) -> dict[str, int]:
    """How many are left when a field is asked for as well, for those that leave any."""
    asked = f"({question.expression}) " if question.expression else ""
    counts = {field: len(meant(there, replace(question, expression=f"{asked}{field}"))) for field in fields}
    return {field: count for field, count in counts.items() if count}


def sources(found: Sequence[StoredMention]) -> Counter[str]:
    """Each mention once for every source."""
    return Counter(source for each in found for source in {sighting.source for sighting in each.sightings})


def brands(found: Sequence[StoredMention]) -> Counter[str]:
    """Each mention once for every brand."""
    return Counter(brand for each in found for brand in {match.brand for match in each.matches})


def stories(found: Sequence[StoredMention]) -> Counter[int | None]:
    """By number."""
    return Counter(each.mention.story for each in found)


def authors(found: Sequence[StoredMention]) -> Counter[str]:
    """Known ones, by who they are."""
    return Counter(each.mention.author.identity for each in found if each.mention.author.identity)


def bars(found: Sequence[StoredMention], start: datetime, each: timedelta, count: int) -> list[int]:
    """How many were said in each stretch; an id says when."""
    places = Counter((EPOCH + timedelta(microseconds=one.id) - start) // each for one in found)
    return [places[number] for number in range(count)]
