"""`listener reread`: stored readings change when somebody asks for it, and only those that were meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listener.classify import worker
from storage.opening import locate, open_store
from storage.records import Abstention, Classification, Reading
from tests.worlds import terminal
from tests.worlds.mentions import NOW, commit, mention

GERMAN, ENGLISH, WAITS = "Acme Cola ist schlecht", "Acme cola is bad", "Acme cola waits"
OLD = Classification(model="old", abstained=Abstention(reason="language", language="de"))
READ = Classification(model="old", heads={"sentiment": Reading(label="positive", probability=0.9)})
NEW = Classification(model="new", heads={"sentiment": Reading(label="negative", probability=0.8)})


@pytest.fixture
def store(config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One mention that was not read for its language, one that was read, one that waits for its first reading."""

    class Reader:
        def classify(self, items: list[object]) -> list[Classification]:
            return [NEW for _ in items]

    monkeypatch.setattr(worker, "classifier", lambda *_: Reader())
    path = config.parent / "data" / "listener.db"
    path.parent.mkdir(exist_ok=True)
    store = open_store(locate(path))
    commit(store, [mention(GERMAN, 1), mention(ENGLISH, 2), mention(WAITS, 3)])
    for text, reading in ((GERMAN, OLD), (ENGLISH, READ)):
        (found,) = [each for each in store.unclassified(9) if each.mention.text == text]
        store.commit_classifications({(found.id, 1): reading}, NOW)
    store.close()
    return path


def models(path: Path) -> dict[str, str | None]:
    store = open_store(locate(path), "read")
    found = {each.mention.text: each.classification.model if each.classification else None for each in store.export()}
    store.close()
    return found


def test_what_was_left_unread_for_its_language_is_read_again(store: Path) -> None:
    said = terminal.run("reread").output
    assert "1 stored mentions were read again" in said
    assert "1 wait to be read for the first time, which `listener run` does" in said
    assert models(store) == {GERMAN: "new", ENGLISH: "old", WAITS: None}
    assert "0 stored mentions" in terminal.run("reread").output


def test_all_are_read_again_but_for_those_that_wait_for_the_service(store: Path) -> None:
    found = json.loads(terminal.run("reread", "--all", "--json").output)
    assert found == {"read_again": 2, "models": {"new": 2}}
    assert models(store) == {GERMAN: "new", ENGLISH: "new", WAITS: None}


def test_a_stretch_of_time_is_enough(store: Path) -> None:
    terminal.run("reread", "--all", "--until", "2001-01-01")
    assert models(store) == {GERMAN: "old", ENGLISH: "old", WAITS: None}
