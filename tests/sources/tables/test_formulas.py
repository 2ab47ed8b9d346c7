"""No cell of an export is a formula, in no locale, and an import of it gives what was exported."""

from __future__ import annotations

import csv
import io
import re
from time import process_time
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.tables.formulas import guarded, unguarded

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"
UNSEEN = "\u200b\ufeff\u00a0 "
WICKED = [
    *(f"{sign}cmd|' /C calc'!A0" for sign in SIGNS),
    *(f"{before}=1+1" for before in (" ", "\t", "\r", "\n", '"', "'", "\u00a0", "\u200b", ' "', "“")),
    *(f"well{between}=1+1" for between in (";", "; ", ';"', ",", ',"', "\t", "\n", "\r\n", "\r\n ")),
    "a;＝1;−2;@x",
]


def cells(text: str, separator: str) -> list[str]:
    """What a spreadsheet with this separator makes of a row of an export."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["first", text, "last"])
    return [cell for row in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=separator) for cell in row]


@pytest.mark.parametrize("text", WICKED)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_begins_as_a_formula(text: str, separator: str) -> None:
    pieces = [piece for cell in cells(guarded(text), separator) for piece in re.split(r"[\r\n]", cell)]
    assert not [piece for piece in pieces if piece.strip(f'{UNSEEN}\t"“').startswith(tuple(SIGNS))]


@pytest.mark.parametrize(
    "text", ["a = b", "3 - 2; fine", "hi, @maren and user@example.org", "well-known", "'tis so", "a,b"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


@given(st.text(alphabet=[*SIGNS, *"a'\";, \t\r\n“\u200b"], max_size=12))
def test_what_was_guarded_is_read_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_long_runs_cost_no_more_than_they_are_long() -> None:
    def cost(length: int) -> float:
        text = "\n" * length + "a" + "; " * length
        return min(timeit(lambda: guarded(text), timer=process_time, number=1) for _ in range(5))

    assert cost(80_000) < 30 * cost(8_000)  # ten times as long; a quadratic one costs a hundred times as much
