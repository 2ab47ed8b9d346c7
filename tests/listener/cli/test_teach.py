"""`listener teach` in an installation: what is stored is corrected at once, and undone without a trace."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import pytest
from typer.testing import Result

from listener.classify.worker import classify_batch
from listener.pipeline.classify import item
from storage.opening import locate, open_store
from tests.worlds import terminal
from tests.worlds.examples import DELIVERY, OTHER
from tests.worlds.mentions import NOW, commit, mention

CONFIG = """
[[brands]]
name = "Acme"
[[queries]]
name = "acme"
brand = "Acme"
expression = "acme"
[[targets]]
name = "screen"
type = "console"
[[routes]]
name = "all"
targets = ["screen"]
"""
WRONG = "Acme cola is sick, in the best way"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.delenv("LISTENER_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Path:
    """A store with some mentions that the model has read."""
    path = folder / "data" / "listener.db"
    path.parent.mkdir()
    store = open_store(locate(path))
    commit(store, [mention(text, n) for n, text in enumerate([WRONG, *(f"acme cola {text}" for text in OTHER)], 1)])
    waiting = store.unclassified(99)
    readings = classify_batch("bundled", [item(each) for each in waiting])
    store.commit_classifications({(w.id, 1): r for w, r in zip(waiting, readings, strict=True)}, NOW)
    store.close()
    return path


def teach(*words: str, code: int = 0) -> Result:
    return terminal.run("teach", *words, code=code)


def table(name: str, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("text", "label")) -> str:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return name


def stored(path: Path) -> dict[str, object]:
    store = open_store(locate(path), "read")
    try:
        return {each.mention.text: each.classification for each in store.export()}
    finally:
        store.close()


def test_a_correction_changes_the_stored_mention_and_undo_restores_it(store: Path) -> None:
    before = stored(store)
    file = table("wrong.csv", [(WRONG, "neutral")])
    told = json.loads(teach("corrections", file, "--head", "sentiment", "--json").stdout)
    assert (told["version"], told["adopted"], told["mentions_changed"]) == (1, False, 1)
    after = stored(store)
    assert after.pop(WRONG).label("sentiment") == "neutral"  # type: ignore[attr-defined]
    assert after == {text: reading for text, reading in before.items() if text != WRONG}
    assert "1 stored mentions were read again" in teach("undo", "sentiment").stdout
    assert stored(store) == before


@pytest.mark.parametrize("name", ["topic:delivery", "topic:late parcels"])
def test_what_is_said_about_taking_it_back_works_as_it_is_written(store: Path, name: str) -> None:
    before = stored(store)
    told = teach("label", name, table("parcels.csv", [(text,) for text in DELIVERY], ("text",))).stdout
    assert stored(store) == before  # it holds no such text

    words = shlex.split(told.partition("take it back with: listener teach ")[2].splitlines()[0])

    assert words == ["undo", name]
    assert f"{name}: the last lesson is taken back; 0 remain" in teach(*words).stdout
    assert teach("list", "--json").stdout == ""


def test_what_was_read_with_a_label_loses_it_when_it_is_taken_back(store: Path) -> None:
    before = stored(store)
    told = teach("label", "topic:delivery", table("parcels.csv", [(text,) for text in DELIVERY], ("text",))).stdout
    assert "8 texts least like the examples were taken to be without it, 8 left out as they may have it" in told
    terminal.run(*told.splitlines()[-1].partition("read before: listener ")[2].split()[:2])
    assert all(each.label("topic:delivery") for each in stored(store).values())  # type: ignore[attr-defined]

    assert "16 stored mentions were read again" in teach("undo", "topic:delivery").stdout

    assert stored(store) == before


def test_the_same_goes_for_corrections(store: Path) -> None:
    before = stored(store)
    told = teach("corrections", table("wrong.csv", [(WRONG, "neutral")])).stdout
    assert stored(store) != before

    teach(*shlex.split(told.partition("take it back with: listener teach ")[2]))

    assert stored(store) == before


def test_a_stored_mention_is_corrected_by_its_number_and_five_of_them_teach(store: Path) -> None:
    before = stored(store)
    numbered = numbers(store)
    others = [f"acme cola {text}" for text in OTHER[:4]]
    told = [
        json.loads(teach("mention", str(numbered[text]), "spam", "--head", "intent", "--json").stdout)
        for text in [WRONG, *others]
    ]
    assert [each["macro_f1"] is None for each in told] == [True] * 4 + [False]
    after = stored(store)
    assert {after[text].label("intent") for text in [WRONG, *others]} == {"spam"}  # type: ignore[attr-defined]
    for _ in told:
        teach("undo", "intent")
    assert stored(store) == before
    assert "no mention 99999" in teach("mention", "99999", "spam", code=1).stderr
    assert "has no label" in teach("mention", str(numbered[WRONG]), "cheerful", code=1).stderr


def test_what_a_correction_did_is_told_in_words(store: Path) -> None:
    assert stored(store)[WRONG].label("intent") != "news"  # type: ignore[attr-defined]
    told = " ".join(teach("corrections", table("wrong.csv", [(WRONG, "news")]), "--head", "intent").stdout.split())
    number = numbers(store)[WRONG]
    assert f"intent: your correction changed this post: {number} (" in told
    assert "→ news); others are read as before, as the model learns from 5 corrections on." in told


def test_posts_of_the_same_story_are_named_and_corrected_together(store: Path) -> None:
    opened = open_store(locate(store))
    story = "Acme cola recalls the blue cans of the whole summer as their lids may burst, shops are told today"
    commit(opened, [mention(story, 60), mention(f"RT {story}!", 61), mention(f"{story} (via news)", 62)])
    waiting = opened.unclassified(9)
    readings = classify_batch("bundled", [item(each) for each in waiting])
    opened.commit_classifications({(w.id, 1): r for w, r in zip(waiting, readings, strict=True)}, NOW)
    opened.close()
    first = numbers(store)[story]
    told = " ".join(teach("mention", str(first), "legal", "--head", "risk").stdout.split())
    again = f"listener teach mention {first} legal --head risk --story"
    assert "2 more of the same story are read otherwise (" in told
    assert told.endswith(again)
    left = json.loads(teach(*shlex.split(again)[2:], "--json").stdout)
    assert (left["siblings"], len(left["changes"])) == ([], 2)
    assert {each.label("risk") for text, each in stored(store).items() if "blue cans" in text} == {"legal"}  # type: ignore[attr-defined]


def numbers(path: Path) -> dict[str, int]:
    store = open_store(locate(path), "read")
    try:
        return {each.mention.text: each.id for each in store.export()}
    finally:
        store.close()


def test_an_own_label_is_told_apart_from_stored_mentions(store: Path) -> None:
    assert store
    file = table("parcels.csv", [(text,) for text in DELIVERY], ("text",))
    told = json.loads(teach("label", "topic:delivery", file, "--json").stdout)
    assert told["adopted"]
    assert told["macro_f1"] > told["macro_f1_before"]
    (listed,) = (json.loads(line) for line in teach("list", "--json").stdout.splitlines())
    assert (listed["head"], listed["learned"], listed["problem"]) == ("topic:delivery", True, None)
    assert "topic:delivery" in teach("list").stdout


def test_wrong_use_is_one_sentence() -> None:
    few = table("few.csv", [("hello", "")])
    assert "nope.csv does not exist" in teach("corrections", "nope.csv", code=1).stderr
    assert "has no label" in teach("corrections", few, code=1).stderr
    assert "1 example; it takes 5 to 50" in teach("label", "risk:safety", few, code=1).stderr
    assert "was never taught" in teach("undo", "sentiment", code=1).stderr
    assert teach("list", "--json").stdout == ""
