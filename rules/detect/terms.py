"""Words that are new: said in far more of the posts now than in those of the days before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from math import log

from rules.query.common import COMMON

LEAST_POSTS = 3
SURPRISE = 15.13
"""What the log-likelihood of a word that nothing has changed about exceeds once in 10,000 times."""


def new_terms(
    now: Sequence[Collection[str]], before: Sequence[Collection[str]], most: int = 8
) -> list[tuple[str, int]]:
    """(word, number of posts) for words of posts, each given as its words; the most surprising first.

    The log-likelihood ratio G² of a two by two table: posts with and without the word, now and before (Dunning:
    Accurate methods for the statistics of surprise and coincidence, Computational Linguistics 19, 1993; the limit by
    Rayson and Garside: Comparing corpora using frequency profiling, 2000). Without posts before there is nothing to
    compare. Words that stand in every text ("this", "und") tell nobody what happened, and are left out.
    """
    if not before:
        return []
    said, usual = (Counter(word for words in posts for word in set(words)) for posts in (now, before))
    scored = [
        (surprise(count, len(now), usual[word], len(before)), word, count)
        for word, count in said.items()
        if word not in COMMON and count >= LEAST_POSTS and count * len(before) > usual[word] * len(now)
    ]
    found = sorted((-score, word, count) for score, word, count in scored if score >= SURPRISE)
    return [(word, count) for _, word, count in found[:most]]


def surprise(count: int, posts: int, earlier_count: int, earlier_posts: int) -> float:
    """G² of a word in `count` of `posts`, and in `earlier_count` of `earlier_posts` before."""
    share = (count + earlier_count) / (posts + earlier_posts)
    return sum(
        2 * seen * log(seen / (size * part))
        for seen, size, part in (
            (count, posts, share),
            (posts - count, posts, 1 - share),
            (earlier_count, earlier_posts, share),
            (earlier_posts - earlier_count, earlier_posts, 1 - share),
        )
        if seen
    )
