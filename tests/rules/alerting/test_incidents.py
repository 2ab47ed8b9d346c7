from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from rules.alerting.incidents import (
    acknowledge,
    advance,
    hand_over,
    key,
    note,
    receive,
    refresh,
    resolve,
    set_severity,
)
from rules.alerting.news import news
from rules.alerting.routing import UNROUTED, Effective
from storage.errors import Conflict
from storage.records import Alert, Incident, Level, Policy, Who
from tests.worlds.alerts import NOW, alert

ROUTE = Effective(name="all", targets=("mail",))
LABELS = {"brand": "acme", "severity": "2"}
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def opened(*alerts: Alert, now: datetime = NOW) -> Incident:
    return receive(None, alerts, ROUTE, LABELS, now)


def told(*alerts: Alert) -> Incident:
    """An incident whose first notice went out at NOW + 30 s."""
    incident, kinds = advance(opened(*alerts), ROUTE, NOW + 30 * SECOND)
    assert kinds == ("opened",)
    return incident


def test_an_incident_knows_every_brand_that_it_is_about_once() -> None:
    first = receive(None, [alert("f1")], ROUTE, {"brand": "acme"}, NOW)
    again = receive(first, [alert("f2")], ROUTE, {"brand": "acme"}, NOW)
    more = receive(again, [alert("f3")], ROUTE, {"brand": "bolt"}, NOW)
    assert (first.brands, again.brands, more.brands) == (("acme",), ("acme",), ("acme", "bolt"))
    assert receive(more, [alert("f4")], ROUTE, {"brand": ""}, NOW).brands == ("acme", "bolt")


def test_the_first_notice_waits_for_company_and_comes_once() -> None:
    incident = opened(alert("a"))
    assert advance(incident, ROUTE, NOW + 29 * SECOND) == (incident, ())
    joined = receive(incident, [alert("b", severity=1)], ROUTE, LABELS, NOW + 20 * SECOND)
    assert joined.next_notice_at == NOW + 30 * SECOND
    after, kinds = advance(joined, ROUTE, NOW + 30 * SECOND)
    assert kinds == ("opened",)
    assert set(after.told) == {"a", "b"}
    assert after.severity == 1
    assert advance(after, ROUTE, NOW + 31 * SECOND) == (after, ())


def test_one_brand_is_one_incident_whatever_the_rule() -> None:
    assert key(ROUTE, {"brand": "acme", "rule": "a"}) == key(ROUTE, {"brand": "acme", "rule": "b"})
    assert key(ROUTE, {"brand": "acme"}) != key(ROUTE, {"brand": "b"})
    other = Effective(name="other", top="other")
    assert key(other, {"brand": "acme"}) == key(ROUTE, {"brand": "acme"}), "whichever route takes it"
    nowhere = Effective(name=UNROUTED, top=UNROUTED)
    assert key(nowhere, {"brand": "acme"}) != key(ROUTE, {"brand": "acme"}), "what nobody hears of raises nothing else"
    apart = [Effective(name=name, top=name, group_by=()) for name in ("team a", "team b")]
    assert key(apart[0], {"brand": "acme"}) != key(apart[1], {"brand": "acme"}), "nobody hears of another team's"
    tricky = Effective(name="r", group_by=("brand", "rule"))
    assert key(tricky, {"brand": 'a", "rule": "b'}) != key(tricky, {"brand": "a", "rule": "b"})


def test_a_thousand_posts_a_minute_for_ten_minutes_are_one_incident_and_two_mails() -> None:
    incident: Incident | None = None
    notices: list[str] = []
    for minute in range(10):
        now = NOW + minute * MINUTE
        found = [alert("many", at=now, value=1000, evidence=(minute,)), *([alert("more")] if minute == 4 else [])]
        incident = receive(incident, found, ROUTE, LABELS, now)
        for second in (10, 40):
            incident, kinds = advance(incident, ROUTE, now + second * SECOND)
            notices += kinds
    assert notices == ["opened", "updated"]
    assert incident is not None
    assert incident.alerts[0].value == 10_000
    assert incident.alerts[0].evidence[:2] == (9, 8)
    assert any("10,000 posts in all" in reason for reason in incident.alerts[0].reasons)
    assert len(incident.timeline) < 10


def test_news_waits_for_the_group_interval() -> None:
    incident = receive(told(alert("a")), [alert("b")], ROUTE, LABELS, NOW + 2 * MINUTE)
    assert incident.next_notice_at == NOW + 30 * SECOND + 5 * MINUTE
    assert advance(incident, ROUTE, NOW + 5 * MINUTE)[1] == ()
    assert advance(incident, ROUTE, NOW + 6 * MINUTE)[1] == ("updated",)


