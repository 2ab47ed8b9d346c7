"""When a digest is due, and what may be in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.notify.outbox.digest import hold, holds, together
from rules.alerting.people import Person
from tests.worlds.notices import NOW, delivery, notice

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]).map(ZoneInfo)


def person(digest: str = "daily", **changes: object) -> Person:
    return Person.model_validate({"name": "Bo", "digest": digest, **changes})


@pytest.mark.parametrize(
    ("digest", "at", "now", "due"),
    [
        ("hourly", "08:00", "2026-03-14T09:30:10Z", "2026-03-14T10:00:00Z"),
        ("hourly", "08:00", "2026-03-14T10:00:00Z", "2026-03-14T11:00:00Z"),
        ("daily", "08:00", "2026-03-14T06:59:00Z", "2026-03-14T07:00:00Z"),
        ("daily", "08:00", "2026-03-14T07:00:00Z", "2026-03-15T07:00:00Z"),
        ("daily", "08:00", "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
        ("no", "08:00", "2026-03-14T09:30:10Z", "2026-03-14T09:30:10Z"),
    ],
)
def test_the_hour_is_the_readers_also_when_clocks_change(digest: str, at: str, now: str, due: str) -> None:
    moments = [datetime.fromisoformat(each) for each in (now, due)]
    assert hold(person(digest, digest_at=at), moments[0], BERLIN) == moments[1]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    ZONES,
    st.sampled_from(["hourly", "daily"]),
    st.times(),
)
def test_a_digest_is_never_further_away_than_its_period(now: datetime, zone: ZoneInfo, digest: str, at: object) -> None:
    longest = timedelta(hours=1) if digest == "hourly" else timedelta(hours=25)
    due = hold(person(digest, digest_at=at), now, zone)
    assert now < due <= now + longest


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({"severity": 2}, True),
        ({"severity": 3, "kind": "resolved"}, True),
        ({"severity": 1}, False),
        ({"severity": 3, "kind": "page"}, False),
        ({"severity": 3, "kind": "handover"}, False),
        ({"severity": 3, "kind": "reminder"}, False),
        ({"severity": 3, "kind": "test"}, False),
    ],
)
def test_only_what_does_not_press_waits_for_a_digest(changes: dict[str, object], waits: bool) -> None:
    assert holds(person(), notice(**changes)) is waits
    assert not holds(person("no"), notice(**changes))
    assert not holds(None, notice(**changes))


def test_the_same_members_make_the_same_bundle_whatever_their_order() -> None:
    members = [delivery("a", severity=2), delivery("b", severity=3)]
    made = together(members, "2 notices", "", NOW)
    assert made.key == together(members[::-1], "2 notices", "", NOW).key
    assert made.key != together(members[:1], "1 notice", "", NOW).key
    assert (made.notice.kind, made.notice.severity, len(made.notice.bundle)) == ("digest", 2, 2)
    assert not any(each.samples or each.actions for each in made.notice.bundle)


def test_a_bundle_is_a_drill_only_where_all_of_it_is() -> None:
    members = [delivery("a", drill=True), delivery("b")]
    assert not together(members, "2", "", NOW).notice.drill
    assert together([replace(each, notice=members[0].notice) for each in members], "2", "", NOW).notice.drill
