"""Mastodon: hashtags, search and streaming; real answers, the specification, and one post on two servers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.apis.document import Document
from sources.mastodon import Mastodon
from sources.mastodon_stream import MastodonStream
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, client, network

SHARED = Path(__file__).parents[3] / "shared"
FIXTURE = Path(__file__).parents[1] / "fixtures" / "mastodon" / "first.json"
ASK = Ask(groups=(("acme",), ("acme kettle",), ("tea", "acme")))


def statuses() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FIXTURE.read_text("utf-8"))
    return found


class Server:
    """Answers every path with what a test put there, and notes what it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[Request] = []
        self.url = server.url_for("/")
        server.expect_request(re.compile("/.*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        found = self.answers.get(request.path, [])
        if callable(found):
            found = found(request)
        stream = isinstance(found, str)
        return Response(found if stream else json.dumps(found), mimetype="text/event-stream" if stream else None)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


@pytest.fixture
def place(httpserver: HTTPServer) -> Server:
    return Server(httpserver)


async def poll(place: Server, ask: Ask = ASK, cursor: Cursor | None = None, **options: Any) -> Batch:
    source = Mastodon.model_validate({"name": "x", "url": place.url, **options})
    async with client() as http:
        return await source.poll(network(http), cursor or {}, ask)


async def hear(place: Server, cursor: Cursor | None = None, **options: Any) -> list[Batch]:
    source = MastodonStream.model_validate({"name": "x", "url": place.url, "token": "t", **options})
    found: list[Batch] = []
    async with client() as http:
        try:
            async for batch in source.stream(network(http), cursor or {}, ASK):
                found.append(batch)  # noqa: PERF401 (those before the end count)
        except Broken as ended:
            assert "opened again" in str(ended)  # noqa: PT017 (it ends in no other way)
    return found


async def test_without_a_token_words_are_hashtags(place: Server) -> None:
    await poll(place)
    assert [path for path in place.paths if "timelines" in path] == ["/api/v1/timelines/tag/acme"]


async def test_with_a_token_words_are_searched_too(place: Server) -> None:
    place.answers["/api/v2/search"] = {"statuses": statuses()[:1], "accounts": [], "hashtags": []}
    batch = await poll(place, token="s3cr3t")
    searched = [request.args["q"] for request in place.asked if request.path == "/api/v2/search"]
    assert searched == ["acme", '"acme kettle"', "tea acme"]
    assert {request.headers["authorization"] for request in place.asked} == {"Bearer s3cr3t"}
    assert len(batch.mentions) == 1


@pytest.mark.parametrize("tags", [["acme"], ["#Acme"], ["acme", "ACME"]])
async def test_tags_may_be_written_as_people_write_them(place: Server, tags: list[str]) -> None:
    await poll(place, tags=tags)
    assert place.paths[0] == "/api/v1/timelines/tag/acme"
    assert len([path for path in place.paths if "timelines" in path]) == 1


async def test_tags_in_other_scripts_are_asked_for(place: Server) -> None:
    await poll(place, Ask(groups=(("最高",),)))
    assert place.paths[0] == "/api/v1/timelines/tag/最高"


async def test_words_that_are_no_hashtags_are_told(place: Server) -> None:
    with pytest.raises(Broken, match="`tags`"):
        await poll(place, Ask(groups=(("acme & co",),)))
    with pytest.raises(ValidationError):
        Mastodon.model_validate({"name": "x", "tags": ["a b"]})


@pytest.mark.parametrize(
    ("access", "token", "told"),
    [("public", "", 0), ("disabled", "", 2), ("disabled", "t", 2), ("authenticated", "", 2), ("authenticated", "t", 0)],
)
async def test_hashtags_that_are_not_shown_are_no_silence(place: Server, access: str, token: str, told: int) -> None:
    feeds = {"local": access, "remote": access}
    place.answers["/api/v2/instance"] = {"configuration": {"timelines_access": {"hashtag_feeds": feeds}}}
    place.answers["/api/v2/search"] = {"statuses": []}
    batch = await poll(place, **({"token": token} if token else {}))
    assert len(batch.partial) == told


async def test_one_post_on_two_servers_has_one_uri(place: Server) -> None:
    place.answers["/api/v1/timelines/tag/acme"] = statuses()
    here = await poll(place)
    there = statuses()
    for each in there:
        each["id"] = f"9{each['id']}"
        each["account"]["acct"] = f"{each['account']['username']}@tea.example.org"
    place.answers["/api/v1/timelines/tag/acme"] = there
    elsewhere = await poll(place)
    assert [each.uri for each in here.mentions] == [each.uri for each in elsewhere.mentions]
    assert [each.author.id for each in here.mentions] == [each.author.id for each in elsewhere.mentions]
    assert here.mentions[0].author == elsewhere.mentions[0].author
    assert here.mentions[0].native_id != elsewhere.mentions[0].native_id


@pytest.mark.parametrize(
    "change",
    [{"visibility": "private"}, {"visibility": "direct"}, {"reblog": {"id": "1"}}, {"account": {"noindex": True}}],
)
async def test_boosts_and_what_people_keep_for_themselves_are_left_out(place: Server, change: dict[str, Any]) -> None:
    first, second = statuses()
    place.answers["/api/v1/timelines/tag/acme"] = [{**first, **change}, second]
    batch = await poll(place)
    assert [each.native_id for each in batch.mentions] == [second["id"]]
    assert batch.refused == ()


async def test_a_stream_reads_what_it_missed_before_it_goes_on(place: Server) -> None:
    new, old = statuses()
    missed = {"": [new], "0": []}

    def timeline(request: Request) -> Any:
        return missed[""] if int(request.args["min_id"]) < int(new["id"]) else []

    place.answers["/api/v1/timelines/public"] = timeline
    place.answers["/api/v1/streaming/public"] = f"event: update\ndata: {json.dumps(new)}\n\n"
    batches = await hear(place, {"last": old["id"]})
    assert [len(batch.mentions) for batch in batches] == [0, 1, 1]
    assert batches[-1].cursor == {"last": new["id"]}
    asked = [int(request.args["min_id"]) for request in place.asked if "timelines" in request.path]
    assert asked == [int(old["id"]) - (600_000 << 16), int(new["id"])]


async def test_a_new_stream_reads_nothing_of_the_past(place: Server) -> None:
    place.answers["/api/v1/streaming/hashtag"] = "event: delete\ndata: 5\n\n"
    batches = await hear(place, tag="#Acme")
    assert [path for path in place.paths if "timelines" in path] == []
    assert place.asked[-1].args["tag"] == "Acme"
    assert batches[-1].deleted == ("5",)


@pytest.mark.parametrize("data", ["", "x", "{}", "[]", "null", '{"id": 7}', '{"id": "1", "content": []}', "[[["])
async def test_an_event_that_is_none_costs_the_others_nothing(place: Server, data: str) -> None:
    good = f"event: update\ndata: {json.dumps(statuses()[0])}\n\n"
    place.answers["/api/v1/streaming/public"] = f"event: update\ndata: {data}\n\n{good}"
    batches = await hear(place)
    assert sum(len(batch.mentions) for batch in batches) == 1


@pytest.mark.parametrize(
    ("home", "named", "asked"),
    [
        ("https://a.example/", "wss://streaming.a.example", "https://streaming.a.example/"),
        ("https://a.example/", "ws://streaming.a.example", "https://a.example/"),
        ("http://127.0.0.1/", "ws://127.0.0.1:4000", "http://127.0.0.1:4000/"),
        ("https://a.example/", None, "https://a.example/"),
        ("https://a.example/", 7, "https://a.example/"),
        ("https://a.example/", "javascript:x", "https://a.example/"),
    ],
)
def test_the_token_goes_nowhere_less_safe(home: str, named: Any, asked: str) -> None:
    source = MastodonStream.model_validate({"name": "x", "url": home, "token": "t"})
    said = {"configuration": {"urls": {"streaming": named}}}
    assert source.place(Document(data=said, where="here", headers={}, now=NOW)).next == asked


def recorded(name: str, path: str) -> Any:
    """What a real server answered."""
    cassette = SHARED / "cassettes" / "mastodon" / f"{name}.yaml"
    if not cassette.exists():
        pytest.skip("the recorded answers are not here")
    answers = yaml.safe_load(cassette.read_text("utf-8"))["interactions"]
    [body] = [each["response"]["body"]["string"] for each in answers if each["request"]["uri"].endswith(path)]
    return json.loads(body)


async def test_real_hashtags_are_read(place: Server) -> None:
    place.answers["/api/v1/timelines/tag/hoot"] = recorded("test_hashtag_tl", "/timelines/tag/hoot")
    batch = await poll(place, tags=["hoot"])
    [mention] = batch.mentions
    assert (mention.text, mention.language, batch.partial) == ("#hoot (hashtag toot)", "ja", ())
    assert mention.author.handle == "mastodonpy_test_2@localhost:3000"


async def test_a_real_timeline_is_caught_up_with(place: Server) -> None:
    page = recorded("test_timeline_disabled", "/timelines/public?local=1&remote=1")
    newest = max(int(each["id"]) for each in page)
    place.answers["/api/v1/timelines/public"] = lambda asked: page if int(asked.args["min_id"]) < newest else []
    place.answers["/api/v1/streaming/public"] = ":)\n\n"
    batches = await hear(place, {"last": "117024218475038112"})
    assert sum(len(batch.mentions) for batch in batches) == len(page)
    assert [batch for batch in batches if batch.partial or batch.refused] == []


async def test_every_request_is_one_that_the_specification_knows(place: Server) -> None:
    if not (SHARED / "specs" / "mastodon.json").exists():
        pytest.skip("the specification is not here")
    paths = json.loads((SHARED / "specs" / "mastodon.json").read_text("utf-8"))["paths"]
    place.answers["/api/v2/search"] = {"statuses": []}
    place.answers |= dict.fromkeys(("/api/v1/streaming/public", "/api/v1/streaming/hashtag"), ":)\n\n")
    await poll(place, token="t")
    await hear(place, {"last": "117024218475038112"})
    await hear(place, {"last": "117024218475038112"}, tag="acme")
    for request in place.asked:
        known = paths[request.path.replace("/tag/acme", "/tag/{hashtag}")]["get"].get("parameters", [])
        wanted = {each["name"] for each in known if each.get("required") and each["in"] == "query"}
        assert wanted <= set(request.args) <= {each["name"] for each in known}, request.path
        assert int(request.args.get("limit", 40)) <= 40
    assert len({request.path for request in place.asked}) >= 6
