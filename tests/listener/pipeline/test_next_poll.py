"""When a source is polled again: soon after its first failure, ever later while it fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from listener.pipeline.next_poll import after_failure

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def pause(every: timedelta, failures: int, *, ever: bool, not_before: datetime | None = None) -> timedelta:
    return after_failure("feed", every, NOW, failures, not_before, ever=ever) - NOW


@pytest.mark.parametrize(
    ("every", "failures", "about"),
    [
        (30 * MINUTE, 1, MINUTE),
        (30 * MINUTE, 2, 2 * MINUTE),
        (30 * MINUTE, 3, 4 * MINUTE),
        (30 * MINUTE, 30, 360 * MINUTE),
        (1440 * MINUTE, 1, MINUTE),
        (MINUTE / 6, 1, MINUTE / 6),
    ],
)
def test_a_source_that_never_answered_is_tried_again_soon(every: timedelta, failures: int, about: timedelta) -> None:
    assert 0.89 * about <= pause(every, failures, ever=False) <= 1.11 * about


def test_one_that_did_is_left_alone_for_longer_each_time() -> None:
    waits = [pause(15 * MINUTE, failures, ever=True) for failures in (1, 2, 3)]

    assert all(
        0.89 * usual <= wait <= 1.11 * usual
        for wait, usual in zip(waits, (30 * MINUTE, 60 * MINUTE, 120 * MINUTE), strict=True)
    )


def test_what_the_server_asks_for_counts_for_both() -> None:
    later = NOW + timedelta(hours=3)

    assert pause(15 * MINUTE, 1, ever=False, not_before=later) == pause(15 * MINUTE, 1, ever=True, not_before=later)
