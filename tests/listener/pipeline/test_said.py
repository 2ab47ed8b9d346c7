"""The last 24 hours are judged again and again; only what is new, or has become graver, is told again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from listener.pipeline.evaluate import _remember, _said
from storage.records import Fired, RuleState
from tests.worlds.alerts import NOW, alert

HOUR = timedelta(hours=1)
STATE = RuleState(name="r", evaluated_until=NOW)


@pytest.mark.parametrize(
    ("severity", "lasts", "told"),
    [
        (2, HOUR, False),  # the same again
        (2, HOUR / 2, False),  # late posts changed where it ends
        (2, 2 * HOUR, True),  # it goes on
        (3, HOUR, False),
        (1, HOUR, True),  # read meanwhile, and it is bad
    ],
)
def test_what_was_said_is_not_said_again_unless_it_lasts_or_is_graver(
    severity: int, lasts: timedelta, told: bool
) -> None:
    state = RuleState(name="r", evaluated_until=NOW, fired=_remember(STATE, [alert(severity=2, lasts=HOUR)], NOW))
    again = alert(severity=severity, lasts=lasts)
    assert _said(again, state, NOW) is not told
    after = RuleState(name="r", evaluated_until=NOW, fired=_remember(state, [again], NOW))
    assert _said(again, after, NOW)


def test_what_is_over_does_not_become_graver() -> None:
    state = RuleState(name="r", evaluated_until=NOW, fired=_remember(STATE, [alert(severity=2, lasts=HOUR)], NOW))
    assert _said(alert(severity=1, lasts=HOUR), state, NOW + 2 * HOUR)


def test_what_an_older_version_noted_stays_said() -> None:
    state = RuleState(name="r", evaluated_until=NOW, fired=(Fired(fingerprint="f", ends_at=NOW + HOUR, severity=1),))
    assert _said(alert(severity=1, lasts=HOUR), state, NOW)
    assert not _said(alert("other", lasts=HOUR), state, NOW)
