"""Tables in other formats than text say the same to the programs that people open them with."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from openpyxl.utils.escape import unescape
from pyarrow import parquet

from listener.exports import spreadsheet, xlsx
from listener.exports.columns.base import Column
from listener.exports.columns.own import COLUMNS
from listener.exports.export import Table, write_json, write_ndjson, write_table
from listener.exports.files import replacing
from listener.exports.layout import Layout
from listener.exports.profiles import PROFILES
from listener.exports.selection import Selection
from rules.query import Filter
from storage.errors import ExportError
from storage.records import Author
from storage.store import Store
from tests.worlds.mentions import NOW, Filled, mention, read_all

BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = [
    "=1+1",
    "+49 30 1234",
    "-1",
    "@evil",
    "\t=1+1",
    "<r><t>acme cola</t></r>",
    "_x0041_ <b>&amp;",
    "\ufffe\u000b",
    "1294030472427835393",
]


def table(store: Store, format: Table, selection: Selection | None = None, profile: str | None = None) -> bytes:
    out = io.BytesIO()
    write_table(store, selection or Selection(), out, format=format, zone=BERLIN, now=NOW, profile=profile)
    return out.getvalue()


def sheet(data: bytes) -> list[dict[str, object]]:
    """The rows of the first sheet by the names of its header, as openpyxl reads them."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
    assert all(cell.data_type != "f" for row in rows for cell in row), "a cell is a formula"
    return [{str(name.value): cell.value for name, cell in zip(head, row, strict=True)} for row in rows]


def test_a_workbook_keeps_types(filled: Filled):
    store = filled([mention("Acme Cola is bad", author=Author(id="1294030472427835393", name="Ada", followers=7))])
    read_all(store)
    (row,) = sheet(table(store, "xlsx"))
    (stored,) = store.export()
    assert row["id"] == str(stored.id)
    assert len(str(row["id"])) > 15
    assert row["published_at"] == datetime(2026, 3, 10, 12)
    assert (row["likes"], row["views"], row["sentiment_probability"], row["rating"]) == (3, None, 0.91, 2)
    assert (row["author_followers"], row["brands"]) == (7, "Acme")


@pytest.mark.parametrize("profile", [None, *PROFILES])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_workbook_does_anything(filled: Filled, text: str, profile: str | None):
    store = filled([mention(f"acme cola {text}", title=text, author=Author(name=text, handle=text))])
    data = table(store, "xlsx", profile=profile)
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in workbook.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(str(cell.value).startswith("acme cola") or "acme cola" in str(cell.value) for cell in cells)


def test_a_workbook_says_texts_as_they_are(filled: Filled):
    store = filled([mention(f"acme cola {text}", n, title=text) for n, text in enumerate(HOSTILE[:6], 1)])
    titles = {str(row["title"]).strip() for row in sheet(table(store, "xlsx"))}
    assert titles == {stored.mention.title.strip() for stored in store.export()}


def test_moments_that_a_sheet_cannot_hold_are_text():
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    moments = [
        twice,
        twice + timedelta(hours=1),
        datetime(2026, 7, 1, 12, 0, 0, 9, UTC),
        datetime(2026, 7, 1, tzinfo=UTC),
    ]
    coming = iter(moments)
    out, column = io.BytesIO(), Column("at", "moment", "", lambda _: next(coming))
    xlsx.write([None] * 4, out, Layout(columns=(column,)), BERLIN, NOW)  # type: ignore[list-item]
    assert [row["at"] for row in sheet(out.getvalue())] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-07-01T14:00:00.000009+02:00",
        datetime(2026, 7, 1, 2),
    ]


@pytest.mark.parametrize("letter", ["a", "☕", "😀"])
def test_a_cell_that_is_too_long_is_cut_with_a_mark(filled: Filled, letter: str):
    store = filled([mention("acme cola " + letter * 40_000)])
    (row,) = sheet(table(store, "xlsx"))
    said = str(row["text"])
    assert said.endswith(xlsx.MARK)
    assert said.startswith("acme cola " + letter * 1000)
    assert xlsx.MOST_LETTERS - 2 <= len(said.encode("utf-16-le")) // 2 <= xlsx.MOST_LETTERS
    assert xlsx.fitting("😀" * 16_383) == "😀" * 16_383


