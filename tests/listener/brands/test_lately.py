"""What was said lately comes out of memory as the store adds it up, whatever changes."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import astuple
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from listener.brands.lately import Lately
from listener.explore.copy import Copy
from rules.base import bucket_start
from storage.records import Told
from storage.store import Store
from tests.listener.explore.worlds import filled, stir
from tests.worlds.mentions import NOW, commit, mention

BRANDS = ("Acme", "Bolt Co", "Nobody's")
HOURS = (60, 31, 30, 30, 4)
EDGES = [NOW - timedelta(hours=hours, microseconds=1) for hours in HOURS]


@pytest.mark.parametrize("seed", [7, 8])
def test_it_answers_as_the_store_does(tmp_path: Path, seed: int) -> None:
    chance, store = random.Random(seed), filled(tmp_path, seed, 120)
    with patch.multiple("listener.explore.copy", SIZE=8, READ=8), patch("listener.explore.columns.SIZE", 8):
        copy = Copy(store)
        lately, slow = Lately(copy, store), Lately(Copy(store), store)
        copy.state(EDGES[0] - timedelta(minutes=5))
        for _ in range(12):
            found, right = lately.nets(BRANDS, EDGES), slow.nets(BRANDS, EDGES)
            assert [list(each) for each in (found, right)] == [list(BRANDS)] * 2
            for name in BRANDS:
                values = [astuple(each) for each in right[name]]
                assert [astuple(each) for each in found[name]] == [pytest.approx(each, abs=1e-12) for each in values]
            assert any(value.n for value in found["Acme"])
            for since, until in ((EDGES[0], EDGES[-1]), (EDGES[2], NOW), (NOW, NOW)):
                every = [each for each in _told(store, since, until) if each.posts > 1]
                for limit in (100, 2):
                    assert lately.told(since, until, least=2, limit=limit) == every[:limit]
            stir(store, chance)
    store.close()


def test_only_what_was_asked_for_and_is_still_there_is_told(tmp_path: Path) -> None:
    store = filled(tmp_path, 9, 4)
    for number in range(1, 4):
        for text in (
            "acme cola leaks at its lid, as everybody says",
            "nobody asks for this, as all say who do",
        ):
            commit(store, [mention(text, number, native_id=f"{text[:4]} {number}", url=None, permalink=None)])
    copy = Copy(store)
    copy.state()
    lately, since = Lately(copy, store), NOW - timedelta(hours=5)
    [found] = lately.told(since, NOW, least=3, limit=5)
    assert [found] == store.told(since, NOW, least=3, limit=5)
    assert (found.story, found.posts) == (store.told(since, NOW, least=1, limit=1)[0].story, 3)
    store.follow_deletions("feed", ["acme 1"], NOW)
    assert not lately.told(since, NOW, least=3, limit=5)
    store.close()


def test_it_waits_for_nothing_to_be_read(tmp_path: Path) -> None:
    store = filled(tmp_path, 10, 120)
    copy = Copy(store)
    lately = Lately(copy, store)
    assert lately.nets(BRANDS, EDGES)["Acme"][0].n
    assert lately.told(EDGES[0], NOW, least=2, limit=5)
    assert copy.read == 0
    store.close()


def _told(store: Store, since: datetime, until: datetime) -> list[Told]:
    """Of all stories, the newest first."""
    step = timedelta(minutes=5)
    begin, end = bucket_start(since), bucket_start(until + step - timedelta(microseconds=1))
    posts = Counter(each.mention.story or 0 for each in store.export(since=begin, until=end) if each.matches)
    return [Told(*each) for each in sorted(posts.items(), reverse=True)]
