"""Bluesky's own PDS and AppView: what their search finds, what is deleted there, and who may ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sources.base import Net
from sources.bluesky import Bluesky
from sources.bluesky_search import BlueskySearch
from storage.clock import SimulatedClock
from storage.errors import Unauthorised
from storage.records import Ask, Batch, Cursor
from tests.worlds.bluesky import PASSWORD, Sky, sky
from tests.worlds.network import client, network
from tests.worlds.service import eventually

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def place() -> Iterator[Sky]:
    with sky() as found:
        yield found


def search(place: Sky, password: str = PASSWORD) -> BlueskySearch:
    told = {"name": "sky", "url": place.url, "handle": place.handle, "password": password}
    return BlueskySearch.model_validate(told)


async def within(tmp: Path, work: Any) -> Any:
    """What some work with a network comes to, now."""
    clock = SimulatedClock(datetime.now(UTC) + timedelta(seconds=5))
    async with client(clock=clock, total=30.0, read=30.0, allow_private=("127.0.0.0/8", "::1", "localhost")) as http:
        return await work(network(http, tmp, clock))


async def poll(source: BlueskySearch, tmp: Path, word: str, cursor: Cursor | None = None) -> Batch:
    ask = Ask(groups=((word,),))
    found: Batch = await within(tmp, lambda net: source.poll(net, cursor or {}, ask))
    return found


async def test_what_is_said_is_found_once_with_who_said_it_and_under_what(place: Sky, tmp_path: Path) -> None:
    source = search(place)
    first = place.post("the kettle sings")
    reply = place.post("so does my kettle", under=first)
    place.post("nothing of it here")
    eventually(lambda: len(place.finds("kettle")) == 2)
    batch = await poll(source, tmp_path, "kettle")
    found = {each.native_id: each for each in batch.mentions}
    assert set(found) == {first["uri"], reply["uri"]}
    said = found[first["uri"]]
    assert (said.text, said.author.handle, said.language) == ("the kettle sings", place.handle, "en")
    assert found[reply["uri"]].parent_id == found[reply["uri"]].thread_id == first["uri"]
    assert batch.partial == batch.refused == ()
    late = place.post("another kettle")
    eventually(lambda: late["uri"] in place.finds("kettle"))
    again = {each.native_id: each for each in (await poll(source, tmp_path, "kettle", batch.cursor)).mentions}
    assert late["uri"] in again
    assert again.get(first["uri"], said).text == said.text


async def test_more_than_a_page_is_read_to_its_end_also_in_a_backfill(place: Sky, tmp_path: Path) -> None:
    said = {place.post(f"cup number {number}")["uri"] for number in range(120)}
    newest = place.post("the last cup")["uri"]
    eventually(lambda: newest in place.finds("last"))
    source, cursor, found = search(place), dict[str, Any](), set[str]()
    for _ in range(6):
        batch = await poll(source, tmp_path, "cup", cursor)
        found |= {each.native_id for each in batch.mentions}
        cursor = batch.cursor
        if not batch.more:
            break
    assert said <= found

    async def past(net: Net) -> set[str]:
        since, ask = datetime.now(UTC) - timedelta(days=1), Ask(groups=(("cup",),))
        return {each.native_id async for some in source.backfill(net, since, {}, ask) for each in some.mentions}

    assert said <= await within(tmp_path, past)


async def test_what_is_deleted_there_is_gone(place: Sky, tmp_path: Path) -> None:
    kept, gone = place.post("a pot stays"), place.post("a pot goes")
    eventually(lambda: {kept["uri"], gone["uri"]} <= set(place.finds("pot")))
    place.delete(gone["uri"])
    eventually(lambda: gone["uri"] not in place.finds("pot"))
    for source in (search(place), Bluesky.model_validate({"name": "live", "view": place.view})):
        asked = partial(source.recheck, ids=[kept["uri"], gone["uri"]])
        assert await within(tmp_path, asked) == [gone["uri"]]


async def test_a_wrong_password_is_told(place: Sky, tmp_path: Path) -> None:
    with pytest.raises(Unauthorised) as caught:
        await poll(search(place, "another"), tmp_path, "kettle")
    assert "another" not in str(caught.value)
