"""Charts: what is drawn follows from the numbers, fits every width, and holds nothing that a strict policy refuses."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from listener.metrics.base import Value
from listener.situation.annotated import Noted
from listener.situation.blindness import Blind
from listener.situation.course import Alarm, Course, Hour
from listener.situation.ranged import Ranged, Window
from listener.web.charts.axis import axis
from listener.web.charts.bars import bar, boxes, timebar
from listener.web.charts.course import chart
from listener.web.charts.spark import spark
from listener.web.charts.strip import strip
from listener.web.charts.svg import element, picture, rect, steps, text
from listener.web.charts.ticks import ticks
from listener.web.charts.whisker import whisker
from storage.records import Annotation, Scope

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALF = timedelta(minutes=30)
ZONE = ZoneInfo("Europe/Lisbon")


def counted(*counts: int, high: float | None = 5) -> Ranged:
    return Ranged(start=START, each=HALF, counts=counts, usual=tuple(high and (0, high) for _ in counts))  # type: ignore[misc]


def course(found: Ranged, *alarms: Alarm, blind: tuple[Blind, ...] = ()) -> Course:
    none = (0,) * len(found.counts)
    hour = Hour(posts=Window(seen=0, expected=None, usual=None), before=0, negative=0)
    return Course(
        scope=Scope.ALL, volume=found, hour=hour, negative=none, share=(None,) * len(none), alarms=alarms, blind=blind
    )


def alarm(mark: str, minutes: int, severity: int = 1) -> Alarm:
    at = START + timedelta(minutes=minutes)
    return Alarm(mark=mark, at=at, severity=severity, what=f"<{mark}> & more", rule="loud")


def drawn(svg: str) -> list[ET.Element]:
    """All that is in it: it is well-formed, and neither styled nor scripted in place."""
    assert " style=" not in svg
    assert "<script" not in svg
    assert "NaN" not in svg
    return list(ET.fromstring(svg).iter())


def test_what_leaves_the_range_is_ink_and_the_rest_is_not() -> None:
    calm, loud = str(spark(counted(1, 2, 5))), str(spark(counted(1, 9, 8)))
    assert 'class="hot"' not in calm
    assert loud.count('class="hot"') == 1
    assert 'class="dot hot"' in loud
    drawn(loud)


def test_without_a_range_there_is_no_band_and_nothing_is_above() -> None:
    learning = str(spark(counted(1, 9, 8, high=None)))
    assert 'class="band"' not in learning
    assert "hot" not in learning
    partly = Ranged(start=START, each=HALF, counts=(9, 9), usual=(None, (0, 3)))
    assert str(spark(partly)).count('class="hot"') == 1


@pytest.mark.parametrize("counts", [(0,), (0, 0, 0), (10**9, 0), tuple(range(300))])
def test_every_count_can_be_drawn(counts: tuple[int, ...]) -> None:
    drawn(str(spark(counted(*counts))))
    drawn(str(chart(course(counted(*counts, high=None)), ZONE, 'a "label" <b>')))


def test_round_times_stand_over_lines_where_they_lie() -> None:
    found = [each for each in drawn(str(axis(counted(*range(48)), ZONE))) if each.tag == "text"]
    assert [(each.get("x"), each.text) for each in found] == [("25%", "18:00"), ("50%", "Tue 00:00"), ("75%", "06:00")]
    week = Ranged(start=START, each=timedelta(hours=6), counts=(1,) * 28, usual=(None,) * 28)
    assert ">6 Mar<" in str(axis(week, ZONE))
    for days in (1, 2, 7, 30, 90, 180, 366):
        span = Ranged(start=START, each=timedelta(days=1), counts=(1,) * days, usual=(None,) * days)
        assert 2 <= str(axis(span, ZONE)).count("<text") <= 5, days


def test_alarms_that_are_near_each_other_do_not_cover_each_other() -> None:
    found = chart(course(counted(*range(48)), alarm("a", 600), alarm("b", 610), alarm("c", 620)), ZONE, "course")
    flags = re.findall(r'<g class="flag s1"><svg x="[^"]+" y="(\d+)"', str(found))
    assert len(set(flags)) == 3
    assert "<a>" not in str(found)
    drawn(str(found))


def test_the_urgent_alarm_is_marked_as_one() -> None:
    found = course(counted(1, 2), alarm("a", 10), alarm("b", 50, severity=2))
    assert 'class="flag s1 open"' in chart(found, ZONE, "", urgent=True)
    assert 'class="flag s2 open"' not in chart(found, ZONE, "", urgent=True)
    assert "open" not in chart(found, ZONE, "")


def test_blind_time_is_hatched_and_named_inside_the_picture() -> None:
    blind = Blind(since=START - HALF, until=START + 40 * HALF, sources=("one", "two", "three"))
    svg = str(chart(course(counted(*range(48)), blind=(blind,)), ZONE, ""))
    [words] = [each for each in drawn(svg) if "blindt" in each.get("class", "")]
    assert words.text == "one, two and 1 more not read"
    assert 0 < float(words.get("x", "")[:-1]) < 10, "beside the numbers of the axis"
    assert words.get("text-anchor") == "start"
    assert 'fill="url(#hatch)"' in svg


def test_names_of_many_short_blind_times_do_not_cover_each_other() -> None:
    blind = tuple(
        Blind(since=START + at * HALF, until=START + (at + 1) * HALF, sources=("one",)) for at in range(0, 48, 4)
    )
    svg = str(chart(course(counted(*range(48)), blind=blind), ZONE, ""))
    places = [float(each.get("x", "")[:-1]) for each in drawn(svg) if "blindt" in each.get("class", "")]
    assert svg.count('fill="url(#hatch)"') == len(blind)
    assert 1 < len(places) < 7
    found = sorted(each[1:3] for each in boxes_of(svg, 617) if "not read" in each[0])
    assert all(one[1] < other[0] for one, other in pairwise(found))


Box = tuple[str, float, float, float, float]


def boxes_of(svg: str, wide: int) -> list[Box]:
    """Words, flags and numbers of a picture so wide, in pixels: what, left, right, top, bottom."""
    found: list[Box] = []
    places = re.findall(r'<svg[^>]* x="([\d.]+)%" y="([\d.]+)"[^>]*><(rect|circle) (?:x|cx)="(-?[\d.]+)"', svg)
    for share, top, kind, aside in places:
        left = float(share) / 100 * wide + float(aside) - (7 if kind == "circle" else 0)
        size = 14 if kind == "circle" else 16
        found.append((kind, left, left + size, float(top), float(top) + size))
    for each in ET.fromstring(svg).findall("text"):
        name, words = each.get("class", ""), each.text or ""
        if wide < 600 and ("minor" in name or "blindt" in name):
            continue
        share, length = float(each.get("x", "0").rstrip("%")), len(words) * 5.6
        left = share / 100 * wide + float(each.get("dx", "0"))
        left -= {"middle": length / 2, "end": length}.get(each.get("text-anchor", ""), 0)
        foot = float(each.get("y", "0"))
        found.append((words, left, left + length, foot - 8, foot + 2))
    return found


@pytest.mark.parametrize("wide", [328, 358, 617, 1150])
@pytest.mark.parametrize("at", [-2, 0, 1, 7, 14, 23, 30, 41, 45, 46, 47])
@pytest.mark.parametrize("length", [1, 4, 30, 60])
def test_words_flags_and_numbers_neither_cover_each_other_nor_leave_the_picture(
    wide: int, at: int, length: int
) -> None:
    begin = START + at * HALF
    blind = (
        Blind(since=begin, until=begin + length * HALF, sources=("reviews",)),
        Blind(since=begin + 3 * HALF, until=begin + (length + 4) * HALF, sources=("forum", "a feed of others")),
    )
    minutes = (0, 5, at * 30, at * 30 + 40, 700, 1200, 1290, 1380, 1400, 1410, 1425, 1439, 1440)
    there = sorted(each for each in minutes if 0 <= each <= 1440)
    alarms = [alarm(chr(97 + number), each) for number, each in enumerate(there)]
    svg = str(chart(course(counted(*[40] * 48), *alarms, blind=blind), ZONE, "course", notes=tuple(map(note, there))))
    found = boxes_of(svg, wide)
    for what, left, right, _, _ in found:
        assert (left >= -0.1, right <= wide + 0.1) == (True, True), (what, left, right)
    for one, other in combinations(found, 2):
        beside = one[2] <= other[1] + 0.1 or other[2] <= one[1] + 0.1
        assert beside or one[4] <= other[3] or other[4] <= one[3], (one, other)
    lines = [float(each) / 100 * wide for each in re.findall(r'class="alarm[^"]*" x1="([\d.]+)%"', svg)]
    for what, left, right, _, _ in found:
        assert "not read" not in what or not any(left < line < right for line in lines), what


def note(minutes: int) -> Noted:
    at = START + timedelta(minutes=minutes)
    annotation = Annotation(at=at, text="spoken", who="Mia", made_at=at)
    return Noted(mark=str(minutes % 9), annotation=annotation)


def test_times_are_those_of_the_reader() -> None:
    summer = Ranged(start=datetime(2026, 6, 1, 0, tzinfo=UTC), each=HALF, counts=(1,) * 48, usual=(None,) * 48)
    words = [each.text for each in drawn(str(chart(course(summer), ZONE, "")))]
    assert "Mon 03:00" in words or "03:00" in words
    assert "Tue 00:00" in words


def test_what_stands_in_a_picture_is_escaped_once() -> None:
    words = '"><script>&'
    inner = element('<text class="{0}" x="{1}">{0}</text>', words, 4.5)
    assert inner == Markup('<text class="{0}" x="{1}">{0}</text>').format(words, 4.5)
    svg = picture(words, 20, words, inner, text(words, words, 1, words, anchor=words), rect(words, words, 0, words, 1))
    [outer, first, second, third] = drawn(str(svg))
    assert {outer.get("class"), outer.get("aria-label"), first.text, second.text, third.get("width")} == {words}


def test_lines_across_stand_at_round_numbers_below_the_top() -> None:
    assert steps(0.9) == []
    assert steps(60) == [20, 40]
    assert steps(7) == [2, 4, 6]
    assert all(step < 1234 for step in steps(1234))
    assert len(steps(10**7)) <= 5


def test_a_whisker_is_empty_where_nothing_is_known() -> None:
    unknown, known = Value(value=None, n=0), Value(value=-0.5, low=-0.7, high=-0.3, n=9)
    assert "ci" not in str(whisker(unknown, known))
    assert 'class="ci neg"' in str(whisker(known, unknown))
    assert 'class="ci neu"' in str(whisker(Value(value=-0.1, low=-0.7, high=0.3, n=2), known))
    drawn(str(whisker(known, known)))


def test_small_bars_stay_inside_their_frame() -> None:
    for svg in (bar(2.0, target=1.0), bar(0.0), timebar(7), timebar(-1), boxes(0, 0), boxes(3, 18)):
        drawn(str(svg))
        widths = [float(width) for width in re.findall(r'width="([\d.]+)%"', str(svg))]
        assert all(0 <= width <= 100 for width in widths)
    assert str(boxes(3, 5)).count('class="done"') == 3


def test_coverage_and_ticks() -> None:
    blind = Blind(since=START, until=START + HALF, sources=("feed",))
    assert str(strip([blind], START, START + 2 * HALF)).count("url(#hatch)") == 1
    svg = str(ticks([(0.5, True), (1.0, False)], "two"))
    assert (svg.count('class="noise"'), svg.count('class="hit"')) == (1, 1)
    drawn(svg)
