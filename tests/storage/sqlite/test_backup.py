"""Copies of a store, and putting one back."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import StoreBusy, StoreCorrupt, StoreError
from storage.sqlite import SqliteStore, backup, restore
from tests.conformance.stores import NOW, poll, post


def filled(path: Path, *native_ids: str) -> SqliteStore:
    store = SqliteStore.open(path)
    store.commit_polls([poll("feed", *(post(native) for native in native_ids))], NOW)
    return store


def found(path: Path) -> list[str]:
    store = SqliteStore.open(path)
    ids = sorted(one.mention.native_id for one in store.search())
    store.close()
    return ids


def test_a_restored_store_is_the_backup_and_the_replaced_one_is_kept(tmp_path: Path) -> None:
    store = filled(tmp_path / "a.db", "1", "2")
    store.backup(tmp_path / "copy.db")
    store.commit_polls([poll("feed", post("3"))], NOW)
    store.close()
    aside = restore(tmp_path / "copy.db", tmp_path / "a.db")
    assert found(tmp_path / "a.db") == ["1", "2"]
    assert aside is not None
    assert found(aside) == ["1", "2", "3"]
    assert found(tmp_path / "copy.db") == ["1", "2"]


def test_the_log_of_an_unclosed_store_goes_aside_with_it(tmp_path: Path) -> None:
    filled(tmp_path / "b.db", "other").backup(tmp_path / "copy.db")
    left_open = filled(tmp_path / "a.db", "1", "2")
    assert (tmp_path / "a.db-wal").stat().st_size > 0
    aside = restore(tmp_path / "copy.db", tmp_path / "a.db")
    assert found(tmp_path / "a.db") == ["other"]
    assert aside is not None
    assert found(aside) == ["1", "2"]
    left_open.close()


def test_restoring_where_nothing_was(tmp_path: Path) -> None:
    filled(tmp_path / "a.db", "1").backup(tmp_path / "copy.db")
    assert restore(tmp_path / "copy.db", tmp_path / "new.db") is None
    assert found(tmp_path / "new.db") == ["1"]


def test_a_damaged_backup_touches_nothing(tmp_path: Path) -> None:
    filled(tmp_path / "a.db", "1").close()
    store = filled(tmp_path / "b.db", *(str(number) for number in range(200)))
    store.backup(tmp_path / "copy.db")
    content = bytearray((tmp_path / "copy.db").read_bytes())
    content[20_000:60_000] = b"\x5a" * 40_000
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreCorrupt):
        restore(tmp_path / "copy.db", tmp_path / "a.db")
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreCorrupt, match="empty"):
        restore(tmp_path / "empty.db", tmp_path / "a.db")
    with pytest.raises(StoreError, match="does not exist"):
        restore(tmp_path / "none.db", tmp_path / "a.db")
    assert found(tmp_path / "a.db") == ["1"]


def test_a_running_service_is_not_restored_under_its_feet(tmp_path: Path) -> None:
    filled(tmp_path / "a.db", "1").backup(tmp_path / "copy.db")
    service = SqliteStore.open(tmp_path / "a.db", service=True)
    with pytest.raises(StoreBusy, match="stop it first"):
        restore(tmp_path / "copy.db", tmp_path / "a.db")
    service.close()


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    store = filled(tmp_path / "a.db", "1")
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        store.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"
    store.close()


def test_a_copy_that_takes_long_says_how_far_it_is_and_holds_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "STEP", 4)
    store, said = filled(tmp_path / "a.db", *(str(number) for number in range(300))), list[str]()

    def write_between(what: str) -> None:
        said.append(what)
        store.commit_polls([poll("feed", post(f"later {len(said)}"))], NOW)

    store.backup(tmp_path / "copy.db", write_between)
    store.close()
    done = [int(each.split()[0]) for each in said if "% is copied" in each]
    assert done == sorted(set(done))
    assert len(done) > 5
    assert said[-1] == "looking whether the copy is whole"
    copied = SqliteStore.open(tmp_path / "copy.db")
    assert copied.totals()["mentions"] == 301, "what was written after the first word is not in it"
    copied.close()
