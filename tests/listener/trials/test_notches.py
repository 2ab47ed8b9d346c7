"""One step stricter or looser: what is tried, and what only one of both settings tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from listener.trials.notches import NAMED, neighbours, notched
from listener.trials.tuning import STEPS
from rules.keyword import Keyword
from rules.volume import Volume
from storage.store import Store
from tests.worlds.bursts import put, spoken
from tests.worlds.mentions import NOW

Filled = Callable[..., Store]


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("sensitivity", "balanced", ("fewer", "more")),
        ("sensitivity", "fewer", (None, "balanced")),
        ("sensitivity", "more", ("balanced", None)),
        ("sensitivity", 3.0, (4, 2.5)),
        ("sensitivity", 3.3, (4, 3)),
        ("at_least", 10, (15, 7)),
        ("at_least", 1, (2, None)),
        ("per_week", 1.0, (0.75, 1.5)),
        ("per_week", 0.25, (None, 0.5)),
    ],
)
def test_the_next_steps(setting: str, value: float | str, expected: tuple[object, object]) -> None:
    assert neighbours(setting, value) == expected


@pytest.mark.parametrize("setting", STEPS)
def test_steps_go_from_the_strictest_to_the_loosest(setting: str) -> None:
    for stricter, looser in zip(STEPS[setting], STEPS[setting][1:], strict=False):
        assert neighbours(setting, looser)[0] == stricter
        assert neighbours(setting, stricter)[1] == looser


def test_a_looser_setting_tells_more_and_a_stricter_one_less(filled: Filled) -> None:
    store = filled()
    put(store, spoken(24 * 9, {30: 90, 60: 30, 90: 21}, rate=12.0))
    found = notched(store, Volume(name="rise", scope="brand:Acme"), days=5, now=NOW)
    assert found is not None
    assert found.stricter is not None
    assert found.looser is not None
    assert (found.setting, found.value) == ("sensitivity", "balanced")
    counts = [len(each.firings) for each in (found.stricter, found, found.looser)]
    assert counts == sorted(counts)
    assert counts[0] < counts[1] < counts[2]
    assert len(found.stricter.other) == counts[1] - counts[0]
    assert len(found.looser.other) == counts[2] - counts[1]


def test_a_rule_without_a_setting_to_turn_is_left_out(filled: Filled) -> None:
    rule = Keyword(name="word", scope="brand:Acme", words=("burn",))
    assert notched(filled(), rule, days=7, now=NOW) is None
    assert NAMED[0] == "fewer"
