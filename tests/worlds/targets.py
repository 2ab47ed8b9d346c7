"""For each sort of target the outside world that it talks to: one function `world_TYPE` makes it."""

from __future__ import annotations

import io
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from pytest_httpserver import HTTPServer

from listener.notify.apprise import Anything
from listener.notify.base import Outlet, Target
from listener.notify.console import Console
from listener.notify.webhook import Webhook
from sources.wire.http import HttpClient
from storage.clock import SimulatedClock
from tests.worlds.mail import Post, mail, mail_server
from tests.worlds.notices import NOW, outlet

Mood = Literal["takes it", "fails for now", "fails for good"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A target and what it talks to.

    Attributes:
        received: Everything that was taken, as bytes.
    """

    target: Target
    outlet: Outlet
    received: Callable[[], list[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a world may be made of."""

    httpserver: HTTPServer
    monkeypatch: pytest.MonkeyPatch


Make = Callable[[Mood, Tools], AbstractAsyncContextManager[World]]


@asynccontextmanager
async def world_mail(mood: Mood, _: Tools) -> AsyncIterator[World]:
    answers = {"takes it": "250 fine", "fails for now": "451 later", "fails for good": "554 never"}
    post = Post(data=answers[mood])
    async with mail_server(post) as port:
        yield World(target=mail(port), outlet=outlet(), received=lambda: post.taken)


@asynccontextmanager
async def world_webhook(mood: Mood, tools: Tools) -> AsyncIterator[World]:
    url = _hook(mood, tools.httpserver)
    clock = SimulatedClock(NOW)
    async with HttpClient(contact="tests@example.org", clock=clock, allow_private=["127.0.0.0/8", "::1"]) as http:
        yield World(
            target=Webhook(name="desk", url=url),
            outlet=outlet(http=http, clock=clock),
            received=lambda: _posted(tools.httpserver),
        )


@asynccontextmanager
async def world_apprise(mood: Mood, tools: Tools) -> AsyncIterator[World]:
    url = _hook(mood, tools.httpserver).replace("http://", "json://")
    target = Anything.model_validate({"name": "desk", "url": url})
    permitted = outlet(allow_private=("127.0.0.0/8", "::1"))
    yield World(target=target, outlet=permitted, received=lambda: _posted(tools.httpserver))


@asynccontextmanager
async def world_console(mood: Mood, tools: Tools) -> AsyncIterator[World]:
    paper = io.StringIO()
    if mood != "takes it":
        paper.close()
    tools.monkeypatch.setattr(sys, "stdout", paper)
    yield World(
        target=Console(name="desk"),
        outlet=outlet(),
        received=lambda: [] if paper.closed or not paper.getvalue() else [paper.getvalue().encode()],
    )


def _hook(mood: Mood, httpserver: HTTPServer) -> str:
    status = {"takes it": 200, "fails for now": 503, "fails for good": 410}[mood]
    httpserver.expect_request("/hook", method="POST").respond_with_data("", status=status)
    return httpserver.url_for("/hook")


def _posted(httpserver: HTTPServer) -> list[bytes]:
    return [request.data for request, answer in httpserver.log if answer.status_code == 200]


def world_of(kind: str) -> Any:
    """The maker of a target's world; a KeyError where a new sort of target has none yet."""
    return globals()[f"world_{kind}"]
