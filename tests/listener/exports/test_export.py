"""What is exported can be opened, trusted and imported again."""

import csv
import io
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from listener.exports.export import write_ndjson, write_table
from listener.exports.selection import Selection
from storage.records import Author
from storage.store import Store
from tests.worlds.mentions import NOW, Filled, commit, mention, read_all

BERLIN = ZoneInfo("Europe/Berlin")
TRICKY = 'Acme Cola said: "no",\r\n=1+1; ☕ ümlaut\tend'


def table(store: Store, selection: Selection | None = None, **options: str) -> bytes:
    out = io.BytesIO()
    write_table(store, selection or Selection(), out, format="csv", zone=BERLIN, now=NOW, **options)
    return out.getvalue()


def rows(store: Store, selection: Selection | None = None, *, canonical: bool = False) -> list[dict]:
    out = io.BytesIO()
    count = write_ndjson(store, selection or Selection(), out, canonical=canonical)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == len(found)
    return found


def test_a_spreadsheet_reads_back_what_was_said(filled: Filled):
    store = filled([mention(TRICKY, title="=HYPERLINK(1)", author=Author(name="@evil", followers=7))])
    data = table(store)
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row["text"] == TRICKY.replace("=1+1", "'=1+1"), "where a line is taken for a row"
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["author"] == "'@evil"
    assert row["author_followers"] == "7"
    assert row["published_at"] == "2026-03-10T12:00:00+01:00"
    assert row["brands"] == "Acme"
    assert row["matched_words"].lower() == "acme; cola" or row["matched_words"].lower() == "acme cola"
    assert (row["sentiment"], row["sentiment_probability"]) == ("negative", "0.91")
    assert row["toward"] == "Acme: negative"


@pytest.mark.parametrize(
    ("profile", "encoding", "before", "separator", "first", "last", "count"),
    [
        ("brandwatch", "utf-8-sig", 6, ",", "Query Id", "Extra", 42),
        ("meltwater", "utf-16", 0, "\t", "Date", "Extra", 55),
        ("talkwalker", "utf-8-sig", 0, ",", "url", "extra", 43),
    ],
)
def test_other_products_headers(
    filled: Filled, profile: str, encoding: str, before: int, separator: str, first: str, last: str, count: int
):
    store = filled([mention("Acme Cola is fine")])
    data = table(store, profile=profile).decode(encoding)
    lines = list(csv.reader(io.StringIO(data, newline=""), delimiter=separator))
    header, row = lines[before], lines[before + 1]
    assert (header[0], header[-1], len(header)) == (first, last, count)
    assert len(row) == count
    assert "Acme Cola is fine" in row
    assert "https://social.example.org/@ada/1" in row


def test_advertising_value_is_never_made_up(filled: Filled):
    store = filled([mention("Acme Cola is fine")])
    data = table(store, profile="meltwater").decode("utf-16")
    (row,) = csv.DictReader(io.StringIO(data), delimiter="\t")
    assert row["AVE"] == ""


def test_ndjson_holds_everything(filled: Filled):
    store = filled([mention("Acme Cola is bad")])
    commit(store, [mention("Acme Cola is bad")], source="copy")
    commit(store, [mention("Acme Cola is very bad")], now=NOW + timedelta(hours=1))
    read_all(store)
    (row,) = rows(store)
    assert row["text"] == "Acme Cola is very bad"
    assert row["revision"] == 2
    assert [each["text"] for each in row["revisions"]] == ["Acme Cola is bad"]
    assert sorted(each["source"] for each in row["sightings"]) == ["copy", "feed"]
    assert row["matches"][0]["query"] == "acme"
    field, start, end = row["matches"][0]["spans"][0]
    assert row[field][start:end].lower().startswith("acme")
    assert row["classification"]["heads"]["sentiment"] == {"label": "negative", "probability": 0.91}
    assert row["author"]["followers"] == 120
    assert row["rating"] == {"value": 2.0, "best": 5.0, "worst": 1.0}


def test_a_selection_by_name_and_time(filled: Filled):
    posts = [mention("Acme Cola one", 1), mention("the other one", 2), mention("#acme three", 50)]
    store = filled(posts)
    assert [row["text"] for row in rows(store, Selection(brand="Other"))] == ["the other one"]
    assert [row["text"] for row in rows(store, Selection(query="acme"))] == ["#acme three", "Acme Cola one"]
    assert [row["text"] for row in rows(store, Selection(since=NOW - timedelta(hours=2)))] == [
        "the other one",
        "Acme Cola one",
    ]


@pytest.mark.parametrize("other_text", ["acme cola is flat", "acme cola is flat, says ada, and so do many"])
def test_which_of_two_sources_came_first_makes_no_difference_to_the_canonical_form(filled: Filled, other_text: str):
    own = mention("acme cola is flat", extra={"feed": "News"})
    others = mention(other_text, extra={"feed": "Copies"}, native_id="x", author=Author(name="Ada"), language=None)
    first, second = filled([]), filled([])
    commit(first, [own], "feed")
    commit(first, [others], "copy")
    commit(second, [others], "copy")
    commit(second, [own], "feed")
    (row,) = rows(first, canonical=True)
    assert rows(second, canonical=True) == [row]
    assert {each["source"] for each in row["sightings"]} == {"feed", "copy"}
    assert ("text" in row) is (other_text == own.text)
    assert rows(first)[0]["extra"] == {"feed": "News"}


def test_canonical_exports_of_two_runs_are_equal(filled: Filled):
    """Collected in another order, at another time, in other batches: the same."""
    posts = [mention(f"Acme Cola number {number}, nothing alike {number * 7919}", number) for number in range(1, 6)]
    first = filled(posts)
    second = filled()
    for post in reversed(posts):
        commit(second, [post], now=NOW + timedelta(hours=3))
    read_all(second)
    assert rows(first, canonical=True) == rows(second, canonical=True)
    assert rows(first) != rows(second)
