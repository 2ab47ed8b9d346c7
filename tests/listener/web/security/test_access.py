"""What is shown to whom: everything at this machine and to browsers that were let in, next to nothing elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.app import App
from listener.web.security.headers import SAFE
from storage.clock import SimulatedClock
from tests.worlds.clients import HOME, browser, local, stored, visit

PUBLIC = "https://listener.example.org"
FAR = "203.0.113.9"
NEAR = "127.0.0.1"
OPEN_TO_ALL = 'listen = "0.0.0.0:8350"\nallowed_hosts = ["192.0.2.7"]'


@pytest.mark.parametrize(
    ("home", "client", "headers", "listener"),
    [
        (PUBLIC, NEAR, {}, ""),
        (HOME, FAR, {}, ""),
        (HOME, NEAR, {"X-Forwarded-For": FAR}, ""),
        (HOME, NEAR, {"X-Forwarded-For": NEAR}, ""),
        (HOME, NEAR, {}, OPEN_TO_ALL),
        ("http://192.0.2.7:8350", FAR, {"X-Forwarded-For": NEAR, "X-Real-IP": NEAR}, OPEN_TO_ALL),
    ],
    ids=["a proxy", "another machine", "said by a proxy", "said by a client", "listens everywhere", "claims"],
)
async def test_elsewhere_only_the_status_word_is_told(
    tmp_path: Path, home: str, client: str, headers: dict[str, str], listener: str
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        far = browser(app, home, client)
        for path in ("/", "/incidents/1", "/incidents/99", "/nothing"):
            closed = far.get(path, headers=headers)
            assert closed.status_code == 403
            assert "listener link" in closed.text
            assert stored(app).title not in closed.text
            assert {name: closed.headers[name] for name in SAFE} == SAFE
        assert far.get("/health", headers=headers).json() == {"status": "ok"}
        assert far.get("/static/listener.css", headers=headers).status_code == 200
        assert far.get("/metrics", headers=headers).status_code == 401
        known = local(app, home, client)
        assert stored(app).title in known.get("/incidents/1", headers=headers).text
        assert "troubles" in known.get("/health", headers=headers).json()

    await visit(tmp_path, look, listener=listener)


async def test_programs_that_watch_from_elsewhere_have_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTENER_METRICS", "open sesame")

    def look(app: App, _: SimulatedClock) -> None:
        far = browser(app, PUBLIC, FAR)
        for wrong in ("Bearer open", "Bearer ", "open sesame", "Basic open sesame", "Bearer open sesame2"):
            assert far.get("/metrics", headers={"Authorization": wrong}).status_code == 401
        right = {"Authorization": "Bearer open sesame"}
        assert "listener_polls_total" in far.get("/metrics", headers=right).text
        assert "troubles" in far.get("/health", headers=right).json()
        assert far.get("/", headers=right).status_code == 403
        assert browser(app).get("/metrics").status_code == 200

    await visit(tmp_path, look, listener='metrics_token = "env:LISTENER_METRICS"')


async def test_the_way_back_leads_to_a_page_of_ours(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = browser(app, PUBLIC, FAR)
        for path in ("//evil.example/x", "/\\evil.example", "/%5cevil.example", "/%0d%0ax", "/<b>"):
            closed = client.get(f"{PUBLIC}{path}").text
            way = closed.partition("let in before?")[2].partition('href="')[2].partition('"')[0]
            assert way.startswith("/")
            assert not way.startswith(("//", "/\\"))
            assert "<b>" not in way

    await visit(tmp_path, look)


ODD = ("/incidents/" + "9" * 5_000, "/incidents/-1", "/incidents/٣", "/static/%00", "/static/" + "a" * 5_000)


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:20])
async def test_odd_addresses_lead_nowhere_safely(tmp_path: Path, path: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        missing = browser(app).get(path)
        assert missing.status_code == 404
        assert {name: missing.headers[name] for name in SAFE} == SAFE

    await visit(tmp_path, look)


async def test_the_answer_to_a_fault_is_safe_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = browser(app)
        client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        monkeypatch.setattr(app, "read", None)
        failed = client.get("/")
        assert failed.status_code == 500
        assert {name: failed.headers[name] for name in SAFE} == SAFE
        assert client.delete("/").status_code == 405

    await visit(tmp_path, look)
