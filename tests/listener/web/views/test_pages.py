"""The pages show what is stored, safely, whatever a post contains."""

from __future__ import annotations

import asyncio
from pathlib import Path
from unittest.mock import patch

import pytest
from pytest_httpserver import HTTPServer
from starlette.testclient import TestClient

from storage.errors import StoreCorrupt
from tests.worlds.clients import FAR, browser, local
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
            await asyncio.to_thread(lambda: look(local(app)))


def look(client: TestClient) -> None:
    """What a browser gets."""
    overview = client.get("/")
    assert overview.status_code == 200
    assert "1 of 1 are read on time" in overview.text
    assert "<script>" not in overview.text
    assert "javascript:" not in overview.text
    assert "default-src 'none'" in overview.headers["content-security-policy"]
    incident = client.get("/incidents/1")
    assert "<mark>Acme</mark>" in incident.text
    assert "<script>" not in incident.text
    assert "&lt;script&gt;" in incident.text
    assert "javascript:" not in incident.text
    assert "every post" in incident.text
    missing = client.get("/incidents/99")
    assert missing.status_code == 404
    assert "no such incident" in missing.text
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["sources"] == {"feed": "unchanged"}
    assert "listener_polls_total" in client.get("/metrics").text


async def test_health_and_the_page_name_the_trouble(tmp_path: Path) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    async with running(path) as (app, stages, clock):
        await minutes(stages, clock, 2)
        answer = await asyncio.to_thread(lambda: local(app).get("/health"))
        health = answer.json()
        assert (answer.status_code, health["status"]) == (503, "down"), "the only source cannot be read"
        assert any("feed is broken" in trouble for trouble in health["troubles"])
        page = await asyncio.to_thread(lambda: local(app).get("/").text)
        assert "Acme is seen in part: feed" in page
        assert "no source was blind" not in page


async def test_a_store_that_cannot_be_read_is_said_and_never_ok(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTENER_METRICS", "open sesame")
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    path.write_text(path.read_text().replace("[listener]", '[listener]\nmetrics_token = "env:LISTENER_METRICS"', 1))
    told = {"Authorization": "Bearer open sesame"}
    async with running(path) as (app, _, __):
        client = await asyncio.to_thread(local, app)
        with patch.object(app.store, "source_states", side_effect=StoreCorrupt("listener.db is damaged")):
            health = await asyncio.to_thread(lambda: client.get("/health", headers=told))
            page = await asyncio.to_thread(lambda: client.get("/"))
        assert (health.status_code, health.json()["status"]) == (503, "down")
        assert health.json()["troubles"] == ["listener.db is damaged"]
        assert page.status_code == 503
        assert "The store is damaged" in page.text


async def test_who_cannot_be_recognised_is_let_in_nowhere(tmp_path: Path) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    async with running(path) as (app, _, __):
        client = browser(app, client=FAR)
        with patch.object(app.store, "accounts", side_effect=StoreCorrupt("listener.db is damaged")):
            page = await asyncio.to_thread(lambda: client.get("/incidents/1"))
            health = await asyncio.to_thread(lambda: client.get("/health"))
        assert (page.status_code, "is damaged" in page.text) == (503, False)
        assert set(health.json()) == {"status"}
