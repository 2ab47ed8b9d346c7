"""Who would be told of a post of one's own; what a silence would hold back: on the page, and by programs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds.clients import signed_in, visit
from tests.worlds.programs import holder

MORE = """
[[routes.routes]]
name = "bolts"
match = { query = "bolt" }

[[routes.routes]]
name = "grave"
match = { brand = "Acme", severity = 1 }

[[sources]]
name = "shop"
type = "rss"
url = "https://shop.example.org/feed"

[[brands]]
name = "Bolt"

[[queries]]
name = "bolt"
brand = "Bolt"
expression = 'bolt source:shop'

[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
"""


@pytest.mark.parametrize(
    ("asked", "heard", "routes"),
    [
        ({"words": "The acme lid burst"}, ["acme"], ["all"]),
        ({"words": "The acme lid burst", "severity": "1"}, ["acme"], ["grave"]),
        ({"words": "acme or bolt?", "source": "shop", "severity": "1"}, ["acme", "bolt"], ["grave", "bolts"]),
        ({"words": "acme or bolt?", "source": "shop", "brand": "Bolt"}, ["acme", "bolt"], ["bolts"]),
        ({"words": "bolt"}, [], []),
        ({"words": "bolt", "source": "shop", "rule": "loud"}, ["bolt"], []),
        ({"query": "bolt"}, None, ["bolts"]),
    ],
)
async def test_who_would_be_told_of_a_post_or_a_query(
    tmp_path: Path, asked: dict[str, str], heard: list[str] | None, routes: list[str]
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        found = holder(app, "observer").get("/api/v1/routes", params=asked).json()
        assert (found["heard_by"], [each["route"] for each in found["told"]]) == (heard, routes)
        page = signed_in(app, "Ann", "observer").get(f"/oncall?{urlencode(asked)}").text
        assert found["sentence"] in page
        assert [name for name in ("acme", "bolt") if f"<b>{name}</b> (" in page] == (heard or [])
        assert ("No query hears these words" in page) == (heard == [])
        assert ("Nobody is told: no query" in page) == (routes == [])

    await visit(tmp_path, look, more=MORE)
