"""What every source makes of answers that are none: refusals, other shapes, too much, too slow, too strange."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response as Answer

from sources.base import sources
from storage.errors import Broken, Gone, RateLimited, SourceError, Unauthorised
from tests.worlds.batches import sound
from tests.worlds.network import NOW, serving
from tests.worlds.upstream import SECRET, Upstream, is_networked, plan_of, settings_with_secrets

POLLED = [name for name in sources.all() if hasattr(sources.get(name), "poll") and is_networked(name)]
LATER = NOW + timedelta(minutes=10)
FORMS = ("600", format_datetime(LATER, usegmt=True))
LEAVES: list[Any] = [None, {}, [], {"x": [1]}, [None], True, -1, 10**30, 1.5, "", "x", "0000-00-00T00:00:00Z", "\u0000"]
STRANGE = "e\u0301 \U0001f469\u200d\U0001f680 \u202eevil\u2069 \u0000 \ufeff \ud800 \u0646\u0635 \u6771\u4eac =1+1"


@pytest.fixture(params=POLLED)
def world(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Upstream:
    return Upstream(request.param, httpserver)


def is_json(world: Upstream) -> bool:
    return any(answer["file"].endswith(".json") for answer in world.plan.get("answers", ()))


async def test_nothing_there_is_empty_and_no_more(world: Upstream) -> None:
    world.empty = True
    batch = await world.poll()
    assert (batch.mentions, batch.refused, batch.partial, batch.more, batch.unchanged) == ((), (), (), False, False)


async def test_nothing_new_is_no_empty_success(world: Upstream) -> None:
    first = await world.poll()
    world.refusal = Answer(status=304)
    try:
        batch = await world.poll(first.cursor)
    except SourceError:
        return
    assert batch.unchanged
    assert batch.mentions == ()


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, Unauthorised), (404, Broken), (410, Gone), (429, RateLimited), (500, Broken)],
)
async def test_a_refusal_is_what_it_says(world: Upstream, status: int, error: type[SourceError]) -> None:
    world.refusal = Answer(status=status)
    with pytest.raises(error) as caught:
        await world.poll(**settings_with_secrets(world.name))
    assert str(status) in str(caught.value)
    assert SECRET not in str(caught.value)


async def test_credentials_that_are_refused_are_told_of(world: Upstream) -> None:
    if not (secrets := settings_with_secrets(world.name)):
        pytest.skip("it takes no credentials")
    world.refusal = Answer(status=403)
    with pytest.raises(Unauthorised) as caught:
        await world.poll(**secrets)
    assert SECRET not in str(caught.value)


async def test_whoever_gave_no_credentials_is_not_told_of_any(world: Upstream) -> None:
    if any(secret in world.plan["options"] for secret in settings_with_secrets(world.name)):
        pytest.skip("it cannot be read without credentials")
    world.refusal = Answer(status=403)
    with pytest.raises(SourceError, match="403") as caught:
        await world.poll()
    assert not re.search(r"\b(key|token|password)s?\b", str(caught.value))


@pytest.mark.parametrize("form", FORMS, ids=("seconds", "date"))
async def test_when_to_come_back_is_understood_in_both_forms(world: Upstream, form: str) -> None:
    world.refusal = Answer(status=429, headers={"Retry-After": form})
    with pytest.raises(RateLimited) as caught:
        await world.poll()
    assert caught.value.not_before == LATER


async def test_an_answer_that_was_cut_off_is_not_taken_for_all_there_is(world: Upstream) -> None:
    whole = {mention.native_id for mention in (await world.poll()).mentions}
    world.change = lambda body: body[: len(body) // 2]
    try:
        batch = await world.poll()
    except SourceError:
        return
    assert batch.mentions
    assert {mention.native_id for mention in batch.mentions} < whole


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"3", b'"x"', b"[[[", b"<p>Please sign in</p>", b"\xff\xfe"]
)
async def test_another_document_is_no_empty_success(world: Upstream, body: bytes) -> None:
    world.change = lambda _: body
    if json_or_none(body) == json_or_none((world.folder / world.plan["empty"]["file"]).read_bytes()):
        pytest.skip("this is how it says that there is nothing")
    with pytest.raises(SourceError):
        await world.poll()


@pytest.mark.parametrize("leaf", LEAVES, ids=repr)
async def test_values_of_other_types_are_put_aside_and_told(world: Upstream, leaf: Any) -> None:
    if not is_json(world):
        pytest.skip("its answers have no types")
    world.change = changed(lambda _: leaf)
    try:
        batch = await world.poll()
    except SourceError:
        return
    sound(batch)
    assert batch.mentions or batch.partial or batch.deleted


@pytest.mark.parametrize("leaf", [None, [], "x", 7], ids=repr)
async def test_one_item_that_is_none_costs_the_others_nothing(world: Upstream, leaf: Any) -> None:
    if not is_json(world):
        pytest.skip("its answers have no types")
    before = (await world.poll()).mentions

    def beside(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: beside(inner) for name, inner in value.items()}
        return [leaf, *value] if isinstance(value, list) and value and isinstance(value[0], dict) else value

    world.change = lambda body: json.dumps(beside(json.loads(body))).encode()
    batch = await world.poll()
    assert batch.mentions == before
    assert len(batch.refused) >= 1
    assert batch.partial


async def test_every_text_may_hold_anything(world: Upstream) -> None:
    if not is_json(world):
        pytest.skip("its answers have no types")
    world.change = changed(lambda value: f"{value} {STRANGE}" if isinstance(value, str) else value)
    try:
        sound(await world.poll())
    except SourceError:
        return


async def test_more_than_may_be_read_is_cut_off(world: Upstream) -> None:
    world.change = lambda body: body + b" " * 300_000
    with pytest.raises(Broken, match="MB"):
        await world.ask(world.source(), max_bytes=200_000)


async def test_an_answer_that_never_ends_is_given_up(world: Upstream) -> None:
    async def dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serving(dripping) as port:
        here, there = world.server.url_for("").rstrip("/"), f"http://127.0.0.1:{port}"
        options = json.loads(world.source().model_dump_json().replace(here, there))
        secrets = settings_with_secrets(world.name)
        secrets = {name: secret for name, secret in secrets.items() if name in world.plan["options"]}
        source = sources.get(world.name).model_validate({**options, **secrets})
        with pytest.raises(Broken):
            await world.ask(source, total=0.3)


def changed(change: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    """Every value in the lists of an answer, changed; what stands around them stays."""

    def leaves(value: Any, *, inside: bool) -> Any:
        if isinstance(value, dict):
            return {name: leaves(inner, inside=inside) for name, inner in value.items()}
        if isinstance(value, list):
            return [leaves(inner, inside=True) for inner in value]
        return change(value) if inside else value

    return lambda body: json.dumps(leaves(json.loads(body), inside=False)).encode()


def json_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def test_every_source_on_the_network_is_tried() -> None:
    assert {"rss", "hackernews", "github", "lemmy"} <= set(POLLED)
    assert all("empty" in plan_of(name) for name in POLLED)
