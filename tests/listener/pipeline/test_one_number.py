"""How many posts are negative about a brand is one number, whoever says it: rule, mail, page, chart, export, search."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer

from listener.classify.base import Item
from listener.crisis.counted import counted
from listener.exports.export import write_table
from listener.exports.selection import Selection
from listener.metrics.tone import added_up
from listener.trials.backtest import past
from listener.trials.search import search
from rules.query import Filter
from storage.records import Classification, Reading, Scope
from tests.worlds.clients import local
from tests.worlds.rising import ROUTES, rules
from tests.worlds.telling import PEOPLE, World, world

ACME = Scope.brand("Acme")
DAY = timedelta(days=1)
SAID = (*["awful"] * 20, *["awful, though Acme helped"] * 5, *["fine, were it not for Acme"] * 3, *["fine"] * 4)
NEGATIVE = 20 + 3
"""About Acme; of the posts themselves 25 are."""


def reads(here: World) -> None:
    """The tone of a post and the one toward Acme, which differ where it is named last."""

    async def read(_: object, model: str, items: Sequence[Item], *__: Any) -> list[Classification]:
        return [_read(model, item.text) for item in items]

    here.app.engine.read = read  # type: ignore[method-assign, assignment]


def _read(model: str, text: str) -> Classification:
    whole = Reading(label="negative" if "awful" in text else "positive", probability=0.9)
    other = Reading(label="positive" if "awful" in text else "negative", probability=0.9)
    return Classification(model=model, heads={"sentiment": whole}, toward={"Acme": other} if "Acme" in text[9:] else {})


async def test_everybody_says_the_same_number(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, httpserver, PEOPLE + ROUTES, rules("tone:negative"), every="10s", classify=True) as here:
        reads(here)
        here.post(*(f"Acme {text} {number}" for number, text in enumerate(SAID)))
        await here.minutes(6)
        app, now = here.app, here.clock.now()
        (incident,) = app.store.incidents()
        (alert,) = incident.alerts
        said = {"rule": alert.value, "sentence": _number(r"(\d+) posts about Acme read as negative", alert.summary)}
        said["mail"] = _number(r"(\d+) posts about Acme read as negative", here.mails()[-1].subject)
        _, read = counted(app.store, ACME, now - DAY, now + DAY)
        said["chart"] = float(read["negative"].sum())
        page = local(app).get(f"/incidents/{incident.id}").text
        said["page"] = _number(r"</svg> negative (\d+)</a>", page)
        stories, _ = added_up(one for one in app.store.tones(now - DAY, now + DAY) if one.brand == "Acme")
        said["metric"] = sum(each.negative * each.stories for each in stories)
        said["search"] = len(search(app.store, "tone:negative", limit=100).found)
        said["export"] = sum(row["tone"] == "Acme: negative" for row in _exported(here))
        said["export for Brandwatch"] = sum(row["Sentiment"] == "negative" for row in _exported(here, "brandwatch"))
        said["export with an expression"] = len(_exported(here, where=Filter("tone:negative"), brand="Acme"))
        rule = next(one for one in app.config.rules if one.name == "many")
        (firing,) = past(app.store, rule, days=1, now=now + timedelta(minutes=5)).replay(rule).firings
        said["back-test"] = firing.alert.value
        assert set(said.values()) == {NEGATIVE}, said


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    assert found, text
    return int(found[1])


def _exported(here: World, profile: str | None = None, **wanted: Any) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_table(
        here.app.store, Selection(**wanted), out, format="csv", zone=here.app.config.zone, now=here.clock.now(),
        profile=profile,
    )  # fmt: skip
    lines = out.getvalue().decode().splitlines()
    start = next(number for number, line in enumerate(lines) if "author" in line.lower())
    return list(csv.DictReader(lines[start:]))