def test_one_word_that_is_too_long_for_a_cell_is_cut_too(filled: Filled):
    (row,) = sheet(table(filled([mention("acme cola", title="a" * 40_000)]), "xlsx"))
    assert len(str(row["title"])) == xlsx.MOST_LETTERS


def test_what_does_not_fit_on_a_sheet_goes_on_on_the_next(filled: Filled):
    store, out = filled([mention(f"acme cola {number}", number) for number in range(1, 8)]), io.BytesIO()
    layout = PROFILES["brandwatch"]
    assert xlsx.write(store.export(), out, layout, BERLIN, NOW, most_rows=10) == 7
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert [(each.title, each.max_row) for each in book] == [("Mentions", 10), ("Mentions 2", 10), ("Mentions 3", 8)]
    assert {each.cell(7, 6).value for each in book} == {"Full Text"}


def test_a_sheet_ends_before_it_outgrows_the_archive(filled: Filled, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 10_000)
    monkeypatch.setattr(xlsx, "ROWS", 2)
    store, out = (
        filled([mention(f"acme cola {'long ' * 600}{number}", number) for number in range(1, 10)]),
        io.BytesIO(),
    )
    assert xlsx.write(store.export(), out, PROFILES["brandwatch"], BERLIN, NOW) == 9
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    texts = [row[5].value for each in book for row in each.iter_rows(min_row=8) if row[5].value]
    assert len(book.worksheets) > 2
    assert texts == [stored.mention.text for stored in store.export()]


def test_what_no_sheet_can_say_is_written_so_that_it_opens():
    columns = (
        Column("number", "number", "", lambda one: one),  # type: ignore[arg-type, return-value]
        Column("text", "text", "", lambda one: f" {one}\ud83d\x1b_x0041_ <&>]]> "),
    )
    out = io.BytesIO()
    xlsx.write([1e-7, float("inf"), 2**60], out, Layout(columns=columns), BERLIN, NOW)  # type: ignore[list-item]
    rows = sheet(out.getvalue())
    assert [row["number"] for row in rows] == [1e-7, "inf", 2**60]
    assert unescape(str(rows[0]["text"])) == " 1e-07?\x1b_x0041_ <&>]]> "


def test_columns_are_called_as_in_a_sheet():
    assert " ".join(map(spreadsheet.letters, (0, 25, 26, 51, 52, 701, 702))) == "A Z AA AZ BA ZZ AAA"


def test_an_empty_selection_is_a_table_without_rows(filled: Filled):
    nothing = Selection(brand="Nobody")
    store = filled([mention("acme cola")])
    assert sheet(table(store, "xlsx", nothing)) == []
    assert parquet.read_table(io.BytesIO(table(store, "parquet", nothing))).num_rows == 0
    out = io.BytesIO()
    assert (write_json(store, nothing, out), json.loads(out.getvalue())) == (0, [])


def test_parquet_keeps_types_and_definitions(filled: Filled):
    store = filled([mention("=acme cola ☕ other", engagement={"likes": 2**40})])
    read_all(store)
    found = parquet.read_table(io.BytesIO(table(store, "parquet")))
    assert found.schema.field("published_at").type == pa.timestamp("us", tz="UTC")
    assert found.schema.field("text").metadata[b"meaning"].decode() == next(
        each.meaning for each in COLUMNS if each.name == "text"
    )
    (row,) = found.to_pylist()
    assert row["text"] == "=acme cola ☕ other"
    assert row["published_at"] == NOW - timedelta(hours=1)
    assert (row["brands"], row["likes"], row["views"]) == (["Acme", "Other"], 2**40, None)


