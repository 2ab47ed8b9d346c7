"""Whatever is asked of the copy, it answers as if every mention had been looked at, also as mentions change."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listener.explore import answer as answering
from listener.explore import hits
from listener.explore.answer import Answer, answer, sought
from listener.explore.columns import VOICE
from listener.explore.copy import Copy
from listener.explore.course import course
from listener.explore.facets import stories, values, voices
from listener.explore.hits import Order, every, page
from listener.explore.question import Question, read
from listener.explore.traits import number_of
from storage.store import Store
from tests.listener.explore import slow
from tests.listener.explore.worlds import LABELS, expression, filled, stir
from tests.worlds.mentions import NOW

BEGIN, END = NOW - timedelta(days=2), NOW - timedelta(hours=3)
World = tuple[Store, Copy, slow.Everything]
SEEDS = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    store = filled(tmp_path_factory.mktemp("explore"), 1)
    yield store, Copy(store), slow.everything(store)
    store.close()


def asked(store: Store, copy: Copy, question: Question) -> Answer:
    return answer(store, copy.state(), read(question))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDS)
def test_counts_facets_courses_and_mentions_are_those_of_looking_at_every_mention(world: World, seed: int) -> None:
    chance = random.Random(seed)
    brand = chance.choice(("", "", "Acme", "Bolt Co"))
    question = Question(expression=expression(chance), brand=brand, since=BEGIN, until=END)
    store, copy, there = world
    found, right = asked(store, copy, question), slow.meant(there, question)
    assert found.size.exact
    assert found.size.value == len(right)
    assert [each.id for each in every(store, found)] == [each.id for each in right]
    asked_too = [f"tone:{tone}" for tone in LABELS]
    told = {f"tone:{tone}": count for tone, count in values(found, "tone").items()}
    assert told == slow.fitting(there, question, asked_too)
    assert values(found, "source") == slow.sources(right)
    assert values(found, "brand") == slow.brands(right)
    assert dict(stories(found).most(999)) == slow.stories(right)
    who_is = found.known[VOICE].said
    heard = {who_is[code]: count for code, count in voices(found).most(999)}
    assert heard == {number_of(who): count for who, count in slow.authors(right).items()}
    shown = course(found, timedelta(hours=1))
    assert shown.total.tolist() == slow.bars(right, BEGIN, timedelta(hours=1), len(shown.total))
    right_tones = slow.tones(right, question)
    assert {tone: counts.sum() for tone, counts in shown.tones.items()} == {tone: right_tones[tone] for tone in LABELS}


@pytest.mark.parametrize("order", ["newest", "spread"])
def test_pages_hold_every_mention_once_in_their_order(world: World, order: str) -> None:
    store, copy, there = world
    question = Question(expression="acme OR lid", since=BEGIN, until=END)
    found, after, shown = asked(store, copy, question), "", []
    while True:
        one = page(store, found, order, after, limit=7)  # type: ignore[arg-type]
        shown += one.found
        if not (after := one.next):
            break
    keys = [
        (sum(n for k, n in each.stored.mention.engagement.items() if k != "views"), each.stored.id) for each in shown
    ]
    if order == "newest":
        keys = [(0, id) for _, id in keys]
    assert keys == sorted(keys, reverse=True)
    assert sorted(each.stored.id for each in shown) == [each.id for each in slow.meant(there, question)]
    assert all(each.spans for each in shown)
    told = slow.stories(slow.meant(there, question))
    assert [each.copies for each in shown] == [told[each.stored.mention.story] - 1 for each in shown]


@pytest.mark.parametrize("most", [5_000, 8])
@pytest.mark.parametrize("order", ["newest", "spread"])
def test_folded_pages_hold_every_story_once_by_its_first_in_the_order(world: World, order: str, most: int) -> None:
    store, copy, there = world
    question = Question(expression='acme OR "lid burst" OR bolt NEAR/3 acme', since=BEGIN, until=END)
    with patch.object(answering, "MOST_READ", most):
        found, after, shown = asked(store, copy, question), "", []
        while True:
            one = page(store, found, order, after, limit=3, fold=True)  # type: ignore[arg-type]
            shown += one.found
            if not (after := one.next):
                break
    told = slow.stories(slow.meant(there, question))
    assert max(told.values()) > 1
    assert sorted(each.stored.mention.story for each in shown) == sorted(told)
    every_one = page(store, asked(store, copy, question), order, limit=999).found  # type: ignore[arg-type]
    firsts = {each.stored.mention.story: each.stored.id for each in reversed(every_one)}
    assert [each.stored.id for each in shown] == [
        each.stored.id for each in every_one if firsts[each.stored.mention.story] == each.stored.id
    ]


@settings(max_examples=20, deadline=None, derandomize=True)
@given(SEEDS)
def test_pages_before_anything_is_counted_hold_what_those_after_it_hold(world: World, seed: int) -> None:
    chance = random.Random(seed)
    question = Question(expression=expression(chance), since=BEGIN, until=END)
    order: Order = chance.choice(("newest", "spread"))
    store, copy, _ = world
    begun, counted = sought(store, copy.state(), read(question)), asked(store, copy, question)
    for fold in (False, True):
        after, more = "", True
        while more:
            first, right = (page(store, each, order, after, limit=6, fold=fold) for each in (begun, counted))
            assert [each.stored.id for each in first.found] == [each.stored.id for each in right.found]
            assert [each.spans for each in first.found] == [each.spans for each in right.found]
            assert first.next == right.next
            more, after = bool(first.next), first.next


def test_the_first_mentions_wait_for_no_more_texts_than_they_take(world: World) -> None:
    store, copy, _ = world
    question = Question(expression='"lid burst" OR acme NEAR/3 lid', since=BEGIN, until=END)
    with patch.object(store, "posts", wraps=store.posts) as looked_at, patch.object(hits, "PORTION", 4):
        begun = sought(store, copy.state(), read(question))
        assert not looked_at.called
        assert len(page(store, begun, limit=1).found) == 1
        assert 0 < sum(len(each.args[0]) for each in looked_at.call_args_list) <= 8
        assert asked(store, copy, question).size.asked > 8


def test_a_page_looks_at_the_copies_of_a_story_once(world: World) -> None:
    store, copy, _ = world
    begun = sought(
        store, copy.state(), read(Question(expression='"acme bolt" OR acme NEAR/3 lid', since=BEGIN, until=END))
    )
    with patch.object(store, "posts", wraps=store.posts) as looked_at:
        assert page(store, begun, limit=999, fold=True).found
        seen = [id for each in looked_at.call_args_list for id in each.args[0]]
    assert len(seen) == len(set(seen))


def test_a_place_that_no_page_gave_is_refused(world: World) -> None:
    store, copy, _ = world
    found = asked(store, copy, Question(since=BEGIN, until=END))
    for after in ("x", "1.2.3", "9" * 30, "1.x"):
        with pytest.raises(ValueError, match="is the place of no mention"):
            page(store, found, "spread", after)


def test_a_copy_that_is_kept_fresh_is_a_copy_that_is_made_anew(tmp_path: Path) -> None:
    chance = random.Random(5)
    store = filled(tmp_path, 5, 12)
    copy = Copy(store)
    copy.state()
    for _ in range(3):
        stir(store, chance)
        with patch("listener.explore.copy.SIZE", 8):
            question = Question(expression=expression(chance), since=NOW - timedelta(days=9), until=NOW)
            found = asked(store, copy, question)
            right = slow.meant(slow.everything(store), question)
            assert [each.id for each in every(store, found)] == [each.id for each in right]
            assert course(found).tones["negative"].sum() == slow.tones(right, question)["negative"]
    assert len(copy.state()) == store.totals()["mentions"]
    store.close()


def test_no_more_is_read_than_somebody_asks_for(tmp_path: Path) -> None:
    store = filled(tmp_path, 7, 60)
    with patch("listener.explore.copy.READ", 4), patch("listener.explore.copy.SIZE", 16):
        copy, since = Copy(store), NOW - timedelta(hours=20)
        some = copy.state(since)
        assert 0 < len(some) < store.totals()["mentions"]
        assert copy.reaches(since)
        assert not copy.reaches(NOW - timedelta(days=400))
        stir(store, random.Random(7))
        for begin in (since, NOW - timedelta(days=9)):
            question = Question(expression="acme OR lid", since=begin, until=NOW)
            found = answer(store, copy.state(begin), read(question))
            assert [each.id for each in every(store, found)] == [
                each.id for each in slow.meant(slow.everything(store), question)
            ]
        whole = copy.state()
    assert len(whole) == store.totals()["mentions"]
    assert all(before.ids[-1] < after.ids[0] for before, after in pairwise(whole.blocks))
    store.close()


def test_what_needs_more_texts_than_are_read_is_estimated_and_says_so(world: World) -> None:
    store, copy, there = world
    question = Question(expression='"acme bolt" OR lid NEAR/3 acme', since=BEGIN, until=END)
    right = slow.meant(there, question)
    with patch.object(answering, "MOST_READ", 8):
        found = asked(store, copy, question)
        assert not found.size.exact
        assert found.size.read == 8 < found.size.asked
        assert found.size.value == round(found.size.found * found.size.asked / 8)
        assert sum(course(found).total) == pytest.approx(found.size.found * found.size.asked / 8)
        assert sum(values(found, "kind").values()) == pytest.approx(sum(course(found).total))
    assert [each.id for each in every(store, found)] == [each.id for each in right], "exports read as many as it takes"
    assert asked(store, copy, question).size.value == len(right)


def test_a_log_that_does_not_reach_back_makes_the_copy_anew(tmp_path: Path) -> None:
    store = filled(tmp_path, 3, 12)
    copy = Copy(store)
    before = copy.state()
    stir(store, random.Random(3))
    with patch("storage.sqlite.exploring.KEPT", 1):
        store.forget({}, NOW)
    after = copy.state()
    assert after.number > before.number
    question = Question(expression="acme", since=NOW - timedelta(days=9), until=NOW)
    assert [each.id for each in every(store, asked(store, copy, question))] == [
        each.id for each in slow.meant(slow.everything(store), question)
    ]
    store.close()
