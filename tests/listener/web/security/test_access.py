"""What is shown to whom: nothing to strangers, wherever they come from and whatever they say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from listener.app import App
from listener.web.security.access import onward
from listener.web.security.headers import SAFE
from storage.clock import SimulatedClock
from tests.worlds.clients import FAR, HOME, NEAR, PUBLIC, add, browser, link, local, signed_in, stored, visit

OPEN_TO_ALL = 'listen = "0.0.0.0:8350"\nallowed_hosts = ["192.0.2.7"]'
PAGES = ("/", "/incidents/1", "/incidents/99", "/nothing", "/settings", "/settings/people", "/settings/me")


@pytest.mark.parametrize(
    ("home", "client", "headers", "listener"),
    [
        (PUBLIC, NEAR, {}, ""),
        (HOME, FAR, {}, ""),
        (HOME, NEAR, {"X-Forwarded-For": FAR}, ""),
        (HOME, NEAR, {"X-Forwarded-For": NEAR}, ""),
        (HOME, NEAR, {}, OPEN_TO_ALL),
        (HOME, NEAR, {}, ""),
        ("http://192.0.2.7:8350", FAR, {"X-Forwarded-For": NEAR, "X-Real-IP": NEAR}, OPEN_TO_ALL),
        (HOME, NEAR, {"X-Forwarded-Email": "mia@example.org", "Remote-User": "Mia"}, ""),
    ],
    ids=["a proxy", "far", "said by a proxy", "said by a client", "everywhere", "this machine", "claims", "names"],
)
async def test_until_somebody_looks_after_it_only_the_status_word_is_told(
    tmp_path: Path, home: str, client: str, headers: dict[str, str], listener: str
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        stranger = browser(app, home, client)
        for path in PAGES:
            closed = stranger.get(path, headers=headers)
            assert closed.status_code == 403
            assert "listener link" in closed.text
            assert stored(app).title not in closed.text
            assert {name: closed.headers[name] for name in SAFE} == SAFE
        assert stranger.get("/health", headers=headers).json() == {"status": "ok"}
        assert stranger.get("/static/listener.css", headers=headers).status_code == 200
        assert stranger.get("/metrics", headers=headers).status_code == 401
        assert "no administrator" in stranger.get("/sign-in", headers=headers).text

    await visit(tmp_path, look, listener=listener)


async def test_where_people_sign_in_strangers_are_led_there_and_back(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        known = signed_in(app, "Ines", "administrator")
        for stranger in (browser(app), browser(app, PUBLIC, FAR)):
            for path in PAGES:
                led = stranger.get(path)
                assert (led.status_code, led.headers["location"]) == (303, f"/sign-in?next={path.replace('/', '%2F')}")
            sent = stranger.post("/incidents/1", data={"action": "acknowledge"}, headers={"Origin": HOME})
            assert (sent.status_code, stored(app).state) == (403, "open")
            assert stranger.get("/health").json() == {"status": "ok"}
            assert stranger.get("/metrics").status_code == 401
        assert stored(app).title in known.get("/incidents/1").text
        assert "troubles" in known.get("/health").json()
        assert known.get("/metrics").status_code == 200

    await visit(tmp_path, look)


async def test_a_browser_of_this_machine_is_one_only_here_and_only_until_there_are_accounts(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        here = local(app)
        assert stored(app).title in here.get("/incidents/1").text
        assert here.get("/incidents/1", headers={"X-Forwarded-For": FAR}).status_code == 403
        elsewhere = browser(app, HOME, FAR)
        elsewhere.cookies.update(here.cookies)
        assert elsewhere.get("/incidents/1").status_code == 403
        add(app, "Ines", "administrator")
        assert here.get("/incidents/1").status_code == 303
        app.store.remove_person("Ines")

    await visit(tmp_path, look)


async def test_a_container_lets_nobody_look_around_without_an_account(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, path = browser(app), link(app)
        assert "without an account" not in client.get(path).text
        assert client.post(path, data={"as": "local"}, headers={"Origin": HOME}).status_code == 422
        assert client.get("/").status_code == 403

    await visit(tmp_path, look, listener=OPEN_TO_ALL)


async def test_programs_that_watch_have_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTENER_METRICS", "open sesame")

    def look(app: App, _: SimulatedClock) -> None:
        far = browser(app, PUBLIC, FAR)
        for wrong in ("Bearer open", "Bearer ", "open sesame", "Basic open sesame", "Bearer open sesame2", "é"):
            assert far.get("/metrics", headers={"Authorization": wrong.encode()}).status_code == 401
        right = {"Authorization": "Bearer open sesame"}
        assert "listener_polls_total" in far.get("/metrics", headers=right).text
        assert "troubles" in far.get("/health", headers=right).json()
        assert far.get("/", headers=right).status_code == 403

    await visit(tmp_path, look, listener='metrics_token = "env:LISTENER_METRICS"')


def test_of_a_way_back_is_kept_what_can_be() -> None:
    assert onward("/explore?q=" + "a" * 2_000) == "/explore", "too long with its question"
    assert onward("/explore?q=C:\\tmp&since=7d") == "/explore?q=C:%5Ctmp&since=7d"
    assert onward('/explore?q="é <b>"\r\nX: y') == "/explore?q=%22%C3%A9%20%3Cb%3E%22%0D%0AX:%20y"
    assert onward("/brands/M%C3%BCller?q=%22a%22+b#top") == "/brands/M%C3%BCller?q=%22a%22+b#top"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "\t//evil.example",
        "/x\r\nSet-Cookie: a=b",
        "evil.example",
        "",
        "/" + "a" * 2_000,
        "/é",
        '/"><script>',
    ],
)
async def test_the_way_back_leads_to_a_page_of_ours(tmp_path: Path, elsewhere: str) -> None:
    assert onward(elsewhere) == "/"
    assert onward("/incidents/3") == "/incidents/3"

    def look(app: App, _: SimulatedClock) -> None:
        known = signed_in(app, "Ines", "administrator")
        assert known.get("/sign-in", params={"next": elsewhere}).headers["location"] == "/"

    await visit(tmp_path, look)


ODD = ("/incidents/" + "9" * 5_000, "/incidents/-1", "/incidents/٣", "/static/%00", "/static/" + "a" * 5_000)


@pytest.mark.parametrize("path", ODD, ids=lambda path: path[:20])
async def test_odd_addresses_lead_nowhere_safely(tmp_path: Path, path: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        missing = local(app).get(path)
        assert missing.status_code == 404
        assert {name: missing.headers[name] for name in SAFE} == SAFE

    await visit(tmp_path, look)


async def test_the_answer_to_a_fault_is_safe_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        assert client.delete("/").status_code == 405
        monkeypatch.setattr(app, "read", None)
        failed = client.get("/")
        assert failed.status_code == 500
        assert {name: failed.headers[name] for name in SAFE} == SAFE

    await visit(tmp_path, look)
