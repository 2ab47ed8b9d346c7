"""Random stores: every number of a report is what somebody counts slowly in the export of the same posts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from listener.exports.export import write_ndjson
from listener.exports.selection import Selection
from listener.reports.compose import compose
from listener.reports.record import Record
from rules.query import Filter
from rules.query.common import COMMON
from storage.store import Store
from tests.worlds.mentions import Filled
from tests.worlds.reported import ask, talk

Row = dict[str, Any]
NOT_OF_POSTS = {"usual range", "blind time", "alerts held back", "held back, and mattered", "messages told together"}


def exported(store: Store, where: str) -> list[Row]:
    out = io.BytesIO()
    write_ndjson(store, Selection(where=Filter(where) if where else None), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def said(row: Row) -> datetime:
    return datetime.fromisoformat(row["published_at"] or row["collected_at"])


def of(rows: list[Row], record: Record) -> list[Row]:
    """The rows of a record's time and brand."""
    found = [row for row in rows if record.since <= said(row) < record.until]
    brand = record.scope.removeprefix("brand:")
    return [row for row in found if record.scope == "all" or brand in {match["brand"] for match in row["matches"]}]


def label(row: Row, head: str) -> str | None:
    heads = (row["classification"] or {}).get("heads", {})
    return heads[head]["label"] if head in heads else None


def tone(row: Row, brand: str) -> str | None:
    if row["classification"] is None or label(row, "intent") == "spam":
        return None
    toward = row["classification"]["toward"]
    return toward[brand]["label"] if brand in toward else label(row, "sentiment")


def who(row: Row) -> str | None:
    author = row["author"]
    return author["id"] or author["handle"] or author["name"] or None


def mentions(rows: list[Row], record: Record) -> float:
    kind, _, name = record.part.partition(" ")
    tests: Mapping[str, Callable[[Row], bool]] = {
        "": lambda row: True,
        "source": lambda row: name in {each["source"] for each in row["sightings"]},
        "author": lambda row: who(row) == name,
        "story": lambda row: str(row["story_id"]) == name,
        "word": lambda row: name in words(row),
    }
    return sum(map(tests[kind], of(rows, record)))


def words(row: Row) -> set[str]:
    found = re.findall(r"[^\W\d_][\w'’-]{2,30}", f"{row['title']} {row['text']}".lower())
    return {word for word in found if word not in COMMON}


def net(rows: list[Row], record: Record) -> float | None:
    brand = record.scope.removeprefix("brand:")
    tones = [each for row in of(rows, record) if (each := tone(row, brand))]
    return (tones.count("positive") - tones.count("negative")) / len(tones) if tones else None


def part_of(labels: list[str | None], wanted: str) -> float | None:
    read = [each for each in labels if each]
    return read.count(wanted) / len(read) if read else None


def shares(rows: list[Row], record: Record) -> float | None:
    head, _, wanted = record.part.partition(":")
    return part_of([label(row, head) for row in of(rows, record)], wanted)


def tones(rows: list[Row], record: Record) -> float | None:
    brand = record.scope.removeprefix("brand:")
    return part_of([tone(row, brand) for row in of(rows, record)], record.part)


def voice(rows: list[Row], record: Record) -> float | None:
    counts = {name: len(of(rows, record_of(record, name))) for name in ("Acme", "Other")}
    whole = sum(counts.values())
    return counts[record.scope.removeprefix("brand:")] / whole if whole else None


def record_of(record: Record, brand: str) -> Record:
    return Record.parse({**record.plain(), "scope": f"brand:{brand}"})


def reach(rows: list[Row], record: Record) -> float | None:
    each: dict[str, int | None] = {}
    for row in sorted(of(rows, record), key=lambda row: row["id"]):
        if name := who(row):
            each[name] = row["author"]["followers"] if row["author"]["followers"] is not None else each.get(name)
    known = [count for count in each.values() if count is not None]
    return sum(known) if known else None


def rating(rows: list[Row], record: Record) -> float | None:
    stars = [row["rating"]["value"] for row in of(rows, record) if row["rating"]]
    return sum(stars) / len(stars) if stars else None


def rise(rows: list[Row], record: Record) -> float:
    """The smallest ratio of shares that the likelihood of both weeks does not reject, tried out in small steps."""
    week = record_of(record, record.scope.removeprefix("brand:"))
    before = replace(week, since=week.since - (week.until - week.since), until=week.since)
    counts = [
        (sum(record.part in words(row) for row in of(rows, each)), len(of(rows, each))) for each in (week, before)
    ]
    shares = np.linspace(1e-5, 1 - 1e-5, 20_001)
    best = sum(likelihood(count, posts, shares).max() for count, posts in counts)
    ratios = np.arange(1, 400, 0.02)
    fits = (
        likelihood(*counts[0], np.minimum(shares * ratio, 1 - 1e-9)) + likelihood(*counts[1], shares)
        for ratio in ratios
    )
    return next(float(ratio) for ratio, fit in zip(ratios, fits, strict=False) if 2 * (best - fit.max()) <= 1.96**2)


def likelihood(count: int, posts: int, shares: Any) -> Any:
    return count * np.log(shares) + (posts - count) * np.log1p(-shares)


SLOWLY: Mapping[str, Callable[[list[Row], Record], float | None]] = {
    "mentions": mentions,
    "net sentiment": net,
    "tone": tones,
    "share": shares,
    "share of voice": voice,
    "reach": reach,
    "mean rating": rating,
    "rise of a word": rise,
    "authors": lambda rows, record: len({who(row) for row in of(rows, record)} - {None}),
    "stories": lambda rows, record: len({row["story_id"] for row in of(rows, record)}),
    "without a tone": lambda rows, record: sum(
        tone(row, record.scope.removeprefix("brand:")) is None and label(row, "intent") != "spam"
        for row in of(rows, record)
    ),
    "copies": lambda rows, record: (
        len(of(rows, record_of(record, "Acme"))) - len({row["story_id"] for row in of(rows, record_of(record, "Acme"))})
    ),
}


def rough(record: Record) -> float:
    """How closely two ways of computing it agree: a ratio that is tried out stands between two steps."""
    return 0.02 if record.style == "times" else 1e-9


@pytest.mark.parametrize("where", ["", "kettle OR parcel"])
@pytest.mark.parametrize("type", ["weekly", "compare", "digest"])
@pytest.mark.parametrize("seed", range(4))
def test_every_number_is_what_is_counted_slowly(filled: Filled, seed: int, type: Any, where: str):
    store = filled()
    talk(store, seed)
    report = compose(store, ask(type, where=where, filter=Filter(where) if where else None))
    rows, checked = exported(store, where), 0
    records = {record.id: record for record in report.records}
    for record in report.records:
        if record.metric in NOT_OF_POSTS:
            continue
        if record.id.endswith("/n"):
            assert record.value == records[record.id.removesuffix("/n")].n
        elif record.metric == "change":
            now, before = (records[f"mentions/{record.scope}/{when}"].value or 0 for when in ("now", "before"))
            assert record.value == ((now - before) / before if before else None)
        else:
            assert record.value == pytest.approx(SLOWLY[record.metric](rows, record), rel=rough(record)), record.id
        if record.value is not None and record.low is not None and record.high is not None:
            assert record.low <= record.value + 1e-9
            assert record.value <= record.high + 1e-9
        checked += 1
    assert checked > (5 if type == "compare" else 15)