def test_what_is_known_is_repeated_only_while_it_holds() -> None:
    incident = told(alert("a", lasts=5 * HOUR, severity=1))
    after, kinds = advance(incident, ROUTE, NOW + 4 * HOUR + MINUTE)
    assert kinds == ("updated",)
    assert advance(after, ROUTE, NOW + 9 * HOUR)[1] == ()


def test_a_lasting_count_keeps_its_beginning_and_its_peak() -> None:
    first = alert("a", at=NOW - HOUR, value=80, lasting=True)
    later = alert("a", at=NOW - HOUR / 2, value=50, lasting=True, lasts=2 * HOUR)
    (joined,) = receive(opened(first), [later], ROUTE, LABELS, NOW).alerts
    assert (joined.value, joined.starts_at, joined.ends_at) == (80, NOW - HOUR, later.ends_at)


def test_it_resolves_itself_when_everything_is_over_and_says_so_to_those_who_were_told() -> None:
    incident = told(alert("a"))
    assert advance(incident, ROUTE, NOW + 59 * MINUTE)[1] == ()
    after, kinds = advance(incident, ROUTE, NOW + HOUR)
    assert kinds == ("resolved",)
    assert after.state == "resolved"
    assert advance(after, ROUTE, NOW + 5 * HOUR) == (after, ())


def test_an_alert_that_is_over_before_it_was_told_is_told_first() -> None:
    incident, kinds = advance(opened(alert("a", at=NOW - 2 * HOUR)), ROUTE, NOW + MINUTE)
    assert kinds == ("opened",)
    assert advance(incident, ROUTE, NOW + 2 * MINUTE)[1] == ()
    assert advance(incident, ROUTE, NOW + 6 * MINUTE)[1] == ("resolved",)


def test_severity_1_and_what_somebody_took_need_a_person() -> None:
    assert advance(told(alert("a", severity=1)), ROUTE, NOW + 3 * HOUR)[1] == ()
    taken = acknowledge(told(alert("a")), "ann", NOW + MINUTE)
    assert advance(taken, ROUTE, NOW + 3 * HOUR) == (taken, ())


def test_after_acknowledging_only_news_is_told() -> None:
    taken = acknowledge(told(alert("a", lasts=9 * HOUR)), "ann", NOW + MINUTE)
    assert advance(taken, ROUTE, NOW + 5 * HOUR)[1] == ()
    same = receive(taken, [alert("a", at=NOW + MINUTE, lasting=True)], ROUTE, LABELS, NOW + 2 * MINUTE)
    assert same.next_notice_at is None
    for more in (alert("b"), alert("a", severity=1), alert("a")):
        assert advance(receive(taken, [more], ROUTE, LABELS, NOW + HOUR), ROUTE, NOW + HOUR)[1] == ("updated",)


def test_what_comes_back_after_its_end_is_news_even_to_an_acknowledged_incident() -> None:
    taken = acknowledge(told(alert("a")), "ann", NOW + MINUTE)
    later = NOW + 24 * HOUR
    back = receive(taken, [alert("a", at=later, value=7)], ROUTE, LABELS, later)
    assert back.alerts[0].value == 7
    assert advance(back, ROUTE, later)[1] == ("updated",)


def test_late_posts_of_a_known_stretch_are_no_news() -> None:
    taken = acknowledge(told(alert("a", lasting=True)), "ann", NOW + MINUTE)
    again = receive(taken, [alert("a", lasting=True, value=3)], ROUTE, LABELS, NOW + 5 * HOUR)
    assert again.next_notice_at is None
    assert again.alerts[0].value == 3


def test_the_second_of_two_people_is_told() -> None:
    taken = acknowledge(told(alert("a")), "ann", NOW + MINUTE)
    assert acknowledge(taken, "ann", NOW + 2 * MINUTE) is taken
    with pytest.raises(Conflict, match="ann already takes care of this incident, since 20 Mar 12:01 UTC"):
        acknowledge(taken, "bob", NOW + 2 * MINUTE)
    done, kinds = resolve(taken, "ann", NOW + HOUR)
    assert kinds == ("resolved",)
    for late in (lambda: acknowledge(done, "bob", NOW), lambda: resolve(done, "bob", NOW)):
        with pytest.raises(Conflict, match="already resolved by ann on 20 Mar 13:00 UTC"):
            late()


