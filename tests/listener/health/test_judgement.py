"""One judgement on everything: what is wrong, and whether the work is still done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from listener.health.judgement import Facts, Trouble, judge
from storage.records import ServiceState, SourceState, StageState

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def service(at: datetime = NOW, stages: tuple[StageState, ...] = (), **more: Any) -> ServiceState:
    return ServiceState(at=at, started_at=NOW - HOUR, process=7, stages=stages, **more)


def stage(name: str, ago: timedelta | None = timedelta(seconds=1), **more: Any) -> StageState:
    return StageState(name=name, every=timedelta(seconds=2), succeeded_at=None if ago is None else NOW - ago, **more)


def source(name: str = "feed", **more: Any) -> SourceState:
    return SourceState(**{"name": name, "health": "ok", "next_due_at": NOW + MINUTE, **more})


def judged(**facts: Any) -> tuple[Trouble, ...]:
    return judge(Facts(**{"now": NOW, "served": True, "service": service(), **facts}))


def words(*troubles: Trouble) -> str:
    return "\n".join(trouble.what for trouble in troubles)


def test_a_service_that_works_is_well() -> None:
    assert judged(service=service(stages=(stage("collect"), stage("classify"))), sources=[source()]) == ()


def test_what_could_not_be_stored_needs_a_person() -> None:
    assert judged(sources=[source()], aside={"feed": 2}) == (
        Trouble(
            what="feed: 2 rows could not be read or stored; see why below Sources, or with: listener sources aside feed"
        ),
    )


def test_a_store_that_nobody_ever_served_is_judged_by_its_sources() -> None:
    assert judged(service=None, served=False, sources=[source()]) == ()
    (trouble,) = judged(service=None, served=False, sources=[source(next_due_at=NOW - HOUR)])
    assert trouble == Trouble(what="collecting stands still: feed has been due since 2 Mar 08:00 UTC", grave=True)


@pytest.mark.parametrize("ago", [timedelta(seconds=1), timedelta(days=3)])
def test_a_dead_service_cannot_look_alive(ago: timedelta) -> None:
    (trouble,) = judged(served=False, service=service(at=NOW - ago), sources=[source(next_due_at=NOW - HOUR)])
    assert trouble.grave
    assert trouble.what.startswith("no service is running; its last sign of life was on ")


@pytest.mark.parametrize("ago", [2 * MINUTE, -2 * MINUTE])
def test_a_service_that_hangs_or_whose_clock_was_set_back_is_no_sign_of_life(ago: timedelta) -> None:
    (trouble,) = judged(service=service(at=NOW - ago))
    assert trouble.grave
    assert "no sign of life since" in trouble.what


@pytest.mark.parametrize(("name", "grave"), [("collect", True), ("deliver", True), ("bounces", False)])
@pytest.mark.parametrize("ago", [20 * MINUTE, -20 * MINUTE, None])
def test_a_stage_that_stands_still(name: str, grave: bool, ago: timedelta | None) -> None:
    (trouble,) = judged(service=service(stages=(stage(name, ago),)))
    assert trouble.grave == grave
    assert f"the stage {name} stands still since" in trouble.what


def test_a_stage_that_fails_is_told_at_once_and_is_grave_once_it_lasts() -> None:
    for since, grave in ((NOW, False), (NOW - 2 * MINUTE, True)):
        (trouble,) = judged(service=service(stages=(stage("deliver", failing_since=since, error="no space"),)))
        assert (trouble.grave, "no space" in trouble.what) == (grave, True)


def test_what_cannot_be_stored_is_grave_at_once_and_told_once() -> None:
    stages = tuple(stage(name, failing_since=NOW, error="no space is left") for name in ("collect", "store"))
    (trouble,) = judged(service=service(stages=stages))
    assert (trouble.grave, trouble.what.startswith("nothing can be stored")) == (True, True)


def test_a_service_that_has_just_started_may_catch_up() -> None:
    waiting = {"sources": [source(next_due_at=NOW - 72 * HOUR)], "rules": {"loud": NOW - 72 * HOUR}}
    fresh = ServiceState(at=NOW, started_at=NOW - MINUTE, process=7, stages=(stage("collect", None),))
    assert judged(service=fresh, **waiting) == ()
    assert words(*judged(**waiting)).count("stands still") == 2


def test_a_service_whose_clock_was_set_forward_may_catch_up_and_no_longer() -> None:
    waiting = {"sources": [source(next_due_at=NOW - 8 * HOUR)], "rules": {"loud": NOW - 8 * HOUR}}
    assert judged(service=service(catching_up_since=NOW - MINUTE), **waiting) == ()
    assert words(*judged(service=service(catching_up_since=NOW - 20 * MINUTE), **waiting)).count("stands still") == 2


def test_one_source_that_fails_is_no_standstill_and_all_of_them_are() -> None:
    bad = source("bad", health="broken", last_error="404")
    assert judged(sources=[source(), bad]) == (Trouble(what="bad is broken: 404"),)
    grave, mild = judged(sources=[bad])
    assert (grave.what, grave.grave, mild.grave) == ("no source can be read", True, False)


def test_a_source_that_is_gone_is_not_waited_for() -> None:
    assert not any(
        trouble.grave for trouble in judged(sources=[source(), source("old", health="gone", next_due_at=NOW - HOUR)])
    )


def test_settings_that_are_not_in_force_are_named() -> None:
    said = words(
        *judged(service=service(refused="line 3: no", restart=("[listener] listen",), faults=("rule x fails",)))
    )
    assert "not used, the one before stays: line 3: no" in said
    assert "from the next start of the service on: [listener] listen" in said
    assert "rule x fails" in said
