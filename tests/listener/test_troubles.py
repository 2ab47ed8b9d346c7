"""A trouble that lasts is told once; one that comes back is told again."""

from __future__ import annotations

from listener.troubles import Troubles


def test_a_trouble_is_told_once_until_it_is_over() -> None:
    troubles = Troubles()
    assert troubles.is_new("incident 1", ValueError("a"))
    assert not troubles.is_new("incident 1", ValueError("a"))
    assert troubles.is_new("incident 1", ValueError("b"))
    assert troubles.is_new("incident 2", ValueError("b"))
    assert troubles.is_over("incident 1")
    assert not troubles.is_over("incident 1")
    assert troubles.is_new("incident 1", ValueError("b"))
