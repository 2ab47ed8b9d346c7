"""Answers are masked beside the event loop where that may take long."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from threading import Event
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from listener.web.security import masking
from listener.web.security.masking import LARGE, WithoutSecrets
from listener.wording.masking import MASK, hide, masked

SECRET = "hunter2hunter2"


async def answer(text: str) -> bytes:
    sent: list[bytes] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message.get("body", b""))

    await WithoutSecrets(PlainTextResponse(text))({"type": "http"}, asyncio.sleep, send)  # type: ignore[arg-type]
    return b"".join(sent)


@pytest.mark.parametrize("length", [0, LARGE])
async def test_no_answer_shows_a_secret_whatever_its_length(length: int) -> None:
    hide([SECRET])
    assert await answer("x" * length + SECRET) == b"x" * length + MASK.encode()


async def test_a_great_answer_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile, waited = Event(), []

    def slowly(text: str) -> str:
        waited.append(meanwhile.wait(5))
        return masked(text)

    hide([SECRET])
    monkeypatch.setattr(masking, "masked", slowly)
    asyncio.get_running_loop().call_later(0.05, meanwhile.set)
    await answer("x" * LARGE + SECRET)
    assert waited == [True]
