"""Bluesky: where it begins, what is missing after a long absence, and that its session is kept and told to nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.bluesky import Bluesky
from sources.bluesky_search import BlueskySearch
from storage.clock import SimulatedClock
from storage.errors import Broken, Unauthorised
from storage.records import Ask, Batch, Cursor
from tests.worlds.live import Jetstream, post, websocket
from tests.worlds.network import NOW, client, network
from tests.worlds.polling import rechecked

ASK = Ask(groups=(("acme",),))
MICROS = int(NOW.timestamp()) * 1_000_000


def read(*events: Any, cursor: Cursor | None = None, is_first: bool = False) -> Batch:
    texts = [json.dumps(event) for event in events]
    return Bluesky(name="sky").read(texts, NOW, cursor or {"time_us": MICROS - 60_000_000}, is_first)


async def asked(cursor: Cursor) -> Sequence[int | None]:
    place, clock = Jetstream(), SimulatedClock(NOW)
    place.ends = 0
    async with websocket(place.speak) as url, client(clock=clock) as http:
        with suppress(Broken):
            async for _ in Bluesky(name="sky", url=url).stream(network(http, clock=clock), cursor, ASK):
                pass
    return place.asked


async def test_it_begins_now_and_goes_on_a_little_before_where_it_was() -> None:
    assert await asked({}) == [MICROS - 5_000_000]
    assert await asked({"time_us": 1_700_000_000_000_000}) == [1_699_999_995_000_000]


@pytest.mark.parametrize(("absent", "told"), [(timedelta(minutes=5), False), (timedelta(days=2), True)])
def test_what_is_not_replayed_any_more_is_missing_and_said(absent: timedelta, told: bool) -> None:
    cursor = {"time_us": MICROS - int(absent.total_seconds()) * 1_000_000}
    batch = read(post(1, "Acme", NOW - timedelta(minutes=1)), cursor=cursor, is_first=True)
    assert bool(batch.partial) is told
    assert not told or "2026-09-08 12:00 to 2026-09-10 11:59 UTC" in batch.partial[0]
    assert read(post(1, "Acme", NOW), cursor=cursor).partial == ()


def test_the_cursor_is_the_latest_event_of_any_sort() -> None:
    account = {"did": "did:plc:x", "time_us": MICROS + 9, "kind": "account", "account": {"active": False}}
    batch = read(post(1, "Acme", NOW), account)
    assert batch.cursor == {"time_us": MICROS + 9}
    assert (len(batch.mentions), batch.events, batch.refused) == (1, 2, ())


@pytest.mark.parametrize(
    ("created", "said"),
    [
        ("2026-09-10T11:00:00.000Z", NOW - timedelta(hours=1)),
        ("2099-01-01T00:00:00Z", NOW),
        ("0001-01-01T00:00:00Z", NOW),
        ("yesterday", NOW),
        (7, NOW),
    ],
)
def test_nobody_has_said_anything_in_the_future(created: Any, said: object) -> None:
    event = post(0, "Acme", NOW)
    event["commit"]["record"]["createdAt"] = created
    [mention] = read(event).mentions
    assert mention.published_at == said


@pytest.mark.parametrize(
    "change",
    [
        {"did": "did:plc:x/../y"},
        {"did": 7},
        {"commit": {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "a b", "record": {"text": "x"}}},
        {"commit": {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "a"}},
        {"commit": {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "a", "record": {"text": 7}}},
    ],
)
def test_an_event_that_names_no_post_is_put_aside(change: dict[str, Any]) -> None:
    batch = read({**post(1, "Acme", NOW), **change}, post(2, "Acme", NOW))
    assert (len(batch.mentions), len(batch.refused)) == (1, 1)


@pytest.mark.parametrize("time", [10**30, -(10**30), 0, -5, 1.5, "x", None, True, MICROS + 3 * 86_400_000_000])
def test_a_time_that_cannot_be_leads_no_cursor_astray(time: Any) -> None:
    batch = read({**post(1, "Acme", NOW), "time_us": time}, post(2, "Acme", NOW - timedelta(seconds=9)))
    assert batch.cursor == {"time_us": MICROS - 9_000_000 + 2}
    assert len(batch.mentions) == 2


def test_an_edit_is_known_from_before() -> None:
    batch = read(post(1, "Acme", NOW, "update"))
    assert batch.edited == (batch.mentions[0].native_id,)


class Server:
    """Signs in, and searches for those who are."""

    def __init__(self, server: HTTPServer) -> None:
        self.signed_in = 0
        self.refuses = False
        self.url = server.url_for("/")
        server.expect_request("/xrpc/com.atproto.server.createSession").respond_with_handler(self.sign_in)
        server.expect_request("/xrpc/app.bsky.feed.searchPosts").respond_with_handler(self.search)

    def sign_in(self, request: Request) -> Response:
        if request.get_json()["password"] != "right":
            return Response('{"error": "AuthenticationRequired"}', status=401)
        self.signed_in += 1
        return Response(json.dumps({"accessJwt": f"jwt{self.signed_in}", "refreshJwt": "r", "did": "did:plc:x"}))

    def search(self, request: Request) -> Response:
        good = request.headers.get("authorization") == f"Bearer jwt{self.signed_in}" and not self.refuses
        return Response('{"posts": []}' if good else '{"error": "ExpiredToken"}', status=200 if good else 400)


async def poll(source: BlueskySearch, clock: SimulatedClock) -> Batch:
    async with client(clock=clock) as http:
        return await source.poll(network(http, clock=clock), {}, ASK)


async def test_a_session_is_kept_and_renewed(httpserver: HTTPServer) -> None:
    place, clock = Server(httpserver), SimulatedClock(NOW)
    source = BlueskySearch(name="x", url=place.url, handle="@tea.example.org", password="right")
    for minutes in (0, 15, 30, 45):
        clock.move_to(NOW + timedelta(minutes=minutes))
        await poll(source, clock)
    assert place.signed_in == 1
    clock.move_to(NOW + timedelta(minutes=61))
    await poll(source, clock)
    assert place.signed_in == 2
    place.refuses = True
    with pytest.raises(Broken, match="400"):
        await poll(source, clock)
    place.refuses = False
    await poll(source, clock)
    assert place.signed_in == 3
    assert "jwt" not in repr(source) + str(source.model_dump())


async def test_a_wrong_password_is_told_and_shown_nowhere(httpserver: HTTPServer) -> None:
    place = Server(httpserver)
    source = BlueskySearch(name="x", url=place.url, handle="tea.example.org", password="wrong-one")
    with pytest.raises(Unauthorised) as caught:
        await poll(source, SimulatedClock(NOW))
    assert "password" in str(caught.value)
    assert "wrong-one" not in str(caught.value) + repr(source)


def asking(server: HTTPServer, live: bool) -> Bluesky | BlueskySearch:
    """Who asks whether posts are still there: whoever listens asks the public view, who searches its own server."""
    if live:
        return Bluesky.model_validate({"name": "x", "view": server.url_for("/")})
    Server(server)
    return BlueskySearch(name="x", url=server.url_for("/"), handle="tea.example.org", password="right")


class View:
    """Shows posts, as app.bsky.feed.getPosts and app.bsky.feed.getAuthorFeed are documented
    (https://docs.bsky.app/docs/api/app-bsky-feed-get-posts), without those that are deleted.

    Attributes:
        asked: The posts that it was asked for at once.
    """

    def __init__(self, server: HTTPServer, deleted: Callable[[str], bool]) -> None:
        self.asked: list[list[str]] = []
        self._deleted = deleted
        server.expect_request("/xrpc/app.bsky.feed.getPosts").respond_with_handler(self._posts)
        newest = {"feed": [{"post": {"uri": address(99), "cid": "c", "record": {"text": "hello"}}}], "cursor": "x"}
        server.expect_request("/xrpc/app.bsky.feed.getAuthorFeed").respond_with_json(newest)

    def _posts(self, request: Request) -> Response:
        uris = request.args.getlist("uris")
        self.asked.append(uris)
        return Response(json.dumps({"posts": [{"uri": uri, "cid": "c"} for uri in uris if not self._deleted(uri)]}))


def address(number: int) -> str:
    return f"at://did:plc:x/app.bsky.feed.post/{number}"


BOTH = pytest.mark.parametrize("live", [True, False])


@BOTH
async def test_posts_that_are_left_out_of_the_answer_are_gone(httpserver: HTTPServer, live: bool) -> None:
    source, view = asking(httpserver, live), View(httpserver, lambda uri: uri.endswith("7"))
    ids = [address(number) for number in range(30)]
    assert await rechecked(source, *ids) == [ids[7], ids[17], ids[27]]
    assert [len(each) for each in view.asked] == [25, 5]


@BOTH
async def test_an_account_that_is_gone_took_its_posts_along(httpserver: HTTPServer, live: bool) -> None:
    source, view = asking(httpserver, live), View(httpserver, lambda uri: uri != address(99))
    ids = [address(number) for number in range(50)]
    assert await rechecked(source, *ids) == ids
    assert view.asked[-1] == [address(99)]
    assert await rechecked(source, ids[0]) == [ids[0]], "also where it is the last one that is known"


@BOTH
async def test_a_server_that_shows_none_at_all_has_deleted_nothing(httpserver: HTTPServer, live: bool) -> None:
    source = asking(httpserver, live)
    View(httpserver, lambda _: True)
    with pytest.raises(Broken, match="none of the posts that it had, nor any other"):
        await rechecked(source, address(1), address(2))


@BOTH
@pytest.mark.parametrize("answer", ["{}", "[]", '{"posts": null}', '{"posts": [7]}', '{"posts": [{"cid": "c"}]}'])
async def test_an_answer_of_another_shape_has_deleted_nothing(httpserver: HTTPServer, live: bool, answer: str) -> None:
    source = asking(httpserver, live)
    httpserver.expect_request("/xrpc/app.bsky.feed.getPosts").respond_with_data(answer)
    with pytest.raises(Broken):
        await rechecked(source, address(1), address(2))
