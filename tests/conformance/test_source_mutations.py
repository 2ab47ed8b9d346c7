"""What every source makes of answers that are nearly right: something in them changed by chance, or a field renamed.

Whatever comes, it is mentions that can be stored, or an error of the contract; and a field that is gone everywhere is
told, never taken for silence. `SILENT` lists what nothing can tell. `python -m pytest tests/conformance/
test_source_mutations.py` with ROUNDS=500 in the environment tries more of what chance brings.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Sequence
from typing import Any

import pytest

from sources.base import sources
from storage.errors import SourceError
from storage.records import Batch
from tests.worlds.batches import assert_sayable, sound
from tests.worlds.mutations import spoilt, ways, without
from tests.worlds.network import network
from tests.worlds.played import Played, Stage
from tests.worlds.upstream import ASK, FIXTURES, Upstream, is_networked

POLLED = [name for name in sources.all() if hasattr(sources.get(name), "poll") and is_networked(name)]
STREAMS = [name for name in sources.all() if hasattr(sources.get(name), "stream")]
ROUNDS = int(os.environ.get("ROUNDS", "12"))
PAGING = ("paging", "paging.cursors", "paging.cursors.after", "paging.next")
SILENT: dict[str, Sequence[str]] = {
    # What leads to the next page is left out of a last page, too.
    "appstoreconnect": ("links.next",),
    "bluesky-search": ("cursor",),
    "googlebusiness": ("nextPageToken", "reviews.*.comment"),
    "googleplay": ("tokenPagination", "tokenPagination.nextPageToken"),
    "json": ("meta", "meta.next", "data.posts.*.stars"),
    "surveymonkey": ("links.next",),
    "x": ("meta.next_token",),
    "youtube": ("nextPageToken",),
    # What few items lack is missed in many (ten and more) alone.
    "facebook": (
        *PAGING, "data.*.message", "data.*.comments.data.*.message", *(f"data.*.comments.{it}" for it in PAGING),
    ),
    "instagram": (
        *PAGING, "data.*.caption", "data.*.comments.data.*.replies", "data.*.comments.data.*.replies.data",
        *(f"data.*.comments.{it}" for it in PAGING),
    ),
    "threads": PAGING,
}  # fmt: skip


@pytest.fixture(params=POLLED)
def world(request: pytest.FixtureRequest) -> Upstream:
    place = Upstream(request.param, Stage())  # type: ignore[arg-type]
    for answer in place.plan.get("answers", ()):
        answer.pop("fill", None)
    return place


async def poll(world: Upstream) -> Batch:
    async with Played(world.server) as http:  # type: ignore[arg-type]
        found: Batch = await world.source().poll(network(http, FIXTURES), {}, ASK)
    return found


async def test_what_chance_changes_is_mentions_or_an_error_of_the_contract(world: Upstream) -> None:
    for seed in range(ROUNDS):
        chance = random.Random(f"{world.name} {seed}")
        world.change = lambda body, chance=chance: spoilt(body, chance)  # type: ignore[misc]
        try:
            sound(await poll(world))
        except SourceError as error:
            assert_sayable(str(error))
        except Exception as error:
            raise AssertionError(f"{world.name}, seed {seed}") from error


async def test_a_field_that_has_another_name_everywhere_is_told(world: Upstream) -> None:
    sent: list[bytes] = []
    world.change = lambda body: sent.append(body) or body  # type: ignore[func-returns-value]
    before = known(await poll(world))
    silent = []
    for way in dict.fromkeys(way for body in sent if is_json(body) for way in ways(json.loads(body))):
        world.change = lambda body, way=way: renamed(body, way)  # type: ignore[misc]
        try:
            batch = await poll(world)
        except SourceError:
            continue
        told = batch.partial or batch.refused or batch.notes
        if not told and before - known(batch):
            silent.append(".".join(way))
    assert set(silent) <= set(SILENT.get(world.name, ())), "gone, and nobody said so"


@pytest.mark.parametrize("name", STREAMS)
async def test_events_that_chance_changes_cost_the_others_nothing_but_a_word(name: str) -> None:
    world = Upstream(name, Stage())  # type: ignore[arg-type]
    recorded = (world.folder / world.plan.get("stream", "events.sse")).read_text("utf-8").splitlines()
    lines = [line.removeprefix("data: ") for line in recorded if line.startswith(("data: ", "{"))]
    for seed in range(ROUNDS * 3):
        chance = random.Random(f"{name} {seed}")
        changed = [spoilt(line.encode(), chance).decode("utf-8", "replace") for line in lines]
        async with Played(world.server, changed) as http:  # type: ignore[arg-type]
            try:
                async for batch in world.source().stream(network(http, FIXTURES), {}, ASK):
                    sound(batch)
            except SourceError as error:
                assert_sayable(str(error))


def known(batch: Batch) -> set[str]:
    """What people would miss: how many posts there are, and what none of them says."""
    said = {f"post {number}" for number in range(len(batch.mentions))}
    said |= {"words" for mention in batch.mentions if mention.text or mention.title}
    said |= {name for name in ("published_at", "rating") for mention in batch.mentions if getattr(mention, name)}
    return said


def is_json(body: bytes) -> bool:
    return body[:1] in {b"{", b"["}


def renamed(body: bytes, way: Any) -> bytes:
    return json.dumps(without(json.loads(body), way)).encode() if is_json(body) else body
