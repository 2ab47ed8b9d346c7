"""The pages leave enough files to those who collect and store."""

from __future__ import annotations

import resource
from resource import RLIM_INFINITY

import pytest

from listener.web.files import OTHERS, room


@pytest.mark.parametrize(
    ("soft", "hard", "found", "raised"),
    [
        (1_024, 4_096, 512, None),
        (256, 4_096, 512, OTHERS + 100 + 512),
        (256, RLIM_INFINITY, 512, OTHERS + 100 + 512),
        (256, 512, 512 - OTHERS - 100, 512),
        (64, 64, 16, None),
        (RLIM_INFINITY, RLIM_INFINITY, 512, None),
    ],
)
def test_what_is_left_after_the_reserve(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, found: int, raised: int | None
) -> None:
    set_to: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: set_to.append(limits))
    assert room(512, concurrency=50) == found
    assert set_to == ([(raised, hard)] if raised else [])
