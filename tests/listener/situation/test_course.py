"""What is drawn of an incident is about what it is gravest about."""

from __future__ import annotations

from dataclasses import replace

from listener.situation.course import scope_of
from storage.records import Scope
from tests.worlds.incidents import ALERT, HOUR, incident


def test_of_several_gravest_alerts_the_newest_says_what_it_is_about() -> None:
    old = replace(ALERT, starts_at=ALERT.starts_at - HOUR, scope=Scope.brand("Other"), fingerprint="old")
    assert scope_of(incident(alerts=(old, ALERT))) == ALERT.scope
    assert scope_of(incident(alerts=(old, replace(ALERT, severity=3)))) == old.scope
    assert scope_of(incident(alerts=())) == Scope.ALL
