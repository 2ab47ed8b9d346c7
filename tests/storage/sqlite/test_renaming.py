"""A store from before fragments belonged to addresses: what is polled after the upgrade is known."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import pytest

from storage.intake.identity import by_address
from storage.records import Arrival, Author
from storage.sqlite import SqliteStore
from storage.sqlite.codec import mention_body, micros
from storage.sqlite.entries import entry
from storage.sqlite.migrations import migrate
from storage.sqlite.renaming import names_anew
from storage.sqlite.schema import STEPS
from storage.sqlite.tables import pack
from tests.conformance.stores import NOW, poll, post

SITE = "https://site.example"
Old = tuple[Arrival, str]
"""An arrival as sources bring it now, and the native id that it had."""


def hashed(*parts: str) -> str:
    return blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()


def at(native_id: str, address: str, text: str, **more: object) -> Arrival:
    """With an address that is its permalink."""
    return post(native_id, text, url=address, permalink=address, **more)  # type: ignore[arg-type]


ANONYMOUS = post(
    hashed("Ann", NOW.isoformat(), "", "Nobody knows where"),
    "Nobody knows where",
    author=Author(name="Ann"),
    published_at=NOW,
)
ARRIVALS: dict[str, Old] = {
    "a changelog": (at("v5.1", f"{SITE}/changelog#v5.1", "Acme 5.1 fixes printing"), "v5.1"),
    "a comment": (at("c61", f"{SITE}/post?p=2#comment-61", "It burns"), "c61"),
    "no guid": (at(f"{SITE}/a#c1", f"{SITE}/a#c1", "Without a guid", by_address=True), f"{SITE}/a"),
    "a version": (at(f"{SITE}/news/a1", f"{SITE}/news/a1", "An article"), f"{SITE}/news/a1#3"),
    "a post of a forum": (at(f"{SITE}/t/5#4711", f"{SITE}/t/5", "A post"), f"{SITE}/t/5#4711"),
    "anonymous": (ANONYMOUS, hashed("", "Nobody knows where")),
    "plain": (at("p1", f"{SITE}/plain", "Plain"), "p1"),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """As the version before the step wrote them: permalinks without fragments, ids as they were."""
    path = tmp_path / "listener.db"
    migrate(path, STEPS[: STEPS.index(names_anew)])
    with sqlite3.connect(path) as writing:
        for number, (arrival, native_id) in enumerate(ARRIVALS.values()):
            _write(writing, micros(NOW) + number, arrival, native_id)
        # One article of which two versions were seen.
        versions = micros(NOW) + list(ARRIVALS).index("a version")
        row = (versions, "feed", f"{SITE}/news/a1#0", "2026-01-01T00:00:00+00:00", "older", pack((1,)))
        writing.execute("INSERT INTO sightings VALUES (?, ?, ?, ?, ?, ?)", row)
        writing.execute("UPDATE tallies SET n = n + 1 WHERE name = 'sightings'")
    writing.close()
    return path


def _write(writing: sqlite3.Connection, id: int, arrival: Arrival, native_id: str) -> None:
    address = arrival.mention.permalink and arrival.mention.permalink.partition("#")[0]
    mention = replace(arrival.mention, native_id=native_id, permalink=address)
    before = entry(0, "feed", replace(arrival, mention=mention))
    writing.execute("INSERT INTO mentions VALUES (?, 1, ?, 1, '[]', ?)", (id, id, mention_body(mention)))
    names = (by_address(address),) if address else ()
    row = (id, "feed", native_id, NOW.isoformat(), before.digest, pack(names))
    writing.execute("INSERT INTO sightings VALUES (?, ?, ?, ?, ?, ?)", row)
    writing.executemany("INSERT INTO aliases VALUES (?, ?)", [(name, id) for name in names])
    writing.execute("UPDATE tallies SET n = n + 1 WHERE name IN ('mentions', 'sightings')")


def test_polling_across_the_upgrade_brings_nothing_new(old: Path) -> None:
    store = SqliteStore.open(old)
    arrivals = [arrival for arrival, _ in ARRIVALS.values()]
    (done,) = store.commit_polls([poll("feed", *arrivals)], NOW)
    assert (done.new, done.edited, done.sightings, done.known) == (0, 0, 0, len(ARRIVALS))
    totals = store.totals()
    assert totals["mentions"] == totals["sightings"] == len(ARRIVALS)
    store.close()


def test_what_is_edited_meanwhile_is_an_edit(old: Path) -> None:
    store = SqliteStore.open(old)
    edited = [
        post(arrival.mention.native_id, "Something else altogether", permalink=arrival.mention.permalink)
        for name, (arrival, _) in ARRIVALS.items()
        if name not in {"no guid", "anonymous"}
    ]
    (done,) = store.commit_polls([poll("feed", *edited)], NOW)
    assert (done.new, done.edited) == (0, len(edited))
    store.close()


def test_another_source_finds_them_under_their_whole_address(old: Path) -> None:
    store = SqliteStore.open(old)
    (done,) = store.commit_polls([poll("copy", *(each for each, _ in ARRIVALS.values() if each is not ANONYMOUS))], NOW)
    assert (done.new, done.sightings) == (0, len(ARRIVALS) - 1)
    store.close()


def test_what_follows_on_the_same_page_is_new(old: Path) -> None:
    store = SqliteStore.open(old)
    later = at("v5.2", f"{SITE}/changelog#v5.2", "Acme 5.2 is withdrawn, it deletes files")
    (done,) = store.commit_polls([poll("feed", later)], NOW)
    assert done.new == 1
    store.close()
