"""What other programs send to sources is stored before it is answered, and strangers change nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from listener.web.app import web
from tests.worlds.pipeline import minutes, running, write_config

SECRET = "correct horse"
DESK = f"""
[[sources]]
name = "desk"
type = "webhook"
secret = "{SECRET}"
"""


def send(client: TestClient, content: Any, *, key: str = SECRET, name: str = "desk") -> httpx.Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return client.post(f"/hooks/sources/{name}", content=body, headers={"X-Hub-Signature-256": signature})


async def test_what_is_sent_is_stored_once_and_strangers_change_nothing(tmp_path: Path) -> None:
    path = write_config(tmp_path, "http://127.0.0.1:9/feed", "127.0.0.1:9")
    path.write_text(path.read_text() + DESK)
    async with running(path) as (app, stages, clock):
        client = TestClient(web(app), base_url="http://127.0.0.1:8350", client=("127.0.0.1", 50000))
        post = {"id": 1, "text": "Acme is on fire", "published": clock.now().isoformat()}
        told = send(client, [post, {"id": 2, "text": "Acme again"}, {"id": 3}])
        assert (told.status_code, told.json()["new"]) == (200, 2)
        assert [each["id"] for each in told.json()["refused"]] == ["3"]
        assert send(client, post).json() == {"new": 0, "known": 1, "edited": 0, "refused": []}
        state = app.store.source_state("desk")
        assert state
        assert (state.health, state.failures) == ("ok", 0)
        for refused, code in (
            (send(client, post, key="wrong"), 401),
            (send(client, b"{"), 422),
            (send(client, b" " * 70_000), 413),
            (send(client, post, name="feed"), 404),
            (send(client, post, name="nobody"), 404),
        ):
            assert refused.status_code == code
            assert refused.json()["error"]
            assert SECRET not in refused.text
        assert app.store.source_state("desk") == state
        assert len(list(app.store.export())) == 2
        await minutes(stages, clock, 20)
        after = app.store.source_state("desk")
        assert after
        assert (after.health, after.failures, after.lease_until) == ("ok", 0, None)
