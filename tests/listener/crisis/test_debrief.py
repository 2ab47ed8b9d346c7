"""An evaluation finds in what is stored what was put there: onset, peak, recovery, drivers, what was missed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from listener.config.config import Config
from listener.config.loading import load
from listener.crisis.debrief import Debrief, debrief, kept
from listener.crisis.debrief_text import markdown, values
from listener.crisis.measured import measured, promised
from rules.response import steps, updates
from rules.response.targets import ResponseSection
from rules.response.updates import Told
from storage.opening import locate, open_store
from storage.records import Arrival, Author, Classification, Incident, Reading, Response, TimelineEntry
from storage.store import Store
from tests.conformance.stores import incident, poll, post

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEGAN = datetime(2026, 3, 9, 12, tzinfo=UTC)
ALERT = BEGAN + 40 * MINUTE
OVER = BEGAN + 4 * HOUR
NOW = BEGAN + 24 * HOUR
STORY = "There is glass in the cola of Acme, and nobody at their hotline wants to hear of it, take care everybody"
CONFIG = """
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = "acme"
[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
[[rules]]
name = "glass"
type = "keyword"
scope = "query:acme"
"""
TOLD = Told(status="s", scope="s", actions="a")


def ordinary() -> Iterator[Arrival]:
    """Three posts an hour for eight days before and a day after."""
    words = ["tastes", "shop", "summer", "label", "can", "bottle", "party", "sugar", "fridge", "price"]
    for hour in range(-8 * 24, 24):
        for part in range(3):
            number = (hour + 8 * 24) * 3 + part
            mixed = " ".join(words[(number * step + step) % 10] for step in (1, 3, 7, 9))
            at = BEGAN + hour * HOUR + (7 + 20 * part) * MINUTE
            author = Author(handle=f"fan{number % 50}", followers=10)
            yield post(f"o{number}", f"Acme {number} {mixed} {number * 7919}", published_at=at, author=author)


def crisis() -> Iterator[Arrival]:
    """A first post, then sixty posts an hour for four hours, half of them telling one story."""
    big = Author(handle="paper", name="The | Paper", followers=90_000)
    yield post("first", STORY, published_at=BEGAN - 30 * MINUTE, author=big, url="https://paper.example.org/1")
    for minute in range(240):
        text = STORY if minute % 2 else f"Acme {' '.join(f'{minute * step * 104729:x}' for step in range(1, 9))}"
        yield post(f"c{minute}", text, published_at=BEGAN + minute * MINUTE, author=Author(handle=f"p{minute}"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(locate(tmp_path_factory.mktemp("debrief") / "listener.db"))
    opened.sync_sources({"feed": timedelta(minutes=5)}, NOW)
    opened.commit_polls([poll("feed", *ordinary(), *crisis())], NOW)
    waiting = opened.unclassified(5000)
    opened.commit_classifications({(each.id, 1): _read(each.mention.native_id) for each in waiting}, NOW)
    yield opened
    opened.close()


def _read(native_id: str) -> Classification:
    label = "negative" if native_id[0] in "cf" else ("positive", "neutral", "negative")[int(native_id[1:]) % 3]
    return Classification(model="test 1", toward={"Acme": Reading(label=label, probability=0.9)})


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return load(tmp_path / "config.toml")


def happened() -> tuple[Response, Incident]:
    alerted = incident(id=3, opened_at=ALERT, title="Much is said")
    log = (
        TimelineEntry(at=ALERT, kind="opened", what="opened"),
        TimelineEntry(at=ALERT + MINUTE, kind="told", what="told team (opened)"),
        TimelineEntry(at=ALERT + 4 * MINUTE, kind="acknowledged", what="acknowledged", who="Mia"),
    )
    alert = replace(alerted.alerts[0], evidence=())
    taken = replace(alerted, timeline=log, alerts=(alert,), acknowledged_by="Mia", state="acknowledged")
    record = steps.declare(taken, 1, "Mia", ALERT + 5 * MINUTE)
    record = updates.post(record, TOLD, "Mia", ALERT + 15 * MINUTE)
    record = updates.post(record, TOLD, "Mia", ALERT + 60 * MINUTE)
    record = steps.resolve(record, "It is over.", "Mia", OVER + HOUR)
    return steps.act(record, "A hotline that listens", "Bo", "Mia", NOW), taken


@pytest.fixture
def found(store: Store, config: Config) -> Debrief:
    record, taken = happened()
    return debrief(store, config, record, taken, NOW)


def test_the_times_are_those_that_happened(found: Debrief) -> None:
    seconds = values(found)["seconds"]
    assert seconds["to_detect"] == 70 * 60, "from the first post of the story to the alert"
    assert seconds["to_tell"] == 60
    assert seconds["to_acknowledge"] == 240
    assert seconds["to_first_response"] == 15 * 60
    assert seconds["to_resolve"] is None, "the crisis is over, the incident is not resolved"


def test_each_time_is_told_beside_its_target_and_none_where_there_is_none(
    store: Store, config: Config, found: Debrief
) -> None:
    assert "target" not in markdown(found, UTC)  # type: ignore[arg-type]
    assert all(each.said == "" for each in measured(found.times, found.targets))
    targets = ResponseSection(seen=30 * MINUTE, taken=15 * MINUTE, first_answer=15 * MINUTE, recovery=48 * HOUR)
    promising = replace(config, response=targets)
    told = debrief(store, promising, *happened(), NOW)
    said = {each.name: (each.late, each.said) for each in measured(told.times, told.targets)}
    assert said["Seen"] == (True, "40 min over")
    assert said["Taken"] == (False, "11 min to spare")
    assert said["First answer"] == (False, "just in time")
    assert said["Over"] == (False, "")
    text = markdown(told, UTC)  # type: ignore[arg-type]
    assert "| 4 minutes after the alert; target 15 minutes; 11 min to spare |" in text
    assert values(told)["targets"] == {
        "seen": 1800, "taken": 900, "first_answer": 900, "resolution": None, "recovery": 172_800,
    }  # fmt: skip


def test_the_page_of_an_incident_measures_as_its_debrief_does(found: Debrief) -> None:
    record, taken = happened()
    targets = ResponseSection(taken=15 * MINUTE, first_answer=15 * MINUTE, resolution=3 * HOUR)
    asked = {"Taken", "First answer", "Over"}
    assert list(promised(taken, record, targets)) == [
        each for each in measured(found.times, targets) if each.name in asked
    ]


def test_the_end_of_the_incident_is_counted_from_the_alert(store: Store, config: Config) -> None:
    record, taken = happened()
    ended = debrief(store, config, record, replace(taken, resolved_at=taken.opened_at + HOUR), NOW)
    assert values(ended)["seconds"]["to_resolve"] == 60 * 60


def test_the_peak_is_measured_against_the_days_before(found: Debrief) -> None:
    course = found.course
    assert course is not None
    assert 60 <= course.peak <= 64
    assert course.usual == pytest.approx(3, abs=0.1)
    assert course.times == pytest.approx(20, abs=2)
    assert course.band is not None
    assert 3 <= course.band <= 4
    assert course.began_at is not None
    assert BEGAN - 30 * MINUTE <= course.began_at <= BEGAN + 10 * MINUTE


def test_the_recovery_is_when_volume_and_tone_are_as_before(found: Debrief) -> None:
    course = found.course
    assert course is not None
    assert course.tone_judged
    assert course.tone_before == pytest.approx(0, abs=0.05)
    assert course.tone_during is not None
    assert course.tone_during < -0.8
    assert course.recovered_at is not None
    # The last loud post is at OVER: an hour of volume and three of tone follow it.
    assert OVER + HOUR <= course.recovered_at <= OVER + 4 * HOUR


def test_a_crisis_that_is_still_loud_has_not_recovered(store: Store, config: Config) -> None:
    record, taken = happened()
    early = debrief(store, config, replace(record, resolved_at=None), taken, BEGAN + 2 * HOUR)
    assert early.course is not None
    assert early.course.recovered_at is None
    assert values(early)["seconds"]["to_recovery"] is None


def test_what_drove_it_and_who(found: Debrief) -> None:
    drivers = found.drivers
    assert drivers is not None
    assert drivers.stories[0].posts == 121
    assert drivers.first is not None
    assert drivers.first.author == "The | Paper"
    assert drivers.largest[0].followers == 90_000
    assert drivers.reach is not None
    assert 90_000 <= drivers.reach <= 90_500
    assert drivers.authors > drivers.reach_known


def test_what_the_rules_missed(found: Debrief) -> None:
    drivers = found.drivers
    assert drivers is not None
    assert len(drivers.early) == 21, "the first post and every second minute until the alert"
    assert found.silent == ("loud", "glass"), "no incident in this store was raised by them"


def test_promises_kept_are_counted() -> None:
    record, _ = happened()
    # Promised: 15 min after the declaration (kept), 30 min later (15 min late), 30 min later (the last one, late).
    assert kept(record, NOW) == (3, 1)


def test_it_reads_well_and_carries_no_markup_of_others(found: Debrief) -> None:
    text = markdown(found, UTC)  # type: ignore[arg-type]
    for heading in ("Times", "The peak", "What drove it", "What was missed", "What was said", "Actions", "Timeline"):
        assert f"## {heading}\n" in text
    assert "| Acknowledged | Mon 9 Mar, 12:44 | 4 minutes after the alert |" in text
    assert "The \\| Paper" in text
    assert "- [ ] A hotline that listens (Bo)" in text
    assert "1 of 3 promised updates came in time." in text
    assert "Times are in UTC." in text
    json.dumps(values(found), default=str)


def test_what_was_said_in_several_lines_stays_so_and_one_clock_is_named(found: Debrief) -> None:
    late = TimelineEntry(at=ALERT, kind="reminded", what="reminded of the update promised for 9 Mar 13:00 UTC")
    text = markdown(replace(found, timeline=(late,)), ZoneInfo("Europe/Berlin"))
    assert "- Mon 9 Mar, 13:55, Mia:\n    - Status: s\n    - Scope: s\n    - Actions: a\n    - Workaround: " in text
    assert "- Mon 9 Mar, 18:00, Mia: It is over." in text
    assert "Times are in Europe/Berlin." in text
    assert text.endswith("- Mon 9 Mar, 13:40: reminded of the update promised for Mon 9 Mar, 14:00\n")


def test_a_drill_is_evaluated_without_counts(store: Store, config: Config) -> None:
    record, taken = happened()
    drill = debrief(store, config, replace(record, drill=True), replace(taken, drill=True), NOW)
    assert (drill.course, drill.drivers, drill.silent) == (None, None, ())
    text = markdown(drill, UTC)  # type: ignore[arg-type]
    assert "This was a drill" in text
    assert "The peak" not in text


def test_nothing_stored_is_no_fault(tmp_path: Path, config: Config) -> None:
    empty = open_store(locate(tmp_path / "empty.db"))
    try:
        record, taken = happened()
        found = debrief(empty, config, record, taken, NOW)
        assert "Less than a day is stored" in markdown(found, UTC)  # type: ignore[arg-type]
    finally:
        empty.close()
