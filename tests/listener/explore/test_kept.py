"""The copy beside the store is the same copy after a new start, and is made anew where it is not right."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from listener.explore.answer import answer
from listener.explore.columns import WORD
from listener.explore.copy import Copy
from listener.explore.hits import every
from listener.explore.kept import CONTENTS, Kept
from listener.explore.question import Question, read
from storage.opening import locate, open_store
from storage.records import Mention
from storage.store import Store
from tests.listener.explore import slow
from tests.listener.explore.worlds import filled, stir
from tests.worlds import mentions
from tests.worlds.mentions import NOW

QUESTION = Question(expression="acme OR tone:negative", since=NOW - timedelta(days=9), until=NOW)


def found(store: Store, copy: Copy) -> list[int]:
    return [each.id for each in every(store, answer(store, copy.state(), read(QUESTION)))]


def right(store: Store) -> list[int]:
    return [each.id for each in slow.meant(slow.everything(store), QUESTION)]


def kept(store: Store, folder: Path) -> Kept:
    """After a copy was made and kept."""
    copy = Copy(store, Kept(folder, store))
    copy.state()
    copy.keep()
    return Kept(folder, store)


def test_a_new_start_reads_nothing_and_goes_on_from_what_has_changed(tmp_path: Path) -> None:
    store, folder = filled(tmp_path, 4, 12), tmp_path / "columns"
    again = Copy(store, kept(store, folder))
    with patch.object(store, "export", side_effect=AssertionError("it was kept")):
        assert len(again.state()) == store.totals()["mentions"]
    stir(store, random.Random(4))
    with patch.object(store, "export", side_effect=AssertionError("the log says what has changed")):
        again.state()
    assert found(store, again) == right(store)
    again.keep()
    assert found(store, Copy(store, Kept(folder, store))) == right(store)
    store.close()


def test_what_has_not_changed_is_not_written_again(tmp_path: Path) -> None:
    with patch("listener.explore.copy.SIZE", 8), patch("listener.explore.copy.READ", 8):
        store, folder = filled(tmp_path, 6, 40), tmp_path / "columns"
        copy = Copy(store, kept(store, folder))
        copy.state()
        before = {each.name for each in folder.glob("*.block")}
        mentions.commit(store, [mentions.mention("acme cola, newest", 1, published_at=NOW)])
        copy.keep()
        after = {each.name for each in folder.glob("*.block")}
    assert len(before & after) >= len(before) - 1 > 1
    assert len(after - before) == 2  # the last one, cut into what is old and what is new
    store.close()


def _cut(folder: Path) -> None:
    block = next(folder.glob("*.block"))
    block.write_bytes(block.read_bytes()[:-9])


def _gone(folder: Path) -> None:
    next(folder.glob("*.block")).unlink()


def _garbled(folder: Path) -> None:
    (folder / CONTENTS).write_text("{")


def _of_other_code(folder: Path) -> None:
    contents = json.loads((folder / CONTENTS).read_text("utf-8"))
    (folder / CONTENTS).write_text(json.dumps({**contents, "stamp": "another"}))


def _poor(folder: Path) -> None:
    contents = json.loads((folder / CONTENTS).read_text("utf-8"))
    contents["values"]["kind"] = []
    (folder / CONTENTS).write_text(json.dumps(contents))


@pytest.mark.parametrize("harm", [_cut, _gone, _garbled, _of_other_code, _poor])
def test_what_is_not_right_is_made_anew(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    store, folder = filled(tmp_path, 5, 12), tmp_path / "columns"
    kept(store, folder)
    harm(folder)
    assert Kept(folder, store).load() is None
    again = Copy(store, Kept(folder, store))
    assert found(store, again) == right(store)
    again.keep()
    assert Kept(folder, store).load() is not None
    store.close()


def test_an_older_copy_of_the_store_that_went_on_otherwise_is_another_store(tmp_path: Path) -> None:
    store, folder = filled(tmp_path, 5, 12), tmp_path / "columns"
    store.close()
    shutil.copy(tmp_path / "5.db", tmp_path / "older.db")
    store, older = (open_store(locate(tmp_path / name)) for name in ("5.db", "older.db"))
    mentions.commit(store, _posts("this way"))
    kept(store, folder)
    mentions.commit(older, [*_posts("that way"), *_posts("and on", 50)])
    assert Kept(folder, older).load() is None
    store.close()
    older.close()


def _posts(text: str, first: int = 30) -> list[Mention]:
    return [mentions.mention(f"acme cola {text} {number}", number) for number in range(first, first + 5)]


def test_words_that_were_deleted_are_not_kept(tmp_path: Path) -> None:
    store, folder = filled(tmp_path, 5, 12), tmp_path / "columns"
    mentions.commit(store, [mentions.mention("acme cola unspeakable", 3)])
    copy = Copy(store, Kept(folder, store))
    copy.state()
    copy.keep()
    assert "unspeakable" in (folder / CONTENTS).read_text("utf-8")
    store.forget({"feed": timedelta(0)}, NOW + timedelta(days=1))
    assert not any("unspeakable" in each.mention.text for each in store.search())
    copy.keep()
    assert "unspeakable" not in (folder / CONTENTS).read_text("utf-8")
    again = Copy(store, Kept(folder, store)).state()
    assert "acme" in again.known[WORD].said
    store.close()


def test_a_full_disk_costs_the_speed_of_the_next_start_alone(tmp_path: Path) -> None:
    store, folder = filled(tmp_path, 5, 12), tmp_path / "columns"
    copy = Copy(store, Kept(folder, store))
    copy.state()
    folder.write_text("no folder")
    copy.keep()
    assert found(store, copy) == right(store)
    store.close()
