"""The pages show what is stored, safely, whatever a post contains."""

from __future__ import annotations

import asyncio
from pathlib import Path

from pytest_httpserver import HTTPServer
from starlette.testclient import TestClient

from tests.worlds.clients import browser
from tests.worlds.pipeline import item, mail_server, minutes, publish, running, write_config

HOSTILE = 'Acme <script>alert(1)</script> & "quotes" are awful'


async def test_overview_incident_health_and_metrics(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing yet"))
    with mail_server(tmp_path) as (smtp, _):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            hostile = item(1, HOSTILE, clock.now()) | {"url": "javascript:alert(1)"}
            publish(httpserver, hostile)
            await minutes(stages, clock, 10)
            await asyncio.to_thread(look, browser(app))


def look(client: TestClient) -> None:
    """What a browser gets."""
    overview = client.get("/")
    assert overview.status_code == 200
    assert '<dt title="Mentions as sources showed them' in overview.text, "a number says what it means"
    assert "<script>" not in overview.text
    assert "&lt;script&gt;" in overview.text
    assert "javascript:" not in overview.text
    assert "default-src 'none'" in overview.headers["content-security-policy"]
    incident = client.get("/incidents/1")
    assert "<mark>Acme</mark>" in incident.text
    assert "every post" in incident.text
    missing = client.get("/incidents/99")
    assert missing.status_code == 404
    assert "no such incident" in missing.text
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["sources"] == {"feed": "unchanged"}
    assert "listener_polls_total" in client.get("/metrics").text


async def test_health_names_the_trouble(tmp_path: Path) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 2)
        health = await asyncio.to_thread(lambda: browser(app).get("/health").json())
        assert health["status"] == "degraded"
        assert any("feed is broken" in trouble for trouble in health["troubles"])
