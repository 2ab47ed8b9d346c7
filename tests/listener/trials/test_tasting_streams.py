"""A stream that is tried before it is saved: what it sends within a while, and that a quiet one is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from listener.config.sections import CollectSection
from listener.trials import tasting
from sources.bluesky import Bluesky
from storage.clock import SimulatedClock
from storage.errors import Broken
from storage.records import Ask
from tests.worlds.live import Jetstream, Speak, post, websocket
from tests.worlds.network import NOW


async def taste(speak: Speak) -> tasting.Tasting:
    collect = CollectSection(allow_private=("127.0.0.1",))
    async with websocket(speak) as url:
        source = Bluesky.model_validate({"name": "sky", "url": url})
        return await tasting.taste(
            source, Ask(), SimulatedClock(NOW), contact="tests@example.org", collect=collect, folder=Path()
        )


async def test_what_it_sends_is_shown_and_not_all_of_it_waited_for() -> None:
    place = Jetstream()
    place.say(*(post(n, f"Tea {n}", NOW) for n in range(500)))
    found = await taste(place.speak)
    assert (found.health, len(found.mentions), found.doubts) == ("ok", tasting.ENOUGH, ())


async def test_a_quiet_one_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasting, "LISTENED", 0.5)

    async def quiet(connection: ServerConnection) -> None:
        await connection.wait_closed()

    found = await taste(quiet)
    assert (found.health, found.mentions) == ("empty", ())
    assert "connected; nothing was sent" in found.doubts[0]


async def test_few_posts_are_shown_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasting, "LISTENED", 8.0)
    place = Jetstream()
    place.say(post(1, "Tea", NOW))
    assert len((await taste(place.speak)).mentions) == 1


async def test_nobody_there_is_told() -> None:
    source = Bluesky.model_validate({"name": "sky", "url": "ws://127.0.0.1:9/"})
    collect = CollectSection(allow_private=("127.0.0.1",))
    with pytest.raises(Broken, match="refused the connection"):
        await tasting.taste(source, Ask(), SimulatedClock(NOW), contact="x", collect=collect, folder=Path())
