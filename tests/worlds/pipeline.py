"""A small outside world for the stages: a real feed server, a real mail server, a clock that is moved by hand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from pytest_httpserver import HTTPServer

from listener.app import App, build
from listener.config.loading import load
from listener.demo.mailbox import Mailbox
from listener.pipeline.stages import Stages
from tests.worlds.clocks import SettableClock

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

CONFIG = """
[listener]
store = "listener.db"
base_url = "https://listener.example.org"

[collect]
allow_private = ["127.0.0.1"]

[classify]
enabled = {classify}

[[brands]]
name = "Acme"

[[queries]]
name = "acme"
brand = "Acme"
expression = 'Acme OR #acme'

[[sources]]
name = "feed"
type = "rss"
url = "{feed}"
every = "5m"

[[rules]]
name = "every post"
type = "keyword"
scope = "brand:Acme"
severity = 2

{rules}

[[targets]]
name = "team"
type = "mail"
server = "smtp://{smtp}"
from = "listener@example.org"
to = ["team@example.org"]

[[routes]]
name = "team"
targets = ["team"]
"""


def item(number: int, text: str, at: datetime = START) -> dict[str, str]:
    """An entry of a JSON Feed."""
    return {
        "id": f"n{number}",
        "url": f"https://example.org/{number}",
        "content_text": text,
        "date_published": at.isoformat(),
    }


def publish(server: HTTPServer, *items: dict[str, str]) -> None:
    """What the feed shows from now on."""
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": items})
    server.clear()
    server.expect_request("/feed").respond_with_data(body, content_type="application/feed+json")


@contextmanager
def mail_server(folder: Path, port: int = 0) -> Iterator[tuple[str, Mailbox]]:
    """A real SMTP server on loopback; its address and what it accepted."""
    mailbox = Mailbox(folder / "mails")
    server = Controller(mailbox, hostname="127.0.0.1", port=port or free_port())
    server.start()
    try:
        yield f"127.0.0.1:{server.port}", mailbox
    finally:
        server.stop()


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def write_config(folder: Path, feed: str, smtp: str, *, classify: bool = False, rules: str = "") -> Path:
    """A configuration for this world."""
    path = folder / "config.toml"
    path.write_text(CONFIG.format(feed=feed, smtp=smtp, classify=str(classify).lower(), rules=rules))
    return path


@asynccontextmanager
async def running(path: Path, now: datetime = START) -> AsyncIterator[tuple[App, Stages, SettableClock]]:
    """The application over a configuration, at a moment."""
    clock = SettableClock(now)
    async with build(load(path), clock=clock, service=True) as app:
        yield app, Stages(app), clock


async def minutes(stages: Stages, clock: SettableClock, count: int, step: int = 1) -> None:
    """Let so many minutes pass, all stages at each step."""
    for _ in range(0, count, step):
        clock.move_to(clock.now() + step * MINUTE)
        await stages.step()
