"""How stories mix what is said follows what changes, and is what is found when it is counted anew."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from listener.brands.clusters import FEW, Clusters, Mix, saying
from listener.brands.figures import whole
from listener.brands.talk import talks
from listener.brands.window import Window
from listener.explore.columns import Codes, Numbers
from listener.explore.copy import Copy, State
from listener.wording.periods import Period
from storage.opening import locate, open_store
from storage.records import Author, Match
from storage.store import Store
from tests.worlds.brands import over
from tests.worlds.mentions import NOW, commit, mention, read_all
from tests.worlds.reported import BRANDS, talk

CONFIG: Any = SimpleNamespace(brands=BRANDS, desk=SimpleNamespace(hours=None), zone=None)
SIZES = np.array([0, 0, 1, 1])
MANY = np.arange(3 * FEW) % 2


def same(one: Mix, other: Mix) -> bool:
    """Whether they say the same, whatever room they have."""
    many = min(len(one.counts), len(other.counts))
    assert not one.counts[many:].any()
    assert not other.counts[many:].any()
    assert (one.told, one.known) == (other.told, other.known)
    return all(
        np.array_equal(*both)
        for both in (
            (one.counts[:many], other.counts[:many]),
            (one.said, other.said),
            (one.pairs, other.pairs),
            (one.times[:many], other.times[:many]),
        )
    )


@pytest.mark.parametrize(("seed", "sizes"), [*((seed, SIZES) for seed in range(20)), (20, MANY), (21, MANY)])
def test_a_mix_that_follows_is_that_which_is_counted_anew(seed: int, sizes: Numbers) -> None:
    chance = np.random.default_rng(seed)

    def some(most: int, stories: int) -> Numbers:
        many = int(chance.integers(0, most))
        return saying(chance.integers(0, stories, many), chance.integers(0, len(sizes), many), len(sizes))

    said = some(2000, int(chance.choice([3, 40, 900])))  # of few stories one is told more than 255 times
    mix = Mix.of([said], sizes)
    for _ in range(12):
        going = chance.random(len(said)) < chance.choice([0.01, 0.3, 1])
        came = some(300, int(chance.choice([3, 40, 5000])))
        mix = mix.moved([said[going]], [came])
        said = np.concatenate([said[~going], came])
        assert same(mix, Mix.of([said[::2], said[1::2]], sizes))
        stories, codes = said // len(sizes), said % len(sizes)
        every = np.bincount(codes, minlength=len(sizes)) + chance.integers(0, 9, len(sizes))
        found, right = mix.table(every), Clusters(stories).table(every, codes, sizes)
        for name in ("counts", "pairs", "groups"):
            assert np.array_equal(getattr(found, name), getattr(right, name)), name


def test_what_is_kept_of_a_brand_is_that_which_is_counted_anew(tmp_path: Path) -> None:
    """While posts are told again, long after they were said first, change and go, and the time that is asked about
    moves on."""
    chance, moved = random.Random(3), list[tuple[int, int]]()
    store, follow = open_store(locate(tmp_path / "listener.db")), Mix.moved

    def following(mix: Mix, gone: Iterable[Codes], came: Iterable[Codes]) -> Mix:
        less, more = list(gone), list(came)
        if len(mix.counts):
            moved.append((sum(map(len, less)), sum(map(len, more))))
        return follow(mix, less, more)

    with patch.multiple("listener.explore.copy", SIZE=16, READ=16), patch("listener.explore.columns.SIZE", 16):
        talk(store, 4, 240)
        copy = Copy(store)
        for step in range(16):
            until = NOW - timedelta(hours=30) + timedelta(minutes=37 * step)
            asked = over(Period(since=until - timedelta(days=6), until=until))
            names = [brand.name for brand in BRANDS]
            with patch.object(Mix, "moved", following):
                found = whole(copy, store, CONFIG, names, asked)
            right = whole(Copy(store), store, CONFIG, names, asked)
            for name in names:
                assert {one.id: one for one in found[name].records} == {one.id: one for one in right[name].records}
                assert replace(found[name], records=right[name].records) == right[name]
            _change(store, chance, step)
    assert len([1 for gone, came in moved if gone and came]) > 20, "it was followed, and not only counted anew"
    store.close()


def test_what_is_kept_lives_as_long_as_the_blocks_that_it_is_of(tmp_path: Path) -> None:
    """However many posts are told again: the blocks that hold them alone are of those of the copy."""
    store = open_store(locate(tmp_path / "listener.db"))
    talk(store, 5, 60)
    period = Period(since=NOW - timedelta(days=14), until=NOW)
    with patch("listener.explore.pieces.STALE", 0):
        state = Copy(store).state()
        kept = talks(state, ["Acme"], period)["Acme"]._mix
        again = State(state.number + 1, state.blocks, state.known, sums=state.sums)
        Window(again, period)
        with patch.object(Mix, "of", side_effect=AssertionError("it is counted anew")):
            assert talks(again, ["Acme"], period)["Acme"]._mix is kept
    store.close()


def _change(store: Store, chance: random.Random, step: int) -> None:
    """Some posts tell what others told, one is new, one goes, one is about nobody any more."""
    every = [each for each in store.export() if each.matches]
    one, other, gone, left = chance.sample(every, 4)
    at = NOW - timedelta(minutes=chance.randrange(1, 9 * 24 * 60))
    coming = [
        mention(
            text, native_id=f"{step} {number}", url=None, permalink=None, published_at=at, author=Author(handle="di")
        )
        for number, text in enumerate(
            (one.mention.text, other.mention.text, f"acme cola, as {step} people tell, has one recipe and a secret")
        )
    ]
    commit(store, coming, chance.choice(("feed", "copy")))
    read_all(store)
    store.follow_deletions(gone.sightings[0].source, [gone.sightings[0].native_id], NOW)
    store.rematch([(left.id, (Match(query="nobody", brand="Nobody"),))], NOW)
