"""The table of identity, row by row, each with its neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage.intake.decision import first
from storage.intake.identity import digest
from storage.intake.sameness import Pair, are_different, row_of
from storage.records import Arrival, Author
from tests.conformance.stores import NOW, post

LONG = "The new Acme kettle caught fire in our kitchen this morning and nobody at support picks up the phone"
EDITED = LONG.replace("this morning", "today").replace("the phone", "a telephone")
OTHER = "Acme support called me back within an hour, said sorry and sent a new one to my office, which I liked a lot"
PAGE, ELSEWHERE = "https://site.example/page", "https://site.example/other"
LATER = NOW + timedelta(days=30)
ANN, BEN = Author(name="Ann"), Author(name="Ben")
NUMBER, URI, ID, AUTHOR, OTHER_ID, ADDRESS, NONE = range(7)


def pair(known: Arrival, arrival: Arrival, *, other_source: bool = False, files: bool = False) -> Pair:
    candidate = first(7, "feed", known, digest(known.mention.title, known.mention.text))
    seen = digest(arrival.mention.title, arrival.mention.text)
    return Pair("other" if other_source else "feed", replace(arrival, row_ids=files), seen, candidate)


def told(row: int, known: dict[str, Any], arrival: dict[str, Any], is_same: bool, **options: Any) -> Any:
    """A row of the table below."""
    return pytest.param(row, known, arrival, is_same, options, id=f"{row}: {options} {known} | {arrival}"[:150])


TITLE_A, TITLE_B = ({"text": None, "title": title, "permalink": PAGE} for title in "AB")
BARE = {"id": PAGE, "permalink": PAGE}
FILE, ELSE = {"files": True}, {"other_source": True}


@pytest.mark.parametrize(
    ("row", "known", "arrival", "is_same", "options"),
    [
        # An export of ours, by our number: only where the texts agree.
        told(NUMBER, {"text": LONG}, {"number": 7, "id": "x", "text": EDITED}, True, **FILE, **ELSE),
        told(NUMBER, {"text": LONG}, {"number": 7, "id": "x", "text": LONG[:40]}, True, **FILE, **ELSE),
        told(NONE, {"text": LONG}, {"number": 7, "id": "x", "text": OTHER}, False, **FILE, **ELSE),
        told(NONE, {"text": LONG}, {"number": 8, "id": "x", "text": LONG}, False, **FILE, **ELSE),
        # 1: a global URI.
        told(URI, {"uri": "at://1"}, {"id": "2", "uri": "at://1", "text": OTHER, "permalink": PAGE}, True, **ELSE),
        told(URI, {"uri": "at://1", "author": ANN}, {"id": "2", "uri": "at://1", "author": BEN}, True),
        told(OTHER_ID, {"uri": "at://1"}, {"id": "2", "uri": "at://2"}, False),
        # 2: a platform's id.
        told(ID, {"text": LONG}, {"text": OTHER}, True),
        told(ID, {"text": LONG, "permalink": PAGE}, {"text": OTHER, "permalink": PAGE}, True),
        told(ID, {"text": LONG, "permalink": PAGE}, {"text": OTHER}, True),
        told(ID, {"text": LONG, "permalink": PAGE}, {"text": EDITED, "permalink": ELSEWHERE}, True),
        told(ID, {"text": LONG, "permalink": PAGE}, {"text": OTHER, "permalink": ELSEWHERE}, False),
        told(ID, {"author": ANN}, {"author": BEN, "text": OTHER}, True),
        # 2: an id that may be the number of a row.
        told(ID, {"published_at": NOW}, {"published_at": NOW, "text": OTHER}, True, **FILE),
        told(ID, {"published_at": NOW}, {"published_at": LATER}, False, **FILE),
        told(ID, {"published_at": NOW, "text": LONG}, {"published_at": LATER, "text": LONG}, False, **FILE),
        told(
            ID,
            {"text": LONG, "permalink": PAGE, "published_at": NOW},
            {"text": EDITED, "permalink": PAGE, "published_at": NOW + timedelta(hours=1)},
            True,
            **FILE,
        ),
        told(
            ID,
            {"text": LONG, "permalink": PAGE, "published_at": NOW},
            {"text": OTHER, "permalink": PAGE, "published_at": NOW + timedelta(hours=1)},
            False,
            **FILE,
        ),
        told(ID, {"text": LONG}, {"text": LONG}, True, **FILE),
        told(ID, {"text": LONG}, {"text": OTHER}, False, **FILE),
        told(NONE, {"id": "1.29403E+18"}, {"id": "1.29403E+18"}, False, **FILE),
        told(ADDRESS, {"id": "1.29403E+18", "permalink": PAGE}, {"id": "1.29403E+18", "permalink": PAGE}, True, **FILE),
        # 3: the same source, two people.
        told(AUTHOR, {"author": ANN, "permalink": PAGE}, {"id": "2", "author": BEN, "permalink": PAGE}, False),
        told(OTHER_ID, {"author": ANN, "permalink": PAGE}, {"id": "2", "author": ANN, "permalink": PAGE}, True),
        told(OTHER_ID, {"author": ANN, "permalink": PAGE}, {"id": "2", "permalink": PAGE}, True),
        told(ADDRESS, {"author": ANN, "permalink": PAGE}, {"id": "2", "author": BEN, "permalink": PAGE}, True, **ELSE),
        # 4: the same source, another id.
        told(OTHER_ID, {"permalink": PAGE, "title": "A"}, {"id": "2", "permalink": PAGE, "title": "B"}, True),
        told(OTHER_ID, {"text": LONG, "permalink": PAGE}, {"id": "2", "text": EDITED, "permalink": PAGE}, False),
        told(OTHER_ID, {"permalink": PAGE}, {"id": "2", "permalink": ELSEWHERE}, False),
        told(OTHER_ID, {}, {"id": "2"}, False),
        told(OTHER_ID, TITLE_A, {**TITLE_A, "id": "2"}, True),
        told(OTHER_ID, TITLE_A, {**TITLE_B, "id": "2"}, False),
        # 5: no id, or another source.
        told(ADDRESS, {"text": LONG, "permalink": PAGE}, {"text": EDITED, "permalink": PAGE}, True, **ELSE),
        told(ADDRESS, {"text": LONG, "permalink": PAGE}, {"text": LONG[:40], "permalink": PAGE}, True, **ELSE),
        told(ADDRESS, {"text": LONG, "permalink": PAGE}, {"text": OTHER, "permalink": PAGE}, False, **ELSE),
        told(
            ADDRESS,
            {"text": LONG, "permalink": PAGE, "title": "A", "published_at": NOW},
            {"text": OTHER, "permalink": PAGE, "title": "a", "published_at": NOW},
            True,
            **ELSE,
        ),
        told(
            ADDRESS,
            {"text": LONG, "permalink": PAGE, "title": "A", "published_at": NOW},
            {"text": OTHER, "permalink": PAGE, "title": "A", "published_at": NOW + timedelta(hours=1)},
            False,
            **ELSE,
        ),
        told(
            ADDRESS,
            {"text": LONG, "permalink": PAGE, "published_at": NOW},
            {"text": OTHER, "permalink": PAGE, "published_at": NOW},
            False,
            **ELSE,
        ),
        told(
            ADDRESS,
            {"text": LONG, "title": "A kettle of Acme burns down", "permalink": PAGE},
            {"text": None, "title": "A kettle of Acme burns down", "permalink": PAGE},
            True,
            **ELSE,
        ),
        told(NONE, {"text": LONG, "permalink": PAGE}, {"text": LONG, "permalink": ELSEWHERE}, False, **ELSE),
        told(ADDRESS, {**BARE, "text": LONG}, {**BARE, "by_address": True, "text": EDITED}, True),
        told(ADDRESS, {**BARE, "text": LONG}, {**BARE, "by_address": True, "text": OTHER}, False),
        told(ID, {**BARE, "text": LONG}, {**BARE, "text": OTHER}, True),
        # 6: neither: what the reader made of author, time and text is an id like others.
        told(ID, {"id": "hash"}, {"id": "hash"}, True),
        told(OTHER_ID, {"id": "hash"}, {"id": "hash 2"}, False),
        told(NONE, {"id": "hash"}, {"id": "hash"}, False, **ELSE),
    ],
)  # fmt: skip
def test_the_first_row_that_applies_decides(
    row: int, known: dict[str, Any], arrival: dict[str, Any], is_same: bool, options: dict[str, Any]
) -> None:
    assert row_of(pair(made(known), made(arrival), **options)) == (row, is_same)


def made(fields: dict[str, Any]) -> Arrival:
    more = {name: value for name, value in fields.items() if name not in {"id", "number", "text"}}
    arrival = post(fields.get("id", "1"), "Acme said it", id=fields.get("number"), **more)
    return replace(arrival, mention=replace(arrival.mention, text=fields.get("text", "Acme said it") or ""))


def test_what_a_source_repeats_is_the_same_wherever_else_it_stands() -> None:
    """The mention came from another source, with another text and address; this one was known by its URI."""
    elsewhere = made({"text": LONG, "permalink": PAGE, "uri": "at://1"})
    teaser = made({"id": "x", "text": OTHER, "permalink": ELSEWHERE})
    known = pair(elsewhere, teaser).known
    seen = digest("", OTHER)
    known = replace(known, shown={**known.shown, ("other", "x"): seen})
    assert row_of(Pair("other", teaser, seen, known)) == (ID, True)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        (Author(name="Ann"), Author(name="ann "), False),
        (Author(name="Ann"), Author(name="Ben"), True),
        (Author(id="1", name="Ann"), Author(id="1", name="Ann B."), False),
        (Author(id="1", name="Ann"), Author(id="2", name="Ann"), True),
        (Author(handle="ann"), Author(name="Ann Archer"), False),
        (Author(), Author(name="Ann"), False),
        (Author(), Author(), False),
    ],
)
def test_authors_differ_where_the_same_sort_of_name_does(one: Author, other: Author, are: bool) -> None:
    assert are_different(one, other) is are_different(other, one) is are
