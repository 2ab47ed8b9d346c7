"""From the post to the mail to the button: the link that stands in a mail acts."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from pytest_httpserver import HTTPServer

from listener.app import App
from tests.worlds.clients import browser, stored
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config

BASE = "https://listener.example.org"


def press(app: App, path: str) -> None:
    """As a person in the team does, whom the mail does not know by name."""
    client = browser(app, BASE, "203.0.113.9")
    assert stored(app).state == "open"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"who": "Mia"}).status_code == 200
    assert stored(app).acknowledged_by == "Mia"


async def test_the_link_in_a_mail_takes_the_incident(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        path.write_text(path.read_text().replace("severity = 2", "severity = 1"))
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(httpserver, item(1, "Acme burns", clock.now()))
            await minutes(stages, clock, 10)
            (mail,) = mailbox.mails()
            found = re.search(rf"I take it: {BASE}(/act/\S+)", mail.text)
            assert found, mail.text
            assert f'href="{BASE}{found[1]}"' in mail.html
            await asyncio.to_thread(press, app, found[1])
