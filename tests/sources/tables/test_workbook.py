"""Workbooks: the sheet that is a table, its dates as dates, and none that fills the memory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.tables import workbook as workbooks
from sources.tables.problems import UnreadableError
from sources.tables.workbook import sheet
from tests.worlds.tables import read
from tests.worlds.workbooks import Cell, binary, open_document, workbook

FIXTURES = Path(__file__).parents[2] / "fixtures" / "workbooks"
HEADER: list[Cell] = ["Date", "Author", "Full Text", "Url", "Likes"]
SAID = datetime(2026, 9, 1, 10, 30)


def row(text: str, at: Cell = SAID) -> list[Cell]:
    return [at, "Jo", text, f"https://shop.example/{len(text)}", 12]


def test_dates_numbers_and_texts_are_what_they_are() -> None:
    found = read(workbook({"Posts": [HEADER, row('the "kettle"\nleaks; badly, 漏水')]}))
    (mention,) = found.mentions
    assert (found.problems, found.form) == ((), "Excel workbook")
    assert mention.text == 'the "kettle"\nleaks; badly, 漏水'
    assert mention.published_at == datetime(2026, 9, 1, 10, 30, tzinfo=UTC)
    assert mention.engagement == {"likes": 12}


def test_a_header_below_other_rows_and_the_numbers_of_rows() -> None:
    rows = [["Weekly report"], [], HEADER, row("one"), [], row("", SAID), row("three")]
    found = read(workbook({"Posts": rows}))
    assert [mention.text for mention in found.mentions] == ["one", "three"]
    assert [problem.row for problem in found.problems] == [6]


def test_of_several_sheets_the_table_is_read_and_the_others_are_named() -> None:
    sheets = {"Cover": [["Report for"], ["Acme"]], "Empty": [], "Mentions": [HEADER, row("one")]}
    found = read(workbook(sheets))
    assert [mention.text for mention in found.mentions] == ["one"]
    assert [str(note) for note in found.problems] == ["of the workbook only the sheet 'Mentions' is read, not 'Cover'"]


def test_a_long_id_that_the_workbook_cut_is_no_id() -> None:
    table = [[*HEADER, "Id"], [*row("one"), 1294030472427835393], [*row("other"), "1294030472427835999"]]
    found = read(workbook({"Posts": table}))
    assert [mention.native_id for mention in found.mentions] == ["https://shop.example/3", "1294030472427835999"]


def test_a_time_beside_a_day() -> None:
    table = [["Date", "Time", "Text"], [datetime(2026, 9, 1), "5:12 PM", "one"]]
    (mention,) = read(workbook({"Posts": table})).mentions
    assert mention.published_at == datetime(2026, 9, 1, 17, 12, tzinfo=UTC)


def test_a_cell_at_the_end_of_the_world_is_refused() -> None:
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    far = workbook({"Posts": [HEADER, row("one")]}, {"xl/worksheets/sheet1.xml": f"<sheetData>{cell}</sheetData>"})
    with pytest.raises(UnreadableError, match=r"more than 8,000,000 cells; save it as CSV"):
        sheet(far, {})


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST", 100_000)
    with pytest.raises(UnreadableError, match="larger than"):
        sheet(workbook({"Posts": [HEADER]}, {"xl/media/image1.png": "0" * 1_000_000}), {})


@pytest.mark.parametrize("part", ["<workbook", "", "<workbook/>"])
def test_a_damaged_workbook_says_so(part: str) -> None:
    (problem,) = read(workbook({"Posts": [HEADER, row("one")]}, {"xl/workbook.xml": part})).problems
    assert "workbook" in problem.what


def test_an_empty_workbook_says_so() -> None:
    (problem,) = read(workbook({"Posts": [[]]})).problems
    assert problem.what == "all sheets of the workbook are empty"


def test_an_old_workbook_is_read_in_a_process_of_its_own() -> None:
    found = read((FIXTURES / "posts.xls").read_bytes())
    assert found.form == "old Excel workbook"
    assert [(mention.text, mention.published_at) for mention in found.mentions] == [
        ('the "kettle" leaks; badly, 漏水', datetime(2026, 9, 1, 10, 30, tzinfo=UTC)),
        ("late again", datetime(2026, 9, 2, 8, 0, tzinfo=UTC)),
    ]
    assert [problem.what for problem in found.problems] == [
        "of the workbook only the sheet 'Posts' is read, not 'Cover'"
    ]


def test_open_documents_and_binary_workbooks_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "apart", workbooks.written)
    found = read(open_document({"Posts": [HEADER, row("漏水 & more")]}))
    assert (found.form, found.problems) == ("OpenDocument spreadsheet", ())
    assert (found.mentions[0].text, found.mentions[0].published_at) == ("漏水 & more", SAID.replace(tzinfo=UTC))
    found = read(binary({"Posts": [["date", "text"], ["2026-09-01", "漏水 & more"]]}))
    assert (found.form, found.problems) == ("binary Excel workbook", ())
    assert found.mentions[0].text == "漏水 & more"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECONDS", 0.001, "takes longer than 0.001 seconds"),
        ("_WORK", "raise SystemExit(134)", "takes too much memory, or is damaged"),
    ],
)
def test_a_workbook_that_costs_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, said: str
) -> None:
    monkeypatch.setattr(f"sources.tables.apart.{name}", value)
    with pytest.raises(UnreadableError, match=said):
        sheet((FIXTURES / "posts.xls").read_bytes(), {}, "xls")


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"])
def test_a_damaged_workbook_is_refused(monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    monkeypatch.setattr(workbooks, "apart", workbooks.written)
    (problem,) = read(start + bytes(600)).problems
    assert "cannot be read" in problem.what or "damaged" in problem.what
