"""What answers mean: statuses, redirects, headers, limits toward a host."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.wire import robots
from storage.errors import Broken, Gone, RateLimited, SourceError, Unauthorised
from tests.worlds.clocks import SettableClock
from tests.worlds.network import NOW, client, fetch, serving


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (401, Unauthorised, "none is configured"),
        (403, Unauthorised, "closed to programs"),
        (404, Broken, "not found"),
        (410, Gone, "remove this source"),
        (418, Broken, "does not accept"),
        (500, Broken, "server is in trouble"),
        (503, RateLimited, "left alone"),
    ],
)
async def test_statuses(httpserver: HTTPServer, status: int, error: type[SourceError], said: str) -> None:
    httpserver.expect_request("/feed").respond_with_data("<rss/>", status=status)

    with pytest.raises(error, match=said) as caught:
        await fetch(httpserver.url_for("/feed"))

    assert type(caught.value) is error
    assert caught.value.permanent is (status == 410)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("address", ["http://user:word@{}/", "http://{}/?api_key=1", "http://{}/?access_token=1"])
async def test_credentials_that_were_sent_are_to_be_checked(httpserver: HTTPServer, status: int, address: str) -> None:
    httpserver.expect_request("/").respond_with_data("no", status=status)

    with pytest.raises(Unauthorised, match="check the key"):
        await fetch(address.format(f"{httpserver.host}:{httpserver.port}"))


@pytest.mark.parametrize("query", ["", "?q=key&page=2", "?id=7", "?author=acme"])
async def test_a_site_that_was_told_no_key_is_not_said_to_want_another(httpserver: HTTPServer, query: str) -> None:
    httpserver.expect_request("/").respond_with_data("no", status=403)

    with pytest.raises(Unauthorised) as caught:
        await fetch(httpserver.url_for(f"/{query}"))

    assert not re.search("key|token|password|credential", str(caught.value))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Thu, 10 Sep 2026 12:05:00 GMT"}, 300),
        ({"X-RateLimit-Reset": "2026-09-10T12:01:00.000Z"}, 60),
        ({"x-rate-limit-reset": "1789041660"}, 60),
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "37.5"}, 37.5),
        ({"Retry-After": "Thursday, 10-Sep-26 12:05:00 GMT"}, 300),
        ({"Retry-After": "Thu Sep 10 12:05:00 2026"}, 300),
        ({"Retry-After": "90, 60.5"}, 90),
        ({"Retry-After": "99999999"}, 86400),
        ({"Retry-After": "Thu, 10 Sep 2026 11:00:00 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
async def test_when_to_come_back(httpserver: HTTPServer, headers: dict[str, str], wait: float | None) -> None:
    httpserver.expect_request("/").respond_with_data(status=429, headers=headers)

    with pytest.raises(RateLimited) as caught:
        await fetch(httpserver.url_for("/"))

    assert caught.value.not_before == (None if wait is None else NOW + timedelta(seconds=wait))


@pytest.mark.parametrize(
    "spent",
    [
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1789041660"},
        {"x-ratelimit-remaining": "4000", "Retry-After": "60"},
        {"Retry-After": "Thu, 10 Sep 2026 12:05:00 GMT"},
    ],
)
async def test_forbidden_because_the_limit_is_spent_is_no_matter_of_credentials(
    httpserver: HTTPServer, spent: dict[str, str]
) -> None:
    httpserver.expect_request("/").respond_with_data(status=403, headers=spent)

    with pytest.raises(RateLimited):
        await fetch(httpserver.url_for("/"))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Cache-Control": "public, max-age=600"}, 600),
        ({"Cache-Control": "max-age=600", "Age": "500"}, 100),
        ({"Cache-Control": "max-age=600", "Expires": "Thu, 10 Sep 2026 12:20:00 GMT"}, 600),
        ({"Expires": "Thu, 10 Sep 2026 12:20:00 GMT"}, 1200),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=31536000"}, 86400),
        ({"Expires": "0"}, None),
        ({"Retry-After": "60"}, 60),
        ({}, None),
    ],
)
async def test_how_long_an_answer_is_fresh(httpserver: HTTPServer, headers: dict[str, str], wait: float | None) -> None:
    httpserver.expect_request("/").respond_with_data("x", headers=headers)

    answer = await fetch(httpserver.url_for("/"))

    assert answer.not_before == (None if wait is None else NOW + timedelta(seconds=wait))


async def test_who_we_are(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_handler(lambda request: Answer(request.headers["User-Agent"]))

    agent = (await fetch(httpserver.url_for("/"), contact="mailto:us@example.org\r\nEvil: yes")).body.decode()

    assert agent.startswith("Listener/")
    assert agent.endswith("(+mailto:us@example.orgEvil: yes)")


async def test_unchanged(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/", headers={"If-None-Match": '"one"'}).respond_with_data(status=304)

    assert (await fetch(httpserver.url_for("/"), {"If-None-Match": '"one"'})).status == 304


async def test_cookies_are_not_kept(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_handler(
        lambda request: Answer(request.headers.get("Cookie", "none"), headers={"Set-Cookie": "a=b"})
    )
    async with client() as http:
        await http.get(httpserver.url_for("/"))
        assert (await http.get(httpserver.url_for("/"))).body == b"none"


class TestRedirects:
    @pytest.mark.parametrize(
        ("first", "second", "moved"),
        [(301, 308, "/end"), (308, 302, "/middle"), (302, 301, None), (307, 307, None), (301, 303, "/middle")],
    )
    async def test_only_permanent_ones_move(
        self, httpserver: HTTPServer, first: int, second: int, moved: str | None
    ) -> None:
        httpserver.expect_request("/").respond_with_data(status=first, headers={"Location": "/middle"})
        httpserver.expect_request("/middle").respond_with_data(status=second, headers={"Location": "end"})
        httpserver.expect_request("/end").respond_with_data("feed")

        answer = await fetch(httpserver.url_for("/"))

        assert (answer.body, answer.url) == (b"feed", httpserver.url_for("/end"))
        assert answer.moved_to == (httpserver.url_for(moved) if moved else None)

    async def test_circle(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/a").respond_with_data(status=302, headers={"Location": "/b"})
        httpserver.expect_request("/b").respond_with_data(status=302, headers={"Location": "/a"})

        with pytest.raises(Broken, match="in a circle"):
            await fetch(httpserver.url_for("/a"))

    async def test_endless(self, httpserver: HTTPServer) -> None:
        def onward(request: Request) -> Answer:
            return Answer(status=302, headers={"Location": f"{request.path}x"})

        httpserver.expect_request("/", method="GET").respond_with_handler(onward)
        httpserver.expect_request(re.compile("/x+")).respond_with_handler(onward)

        with pytest.raises(Broken, match="more than 10 times"):
            await fetch(httpserver.url_for("/"))

    @pytest.mark.parametrize("location", ["ftp://example.org/", "file:///etc/passwd", "javascript:x"])
    async def test_leading_out_of_the_web(self, httpserver: HTTPServer, location: str) -> None:
        httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": location})

        with pytest.raises(Broken, match=r"only http and https|cannot be read"):
            await fetch(httpserver.url_for("/"))

    async def test_credentials_stay_with_their_host(self, httpserver: HTTPServer) -> None:
        with HTTPServer() as other:
            other.expect_request("/").respond_with_handler(_echo)
            httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": other.url_for("/")})
            address = httpserver.url_for("/").replace("http://", "http://jo:secret@")

            body = (await fetch(address, {"X-Api-Key": "secret", "If-None-Match": "x"})).body.decode()

        assert "secret" not in body
        assert "Authorization" not in body
        assert "If-None-Match" in body

    async def test_credentials_go_along_on_the_same_host(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": httpserver.url_for("/b")})
        httpserver.expect_request("/b").respond_with_handler(_echo)

        body = (await fetch(httpserver.url_for("/").replace("http://", "http://jo:secret@"))).body.decode()

        assert "Authorization: Basic am86c2VjcmV0" in body


async def test_messages_show_no_secrets(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(status=404)
    address = httpserver.url_for("/feed").replace("http://", "http://jo:secret@") + "?token=secret"

    with pytest.raises(Broken) as caught:
        await fetch(address)

    assert "secret" not in str(caught.value)
    assert "/feed" in str(caught.value)


async def test_a_host_is_asked_twice_at_once_at_most() -> None:
    now = most = 0

    async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    async with serving(count) as port, client() as http:
        await asyncio.gather(*(http.get(f"http://127.0.0.1:{port}/{n}") for n in range(10)))

    assert most == 2


class TestTiredHost:
    async def test_one_limited_address_leaves_the_others_of_its_host_alone(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/limited").respond_with_data(status=429, headers={"Retry-After": "60"})
        httpserver.expect_request("/fine").respond_with_data("fine")
        async with client() as http:
            with pytest.raises(RateLimited):
                await http.get(httpserver.url_for("/limited"))
            assert (await http.get(httpserver.url_for("/fine"))).body == b"fine"

    async def test_two_limited_addresses_keep_the_whole_host_quiet(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/a").respond_with_data(status=429, headers={"Retry-After": "60"})
        httpserver.expect_request("/b").respond_with_data(status=429, headers={"Retry-After": "90"})
        async with client() as http:
            for path in ("/a", "/b"):
                with pytest.raises(RateLimited):
                    await http.get(httpserver.url_for(path))
            with pytest.raises(RateLimited) as caught:
                await http.get(httpserver.url_for("/c"))
        assert caught.value.not_before == NOW + timedelta(seconds=90)
        assert len(httpserver.log) == 2

    async def test_it_is_asked_again_in_time_though_the_clock_was_set_back(self, httpserver: HTTPServer) -> None:
        clock = SettableClock(NOW)
        httpserver.expect_request("/a").respond_with_data(status=429, headers={"Retry-After": "60"})
        httpserver.expect_request("/b").respond_with_data(status=429, headers={"Retry-After": "90"})
        httpserver.expect_request("/c").respond_with_data("fine")
        async with client(clock=clock) as http:
            for path in ("/a", "/b"):
                with pytest.raises(RateLimited):
                    await http.get(httpserver.url_for(path))
            clock.set_to(NOW - timedelta(days=10))
            with pytest.raises(RateLimited) as caught:
                await http.get(httpserver.url_for("/c"))
            assert caught.value.not_before == clock.now() + timedelta(seconds=90)
            clock.move_to(clock.now() + timedelta(seconds=90))
            assert (await http.get(httpserver.url_for("/c"))).body == b"fine"


class TestRobots:
    @pytest.mark.parametrize(
        ("rules", "status", "allowed"),
        [
            ("User-agent: *\nDisallow: /private", 200, True),
            ("User-agent: *\nDisallow: /", 200, False),
            ("User-agent: Listener\nDisallow: /\n\nUser-agent: *\nAllow: /", 200, False),
            ("User-agent: *\nDisallow: /\n\nUser-agent: listener/9\nDisallow:", 200, True),
            ("User-agent: one\nUser-agent: *\n\nDisallow: /re", 200, False),
            ("User-agent: *\nAllow: /reviews\nDisallow: /", 200, True),
            ("User-agent: *\nDisallow: /\nAllow: /reviews", 200, True),
            ("User-agent: *\nAllow: /\nDisallow: /reviews", 200, False),
            ("User-agent: *\nDisallow: /*views", 200, False),
            ("User-agent: *\nDisallow: /*vi*w$", 200, True),
            ("User-agent: *\nDisallow: /r*s$", 200, False),
            ("User-agent: *\nDisallow: /review$", 200, True),
            ("\ufeffUser-agent: * # all\nDisallow: /%72eviews # none", 200, False),
            ("", 404, True),
            ("", 500, False),
        ],
    )
    async def test_what_is_allowed(self, httpserver: HTTPServer, rules: str, status: int, allowed: bool) -> None:
        httpserver.expect_request("/robots.txt").respond_with_data(rules, status=status)
        async with client() as http:
            assert [await http.allowed(httpserver.url_for("/reviews")) for _ in range(2)] == [allowed, allowed]
        assert len(httpserver.log) == (1 if status < 500 else 2)

    def test_a_rule_behind_many_names_is_held_once(self) -> None:
        names = "".join(f"User-agent: {name}\n" for name in ["*", "listener", *map(str, range(300))] * 2)
        assert len(robots.rules(names + "Disallow: /x\n" * 300, "Listener/9").said) == 300

    async def test_they_are_kept_for_a_day_though_the_clock_was_set_back(self, httpserver: HTTPServer) -> None:
        clock = SettableClock(NOW)
        httpserver.expect_request("/robots.txt").respond_with_data("")
        async with client(clock=clock) as http:
            await http.allowed(httpserver.url_for("/reviews"))
            clock.set_to(NOW - timedelta(days=10))
            await http.allowed(httpserver.url_for("/reviews"))
            clock.move_to(clock.now() + timedelta(days=1, seconds=1))
            await http.allowed(httpserver.url_for("/reviews"))
        assert len(httpserver.log) == 2


def _echo(request: Request) -> Answer:
    return Answer("\n".join(f"{name}: {value}" for name, value in request.headers.items()))
