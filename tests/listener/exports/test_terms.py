"""What a place forbids to export stays here, and says so; what it wants beside a text stands there."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from listener.exports.export import write_ndjson, write_table
from listener.exports.selection import Selection
from listener.exports.terms import Terms
from listener.pipeline.housekeep import SLACK, kept
from sources.rss import Rss
from storage.records import Rights
from storage.store import Store
from tests.worlds.mentions import NOW, commit, mention

MARK = "[not exported: the terms of Walled Garden forbid it]"
TERMS = Terms(
    rights={"walled": Rights(exportable=False), "credited": Rights(attribution="Site X, CC BY-SA"), "free": Rights()},
    places={"walled": "Walled Garden", "credited": "Site X", "free": "Feed"},
)


def exported(store: Store) -> tuple[list[dict[str, Any]], list[dict[str, str]], str]:
    lines, table = io.BytesIO(), io.BytesIO()
    selection = Selection(terms=TERMS)
    write_ndjson(store, selection, lines)
    write_table(store, selection, table, format="csv", zone=ZoneInfo("UTC"), now=NOW)
    text = table.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [json.loads(line) for line in lines.getvalue().splitlines()], rows, lines.getvalue().decode() + text


@pytest.fixture
def store(filled: Any) -> Store:
    found: Store = filled([])
    return found


def test_words_that_must_stay_are_marked_and_numbers_and_addresses_leave(store: Store):
    post = mention("Acme Cola is a secret", url="https://walled.example.org/1", extra={"quoted": "secret"})
    commit(store, [post], source="walled")
    commit(store, [replace(post, text="Acme Cola is a SECRET indeed")], source="walled", now=NOW + timedelta(minutes=5))
    [row], [cells], everything = exported(store)
    assert (row["text"], cells["text"]) == (MARK, MARK)
    assert (row["url"], cells["url"]) == ("https://walled.example.org/1", "https://walled.example.org/1")
    assert cells["queries"]
    assert cells["matched_words"] == ""
    assert row["revisions"] == []
    assert "secret" not in everything.lower()


def test_one_place_that_forbids_is_enough(store: Store):
    post = mention("Acme Cola is open", uri="at://x")
    commit(store, [post], source="free")
    commit(store, [post], source="walled")
    assert exported(store)[0][0]["text"] == MARK


def test_what_must_stand_beside_a_text_does(store: Store):
    commit(store, [mention("Acme Cola answers")], source="credited")
    [row], [cells], _ = exported(store)
    assert (row["text"], cells["text"]) == ("Acme Cola answers", "Acme Cola answers")
    assert (row["extra"]["attribution"], cells["attribution"]) == ("Site X, CC BY-SA", "Site X, CC BY-SA")


def test_the_rest_leaves_as_it_is(store: Store):
    commit(store, [mention("Acme Cola is free")], source="free")
    commit(store, [mention("Acme Cola was there before", 2)], source="no longer configured")
    rows, cells, _ = exported(store)
    assert {row["text"] for row in rows} == {"Acme Cola is free", "Acme Cola was there before"}
    assert {each["attribution"] for each in cells} == {""}


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("setting", "terms", "meant"),
    [
        (None, None, None),
        (30 * DAY, None, 30 * DAY),
        (None, 2 * DAY, 2 * DAY - SLACK),
        (30 * DAY, 2 * DAY, 2 * DAY - SLACK),
        (DAY, 2 * DAY, DAY),
    ],
)
def test_nothing_is_kept_longer_than_the_terms_allow(
    setting: timedelta | None, terms: timedelta | None, meant: timedelta | None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Rss, "about", replace(Rss.about, rights=Rights(keep=terms)))
    source = Rss.model_validate({"name": "x", "url": "https://x.example.org/", "retention": setting})
    assert kept(source) == meant