def test_parquet_without_its_package_says_what_to_install(filled: Filled, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"listener\[parquet\]"):
        table(filled([]), "parquet")


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_pandas_reads_the_same_in_every_format(filled: Filled, format: Table):
    store = filled(
        [mention(f"acme cola number {number}", number, engagement={"likes": number}) for number in (1, 2, 3)]
    )
    data = io.BytesIO(table(store, format))
    reader = {"csv": pd.read_csv, "xlsx": partial(pd.read_excel, engine="openpyxl"), "parquet": pd.read_parquet}[format]
    frame = reader(data) if format == "parquet" else reader(data, dtype={"id": str})
    assert list(frame["likes"]) == [3, 2, 1]
    assert list(frame["text"]) == [stored.mention.text for stored in store.export()]
    assert [str(id).lstrip("'") for id in frame["id"]] == [str(stored.id) for stored in store.export()]
    assert list(frame.columns) == [column.name for column in COLUMNS]


def test_json_is_the_lines_in_brackets(filled: Filled):
    store = filled([mention("acme cola one", 1), mention("acme cola two", 2)])
    whole, lines = io.BytesIO(), io.BytesIO()
    assert write_json(store, Selection(), whole) == write_ndjson(store, Selection(), lines) == 2
    assert json.loads(whole.getvalue()) == [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("sentiment:negative", 3),
        ("sentiment:positive", 0),
        ("two", 1),
        ("author:ada AND NOT (one OR two)", 1),
        ("likes:[3 TO 3]", 3),
    ],
)
def test_any_filter_of_the_query_language(filled: Filled, where: str, found: int):
    store = filled([mention(f"acme cola {word}", number) for number, word in enumerate(("one", "two", "three"), 1)])
    read_all(store)
    assert len(sheet(table(store, "xlsx", Selection(where=Filter(where))))) == found


@pytest.mark.parametrize("profile", PROFILES)
def test_profiles_fill_what_is_known(filled: Filled, profile: str):
    said = "acme cola, says @bob, see https://shop.example.org/x. #fizz"
    author = Author(id="1294030472427835393", handle="ada", name="Ada L.", followers=120)
    store = filled([mention(said, author=author, engagement={"likes": 3, "replies": 4}, extra={"country": "DE"})])
    (row,) = pd.read_parquet(io.BytesIO(table(store, "parquet", profile=profile))).to_dict("records")
    wanted: dict[str, dict[str, object]] = {
        "brandwatch": {
            "Author": "ada",
            "Full Name": "Ada L.",
            "X Followers": 120,
            "X Author ID": "1294030472427835393",
            "Country Code": "DE",
            "Country": "Germany",
            "Engagement Score": 7,
            "Comments": 4,
        },
        "meltwater": {
            "Author Handle": "ada",
            "Author Name": "Ada L.",
            "Country": "Germany",
            "Engagement": 7,
            "Likes": 3,
            "Comments": 4,
        },
        "talkwalker": {
            "extra_author_attributes.short_name": "ada",
            "extra_author_attributes.name": "Ada L.",
            "extra_author_attributes.id": "1294030472427835393",
            "author_followers": 120,
            "engagement": 7,
            "likes": 3,
        },
    }
    assert {name: row[name] for name in wanted[profile]} == wanted[profile]
    if profile == "meltwater":
        assert (list(row["Hashtags"]), list(row["Links"])) == (["#fizz"], ["https://shop.example.org/x"])


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(path) as out:
        out.writelines([b"half", "no bytes"])  # type: ignore[list-item]
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])
    with replacing(path) as out:
        out.write(b"new")
        assert path.read_bytes() == b"old"
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"new", [path])


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path):
    with pytest.raises(ExportError, match="cannot be written"), replacing(tmp_path / "no" / "out.csv"):
        pass


def test_a_device_is_written_to_and_stays(tmp_path: Path):
    with replacing(Path("/dev/null")) as out:
        out.write(b"x")
    assert Path("/dev/null").is_char_device()
