"""Made-up posts for every benchmark that needs many: 60 days of what is said of four brands, at five places."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.records import Author, Kind, Mention, Query, Rating

START = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = timedelta(days=60) / 1_000_000
"""Between two posts: a million fill two months, and fewer do not lie further apart."""

PLACES: dict[str, tuple[Kind, float]] = {
    "social": ("social", 0.7),
    "forum": ("forum", 0.12),
    "reviews": ("review", 0.08),
    "news": ("news", 0.06),
    "video": ("video", 0.04),
}
"""Source -> what it brings, and its share of the posts."""

BRANDS = {"Acme": 0.6, "Bolt": 0.2, "Cora": 0.12, "Dyno": 0.08}
LANGUAGES = {"en": 0.7, "de": 0.15, "fr": 0.1, "es": 0.05}
COPIES = 0.05
"""Share of near copies of an earlier post."""

AUTHORS, VOCABULARY, POOL = 200_000, 30_000, 1_000_000

FREQUENCIES = {"plant0001": 1e-5, "plant001": 1e-4, "plant01": 1e-3, "plant1": 1e-2, "plant10": 1e-1}
"""Planted words and the share of mentions that hold them."""


@dataclass(frozen=True, slots=True)
class Post:
    """A mention and the source that brings it."""

    source: str
    mention: Mention


def queries(count: int = 20) -> tuple[Query, ...]:
    """One a brand, and some about what is said of the first."""
    made = [Query(name=brand, brand=brand, expression=brand) for brand in BRANDS]
    for number in range(count - len(made)):
        expression = f"Acme AND (w{number + 40:x} OR w{number + 700:x}) NOT w{number + 90:x}"
        made.append(Query(name=f"topic {number}", brand="Acme", expression=expression))
    return tuple(made)


def posts(count: int, seed: int = 1) -> Iterator[Post]:
    """Short posts in the order in which they were said, of words as frequent as in speech (Zipf)."""
    chance = random.Random(seed)
    words = _Words(chance)
    for number in range(count):
        source = _pick(PLACES, [share for _, share in PLACES.values()], chance)
        language = _pick(LANGUAGES, list(LANGUAGES.values()), chance)
        text = words.text(language)
        yield Post(source, _mention(number, source, language, text, chance))


class _Words:
    """What is written: runs of a long text of random words, with a brand in them."""

    def __init__(self, chance: random.Random) -> None:
        vocabulary = [f"w{number:x}" for number in range(VOCABULARY)]
        weights = [1 / (rank + 3) for rank in range(VOCABULARY)]
        self._chance = chance
        self._pool = chance.choices(vocabulary, weights, k=POOL)
        self._last = self._pool[:25]

    def text(self, language: str) -> str:
        chance = self._chance
        if chance.random() < COPIES:
            words = [*self._last, "via", "@someone"]
        else:
            start = chance.randrange(POOL - 60)
            words = self._pool[start : start + chance.randint(6, 45)]
            if language != "en":
                words = [language + word for word in words]
            words.append(_pick(BRANDS, list(BRANDS.values()), chance))
            self._last = list(words)
        words += [word for word, share in FREQUENCIES.items() if chance.random() < share]
        return " ".join(words)


def _mention(number: int, source: str, language: str, text: str, chance: random.Random) -> Mention:
    handle = f"user{chance.randrange(AUTHORS)}"
    address = f"https://{source}.example/@{handle}/{10**17 + number}"
    kind, said = PLACES[source][0], START + EVERY * number
    return Mention(
        kind=kind,
        native_id=str(10**17 + number),
        url=address,
        permalink=address,
        author=Author(id=handle, handle=handle, name=handle.title(), followers=_followers(chance)),
        title=" ".join(text.split(" ", 6)[:6]).capitalize() if kind in {"news", "video"} else "",
        text=text,
        language=language,
        published_at=said,
        collected_at=said + timedelta(minutes=3),
        rating=Rating(value=chance.choice((1, 1, 2, 3, 4, 4, 5, 5, 5))) if kind == "review" else None,
        engagement={"likes": chance.randrange(50), "shares": chance.randrange(8)},
    )


def _followers(chance: random.Random) -> int:
    """Many have few, and few have many (Pareto)."""
    return min(5_000_000, int(40 * chance.paretovariate(0.9)))


def _pick(names: Iterable[str], shares: list[float], chance: random.Random) -> str:
    return chance.choices(list(names), shares)[0]
