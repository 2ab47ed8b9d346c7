"""The course of a crisis: its bars are what is counted slowly, and what happened is marked where it happened."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from listener.metrics.tone import tone
from listener.reports.charts import NEGATIVE
from listener.reports.compose import compose
from listener.reports.document import Course, Figures, Report, plain
from listener.reports.files import rendered
from listener.reports.receipts import path_to
from listener.reports.verify import carried, verify
from listener.wording.periods import Period
from rules.response.targets import ResponseSection
from storage.records import Annotation, Incident, Scope
from storage.store import Store
from tests.conformance.stores import incident
from tests.worlds.bursts import put, spoken
from tests.worlds.mentions import NOW, Filled, read_all
from tests.worlds.reported import ask

HOUR, BRAND = timedelta(hours=1), Scope.brand("Acme")
LOUD = dict.fromkeys(range(44, 50), 40)
"""Hours before NOW -> posts beside the usual ones."""
OPENED, OVER = NOW - HOUR * 48.5, NOW - HOUR * 42


def crisis(store: Store, scope: Scope = BRAND, **more: Any) -> Incident:
    [raised] = incident().alerts
    raised = replace(raised, scope=scope, starts_at=OPENED, ends_at=OPENED + HOUR, summary="Much is said (98 an hour)")
    made = replace(incident(), opened_at=OPENED, alerts=(raised,), title="Much is said")
    taken: dict[str, Any] = {"acknowledged_by": "Mia", "resolved_at": OVER, "state": "resolved"}
    return store.commit_incident(replace(made, **taken | more), [])


def told(store: Store, id: int | None, **more: Any) -> Report:
    period = Period(since=OPENED, until=OVER)
    return compose(store, ask("crisis", incident=id, period=period, **more))


def course_of(report: Report) -> Course:
    [found] = [block for block in report.blocks if isinstance(block, Course)]
    return found


def test_the_times_of_the_report_name_their_targets(store: Store) -> None:
    made = crisis(store)
    targets = ResponseSection(taken=timedelta(minutes=15), resolution=timedelta(hours=4))
    [figures] = [block for block in told(store, made.id, targets=targets).blocks if isinstance(block, Figures)]
    notes = {each.label: plain(each.note) for each in figures.figures}
    assert notes["To acknowledge"] == "from the alert, target 15 min"
    assert (notes["To tell"], notes["To detect"]) == ("from the alert", "from the first post")


@pytest.fixture
def store(filled: Filled) -> Store:
    made: Store = filled()
    put(made, spoken(24 * 18, LOUD, rate=3.0))
    return made


def test_each_bar_counts_the_posts_of_its_time(store: Store):
    course = course_of(told(store, crisis(store).id))
    said = [each.mention.said_at for each in store.export()]
    for _, record in course.days:
        assert record.value == sum(record.since <= at < record.until for at in said)
    assert [record.until for _, record in course.days[:-1]] == [record.since for _, record in course.days[1:]]
    assert course.days[0][1].since <= OPENED - 3 * HOUR
    assert course.days[-1][1].until >= OVER + HOUR


def test_the_foot_of_each_bar_is_what_was_read_as_negative(store: Store):
    made = crisis(store).id
    assert not course_of(told(store, made)).negative, "nothing was read yet"
    read_all(store)
    report = told(store, made)
    course = course_of(report)
    said = [each.mention.said_at for each in store.export() if tone(each, "Acme") == "negative"]
    assert [record.value for record in course.negative] == [
        sum(record.since <= at < record.until for at in said) for record in course.negative
    ]
    assert "negative ones in orange" in course.title
    drawn = rendered(report, "html")[0].decode()
    assert drawn.count(f'fill="{NEGATIVE}"') == sum(bool(record.value) for record in course.negative) > 4
    assert "tone%3A%22negative%22" in str(path_to(course.negative[0]))
    sheet = openpyxl.load_workbook(io.BytesIO(rendered(report, "xlsx")[0]))["Course"]
    assert [row[4] for row in sheet.iter_rows(values_only=True)] == [
        "negative", *(record.value for record in course.negative)
    ]  # fmt: skip


def test_the_loud_hours_and_no_others_stand_out(store: Store):
    course = course_of(told(store, crisis(store).id))
    over = [
        record.since
        for (_, record), usual in zip(course.days, course.ranges, strict=True)
        if usual and (record.value or 0) > usual[1]
    ]
    assert all(usual for usual in course.ranges), "eighteen days are enough to know what is usual"
    begin, end = NOW - HOUR * 49, NOW - HOUR * 43
    assert len(over) > 4
    assert sum(begin - HOUR <= at < end for at in over) >= len(over) - 1, "by chance one in forty is above"


def test_what_happened_is_marked_where_it_happened(store: Store):
    at = OPENED + 2 * HOUR
    store.annotate(Annotation(at=at, text="we stopped the advertising", brand="Acme", who="Mia", made_at=at))
    course = course_of(told(store, crisis(store).id))
    assert [note.mark for note in course.notes] == list("abcdefgh"[: len(course.notes)])
    assert [note.place for note in course.notes] == sorted(note.place for note in course.notes)
    happened = {"alert of loud: Much is said": OPENED, "we stopped the advertising": at, "said to be over": OVER}
    for what, moment in happened.items():
        [note] = [note for note in course.notes if what in plain(note.said)]
        _, record = course.days[note.day]
        assert record.since <= moment < record.until


@pytest.mark.parametrize("format", ["html", "pdf", "xlsx"])
def test_it_stands_in_every_format(store: Store, format: str):
    report = told(store, crisis(store).id)
    content, notes = rendered(report, format)
    assert content
    assert not notes
    if format == "html":
        assert verify(store, carried(content), {}).changed == []
    if format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Course"]
        rows = list(sheet.iter_rows(min_row=2, max_col=2, values_only=True))
        assert [row[1] for row in rows] == [record.value for _, record in course_of(report).days]
        assert len(sheet._charts) == 1


def test_a_crisis_of_a_query_that_nobody_has_ended_is_drawn_up_to_now(store: Store):
    going = crisis(store, Scope.query("acme"), resolved_at=None, state="open", acknowledged_by=None)
    course = course_of(told(store, going.id, now=OPENED + 2 * HOUR))
    assert course.days[-1][1].until <= OPENED + 2.5 * HOUR
    assert "query%3A%22acme%22" in str(path_to(course.days[0][1]))


def test_nothing_is_usual_where_little_is_known(filled: Filled):
    store = filled()
    put(store, spoken(60, LOUD, rate=3.0))
    course = course_of(told(store, crisis(store).id))
    assert not any(course.usual)
    assert "usual" not in course.title
