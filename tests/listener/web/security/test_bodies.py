"""Bodies are read as far as they are wanted, and as long as they are worth waiting for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from listener.web.refusal import Refusal
from listener.web.security import bodies
from listener.web.security.bodies import LARGEST, body

PART = 1024


async def test_an_endless_body_is_not_read_beyond_the_limit() -> None:
    read: list[int] = []

    async def receive() -> dict[str, Any]:
        read.append(PART)
        return {"type": "http.request", "body": b" " * PART, "more_body": True}

    with pytest.raises(Refusal, match="64 KiB"):
        await body(Request({"type": "http", "headers": []}, receive))
    assert sum(read) == LARGEST + PART


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.01)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    with pytest.raises(Refusal) as refused:
        await body(Request({"type": "http", "headers": []}, receive))
    assert refused.value.status_code == 408
