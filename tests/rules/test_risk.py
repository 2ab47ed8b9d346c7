from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from rules.base import View
from rules.risk import Risk
from storage.records import Alert, Series
from tests.worlds.alerts import DAY, NOW, track

ACME = "brand:acme"
RULE = Risk(name="r", scope=ACME, window=timedelta(hours=1))
LAST = 12


def told(rule: Risk = RULE, *, live: bool = True, **posts: list[int]) -> list[Alert]:
    """What is told of two days without a word and then an hour with these posts of each risk."""
    tracks = {}
    for risk, counts in posts.items():
        total = [0] * (2 * DAY) + [0] * (LAST - len(counts)) + counts
        tracks[Series(ACME, f"risk:{risk}")] = track(total, live=total if live else [0] * len(total))
    return list(rule.check(View(tracks=tracks, fresh=2 * DAY), NOW))


def test_several_posts_about_one_risk_are_told() -> None:
    (found,) = told(breach=[2, 1, 2])
    assert found.severity == 2
    assert found.summary == "5 posts about acme are read as a data breach in 1 hour"
    assert found.reasons[0].endswith("; the rule asks for 3.")
    assert RULE.counted(found) == Series(ACME, "risk:breach")


def test_each_risk_counts_alone() -> None:
    assert told(breach=[2], fraud=[2]) == []
    found = told(breach=[3], fraud=[4])
    assert [RULE.counted(each) for each in found] == [Series(ACME, "risk:breach"), Series(ACME, "risk:fraud")]
    assert len({each.fingerprint for each in found}) == 2


def test_a_few_among_very_many_may_be_read_wrongly() -> None:
    assert told(breach=[9], none=[400]) == []
    (found,) = told(breach=[9], none=[171])
    assert found.value == 9


def test_only_the_risks_that_are_asked_for_are_told() -> None:
    rule = Risk(name="r", scope=ACME, risks=("safety",), at_least=1, severity=1)
    assert told(rule, outage=[40]) == []
    (found,) = told(rule, safety=[1])
    assert found.summary == "1 post about acme is read as a danger to people in 6 hours"
    assert found.severity == 1


def test_the_title_lives_and_imports_are_history() -> None:
    (found,) = told(rule=RULE, outage=[9, *[0] * 11, 4])
    assert found.now == "Now 4 posts about acme read as an outage in 1 hour, peak 9"
    assert told(outage=[9], live=False) == []


def test_a_risk_or_a_window_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="breach"):
        Risk.model_validate({"name": "r", "risks": ["leak"]})
    with pytest.raises(ValidationError, match="multiple of 5 minutes"):
        Risk.model_validate({"name": "r", "window": timedelta(minutes=7)})
