"""Exported and imported again, in every layout and format: nothing is lost, moved in time or doubled."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from listener.exports.export import Table, write_table
from listener.exports.profiles import PROFILES
from listener.exports.selection import Selection
from storage.records import Author, Mention, Rating
from tests.worlds.mentions import NOW, Filled, mention
from tests.worlds.tables import read

ZONE = ZoneInfo("Europe/Berlin")
FIELDS = (
    *("title", "text", "published_at", "author", "rating", "language", "parent_id", "thread_id", "url", "kind"),
    *("engagement",),
)
TEXTS = (
    'acme cola "quoted", and;\na line of its own',
    "acme cola =1+1",
    "acme cola Gr\u00fc\u00dfe aus K\u00f6ln",
    "acme cola \u304a\u8336 \u4e2d\u6587 \ud55c\uad6d\uc5b4",
    "acme cola \u0639\u0631\u0628\u064a \u05e9\u05dc\u05d5\u05dd",
    "acme cola \U0001f525\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "'acme cola <b>&amp; x</b> +49 30 1234",
)
NIGHT = datetime(2025, 10, 26, 0, 0, tzinfo=UTC)
"""In whose first two hours clocks in Berlin show the same hour twice."""


def posts(seed: int) -> Sequence[Mention]:
    chance = random.Random(seed)
    return [_post(chance, number) for number in range(1, 41)]


def _post(chance: random.Random, number: int) -> Mention:
    times = (
        NOW - timedelta(minutes=chance.randrange(9000)),
        NIGHT + timedelta(minutes=chance.randrange(120)),
        NIGHT + timedelta(microseconds=chance.randrange(10**12)),
    )
    kinds = [name for name in ("likes", "replies", "shares", "views", "quotes", "reactions") if chance.random() < 0.5]
    return mention(
        f"{chance.choice(TEXTS)} {number}",
        number,
        title=chance.choice(("", "A title", "=t")),
        author=Author(
            id=chance.choice((None, "1294030472427835393", f"u{number}")),
            handle=chance.choice((None, f"h{number}")),
            name=chance.choice((None, "Ada L.", "=Evil()")),
            followers=chance.choice((None, 0, 10**7)),
        ),
        language=chance.choice(("en", "de", "ja", "ar", None)),
        published_at=chance.choice(times),
        rating=chance.choice((None, Rating(value=2), Rating(value=7.5, best=10, worst=0))),
        engagement={name: chance.randrange(10**6) for name in kinds},
        parent_id=chance.choice((None, f"p{number}", "https://x.example.org/p", "129403047242783539311")),
        thread_id=chance.choice((None, f"t{number}")),
        kind=chance.choice(("social", "news", "blog", "forum", "review")),
    )


def told(found: Sequence[Mention]) -> Mapping[str | None, Mapping[str, Any]]:
    """By address, which each has for itself."""
    return {each.url: {name: getattr(each, name) for name in FIELDS} for each in found}


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("profile", [None, *PROFILES])
def test_what_comes_in_again_is_what_went_out(filled: Filled, profile: str | None, format: Table):
    store, out = filled(posts(len(profile or ""))), io.BytesIO()
    stored = [each.mention for each in store.export()]
    count = write_table(store, Selection(), out, format=format, zone=ZONE, now=NOW, profile=profile)
    again = read(out.getvalue(), zone=ZONE)
    assert [problem for problem in again.problems if not problem.is_note] == []
    assert count == len(stored) == len(again.mentions) == len({each.native_id for each in again.mentions})
    assert told(again.mentions) == told(stored)
