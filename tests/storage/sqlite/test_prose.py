"""What an earlier version kept in words is found in fields after the upgrade, and nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.records import Abstention, Classification, Fired, Incident, Response
from storage.sqlite import SqliteStore
from storage.sqlite.codec import dumps, micros
from storage.sqlite.migrations import migrate
from storage.sqlite.schema import STEPS
from tests.conformance.stores import NOW, incident, post

MINUTE = timedelta(minutes=1)
BEFORE = 5
"""The version whose records these are."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "listener.db"
    migrate(found, STEPS[:BEFORE])
    return found


@pytest.fixture
def old(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def written(*lines: tuple[str | None, str]) -> list[dict[str, Any]]:
    """A timeline as it was stored: a line a minute."""
    return [
        {"at": (NOW + number * MINUTE).isoformat(), "what": what, "who": who}
        for number, (who, what) in enumerate(lines)
    ]


def stored(record: Any, **changes: Any) -> str:
    return json.dumps({**json.loads(dumps(record)), **changes}, separators=(",", ":"))


def upgraded(path: Path, old: sqlite3.Connection) -> SqliteStore:
    old.commit()
    return SqliteStore.open(path)


def kinds(record: Incident | Response) -> list[str]:
    return [entry.kind for entry in record.timeline]


def test_what_the_program_wrote_gets_its_kind_and_what_people_wrote_is_a_note(
    path: Path, old: sqlite3.Connection
) -> None:
    timeline = written(
        (None, "opened"),
        (None, "alert: too many"),
        (None, "told team (opened)"),
        ("Mia", "told the press office"),
        (None, "paged Ines (level 1 of policy crisis)"),
        ("Mia", "acknowledged by the supplier"),
        ("Bo", "acknowledged"),
        ("Bo", "handed over to Mia"),
        ("Mia", "handed over to the lawyers what we have"),
        ("Mia", "resolved"),
        ("Mia", "called it noise"),
        ("Bo", 'called the alert of "loud" useful'),
        ("Mia", "raised severity from 2 to 1"),
        ("Bo", "resolved"),
        ("Bo", "resolved with the supplier"),
    )
    ended = incident(state="resolved", acknowledged_by="Mia", resolved_at=NOW + 13 * MINUTE)
    row = ("k", 0, None, 0, 1, stored(ended, timeline=timeline))
    old.execute("INSERT INTO incidents VALUES (1, ?, ?, ?, ?, ?, ?)", row)
    store = upgraded(path, old)
    found = store.incident_by_id(1)
    store.close()
    assert found
    assert kinds(found) == [
        *("opened", "alert", "told", "note", "paged", "note", "acknowledged", "handover", "note", "note"),
        *("verdict", "verdict", "severity", "resolved", "note"),
    ]
    assert found.timeline[7].to == "Mia"
    assert [(entry.who, entry.what) for entry in found.timeline] == [(line["who"], line["what"]) for line in timeline]


def test_an_incident_that_nobody_holds_was_taken_by_nobody_since_it_was_stale(
    path: Path, old: sqlite3.Connection
) -> None:
    timeline = written(
        ("Mia", "drill, made up, playbook outage"),
        ("Mia", "acknowledged"),
        (None, "nobody has touched it for 1 h since Mia took it: it is open again"),
        (None, "oncall:desk has no working channel and is skipped (level 1 of policy crisis)"),
        (None, "nobody in policy crisis can be reached; it is tried again in 15 min"),
        (None, "nobody answered: all levels of policy crisis have been paged; reminders go on"),
        ("Bo", "acknowledged"),
        (None, "Zoe has to be told in person: the configuration knows no way"),
        (None, "severity rose from 2 to 1"),
        (None, "again: too many"),
        (None, "resolved itself: everything that raised it is over"),
    )
    ended = incident(state="resolved", resolved_at=NOW + 10 * MINUTE)
    old.execute("INSERT INTO incidents VALUES (1, 'k', 0, NULL, 0, 1, ?)", (stored(ended, timeline=timeline),))
    store = upgraded(path, old)
    found = store.incident_by_id(1)
    store.close()
    assert found
    assert kinds(found) == [
        *("drill", "acknowledged", "stale", "skipped", "unreached", "unanswered", "note", "untold", "severity"),
        *("again", "resolved"),
    ]


def test_the_record_of_a_crisis_keeps_its_history(path: Path, old: sqlite3.Connection) -> None:
    timeline = written(
        ("Mia", "declared a crisis of severity 1, playbook outage; publishing is paused"),
        ("Mia", "legal: Noor instead of Bo"),
        ("Mia", "severity 2 instead of 1"),
        ("Mia", "identified, after investigating: found"),
        ("Mia", "takes: call them"),
        ("Noor", 'approved "first"'),
        ("Mia", "update: it is down"),
        ("Mia", "update: nobody has heard from the ministry"),
        (None, "reminded of the update promised for 12:00 UTC"),
        ("Mia", "resumed publishing"),
        ("Mia", "paused publishing"),
        ("Mia", "resolved, after monitoring; publishing goes on"),
        ("Mia", "action for Bo: a second cable"),
        ("Mia", "closed after the evaluation"),
        ("Mia", "resolved, after all"),
    )
    record = Response(
        incident_id=1,
        severity=2,
        declared_at=NOW,
        declared_by="Mia",
        phase="resolved",
        resolved_at=NOW + 11 * MINUTE,
        closed_at=NOW + 13 * MINUTE,
    )
    posted = {"at": (NOW + 6 * MINUTE).isoformat(), "who": "Mia", "text": "it is down", "next_at": None}
    body = stored(record, timeline=timeline, updates=[posted])
    old.execute("INSERT INTO responses VALUES (1, 0, NULL, 1, ?)", (body,))
    store = upgraded(path, old)
    found = store.response(1)
    store.close()
    assert found
    assert kinds(found) == [
        *("declared", "duty", "severity", "phase", "task", "statement", "update", "note", "reminded", "resumed"),
        *("paused", "resolved", "action", "closed", "note"),
    ]


def test_what_rules_raised_and_who_did_what_is_known_as_before(path: Path, old: sqlite3.Connection) -> None:
    fired = [f"f1@{NOW.isoformat()}@2", f"f2@{(NOW + MINUTE).isoformat()}"]
    state = {"name": "loud", "evaluated_until": NOW.isoformat(), "began": None, "seen": 3, "fired": fired}
    old.execute("INSERT INTO rules VALUES ('loud', ?)", (json.dumps(state),))
    subjects = (
        "incident 1",
        "crisis 1",
        "silence 3",
        "silence 3, alert f1",
        "silence 33, alert f1",
        "inhibition, alert f2",
    )
    old.executemany(
        "INSERT INTO audit VALUES (?, 'Mia', 'did it', ?)", [(micros(NOW), subject) for subject in subjects]
    )
    store = upgraded(path, old)
    assert store.rule_state("loud", NOW).fired == (
        Fired(fingerprint="f1", ends_at=NOW, severity=2),
        Fired(fingerprint="f2", ends_at=NOW + MINUTE, severity=1),
    )
    known = [(entry.about, entry.id, entry.fingerprint) for entry in reversed(store.audited())]
    assert known == [
        ("incident", 1, None),
        ("crisis", 1, None),
        ("silence", 3, None),
        ("silence", 3, "f1"),
        ("silence", 33, "f1"),
        ("inhibition", None, "f2"),
    ]
    assert store.held_back([3]) == {3: 1}
    assert {(entry.at, entry.who, entry.role, entry.via, entry.what) for entry in store.audited()} == {
        (NOW, "Mia", None, None, "did it")
    }
    store.close()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("nothing to read", Abstention(reason="no text")),
        ("language not supported: de", Abstention(reason="language", language="de")),
        (
            "only sentiment is read in this language: de",
            Abstention(reason="only heads", heads=("sentiment",), language="de"),
        ),
        (
            "unsure: intent, irony, toward Acme, Inc., toward Bolt",
            Abstention(reason="unsure", heads=("intent", "irony"), toward=("Acme, Inc.", "Bolt")),
        ),
        ("the text broke the classifier: TimeoutError()", Abstention(reason="failure", error="TimeoutError()")),
        (None, None),
    ],
)
def test_a_reading_says_why_it_is_incomplete(
    path: Path, old: sqlite3.Connection, words: str | None, reason: Abstention | None
) -> None:
    body = stored(Classification(model="m 1"), abstained=words)
    mention = post("1").mention
    text = json.dumps({"kind": mention.kind, "native_id": "1", "collected_at": NOW.isoformat(), "author": [None] * 4})
    old.execute("INSERT INTO mentions VALUES (7, 1, 7, 1, '[]', ?)", (text,))
    old.execute("INSERT INTO readings VALUES (7, ?)", (body,))
    store = upgraded(path, old)
    found = store.mention(7)
    store.close()
    assert found
    assert found.classification == Classification(model="m 1", abstained=reason)
