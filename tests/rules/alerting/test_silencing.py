"""What is held back, and above all what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerting.people import Inhibition
from rules.alerting.silencing import LABELS, continues, fits, going_on, inhibited, judged_at, silenced
from storage.records import Incident, Silence
from tests.worlds.alerts import NOW, alert

HOUR = timedelta(hours=1)
ACME = {"rule": "crisis", "severity": "2", "scope": "brand:Acme", "brand": "Acme", "query": ""}
VALUES = st.sampled_from(["1", "2", "3", "Acme", "Bolt", ""])
MATCHES = st.dictionaries(st.sampled_from(LABELS), st.lists(VALUES, min_size=1, max_size=3).map(tuple), max_size=3)
LABELLED = st.fixed_dictionaries(dict.fromkeys(LABELS, VALUES))
TIMES = st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR)


def silence(*, match: dict[str, tuple[str, ...]], start: timedelta = -HOUR, end: timedelta = HOUR) -> Silence:
    return Silence(match=match, who="Mia", reason="launch", starts_at=NOW + start, ends_at=NOW + end)


def incident(*alerts: object, **changes: object) -> Incident:
    fields = {"key": "k", "route": "r", "title": "t", "severity": 2, "opened_at": NOW - HOUR, "alerts": alerts}
    return Incident(**{**fields, **changes})


@given(labels=LABELLED, match=MATCHES, start=TIMES, end=TIMES)
def test_an_alert_is_held_back_exactly_if_all_labels_fit_now(labels, match, start, end):
    one = Silence(match=match, who="Mia", reason="launch", starts_at=start, ends_at=end)
    holds = bool(match) and start <= NOW < end and all(labels[label] in values for label, values in match.items())
    assert (silenced(labels, [one], NOW) is one) == holds


@given(labels=LABELLED, matches=st.lists(MATCHES))
def test_an_alert_that_no_silence_matches_is_never_dropped(labels, matches):
    missing = [{**match, "brand": ("somebody else",)} for match in matches]
    assert silenced(labels, [silence(match=match) for match in missing], NOW) is None


def test_a_severity_is_meant_exactly_so_that_nothing_graver_is_lost():
    assert fits({"severity": ("3",)}, {**ACME, "severity": "3"})
    assert not fits({"severity": ("3",)}, {**ACME, "severity": "1"})


def test_the_longest_silence_is_told():
    short, long = silence(match={"brand": ("Acme",)}), silence(match={"severity": ("2",)}, end=3 * HOUR)
    assert silenced(ACME, [long, short], NOW) is long


def test_a_crisis_makes_lesser_alerts_of_its_brand_needless_and_of_no_other():
    rule = Inhibition(source={"rule": "crisis"}, target={"severity": ("3", "2")})
    lesser = {**ACME, "rule": "many posts", "severity": "3"}
    assert inhibited(lesser, [ACME], [rule]) == ACME
    assert inhibited({**lesser, "brand": "Bolt"}, [ACME], [rule]) is None
    assert inhibited({**lesser, "severity": "1"}, [ACME], [rule]) is None
    assert inhibited(lesser, [], [rule]) is None


def test_no_alert_silences_itself():
    rule = Inhibition(source={"severity": "2"}, target={"brand": "Acme"})
    assert inhibited(ACME, [ACME], [rule]) is None
    assert inhibited({**ACME, "severity": "3"}, [ACME], [rule]) == ACME


@pytest.mark.parametrize(
    ("changes", "goes_on"),
    [
        ({}, True),
        ({"state": "resolved", "resolved_at": NOW}, False),
        ({"state": "resolved", "resolved_at": NOW + HOUR}, True),
        ({"drill": True}, False),
    ],
)
def test_an_alert_goes_on_in_an_incident_that_is_real_and_not_over(changes, goes_on):
    one = alert(at=NOW - HOUR, lasts=2 * HOUR)
    assert going_on([incident(one, **changes)], NOW) == ([one] if goes_on else [])


def test_an_alert_that_is_over_does_not_go_on():
    assert going_on([incident(alert(at=NOW - HOUR, lasts=HOUR))], NOW) == []


def test_what_ended_under_a_silence_stays_untold_after_it():
    over = alert(at=NOW - 4 * HOUR, lasts=HOUR, lasting=True)
    was = silence(match={"severity": ("2",)}, start=-5 * HOUR, end=-HOUR)
    assert silenced(ACME, [was], judged_at(over, NOW)) is was
    assert silenced(ACME, [was], judged_at(alert(at=NOW - 4 * HOUR, lasts=9 * HOUR), NOW)) is None


def test_an_alert_that_an_incident_knows_keeps_it_going_unless_it_got_graver():
    known = alert(at=NOW - HOUR, lasts=HOUR, lasting=True)
    longer = replace(known, ends_at=NOW + HOUR)
    assert continues(longer, [incident(known)])
    assert not continues(longer, [incident(known, state="resolved")])
    assert not continues(replace(longer, severity=1), [incident(known)])
    assert not continues(replace(longer, lasting=False), [incident(known)]), "new posts are news"
    assert not continues(replace(longer, starts_at=NOW + HOUR / 2), [incident(known)]), "it began anew"
