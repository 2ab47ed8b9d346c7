"""The charts of a report's workbook, native to Excel: they follow its cells, and can be drawn otherwise there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from listener.reports.document import Course

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

INK, GREY, SOFT, THIN, NEGATIVE = "#1A1A18", "#B7B4AC", "#8C8981", "#E5E3DE", "#CF7A1A"
FONT = {"name": "Calibri", "size": 10, "color": "#55544F"}
TITLE = {**FONT, "size": 12, "bold": True}
TICKS = 8
"""Words below a course, at most about so many."""


def course_chart(book: Workbook, sheet: str, course: Course) -> Chart:
    """Bars or a line, between two lines that hold what is usual; a letter where something happened.

    The sheet has a row a stretch below its head: when it begins, its count, both ends of what is usual, and how many
    were negative where that is drawn: the foot of each bar.
    """
    chart = book.add_chart({"type": "column" if course.bars else "line"})
    drawn = {"line": {"none": True}, "fill": {"color": INK}} if course.bars else {"line": {"color": INK, "width": 2}}
    last = len(course.days)
    shape = {"gap": 20, "overlap": 100} if course.bars else {}
    chart.add_series({"name": "mentions", **_cells(sheet, 1, last), **drawn, **shape, **_letters(course)})
    if course.negative:
        foot = {"line": {"none": True}, "fill": {"color": NEGATIVE}}
        chart.add_series({"name": "negative", **_cells(sheet, 4, last), **foot})
    if any(course.ranges):
        usual = book.add_chart({"type": "line"}) if course.bars else chart
        for place, name in ((2, "usually at least"), (3, "usually at most")):
            line = {"color": GREY, "width": 1.25, "dash_type": "dash"}
            usual.add_series({"name": name, **_cells(sheet, place, last), "line": line})
        if course.bars:
            chart.combine(usual)
    axis = {"num_font": FONT, "num_format": "d mmm hh:mm" if course.bars else "d mmm", "text_axis": True}
    chart.set_x_axis({**axis, "interval_unit": max(1, last // TICKS), "line": {"color": SOFT}})
    chart.set_y_axis({"num_format": "#,##0", **_scale()})
    return _framed(chart, course.title, 720)


def share_chart(book: Workbook, sheet: str, title: str, first: int, last: int) -> Chart:
    """The shares of a table, whose rows have a name, what is now and what was before, as bars beside each other."""
    chart = book.add_chart({"type": "bar"})
    for place, (name, colour) in enumerate((("now", INK), ("before", GREY)), 1):
        cells = {"categories": [sheet, first, 0, last, 0], "values": [sheet, first, place, last, place]}
        chart.add_series({"name": name, **cells, "fill": {"color": colour}, "gap": 60})
    chart.set_y_axis({"reverse": True, "num_font": FONT, "line": {"color": SOFT}})
    chart.set_x_axis({"num_format": "0 %", **_scale()})
    return _framed(chart, title, 480)


def _cells(sheet: str, place: int, last: int) -> Mapping[str, Any]:
    return {"categories": [sheet, 1, 0, last, 0], "values": [sheet, 1, place, last, place]}


def _letters(course: Course) -> Mapping[str, Any]:
    """The letter of what happened above its stretch, and nothing above the others."""
    marks: dict[int, str] = {}
    for note in course.notes:
        marks[note.day] = f"{marks.get(note.day, '')} {note.mark}".strip()
    labels = [{"value": marks[at]} if at in marks else {"delete": True} for at in range(len(course.days))]
    return {"data_labels": {"value": True, "custom": labels, "font": FONT}} if marks else {}


def _scale() -> Mapping[str, Any]:
    """An axis of numbers from 0 on, with thin lines across."""
    across = {"visible": True, "line": {"color": THIN, "width": 0.75}}
    return {"num_font": FONT, "min": 0, "major_gridlines": across, "line": {"none": True}}


def _framed(chart: Chart, title: str, width: int) -> Chart:
    chart.set_title({"name": title, "overlay": False, "name_font": TITLE})
    chart.set_legend({"position": "bottom", "font": FONT})
    chart.set_size({"width": width, "height": 300})
    return chart
