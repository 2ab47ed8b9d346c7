"""What a service knows of its own stages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listener.health.judgement import Facts, judge
from listener.health.progress import LITTLE, Progress
from listener.wording.masking import hide

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_process_that_is_no_service_gives_no_sign_of_life() -> None:
    assert Progress().state((), NOW) is None


def test_a_stage_fails_until_it_succeeds() -> None:
    progress = Progress()
    progress.begin({"collect": SECOND}, NOW)
    for after in range(1, 4):
        progress.failed("collect", OSError("no space"), NOW + after * SECOND)
    state = progress.state((), NOW + 4 * SECOND)
    assert state is not None
    (stage,) = state.stages
    assert (stage.failing_since, stage.error, stage.succeeded_at) == (NOW + SECOND, "no space", None)
    progress.succeeded("collect", NOW + 5 * SECOND)
    later = progress.state((), NOW + 5 * SECOND)
    assert later is not None
    assert (later.stages[0].failing_since, later.stages[0].error) == (None, None)


def test_a_sign_of_life_holds_no_secret() -> None:
    hide(["hunter2hunter2"])
    progress = Progress()
    progress.begin({"deliver": SECOND}, NOW)
    progress.failed("deliver", OSError("no way to hunter2hunter2"), NOW)
    progress.refused = "line 3: hunter2hunter2 is no address"
    assert "hunter2hunter2" not in str(progress.state(["rule x fails: hunter2hunter2"], NOW))


def test_a_disk_is_told_of_before_it_is_full() -> None:
    progress = Progress()
    progress.begin({}, NOW)
    for room, told in ((None, []), (LITTLE, []), (LITTLE - 1, ["64 MB are left"]), (0, ["0 MB are left"])):
        progress.room = room
        found = judge(Facts(now=NOW, service=progress.state((), NOW), served=True))
        assert [each.what.partition(", ")[2].partition(":")[0] for each in found] == told


@pytest.mark.parametrize("by", [timedelta(days=-10), timedelta(minutes=-10), timedelta(days=10)])
def test_a_clock_that_is_set_makes_no_stage_late_and_hides_none_that_is(by: timedelta) -> None:
    progress = Progress()
    progress.begin({"collect": SECOND, "rematch": 3600 * SECOND}, NOW)
    progress.clock_was_set(by, NOW + by)
    for waited, troubles in ((SECOND, 0), (timedelta(minutes=20), 1)):
        now = NOW + by + waited
        assert len(judge(Facts(now=now, service=progress.state((), now), served=True))) == troubles


@pytest.mark.parametrize("by", [timedelta(days=-10), timedelta(minutes=-10), timedelta(days=10)])
def test_a_stage_that_ended_before_the_set_clock_was_noticed_is_not_moved_twice(by: timedelta) -> None:
    progress = Progress()
    progress.begin({"bounces": 60 * SECOND}, NOW)
    progress.succeeded("bounces", NOW + by)
    progress.clock_was_set(by, NOW + by + SECOND)
    state = progress.state((), NOW + by + SECOND)
    assert state is not None
    last = state.stages[0].succeeded_at
    assert last is not None
    assert NOW + by <= last <= NOW + by + SECOND
    assert judge(Facts(now=NOW + by + SECOND, service=state, served=True)) == ()
