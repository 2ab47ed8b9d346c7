"""A store of an older version is taken further, step by step, with a copy kept."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.query import Filter, lookup
from storage.errors import StoreBusy, StoreError
from storage.records import Author, Outage, Rating, Response, Scope, Series, SourceState, TimelineEntry
from storage.sqlite import SqliteStore
from storage.sqlite.codec import dumps, micros
from storage.sqlite.linked import places_in_links
from storage.sqlite.lock import ServiceLock
from storage.sqlite.migrations import migrate
from storage.sqlite.schema import (
    BLIND_BY_SOURCE,
    CURSORS_WITHOUT_ADDRESSES,
    DUTIES_AND_VIEWS,
    FIRST,
    ONE_TONE,
    PEOPLE,
    PREFERRED,
    STEPS,
    TONES,
)
from storage.sqlite.touching import touching_tags
from storage.sqlite.version import version
from tests.conformance.stores import ACME, BOLT, DAY, NOW, poll, post, reading


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of version 1 with a mention and its source in it."""
    path = tmp_path / "listener.db"
    migrate(path, (FIRST,))
    with sqlite3.connect(path) as writing:
        writing.execute(
            "INSERT INTO mentions VALUES (1772366400000000, 1, 1772366400000000, 1, '[]', "
            """'{"kind":"blog","native_id":"1","collected_at":"2026-03-01T12:00:00+00:00","text":"Old","author":"""
            "[null,null,null,null]}')"
        )
    writing.close()
    return path


def test_an_old_store_keeps_its_mentions_and_learns_the_new_tables(old: Path) -> None:
    assert version(old) == 1
    store = SqliteStore.open(old)
    (found,) = store.search()
    assert found.mention.text == "Old"
    store.commit_polls([poll("feed", post("2"))], NOW)
    store.commit_polls([poll("feed", post("2", "edited"))], NOW)
    assert len(store.revisions(store.search((("edited",),))[0].id)) == 1
    store.close()
    assert version(old) == len(STEPS)


def test_authors_stories_reach_and_stars_of_what_was_stored_before_are_counted(tmp_path: Path) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    store = SqliteStore.open(new)
    ada, text = Author(handle="ada", followers=9), "A text that is long enough to be passed on by many people"
    store.commit_polls(
        [
            poll("feed", post("1", text, author=ada), post("2", text, author=Author(name="Ben", followers=3))),
            poll("feed", post("3", author=ada, live=False, matches=(ACME, BOLT), rating=Rating(value=9, best=10))),
            poll("feed", post("4", published_at=NOW - DAY / 2, rating=Rating(value=1)), post("5", matches=())),
        ],
        NOW,
    )
    migrate(old, STEPS[:4])
    with sqlite3.connect(old) as writing:
        writing.execute(f"ATTACH '{new}' AS new")
        writing.execute("INSERT INTO mentions SELECT * FROM new.mentions")
    writing.close()
    upgraded = SqliteStore.open(old)
    names = ("authors", "stories", "reach", "stars:1", "stars:5", "stars:low")
    series = [Series(scope, name) for scope in ("all", "brand:Acme", "brand:Bolt", "query:acme") for name in names]
    counts, found = (one.counts(series, NOW - DAY, NOW + DAY) for one in (store, upgraded))
    assert [(sum(counts[one].total), sum(counts[one].live)) for one in series[:6]] == [
        *((3, 3), (3, 2), (12, 12), (1, 1), (1, 0), (1, 1))
    ]
    for one in series:
        assert (list(found[one].total), list(found[one].live)) == (list(counts[one].total), list(counts[one].live)), one
    store.close()
    upgraded.close()


def test_the_old_file_is_kept_beside_the_new_one(old: Path) -> None:
    SqliteStore.open(old).close()
    assert version(old.with_name("listener.db.version1")) == 1
    SqliteStore.open(old).close()
    assert len(list(old.parent.glob("*.version*"))) == 1


def test_a_step_that_fails_leaves_the_version_before_it(old: Path) -> None:
    with pytest.raises(StoreError):
        migrate(old, (FIRST, "CREATE TABLE half (x); CREATE TABLE notes (x);"))
    assert version(old) == 1
    with sqlite3.connect(old) as reading:
        tables = {row[0] for row in reading.execute("SELECT name FROM sqlite_master")}
    reading.close()
    assert "half" not in tables


