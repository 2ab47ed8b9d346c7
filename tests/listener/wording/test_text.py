"""Words, figures and times."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.notify.render.chart import chart
from listener.wording.durations import span
from listener.wording.figures import figure, per_cent
from listener.wording.links import link
from listener.wording.moments import moment
from listener.wording.scopes import about
from listener.wording.text import one_line, without_controls
from storage.records import Scope
from tests.worlds.notices import HALF_HOUR, NOW

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (3.0, "3"),
        (1234567, "1,234,567"),
        (0.4321, "0.43"),
        (38.44, "38.4"),
        (412.7, "413"),
        (-2.5, "-2.5"),
        (4.53, "4.5"),
        (4.02, "4"),
        (0.02, "0.02"),
        (None, "–"),
    ],
)
def test_figures(value: float | None, said: str) -> None:
    assert figure(value) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 minutes"),
        (20, "under a minute"),
        (60, "1 minute"),
        (5400, "1 hour 30 minutes"),
        (7200, "2 hours"),
        (90000, "25 hours"),
        (180000, "2 days 2 hours"),
        (-5, "under a minute"),
    ],
)
def test_spans(seconds: int, said: str) -> None:
    assert span(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("scope", "said"),
    [(Scope.brand("Acme"), "Acme"), (Scope.query("recall"), "the query recall"), (Scope.ALL, "all brands")],
)
def test_scopes(scope: Scope, said: str) -> None:
    assert about(scope) == said


def test_times_are_the_readers() -> None:
    assert moment(NOW, ZoneInfo("Asia/Tokyo")) == "Sat 14 Mar, 18:30"


@given(st.text(), st.integers(2, 50))
def test_one_line_is_one_line_of_that_length(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([line], [])
    assert line.isprintable() or not line.isascii()


@given(st.text())
def test_taming_moves_nothing(text: str) -> None:
    assert len(without_controls(text)) == len(text)


@given(st.text(max_size=30))
def test_links_are_for_browsers_or_none(text: str) -> None:
    assert link(f"https://example.org/{text}") in (None, f"https://example.org/{text}")
    assert link(text) is None or text.startswith("http")


@given(st.lists(st.integers(-5, 10**9), max_size=400), st.integers(1, 60))
def test_charts_have_few_bars_and_lose_no_recent_count(counts: list[int], most: int) -> None:
    points = [(NOW + HALF_HOUR * i, count) for i, count in enumerate(counts)]
    drawn = chart(points, ZoneInfo("UTC"), None, most)
    if drawn is None:
        assert sum(max(0, count) for count in counts[-most:]) == 0
    else:
        assert len(drawn.bars) <= most
        size = -(-len(counts) // most)
        assert drawn.bars[-1].count == sum(max(0, count) for count in counts[-size:])
        assert all((bar.height > 0) == (bar.count > 0) for bar in drawn.bars)


def test_a_share_is_written_by_one_function_wherever_people_read_it() -> None:
    assert (per_cent(0.05), per_cent(0.812, 1), per_cent(None)) == ("5\u202f%", "81.2\u202f%", "–")
    for room in ("listener", "rules", "sources", "storage"):
        for module in (ROOT / room).rglob("*.py"):
            found = re.search(r":[+,]*\.\d%\}", module.read_text(encoding="utf-8"))
            assert found is None, f"{module} writes a share on its own; see rules/wording/figures.py"