def test_handing_over_stops_reminders_and_names_the_next_owner() -> None:
    incident = told(alert("a", lasts=24 * HOUR))
    handed = hand_over(incident, "bo", "ann", NOW + MINUTE)
    assert (handed.state, handed.acknowledged_by) == ("acknowledged", "bo")
    assert (handed.timeline[-1].what, handed.timeline[-1].who) == ("handed over to bo", "ann")
    assert advance(handed, ROUTE, NOW + 12 * HOUR)[1] == ()
    assert hand_over(handed, "bo", "ann", NOW + 2 * MINUTE) is handed
    assert hand_over(handed, "cy", "bo", NOW + 3 * MINUTE).acknowledged_by == "cy"
    with pytest.raises(Conflict, match="already resolved by bo"):
        hand_over(resolve(handed, "bo", NOW + HOUR)[0], "cy", "bo", NOW + 2 * HOUR)


def test_nobody_hears_of_the_end_of_what_nobody_was_told() -> None:
    done, kinds = resolve(opened(alert("a")), "ann", NOW + SECOND)
    assert kinds == ()
    assert advance(done, ROUTE, NOW + HOUR) == (done, ())


def test_a_later_alert_opens_a_linked_incident() -> None:
    done, _ = resolve(replace(told(alert("a")), id=7), "ann", NOW + HOUR)
    again = receive(done, [alert("a", at=NOW + 2 * HOUR)], ROUTE, LABELS, NOW + 2 * HOUR)
    assert (again.follows, again.id, again.state) == (7, None, "open")
    assert advance(again, ROUTE, NOW + 2 * HOUR + 30 * SECOND)[1] == ("opened",)


def test_a_stretch_that_was_resolved_stays_resolved_unless_it_doubles_or_turns_more_severe() -> None:
    done, _ = resolve(told(alert("a", value=50, lasting=True)), "ann", NOW + MINUTE)

    def then(**changes: object) -> Incident:
        return receive(done, [alert("a", lasting=True, **{"value": 60, **changes})], ROUTE, LABELS, NOW + HOUR)  # type: ignore[arg-type]

    assert then() is done
    assert then(value=100) is not done
    assert then(severity=1) is not done
    assert then(at=NOW + 2 * HOUR) is not done


def test_severity_by_hand() -> None:
    incident = told(alert("a"))
    raised = set_severity(incident, 1, "ann", ROUTE, NOW + MINUTE)
    assert advance(raised, ROUTE, NOW + 6 * MINUTE)[1] == ("updated",)
    lowered = set_severity(incident, 3, "ann", ROUTE, NOW + MINUTE)
    assert advance(lowered, ROUTE, NOW + 6 * MINUTE)[1] == ()
    assert receive(lowered, [alert("a", at=NOW + MINUTE)], ROUTE, LABELS, NOW + 2 * MINUTE).severity == 3
    assert "lowered severity from 2 to 3" in lowered.timeline[-1].what
    with pytest.raises(ValueError, match="1, 2 or 3"):
        set_severity(incident, 0, "ann", ROUTE, NOW)


def test_a_clock_set_back_a_day_delays_the_news_by_one_interval_at_most() -> None:
    yesterday = NOW - 24 * HOUR
    incident = receive(told(alert("a")), [alert("b")], ROUTE, LABELS, yesterday)
    assert incident.next_notice_at == yesterday + 5 * MINUTE
    waiting, _ = advance(opened(alert("a")), ROUTE, yesterday)
    assert waiting.next_notice_at == yesterday + 30 * SECOND
    assert advance(waiting, ROUTE, yesterday + 30 * SECOND)[1] == ("opened",)


def test_a_clock_far_ahead_causes_one_notice_not_many() -> None:
    incident = told(alert("a", lasts=timedelta(days=4000)))
    far = NOW + timedelta(days=3650)
    after, kinds = advance(incident, ROUTE, far)
    assert kinds == ("updated",)
    assert advance(after, ROUTE, far + MINUTE)[1] == ()


def test_the_timeline_tells_the_story() -> None:
    incident = note(told(alert("a")), "call the plant", "ann", NOW + MINUTE)
    done, _ = resolve(acknowledge(incident, "ann", NOW + 2 * MINUTE), "ann", NOW + HOUR)
    said = [(entry.what, entry.who) for entry in done.timeline]
    assert said == [
        ("opened", None),
        ("alert: a happened", None),
        ("told mail (opened)", None),
        ("call the plant", "ann"),
        ("acknowledged", "ann"),
        ("resolved", "ann"),
    ]


