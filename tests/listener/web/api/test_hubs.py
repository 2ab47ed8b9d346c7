"""A feed that names a hub is polled as soon as the hub says that there is something new; strangers change nothing."""

from __future__ import annotations

import hmac
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from pytest_httpserver import HTTPServer
from starlette.testclient import TestClient
from werkzeug import Request, Response

from listener.pipeline.subscribe import AGAIN, LEASE, RENEWED, subscribe
from listener.web.app import web
from tests.worlds.pipeline import minutes, running, write_config

ENTRY = "<item><guid>{0}</guid><title>Acme says {0}</title></item>"


class Hub:
    """A place with a feed and a hub, as both are.

    Attributes:
        asked: The fields of each subscription.
        posts: How many entries the feed has.
        polls: How often it was read.
    """

    def __init__(self, server: HTTPServer) -> None:
        self.asked: list[dict[str, str]] = []
        self.posts, self.polls = 1, 0
        self.feed, self.url = server.url_for("/feed"), server.url_for("/hub")
        server.expect_request("/feed").respond_with_handler(self._feed)
        server.expect_request("/hub", method="POST").respond_with_handler(self._subscribe)

    def _feed(self, _: Request) -> Response:
        self.polls += 1
        named = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{self.url}"/>'
        items = "".join(map(ENTRY.format, range(self.posts)))
        return Response(f'<rss version="2.0"><channel><title>News</title>{named}{items}</channel></rss>')

    def _subscribe(self, request: Request) -> Response:
        self.asked.append(dict(parse_qsl(request.get_data(as_text=True))))
        return Response(status=202)

    def verify(self, browser: TestClient, **other: str) -> httpx.Response:
        """Ask whether the last subscription is meant."""
        said = {name: self.asked[-1][f"hub.{name}"] for name in ("mode", "topic", "lease_seconds")}
        params = {f"hub.{name}": value for name, value in {**said, "challenge": "c<b>1", **other}.items()}
        return browser.get(self.path, params=params)

    def announce(self, browser: TestClient, secret: str | None = None, method: str = "sha256") -> httpx.Response:
        """Tell that there is something new."""
        body = b"<rss/>"
        signature = hmac.new((secret or self.asked[-1]["hub.secret"]).encode(), body, method).hexdigest()
        return browser.post(self.path, content=body, headers={"X-Hub-Signature": f"{method}={signature}"})

    @property
    def path(self) -> str:
        return urlsplit(self.asked[-1]["hub.callback"]).path


@pytest.fixture
def hub(httpserver: HTTPServer) -> Hub:
    return Hub(httpserver)


async def test_what_a_hub_announces_is_polled_at_once(tmp_path: Path, hub: Hub) -> None:
    async with running(_config(tmp_path, hub)) as (app, stages, clock):
        browser = TestClient(web(app), base_url="http://127.0.0.1:8350", client=("127.0.0.1", 50000))
        assert await subscribe(app) == 0, "nothing is known of the feed yet"
        await stages.step()
        assert (await subscribe(app), await subscribe(app)) == (1, 0)
        assert (hub.asked[0]["hub.mode"], hub.asked[0]["hub.topic"]) == ("subscribe", hub.feed)
        assert hub.asked[0]["hub.callback"].startswith("http://127.0.0.1:8350/hooks/websub/feed/")
        assert hub.verify(browser, topic="https://else.example/").status_code == 404
        assert hub.verify(browser, mode="unsubscribe").status_code == 404
        verified = hub.verify(browser)
        assert (verified.status_code, verified.text) == (200, "c<b>1")
        assert verified.headers["content-type"].startswith("text/plain")
        hub.posts, before = 2, hub.polls
        assert hub.announce(browser, "wrong").status_code == 202
        assert hub.announce(browser, method="md5").status_code == 202
        await minutes(stages, clock, 1)
        assert hub.polls == before
        assert hub.announce(browser).status_code == 202
        await stages.step()
        assert hub.polls == before + 1
        assert len(list(app.store.export())) == 2


async def test_a_subscription_is_renewed_before_it_ends_and_asked_for_again_where_nobody_confirmed(
    tmp_path: Path, hub: Hub
) -> None:
    async with running(_config(tmp_path, hub)) as (app, stages, clock):
        browser = TestClient(web(app), base_url="http://127.0.0.1:8350", client=("127.0.0.1", 50000))
        await stages.step()
        assert await subscribe(app) == 1
        clock.move_to(clock.now() + AGAIN)
        assert await subscribe(app) == 1
        assert hub.verify(browser).status_code == 200
        clock.move_to(clock.now() + LEASE - 2 * RENEWED)
        assert await subscribe(app) == 0
        clock.move_to(clock.now() + 1.1 * RENEWED)
        assert await subscribe(app) == 1
        assert hub.asked[0] == hub.asked[-1], "the hub knows us by the same address"
        assert await subscribe(app) == 0, "a hub that says nothing is left alone for hours"
        clock.move_to(clock.now() + AGAIN)
        assert await subscribe(app) == 1


async def test_a_hub_that_is_not_wanted_any_more_is_told_so(tmp_path: Path, hub: Hub) -> None:
    async with running(_config(tmp_path, hub)) as (app, stages, _):
        browser = TestClient(web(app), base_url="http://127.0.0.1:8350", client=("127.0.0.1", 50000))
        await stages.step()
        await subscribe(app)
        stranger = hub.path[:-1] + ("0" if hub.path[-1] != "0" else "1")
        assert browser.post(stranger, content=b"x" * 100).status_code == 410
        assert browser.get(stranger, params={"hub.mode": "subscribe", "hub.topic": hub.feed}).status_code == 404
        hub.announce(browser)
        assert app.announced == {"feed"}


async def test_a_machine_that_only_knows_itself_asks_no_hub_elsewhere(tmp_path: Path, hub: Hub) -> None:
    hub.url = "https://hub.example.org/"
    async with running(_config(tmp_path, hub)) as (app, stages, _):
        await stages.step()
        assert await subscribe(app) == 0
        assert app.store.note("websub") is None


def _config(folder: Path, hub: Hub) -> Path:
    path = write_config(folder, hub.feed, hub.feed.split("/")[2])
    path.write_text(path.read_text().replace("https://listener.example.org", "http://127.0.0.1:8350", 1))
    return path
