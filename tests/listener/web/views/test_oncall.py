"""Who would be told of a post of one's own; what a silence would hold back: on the page, and by programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds.clients import PUBLIC, send, signed_in, token, visit
from tests.worlds.incidents import ALERT, HOUR, NOW, incident
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


async def test_what_a_silence_would_hold_back_is_said_before(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        bo, robot = signed_in(app, "Bo", "responder"), holder(app)
        asked = {"brand": "Acme", "do": "look", "reason": "launch"}
        page = send(bo, "/oncall", **asked)
        assert page.status_code == 200
        said = "In the last 7 days it would have held back 3 alerts: loud 2, angry 1."
        assert f"{said} Open now, incident 1 would say and page nothing more." in page.text
        assert 'value="launch"' in page.text
        found = robot.post("/api/v1/silences/backtest", json={"match": {"brand": ["Acme"]}}).json()
        assert (found["alerts"], found["rules"], found["incidents"]) == (3, {"loud": 2, "angry": 1}, [1])
        narrowed = {"match": {"query": ["bolt"]}}
        assert robot.post("/api/v1/silences/backtest", json=narrowed).json()["alerts"] == 0
        assert "Nothing that was told" in send(bo, "/oncall", query="bolt", do="look").text
        assert app.store.silences(clock.now()) == []

    alerts = (replace(ALERT, rule="loud"), replace(ALERT, rule="angry", fingerprint="f2"))
    old = replace(ALERT, rule="loud", starts_at=NOW - 200 * HOUR, ends_at=NOW - 190 * HOUR)
    over = incident(key="b", alerts=(replace(ALERT, rule="loud"), old), state="resolved", resolved_at=NOW)
    drill = incident(key="c", alerts=alerts, drill=True)
    await visit(tmp_path, look, incident(alerts=alerts), over, drill, more=MORE)


async def test_a_silence_is_narrowed_to_a_query_or_to_what_a_rule_looks_at(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        bo, robot = signed_in(app, "Bo", "responder"), holder(app)
        wanted = {"length": "4h", "reason": "launch", "do": "silence"}
        assert send(bo, "/oncall", query="bolt", **wanted).status_code == 303
        assert send(bo, "/oncall", scope="brand:Acme", severity="3", **wanted).status_code == 303
        asked = {"match": {"scope": ["brand:Acme"], "severity": ["2"]}, "length": "4h", "reason": "x", "begins": "2h"}
        assert robot.post("/api/v1/silences", json=asked).json()["starts_at"].startswith("2026-03-02T11:00")
        assert robot.post("/api/v1/silences", json=asked | {"match": {"scope": ["brand:Eve"]}}).status_code == 422
        found = [dict(each.match) for each in app.store.silences(clock.now())]
        assert found == [
            {"query": ("bolt",), "severity": ("2", "3")},
            {"scope": ("brand:Acme",), "severity": ("3",)},
            {"scope": ("brand:Acme",), "severity": ("2",)},
        ]
        eve = signed_in(app, "Eve", "observer")
        assert "What would it have held back?" not in eve.get("/oncall").text
        stamp = token(bo.get("/oncall").text)
        refused = eve.post("/oncall", data={"token": stamp, "query": "bolt", "do": "look"}, headers={"Origin": PUBLIC})
        assert refused.status_code == 403
        assert holder(app, "observer").post("/api/v1/silences/backtest", json=asked).status_code == 422
        match = {"match": asked["match"]}
        assert holder(app, "observer", "o").post("/api/v1/silences/backtest", json=match).status_code == 403

    await visit(tmp_path, look, more=MORE)