def test_posts_that_come_after_the_notice_are_told_with_their_number() -> None:
    incident = told(alert("a", evidence=(1,)))
    for minute, id in ((1, 2), (2, 3)):
        incident = receive(incident, [alert("a", evidence=(id,))], ROUTE, LABELS, NOW + minute * MINUTE)
    (new,) = news(incident)
    assert (new.value, new.evidence) == (2, (3, 2))
    assert incident.alerts[0].value == 3
    assert advance(incident, ROUTE, NOW + 5 * MINUTE)[1] == ()
    after, kinds = advance(incident, ROUTE, NOW + 6 * MINUTE)
    assert kinds == ("updated",)
    assert news(after) == []


def test_posts_are_summed_up_in_words_that_hold_for_all_of_them() -> None:
    one = replace(alert("a"), summary="1 post mentions acme", many="mention acme")
    assert receive(opened(one), [one], ROUTE, LABELS, NOW).title == "2 posts mention acme"
    other = replace(one, summary='1 post mentions acme with "fire"', many='mention acme with "fire"')
    mixed = receive(opened(one), [other], ROUTE, LABELS, NOW)
    assert mixed.title == '2 posts, the last mentions acme with "fire"'
    assert receive(mixed, [other], ROUTE, LABELS, NOW).title.startswith("3 posts, the last mentions ")


def test_a_count_that_has_doubled_is_news_and_less_is_not() -> None:
    incident = told(alert("a", value=20, lasting=True))
    more = receive(incident, [alert("a", value=39, lasting=True)], ROUTE, LABELS, NOW + MINUTE)
    assert news(more) == []
    assert [each.value for each in news(receive(more, [alert("a", value=40, lasting=True)], ROUTE, LABELS, NOW))] == [
        40
    ]


def test_the_title_lives() -> None:
    spike = replace(alert("a", value=42, lasting=True), summary="42 posts", latest=42)
    incident = told(spike)
    assert incident.title == "42 posts"
    lower = replace(spike, now="Now 36 posts, peak 42", latest=36)
    live = refresh(incident, lower, ROUTE, NOW + MINUTE)
    assert live.title == "Now 36 posts, peak 42"
    assert news(live) == []
    assert refresh(live, lower, ROUTE, NOW + MINUTE) == live
    assert advance(live, ROUTE, NOW + 2 * HOUR)[0].title == "42 posts", "it resolved itself"
    grave = replace(live, severity=1)
    assert advance(grave, ROUTE, NOW + 2 * HOUR)[0].title == "42 posts; over now"
    assert resolve(live, "ann", NOW + 2 * MINUTE)[0].title == "42 posts"


WAKE = Policy(name="wake", levels=(Level(members=(Who("person:Mia"),), timeout=5 * MINUTE),), stale_after=HOUR)


def test_the_first_alert_whose_route_has_a_policy_starts_the_paging() -> None:
    quiet = told(alert("a", severity=3))
    assert quiet.paging is None
    grave = receive(quiet, [alert("b", severity=1)], ROUTE, LABELS, NOW + MINUTE, (WAKE,))
    assert grave.paging
    assert (grave.paging.policy, grave.paging.next_at) == (WAKE, NOW + MINUTE)
    other = receive(grave, [alert("c", severity=1)], ROUTE, LABELS, NOW + HOUR, (replace(WAKE, name="other"),))
    assert other.paging == grave.paging
    assert [search.policy.name for search in other.searches] == ["wake", "other"]


def test_of_what_somebody_has_taken_nobody_is_woken_until_it_is_stale() -> None:
    taken = acknowledge(told(alert("a", severity=3)), "ann", NOW + MINUTE)
    grave = receive(taken, [alert("b", severity=1)], ROUTE, LABELS, NOW + 2 * MINUTE, (WAKE,))
    assert grave.paging
    assert grave.paging.next_at == NOW + 2 * MINUTE + HOUR


def test_posts_that_keep_coming_are_told_ever_more_slowly_but_what_is_graver_at_once() -> None:
    incident, notices = told(alert("a")), [timedelta()]
    for minute in range(1, 24 * 60):
        now = NOW + minute * MINUTE
        incident = receive(incident, [alert("a", at=now)], ROUTE, LABELS, now)
        incident, kinds = advance(incident, ROUTE, now)
        if kinds:
            notices.append(minute * MINUTE)
    waits = [(later - at) // MINUTE for at, later in pairwise(notices)]
    assert waits[:6] == [6, 5, 5, 10, 20, 40]
    assert len(notices) < 40
    assert max(waits) <= 4 * 60
    end = NOW + 24 * HOUR
    for graver in (alert("b", at=end), alert("a", at=end, severity=1)):
        found = receive(incident, [graver], ROUTE, LABELS, end)
        assert found.next_notice_at
        assert found.next_notice_at <= max(end, NOW + notices[-1] + 5 * MINUTE)
