"""The incoming webhook: only with the key, only fresh, each message once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from listener.app import App
from listener.signing import message_signature
from storage.clock import SimulatedClock
from tests.worlds.clients import browser, stored, visit
from tests.worlds.incidents import NOW

KEY = "correct horse"
TAKE = {"incident": 1, "action": "acknowledge", "who": "Mia"}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTENER_ACTIONS", KEY)


ON = 'webhook = true\nsecret = "env:LISTENER_ACTIONS"'


def sender(app: App) -> TestClient:
    """Another program, somewhere."""
    return browser(app, "https://listener.example.org", "203.0.113.9")


def send(client: TestClient, content: Any, *, key: str = KEY, at: datetime = NOW, **headers: str) -> httpx.Response:
    """As our own webhooks are sent."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    stamp = str(int(at.timestamp()))
    signed = {"X-Listener-Timestamp": stamp, "X-Listener-Signature-256": message_signature(key, stamp, body)}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/hooks/incidents", content=body, headers=signed | named)


async def test_a_signed_message_acts_and_answers_how_it_stands(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client = sender(app)
        taken = send(client, TAKE)
        assert taken.status_code == 200
        assert taken.json()["incident"] == {
            "id": 1,
            "title": stored(app).title,
            "severity": 2,
            "state": "acknowledged",
            "acknowledged_by": "Mia",
            "url": "https://listener.example.org/incidents/1",
            "opened_at": "2026-03-02T08:30:00+00:00",
            "resolved_at": None,
            "follows": None,
            "drill": False,
            "brands": ["Acme"],
        }
        for more in (
            {"action": "note", "text": "from the desk"},
            {"action": "severity", "severity": 1},
            {"action": "handover", "to": "Bo"},
            {"action": "resolve"},
        ):
            assert send(client, TAKE | more).status_code == 200
        what = [entry.what for entry in stored(app).timeline[2:]]
        assert what == ["acknowledged", "from the desk", "raised severity from 2 to 1", "handed over to Bo", "resolved"]

    await visit(tmp_path, look, actions=ON)


async def test_the_second_of_two_gets_a_conflict_with_the_sentence(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = sender(app)
        send(client, TAKE)
        late = send(client, TAKE | {"who": "Bo"})
        assert late.status_code == 409
        assert "Mia already takes care of this incident, since 2 Mar 09:00 UTC" in late.json()["error"]
        assert late.json()["incident"]["acknowledged_by"] == "Mia"

    await visit(tmp_path, look, actions=ON)


async def test_a_message_that_comes_again_acts_once(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, note = sender(app), TAKE | {"action": "note", "text": "once"}
        assert "repeated" not in send(client, note, Idempotency_Key="k1").json()
        again = [
            send(client, note, Idempotency_Key="k1"),
            send(client, note, Idempotency_Key="k2"),  # caught on the way, and sent with another key
            send(client, note),
            send(client, note, at=NOW + timedelta(seconds=9), Idempotency_Key="k1"),  # our own next attempt
        ]
        assert [(one.status_code, one.json()["repeated"]) for one in again] == [(200, True)] * 4
        assert [entry.what for entry in stored(app).timeline].count("once") == 1

    await visit(tmp_path, look, actions=ON)


async def test_wrong_keys_old_messages_and_future_ones_are_refused(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, minutes = sender(app), timedelta(minutes=1)
        assert "signature" in send(client, TAKE, key="guess").json()["error"]
        assert send(client, TAKE, key="guess").status_code == 401
        for off in (-6, 6):
            refused = send(client, TAKE, at=NOW + off * minutes)
            assert refused.status_code == 401
            assert "five minutes" in refused.json()["error"]
        body = json.dumps(TAKE).encode()
        for stamp in ("", "now", "-1", "²", "9" * 400):
            headers = {
                "X-Listener-Timestamp": stamp.encode("latin-1"),
                "X-Listener-Signature-256": message_signature(KEY, stamp, body).encode(),
            }
            assert client.post("/hooks/incidents", content=body, headers=headers).status_code == 401
        assert client.post("/hooks/incidents", content=body).status_code == 401
        stamp = str(int(NOW.timestamp()))
        moved = {"X-Listener-Timestamp": stamp, "X-Listener-Signature-256": message_signature(KEY, stamp, body)}
        other = json.dumps(TAKE | {"who": "Eve"}).encode()
        assert client.post("/hooks/incidents", content=other, headers=moved).status_code == 401
        assert stored(app).state == "open"
        assert send(client, TAKE, at=NOW - 4 * minutes).status_code == 200

    await visit(tmp_path, look, actions=ON)


async def test_a_message_of_more_than_64_kib_is_refused(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        assert send(sender(app), json.dumps(TAKE).encode() + b" " * 70_000).status_code == 413
        assert stored(app).state == "open"

    await visit(tmp_path, look, actions=ON)


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"{", 422, "not JSON"),
        (b"[" * 60_000, 422, "not JSON"),
        (b"[]", 422, "write an object"),
        (TAKE | {"incident": "1"}, 422, "number"),
        (TAKE | {"incident": True}, 422, "number"),
        (TAKE | {"incident": 10**30}, 422, "number"),
        (TAKE | {"incident": 99}, 404, "no incident 99"),
        (TAKE | {"who": ""}, 422, "your name is missing"),
        (TAKE | {"who": 7}, 422, "who"),
        (TAKE | {"action": "drop"}, 422, "action"),
        (TAKE | {"action": "note"}, 422, "the note is empty"),
        (TAKE | {"action": "severity", "severity": 0}, 422, "must be 1"),
        (TAKE | {"typo": 1}, 422, "typo"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_not_understood_is_said_and_may_be_sent_again(
    tmp_path: Path, content: Any, status: int, said: str
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = sender(app)
        refused = send(client, content, Idempotency_Key="k")
        assert refused.status_code == status
        assert said in refused.json()["error"]
        assert send(client, TAKE, Idempotency_Key="k").json()["incident"]["acknowledged_by"] == "Mia"

    await visit(tmp_path, look, actions=ON)


@pytest.mark.parametrize("actions", ["", "webhook = true", 'secret = "env:LISTENER_ACTIONS"'])
async def test_it_is_closed_unless_switched_on_with_a_key_of_your_own(tmp_path: Path, actions: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        closed = send(sender(app), TAKE)
        assert closed.status_code == 404
        assert "[actions]" in closed.json()["error"]
        assert stored(app).state == "open"

    await visit(tmp_path, look, actions=actions)
