"""The same answers from the definition: every mention is matched, and whatever is counted is counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from listener.explore.question import Question
from rules.query import Filter
from storage.exploring import Exploring
from storage.records import StoredMention
from storage.store import Querying


class Kept(Querying, Exploring):
    """What is read."""


def meant(store: Kept, question: Question) -> list[StoredMention]:
    """Oldest first."""
    filter = Filter(question.expression) if question.expression.strip() else None
    found = []
    for each in store.export(since=question.since, until=question.until):
        filed = store.filed([each.id]).get(each.id)
        facts = {"tag": filed.tags, "status": filed.status} if filed else None
        about = not question.brand or any(match.brand == question.brand for match in each.matches)
        if about and (filter is None or filter.matches(each, facts) is not None):
            found.append(each)
    return found


def sentiments(found: Sequence[StoredMention]) -> Counter[str]:
    """By label."""
    labels = (each.classification.label("sentiment") for each in found if each.classification)
    return Counter(label for label in labels if label)


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
    epoch = datetime.fromtimestamp(0, start.tzinfo)
    places = Counter((epoch + timedelta(microseconds=one.id) - start) // each for one in found)
    return [places[number] for number in range(count)]
