"""The answer to a question as pages and programs show it: how many, when in their usual range, what they say, which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np

from listener.explore.answer import Answer, Size, answer
from listener.explore.copy import State
from listener.explore.course import course
from listener.explore.facets import MOST, Facet, facets, samples, silent, stories, voices
from listener.explore.hits import Order, Page, page
from listener.explore.question import Question, Read
from listener.explore.traits import TONE
from listener.health.blindness import unseen
from listener.metrics.usual_range import PAST
from listener.situation.annotated import Noted, noted
from listener.situation.blindness import Blind, blindness
from listener.situation.ranged import Ranged, ranged
from listener.wording.text import one_line
from rules.base import ALONE, BUCKET, Track
from storage.annotating import Annotating
from storage.exploring import Exploring
from storage.records import Series
from storage.store import Collecting, Evaluating, Querying

WIDEST = timedelta(hours=12)
"""What is usual in a longer bar nobody says."""
LONGEST = timedelta(days=35)
TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """One value of a facet.

    Attributes:
        value: As it stands in an expression.
        label: As people read it.
    """

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """All that is shown.

    Attributes:
        stories, authors: How many different ones; authors as far as they are known.
        volume: The mentions bar by bar; what is usual is known where the index decides the question.
        tones: Of each tone the mentions of every bar.
        facets: By field; those of the language are codes.
        notes: What people wrote beside that time.
        silent: How many mentions have no tone.
        page: The mentions from the place on that was asked for.
    """

    question: Question
    size: Size
    stories: int
    authors: int
    volume: Ranged
    tones: Mapping[str, tuple[int, ...]]
    blind: Sequence[Blind]
    notes: Sequence[Noted]
    facets: Mapping[str, Sequence[Valued]]
    silent: int
    page: Page


class Explorable(Collecting, Evaluating, Querying, Exploring, Annotating, Protocol):
    """Mentions, what became of them, counts, and when a source could not be read."""


def explored(
    store: Explorable,
    state: State,
    asked: Read,
    *,
    order: Order = "newest",
    after: str = "",
    limit: int = 50,
    fold: bool = False,
) -> Explored:
    """Everything about one question. Raises ValueError for an `after` that no page gave."""
    found = answer(store, state, asked)
    told, heard = stories(found), voices(found)
    shown = course(found)
    volume, blind = _in_range(store, state, found, shown.each)
    return Explored(
        question=asked.question,
        size=found.size,
        stories=len(told),
        authors=len(heard),
        volume=volume,
        tones={tone: _whole(counts) for tone, counts in shown.tones.items()},
        blind=blind,
        notes=noted(store, volume.start, volume.end, [brand] if (brand := asked.question.brand) else None),
        facets=_facets(store, found, told.most(), heard.most()),
        silent=silent(found, TONE),
        page=page(store, found, order, after, limit, fold=fold),
    )


def _facets(
    store: Explorable, found: Answer, told: Sequence[tuple[int, int]], heard: Sequence[tuple[int, int]]
) -> Mapping[str, Sequence[Valued]]:
    named = {field: [_valued(each) for each in values] for field, values in facets(found).items()}
    retold = [(story, count) for story, count in told if count > 1]
    named["story"] = _titled(store, retold[:MOST])
    named["author"] = _authors(store, found, heard)
    return {field: values for field, values in named.items() if values}


def _valued(each: Facet) -> Valued:
    return Valued(value=each.value, label=each.value, count=each.count)


def _titled(store: Querying, told: Sequence[tuple[int, int]]) -> list[Valued]:
    """By the beginning of the first telling; one whose first telling is forgotten by its number."""
    firsts = {each.id: each.mention for each in store.mentions([story for story, _ in told])}
    labels = {id: one_line(each.title or each.text, TITLE) for id, each in firsts.items()}
    return [Valued(value=str(story), label=labels.get(story) or f"#{story}", count=count) for story, count in told]


def _authors(store: Querying, found: Answer, heard: Sequence[tuple[int, int]]) -> list[Valued]:
    """As each was called last."""
    newest = samples(found, [voice for voice, _ in heard])
    known = {each.id: each.mention.author for each in store.mentions(newest.values())}
    names = {voice: author.handle or author.name for voice, id in newest.items() if (author := known.get(id))}
    return [Valued(value=name, label=name, count=count) for voice, count in heard if (name := names.get(voice))]


def _in_range(store: Explorable, state: State, found: Answer, each: timedelta) -> tuple[Ranged, tuple[Blind, ...]]:
    """The bars beside what is usual for this very question, counted over the time before in the same way."""
    since, until, scope = found.question.since, found.question.until, found.question.scope
    bars = -((since - until) // each)
    end = since + each * bars
    unknown = unseen(store, [scope], since - PAST, end).get(scope)
    blind = blindness(unknown.stretches if unknown else (), since, end)
    counts = _whole(course(found, each).total)
    bare = Ranged(start=since, each=each, counts=counts, usual=(None,) * bars)
    if found.size.asked or each > WIDEST or end != until or until - since > LONGEST or not _even(since):
        return bare, blind

    from rules.detect.gaps import sighted

    track = _track(store, state, found, since - PAST, end)
    known = sighted(track, unknown.share if unknown else None)
    return ranged(track, known, each, bars), blind


def _track(store: Explorable, state: State, found: Answer, start: datetime, end: datetime) -> Track:
    question = found.question
    wider = Question(expression=question.expression, brand=question.brand, since=start, until=end)
    before = answer(store, state, Read(question=wider, node=found.asked.node, filter=found.asked.filter))
    total = np.rint(course(before, BUCKET).total).astype(np.int64)
    series = Series(question.scope)
    oldest = store.oldest_counts([series], start - ALONE)[series]
    return Track(start=start, total=total, live=total, known_since=oldest)


def _even(at: datetime) -> bool:
    return at.timestamp() % BUCKET.total_seconds() == 0


def _whole(counts: np.ndarray) -> tuple[int, ...]:
    return tuple(int(count) for count in np.rint(counts))