def test_a_store_in_use_by_an_older_service_is_not_changed(old: Path) -> None:
    service = ServiceLock(old)
    with pytest.raises(StoreBusy, match="upgrade"):
        SqliteStore.open(old)
    service.close()
    assert version(old) == 1


def test_a_service_upgrades_its_own_store(old: Path) -> None:
    SqliteStore.open(old, service=True).close()
    assert version(old) == len(STEPS)


def test_reading_only_does_not_upgrade(old: Path) -> None:
    with pytest.raises(StoreError, match="older version"):
        SqliteStore.open(old, readonly=True)
    assert version(old) == 1


def test_cursors_of_before_that_hold_a_feeds_address_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "listener.db"
    before = STEPS[: STEPS.index(CURSORS_WITHOUT_ADDRESSES)]
    migrate(path, before)
    cursors = {"feed": {"url": "https://me:hush@feeds.example.org/x", "etag": "1"}, "files": {"path": "inbox"}}
    with sqlite3.connect(path) as writing:
        for name, cursor in cursors.items():
            state = dumps(SourceState(name=name, next_due_at=NOW, cursor=cursor))
            writing.execute("INSERT INTO sources VALUES (?, 1, 1, 1, NULL, ?)", (name, state))
    writing.close()
    store = SqliteStore.open(path)
    assert {state.name: state.cursor for state in store.source_states()} == {"feed": {}, "files": {"path": "inbox"}}
    store.close()


def test_roles_of_a_crisis_become_duties_and_acts_on_pages_those_on_views(tmp_path: Path) -> None:
    path = tmp_path / "listener.db"
    migrate(path, STEPS[: STEPS.index(DUTIES_AND_VIEWS)])
    kinds = ("declared", "duty", "note", "duty", "update")
    timeline = tuple(TimelineEntry(at=NOW, kind=kind, what=f'{kind}: "role", ünd', who="Mia") for kind in kinds)
    record = Response(
        incident_id=7, severity=1, declared_at=NOW, declared_by="Mia", duties={"lead": "Mia", "legal": "Noor"},
        timeline=timeline, drill=True, version=3,
    )  # fmt: skip
    body = dumps(record).replace('"duties":', '"roles":').replace('"kind":"duty"', '"kind":"role"')
    with sqlite3.connect(path) as writing:
        writing.execute("INSERT INTO responses VALUES (7, 1, NULL, 3, ?)", (body,))
        writing.execute("INSERT INTO audit VALUES (1, 'Mia', 'responder', 'page', 'took it', 'incident', 7, NULL)")
        writing.execute("INSERT INTO audit VALUES (2, 'Mia', 'responder', 'link', 'ended it', 'incident', 7, NULL)")
    writing.close()
    store = SqliteStore.open(path)

    assert store.response(7) == record
    assert [entry.via for entry in store.audited()] == ["link", "view"]
    store.close()


def test_what_was_audited_before_stays_and_nobody_has_an_account(tmp_path: Path) -> None:
    path = tmp_path / "listener.db"
    migrate(path, STEPS[: STEPS.index(PEOPLE)])
    with sqlite3.connect(path) as writing:
        row = (1, "Mia", "responder", "link", "acknowledged", "incident", 3, None)
        writing.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    writing.close()
    store = SqliteStore.open(path)
    (entry,) = store.audited()
    assert (entry.who, entry.role, entry.what, entry.id, entry.address) == ("Mia", "responder", "acknowledged", 3, None)
    assert (store.accounts(), store.added_people(), store.tokens()) == ([], [], [])
    store.audit(replace(entry, address="203.0.113.9"))
    assert store.audited(1)[0].address == "203.0.113.9"
    store.close()


def test_messages_about_a_number_without_end_are_upgraded_like_all_others(tmp_path: Path) -> None:
    path = tmp_path / "listener.db"
    migrate(path, STEPS[: STEPS.index(PREFERRED)])
    row = ("k", False, 1, '{"notice":{"kind":"opened","alerts":[{"value":Infinity}]},"permanent":true}')
    with sqlite3.connect(path) as writing:
        writing.execute("INSERT INTO deliveries (key, pending, due, body) VALUES (?, ?, ?, ?)", row)
    writing.close()
    store = SqliteStore.open(path)
    assert store.totals()["failed deliveries"] == 1
    store.close()


