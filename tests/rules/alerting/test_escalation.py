"""Who is paged when nobody answers: each promise of a policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rules.alerting.escalation import Page, page
from rules.alerting.incidents import acknowledge, escalate, hand_over, note, receive, resolve, set_severity, step
from rules.alerting.routing import Effective
from storage.errors import Conflict
from storage.records import Alert, Incident, Level, Policy, Who
from tests.worlds.alerts import NOW, alert

ROUTE = Effective(name="all", targets=("team",))
LABELS = {"brand": "acme"}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
POLICY = Policy(
    name="wake",
    levels=(
        Level(members=(Who.person("Mia"), Who("oncall:first")), timeout=5 * MINUTE),
        Level(members=(Who.person("Bo"),), timeout=10 * MINUTE),
    ),
    repeat=1,
    stale_after=HOUR,
)
ALL = {"person:Mia": ("Mia",), "oncall:first": ("Ann",), "person:Bo": ("Bo",)}


def opened(*alerts: Alert, policy: Policy = POLICY, now: datetime = NOW) -> Incident:
    return receive(None, alerts or (alert("a", severity=1),), ROUTE, LABELS, now, (policy,))


def walk(incident: Incident, minutes: int, start: datetime, reached=ALL) -> tuple[Incident, list[tuple[int, Page]]]:
    """Minute by minute: the pages, with the minute of each."""
    pages = []
    for minute in range(minutes):
        incident, made = page(incident, reached, start + minute * MINUTE)
        pages += [(minute, one) for one in made]
    return incident, pages


def said(incident: Incident) -> str:
    return "\n".join(entry.what for entry in incident.timeline)


def test_levels_are_paged_in_order_and_again_until_the_rounds_are_through() -> None:
    after, pages = walk(opened(), 120, NOW)
    assert [(minute, made.level) for minute, made in pages] == [(0, 1), (5, 2), (15, 1), (20, 2)]
    assert [made.number for _, made in pages] == [1, 2, 3, 4]
    assert pages[0][1].members == ("person:Mia", "oncall:first")
    assert "nobody answered" in after.timeline[-1].what
    assert after.timeline[-1].at == NOW + 30 * MINUTE
    assert "Mia, Ann" in said(after)
    assert "last page" in pages[-1][1].why


def test_the_first_page_does_not_wait_for_company() -> None:
    _, kinds, made = step(opened(), ROUTE, ALL, NOW)
    assert kinds == ()
    assert made


def test_without_a_policy_nobody_is_paged() -> None:
    assert walk(receive(None, [alert("a")], ROUTE, LABELS, NOW), 60, NOW)[1] == []


def test_whoever_takes_it_stops_the_search() -> None:
    incident, _ = walk(opened(), 3, NOW)
    taken = acknowledge(incident, "Mia", NOW + 3 * MINUTE)
    assert walk(taken, 59, NOW + 3 * MINUTE)[1] == []


def test_whoever_ends_it_stops_the_search() -> None:
    incident, _ = resolve(walk(opened(), 1, NOW)[0], "Mia", NOW)
    assert walk(incident, 600, NOW)[1] == []
    assert incident.paging
    assert incident.paging.next_at is None


def test_what_was_taken_and_then_forgotten_pages_again_from_the_first_level() -> None:
    taken = acknowledge(walk(opened(), 7, NOW)[0], "Mia", NOW + 7 * MINUTE)
    after, pages = walk(taken, 66, NOW + 7 * MINUTE)
    assert [(minute, made.level) for minute, made in pages] == [(60, 1), (65, 2)]
    assert (after.state, after.acknowledged_by) == ("open", None)
    assert "nobody has touched it for 1 hour" in pages[0][1].why
    assert acknowledge(after, "Bo", NOW + 3 * HOUR).acknowledged_by == "Bo"


def test_a_forgotten_incident_does_not_end_itself() -> None:
    taken = acknowledge(opened(alert("a", lasts=MINUTE)), "Mia", NOW)
    stale, _, made = step(taken, ROUTE, ALL, NOW + HOUR)
    assert made
    for minute in range(600):
        stale, kinds, _ = step(stale, ROUTE, ALL, NOW + HOUR + minute * MINUTE)
        assert "resolved" not in kinds


def test_notes_severities_and_handovers_keep_it_fresh() -> None:
    taken = acknowledge(opened(), "Mia", NOW)
    at = NOW + 50 * MINUTE
    touches = [
        note(taken, "Supplier informed", "Mia", at),
        set_severity(taken, 2, "Mia", ROUTE, at),
        hand_over(taken, "Bo", "Mia", at),
        hand_over(taken, "Mia", "Mia", at),
        acknowledge(taken, "Mia", at),
    ]
    for touched in touches:
        assert [minute for minute, _ in walk(touched, 90, at)[1]] == [60, 65, 75, 80]


def test_without_an_end_to_patience_nothing_gets_stale() -> None:
    patient = replace(POLICY, stale_after=None)
    assert walk(acknowledge(opened(policy=patient), "Mia", NOW), 3000, NOW)[1] == []


def test_a_graver_alert_is_news_to_whoever_took_it_not_a_page() -> None:
    taken = acknowledge(opened(alert("a", severity=2)), "Mia", NOW)
    graver = receive(taken, [alert("b", severity=1)], ROUTE, LABELS, NOW + MINUTE)
    assert graver.severity == 1
    assert walk(graver, 59, NOW + MINUTE)[1] == []


def test_a_search_that_was_in_vain_begins_anew_at_severity_one() -> None:
    given_up, _ = walk(opened(alert("a", severity=2)), 120, NOW)
    later = NOW + 2 * HOUR
    same = receive(given_up, [alert("b", severity=2, at=later)], ROUTE, LABELS, later)
    assert walk(same, 60, later)[1] == []
    graver = receive(given_up, [alert("b", severity=1, at=later)], ROUTE, LABELS, later)
    assert [(minute, made.number) for minute, made in walk(graver, 6, later)[1]] == [(0, 5), (5, 6)]


def test_a_member_who_cannot_be_reached_is_skipped_and_named() -> None:
    after, pages = walk(opened(), 1, NOW, {"person:Mia": (), "oncall:first": ("Ann",)})
    assert pages[0][1].members == ("oncall:first",)
    assert "person:Mia has no working channel and is skipped" in said(after)


def test_an_empty_level_gives_way_at_once() -> None:
    _, pages = walk(opened(), 40, NOW, {"person:Bo": ("Bo",)})
    assert [(minute, made.level) for minute, made in pages] == [(0, 2), (10, 2)]


def test_where_nobody_can_be_reached_it_is_tried_again() -> None:
    blind, pages = walk(opened(), 3, NOW, {})
    assert pages == []
    assert "nobody in policy wake can be reached" in said(blind)
    _, pages = walk(blind, 60, NOW + 3 * MINUTE, ALL)
    assert [made.level for _, made in pages] == [1, 2]


def test_an_open_incident_keeps_the_policy_it_began_with() -> None:
    other = Policy(name="other", levels=(Level(members=("person:Eve",), timeout=MINUTE),))
    changed = replace(other, name="wake")
    incident = receive(opened(), [alert("b", severity=1)], ROUTE, LABELS, NOW, (changed,))
    assert [search.policy for search in incident.searches] == [POLICY]


LEGAL = Policy(
    name="legal",
    levels=(
        Level(members=(Who.person("Lea"), Who.person("Mia")), timeout=20 * MINUTE),
        Level(members=(Who.person("Bo"),), timeout=20 * MINUTE),
    ),
)
EVERYBODY = {**ALL, "person:Lea": ("Lea",)}


def both(now: datetime = NOW) -> Incident:
    return receive(None, [alert("a", severity=1)], ROUTE, LABELS, now, (POLICY, LEGAL))


def whom(pages: list[tuple[int, Page]]) -> list[tuple[int, tuple[str, ...]]]:
    return [(minute, tuple(member.partition(":")[2] for member in made.members)) for minute, made in pages]


def test_each_policy_pages_its_own_people_in_its_own_time_and_nobody_twice() -> None:
    after, pages = walk(both(), 60, NOW, EVERYBODY)
    assert whom(pages) == [
        (0, ("Mia", "first")),
        (0, ("Lea",)),  # Mia has just been paged
        (5, ("Bo",)),
        (15, ("Mia", "first")),
        (20, ("Bo",)),  # the turn of both, and one page
    ]
    assert [made.number for _, made in pages] == [1, 2, 3, 4, 5]
    assert "Mia has just been paged and is not woken twice (level 1 of policy legal)" in said(after)
    assert {entry.policy for entry in after.timeline if entry.kind == "paged"} == {"wake", "legal"}


def test_a_policy_that_joins_pages_its_own_people_at_once_and_the_first_goes_on() -> None:
    started, _ = walk(opened(), 1, NOW)
    joined = receive(started, [alert("b", severity=2)], ROUTE, LABELS, NOW + 2 * MINUTE, (LEGAL,))
    _, pages = walk(joined, 4, NOW + 2 * MINUTE, EVERYBODY)
    assert whom(pages) == [(0, ("Lea",)), (3, ("Bo",))]


def test_whoever_takes_it_ends_every_search_and_what_is_stale_begins_all_anew() -> None:
    started, _ = walk(both(), 1, NOW, EVERYBODY)
    taken = acknowledge(started, "Lea", NOW + MINUTE)
    assert walk(taken, 59, NOW + MINUTE, EVERYBODY)[1] == []
    stale, pages = walk(taken, 3, NOW + 61 * MINUTE, EVERYBODY)
    assert [names for _, names in whom(pages)] == [("Mia", "first"), ("Lea",)]
    assert stale.state == "open"
    ended, _ = resolve(stale, "Lea", NOW + 65 * MINUTE)
    assert {search.next_at for search in ended.searches} == {None}


def test_a_policy_that_joins_what_somebody_has_taken_wakes_nobody() -> None:
    taken = acknowledge(walk(opened(), 1, NOW)[0], "Mia", NOW + MINUTE)
    joined = receive(taken, [alert("b", severity=2)], ROUTE, LABELS, NOW + 2 * MINUTE, (LEGAL,))
    assert len(joined.searches) == 2
    assert walk(joined, 30, NOW + 2 * MINUTE, EVERYBODY)[1] == []


def test_by_hand_the_policy_is_hastened_whose_turn_is_next() -> None:
    started, _ = walk(both(), 1, NOW, EVERYBODY)
    after, made = escalate(started, EVERYBODY, "Ann", ROUTE, NOW + MINUTE)
    assert made is not None
    assert (made.number, made.members) == (3, ("person:Bo",))
    assert [search.pages for search in after.searches] == [2, 1]


def test_what_comes_back_after_its_end_pages_anew() -> None:
    ended, _ = resolve(walk(opened(), 6, NOW)[0], "Mia", NOW + 6 * MINUTE)
    later = NOW + 5 * HOUR
    again = receive(replace(ended, id=1), [alert("a", severity=1, at=later)], ROUTE, LABELS, later, (POLICY,))
    assert again.follows == 1
    assert [made.number for _, made in walk(again, 1, later)[1]] == [1]


def test_a_clock_that_is_set_back_delays_a_page_by_one_timeout() -> None:
    incident, _ = walk(opened(), 1, NOW)
    _, pages = walk(incident, 60, NOW - 48 * HOUR)
    assert [(minute, made.number) for minute, made in pages] == [(5, 2), (15, 3), (20, 4)]


def test_a_clock_that_jumps_ahead_pages_once() -> None:
    incident, _ = walk(opened(), 1, NOW)
    _, pages = walk(incident, 3, NOW + 48 * HOUR)
    assert [made.number for _, made in pages] == [2]


def test_the_next_level_can_be_paged_at_once_and_the_search_goes_on_from_there() -> None:
    paged, _ = page(opened(), ALL, NOW)
    after, made = escalate(paged, ALL, "Mia", ROUTE, NOW + MINUTE)
    assert made is not None
    assert (made.number, made.level) == (2, 2)
    assert [(entry.kind, entry.who) for entry in after.timeline[-2:]] == [("escalated", "Mia"), ("paged", None)]
    assert after.paging is not None
    assert after.paging.next_at == NOW + 11 * MINUTE


def test_whoever_has_taken_it_keeps_it_when_more_people_are_paged() -> None:
    paged, _ = page(opened(), ALL, NOW)
    taken = acknowledge(paged, "Mia", NOW + MINUTE)
    after, made = escalate(taken, ALL, "Mia", ROUTE, NOW + 2 * MINUTE)
    assert made is not None
    assert (made.level, after.state, after.acknowledged_by) == (2, "acknowledged", "Mia")
    assert "Mia asks for the next level" in made.why
    assert after.paging is not None
    assert after.paging.next_at == NOW + 2 * MINUTE + HOUR, "it was touched, and is not stale"
    again, once_more = escalate(after, ALL, "Mia", ROUTE, NOW + 3 * MINUTE)
    assert once_more is not None
    assert (once_more.number, once_more.level) == (3, 1)
    assert page(again, ALL, NOW + 4 * MINUTE)[1] == ()


def test_after_all_rounds_somebody_can_have_them_gone_through_again() -> None:
    silent, _ = walk(opened(), 120, NOW)
    after, made = escalate(silent, ALL, "Mia", ROUTE, NOW + 2 * HOUR)
    assert made is not None
    assert made.level == 1
    assert after.paging is not None
    assert after.paging.next_at is not None


def test_nobody_is_paged_by_hand_without_a_policy_or_after_the_end() -> None:
    with pytest.raises(ValueError, match="no policy pages anybody"):
        escalate(receive(None, [alert("a")], ROUTE, LABELS, NOW), ALL, "Mia", ROUTE, NOW)
    ended, _ = resolve(opened(), "Mia", NOW)
    with pytest.raises(Conflict):
        escalate(ended, ALL, "Mia", ROUTE, NOW)
