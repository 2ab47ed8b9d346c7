"""`listener demo` checks its own outcome."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from tests.worlds.terminal import run


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_a_demo_in_which_nothing_happened_says_what_is_missing_and_is_code_1(monkeypatch: pytest.MonkeyPatch):
    async def nothing(*_: object, **__: object) -> None:
        """No step is replayed."""

    monkeypatch.setattr("listener.demo.main.replay", nothing)
    shown = run("demo", "--headless", code=1).stdout
    assert "0 mails were accepted" in shown
    assert "things are not as they must be" in shown
    assert "h0001 was stored 0 times" in shown