@pytest.mark.parametrize(
    ("text", "tag"),
    [("summer #verano#acme", "#acme"), ("今天#台灣#很好", "#台灣"), ("感谢@acme", "@acme"), ("x &#35;Café", "#cafe")],
)
def test_tags_that_touch_what_is_before_them_are_found_in_what_was_stored_before(
    old: Path, text: str, tag: str
) -> None:
    migrate(old, STEPS[: STEPS.index(touching_tags)])
    with sqlite3.connect(old) as writing:
        (id,) = writing.execute(
            "UPDATE mentions SET body = json_set(body, '$.text', ?) RETURNING id", (text,)
        ).fetchone()
        writing.execute("INSERT INTO words (rowid, tokens) VALUES (?, 'old words')", (id,))
    writing.close()
    store = SqliteStore.open(old)
    assert [found.mention.text for found in store.search(lookup(tag))] == [text]
    assert [found.id for found in store.search((("words",),))] == [id]
    assert Filter(tag).matches(store.search()[0])
    store.close()


@pytest.mark.parametrize(
    ("text", "tag", "kept"),
    [
        ("see https://example.com/#acme", "#acme", False),
        ("see example.com/?&#35;Café_au", "#cafe_au", False),
        ("#acme on example.com/#acme", "#acme", True),
    ],
)
def test_places_that_links_name_are_no_hashtags_of_what_was_stored_before(
    old: Path, text: str, tag: str, kept: bool
) -> None:
    migrate(old, STEPS[: STEPS.index(places_in_links)])
    with sqlite3.connect(old) as writing:
        writing.execute("UPDATE mentions SET body = json_set(body, '$.text', ?)", (text,))
        (id,) = writing.execute("SELECT id FROM mentions").fetchone()
        writing.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (id, f"see example com {tag}"))
    writing.close()
    store = SqliteStore.open(old)
    assert bool(store.search(((tag,),))) is kept
    assert [found.id for found in store.search(((tag[1:5],),))] == [id]
    assert [found.id for found in store.search((("see",),))] == [id]
    store.close()


def test_blind_times_of_before_and_who_brought_what_are_taken_over(tmp_path: Path) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    store = SqliteStore.open(new)
    store.commit_polls([poll("feed", post("1"), post("2")), poll("other", post("3", live=False))], NOW)
    store.close()
    migrate(old, STEPS[: STEPS.index(BLIND_BY_SOURCE)])
    with sqlite3.connect(old) as writing:
        writing.execute(f"ATTACH '{new}' AS new")
        for table in ("mentions", "sightings"):
            writing.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
        began, ended = micros(NOW - 2 * DAY), micros(NOW - DAY)
        writing.execute("INSERT INTO outages VALUES ('feed', ?, ?)", (began, ended))
        failing = SourceState(name="other", next_due_at=NOW, health="broken", failing_since=NOW, last_error="down")
        writing.execute("INSERT INTO sources VALUES ('other', 1, 1, 1, NULL, ?)", (dumps(failing),))
    writing.close()
    upgraded = SqliteStore.open(old)
    assert upgraded.outages(NOW - 9 * DAY) == [
        Outage(source="feed", since=NOW - 2 * DAY, until=NOW - DAY),
        Outage(source="other", since=NOW, why="down"),
    ]
    assert upgraded.brought(Scope.brand("Acme"), NOW - 9 * DAY) == {"feed": 2}
    upgraded.close()


def test_tones_of_what_was_read_before_are_as_if_read_now(tmp_path: Path) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    store = SqliteStore.open(new)
    coming = [post(name, published_at=NOW, matches=(ACME, replace(ACME, query="too"), BOLT)) for name in "abcd"]
    store.commit_polls([poll("feed", *coming)], NOW)
    first, second, third, _ = (each.id for each in store.search())
    readings = {
        (first, 1): reading({"Acme": "negative"}, sentiment="positive"),
        (second, 1): reading(sentiment="negative", intent="spam"),
        (third, 1): reading(intent="question"),
    }
    store.commit_classifications(readings, NOW)
    migrate(old, STEPS[: STEPS.index(TONES)])
    with sqlite3.connect(old) as writing:
        writing.execute(f"ATTACH '{new}' AS new")
        for table in ("mentions", "readings", "waiting"):
            writing.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
    writing.close()
    upgraded = SqliteStore.open(old)
    found = [set(each.tones(NOW, NOW + DAY)) for each in (store, upgraded)]
    assert found[0] == found[1]
    assert sum(each.negative + each.positive + each.unread for each in found[0]) == 6, "of two brands, without spam"
    store.close()
    upgraded.close()


