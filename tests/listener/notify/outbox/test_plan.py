"""Whatever is due on a channel: everything has one place, limits hold, and what is pressing goes now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from listener.notify.outbox.digest import holds, is_pressing
from listener.notify.outbox.plan import Channel, plan
from listener.notify.outbox.throttle import limit, room
from rules.alerting.people import Person
from storage.records import Delivery
from tests.worlds.notices import NOW, delivery

MINUTE = timedelta(minutes=1)
PEOPLE = {
    "Bo": (Person(name="Bo", digest="hourly"), ZoneInfo("UTC")),
    "Mia": (Person(name="Mia"), ZoneInfo("UTC")),
}
KINDS = st.sampled_from(["opened", "updated", "resolved", "page", "handover", "reminder", "test", "digest"])


@st.composite
def dues(draw: st.DrawFn) -> list[Delivery]:
    """Deliveries of every sort, each with a key of its own."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        said = delivery(
            f"k{number}",
            kind=draw(KINDS),
            severity=draw(st.integers(1, 3)),
            created_at=NOW - draw(st.integers(-90, 90)) * MINUTE,
            accepted=draw(st.sampled_from([(), ("a@example.org",)])),
        )
        person = draw(st.sampled_from([None, "Bo", "Mia", "Gone"]))
        made.append(replace(said, person=person, begun=draw(st.booleans()), held=draw(st.booleans())))
    return made


@st.composite
def channels(draw: st.DrawFn) -> Channel:
    at_most = draw(st.sampled_from([(), ("1/h",), ("3/10m",), ("5/15m", "6/h")]))
    sent = tuple(NOW - each * MINUTE for each in draw(st.lists(st.integers(-5, 90), max_size=8)))
    together = draw(st.booleans())
    return Channel(at_most=at_most, limits=tuple(map(limit, at_most)), sent=sent, people=PEOPLE, together=together)


@given(dues(), channels())
def test_everything_due_is_sent_or_put_off_or_told_by_a_bundle_exactly_once(
    due: list[Delivery], channel: Channel
) -> None:
    made = plan(due, channel, NOW)
    members = [each.key for _, told in made.bundles for each in told]
    placed = [each.key for each in (*made.send, *made.put_off)] + members
    assert sorted(placed) == sorted(each.key for each in due)
    assert {each.key for each in due if is_pressing(each.notice)} <= {each.key for each in made.send}
    assert all(each.next_try_at > NOW for each in made.put_off)


@given(dues(), channels())
def test_limits_hold_for_all_that_does_not_press(due: list[Delivery], channel: Channel) -> None:
    made = plan(due, channel, NOW)
    pressing = sum(is_pressing(each.notice) for each in due)
    free = max(0, room(channel.limits, channel.sent, NOW) - pressing)
    assert len(made.send) - pressing + len(made.bundles) <= free


@given(dues(), channels())
def test_nothing_that_may_have_been_handed_over_enters_a_bundle(due: list[Delivery], channel: Channel) -> None:
    members = [each for _, told in plan(due, channel, NOW).bundles for each in told]
    assert not any(each.begun or each.accepted or each.notice.kind == "digest" for each in members)
    assert channel.together or not members


@given(dues(), channels())
def test_a_bundle_that_nobody_asked_for_is_told_apart_from_a_digest(due: list[Delivery], channel: Channel) -> None:
    for bundle, members in plan(due, channel, NOW).bundles:
        wanted = {_wants_digests(channel, each) for each in members}
        assert bundle.preferred == (wanted == {True}), "what a digest tells waits for a digest; the rest for room"


def _wants_digests(channel: Channel, delivery: Delivery) -> bool:
    person = channel.people.get(delivery.person or "")
    return holds(person[0] if person else None, delivery.notice)
