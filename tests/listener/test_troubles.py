"""A trouble that lasts is told once; one that comes back is told again."""

from __future__ import annotations

from listener.troubles import Troubles
from storage.errors import ListenerError


def test_a_trouble_is_told_once_until_it_is_over() -> None:
    troubles = Troubles()
    assert troubles.is_new("incident", "1", ValueError("a"))
    assert not troubles.is_new("incident", "1", ValueError("a"))
    assert troubles.is_new("incident", "1", ValueError("b"))
    assert troubles.is_new("incident", "2", ValueError("b"))
    assert troubles.is_over("incident", "1")
    assert not troubles.is_over("incident", "1")
    assert troubles.is_new("incident", "1", ValueError("b"))


def test_troubles_are_told_of_the_kinds_that_are_asked_for() -> None:
    troubles = Troubles()
    troubles.is_new("rule", "outbox of the press", ListenerError("it is broken"))
    troubles.is_new("outbox", "", ListenerError("it is full"))
    troubles.is_new("source", "rule", ListenerError("it is gone"))
    assert troubles.of("rule", "outbox") == ["rule outbox of the press fails: it is broken", "outbox fails: it is full"]
