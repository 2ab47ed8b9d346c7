"""Tokens: fetched once, renewed when they end or are refused, and shown nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.apis.tokens import Grant, authorised, credentials, refreshing
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited, SourceError, Unauthorised
from tests.worlds.network import NOW, client, network


class Desk:
    """Gives tokens, and lets in whoever shows the newest."""

    def __init__(self, server: HTTPServer) -> None:
        self.given: list[Request] = []
        self.shown: list[str] = []
        self.answer: Response | None = None
        self.lasts: object = 3600
        self.url = server.url_for("/token")
        self.door = server.url_for("/door")
        server.expect_request("/token").respond_with_handler(self._give)
        server.expect_request("/door").respond_with_handler(self._open)

    def _give(self, request: Request) -> Response:
        self.given.append(request)
        if self.answer:
            return self.answer
        said = f'{{"access_token": "t0ken-{len(self.given)}", "expires_in": {self.lasts}}}'
        return Response(said, content_type="application/json")

    def _open(self, request: Request) -> Response:
        self.shown.append(request.headers.get("Authorization", ""))
        return Response("in", status=200 if self.shown[-1] == f"Bearer t0ken-{len(self.given)}" else 401)


@pytest.fixture
def desk(httpserver: HTTPServer) -> Desk:
    return Desk(httpserver)


async def asks(desk: Desk, grant: Grant, times: int, wait: timedelta = timedelta()) -> None:
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        net = network(http, clock=clock)

        async def ask(headers: Mapping[str, str]) -> bytes:
            return (await http.get(desk.door, headers=headers)).body

        for _ in range(times):
            assert await authorised(net, grant, ask) == b"in"
            clock.move_to(clock.now() + wait)


def app(desk: Desk, secret: str = "s3cret/of an app") -> Grant:
    return credentials(desk.url, "client", secret)


async def test_a_token_is_kept_as_long_as_it_lasts(desk: Desk):
    await asks(desk, app(desk), 3)
    assert len(desk.given) == 1


async def test_a_token_that_ends_is_renewed_before(desk: Desk):
    await asks(desk, app(desk), 3, wait=timedelta(seconds=3541))
    assert len(desk.given) == 3


@pytest.mark.parametrize("lasts", ["null", '"soon"', '"3600"', "1e400", "[]", "-5"])
async def test_a_strange_end_breaks_nothing(desk: Desk, lasts: str):
    desk.lasts = lasts
    await asks(desk, app(desk), 2)
    assert 1 <= len(desk.given) <= 2


async def test_a_token_that_is_refused_is_renewed_once(desk: Desk, httpserver: HTTPServer):
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        net = network(http, clock=clock)

        async def ask(headers: Mapping[str, str]) -> bytes:
            return (await http.get(desk.door, headers=headers)).body

        await authorised(net, app(desk), ask)
        desk.given.append(desk.given[0])  # somebody else took a token: ours is worth nothing any more
        assert await authorised(net, app(desk), ask) == b"in"
        assert len(desk.shown) == 3
        httpserver.clear()
        httpserver.expect_request("/token").respond_with_handler(desk._give)
        httpserver.expect_request("/door").respond_with_data("no", status=401)
        with pytest.raises(Unauthorised):
            await authorised(net, app(desk), ask)


async def test_other_secrets_get_tokens_of_their_own(desk: Desk):
    assert app(desk).key != app(desk, "another").key
    assert refreshing(desk.url, "a", "b", "c").key != refreshing(desk.url, "a", "b", "d").key
    assert "s3cret" not in app(desk).key


async def test_who_asks_stands_where_the_place_wants_it(desk: Desk):
    await asks(desk, app(desk), 1)
    assert desk.given[0].headers["Authorization"] == "Basic Y2xpZW50OnMzY3JldCUyRm9mK2FuK2FwcA=="
    assert parse_qs(desk.given[0].get_data(as_text=True)) == {"grant_type": ["client_credentials"]}
    await asks(desk, refreshing(desk.url, "client", "s3cret", "r3fresh"), 1)
    assert parse_qs(desk.given[1].get_data(as_text=True)) == {
        "grant_type": ["refresh_token"], "refresh_token": ["r3fresh"], "client_id": ["client"],
        "client_secret": ["s3cret"],
    }  # fmt: skip
    assert "Authorization" not in desk.given[1].headers


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response('{"error": "invalid_grant", "hint": "s3cret"}', status=400), Unauthorised),
        (Response('{"error": "invalid_client"}', status=401), Unauthorised),
        (Response('{"error": "unsupported_grant_type"}', status=200), Unauthorised),
        (Response('{"access_token": ""}', status=200), Unauthorised),
        (Response('{"access_token": "a\\nCookie: b"}', status=200), Unauthorised),
        (Response('{"access_token": "\\u6771"}', status=200), Unauthorised),
        (Response('{"access_token": ["t"]}', status=200), Unauthorised),
        (Response("[]", status=200), Unauthorised),
        (Response("<p>Sign in</p>", status=200), Broken),
        (Response("", status=503, headers={"Retry-After": "60"}), RateLimited),
    ],
)
async def test_no_token_says_why_and_nothing_secret(desk: Desk, answer: Response, error: type[SourceError]):
    desk.answer = answer
    with pytest.raises(error) as caught:
        await asks(desk, app(desk, "s3cret"), 1)
    assert "/token" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_nothing_secret_is_shown(desk: Desk):
    assert "s3cret" not in repr(app(desk)) + repr(refreshing(desk.url, "client", "s3cret", "r3fresh"))
    assert "r3fresh" not in repr(refreshing(desk.url, "client", "s3cret", "r3fresh"))