def test_the_two_sentiments_of_before_become_one_tone(tmp_path: Path) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    store = SqliteStore.open(new)
    both = (ACME, replace(ACME, query="acme too"), BOLT)
    said = [post(name, f"text of {name}", matches=both, live=name != "d") for name in "abcdef"]
    store.commit_polls([poll("feed", *said), poll("other", post("g", published_at=NOW - DAY / 2))], NOW)
    read = {
        "a": reading({"Acme": "positive"}, sentiment="negative"),
        "b": reading({"Acme": "negative", "Bolt": "neutral"}),
        "c": reading(sentiment="negative"),
        "d": reading({"Acme": "neutral"}, sentiment="negative"),
        "e": reading({"Acme": "negative"}, sentiment="negative", intent="spam"),
        "g": reading({"Acme": "negative"}, sentiment="positive"),
    }
    found = {one.mention.native_id: one for one in store.search()}
    store.commit_classifications({(found[name].id, 1): said for name, said in read.items()}, NOW)
    migrate(old, STEPS[: STEPS.index(ONE_TONE)])
    with sqlite3.connect(old) as writing:
        writing.execute(f"ATTACH '{new}' AS new")
        writing.execute("INSERT INTO mentions SELECT * FROM new.mentions")
        writing.execute("INSERT INTO readings SELECT * FROM new.readings")
        writing.executescript(_COUNTED_BEFORE)
        # A post that was deleted long ago is counted still.
        writing.execute("INSERT INTO counts VALUES ('brand:Acme', 'sentiment:negative', 5000000, 3, 2)")
        rule = '{"section":"rules","name":"r","table":{"name":"r","type":"negative_share","head":"toward"},"by":"Mia",'
        rule += '"at":"2026-03-01T12:00:00+00:00"}'
        writing.execute("INSERT INTO made (section, name, body) VALUES ('rules', 'r', ?)", (rule,))
    writing.close()
    upgraded = SqliteStore.open(old)
    scopes = ("all", "brand:Acme", "brand:Bolt", "query:acme", "query:acme too", "query:bolt")
    series = [Series(scope, f"tone:{label}") for scope in scopes for label in ("negative", "neutral", "positive")]
    counts, now = (one.counts(series, NOW - DAY, NOW + DAY) for one in (store, upgraded))
    for one in series:
        assert (list(now[one].total), list(now[one].live)) == (list(counts[one].total), list(counts[one].live)), one
    assert sum(counts[Series("brand:Acme", "tone:negative")].total) == 3
    long_ago = datetime.fromtimestamp(5_000_000 * 300, UTC)
    kept = upgraded.counts(series[3:4], long_ago, long_ago + DAY)[series[3]]
    assert (kept.total[0], kept.live[0]) == (3, 2)
    (made,) = upgraded.made()
    assert made.table == {"name": "r", "type": "negative_share"}
    store.close()
    upgraded.close()
    with sqlite3.connect(old) as reading_:
        left = reading_.execute("SELECT DISTINCT measure FROM counts WHERE measure GLOB '[st]*:*'").fetchall()
    reading_.close()
    assert {name for (name,) in left} == {"tone:negative", "tone:neutral", "tone:positive"}


# The sentiment of the post in every scope, and that toward each brand in the brand's; of spam neither.
_COUNTED_BEFORE = """
CREATE TEMP TABLE told AS SELECT * FROM (
    SELECT m.id AS mention, m.id / 300000000 AS bucket, m.live, m.matches, r.body
    FROM mentions m JOIN readings r ON r.mention = m.id
) WHERE body ->> '$.heads.intent.label' IS NOT 'spam';
CREATE TEMP TABLE placed AS SELECT told.*, 'all' AS scope, NULL AS brand FROM told
UNION SELECT told.*, 'brand:' || (value ->> 1), value ->> 1 FROM told, json_each(matches)
UNION SELECT told.*, 'query:' || (value ->> 0), NULL FROM told, json_each(matches);
INSERT INTO counts SELECT scope, 'sentiment:' || (body ->> '$.heads.sentiment.label'), bucket, count(*), sum(live)
FROM placed WHERE body ->> '$.heads.sentiment.label' IS NOT NULL GROUP BY 1, 2, 3;
INSERT INTO counts SELECT scope, 'toward:' || (value ->> 'label'), bucket, count(*), sum(live)
FROM placed, json_each(body, '$.toward') WHERE key = brand GROUP BY 1, 2, 3;
"""
