"""How often a rule is right, and when that is worth a complaint."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.alerting.precision import RulePrecision, complaint, fired, precisions
from storage.records import Incident, Verdict
from tests.worlds.alerts import NOW, alert

DAY = timedelta(days=1)


def verdicts(words: str, *, rule: str = "many posts", age: timedelta = DAY) -> list[Verdict]:
    """One verdict for each letter: u useful, n noise."""
    return [
        Verdict(incident_id=id, rule=rule, useful=word == "u", who="Mia", at=NOW - age) for id, word in enumerate(words)
    ]


def judged(words: str, *, age: timedelta = DAY) -> RulePrecision:
    return precisions(verdicts(words, age=age), NOW)["many posts"]


def test_precision_is_the_share_of_useful_alerts_with_its_interval():
    found = judged("unnnnunnn")
    assert (found.useful, found.noise, found.week) == (2, 7, 7)
    assert found.share == pytest.approx(2 / 9)
    assert (found.low, found.high) == (pytest.approx(0.063, abs=0.001), pytest.approx(0.547, abs=0.001))


def test_each_incident_counts_once_and_the_last_word_about_it_counts():
    first = verdicts("n", age=2 * DAY)
    again = [replace(first[0], useful=True, who="Bo", at=NOW)]
    assert precisions([*again, *first], NOW)["many posts"].share == 1


def test_what_was_said_long_ago_counts_no_more():
    assert precisions(verdicts("nnnnnn", age=91 * DAY), NOW) == {}


def test_a_rule_that_is_mostly_noise_is_told_with_what_to_do():
    said = complaint(judged("unnnnunnn"), NOW)
    assert said is not None
    assert "7 of 9 alerts were noise" in said
    assert "`listener rules tune 'many posts'`" in said


@pytest.mark.parametrize("words", ["nnnn", "uuunnn", "uuuuu"], ids=["too few", "half", "right"])
def test_no_complaint_without_enough_verdicts_or_enough_noise(words: str):
    assert complaint(judged(words), NOW) is None


def test_no_complaint_once_the_noise_has_stopped():
    assert complaint(judged("nnnnnn", age=13 * DAY), NOW)
    assert complaint(judged("nnnnnn", age=15 * DAY), NOW) is None


def test_a_rule_has_fired_once_for_each_incident_and_never_in_a_drill():
    one = Incident(
        key="k", route="r", title="t", severity=2, opened_at=NOW, alerts=(alert("f"), alert("f"), alert("g"))
    )
    old, drill = replace(one, opened_at=NOW - 8 * DAY), replace(one, drill=True)
    assert fired([one, old, drill], NOW - 7 * DAY) == {"rule f": 1, "rule g": 1}
