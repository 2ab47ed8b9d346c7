"""Queries of brands are written, changed and taken back on a page, and collect from then on."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds import mentions
from tests.worlds.clients import send, signed_in, visit

QUERY = {"name": "lids", "brand": "Acme", "expression": "lid OR cap"}


async def test_a_question_becomes_a_query_that_collects(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        post = mentions.mention("acme cola, the lid", published_at=clock.now() - timedelta(hours=1))
        mentions.commit(app.store, [post], now=clock.now())
        ann = signed_in(app, "Ann", "manager")
        assert (
            'href="/queries?expression=lid+OR+cap&amp;brand=Acme#make"'
            in ann.get("/explore?q=lid+OR+cap&brand=Acme").text
        )
        form = ann.get("/queries?expression=lid+OR+cap&brand=Acme").text
        assert "lid OR cap</textarea>" in form
        assert re.search(r'href="/explore\?q=query%3Aacme">1</a>', form)
        answer = send(ann, "/queries", do="save", **QUERY)
        assert answer.headers["location"] == "/queries?saved=lids"
        assert [match.query for match in app.matcher.match(mentions.mention("a cap"))] == ["lids"], "at once"
        assert "collects from now on" in ann.get("/queries?saved=lids").text
        assert send(ann, "/queries?query=lids", do="save", **{**QUERY, "expression": "cap"}).status_code == 303
        assert {each.name: each.expression for each in app.config.queries}["lids"] == "cap"
        assert send(ann, "/queries?query=lids", do="remove").status_code == 303
        assert [each.name for each in app.config.queries] == ["acme"]

    await visit(tmp_path, look)


async def test_what_a_query_cannot_ask_is_said_and_stays_written(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        ann, bo = signed_in(app, "Ann", "manager"), signed_in(app, "Bo", "responder")
        answer = send(ann, "/queries", do="save", **{**QUERY, "expression": "lid tone:negative"})
        assert answer.status_code == 422
        assert "lid tone:negative</textarea>" in answer.text
        assert ann.get("/queries?query=acme").status_code == 404, "it stands in the file"
        assert "<form method" not in bo.get("/queries").text.partition("<main")[2]
        assert app.store.made() == []

    await visit(tmp_path, look)
