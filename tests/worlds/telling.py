"""A brand that is talked about in a simulated world: a feed whose posts grow, people, and the mails that they get."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pytest_httpserver import HTTPServer

from listener.app import App
from listener.demo.mailbox import Mail, Mailbox
from listener.pipeline.stages import Stages
from tests.worlds.clocks import SettableClock
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config

PEOPLE = """
[[people]]
name = "Mia"
mail = "mia@example.org"
quiet = { from = "08:00", to = "20:00" }

[[policies]]
name = "wake"
levels = [{ page = ["person:Mia"], timeout = "10m" }]

[[targets]]
name = "desk"
type = "mail"
server = "smtp://SMTP"
from = "listener@example.org"
to = ["desk@example.org"]
"""
WORDS = """
[[rules]]
name = "recall"
type = "keyword"
scope = "brand:Acme"
words = ["recall", "fire"]
severity = 1
"""


def config(folder: Path, server: HTTPServer, smtp: str, routes: str, rules: str, every: str, *, classify: bool) -> Path:
    """`routes` instead of the only one, `rules` instead of the one that tells of every post."""
    path = write_config(folder, server.url_for("/feed"), smtp, rules=rules, classify=classify)
    text = path.read_text().replace('every = "5m"', f'every = "{every}"')
    head, _, rest = text.partition('[[rules]]\nname = "every post"')
    text = head + rest[rest.index("[[rules]]") :]
    if routes:
        text = text.partition("[[routes]]")[0] + routes.replace("SMTP", smtp)
    path.write_text(text)
    return path


class World:
    """A feed whose posts grow, and what the mail server took."""

    def __init__(self, server: HTTPServer, mailbox: Mailbox, app: App, stages: Stages, clock: SettableClock) -> None:
        self.server, self.mailbox, self.app, self.stages, self.clock = server, mailbox, app, stages, clock
        self.items: list[dict[str, str]] = []
        self.read = 0

    def post(self, *texts: str) -> None:
        for text in texts:
            self.items.append(item(len(self.items) + 1, text, self.clock.now()))
        publish(self.server, *self.items)

    async def minutes(self, count: int) -> None:
        await minutes(self.stages, self.clock, count)

    def mails(self) -> list[Mail]:
        """Those that came since it was asked last."""
        found = self.mailbox.mails()[self.read :]
        self.read += len(found)
        return found

    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.mails()]


@asynccontextmanager
async def world(
    folder: Path,
    server: HTTPServer,
    routes: str = "",
    rules: str = WORDS,
    *,
    every: str = "1m",
    classify: bool = False,
) -> AsyncIterator[World]:
    with mail_server(folder) as (smtp, mailbox):
        path = config(folder, server, smtp, routes, rules, every, classify=classify)
        async with running(path) as (app, stages, clock):
            made = World(server, mailbox, app, stages, clock)
            made.post("Nothing yet")
            await made.minutes(5)
            yield made


def said(mail: Mail) -> str:
    """Its text on one line, without the marks of matched words."""
    return " ".join(mail.text.replace("*", "").split())
