from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from rules.base import BUCKET
from rules.crisis import Crisis
from storage.records import Alert, Series
from tests.worlds.alerts import DAY, NOW, series_view, track

ACME = Series("brand:acme")
RULE = Crisis(name="r", scope="brand:acme")


def weeks(days: int = 28, seed: int = 1, rate: float = 1.0) -> list[int]:
    """Day and night, working days and week-ends, better and worse hours."""
    rng, at = np.random.default_rng(seed), np.arange(days * DAY)
    level = rate * (1 + 0.8 * np.sin(2 * np.pi * at / DAY)) * np.where(at // DAY % 7 < 5, 1.2, 0.5)
    moods = np.interp(at, np.arange(0, len(at) + 72, 72), rng.gamma(16, 1 / 16, len(at) // 72 + 1))
    return [int(count) for count in rng.poisson(level * moods)]


def fired(counts: list[int], *, rule: Crisis = RULE, fresh: int | None = None, known: int | None = 0) -> list[Alert]:
    return list(rule.check(series_view(ACME, track(counts, known=known), fresh), NOW))


def test_a_crisis_is_told_once_with_what_was_seen_and_expected() -> None:
    counts = weeks()
    counts[-6:] = [10, 20, 30, 30, 30, 30]
    (found,) = fired(counts)
    assert found.severity == 1
    assert found.lasting
    assert found.value == sum(counts[-12:])
    assert found.expected is not None
    assert found.expected < 20
    assert found.starts_at >= NOW - 6 * BUCKET
    assert found.ends_at == NOW + timedelta(hours=3)
    assert found.summary.startswith("Possible crisis: ")
    assert "1.5 times what bursts reach here otherwise" in found.reasons[2]


@pytest.mark.parametrize("rate", [0.02, 1, 30])
def test_ninety_normal_days_raise_no_crisis(rate: float) -> None:
    counts = weeks(90, seed=4, rate=rate)
    for day in range(35, 91, 7):
        assert not fired(counts[(day - 35) * DAY : day * DAY], fresh=28 * DAY)


def test_sensitivity_in_words_and_numbers() -> None:
    counts = weeks()
    counts[-12:] = [count + 6 for count in counts[-12:]]
    results = {
        sensitivity: bool(fired(counts, rule=Crisis(name="r", scope="brand:acme", sensitivity=sensitivity)))
        for sensitivity in ("fewer", "balanced", "more", 50.0)
    }
    assert results["more"]
    assert not results[50.0]
    assert sorted(results.values()) == [results[key] for key in (50.0, "fewer", "balanced", "more")]
    with pytest.raises(ValidationError, match="above 0"):
        Crisis(name="r", sensitivity=-1.0)


def test_posts_brought_by_an_import_raise_nothing() -> None:
    counts = [*weeks()[:-12], *[50] * 12]
    live = [*[1] * (len(counts) - 12), *[0] * 12]
    assert not list(RULE.check(series_view(ACME, track(counts, live=live)), NOW))


def test_learning_starts_with_the_first_post_ever() -> None:
    counts = [*[0] * 20 * DAY, *[1] * 2 * DAY]
    assert not fired([*counts, 15], known=20 * DAY)
    (found,) = fired([*counts, 30], known=20 * DAY)
    assert found.expected is None
    assert "1 day to go" in found.reasons[1]


def test_a_brand_that_is_never_spoken_of_is_judged_by_exact_numbers() -> None:
    silent = [1 if at % 700 == 0 else 0 for at in range(28 * DAY)]
    assert not fired([*silent[:-3], 2, 2, 2])
    assert fired([*silent[:-3], 4, 4, 4])


def test_a_brand_that_is_loud_from_its_first_hour_wakes_nobody() -> None:
    """Fifty posts an hour are a crisis for most and an ordinary morning for some: the first day cannot tell."""
    first = [4] * (DAY // 2)
    found = fired(first, fresh=0)
    assert [alert.severity for alert in found] == [2]
    assert any("Less than 1 day is known" in reason for reason in found[0].reasons)
    second = [*([1] * DAY), *([4] * (DAY // 2))]
    assert [alert.severity for alert in fired([*second, 120], fresh=len(second))] == [1]
    assert not fired([*([3] * DAY), *([5] * (DAY // 2))], fresh=DAY + DAY // 4)


@pytest.mark.parametrize("seed", range(3))
def test_three_posts_a_day_are_judged_by_exact_numbers(seed: int) -> None:
    """Five weeks of chance raise nothing even where five posts are enough; six in an hour are told, and how rare they
    are is what a Poisson sum says."""
    counts = [int(count) for count in np.random.default_rng(seed).poisson(3 / DAY, 35 * DAY)]
    rule = Crisis(name="r", scope="brand:acme", at_least=5)
    assert not fired(counts, rule=rule, fresh=0)
    counts[-4:] = [0, 2, 2, 2]
    (found,) = fired(counts, rule=rule)
    assert found.expected is not None
    assert 0.03 < found.expected < 0.4
    assert found.band is not None
    assert found.band[0] == 0
    assert found.band[1] <= 2
    assert found.chance is not None
    assert 0 < found.chance < 1e-4
