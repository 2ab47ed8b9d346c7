"""Charts of brands: drawn from the numbers, hatched where nobody knows, marked where something happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from listener.brands.courses import Course
from listener.metrics.base import Value
from listener.situation.annotated import MOST, numbered
from listener.situation.blindness import Blind
from listener.situation.ranged import Ranged
from listener.web.charts import days, small
from listener.web.charts.alone import alone
from listener.web.charts.days import Frame
from storage.records import Annotation

START, DAY = datetime(2026, 3, 2, 12, tzinfo=UTC), timedelta(days=1)
NOTHING = Value(value=None, n=0)


def course(*counts: int, known: int = 2, begins: int = 0) -> Course:
    value = Value(value=0.5, low=0.4, high=0.6, n=9)
    tones = (NOTHING,) * (len(counts) - known) + (value,) * known
    return Course(
        volume=Ranged(start=START, each=DAY, counts=counts, usual=tuple((0, 5) for _ in counts)),
        begins=begins or len(counts) - 1,
        voices={"Acme": tones, "Bolt": tones},
        net=tones,
        negative=tones,
        blind=(Blind(since=START + DAY, until=START + 2 * DAY, sources=("feed",)),),
        unheard=NOTHING,
    )


def word(at: datetime, text: str = "launch", brand: str | None = None) -> Annotation:
    return Annotation(id=1, at=at, text=text, brand=brand, who="Mia", made_at=at)


def frame(found: Course, *told: Annotation) -> Frame:
    return Frame(course=found, zone=ZoneInfo("UTC"), notes=numbered(told, None))


@pytest.mark.parametrize("draw", [days.volume, days.net, days.negative])
def test_what_nobody_knows_is_hatched_and_what_happened_is_marked(draw) -> None:
    drawn = draw(frame(course(1, 9, 3, 4), word(START + 2.5 * DAY)), "a label")
    picture = ET.fromstring(drawn)
    assert picture.attrib["aria-label"] == "a label"
    assert 'fill="url(#hatch)"' in drawn
    [flag] = [each for each in picture if each.attrib.get("class") == "noteflag"]
    whole = draw is days.volume
    assert flag.attrib["x"] == ("66.67%" if whole else "0%"), "the third of four points, or the first of two"


def test_where_nothing_is_known_there_is_no_line() -> None:
    drawn = days.net(frame(course(1, 2, 3, known=0)), "")
    assert 'class="ln' not in drawn
    assert "ciband" not in drawn
    assert small.plain([None, None]) == ""
    assert small.plain([1.0, None, 2.0]).count("<path") == 2


def test_every_brand_is_named_at_its_end_and_names_do_not_lie_on_each_other() -> None:
    picture = ET.fromstring(days.voices(frame(course(1, 2, 3)), ["Acme", "Bolt"], "Acme", ""))
    ends = [each for each in picture if "endt" in each.attrib.get("class", "")]
    assert sorted(each.text or "" for each in ends) == ["Acme 50\u202f%", "Bolt 50\u202f%"]
    [one, other] = sorted(float(each.attrib["y"]) for each in ends)
    assert other - one >= days.APART


def test_notes_of_other_brands_are_left_out_and_the_newest_stay() -> None:
    many = [word(START + n * timedelta(hours=1), str(n)) for n in range(MOST + 5)]
    found = numbered([*many, word(START, "other", "Bolt")], ["Acme"])
    assert [(each.mark, each.annotation.text) for each in (found[0], found[-1])] == [
        ("1", "5"),
        (str(MOST), str(MOST + 4)),
    ]


def test_a_picture_alone_holds_its_style_its_title_and_what_happened() -> None:
    chart = days.volume(frame(course(1, 2)), "")
    made = alone(chart, "A <b>title", ["1  2 Mar: </svg><script>"], 190)
    picture = ET.fromstring(made)
    said = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "A <b>title" in said
    assert "1  2 Mar: </svg><script>" in said
    assert "<script" not in made
    assert "prefers-color-scheme" in made


def test_little_pictures_show_now_before_and_how_it_was_read() -> None:
    assert small.dumbbell(0.2, 0.1, 0.4).count("<circle") == 2
    assert small.dumbbell(0.2, None, 0.0).count("<circle") == 1
    widths = [each.attrib["width"] for each in ET.fromstring(small.toned((1, 2, 1), "read"))]
    assert widths == ["25%", "50%", "25%"]
    assert "<rect" not in small.toned((0, 0, 0), "nothing")
