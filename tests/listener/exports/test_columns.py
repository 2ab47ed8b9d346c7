"""Columns say what type they have, and keep to it; only CSV makes text of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from listener.exports.columns.base import Column, Typed, ordered
from listener.exports.columns.own import COLUMNS
from listener.exports.csv import ROWS, cells, write
from listener.exports.layout import Layout
from listener.exports.profiles import OWN, PROFILES
from storage.records import Author, Classification, Reading, StoredMention
from tests.worlds.mentions import NOW, Filled, mention

BERLIN = ZoneInfo("Europe/Berlin")
FITS: dict[str, Callable[[Typed], bool]] = {
    "text": lambda value: isinstance(value, str),
    "whole number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "moment": lambda value: isinstance(value, datetime) and value.tzinfo is not None,
    "yes/no": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, tuple) and all(isinstance(one, str) for one in value),
}


def made(type: str, value: Typed, style: str = "") -> tuple[Column, Typed]:
    return Column("x", type, "", lambda _: value, style), value  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", [OWN, *PROFILES.values()], ids=["own", *PROFILES])
def test_every_value_has_the_type_of_its_column(filled: Filled, layout: Layout) -> None:
    full = mention("Acme Cola and the other one #acme", engagement={"likes": 1, "replies": 2, "shares": 3, "views": 4})
    bare = mention("#acme", 2, url=None, author=Author(), rating=None, engagement={}, published_at=None, language=None)
    for stored in filled([full, bare]).export():
        for column in layout.columns:
            value = column.value(stored)
            assert value is None or FITS[column.type](value), (column.name, value)


def test_the_values_of_a_mention_keep_their_types(filled: Filled) -> None:
    (stored,) = filled([mention("Acme Cola is fine, and other things too")]).export()
    row = {column.name: column.value(stored) for column in COLUMNS}
    assert row["collected_at"] == NOW
    assert row["brands"] == ("Acme", "Other")
    assert (row["likes"], row["views"]) == (3, None)
    assert row["sentiment_probability"] == 0.91


def test_every_column_is_defined() -> None:
    assert all(column.meaning for column in COLUMNS)
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1+1"])
@pytest.mark.parametrize("type", ["text", "list"])
def test_no_text_is_a_formula(text: str, type: str) -> None:
    column, value = made(type, (text, "b") if type == "list" else text)
    assert str(cells(column, [value], BERLIN)[0]).startswith("'")


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (made("number", -1.5), -1.5),
        (made("text", "5 - 3"), "5 - 3"),
        (made("whole number", None), None),
        (made("yes/no", value=True), "yes"),
        (made("yes/no", value=False), "no"),
        (made("list", ("a", "b")), "a; b"),
        (made("list", ("a", "b"), " "), "a b"),
        (made("moment", datetime(2026, 7, 1, 12, 30, 5, 9, UTC)), "2026-07-01T14:30:05.000009+02:00"),
        (made("moment", datetime(2026, 7, 1, 12, 30, 5, tzinfo=UTC)), "2026-07-01T14:30:05+02:00"),
        (made("moment", datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "%I:%M %p"), "02:30 PM"),
        (made("moment", datetime(2026, 7, 1, 12, 30, 7, tzinfo=UTC), "%I:%M %p"), "02:30:07 PM"),
        (made("moment", datetime(2026, 7, 1, 12, 30, 7, 9, UTC), "%H:%M:%S.0"), "14:30:07.000009"),
        (made("moment", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "%H:%M:%S.0"), "02:30:00.0 +0200"),
        (made("moment", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "%H:%M:%S.0"), "02:30:00.0 +0100"),
        (made("moment", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "%d-%b-%Y"), "25-Oct-2026"),
    ],
)
def test_how_csv_writes_a_type(made: tuple[Column, Typed], written: object) -> None:
    column, value = made
    assert cells(column, [value, None], BERLIN) == [written, None]


def test_a_column_that_another_product_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the header: c"):
        ordered("a,b", [Column("c", "text", "", lambda _: None)])


@pytest.mark.parametrize("count", [0, 1, ROWS, ROWS + 1])
def test_each_mention_is_a_row_however_many_are_written_together(filled: Filled, count: int) -> None:
    (stored,) = filled([mention("Acme Cola")]).export()
    number = Column("number", "whole number", "Which it is", lambda each: each.id)
    out = io.BytesIO()
    many = (replace(stored, mention=replace(stored.mention, id=id)) for id in range(count))
    assert write(many, out, Layout(columns=(number,)), BERLIN, NOW) == count
    assert out.getvalue().decode("utf-8-sig").split() == ["number", *map(str, range(count))]


def test_a_column_of_ones_own_is_a_line(filled: Filled) -> None:
    shout = Column("shout", "text", "The text, loud", lambda stored: stored.mention.text.upper())
    out = io.BytesIO()
    write(filled([mention("Acme Cola")]).export(), out, Layout(columns=(shout,)), BERLIN, NOW)
    assert list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig")))) == [["shout"], ["ACME COLA"]]


def test_labels_that_were_taught_stand_in_a_column() -> None:
    (labels,) = [column for column in COLUMNS if column.name == "labels"]
    heads = {
        "sentiment": Reading(label="negative", probability=0.9),
        "topic:price": Reading(label="yes", probability=0.9),
        "topic:delivery": Reading(label="yes", probability=0.9),
        "risk:safety": Reading(label="no", probability=0.9),
    }
    read = StoredMention(mention=mention("x"), classification=Classification(model="m", heads=heads))
    assert labels.value(read) == ("topic:delivery", "topic:price")
    assert labels.value(StoredMention(mention=mention("x"))) == ()
