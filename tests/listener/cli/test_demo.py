"""`listener demo` checks its own outcome."""

from __future__ import annotations

import pytest

from tests.worlds.terminal import run


def test_a_demo_in_which_nothing_happened_says_what_is_missing_and_is_code_1(monkeypatch: pytest.MonkeyPatch):
    async def nothing(*_: object, **__: object) -> None:
        """No step is replayed."""

    monkeypatch.setattr("listener.demo.main.replay", nothing)
    print(run("demo", "--headless", code=1).stdout)
