"""Ninety days made of the demo world's normal weeks, and none of them a crisis."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from listener.demo.posts import BRANDS, LENGTH, START, posts
from rules.base import BUCKET, HORIZON, Track, View
from rules.crisis import Crisis
from storage.records import Alert, Series

DAY = timedelta(days=1) // BUCKET
DAYS = 90
WEEK = timedelta(days=7)
JITTER = 90
"""Minutes by which a post comes earlier or later than the one it is drawn from."""


def normal(brand: str, louder: int, seed: int) -> np.ndarray:
    """Counts of days drawn from the history's days of the same weekday, `louder` of them for each, and of these each
    post not at all, once or several times."""
    rng = np.random.default_rng(seed)
    by_day: dict[int, list[int]] = {day: [] for day in range(-28, 0)}
    for post in posts("history"):
        if not brand or brand in post.brands:
            by_day[post.at // 1440].append(post.at % 1440)
    counts = np.zeros(DAYS * DAY, np.int64)
    for day in range(DAYS):
        weeks = rng.integers(4, size=louder)
        drawn = [minute for week in weeks for minute in by_day[-28 + day % 7 + 7 * int(week)]]
        minutes = np.repeat(drawn, rng.poisson(1, len(drawn))).astype(int)
        at = day * 1440 + minutes + rng.integers(-JITTER, JITTER + 1, len(minutes))
        np.add.at(counts, np.clip(at // 5, 0, len(counts) - 1).astype(int), 1)
    return counts


def crises(counts: np.ndarray, rule: Crisis) -> list[Alert]:
    """What the rule says of each week when it has ended, with what it could know then."""
    found: list[Alert] = []
    for last in range(7 * DAY, len(counts) + 1, 7 * DAY):
        first = max(0, last - HORIZON // BUCKET)
        start = START + BUCKET * first
        part = counts[first:last]
        track = Track(start=start, total=part, live=part, known_since=START)
        view = View(tracks={Series(rule.scope): track}, fresh=len(part) - 7 * DAY)
        found += rule.check(view, START + BUCKET * last)
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("louder", [1, 5, 40])
@pytest.mark.parametrize("brand", ["", *BRANDS])
def test_ninety_days_of_normal_weeks_raise_no_crisis(brand: str, louder: int, seed: int) -> None:
    """A brand with a handful of posts a day, and those with many times as many and the same days and nights.

    On the very first day nobody can tell a loud brand from a crisis: that day may be told, and wakes nobody.
    """
    found = crises(normal(brand, louder, seed), Crisis(name="r", scope="all"))
    assert [alert for alert in found if alert.severity == 1 or alert.ends_at > START + timedelta(days=2)] == []


@pytest.mark.parametrize("louder", [1, 5, 40])
def test_the_demos_own_crisis_after_such_weeks_is_told(louder: int) -> None:
    """The same judge is not blind: the first day of the demo's crisis, in a world as loud, is a crisis to it."""
    counts = normal("Brewlark", louder, seed=9)
    said = [
        post.at
        for post in posts("replay")
        if "Brewlark" in post.brands and 2065 <= post.at < LENGTH / timedelta(minutes=1)
    ]
    first = 80 * DAY + 12 * 12
    for at in said:
        bucket = first + (at - 2065) // 5
        if bucket < len(counts):
            counts[bucket] += louder
    found = crises(counts, Crisis(name="r", scope="all"))
    woken = [alert.starts_at for alert in found if alert.severity == 1]
    assert START + BUCKET * first <= woken[0] <= START + BUCKET * (first + 24)
